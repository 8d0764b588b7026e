"""Start a site: its folder from the template, or the example; whole or not at all."""

import json
import os
import re
import shutil
import textwrap
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from iso16363.catalog import Catalogue, Edition, show_command
from iso16363.errors import UnwritableOutput, WrongUsage
from iso16363.model.actions import ActionState, Effort, Priority
from iso16363.model.base import SLUG, Term
from iso16363.model.documents import Access, DocumentKind, DocumentState
from iso16363.model.layout import ACTIONS_FILE, DOCUMENTS_FILE, DOCUMENTS_FOLDER, EVIDENCE_FOLDER, SITE_FILE
from iso16363.plaintext import FORBIDDEN
from iso16363.resources import criteria_folder, templates_folder
from iso16363.workspace.location import SITES_FOLDER

EXAMPLE = "example"
SCHEMA_FOLDER = "criteria/schema"
_MARK = re.compile(r"\{\{ ([a-z_]+) \}\}")
_LINE = 100
_README = "README.md"
_IGNORED = """\
# What iso16363 makes of sites/, and makes again. What was handed over belongs into an archive.
/dist/
/*.sqlite
# What a command leaves that was killed
.*.part
"""


@dataclass(frozen=True, slots=True)
class Started:
    """What was made: the site's folder, the schemas that were not there yet, and what git is not to keep."""

    folder: Path
    files: int
    schemas: tuple[Path, ...]
    ignored: Path | None = None


def start_site(root: Path, site: str, name: str, edition: Edition, catalogue: Catalogue) -> Started:
    """Make sites/SITE in a workspace, ready to be filled; `sites/` too where it is not there yet.

    Raises WrongUsage for an id or name that cannot be one, and for a folder that exists.
    """
    _refuse(site, name)
    return _start(root, site, lambda folder: _fill(folder, site, name.strip(), edition, catalogue))


def _refuse(site: str, name: str) -> None:
    """Raise WrongUsage for what cannot be an id, or a name."""
    if not re.fullmatch(SLUG, site) or len(site) > 80:
        slug = re.sub(r"[^a-z0-9]+", "-", site.lower()).strip("-")[:80]
        remedy = "Use a-z, 0-9 and single hyphens" + (f": {slug}" if slug else ".")
        raise WrongUsage(f'"{site}" cannot be the id of a site', remedy=remedy)
    if not name.strip() or FORBIDDEN.search(name):
        raise WrongUsage("the name is empty or has characters that cannot be shown", remedy="Give it as plain text.")


def start_provider(root: Path, provider: str, name: str, edition: Edition) -> Started:
    """Make sites/PROVIDER in a workspace, for documents and answers that several sites rest on; as `start_site`."""
    _refuse(provider, name)
    return _start(root, provider, lambda folder: _fill_provider(folder, provider, name.strip(), edition))


def start_example(root: Path) -> Started:
    """Copy the complete example into sites/example of a folder, which becomes a workspace."""
    return _start(root, EXAMPLE, lambda folder: _copy(templates_folder() / EXAMPLE, folder))


def _start(root: Path, site: str, fill: Callable[[Path], None]) -> Started:
    here = root.resolve()
    inside = (here / SITE_FILE).exists() or (here.name == SITES_FOLDER and any(here.glob(f"*/{SITE_FILE}")))
    if inside and not (here / SITES_FOLDER).is_dir():
        remedy = "Name the folder that holds sites/; nothing was changed."
        raise WrongUsage("belongs to a site or holds sites, and cannot be a workspace", where=str(root), remedy=remedy)
    is_new = not (root / SITES_FOLDER).exists()
    target = root / SITES_FOLDER / site
    if target.exists() or target.is_symlink():
        raise WrongUsage(
            "there is something already", where=str(target), remedy="Choose another name; nothing was changed."
        )
    made: list[Path] = []
    staging = target.with_name(f".{site}.{os.getpid()}.part")
    try:
        _make_folders(staging, made)
        fill(staging)
        files = sum(p.is_file() for p in staging.rglob("*"))
        schemas = _copy_schemas(root, made)
        ignored = _keep_results_out(root, made) if is_new else None
        staging.rename(target)
    except BaseException as error:
        _undo(made)
        if isinstance(error, OSError):
            raise UnwritableOutput.from_os(target, error) from error
        raise
    return Started(target, files, schemas, ignored)


def _keep_results_out(root: Path, made: list[Path]) -> Path | None:
    """Tell git what a workspace makes and need not keep, unless somebody has told it what to leave out."""
    target = root / ".gitignore"
    if target.exists() or target.is_symlink():
        return None
    made.append(target)
    _write(target, _IGNORED)
    return target


