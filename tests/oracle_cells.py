"""What the tests of the workbook share: small and hostile judgements, and the cells of a written file."""

import re
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from iso16363.catalog import Edition
from iso16363.judgement import Judgement, Provenance, judge_site
from iso16363.model.actions import Action
from iso16363.model.answers import Answer
from iso16363.model.audit import AuditItem
from iso16363.model.documents import Document
from iso16363.workbook.export import write_workbook

Cells = dict[tuple[str, int, int], object]
"""Values by sheet, row and column."""
StoredCells = dict[str, dict[tuple[str, int], str | float]]
"""Values by sheet, then by letter and row."""
CUT = ("3.1", "3.2", "4.4")


def workbook_bytes(judgement: Judgement) -> bytes:
    """The workbook of a judgement."""
    stream = BytesIO()
    write_workbook(judgement, stream)
    return stream.getvalue()


def rejudged(
    judgement: Judgement,
    *,
    answers: Mapping[str, Answer] | None = None,
    documents: Mapping[str, Document] | None = None,
    actions: Mapping[str, Action] | None = None,
    audit: Mapping[str, AuditItem] | None = None,
    edition: Edition | None = None,
    **site: object,
) -> Judgement:
    """The same site with other answers, documents, actions, requests, edition or fields of site.yaml."""
    assessment = replace(
        judgement.site,
        answers=judgement.site.answers if answers is None else answers,
        documents=judgement.site.documents if documents is None else documents,
        actions=judgement.site.actions if actions is None else actions,
        audit=judgement.site.audit if audit is None else audit,
        site=judgement.site.site.model_copy(update=site),
    )
    made = judgement.provenance
    provenance = Provenance("0.0.0", "c" * 64, "d" * 64, made.as_of, "e" * 40)
    return judge_site(assessment, edition or judgement.edition, judgement.catalogue, (), provenance)


def cut_edition(edition: Edition) -> Edition:
    """An edition with three subsections only, so that every cell of its workbook can be read by a person."""
    sections = {
        number: section.model_copy(update={"subsections": tuple(s for s in section.subsections if s in CUT)})
        for number, section in edition.head.sections.items()
    }
    kept = {number: section for number, section in sections.items() if section.subsections}
    return Edition(
        edition.head.model_copy(update={"sections": kept}),
        {number: subsection for number, subsection in edition.subsections.items() if number in CUT},
    )


def loaded(data: bytes | Path, *, values: bool = False) -> Workbook:
    """The file as openpyxl reads it."""
    return load_workbook(BytesIO(data) if isinstance(data, bytes) else data, data_only=values)


def stored_cells(data: bytes) -> StoredCells:
    """Every cell without a formula as the file format defines it: openpyxl loses a literal "x005F_"."""
    tag = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    with zipfile.ZipFile(BytesIO(data)) as archive:
        trees = {n: ET.fromstring(archive.read(n)) for n in archive.namelist() if n.endswith(".xml")}  # noqa: S314
    texts = ["".join(t.text or "" for t in item.iter(f"{tag}t")) for item in trees["xl/sharedStrings.xml"]]
    plain = [re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text) for text in texts]
    sheets: StoredCells = {}
    for number, name in enumerate(loaded(data).sheetnames, 1):
        sheets[name] = {}
        for cell in trees[f"xl/worksheets/sheet{number}.xml"].iter(f"{tag}c"):
            value, place = cell.findtext(f"{tag}v"), re.match("([A-Z]+)([0-9]+)", cell.get("r", ""))
            if value is not None and place and cell.find(f"{tag}f") is None:
                shown = plain[int(value)] if cell.get("t") == "s" else float(value)
                sheets[name][place[1], int(place[2])] = shown
    return sheets


def formula_cells(data: bytes | Path) -> Cells:
    """Every cell with a formula, with its cached value."""
    formulas, values = loaded(data), loaded(data, values=True)
    return {
        (sheet.title, row, column): values[sheet.title].cell(row, column).value
        for sheet in formulas.worksheets
        for row, cells in enumerate(sheet.iter_rows(), 1)
        for column, cell in enumerate(cells, 1)
        if cell.data_type == "f"
    }


def differences(cached: Cells, computed: Cells) -> list[str]:
    """Cells whose two values differ; nothing and the empty text are the same."""
    return [
        f"{sheet} row {row} column {column}: cached {value!r}, computed {computed[sheet, row, column]!r}"
        for (sheet, row, column), value in cached.items()
        if not _same(value, computed[sheet, row, column])
    ]


def _same(one: object, other: object) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) < 1e-9
    return ("" if one is None else one) == ("" if other is None else other)
