"""Whether each document of the register can serve as evidence, and its file is what was registered."""

from collections.abc import Iterator
from datetime import date
from pathlib import PurePosixPath, PureWindowsPath

from iso16363.diagnostics import Diagnostic, Place
from iso16363.model.assessment import SelfAssessment
from iso16363.model.documents import Access, Document, DocumentState
from iso16363.model.layout import DOCUMENTS_FOLDER, document_place
from iso16363.spelling import clipped


def leaves_folder(path: str) -> bool:
    """Whether a registered path leads out of documents/ by its text alone, on any system."""
    windows = PureWindowsPath(path)
    return (
        PurePosixPath(path).is_absolute()
        or bool(windows.drive or windows.root)
        or "\\" in path
        or ".." in PurePosixPath(path).parts
    )


def check_documents(site: SelfAssessment, today: date) -> Iterator[Diagnostic]:
    """Report each fault of the register, in its order."""
    first_with: dict[str, str] = {}
    for document_id, document in site.own_documents.items():
        if document.path:
            yield from _check_file(site, document_id, document)
            twin = first_with.setdefault(str(PurePosixPath(document.path)), document_id)
            if twin != document_id:
                yield _registered_twice(document_id, document, twin, site.documents[twin])
        if document.state is not DocumentState.CANDIDATE:
            yield from _check_description(document_id, document, today)
    for path in site.attachments.unregistered:
        place = Place(f"{DOCUMENTS_FOLDER}/{path}")
        yield Diagnostic("D412", place, "the file is not in the register", "Add it to documents.yaml, or remove it.")


def _registered_twice(document_id: str, document: Document, twin: str, other: Document) -> Diagnostic:
    """One file cannot be handed out and withheld at once: what the one entry allows, the other forbids."""
    place, remedy = document_place(document_id, "path"), "Register a file once and cite that id everywhere."
    if document.access is other.access:
        return Diagnostic("D410", place, f'the file is already registered as "{twin}"', remedy)
    here, there = (f"access: {entry.access}" if entry.access else "no access" for entry in (document, other))
    what = f'the file is already registered as "{twin}", with different access ({there}; here {here})'
    return Diagnostic("D413", place, what, remedy)


def _check_file(site: SelfAssessment, document_id: str, document: Document) -> Iterator[Diagnostic]:
    path = document.path or ""
    place = document_place(document_id, "path")
    if leaves_folder(path) or path in site.attachments.escaping:
        remedy = "Put the file below documents/ and give its path from there, with / between folders."
        how = " through a link" if path in site.attachments.escaping else ""
        yield Diagnostic("D401", place, f'the path "{clipped(path)}" leaves documents/{how}', remedy)
        return
    found = site.attachments.found.get(path)
    if found is None:
        remedy = "Put the file there, or correct the path (capital letters count)."
        yield Diagnostic("D402", place, f'there is no file "{clipped(f"{DOCUMENTS_FOLDER}/{path}")}"', remedy)
    elif document.sha256 is None:
        hint = f"Add sha256: {found.sha256}; `iso16363 documents pin {site.site.id}` adds all that are missing."
        yield Diagnostic("D405", place, f'"{clipped(path)}" has no checksum', hint)
    elif document.sha256 != found.sha256:
        yield Diagnostic(
            "D403",
            document_place(document_id, "sha256"),
            f'"{clipped(path)}" is not the file that was registered (its SHA-256 is {found.sha256})',
            "Restore the registered file; or, if the new one is right, register it with version and checksum.",
        )


def _check_description(document_id: str, document: Document, today: date) -> Iterator[Diagnostic]:
    here = document_place(document_id)
    if not (document.path or document.link) and document.access is not Access.ON_SITE:
        yield Diagnostic("D404", here, f'"{document_id}" has no file, link or DOI', "Add path, url or doi.")
    if document.access is None:
        yield Diagnostic(
            "D411",
            here,
            f'"{document_id}" does not say who may see it',
            "Add access: public, internal, restricted or on-site.",
        )
    withheld = document.access in (Access.RESTRICTED, Access.ON_SITE)
    missing = [n for n, v in (("withheld", document.withheld), ("inspect", document.inspect)) if v is None]
    if withheld and missing:
        yield Diagnostic(
            "D406",
            document_place(document_id, "access"),
            f'"{document_id}" is not handed out, but lacks {" and ".join(missing)}',
            "Say why it is withheld, and how an auditor can inspect it.",
        )
    if not document.language.startswith("en") and document.summary is None:
        place = document_place(document_id, "language")
        yield Diagnostic(
            "D408",
            place,
            f'"{document_id}" is not in English and has no English summary',
            "Add a summary of two or three sentences.",
        )
    expired = document.review_by is not None and document.review_by < today
    if expired and document.state is DocumentState.APPROVED:
        yield Diagnostic(
            "D407",
            document_place(document_id, "review_by"),
            f'"{document_id}" was to be reviewed by {document.review_by}, so it supports 2 at most',
            "Have it reviewed and approved again, and give the new date.",
        )
