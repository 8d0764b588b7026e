"""What `build` says when it ends: each site where there are few; numbers and what went wrong where there are many."""

import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from iso16363.cli.terminal import count, table
from iso16363.workspace.freshness import BuildRow

_HEADS = ("site", "outcome", "state", "answered", "supported", "reviewed", "candidates", "errors", "warnings")
_FEW = 20
_OUTCOMES = ("made", "unchanged", "refused", "failed")
_SHOWN = 20


def closing_text(rows: Sequence[BuildRow], output: Path) -> str:
    """What was made, and what stands in the way of readiness."""
    if len(rows) <= _FEW:
        return closing_table(rows, output)
    return "\n".join([*_numbers(rows, output), *_wrong(rows, "failed"), *_wrong(rows, "refused"), *_kept(rows)])


def _numbers(rows: Sequence[BuildRow], output: Path) -> list[str]:
    outcomes = Counter(row.outcome for row in rows)
    made = [row for row in rows if row.outcome in ("made", "unchanged")]
    states = Counter(row.state for row in made)
    gates = Counter(gate.partition(" (")[0] for row in made for gate in row.blocking)
    said = ", ".join(f"{outcomes[name]} {name}" for name in _OUTCOMES if outcomes[name])
    lines = [f"{count(len(rows), 'site')}: {said}. Results are in {output.as_posix()}/SITE/."]
    for head, counted in (("state", states), ("in the way of readiness", gates)):
        if counted:
            body = [(name, str(number)) for name, number in counted.most_common()]
            lines.extend(["", *table([(head, "sites"), *body], right=frozenset({1}))])
    return [*lines, "", "Site by site: iso16363 table writes everything into a database to query."]


def _wrong(rows: Sequence[BuildRow], outcome: str) -> list[str]:
    wrong = [row for row in rows if row.outcome == outcome]
    lines = []
    for row in wrong[:_SHOWN]:
        lines.extend(["", f"{row.site}: {outcome}", *(f"  {line}" for line in row.problem.splitlines())])
    if len(wrong) > _SHOWN:
        others = ", ".join(row.site for row in wrong[_SHOWN:])
        lines.extend(["", f"and {len(wrong) - _SHOWN} more {outcome}: {others}"])
    return lines


def more_time(rows: Sequence[BuildRow], usual: int, longest: int) -> list[str]:
    """What to do about sites that were given up: once for all of them, with what is known of the others."""
    late = [row.given_up for row in rows if row.given_up]
    if not late:
        return []
    given, slowest = round(max(late)), max(row.seconds for row in rows)
    others = f"; the slowest that was made took {count(math.ceil(slowest), 'second')}" if slowest else ""
    more = usual if given < usual else min(2 * given, longest)
    return [
        f"{count(len(late), 'site')} given up after {count(given, 'second')}{others}.",
        f"To give more time, add --timeout {more}: what was made is not made again.",
    ]


def _kept(rows: Sequence[BuildRow]) -> list[str]:
    kept = [f"  {row.site}/{name}" for row in rows for name in row.kept]
    return ["", "kept what was changed by hand:", *kept] if kept else []


def closing_table(rows: Sequence[BuildRow], output: Path) -> str:
    """Every site in a line, and below what it lacks."""
    lines = [_HEADS, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEADS))]
    lines.insert(1, tuple("-" * width for width in widths))
    text = [_line(line, widths) for line in lines]
    for row in rows:
        text.extend(_below(row, output))
    return "\n".join(text)


def _line(cells: tuple[str, ...], widths: Sequence[int]) -> str:
    padded = [c.ljust(w) if k < 3 else c.rjust(w) for k, (c, w) in enumerate(zip(cells, widths, strict=True))]
    return "  ".join(padded).rstrip()


def _cells(row: BuildRow) -> tuple[str, ...]:
    made = row.outcome in ("made", "unchanged")
    counts = (row.answered, row.supported, row.reviewed)
    progress = tuple(f"{n} of {row.applicable}" if made else "" for n in counts)
    return (row.site, row.outcome, row.state, *progress, str(row.candidates or ""), str(row.errors), str(row.warnings))


def _below(row: BuildRow, output: Path) -> list[str]:
    lines = ["", f"{row.site}: {(output / row.site).as_posix()}/"]
    if row.problem:
        lines.extend(f"  {line}" for line in row.problem.splitlines())
    if row.blocking:
        lines.append(f"  in the way of readiness: {', '.join(row.blocking)}")
    elif not row.problem:
        lines.append("  nothing that this version can judge stands in the way of readiness")
    lines.extend(f"  kept what was changed by hand: {name}" for name in row.kept)
    return lines
