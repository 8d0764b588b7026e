"""How `iso16363 migrate` ends: what was written or would be, why nothing can be, and what comes next."""

from collections.abc import Sequence
from pathlib import Path

import click

from iso16363.catalog import Edition
from iso16363.cli.findings import findings
from iso16363.cli.machine import document
from iso16363.cli.migratedata import SCHEMA
from iso16363.cli.terminal import clean, count, screen, wrapped
from iso16363.diagnostics import Diagnostic, Severity
from iso16363.interchange import diagnostic
from iso16363.model.site import SiteKind
from iso16363.workspace.migrating import Migration, in_the_way
from iso16363.workspace.workspace import SiteReport


def already(report: SiteReport, edition: Edition, *, wants_json: bool) -> int:
    """Nothing to move; but what was left half way may only look like it."""
    faults = in_the_way(report)
    if wants_json:
        moved = {"site": report.id, "from": edition.id, "to": edition.id, "written": False, "files": []}
        click.echo(document(SCHEMA, {**moved, "in_the_way": [diagnostic(found) for found in faults]}))
    if faults:
        return refused(report, faults)
    if not wants_json:
        click.echo(f"{clean(report.id)} is of {edition.head.title} already: nothing is to be moved.")
    return 0


def refused(report: SiteReport, faults: Sequence[Diagnostic]) -> int:
    """Say what is in the way, and that nothing was moved."""
    at = screen()
    lines = findings(report, at, Severity.ERROR)
    aside = [d for d in faults if d not in report.diagnostics]
    lines.extend(f"{clean(report.shown_place(d.place))}: error {d.code}: {clean(d.message)}" for d in aside)
    said = f"nothing was moved. Mend {count(len(faults), 'error')} first: iso16363 check"
    click.echo("\n".join([*lines, *wrapped(f"{clean(report.id)}: {said} {clean(report.id)}", at)]), err=True)
    return 1


def closing(migration: Migration, target: Path | None, *, written: bool) -> list[str]:
    """What was written or would be, and what to do next, also for sites that inherit."""
    name, to = clean(migration.site.report.id), migration.way.target.id
    report = [f"Report: {clean(target)}"] if target else []
    borrowers = [f"  iso16363 migrate {clean(one)} --to {to}" for one in migration.borrowers]
    also = ["Sites that inherit from it have to be moved too:", *borrowers] if borrowers else []
    if not written:
        files = count(len(migration.texts), "file")
        said = [
            f"No file of the site is written yet. {files} would be:",
            f"  iso16363 migrate {name} --to {to} --apply",
        ]
        return [*said, *also, *report]
    lines = wrapped(f"Written: {', '.join(sorted(migration.texts))}.", screen())
    lends = migration.site.judgement.site.site.kind is SiteKind.PROVIDER
    return [*lines, f"What is to be done now: iso16363 {'check' if lends else 'next'} {name}", *also, *report]
