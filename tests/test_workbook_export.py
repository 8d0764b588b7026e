"""What a workbook is whoever fills the site: the same bytes, whole texts, honest states, nothing run."""

import json
import subprocess
import sys
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from commandline import run_process
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.workbook import Workbook
from oracle_cells import cut_edition, loaded, rejudged, workbook_bytes
from ordinary import CRITERIA

from iso16363.catalog import Catalogue
from iso16363.errors import AuditError, UnwritableOutput
from iso16363.fingerprint import answer_digest
from iso16363.judgement import Judgement
from iso16363.model.actions import Action, ActionState
from iso16363.model.answers import Answer, Background, Citation, CitationState, Polarity
from iso16363.workbook.actions_columns import ACTIONS
from iso16363.workbook.columns import FIRST_ROW, Table
from iso16363.workbook.evidence_columns import BACKGROUND, EVIDENCE
from iso16363.workbook.export import write_workbook
from iso16363.workbook.prose import unwrapped
from iso16363.workbook.provided_columns import with_providers
from iso16363.workbook.sync import SHEET, TITLES
from iso16363.workspace.location import find_workspace
from iso16363.workspace.workspace import report_on

HOSTILE = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "'quoted",
    "{=1}",
    "http://example.org/",
    "internal:Cover!A1",
    "_x000D_ and _x0041_",
    "<b>&amp;]]>",
    "  blanks around  ",
    "line\nline\n\nline",
    "tab\there",
    "🗄️ archive 👩‍🔬",
    "مرحبا بالعالم",
    "3.10",
    "TRUE",
    "#N/A",
    "a" * 32_767,
)


@pytest.fixture
def small(small_workspace: Path, catalogue: Catalogue, today: date) -> Judgement:
    judgement = report_on(find_workspace(small_workspace), "small", catalogue, today).judgement
    assert judgement is not None
    return judgement


@pytest.fixture
def tiny(small: Judgement) -> Judgement:
    """A site of three subsections, quick to write."""
    return rejudged(small, edition=cut_edition(small.edition))


def criteria_cell(data: bytes, criterion: str, key: str) -> object:
    sheet = loaded(data, values=True)["Criteria"]
    for row in sheet.iter_rows(min_row=FIRST_ROW + 1, values_only=True):
        if row[0] == criterion:
            return row[CRITERIA.positions[key]]
    raise AssertionError(criterion)


def test_same_judgement_gives_the_same_bytes(small: Judgement) -> None:
    assert workbook_bytes(small) == workbook_bytes(small)


def test_target_may_be_a_path_or_a_stream(tiny: Judgement, tmp_path: Path) -> None:
    write_workbook(tiny, tmp_path / "a.xlsx")
    stream = BytesIO()
    write_workbook(tiny, stream)
    assert (tmp_path / "a.xlsx").read_bytes() == stream.getvalue()


def test_a_target_that_refuses_is_named(tiny: Judgement, tmp_path: Path) -> None:
    with pytest.raises(UnwritableOutput, match="no-such-folder"):
        write_workbook(tiny, tmp_path / "no-such-folder" / "a.xlsx")


def test_openpyxl_reads_it_without_a_warning(small: Judgement, recwarn: pytest.WarningsRecorder) -> None:
    book = loaded(workbook_bytes(small))
    assert book.sheetnames == [
        "Read me", "Cover", "Dashboard", "Criteria", "Evidence", "Background", "Documents", "Actions", "Audit",
        "Crosswalk", "Lists", "Workings", "_sync",
    ]  # fmt: skip
    states = {sheet.title: sheet.sheet_state for sheet in book.worksheets}
    assert states["Workings"] == "hidden"
    assert states["_sync"] == "veryHidden"
    assert not recwarn.list


