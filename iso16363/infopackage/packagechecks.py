"""Checks of a package as the self-assessment of a site: that it is one, whose, for whom, and in which state."""

import re
from collections.abc import Iterator
from typing import Final

from iso16363.infopackage.bag import ALGORITHMS, INFO, manifest_name, tag_manifest_name
from iso16363.infopackage.bagchecks import Bag
from iso16363.infopackage.baginfo import DRAFT, READY
from iso16363.infopackage.contents import (
    ASSESSMENT,
    CHANGES,
    CHECKS,
    CRATE,
    CRITERIA,
    DOCUMENTS,
    DOCUMENTS_LIST,
    INDEX,
    PAYLOAD,
    REPORT,
    SCHEMA,
    VERIFY,
    WITHHELD_LIST,
    WORKBOOK,
)
from iso16363.infopackage.packagedata import Contents, read_json
from iso16363.infopackage.rocrate import IDENTIFIER
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
from iso16363.spelling import clipped

_ALWAYS: Final = (
    *(INDEX, REPORT, WORKBOOK, ASSESSMENT, SCHEMA, DOCUMENTS_LIST, WITHHELD_LIST),
    *(CHECKS, CRATE, VERIFY),
)
_KNOWN: Final = frozenset({*_ALWAYS, CHANGES})
_LABELS: Final = (
    *("Source-Organization", "External-Description", "Bagging-Date", "External-Identifier"),
    *("Payload-Oxum", "Bag-Software-Agent", "ISO16363-Site", "ISO16363-Edition", "ISO16363-Variant"),
    *("ISO16363-Status", "ISO16363-Assessment-Digest", "ISO16363-Declaration"),
)
_OUR_NAME: Final = re.compile(r"[a-z0-9-]+-(internal|auditor|public)-[0-9]{4}-[0-9]{2}-[0-9]{2}(-draft)?")
_NO_ASSESSMENT: Final = "there is no self-assessment that could be read."


def package(bag: Bag) -> Result:
    """Check that a bag has the parts of such a package, written as this tool writes them."""
    if f"{PAYLOAD}/{ASSESSMENT}" not in bag.package.sizes:
        what = "is not there: this may be a bag, but it is no package of a self-assessment"
        remedy = "Ask for the package that `iso16363 handoff` has made."
        return judged(CheckName.PACKAGE, "", [Finding(FindingKind.MISSING, f"{PAYLOAD}/{ASSESSMENT}", what, remedy)])
    findings = [*_parts(bag), *_labels(bag), *_form(bag)]
    says = f"A self-assessment against ISO 16363, packed by {bag.said('Bag-Software-Agent')}."
    return judged(CheckName.PACKAGE, says, findings)


def _parts(bag: Bag) -> Iterator[Finding]:
    for name in _ALWAYS:
        if f"{PAYLOAD}/{name}" not in bag.package.sizes:
            yield Finding(FindingKind.MISSING, f"{PAYLOAD}/{name}", "belongs to every package", ASK_AGAIN)
    for path in sorted(bag.payload_files):
        first, _, rest = path.removeprefix(f"{PAYLOAD}/").partition("/")
        if (first not in (DOCUMENTS, CRITERIA)) if rest else first not in _KNOWN:
            yield Finding(FindingKind.ADDED, path, "is no part of such a package", "Do not rely on it.")


def _labels(bag: Bag) -> Iterator[Finding]:
    for label in _LABELS:
        times = sum(name.casefold() == label.casefold() for name, _ in bag.info)
        if times != 1:
            kind, how = (FindingKind.REPEATED, "more than once") if times else (FindingKind.MISSING, "nowhere")
            yield Finding(kind, INFO, f"says {label} {how}", ASK_AGAIN)


def _form(bag: Bag) -> Iterator[Finding]:
    """What other bags may leave out, or write otherwise."""
    if bag.version != "1.0":
        what = f"is of version {bag.version}; such packages are of version 1.0"
        yield Finding(FindingKind.CONTRADICTION, "bagit.txt", what, ASK_AGAIN)
    there = {manifest.file: manifest for manifest in (*bag.payload, *bag.tags)}
    for name in (*map(manifest_name, ALGORITHMS), *map(tag_manifest_name, ALGORITHMS)):
        if name not in bag.package.sizes:
            yield Finding(FindingKind.MISSING, name, "belongs to every package", ASK_AGAIN)
        elif name in there and not there[name].plain:
            what = "is not sorted, or not written byte by byte as such packages are"
            yield Finding(FindingKind.MALFORMED, name, what, ASK_AGAIN)


Place = tuple[str, object]
"""Where in a package something is said, and what is said there."""


def _agree(what: str, *places: Place) -> Iterator[Finding]:
    """A finding for each place that says something else than the first."""
    (first, value), *others = places
    for place, other in others:
        if other != value:
            text = f"says {what} {_quoted(other)}, but {first} says {_quoted(value)}"
            yield Finding(FindingKind.CONTRADICTION, place, text, ASK_AGAIN)


def _quoted(value: object) -> str:
    return "nothing" if value is None else f'"{clipped(str(value))}"'


def at(data: object, *keys: str) -> object:
    """A value inside data that nobody has checked; None where it is not there."""
    for key in keys:
        data = data.get(key) if isinstance(data, dict) else None
    return data


