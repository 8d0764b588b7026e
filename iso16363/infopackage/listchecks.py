"""Checks of the lists in a package: documents, what is withheld, and the catalogue of criteria."""

from collections.abc import Iterator, Mapping
from typing import Final

from iso16363.infopackage.contents import ASSESSMENT, CRITERIA, DOCUMENTS, DOCUMENTS_LIST, PAYLOAD, WITHHELD_LIST
from iso16363.infopackage.packagedata import Contents, read_rows
from iso16363.infopackage.verification import (
    ASK_AGAIN,
    CheckName,
    Finding,
    FindingKind,
    Result,
    judged,
    passed_over,
)
from iso16363.interchange import Json

_LIST: Final = f"{PAYLOAD}/{DOCUMENTS_LIST}"
_COLUMNS: Final = ("id", "title", "kind", "file", "registered_as", "link", "access", "sha256", "checked")
"""Columns of documents.csv by position: what stands above them is in the language of the package."""
_WITHHELD_COLUMNS: Final = 7  # kind, id, title, what, why, how to inspect it, criteria
_NO_ASSESSMENT: Final = "there is no self-assessment that could be read."

Row = Mapping[str, str]


def documents(contents: Contents) -> Result:
    """Hold register, list and files against one another."""
    data = contents.assessment
    if data is None:
        return passed_over(CheckName.DOCUMENTS, _NO_ASSESSMENT)
    rows = read_rows(contents.bag, DOCUMENTS_LIST, len(_COLUMNS))
    if isinstance(rows, Finding):
        return judged(CheckName.DOCUMENTS, "", [rows])
    listed: dict[str, Row] = {row[0]: dict(zip(_COLUMNS, row, strict=True)) for row in rows}
    register: dict[str, Json] = data["documents"]
    findings = list(_rows(rows, register))
    hidden = {w["id"] for w in data["withheld"] if w["kind"] == "document"}
    files: set[str] = set()
    here = 0
    for name, document in register.items():
        row = listed.get(name, {})
        findings.extend(_said_alike(name, document, row))
        if "path" in document and name not in hidden:
            findings.extend(_file(contents, name, document, row))
            files.add(f"{PAYLOAD}/{_where(document, row)}")
            here += 1
    inside = {path for path in contents.bag.package.sizes if path.startswith(f"{PAYLOAD}/{DOCUMENTS}/")}
    for path in sorted(inside - files):
        what = "is the file of no document that this package shows"
        findings.append(Finding(FindingKind.ADDED, path, what, "Do not rely on it."))
    says = f"{here:,} of {len(register):,} documents are here as files, each with its registered checksum."
    return judged(CheckName.DOCUMENTS, says, findings)


def _rows(rows: list[list[str]], register: Mapping[str, Json]) -> Iterator[Finding]:
    if sorted(row[0] for row in rows) != sorted(register):
        what = f"does not list the documents of {PAYLOAD}/{ASSESSMENT}, each once"
        yield Finding(FindingKind.CONTRADICTION, _LIST, what, ASK_AGAIN)


def _where(document: Json, row: Row) -> str:
    return row.get("file") or f"{DOCUMENTS}/{document['path']}"


def _said_alike(name: str, document: Json, row: Row) -> Iterator[Finding]:
    doi = document.get("doi")
    link = f"https://doi.org/{doi}" if doi else document.get("url", "")
    own = {
        "title": document["title"],
        "link": link,
        "checked": document.get("checked", ""),
        **({"sha256": document.get("sha256", "")} if row.get("file") else {}),
    }
    for key, value in own.items():
        if row and _one_line(row.get(key, "")) != _one_line(value):
            what = f'says something else of "{key}" of the document "{name}" than {PAYLOAD}/{ASSESSMENT}'
            yield Finding(FindingKind.CONTRADICTION, _LIST, what, ASK_AGAIN)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _file(contents: Contents, name: str, document: Json, row: Row) -> Iterator[Finding]:
    path = f"{PAYLOAD}/{_where(document, row)}"
    if not path.startswith(f"{PAYLOAD}/{DOCUMENTS}/"):
        yield Finding(FindingKind.CONTRADICTION, _LIST, f'puts the file of "{name}" outside of {DOCUMENTS}/', ASK_AGAIN)
        return
    if path not in contents.bag.package.sizes:
        yield Finding(FindingKind.MISSING, path, f'is the file of the document "{name}" and not there', ASK_AGAIN)
        return
    found, registered = contents.bag.sha256(path), document.get("sha256")
    if registered is None and (contents.assessment or {}).get("draft"):
        return  # a draft may show what nobody has pinned yet
    if registered is None:
        what = f'is the file of "{name}", of which no checksum is registered'
        yield Finding(FindingKind.MISSING, path, what, ASK_AGAIN)
    elif found is not None and found != registered:
        what = f'is not the file of "{name}" that was registered: its checksum is another'
        yield Finding(FindingKind.CHANGED, path, what, ASK_AGAIN)


def withheld(contents: Contents) -> Result:
    """Hold withheld.csv against what the self-assessment says is withheld."""
    data = contents.assessment
    if data is None:
        return passed_over(CheckName.WITHHELD, _NO_ASSESSMENT)
    rows = read_rows(contents.bag, WITHHELD_LIST, _WITHHELD_COLUMNS)
    if isinstance(rows, Finding):
        return judged(CheckName.WITHHELD, "", [rows])
    expected = [[w["id"] or "", w["title"], w["what"], w["why"], w["inspect"]] for w in data["withheld"]]
    listed = [row[1:6] for row in rows]
    findings = []
    if [[_one_line(c) for c in row] for row in listed] != [[_one_line(c) for c in row] for row in expected]:
        where, what = f"{PAYLOAD}/{WITHHELD_LIST}", f"does not list what {PAYLOAD}/{ASSESSMENT} says is withheld"
        findings.append(Finding(FindingKind.CONTRADICTION, where, what, ASK_AGAIN))
    things = "one thing that is" if len(expected) == 1 else f"{len(expected):,} things that are"
    says = f"withheld.csv lists the {things} not here, and why."
    return judged(CheckName.WITHHELD, says if expected else "Nothing is withheld.", findings)


def catalogue(contents: Contents) -> Result:
    """Hold the criteria in the package against those that this tool ships."""
    data = contents.assessment
    if data is None:
        return passed_over(CheckName.CATALOGUE, _NO_ASSESSMENT)
    shipped, folder = contents.shipped, f"{PAYLOAD}/{CRITERIA}/"
    if data["catalogue_digest"] != shipped.catalogue_digest:
        because = f"it was judged by another version of the catalogue than this tool ships ({data['tool']['version']})."
        return passed_over(CheckName.CATALOGUE, because)
    files = sorted(path for path in contents.bag.package.sizes if path.startswith(folder))
    findings = []
    for path in files:
        known, found = shipped.catalogue.get(path.removeprefix(folder)), contents.bag.sha256(path)
        if known is None:
            findings.append(Finding(FindingKind.ADDED, path, "is no file of the catalogue", "Do not rely on it."))
        elif found is not None and found != known:
            findings.append(Finding(FindingKind.CHANGED, path, "is not as this tool ships it", ASK_AGAIN))
    if f"{folder}{data['edition']['id']}/edition.yaml" not in files:
        what = "is missing, though the self-assessment was judged by it"
        findings.append(Finding(FindingKind.MISSING, f"{folder}{data['edition']['id']}/", what, ASK_AGAIN))
    says = f"The {len(files):,} files of {data['edition']['title']} are those that this tool ships."
    return judged(CheckName.CATALOGUE, says, findings)
