"""Everything that keeps a site from being handed over: its errors, or each failure of each gate that does not hold."""

from iso16363.cli.findings import findings
from iso16363.cli.gates import in_full
from iso16363.cli.progress import unreadable
from iso16363.cli.terminal import Screen, clean, count, heading, wrapped
from iso16363.diagnostics import Severity
from iso16363.workspace.location import Workspace
from iso16363.workspace.places import Locator
from iso16363.workspace.workspace import SiteReport


def missing(workspace: Workspace, report: SiteReport, at: Screen) -> list[str]:
    """What has to be mended, each with its place, and what to do now."""
    name, judgement = clean(report.id), report.judgement
    if judgement is None:
        return [*findings(report, at, Severity.ERROR), unreadable(report)]
    errors = judgement.count(Severity.ERROR)
    if errors:
        closing = f"{name}: nothing was made. Mend {count(errors, 'error')} first: iso16363 check {name}"
        return [*findings(report, at, Severity.ERROR), closing]
    gates = judgement.readiness.failing
    to_mend = count(sum(len(gate.failures) for gate in gates), "thing")
    share = f"{len(gates)} of {len(judgement.readiness.gates)} gates fail"
    said = f"{name} is not ready, and nothing was made: {share}, {to_mend} to mend."
    # First for those who read on, last for those whose screen is full.
    lines = [*map(heading, wrapped(said, at)), "", *in_full(gates, Locator(workspace, report), at, brief=True)]
    return [
        *lines,
        "",
        *wrapped(said, at),
        *wrapped(f"What to do now: iso16363 next {name}. A package that says DRAFT: add --draft.", at),
    ]
