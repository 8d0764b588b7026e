"""The milestones of a workspace as a list, and one of them read, with what is wrong with its file."""

from pathlib import Path
from typing import Final

import click

from iso16363.cli.counting import progress
from iso16363.cli.sitefaults import SiteFaults
from iso16363.cli.terminal import clean, count, heading, screen, table, wrapped
from iso16363.errors import WrongUsage
from iso16363.milestones.rollup import MilestoneStanding
from iso16363.model.variant import Variant
from iso16363.workspace.location import Workspace, judged_on
from iso16363.workspace.milestones import milestone_names, read_milestone
from iso16363.workspace.standings import milestone_standing

ENDINGS: Final = {"txt": "text", "text": "text", "json": "json", "pdf": "pdf", "xlsx": "xlsx"}
"""Forms of a milestone by the ending of a file."""


def listed(workspace: Workspace) -> list[str]:
    """One line a milestone, or how to begin."""
    names = milestone_names(workspace)
    if not names:
        return ["There is no milestone yet: write milestones/ID.yaml. docs/milestones.md says how."]
    rows: list[tuple[str, ...]] = [("id", "due", "sites", "title")]
    for name in names:
        plan = read_milestone(workspace, name).plan
        if plan is None:
            rows.append((clean(name), "", "", "cannot be read: iso16363 check"))
        else:
            rows.append((clean(name), str(plan.due), count(len(plan.rule.sites), "site"), clean(plan.title)))
    lines = table(rows)
    return [heading(lines[0]), *lines[1:]]


def standing_of(workspace: Workspace, name: str, variant: Variant, faults: SiteFaults) -> MilestoneStanding | None:
    """The milestone and its sites as a variant shows them; None where its file cannot be read, which is then said."""
    read = read_milestone(workspace, name)
    for found in read.diagnostics:
        click.echo(clean(str(found).partition("\n")[0]), err=True)
        click.echo("\n".join(wrapped(found.hint, screen(), indent="    ")), err=True)
    if read.plan is None:
        return None
    with progress(len(read.plan.rule.sites), "Judging the sites") as told:
        return milestone_standing(
            workspace, read.plan, read.file, judged_on(), told=told, log=faults.tell, variant=variant
        )


def named_by(output: Path | None) -> str:
    """The form that goes with the name of a file. Raises WrongUsage."""
    if output is None:
        return "text"
    ending = output.suffix.lower().removeprefix(".")
    if ending in ENDINGS:
        return ENDINGS[ending]
    remedy = "Name it .pdf, .xlsx, .json or .txt."
    raise WrongUsage("has no name that says what to write", where=str(output), remedy=remedy)
