"""`iso16363 migrate`: move the answers of a site to another edition of the standard; without --apply, only look."""

from pathlib import Path

import click

from iso16363.cli.command import Command
from iso16363.cli.editions import chosen_edition
from iso16363.cli.findings import findings
from iso16363.cli.machine import document
from iso16363.cli.migratedata import SCHEMA, as_json
from iso16363.cli.migratereport import write_change_report
from iso16363.cli.migratetext import as_text
from iso16363.cli.opening import opened
from iso16363.cli.options import Options
from iso16363.cli.output import overwrite_option, target_of
from iso16363.cli.terminal import clean, count, screen, wrapped
from iso16363.diagnostics import Severity
from iso16363.editions import way_between
from iso16363.workspace.migrating import Migration, carry_out, examine


@click.command(
    "migrate",
    cls=Command,
    short_help="Move a site to another edition of the standard.",
    examples=(
        "iso16363 migrate cern --to iso16363-2025",
        "iso16363 migrate cern --to 2012 --output cern-to-2012.md",
        "iso16363 migrate cern --to 2012 --output cern-both-editions.pdf",
        "iso16363 migrate cern --to iso16363-2025 --apply",
    ),
)
@click.argument("site", metavar="SITE")
@click.option("--to", "edition", metavar="EDITION", required=True, help="Edition, such as iso16363-2025 or 2025.")
@click.option("--apply", "apply_", is_flag=True, help="Write the files; without it, only show what would change.")
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Changes (.md), or the report (.pdf).")
@overwrite_option
@click.option("--json", "wants_json", is_flag=True, help="Write it for another program.")
@click.pass_obj
def command(
    options: Options, site: str, edition: str, output: Path | None, *, apply_: bool, overwrite: bool, wants_json: bool
) -> int:
    """Move SITE to EDITION along the crosswalk, in either direction: answers, roles, actions and the auditor's list.

    Answers to requirements that changed are marked with `confirm`. Answers to criteria that EDITION lacks are set
    aside and come back with their edition. Comments stay; all files are written or none. A .pdf is the readiness
    report of the site as it is, with an annex that holds the same answers against EDITION. The exit code is 1
    where errors of the site stand in the way, else 0.
    """
    ending = "pdf" if output and output.suffix == ".pdf" else "md"
    target = target_of(output, ending, overwrite=overwrite) if output else None
    found = opened(options, site, writing=apply_, schema=SCHEMA if wants_json else None, providers=True)
    if found is None:
        return 1
    judgement, name = found.judgement, clean(found.report.id)
    wanted = chosen_edition(judgement.catalogue, edition)
    if wanted.id == judgement.edition.id:
        said = f"{name} is of {wanted.head.title} already: nothing is to be moved."
        body = {"site": found.report.id, "from": wanted.id, "to": wanted.id, "written": False, "files": []}
        click.echo(document(SCHEMA, body) if wants_json else said)
        return 0
    migration = examine(found, way_between(judgement.catalogue, judgement.edition.id, wanted.id))
    if migration.in_the_way:
        return _refused(migration, wants_json=wants_json)
    if apply_:
        carry_out(migration)
    if target:
        write_change_report(migration, target, written=apply_)
    if wants_json:
        click.echo(as_json(migration, written=apply_))
        return 0
    lines = [*as_text(migration, screen()), "", *_closing(migration, name, written=apply_)]
    click.echo("\n".join([*lines, *([f"Report: {clean(target)}"] if target else [])]))
    return 0


def _refused(migration: Migration, *, wants_json: bool) -> int:
    if wants_json:
        click.echo(as_json(migration, written=False))
    report, at = migration.site.report, screen()
    lines = findings(report, at, Severity.ERROR)
    aside = [d for d in migration.in_the_way if d not in report.diagnostics]
    lines.extend(f"{clean(report.shown_place(d.place))}: error {d.code}: {clean(d.message)}" for d in aside)
    said = f"nothing was moved. Mend {count(len(migration.in_the_way), 'error')} first: iso16363 check"
    click.echo("\n".join([*lines, *wrapped(f"{clean(report.id)}: {said} {clean(report.id)}", at)]), err=True)
    return 1


def _closing(migration: Migration, name: str, *, written: bool) -> list[str]:
    if not written:
        command = f"iso16363 migrate {name} --to {migration.way.target.id} --apply"
        return [f"Nothing is written yet. {count(len(migration.texts), 'file')} would be:", f"  {command}"]
    lines = wrapped(f"Written: {', '.join(sorted(migration.texts))}.", screen())
    return [*lines, f"What is to be done now: iso16363 next {name}"]