@pytest.mark.parametrize("text", HOSTILE)
def test_text_stays_text_and_whole(tiny: Judgement, text: str) -> None:
    answer = Answer(
        response=text,
        reason=text,
        note=text,
        evidence=(Citation(document="mission", locator=text, quote=text, state=CitationState.CONFIRMED),),
        background=(Background(polarity=Polarity.GAP, statement=text),),
    )
    action = Action(criteria=("3.1.1",), gap=text, action=text, state=ActionState.OPEN)
    judgement = rejudged(
        tiny, answers={"3.1.1": answer}, actions={"a": action}, short_name=text[:200], name=text, notes=(text,)
    )
    data = workbook_bytes(judgement)
    formulas = loaded(data)
    places: list[tuple[Table[Any], str]] = [
        (CRITERIA, "response"),
        (CRITERIA, "note"),
        (EVIDENCE, "quote"),
        (BACKGROUND, "statement"),
        (ACTIONS, "gap"),
    ]
    for table, key in places:
        cell = formulas[table.sheet].cell(FIRST_ROW + 1, table.positions[key] + 1)
        assert cell.data_type == "s", (table.sheet, text[:20])
        assert cell.hyperlink is None
        assert _unescaped(str(cell.value)) == (unwrapped(text) if key == "response" else text)


def _unescaped(text: str) -> str:
    """Openpyxl leaves the file format's escape of an underscore as it is."""
    return text.replace("_x005F_", "_")


@pytest.mark.parametrize("text", ["a" * 32_768, "🗄" * 16_384])
def test_text_that_does_not_fit_is_refused_by_name(tiny: Judgement, text: str) -> None:
    judgement = rejudged(tiny, answers={"3.1.2": Answer(response=text)})
    with pytest.raises(AuditError) as caught:
        write_workbook(judgement, BytesIO())
    assert caught.value.where == f"Criteria!{CRITERIA.letter('response')}{FIRST_ROW + 2}"
    assert "32,768" in caught.value.what
    assert caught.value.remedy


def test_half_a_character_is_refused_by_name(tiny: Judgement) -> None:
    judgement = rejudged(
        tiny, answers={"3.1.2": Answer.model_construct(**{**Answer().__dict__, "response": "a\ud800"})}
    )
    with pytest.raises(AuditError, match="lone surrogate"):
        write_workbook(judgement, BytesIO())


def test_days_before_spreadsheets_count_stay_text(tiny: Judgement) -> None:
    document = tiny.site.documents["mission"].model_copy(update={"review_by": date(1850, 1, 2)})
    data = workbook_bytes(rejudged(tiny, documents={**tiny.site.documents, "mission": document}))
    values = {cell.value for row in loaded(data)["Documents"].iter_rows(min_row=5, max_row=5) for cell in row}
    assert "1850-01-02" in values


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.text(
        st.characters(exclude_categories=("Cs", "Cc", "Cn"), include_characters="\n\t"), min_size=1, max_size=300
    )
)
def test_any_text_can_be_written_and_is_in_sync_whole(tiny: Judgement, text: str) -> None:
    name = text.strip() or "x"
    role = tiny.site.site.roles["head"].model_copy(update={"title": name})
    judgement = rejudged(
        tiny, answers={"3.1.1": Answer(note=name, owner="head")}, short_name=name, name=name, roles={"head": role}
    )
    records = sync_records(workbook_bytes(judgement))
    assert records["Criteria", "3.1.1"]["note"] == name


def sync_records(data: bytes) -> dict[tuple[str, str], dict[str, object]]:
    """The records of the hidden sheet, read as its docstring says."""
    rows = [row[:4] for row in loaded(data)[SHEET].iter_rows(values_only=True)]
    start = rows.index(TITLES)
    parts: dict[tuple[str, str], str] = {}
    for sheet, key, part, record in rows[start + 1 :]:
        place = (str(sheet), str(key))
        assert (part == "1") == (place not in parts)
        parts[place] = parts.get(place, "") + _unescaped(str(record))
    return {place: json.loads(text) for place, text in parts.items()}