def _said(contents: Contents, label: str) -> Place:
    return INFO, contents.bag.said(label)


def identity(contents: Contents) -> Result:
    """Compare what the parts of a package say of whose it is, of what, for whom, and when it was made."""
    data = contents.assessment
    if data is None:
        return passed_over(CheckName.IDENTITY, _NO_ASSESSMENT)
    checks = read_json(contents.bag, CHECKS)
    findings = [checks] if isinstance(checks, Finding) else list(_of_checks(data, checks))
    findings.extend(_of_info(contents, data))
    findings.extend(_of_names(contents, data))
    findings.extend(_of_crate(contents))
    site, edition = data["site"], data["edition"]
    says = f"{site['name']} ({site['id']}), {edition['title']}, variant {data['variant']}, {data['as_of']}."
    return judged(CheckName.IDENTITY, says, findings)


def _of_info(contents: Contents, data: Json) -> Iterator[Finding]:
    here = f"{PAYLOAD}/{ASSESSMENT}"
    agent = f"{data['tool']['name']} {data['tool']['version']}"
    name = " ".join(str(data["site"]["name"]).split())
    yield from _agree("the site", (here, data["site"]["id"]), _said(contents, "ISO16363-Site"))
    yield from _agree("the organisation", (here, name), _said(contents, "Source-Organization"))
    yield from _agree("the edition", (here, data["edition"]["id"]), _said(contents, "ISO16363-Edition"))
    yield from _agree("the variant", (here, data["variant"]), _said(contents, "ISO16363-Variant"))
    yield from _agree("the day", (here, data["as_of"]), _said(contents, "Bagging-Date"))
    yield from _agree("the program", (here, agent), _said(contents, "Bag-Software-Agent"))
    yield from _agree("the name", (here, _name(data)), _said(contents, "External-Identifier"))
    if data["site"]["edition"] != data["edition"]["id"]:
        what = f"was judged by {data['edition']['id']}, though the site chose {data['site']['edition']}"
        yield Finding(FindingKind.CONTRADICTION, here, what, ASK_AGAIN)


def _name(data: Json) -> str:
    return f"{data['site']['id']}-{data['variant']}-{data['as_of']}" + ("-draft" if data["draft"] else "")


def _of_checks(data: Json, checks: Json) -> Iterator[Finding]:
    here, there = f"{PAYLOAD}/{ASSESSMENT}", f"{PAYLOAD}/{CHECKS}"
    yield from _agree("the site", (here, data["site"]["id"]), (there, checks.get("site")))
    for key in ("variant", "as_of", "edition", "tool", "catalogue_digest", "inputs_digest", "diagnostics"):
        if data[key] != checks.get(key):
            yield Finding(FindingKind.CONTRADICTION, there, f'says something else of "{key}" than {here}', ASK_AGAIN)


def _of_names(contents: Contents, data: Json) -> Iterator[Finding]:
    """The folder and the .zip may be called anything, but not like another package."""
    own = _name(data)
    for name in dict.fromkeys((contents.bag.package.name, contents.bag.package.outer)):
        if name != own and _OUR_NAME.fullmatch(name):
            what = f'is the package "{own}" under the name of another one'
            yield Finding(FindingKind.CONTRADICTION, name, what, f'Call it "{own}" again; ask who renamed it.')


def _of_crate(contents: Contents) -> Iterator[Finding]:
    crate = read_json(contents.bag, CRATE)
    if isinstance(crate, Finding):
        yield crate
        return
    graph = crate.get("@graph")
    entities = graph if isinstance(graph, list) else []
    name = next((at(entity, "value") for entity in entities if at(entity, "@id") == IDENTIFIER), None)
    expected = _said(contents, "External-Identifier")
    yield from _agree("the name", expected, (f"{PAYLOAD}/{CRATE}", name))


def status(contents: Contents) -> Result:
    """Compare what the parts say of READY and DRAFT, and READY with the gates."""
    data, said = contents.assessment, contents.bag.said("ISO16363-Status")
    if data is None:
        return passed_over(CheckName.STATUS, _NO_ASSESSMENT)
    here, own = f"{PAYLOAD}/{ASSESSMENT}", DRAFT if data["draft"] else READY
    checks = read_json(contents.bag, CHECKS)
    findings = list(_agree("the status", (here, own), (INFO, said)))
    if not isinstance(checks, Finding):
        there = (f"{PAYLOAD}/{CHECKS}", DRAFT if checks.get("draft") is True else READY)
        findings.extend(_agree("the status", (here, own), there))
        if checks.get("gates") != data["summary"]["gates"]:
            where = f"{PAYLOAD}/{CHECKS}"
            findings.append(Finding(FindingKind.CONTRADICTION, where, f"lists other gates than {here}", ASK_AGAIN))
    failing = [gate["gate"] for gate in data["summary"]["gates"] if gate["status"] != "holds"]
    if own == READY and failing:
        what = f"is called READY, though gates do not hold: {', '.join(failing)}"
        findings.append(Finding(FindingKind.CONTRADICTION, here, what, "Treat it as a draft. " + ASK_AGAIN))
    shut = f": these gates did not hold: {', '.join(failing)}" if failing else ""
    ready = "READY: all gates to an external audit held."
    return judged(CheckName.STATUS, f"DRAFT, not a hand-over{shut}." if own == DRAFT else ready, findings)
