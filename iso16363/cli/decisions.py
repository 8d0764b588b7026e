"""How conflicts are settled: by a file of decisions, or by asking."""

from pathlib import Path
from typing import Final

import click

from iso16363.cli.differences import name_of, shown
from iso16363.cli.terminal import Screen, clean, heading, wrapped
from iso16363.errors import UnreadableInput
from iso16363.plaintext import TextFault
from iso16363.spelling import clipped, nearest
from iso16363.workbook.settling import Choices, Side
from iso16363.workbook.threeway import Difference, Extent, Outcome
from iso16363.workspace.editing import still_the_same
from iso16363.workspace.importing import Examined, examine
from iso16363.workspace.reading import read_text
from iso16363.yamltext import read

_HOW: Final = 'Write one line for each: "Criteria!3.1.1!response": workbook'
_ANSWERS: Final = {"w": Side.WORKBOOK, "f": Side.FILES}


def read_decisions(path: Path) -> dict[str, Side]:
    """Read a file of decisions: ids of differences, each with `workbook` or `files`. Raises UnreadableInput."""
    found = read_text(path)
    if isinstance(found, TextFault):
        raise UnreadableInput(found.message, where=str(path), remedy=found.hint)
    reading = read(found[0])
    if reading.faults:
        fault = reading.faults[0]
        raise UnreadableInput(fault.message, where=f"{path}:{fault.line}", remedy=fault.hint)
    if not isinstance(reading.value, dict):
        raise UnreadableInput("holds no decisions", where=str(path), remedy=_HOW)
    decisions = {}
    for name, side in reading.value.items():
        if side not in tuple(Side):
            what = f'decides "{clipped(str(side))}" about {clipped(name)}'
            raise UnreadableInput(what, where=str(path), remedy="A decision is workbook or files.")
        decisions[name] = Side(side)
    return decisions


def refuse_unknown(decisions: dict[str, Side], examined: Examined, path: Path) -> None:
    """Raise UnreadableInput for a decision about nothing that has to be decided."""
    asked = {d.id: d for d in examined.tried.differences if d.outcome in (Outcome.CONFLICT, Outcome.REJECTED)}
    for name, side in decisions.items():
        if name in asked and asked[name].outcome is Outcome.REJECTED and side is Side.WORKBOOK:
            remedy = f"{asked[name].remedy} Or decide for the files."
            raise UnreadableInput(f"{clipped(name)} is rejected and cannot be taken", where=str(path), remedy=remedy)
        if name not in asked:
            close = nearest(name, asked)
            remedy = f'Did you mean "{close}"?' if close else "See `iso16363 workbook diff` for what has to be decided."
            raise UnreadableInput(f"there is nothing to decide about {clipped(name)}", where=str(path), remedy=remedy)


def ask(examined: Examined, at: Screen) -> Examined:
    """Ask about every conflict that is not settled, then examine again. Raises click.Abort where somebody gives up."""
    conflicts = [d for d in examined.tried.settled.stopping if d.outcome is Outcome.CONFLICT]
    decisions = dict(examined.request.choices.decisions)
    for number, conflict in enumerate(conflicts, 1):
        click.echo(heading(f"Conflict {number} of {len(conflicts)}: {clean(conflict.cell)} {name_of(conflict)}"))
        for side, text in _sides(conflict):
            click.echo("\n".join(wrapped(text, at, first=f"  {side:9} ", indent=" " * 12)))
        answer = click.prompt("Take the workbook's (w) or the files' (f)?", type=click.Choice(list(_ANSWERS)))
        decisions[conflict.id] = _ANSWERS[answer]
        click.echo()
    old = examined.request.choices
    choices = Choices(old.take, decisions, delete=old.delete, leave_rejected=old.leave_rejected)
    return examine_again(examined, choices)


def examine_again(examined: Examined, choices: Choices) -> Examined:
    """The same workbook and files with other choices."""
    still_the_same(examined.loaded)  # what was decided is about the texts that were shown
    request = examined.request
    return examine(type(request)(request.workspace, request.site, request.file, request.today, choices))


def _sides(conflict: Difference) -> list[tuple[str, str]]:
    if conflict.extent is Extent.DELETED:
        gone = "workbook" if conflict.workbook is None else "files"
        kept = "files" if gone == "workbook" else "workbook"
        return [(gone, "deleted the row"), (kept, "edited it")]
    return [
        ("exported", shown(conflict.base)),
        ("workbook", shown(conflict.workbook)),
        ("files", shown(conflict.files)),
    ]
