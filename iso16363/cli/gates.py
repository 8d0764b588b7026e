"""Gates as a screen: what holds, and what fails with the place to mend it; what many share is said once."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from iso16363.cli.marks import gate_word
from iso16363.cli.terminal import Screen, clean, count, faint, heading, wrapped
from iso16363.readiness import Failure, Gate, GateStatus
from iso16363.workspace.places import Locator

_NAME_WIDTH = 12
_INDENT = 9
_FEW = 2
_SUBJECTS = 6
_NUMBER: Final = re.compile(r"([0-9]+) (\w+)\(s\) (.+)")


def in_short(gates: Iterable[Gate], where: Locator, at: Screen, *, rest: str = "NAME") -> list[str]:
    """Every gate with the first of what fails it, each with its place; how to see the rest (`--gate` of status)."""
    lines, left = [], False
    for gate in gates:
        first = f"  {gate_word(gate)}  {gate.name.label:<{_NAME_WIDTH}} "
        told = gate.name.definition if gate.status is GateStatus.HOLDS else f"{len(gate.failures):,} to mend"
        lines.extend(wrapped(told, at, first=first, indent=" " * (_INDENT + _NAME_WIDTH + 1)))
        groups = _groups(gate)
        for group in groups[:_FEW]:
            lines.extend(_group(group, where, at, most=_SUBJECTS))
            left = left or len(group) > _SUBJECTS
        if more := sum(map(len, groups[_FEW:])):
            lines.append(f"{'':{_INDENT}}and {more:,} more")
            left = True
    if left:
        lines.append(f"  Everything, with its place: iso16363 status {clean(where.report.id)} --gate {rest}")
    return lines


def in_full(gates: Iterable[Gate], where: Locator, at: Screen, *, brief: bool = False) -> list[str]:
    """Everything that keeps gates shut: what is wrong once, below it each thing with its place.

    If `brief`, what differs in its number only ("8 candidate(s) to confirm") is one line, without places.
    """
    lines: list[str] = []
    for gate in gates:
        if lines:
            lines.append("")
        lines.extend(heading(line) for line in wrapped(f"{gate.name.label}: {_told(gate)}", at))
        lines.extend(wrapped(gate.name.definition, at, indent="  ", first="  "))
        numbered, others = _numbered(gate) if brief else ({}, gate)
        for text, subjects in numbered.items():
            lines.extend(wrapped(f"{text}: {', '.join(subjects)}", at, first="  - ", indent="    "))
        if numbered:
            lines.append(faint(f"    iso16363 status {clean(where.report.id)} --gate {gate.name.value}"))
        for group in _groups(others):
            if len(group) == 1:
                lines.extend(wrapped(f"{group[0].subject}: {group[0].text}", at, first="  - ", indent="    "))
                lines.append(faint(f"    {clean(where.shown(group[0].place))}"))
                continue
            lines.extend(wrapped(f"{group[0].text} ({len(group):,})", at, first="  - ", indent="    "))
            widest = max(len(clean(failure.subject)) for failure in group)
            lines.extend(_row(failure, where, widest) for failure in group)
    return lines


def _numbered(gate: Gate) -> tuple[dict[str, list[str]], Gate]:
    """What is counted, by what is counted, each subject with its number; and the gate with what is left."""
    found: dict[str, list[str]] = {}
    others = []
    for failure in gate.failures:
        counted = _NUMBER.fullmatch(failure.text)
        if counted:
            found.setdefault(f"{counted[2]}s {counted[3]}", []).append(f"{failure.subject} ({int(counted[1]):,})")
        else:
            others.append(failure)
    return found, replace(gate, failures=tuple(others))


def _told(gate: Gate) -> str:
    return "holds" if gate.status is GateStatus.HOLDS else f"{len(gate.failures):,} to mend"


def _row(failure: Failure, where: Locator, width: int) -> str:
    return f"    {clean(failure.subject):<{width}}  {faint(clean(where.shown(failure.place)))}"


def _groups(gate: Gate) -> list[list[Failure]]:
    """What has the same text together, in the order of the first of each."""
    found: dict[str, list[Failure]] = {}
    for failure in gate.failures:
        found.setdefault(failure.text, []).append(failure)
    return list(found.values())


def _group(group: Sequence[Failure], where: Locator, at: Screen, *, most: int) -> list[str]:
    subjects = ", ".join(failure.subject for failure in group[:most])
    more = f" and {count(len(group) - most, 'other')}" if len(group) > most else ""
    lines = wrapped(f"{subjects}{more}: {group[0].text}", at, first=" " * _INDENT, indent=" " * (_INDENT + 2))
    return [*lines, faint(f"{'':{_INDENT + 2}}{clean(where.shown(group[0].place))}")]
