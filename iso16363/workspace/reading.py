"""Read files within bounds, and digest them."""

import hashlib
import stat
from collections.abc import Iterable
from pathlib import Path

from iso16363.errors import UnreadableInput
from iso16363.yamltext import MAX_BYTES, TextFault, decode

_CHUNK = 1 << 20


def read_bytes(path: Path) -> bytes | TextFault:
    """Bytes of a text file, or the fault that it is too large or no file at all.

    Raises UnreadableInput where the system does not let us read it.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return TextFault("T103", 0, 0, "it is not a regular file", "Put a text file in its place.")
        if status.st_size > MAX_BYTES:
            size = f"{status.st_size / 1_048_576:.1f} MB"
            return TextFault(
                "T102",
                0,
                0,
                f"the file has {size}; audit texts have at most {MAX_BYTES // 1_048_576} MB",
                "Put large material into documents/ and cite it.",
            )
        return path.read_bytes()
    except OSError as error:
        raise unreadable(path, error) from error


def read_text(path: Path) -> tuple[str, bytes] | TextFault:
    """Text of a file together with its bytes (for digests), or what is wrong with it."""
    data = read_bytes(path)
    if isinstance(data, TextFault):
        return data
    text = decode(data)
    return text if isinstance(text, TextFault) else (text, data)


def unreadable(path: Path, error: OSError) -> UnreadableInput:
    """Say which file the system does not let us read, and what to do."""
    remedy = "Check that it exists and that you may read it."
    return UnreadableInput(f"cannot be read ({error.strerror or error})", where=str(path), remedy=remedy)


def file_sha256(path: Path) -> str:
    """SHA-256 of a file of any size, in constant memory."""
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def digest_of(named: Iterable[tuple[str, str]]) -> str:
    """One digest over (name, digest) pairs, whatever their order."""
    total = hashlib.sha256()
    for name, digest in sorted(named):
        total.update(f"{digest}  {name}\n".encode())
    return total.hexdigest()
