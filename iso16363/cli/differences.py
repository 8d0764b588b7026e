"""The differences of a returned workbook, for people: what is in the way first, then what would change."""

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from string import ascii_uppercase
from typing import Final

import click

from iso16363.cli.terminal import Screen, clean, count, faint, heading, shortened, wrapped
from iso16363.model.variant import Variant
from iso16363.workbook.columns import CellValue
from iso16363.workbook.cover_fields import COVER_SHEET
from iso16363.workbook.lending import LENT
from iso16363.workbook.returned_rows import NEW
from iso16363.workbook.rowkeys import GROUPED
from iso16363.workbook.settling import Side
from iso16363.workbook.tables import field_title
from iso16363.workbook.threeway import Difference, Extent, Outcome, Record
from iso16363.workspace.importing import Examined

_SHORT: Final = 24
_CONTEXT: Final = 18
_MANY: Final = 12
_PARTS: Final[Sequence[tuple[str, str | None]]] = (
    ("rejected", "red"),
    ("in conflict", "red"),
    ("edited in the workbook", "green"),
    ("new in the workbook", "green"),
    ("deleted in the workbook", "yellow"),
    ("edited in the files since the export; they stay", None),
    ("the same in both already", None),
)


def as_text(examined: Examined, at: Screen, *, whole: bool) -> list[str]:
    """All differences by what they mean; parts that change nothing are shortened unless `whole`."""
    lines = [_opening(examined), ""]
    parts = _sorted(examined)
    for (title, colour), found in zip(_PARTS, parts, strict=True):
        if not found:
            continue
        lines.append(click.style(f"{len(found):,} {title}", fg=colour, bold=True))
        brief = title in (_PARTS[-1][0], _PARTS[-2][0]) and not whole
        shown = found[:_MANY] if brief else found
        for difference in shown:
            lines.extend(_difference(difference, at, brief=brief))
            if difference.outcome is Outcome.CONFLICT:
                lines.append(faint(f"    {_decision(difference, examined)}"))
        if len(found) > len(shown):
            lines.append(faint(f"  and {len(found) - len(shown):,} more: --all shows them"))
        lines.append("")
    for obstacle in examined.tried.obstacles:
        lines.extend(wrapped(f"{obstacle.place}: {obstacle.code}: {obstacle.message} {obstacle.hint}", at))
    lapsing = examined.lapsing
    if lapsing:
        text = f"Reviews that lapse, because what they approved changes: {', '.join(lapsing)}."
        lines.extend(wrapped(text, at))
    for remark in examined.comparison.remarks:
        lines.extend(wrapped(f"{clean(remark.where)}: {remark.what}", at, first="Note: ", indent="      "))
    lines.append(f"{count(examined.comparison.unchanged, 'value')} unchanged.")
    return lines


def _opening(examined: Examined) -> str:
    exported = examined.comparison.exported
    came = "without its record of the export"
    if exported is not None:
        came = f"exported {clean(exported.identity.get('as_of', ''))} ({clean(exported.export)})"
        came += " for the auditor" if exported.variant is Variant.AUDITOR else ""
    return heading(
        f"{clean(examined.before.id)}: {clean(examined.request.file.name)}, {came}, against the files of today"
    )


def _sorted(examined: Examined) -> list[list[Difference]]:
    """The differences in the order of `_PARTS`."""
    parts: list[list[Difference]] = [[] for _ in _PARTS]
    for d in examined.tried.differences:
        if d.follows:
            continue  # its cell is listed
        index = {Outcome.REJECTED: 0, Outcome.CONFLICT: 1, Outcome.FILES: 5, Outcome.SAME: 6}.get(d.outcome)
        if index is None:
            index = {Extent.VALUE: 2, Extent.ADDED: 3, Extent.DELETED: 4}[d.extent]
        parts[index].append(d)
    return parts


def name_of(difference: Difference) -> str:
    """What a difference is about, in words: row and column."""
    row = "" if difference.sheet == COVER_SHEET else difference.key.removeprefix("+")
    if difference.sheet in GROUPED:
        criterion, _, rest = row.removeprefix(LENT).partition("/")
        row = f"{criterion} {rest.rpartition('/')[0] or rest}".strip()
    row = "new row" if difference.key.startswith(NEW) else row
    field = field_title(difference.sheet, difference.field) if difference.field else ""
    return clean(" ".join(part for part in (row, field) if part))


def _difference(d: Difference, at: Screen, *, brief: bool) -> Iterator[str]:
    place = clean(d.cell or d.sheet)
    head = f"  {place:16} {name_of(d)}"
    if d.outcome is Outcome.REJECTED:
        yield head
        yield from wrapped(f"{d.reason}. {d.remedy}".replace("..", "."), at, indent="    ")
    elif d.outcome is Outcome.CONFLICT:
        yield head
        yield from _three(d, at)
        if d.reason:
            yield from wrapped(f"{d.reason}. {d.remedy}", at, indent="    ")
    elif d.extent is not Extent.VALUE or brief:
        yield head
        if d.extent is Extent.ADDED:
            yield from _record(d, at)
    else:
        yield from _edit(head, d, at)


def _decision(d: Difference, examined: Examined) -> str:
    """How a conflict is settled, or by which name it can be."""
    if any(d.id == other.id for other in examined.tried.settled.stopping):
        return f"decide: {clean(d.id)}"
    side = examined.request.choices.side(d)
    return f"settled: the {side} {'have' if side is Side.FILES else 'has'} it right"


