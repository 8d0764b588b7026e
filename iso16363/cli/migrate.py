"""`iso16363 migrate`: move the answers of a site to another edition of the standard; without --apply, only look."""

from pathlib import Path

import click

from iso16363.cli.command import Command
from iso16363.cli.editions import chosen_edition
from iso16363.cli.migratedata import SCHEMA, as_json
from iso16363.cli.migrateend import already, closing, refused
from iso16363.cli.migratereport import write_change_report
from iso16363.cli.migratetext import as_text
from iso16363.cli.opening import opened
from iso16363.cli.options import Options
from iso16363.cli.output import overwrite_option, target_of
from iso16363.cli.terminal import screen
from iso16363.editions import way_between
from iso16363.errors import WrongUsage
from iso16363.workspace.migrating import carry_out, examine


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
    target = _target(output, overwrite=overwrite) if output else None
    found = opened(options, site, writing=apply_, schema=SCHEMA if wants_json else None, providers=True)
    if found is None:
        return 1
    judgement = found.judgement
    wanted = chosen_edition(judgement.catalogue, edition)
    if wanted.id == judgement.edition.id:
        return already(found.report, wanted, wants_json=wants_json)
    migration = examine(found, way_between(judgement.catalogue, judgement.edition.id, wanted.id))
    if migration.in_the_way:
        click.echo(as_json(migration, written=False)) if wants_json else None
        return refused(found.report, migration.in_the_way)
    if target:
        write_change_report(migration, target, apply=apply_)
    elif apply_:
        carry_out(migration)
    if wants_json:
        click.echo(as_json(migration, written=apply_))
        return 0
    click.echo("\n".join([*as_text(migration, screen()), "", *closing(migration, target, written=apply_)]))
    return 0


def _target(output: Path, *, overwrite: bool) -> Path:
    """The file of the report. Raises WrongUsage for a name that says neither what is written."""
    ending = output.suffix.lower()
    if ending not in (".md", ".pdf"):
        raise WrongUsage("has no name that says what to write", where=str(output), remedy="Name it .md or .pdf.")
    return target_of(output, ending.removeprefix("."), overwrite=overwrite)
