"""Where the workspace and its sites are, on which day it is judged, and what git says of a folder.

Light on purpose: an unchanged build is recognised with this and nothing of the model.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from iso16363.errors import UnknownName, UnreadableInput, WrongUsage
from iso16363.spelling import nearest
from iso16363.workspace.gitreading import GitRefused, ask_git

SITES_FOLDER = "sites"
_SITE_FILE = "site.yaml"  # as in model/layout.py, which would load the whole model
_KIND = r"""(kind|"kind"|'kind')\s*:\s*("provider"|'provider'|provider)\s*"""
_PROVIDER = re.compile(rf"^({_KIND})(#.*)?$", re.MULTILINE)
_ON_ONE_LINE = re.compile(r"""(\s*(#.*|---)?\n)*(---)?\s*\{""")  # {format: 1, kind: provider, ...}
_PROVIDER_THERE = re.compile(rf"[{{,]\s*({_KIND})[,}}]")
_OTHER_TEXTS = re.compile(r"""(?<=:\s)\s*("(?!provider")(\\.|[^"\\])*"|'(?!provider')[^']*')|#.*""")
_WORD = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FEW = 20  # sites that a message may list
_NO_FILTER = {"clean": "", "process": "", "required": "false"}
# the record of a hand-over would change what it is a record of
_RECORDS = ("handoffs.yaml", "handoffs")
_INPUTS = (".", *(f":(exclude){name}" for name in _RECORDS))


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder that holds sites/. `shown` is how its path is written in messages."""

    root: Path
    shown: Path

    @property
    def sites_folder(self) -> Path:
        """Folder of the sites."""
        return self.root / SITES_FOLDER

    def site_ids(self) -> tuple[str, ...]:
        """Names of the site folders, sorted."""
        # asked for every site: scandir knows folders without a look at each of a thousand
        with os.scandir(self.sites_folder) as found:
            return tuple(sorted(one.name for one in found if one.name[0] not in "._" and one.is_dir()))

    def audited(self) -> tuple[str, ...]:
        """The folders that audit themselves: all but providers."""
        return tuple(name for name in self.site_ids() if not is_provider(self.sites_folder / name))

    def site_folder(self, site: str) -> Path:
        """Folder of a site. Raises UnknownName for a name that is none, with the nearest one."""
        known = self.site_ids()
        name = self._name_of(site)
        if name not in known:
            raise UnknownName("site", site, nearest=nearest(name, known), known=self._listed(known))
        return self.sites_folder / name

    def _listed(self, known: tuple[str, ...]) -> str:
        if len(known) > _FEW:  # to tell which are providers, each would have to be read
            return f"There are {len(known)} sites and providers in {SITES_FOLDER}/."
        sites = self.audited()
        lenders = [name for name in known if name not in sites]
        if not sites:
            return "There are no sites here yet: `iso16363 init`."
        besides = f"; providers: {', '.join(lenders)}" if lenders else ""
        return f"Sites here: {', '.join(sites)}{besides}."

    def _name_of(self, given: str) -> str:
        """The name in what is given: a name, sites/NAME, or a path to a folder of this workspace's sites/."""
        path = Path(given)
        if len(path.parts) == 1 or path.parent == Path(SITES_FOLDER):
            return path.name
        is_ours = path.parent.resolve() == self.sites_folder.resolve()
        return path.name if is_ours else given

    def refuse_below_sites(self, output: Path) -> None:
        """Raise WrongUsage for an output folder that would pass for a site, or for files of one."""
        if output.resolve().is_relative_to(self.sites_folder.resolve()):
            remedy = "Name a folder outside of sites/ with --output."
            raise WrongUsage("is where the sites are, which results do not belong to", where=str(output), remedy=remedy)

    def chosen(self, sites: Iterable[str], *, providers: bool = False) -> tuple[str, ...]:
        """The sites named on the command line, or all of them; providers only where they are asked for.

        Raises WrongUsage where there is no site, or a provider is named where only sites can be.
        """
        names = tuple(dict.fromkeys(self.site_folder(s).name for s in sites))
        for name in () if providers else names:
            if is_provider(self.sites_folder / name):
                remedy = f"It can be checked (iso16363 check {name}); sites that inherit from it show what they use."
                raise WrongUsage("is a provider: it is not audited itself", where=name, remedy=remedy)
        if names:
            return names
        known = self.site_ids() if providers else self.audited()
        if not known:
            raise WrongUsage(
                "there is no site yet",
                where=str(self.shown / SITES_FOLDER),
                remedy="Make one with `iso16363 init SITE`, or look at the example: `iso16363 init --example DIR`.",
            )
        return known


def is_provider(folder: Path) -> bool:
    """Whether a folder of sites/ is a provider's, told by its site.yaml without reading a model."""
    text = _head(folder)
    if _ON_ONE_LINE.match(text):
        return _PROVIDER_THERE.search(_OTHER_TEXTS.sub("", text)) is not None
    return _PROVIDER.search(text) is not None


def inherited_folders(folder: Path) -> tuple[Path, ...]:
    """Folders that a site may inherit from, directly or not: at least all that it does.

    Every word of site.yaml from `inherits` on that is the name of a folder beside it counts.
    """
    found: dict[Path, None] = {}
    waiting = [folder]
    while waiting:
        _, named, rest = _head(waiting.pop()).partition("inherits")
        words = dict.fromkeys(_WORD.findall(rest)) if named else {}
        beside = (folder.parent / word for word in words)
        new = [one for one in beside if one not in found and one != folder and (one / _SITE_FILE).is_file()]
        found.update(dict.fromkeys(new))
        waiting.extend(new)
    return tuple(sorted(found))


def _head(folder: Path) -> str:
    path = folder / _SITE_FILE
    try:
        # a pipe would be waited for: nobody else looks at it as what it is
        return path.read_text(encoding="utf-8-sig", errors="replace") if path.is_file() else ""
    except OSError:
        return ""


def find_workspace(start: Path | None) -> Workspace:
    """The given folder, or the nearest one upwards from here that holds sites/.

    Raises UnreadableInput where there is none.
    """
    if start is not None:
        if (start / SITES_FOLDER).is_dir():
            return Workspace(start.resolve(), start)
        raise UnreadableInput(
            "is not a workspace: it has no folder sites/",
            where=str(start),
            remedy="Name the folder that holds sites/, or make a first site with `iso16363 init SITE`.",
        )
    here = current_folder()
    for folder in (here, *here.parents):
        if (folder / SITES_FOLDER).is_dir():
            return Workspace(folder, Path(os.path.relpath(folder, here)))
    raise UnreadableInput(
        "neither this folder nor one above it holds sites/",
        where=str(here),
        remedy="Go to the folder of your audit, or make a first site with `iso16363 init SITE`.",
    )


def current_folder() -> Path:
    """The folder the command was given in. Raises UnreadableInput where it was deleted meanwhile."""
    try:
        return Path.cwd()
    except OSError as error:
        what = f"the folder you are in cannot be read ({error.strerror})"
        raise UnreadableInput(what, remedy="Go to a folder that exists, or name one with --workspace.") from error


def judged_on() -> date:
    """The day sites are judged on: SOURCE_DATE_EPOCH where set (reproducible builds), else today in UTC."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch:
        return datetime.now(UTC).date()
    try:
        return datetime.fromtimestamp(int(epoch), UTC).date()
    except (ValueError, OverflowError, OSError) as error:
        raise WrongUsage(
            f"SOURCE_DATE_EPOCH is {epoch!r}, not a number of seconds since 1970",
            remedy="Set it to such a number, for example $(git log -1 --format=%ct), or unset it.",
        ) from error


def last_commit(folder: Path, beside: Iterable[Path] = ()) -> tuple[str | None, bool]:
    """Commit that last changed a folder or one `beside` it but for hand-overs, and whether they have changes since.

    (None, False) where there is none. Folders beside it may be in other repositories, whose commits do not count:
    only whether something there is not committed.
    """
    root, within, elsewhere = _checkout(folder), list[Path](), list[Path]()
    for other in beside:
        target, place = other.resolve(), other.parent.resolve() / other.name  # two where it is a link
        within += (path for path in dict.fromkeys((target, place)) if _checkout(path.parent) == root)
        if _checkout(target) != root:  # a clone or submodule of its own, or a link to one
            elsewhere.append(target)
    inputs = (*_INPUTS, *(spec for path in within for spec in _pathspecs(path)))
    commit = _git(folder, "log", "-1", "--format=%H", "--", *inputs)
    if not commit:
        return None, False
    own = _without_own_filters(folder)
    asked = ("status", "--porcelain", "--ignore-submodules=dirty", "--", *inputs)
    changed = bool(_git(folder, *asked, settings=own))
    return commit, changed or not all(_is_committed(other) for other in elsewhere)


def _is_committed(folder: Path) -> bool:
    commit, changed = last_commit(folder)
    return commit is not None and not changed


def _checkout(folder: Path) -> Path | None:
    """The nearest folder upwards that is checked out of a repository, told without starting git."""
    here = folder.resolve()
    return next((one for one in (here, *here.parents) if (one / ".git").exists()), None)


def _pathspecs(folder: Path) -> Iterator[str]:
    yield f":(literal){folder}"
    yield from (f":(exclude,literal){folder / name}" for name in _RECORDS)


def _without_own_filters(folder: Path) -> dict[str, str]:
    """Settings that empty the filters of the repository itself, which looking for changes would run."""
    wanted = r"^filter\..*\.(clean|process)$"
    fields = _git(folder, "config", "--show-scope", "--name-only", "-z", "--get-regexp", wanted).split("\0")
    scoped = zip(fields[::2], fields[1::2], strict=False)
    filters = {name.rpartition(".")[0] for scope, name in scoped if scope in ("local", "worktree")}
    return {f"{name}.{key}": value for name in sorted(filters) for key, value in _NO_FILTER.items()}


def _git(folder: Path, *arguments: str, settings: Mapping[str, str] | None = None) -> str:
    """What git answers, nothing where it refuses."""
    try:
        return ask_git(folder, *arguments, settings=settings)
    except GitRefused:
        return ""
