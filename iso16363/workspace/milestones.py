"""The files of milestones/ beside sites/: found, read, and held against the sites that are there."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from iso16363.diagnostics import Diagnostic, KeyPath, Place, sort_diagnostics
from iso16363.errors import UnknownName, UnreadableInput
from iso16363.model.milestone import PlannedMilestone
from iso16363.parsing import from_faults, parse_record
from iso16363.plaintext import TextFault
from iso16363.spelling import clipped, nearest
from iso16363.workspace.location import SITES_FOLDER, Workspace, is_provider
from iso16363.workspace.reading import names_in, read_text
from iso16363.yamltext import Spot, spots

MILESTONES_FOLDER = "milestones"
_ENDING = ".yaml"


@dataclass(frozen=True, slots=True)
class MilestoneFile:
    """A milestone as its file has it, None where it cannot be read, and all that is wrong with the file.

    Places are as the user would type them; `file` is the path below the workspace.
    """

    id: str
    file: str
    plan: PlannedMilestone | None
    diagnostics: tuple[Diagnostic, ...] = ()


def milestone_names(workspace: Workspace) -> tuple[str, ...]:
    """Ids of the milestones that have a file, in order of the alphabet; none where there is no such folder."""
    names = names_in(workspace.root / MILESTONES_FOLDER)
    return tuple(name.removesuffix(_ENDING) for name in names if name.endswith(_ENDING))


def known_milestone(workspace: Workspace, given: str) -> str:
    """The id that is meant: as typed, as a path to its file, in small or capital letters. Raises UnknownName."""
    known = milestone_names(workspace)
    name = Path(given).name.removesuffix(_ENDING)
    if name in known:
        return name
    alike = [one for one in known if one.casefold() == name.casefold()]
    if len(alike) == 1:
        return alike[0]
    listed = f"Milestones here: {', '.join(known)}." if known else "There is no file in milestones/ yet."
    raise UnknownName("milestone", given, nearest=nearest(name.upper(), known) or nearest(name, known), known=listed)


def read_milestones(workspace: Workspace) -> Iterator[MilestoneFile]:
    """Every file of the folder; one that cannot be read does not hide the others.

    Raises UnreadableInput where the folder itself cannot be looked into.
    """
    for name in names_in(workspace.root / MILESTONES_FOLDER):
        if name.endswith(_ENDING):
            yield read_milestone(workspace, name.removesuffix(_ENDING))
        else:
            yield _stray(workspace, name)


def read_milestone(workspace: Workspace, name: str) -> MilestoneFile:
    """One milestone by its id."""
    file = f"{MILESTONES_FOLDER}/{name}{_ENDING}"
    shown = (workspace.shown / file).as_posix()
    try:
        text = read_text(workspace.root / file)
    except UnreadableInput as error:
        return MilestoneFile(name, file, None, (Diagnostic("P005", Place(shown), error.what, error.remedy),))
    if isinstance(text, TextFault):
        return MilestoneFile(name, file, None, tuple(from_faults([text], shown)))
    parsed = parse_record(text[0], shown, PlannedMilestone)
    found = list(parsed.diagnostics)
    if parsed.value is not None:
        found.extend(_against(workspace, name, parsed.value, shown, spots(text[0])))
    return MilestoneFile(name, file, parsed.value, sort_diagnostics(found))


def _stray(workspace: Workspace, name: str) -> MilestoneFile:
    file = f"{MILESTONES_FOLDER}/{name}"
    hint = f"A milestone is a file {MILESTONES_FOLDER}/ID{_ENDING}; move anything else elsewhere."
    place = Place((workspace.shown / file).as_posix())
    found = Diagnostic("T113", place, f'"{clipped(name)}" is not a file the tool reads', hint)
    return MilestoneFile(name, file, None, (found,))


def _against(
    workspace: Workspace, name: str, plan: PlannedMilestone, file: str, where: dict[KeyPath, Spot]
) -> Iterator[Diagnostic]:
    """What the milestone says held against its file's name and against sites/."""

    def place(*path: str | int) -> Place:
        spot = where.get(path, Spot(0, 0, None))
        return Place(file, spot.line, spot.column, path)

    if plan.id != name:
        message = f'the id is "{plan.id}", the file is "{clipped(name)}{_ENDING}"'
        yield Diagnostic("P004", place("id"), message, f"Make both the same: rename the file to {plan.id}{_ENDING}.")
    seen: set[str] = set()
    audited = workspace.audited()
    for key, sites in (("core", plan.rule.core), ("others", plan.rule.others)):
        for index, site in enumerate(sites):
            here = place("rule", key, index)
            if site in seen:
                yield Diagnostic("P003", here, f'"{site}" is named twice', "Name every site once.")
            elif site not in workspace.site_ids():
                close = nearest(site, audited)
                hint = f'Did you mean "{close}"? ' if close else ""
                listed = f"Sites here: {', '.join(audited)}." if audited else "There are no sites here yet."
                yield Diagnostic("P001", here, f'there is no site "{site}"', hint + listed)
            elif is_provider(workspace.sites_folder / site):
                remedy = f"It is not audited itself: name the sites that inherit from {SITES_FOLDER}/{site}."
                yield Diagnostic("P002", here, f'"{site}" is a provider', remedy)
            seen.add(site)
