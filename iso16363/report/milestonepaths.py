"""Files of several sites in the room of one: `sites/{a,b}/site.yaml`."""

from collections.abc import Iterable

from iso16363.language import listed

_NAMED = 6


def together(files: Iterable[str]) -> str:
    """Paths below the workspace, those that differ by the site alone as one; of many sites, the first few."""
    alike: dict[tuple[str, str], dict[str, None]] = {}
    for file in files:
        first, _, rest = file.partition("/")
        folder, _, below = rest.partition("/")
        alike.setdefault((first, below), {})[folder] = None
    return listed([_one(first, list(folders), below) for (first, below), folders in alike.items()])


def _one(first: str, folders: list[str], below: str) -> str:
    shown = [*folders[:_NAMED], *(["…"] if len(folders) > _NAMED else [])]
    named = f"{{{','.join(shown)}}}" if len(shown) > 1 else shown[0]
    return "/".join(part for part in (first, named, below) if part)
