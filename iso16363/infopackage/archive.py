"""The package as one .zip: the same files, the same bytes whenever and wherever it is written.

Members are stored, not compressed: what compression gives depends on the release of zlib, most evidence
is compressed already, and deflating 2 GB takes more than a minute. Dates are the day of judgement.
"""

import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import BinaryIO, Final

_BLOCK: Final = 1 << 20
_EARLIEST: Final = 1980
_UNIX: Final = 3
_A_FILE: Final = 0o100644 << 16


def write_archive(
    target: BinaryIO, folder: Path, paths: Sequence[str], day: date, advance: Callable[[int], None] = lambda _: None
) -> None:
    """Write files, given by path below `folder`, into a .zip with the folder's name as its only top folder.

    In blocks, so memory does not grow with their size. `advance` is told the bytes as they are written.
    """
    first = day if day.year >= _EARLIEST else date(_EARLIEST, 1, 1)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for path in sorted(paths):
            source = folder / path
            member = zipfile.ZipInfo(f"{folder.name}/{path}", (first.year, first.month, first.day, 0, 0, 0))
            member.create_system, member.external_attr = _UNIX, _A_FILE
            member.file_size = source.stat().st_size
            with source.open("rb", buffering=0) as stream, archive.open(member, "w") as into:
                while block := stream.read(_BLOCK):
                    into.write(block)
                    advance(len(block))