def _make_folders(folder: Path, made: list[Path]) -> None:
    missing = [p for p in (folder, *folder.parents) if not p.exists()]
    for path in reversed(missing):
        path.mkdir()
        made.append(path)


def _undo(made: list[Path]) -> None:
    """Remove what we made and nothing else: the staging folder whole, others only when empty."""
    for path in reversed(made):
        if path.name.endswith(".part"):
            shutil.rmtree(path, ignore_errors=True)
        elif path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        else:
            path.unlink(missing_ok=True)


def _copy_schemas(root: Path, made: list[Path]) -> tuple[Path, ...]:
    source, copied = criteria_folder() / "schema", []
    for path in sorted(source.glob("*.json")):
        target = root / SCHEMA_FOLDER / path.name
        if not target.exists():
            _make_folders(target.parent, made)
            made.append(target)
            shutil.copyfile(path, target)
            copied.append(target)
    return tuple(copied)


def _copy(source: Path, target: Path) -> None:
    for path in sorted(source.rglob("*")):
        copy = target / path.relative_to(source)
        if path.is_dir():
            copy.mkdir()
        else:
            shutil.copyfile(path, copy)


def _fill_provider(folder: Path, provider: str, name: str, edition: Edition) -> None:
    template = templates_folder() / "provider"
    values = _names(provider, name, edition) | _closed_lists()
    _write(folder / SITE_FILE, _filled(template / SITE_FILE, values))
    _write(folder / DOCUMENTS_FILE, _filled(templates_folder() / "site" / DOCUMENTS_FILE, values))
    (folder / DOCUMENTS_FOLDER).mkdir()
    _write(folder / DOCUMENTS_FOLDER / _README, _filled(template / DOCUMENTS_FOLDER / _README, values))
    (folder / EVIDENCE_FOLDER).mkdir()


def _names(site: str, name: str, edition: Edition) -> dict[str, str]:
    short = name if len(name) <= 20 else site
    return {"id": site, "name": _quoted(name), "short_name": _quoted(short), "edition": edition.id}


def _closed_lists() -> dict[str, str]:
    return {
        "kinds": _words(DocumentKind),
        "states": _words(DocumentState),
        "accesses": _words(Access),
        "action_states": _words(ActionState),
        "priorities": _words(Priority),
        "efforts": _words(Effort),
    }


def _fill(folder: Path, site: str, name: str, edition: Edition, catalogue: Catalogue) -> None:
    template = templates_folder() / "site"
    first = {"first_criterion": _quoted(next(iter(edition.criteria)))}
    values = _names(site, name, edition) | _closed_lists() | first
    for file in (SITE_FILE, DOCUMENTS_FILE, ACTIONS_FILE):
        _write(folder / file, _filled(template / file, values))
    (folder / DOCUMENTS_FOLDER).mkdir()
    shutil.copyfile(template / DOCUMENTS_FOLDER / _README, folder / DOCUMENTS_FOLDER / _README)
    (folder / EVIDENCE_FOLDER).mkdir()
    for subsection in edition.subsections:
        text = _evidence(template / EVIDENCE_FOLDER, subsection, edition, catalogue)
        _write(folder / EVIDENCE_FOLDER / f"{subsection}.yaml", text)


def _evidence(template: Path, subsection: str, edition: Edition, catalogue: Catalogue) -> str:
    record = edition.subsections[subsection]
    head = {
        "subsection": subsection,
        "title": record.title,
        "edition_title": edition.head.title,
        "show": show_command("ID", edition),
        "about": _comment(record.about),
        "levels": _comment(
            "; ".join(f"{level.level} {level.label.lower()}" for level in catalogue.rating_scale.levels)
        ),
    }
    parts = [_filled(template / "subsection.yaml", head)]
    for criterion, own in record.criteria.items():
        below = edition.children.get(criterion, ())
        requirement = own.requirement
        if below:
            requirement += f" Left unanswered, it is judged by its sub-criteria: {', '.join(below)}."
        values = {"id": criterion, "title": own.title, "requirement": _comment(requirement)}
        parts.append(_filled(template / "criterion.yaml", values))
    return "".join(parts)


def _filled(path: Path, values: Mapping[str, str]) -> str:
    return _MARK.sub(lambda mark: values[mark.group(1)], path.read_text(encoding="utf-8"))


def _quoted(text: str) -> str:
    """A text as YAML reads it back, whatever it holds: JSON's form of it."""
    return json.dumps(text, ensure_ascii=False)


def _comment(text: str) -> str:
    return textwrap.fill(" ".join(text.split()), _LINE, initial_indent="## ", subsequent_indent="## ")


def _words(terms: type[Term]) -> str:
    return ", ".join(term.value for term in terms)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
