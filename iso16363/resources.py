"""Where the data that ship with the package are: the installed copy, else the checkout beside it."""

from pathlib import Path

from iso16363.errors import UnreadableInput

_PACKAGE = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    for candidate in (_PACKAGE / "_data" / name, _PACKAGE.parent / name):
        if candidate.is_dir():
            return candidate
    raise UnreadableInput(
        f'the folder "{name}" that ships with iso16363 is not there',
        where=str(_PACKAGE),
        remedy="The installation is incomplete: install iso16363 again.",
    )


def criteria_folder() -> Path:
    """Folder of the catalogue: one folder an edition, crosswalks, document roles, rating scale."""
    return _folder("criteria")


def templates_folder() -> Path:
    """Folder of what may be restyled without Python: report, new site, example."""
    return _folder("templates")
