"""Read text files within bounds."""

import stat
from pathlib import Path

from iso16363.errors import UnreadableInput
from iso16363.plaintext import MAX_BYTES, TextFault, decode

IGNORED = ("README.md", ".gitkeep", ".DS_Store", "Thumbs.db")


def names_in(folder: Path) -> list[str]:
    """Names in a folder, sorted, without what is nobody's data; none where there is no such folder.

    Raises UnreadableInput where the system does not let us look.
    """
    try:
        names = [p.name for p in folder.iterdir()] if folder.is_dir() else []
    except OSError as error:
        raise unreadable(folder, error) from error
    return sorted(name for name in names if name not in IGNORED and not name.startswith("."))


def read_bytes(path: Path) -> bytes | TextFault:
    """Bytes of a text file, or the fault that it is too large or no file at all.

    Raises UnreadableInput where the system does not let us read it.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return TextFault(
                "T103", 0, 0, "this is not a file but a folder, device or pipe", "Put a text file in its place."
            )
        if status.st_size > MAX_BYTES:
            size = f"{status.st_size / 1_048_576:.1f} MB"
            return TextFault(
                "T102",
                0,
                0,
                f"the file has {size}; a text file of an audit has at most {MAX_BYTES // 1_048_576} MB",
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