def test_sync_identifies_the_export_and_holds_every_editable_cell(small: Judgement) -> None:
    data = workbook_bytes(small)
    rows = list(loaded(data)[SHEET].iter_rows(values_only=True))
    head = {row[0]: row[1] or "" for row in rows[: rows.index((None,) * len(rows[0]))]}
    assert head["format"] == "iso16363-workbook"
    assert head["schema"] == "3"
    assert (head["site"], head["edition"]) == ("small", "iso16363-2025")
    assert head["inputs_digest"] == small.provenance.inputs_digest
    assert len(str(head["export_id"])) == 12
    records = sync_records(data)
    assert records["Cover", "site"]["repository_designated_community"]
    assert records["Evidence", "3.1.1/mission/1"]["locator"] == "Section 1"
    assert records["Actions", "write-training-procedure"]["due"] == "2027-03-31"
    answer = records["Criteria", "3.1.1"]
    assert answer["response"] == criteria_cell(data, "3.1.1", "response")
    assert answer["documented"] == 4
    answers = small.site.answers
    asked = (small.edition.head.id, "3.1.1")
    assert answer["digest"] == answer_digest(answers["3.1.1"], small.site.documents, answers, asked)
    assert "digest" not in records["Criteria", "5.1.1"]
    assert sum(sheet == "Criteria" for sheet, _ in records) == len(small.edition.criteria)


def test_a_long_record_is_cut_into_parts(tiny: Judgement) -> None:
    long = '\\"' * 16_000 + "end"
    records = sync_records(workbook_bytes(rejudged(tiny, answers={"3.1.1": Answer(response=long)})))
    assert records["Criteria", "3.1.1"]["response"] == long


def test_candidates_are_shown_as_what_they_are(shipped_workspace: Path, catalogue: Catalogue, today: date) -> None:
    for site in ("cern", "desy", "pic"):
        judgement = report_on(find_workspace(shipped_workspace), site, catalogue, today).judgement
        assert judgement is not None
        book, criteria_at = loaded(workbook_bytes(judgement), values=True), with_providers(CRITERIA)
        criteria = list(book["Criteria"].iter_rows(min_row=FIRST_ROW + 1, values_only=True))
        assert {row[criteria_at.positions["state"]] for row in criteria} == {"open"}
        assert {row[criteria_at.positions["rating"]] for row in criteria} == {None}
        cited = sum(len(a.evidence) for a in judgement.site.answers.values())
        assert sum(int(str(row[criteria_at.positions["candidates"]])) for row in criteria) == cited
        assert f"{cited} candidate citations wait to be confirmed" in str(book["Dashboard"]["B3"].value)
        evidence = list(book["Evidence"].iter_rows(min_row=FIRST_ROW + 1, values_only=True))
        states = {row[with_providers(EVIDENCE).positions["state"]] for row in evidence if row[0]}
        assert states == {"candidate"}
        background = sum(len(a.background) for a in judgement.site.answers.values())
        shown = [row for row in book["Background"].iter_rows(min_row=FIRST_ROW + 1, values_only=True) if row[0]]
        assert len(shown) == background


def printed_header(book: Workbook) -> list[str]:
    """Left, middle and right of the header of Criteria."""
    header = book["Criteria"].oddHeader
    assert header is not None
    return [str(part.text or "").strip() for part in (header.left, header.center, header.right)]


def test_fictional_sites_say_so(small: Judgement) -> None:
    book = loaded(workbook_bytes(small), values=True)
    for name in ("Read me", "Cover", "Criteria", "Evidence"):
        assert "fictional example" in f"{book[name]['A1'].value} {book[name]['A2'].value}".lower()
    assert "fictional example" in str(book["Dashboard"]["B1"].value)
    assert "Fictional example" in printed_header(book)[2]


def test_a_long_name_still_gives_a_header(tiny: Judgement) -> None:
    book = loaded(workbook_bytes(rejudged(tiny, short_name="A & B " * 100)))
    assert printed_header(book)[0] == "small"


def test_review_that_lapsed_and_review_by_the_owner_are_named(tiny: Judgement) -> None:
    good = tiny.site.answers["3.1.1"]
    assert good.review is not None
    lapsed = good.model_copy(update={"documented": 3})
    own = good.model_copy(update={"review": good.review.model_copy(update={"by": "head"})})
    for answer, word in ((good, "reviewed"), (lapsed, "lapsed"), (own, "by its own owner")):
        data = workbook_bytes(rejudged(tiny, answers={"3.1.1": answer}))
        assert str(criteria_cell(data, "3.1.1", "review")).startswith(word)


def test_nothing_at_start_loads_the_writer(tmp_path: Path) -> None:
    code = "import sys, iso16363.cli.main; sys.exit('xlsxwriter' in sys.modules or 'openpyxl' in sys.modules)"
    assert run_process("--help", cwd=tmp_path).code == 0
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
