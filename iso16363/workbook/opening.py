"""Opens a workbook that somebody sent back: .xlsx, .xlsm or .ods, of which nobody knows what is in it.

Nothing but the bytes is looked at: no link is followed, no macro run, no formula computed.
"""

import struct
import zipfile
import zlib
from dataclasses import replace
from io import BytesIO
from typing import Final

from iso16363.errors import UnreadableInput
from iso16363.spelling import clipped
from iso16363.workbook.archive import Archive, locked
from iso16363.workbook.markup import MALFORMED, SAVE_AGAIN
from iso16363.workbook.opened import Cell, Fault, Named, Opened, Sheet
from iso16363.workbook.opening_ods import is_opendocument, read_ods
from iso16363.workbook.opening_xlsx import is_office, read_xlsx

__all__ = ["Cell", "Fault", "Named", "Opened", "Sheet", "open_workbook"]

_ZIP: Final = b"PK"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED: Final = "EncryptedPackage".encode("utf-16-le")
# What the readers and the libraries below them raise over broken files.
_BROKEN: Final = (
    MALFORMED,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    UnicodeError,
    ValueError,
    LookupError,
    OverflowError,
    OSError,
)


def open_workbook(data: bytes, shown: str) -> Opened:
    """Read a workbook from its bytes; `shown` is its name in messages.

    Raises UnreadableInput for whatever cannot be read, with the reason as far as it can be told.
    """
    try:
        return replace(_read(data), shown=shown)
    except UnreadableInput as error:
        raise UnreadableInput(error.what, where=shown, remedy=error.remedy) from error
    except _BROKEN as error:
        what = f"is damaged and cannot be read as a workbook ({clipped(str(error)) or type(error).__name__})"
        raise UnreadableInput(what, where=shown, remedy=SAVE_AGAIN) from error


def _read(data: bytes) -> Opened:
    if not data.startswith(_ZIP):
        raise _no_workbook(data)
    if not zipfile.is_zipfile(BytesIO(data)):
        what = "is damaged: its end is missing, as after an interrupted copy or download"
        raise UnreadableInput(what, remedy="Copy it again from where it came from.")
    archive = Archive(data)
    if is_opendocument(archive):
        return read_ods(archive)
    if is_office(archive):
        return read_xlsx(archive)
    if any(name.endswith(".iwa") for name in archive.names):
        raise UnreadableInput("is a Numbers document", remedy="Export it from Numbers as Excel (.xlsx).")
    raise UnreadableInput("is a zip archive, not a workbook", remedy="Name the .xlsx, .xlsm or .ods file itself.")


def _no_workbook(data: bytes) -> UnreadableInput:
    """Say what the bytes are instead."""
    start = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not data:
        return UnreadableInput("is empty", remedy="Copy it again from where it came from.")
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            return locked()
        return UnreadableInput("is a file of Office 2003 or older (.xls, .doc)", remedy=SAVE_AGAIN)
    for sign, kind in _SIGNS:
        if sign in (start if sign.startswith(b"<") else start[: len(sign)]):
            return UnreadableInput(f"is {kind}, not a workbook", remedy=_WANTED)
    kind = "data of another kind" if b"\0" in data[:4096] else "plain text, perhaps a table with separators (CSV)"
    return UnreadableInput(f"is {kind}, not a workbook", remedy=_WANTED)


_WANTED: Final = (
    "Take the workbook itself; a table kept in another form is opened in Excel or LibreOffice and saved as .xlsx."
)
_SIGNS: Final = (
    (b"%pdf", "a PDF"),
    (b"{\\rtf", "a text document (RTF)"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"7z\xbc\xaf", "an archive (7z)"),
    (b"\x89png", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"<office:document", "a flat OpenDocument file (.fods)"),
    (b"<html", "a web page"),
    (b"<!doctype html", "a web page"),
    (b"<table", "a web page"),
    (b"<?xml", "an XML file"),
)