def _edit(head: str, d: Difference, at: Screen) -> Iterator[str]:
    after_it = d.files if d.outcome in (Outcome.FILES, Outcome.SAME) else d.workbook
    before, after = shown(d.base), shown(after_it)
    if len(before) <= _SHORT and len(after) <= _SHORT:
        yield f"{head}: {before} {at.sign('→', '->')} {after}"
        return
    yield head
    before, after = _apart(before, after, at)
    yield click.style(f"    - {before}", fg="red")
    yield click.style(f"    + {after}", fg="green")


def _three(d: Difference, at: Screen) -> Iterator[str]:
    if d.extent is Extent.DELETED:
        where = "files" if d.files is None else "workbook"
        yield f"    deleted in the {where}, and edited in the {'workbook' if where == 'files' else 'files'}"
        return
    workbook, files = _apart(shown(d.workbook), shown(d.files), at)
    yield f"    exported  {shortened(shown(d.base), at.width - 16, at)}"
    yield f"    workbook  {workbook}"
    yield f"    files     {files}"


def _record(d: Difference, at: Screen) -> Iterator[str]:
    record = d.workbook if d.workbook is not None else d.files
    if isinstance(record, Mapping):
        told = ((field_title(d.sheet, key), value) for key, value in record.items() if value is not None)
        yield f"    {shortened('; '.join(f'{title}: {shown(value)}' for title, value in told), at.width - 6, at)}"


def shown(value: CellValue | Record) -> str:
    """A value in one line."""
    if value is None or value == "":
        return "(empty)"
    return clean(value)


def _apart(one: str, other: str, at: Screen) -> tuple[str, str]:
    """Two texts, cut so that what tells them apart is seen."""
    room = at.width - 16
    common = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    if max(len(one), len(other)) <= room or common <= _CONTEXT:
        return shortened(one, room, at), shortened(other, room, at)
    start = common - _CONTEXT
    dots = at.sign("…", "...")
    return shortened(dots + one[start:], room, at), shortened(dots + other[start:], room, at)


def closing(examined: Examined, at: Screen) -> list[str]:
    """What can be done now, in a sentence or two."""
    again = _command(examined)
    settled = examined.tried.settled
    lines: list[str] = []
    if settled.kept:
        rows = count(len(settled.kept), "deleted row")
        lines.append(f"{rows} kept: --delete takes deletions over too.")
    if examined.stopped:
        lines.extend(_way_out(settled.stopping, again))
    elif examined.tried.texts:
        files = count(len(examined.tried.texts), "file")
        lines.extend((f"Ready; {files} would change:", f"  {again} --apply{_by(examined)}"))
    elif settled.kept or settled.left or settled.chosen:
        lines.append("Nothing else to take over: the files stay as they are.")
    else:
        lines.append("Nothing to take over: the files say all of this already.")
    lines.extend(not_taken(examined))
    # What can be typed stays on one line.
    return [line for text in lines for line in ([text] if text.startswith("  ") else wrapped(text, at))]


def not_taken(examined: Examined) -> list[str]:
    """What was rejected and is left out, by its row, and how to send it back."""
    left = examined.tried.settled.left
    if examined.stopped or not left:
        return []
    new = {(d.sheet, d.key) for d in examined.tried.differences if d.extent is Extent.ADDED}
    told = dict.fromkeys(_left_out(d, whole=(d.sheet, d.key) in new) for d in left)
    it = "it" if len(told) == 1 else "them"
    file = shlex.quote(clean(examined.request.file))
    again = f"  iso16363 workbook import {examined.before.id} {file} --reissue FILE"
    return [f"Not taken over: {', '.join(told)}. To send it back with {it} marked:", again]


def _left_out(d: Difference, *, whole: bool) -> str:
    """A cell, or the new row that it keeps out: concern-1 (Audit row 9)."""
    if not whole:
        return f"{name_of(d)} ({clean(d.cell or d.sheet)})"
    sheet, _, cell = clean(d.cell).rpartition("!")
    return f"{name_of(replace(d, field=''))} ({sheet or d.sheet} row {cell.lstrip(ascii_uppercase)})"


def _command(examined: Examined) -> str:
    """The command that does the same again, with what was decided."""
    choices = examined.request.choices
    words = ["iso16363", "workbook", "import", examined.before.id, shlex.quote(clean(examined.request.file))]
    words += ["--take", choices.take.value] if choices.take else []
    words += ["--decisions", "FILE"] if choices.decisions else []
    words += ["--delete"] if choices.delete else []
    words += ["--leave-rejected"] if choices.leave_rejected else []
    return " ".join(words)


def _by(examined: Examined) -> str:
    """The option that names a role, where somebody has to."""
    exported = examined.comparison.exported
    known = exported is not None and (exported.identity.get("part_owner") or exported.variant is Variant.AUDITOR)
    return " --by ROLE" if examined.judgement.site.site.roles and not known else ""


def _way_out(stopping: Iterable[Difference], again: str) -> Iterator[str]:
    outcomes = [d.outcome for d in stopping]
    conflicts, rejected = outcomes.count(Outcome.CONFLICT), outcomes.count(Outcome.REJECTED)
    said = [count(n, word) for n, word in ((conflicts, "conflict"), (rejected, "rejected cell")) if n]
    yield f"Nothing was written: {' and '.join(said) or 'what is said above'} to be dealt with first."
    if conflicts:
        yield "Settle conflicts with --take workbook, --take files, or one by one with --decisions FILE."
    if rejected:
        yield "Mend rejected cells in the workbook, or leave them as the files have them with --leave-rejected."
    yield "To send it back with these cells marked:"
    yield f"  {again} --reissue FILE"
