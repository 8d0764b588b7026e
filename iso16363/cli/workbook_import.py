"""`iso16363 workbook import`: take a returned workbook into the files of its site, all or nothing."""

import sys
from pathlib import Path

import click

from iso16363.cli.command import Command
from iso16363.cli.decisions import ask, read_decisions, refuse_unknown
from iso16363.cli.differences import as_text, closing, not_taken
from iso16363.cli.differences_data import as_json
from iso16363.cli.options import Options
from iso16363.cli.output import target_of
from iso16363.cli.terminal import clean, count, screen, wrapped
from iso16363.cli.workbook_diff import workbook_argument
from iso16363.errors import UnknownName, WrongUsage
from iso16363.model.imports import Import
from iso16363.model.variant import Variant
from iso16363.spelling import nearest
from iso16363.workbook.settling import Choices, Side
from iso16363.workspace.editing import undo_interrupted
from iso16363.workspace.importing import Examined, Request, carry_out, examine
from iso16363.workspace.location import find_workspace, judged_on
from iso16363.workspace.reissuing import reissue


@click.command(
    "import",
    cls=Command,
    short_help="Take a returned workbook into the files.",
    examples=(
        "iso16363 workbook import cern returned.xlsx",
        "iso16363 workbook import cern returned.xlsx --apply --by head-of-it",
        "iso16363 workbook import cern returned.xlsx --apply --by head-of-it --take workbook",
    ),
)
@click.argument("site", metavar="SITE")
@workbook_argument
@click.option("--apply", "apply_", is_flag=True, help="Write the files; without it, only show what would change.")
@click.option("--by", metavar="ROLE", help="Role that stands for the edits; kept in the record of the import.")
@click.option("--take", type=click.Choice([s.value for s in Side]), help="Settle every conflict for this side.")
@click.option(
    "--decisions",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help='Settle conflicts one by one: lines such as "Criteria!3.1.1!response": workbook.',
)
@click.option("--delete", is_flag=True, help="Delete what was deleted in the workbook.")
@click.option("--leave-rejected", is_flag=True, help="Leave rejected cells as the files have them.")
@click.option(
    "--reissue", type=click.Path(path_type=Path), metavar="FILE", help="Write a workbook with the problem cells marked."
)
@click.option("--json", "wants_json", is_flag=True, help="Write it for another program.")
@click.pass_obj
def command(options: Options, /, site: str, file: Path, *, apply_: bool, wants_json: bool, **given: object) -> int:
    """Take the edits of the workbook FILE into the files of SITE: those made since it was exported, and no others.

    Without --apply nothing is written. With it, all edits are written or none; comments and what was not
    edited stay as they are. Conflicts (edited here and there) and rejected cells stop the import; in a
    terminal, conflicts are asked about. The exit code is 1 where something stopped it, else 0.

    An auditor's workbook brings requests and findings into audit.yaml, and nothing else; no role of the
    site stands for it.
    """
    workspace = find_workspace(options.workspace)
    (name,) = workspace.chosen([site])
    if apply_ and undo_interrupted(workspace, name):
        click.echo(f"{clean(name)}: an earlier import was stopped half way; its changes were taken back.", err=True)
    examined = examine(Request(workspace, name, file, judged_on(), _choices(given)))
    if isinstance(path := given["decisions"], Path):
        refuse_unknown(dict(examined.request.choices.decisions), examined, path)
    role = _role(examined, given["by"]) if apply_ else None
    if apply_:
        _ask_for_a_side(examined)
    if apply_ and examined.stopped and sys.stdin.isatty() and not wants_json:
        examined = ask(examined, screen())
    if isinstance(target := given["reissue"], Path):
        _write_marked(examined, target)
    record = None
    if apply_ and not examined.stopped:
        record = carry_out(examined, role)
    if wants_json:
        click.echo(as_json(examined, record))
    else:
        click.echo("\n".join(_said(examined, record, given["reissue"])))
    return 1 if examined.stopped else 0


def _write_marked(examined: Examined, target: Path) -> None:
    if not examined.tried.settled.stopping:
        what = "nothing needs attention, so no marked workbook is written"
        raise WrongUsage(what, where=str(examined.request.file), remedy="Import it with --apply.")
    reissue(examined, target_of(target, "xlsx", overwrite=False, option="--reissue"))


def _ask_for_a_side(examined: Examined) -> None:
    """Without its record of the export, a workbook may take back what changed in the files since."""
    if examined.comparison.exported is None and examined.request.choices.take is None:
        what = "has lost its record of the export, so it may take back what was changed in the files since"
        remedy = "Look at every difference; then say --take workbook."
        raise WrongUsage(what, where=str(examined.request.file), remedy=remedy)


def _choices(given: dict[str, object]) -> Choices:
    take, path = given["take"], given["decisions"]
    decisions = read_decisions(path) if isinstance(path, Path) else {}
    return Choices(
        take=Side(take) if isinstance(take, str) else None,
        decisions=decisions,
        delete=bool(given["delete"]),
        leave_rejected=bool(given["leave_rejected"]),
    )


def _role(examined: Examined, by: object) -> str | None:
    """The role that stands for the edits: the one named, else the one the workbook was made for."""
    roles = examined.judgement.site.site.roles
    exported = examined.comparison.exported
    part = exported.identity.get("part_owner") if exported else None
    if exported and exported.variant is Variant.AUDITOR:
        if by is not None:
            what = "is an auditor's workbook, so that no role of the site stands for it"
            raise WrongUsage(what, where=str(examined.request.file), remedy="Leave --by out.")
        return None
    role = by if isinstance(by, str) else part or None
    listed = f"Roles of the site: {', '.join(roles)}."
    if role is None and roles and (examined.tried.texts or examined.stopped):
        remedy = f"Name the role with --by: the record of the import keeps it. {listed}"
        raise WrongUsage("nobody stands for the edits yet", where=str(examined.request.file), remedy=remedy)
    if role is not None and role not in roles:
        raise UnknownName("role", role, nearest=nearest(role, roles), known=listed)
    return role


def _said(examined: Examined, record: Import | None, reissued: object) -> list[str]:
    lines = as_text(examined, screen(), whole=False)
    if reissued is not None:
        lines.append(
            f"Written: {clean(reissued)}. The files are unchanged; send it to those who can mend what is marked."
        )
        return lines
    if record is None:
        return [*lines, *closing(examined, screen())]
    changes = ((record.edited, "edit"), (record.added, "new row"), (record.deleted, "deleted row"))
    what = ", ".join(count(number, word) for number, word in changes if number)
    names = ", ".join(sorted(examined.tried.texts))
    lines.extend(wrapped(f"Taken over: {what}, in {names}. Recorded in imports.yaml.", screen()))
    # What can be typed stays on one line.
    return [*lines, *(x for t in not_taken(examined) for x in ([t] if t.startswith("  ") else wrapped(t, screen())))]
