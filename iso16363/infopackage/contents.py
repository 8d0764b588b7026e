"""What lies in a package: names of its files, their types, and what each of them is."""

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from iso16363.judgement import Judgement
from iso16363.language import marked

PAYLOAD: Final = "data"
"""Folder of the bag's contents; paths of entries are below it."""
INDEX, REPORT, WORKBOOK = "index.html", "report.pdf", "workbook.xlsx"
ASSESSMENT, SCHEMA = "assessment.json", "assessment.schema.json"
DOCUMENTS, DOCUMENTS_LIST, WITHHELD_LIST = "documents", "documents.csv", "withheld.csv"
CHECKS, CHANGES, CRITERIA = "checks.json", "changes.csv", "criteria"
CRATE, VERIFY = "ro-crate-metadata.json", "VERIFY.txt"

ABOUT: Final = {
    INDEX: marked("Start page: what is in this package, and the way from each criterion to its evidence"),
    REPORT: marked("The readiness report"),
    WORKBOOK: marked("The self-assessment as a workbook; an auditor fills in requests and findings there"),
    ASSESSMENT: marked("The self-assessment as data: answers, ratings, citations, results and checks"),
    SCHEMA: marked("JSON Schema of the assessment"),
    DOCUMENTS_LIST: marked("Every document that this package shows, with its file or link and its checksum"),
    WITHHELD_LIST: marked("What is not in this package, why, and how it can be inspected"),
    CHECKS: marked("What was checked, by which rules, and with what result"),
    CHANGES: marked("What differs since the hand-over before this one"),
    CRATE: marked("Description of this package for other programs (RO-Crate)"),
    VERIFY: marked("How to verify this package with common tools"),
}
CATALOGUE_ABOUT: Final = marked("Catalogue of criteria that the self-audit used")

_TYPES: Final = {
    ".csv": "text/csv",
    ".doc": "application/msword",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".eml": "message/rfc822",
    ".gif": "image/gif",
    ".gz": "application/gzip",
    ".htm": "text/html",
    ".html": "text/html",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".json": "application/json",
    ".log": "text/plain",
    ".md": "text/markdown",
    ".mp4": "video/mp4",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".ppt": "application/vnd.ms-powerpoint",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".rtf": "application/rtf",
    ".svg": "image/svg+xml",
    ".tar": "application/x-tar",
    ".tif": "image/tiff",
    ".tiff": "image/tiff",
    ".txt": "text/plain",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xml": "application/xml",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".zip": "application/zip",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the payload. `path` is below data/; `document` the id of a document as the variant shows it."""

    path: str
    size: int
    sha256: str
    sha512: str
    media_type: str
    about: str
    document: str | None = None


def media_type(path: str) -> str:
    """Type of a file by its name, from a list of our own: that of the system differs from machine to machine."""
    return _TYPES.get(PurePosixPath(path).suffix.lower(), "application/octet-stream")


def package_name(shown: Judgement) -> str:
    """Name of the folder, and of the .zip without its ending."""
    name = f"{shown.site.site.id}-{shown.variant}-{shown.today.isoformat()}"
    return f"{name}-draft" if shown.draft else name
