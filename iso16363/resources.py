"""Where the data that ship with the package are: the installed copy, else the checkout beside it."""

from pathlib import Path
from typing import Final

from iso16363.errors import UnreadableInput

ENGLISH: Final = "en"
MESSAGES: Final = "iso16363.mo"
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


def languages() -> tuple[str, ...]:
    """Languages an output can be written in: English, and those with a catalogue of texts."""
    found = (path.parents[1].name for path in (templates_folder() / "locale").glob(f"*/LC_MESSAGES/{MESSAGES}"))
    return (ENGLISH, *sorted(found))


def messages_file(language: str) -> Path:
    """The compiled texts of a language other than English."""
    return templates_folder() / "locale" / language / "LC_MESSAGES" / MESSAGES
