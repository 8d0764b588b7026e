"""The log of a fault of ours: versions, command line, traceback."""

import os
import platform
import sys
import tempfile
import traceback
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from iso16363 import __version__
from iso16363.workspace.cachefolder import cache_folder

_LIBRARIES = ("click", "pydantic", "PyYAML", "XlsxWriter", "openpyxl", "jinja2", "weasyprint", "markdown-it-py")


def log_crash(error: BaseException, arguments: list[str]) -> str:
    """Write the log and return the message that names it; without a log, the message holds the traceback."""
    text = _log_text(error, arguments)
    kind = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    head = f"this is a fault of iso16363, not of your files ({kind[:300]})"
    for folder in (cache_folder(), Path(tempfile.gettempdir())):
        try:
            folder.mkdir(parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(prefix="iso16363-crash-", suffix=".log", dir=folder)
            with os.fdopen(handle, "w", encoding="utf-8", errors="replace") as stream:
                stream.write(text)
        except (OSError, RuntimeError):
            continue
        return f"{head}\n  Log: {name}\n  Please report it with this log; read it first, it may quote your files."
    return f"{head}\n{text}"


def _log_text(error: BaseException, arguments: list[str]) -> str:
    lines = [
        f"iso16363 {__version__}, {datetime.now(UTC).isoformat(timespec='seconds')}",
        f"Python {sys.version.splitlines()[0]} on {platform.platform()}",
        *(f"{name} {_version(name)}" for name in _LIBRARIES),
        f"arguments: {arguments!r}",
        "",
    ]
    return "\n".join(lines) + "".join(traceback.format_exception(error))


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return "not installed"
