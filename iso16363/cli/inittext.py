"""What `init` says: what it made, and where to begin."""

from pathlib import Path

from iso16363.cli.terminal import clean, count
from iso16363.model.layout import DOCUMENTS_FILE
from iso16363.workspace.location import SITES_FOLDER
from iso16363.workspace.new_site import EXAMPLE, Started


def made(started: Started, root: Path, shown: Path) -> list[str]:
    """What was made, as one would type its path."""
    folder = clean(shown / started.folder.relative_to(root))
    lines = [f"Made {folder} with {count(started.files, 'file')}."]
    if started.schemas:
        schemas = clean(shown / started.schemas[0].parent.relative_to(root))
        lines.append(f"Made {schemas}, by which an editor with YAML support checks what you type.")
    if started.ignored:
        lines.append(f"Made {clean(shown / started.ignored.relative_to(root))}, which keeps results out of git.")
    return lines


def next_of_site(site: str, shown: Path) -> list[str]:
    """Where to begin with a site."""
    folder = shown / SITES_FOLDER / site
    base = "iso16363" if shown == Path() else f"iso16363 --workspace {clean(shown)}"
    first = [f"  edit {clean(folder / 'site.yaml')}: what is audited, and who is responsible"]
    if site == EXAMPLE:
        first = [f"  {base} status {site}"]
    return ["", "Next:", *first, f"  {base} check {site}", f"  {base} next {site}"]


def next_of_provider(provider: str, shown: Path) -> list[str]:
    """Where to begin with a provider."""
    folder = shown / SITES_FOLDER / provider
    base = "iso16363" if shown == Path() else f"iso16363 --workspace {clean(shown)}"
    register = f"  edit {clean(folder / DOCUMENTS_FILE)}: the documents that sites cite as {provider}/ID"
    inherits = f"  in site.yaml of each site that rests on it: inherits: [{provider}]"
    return ["", "Next:", register, inherits, f"  {base} check {provider}"]
