"""Outputs made for one site on request: the site must be judged, a file that exists is not lost."""

from collections.abc import Mapping
from pathlib import Path

import click

from iso16363.cli.findings import findings
from iso16363.cli.options import Options
from iso16363.cli.progress import unreadable
from iso16363.cli.terminal import clean, count, screen
from iso16363.diagnostics import Severity
from iso16363.errors import WrongUsage
from iso16363.judgement import Judgement
from iso16363.model.layout import SITE_FILE
from iso16363.model.variant import Variant
from iso16363.renumbering import held_against
from iso16363.workspace.catalogue_files import load_catalogue
from iso16363.workspace.frozen_copies import handed_over
from iso16363.workspace.location import find_workspace, judged_on
from iso16363.workspace.workspace import report_on


def judged(
    options: Options, site: str, since: str | None = None, variant: Variant = Variant.INTERNAL
) -> Judgement | None:
    """The judgement of a site; None where its files have errors, which are then shown.

    What is made from files with errors would lack what could not be read, and nobody would see it.
    With `since`, the name of a hand-over, outputs of the variant show what differs from it. Raises as
    handed_over and held_against do, and WrongUsage for the public variant.
    """
    if since is not None and variant is Variant.PUBLIC:
        remedy = "Leave out either --since or --variant public."
        raise WrongUsage("what was handed over to an auditor is not shown to the public", remedy=remedy)
    workspace = find_workspace(options.workspace)
    (name,) = workspace.chosen([site])
    report = report_on(workspace, name, load_catalogue(crosswalks=True), judged_on())
    if report.judgement is None:
        click.echo("\n".join(findings(report, screen(), Severity.ERROR)), err=True)
        click.echo(unreadable(report), err=True)
        return None
    if report.judgement.count(Severity.ERROR):
        click.echo("\n".join(findings(report, screen(), Severity.ERROR)), err=True)
        errors = count(report.judgement.count(Severity.ERROR), "error")
        click.echo(f"{clean(name)}: nothing was written. Mend {errors} first: iso16363 check {clean(name)}", err=True)
        return None
    if since is None:
        return report.judgement
    earlier = handed_over(workspace.site_folder(name), report.judgement.site, since)
    return held_against(report.judgement, earlier)


def free_target(output: Path, *, overwrite: bool, option: str = "--output") -> Path:
    """The file to be written. Raises WrongUsage where one is there that somebody may have edited, or among a site's."""
    if any((folder / SITE_FILE).is_file() for folder in output.resolve().parents):
        remedy = f"Name a file elsewhere with {option}."
        raise WrongUsage("is in the folder of a site, where its own files are", where=str(output), remedy=remedy)
    if output.is_dir():
        raise WrongUsage("is a folder", where=str(output), remedy=f"Name a file with {option}.")
    if output.exists() and not output.is_file():
        raise WrongUsage("is a device or pipe", where=str(output), remedy=f"Name a file with {option}.")
    if output.exists() and not overwrite:
        replace = ", or replace it with --overwrite" if option == "--output" else ""
        remedy = f"Somebody may have edited it: name another file with {option}{replace}."
        raise WrongUsage("exists already", where=str(output), remedy=remedy)
    return output


def in_a_file_name(text: str) -> str:
    """What was typed, without what could lead to another folder; an unknown role is refused later, by name."""
    return "".join(c for c in text if c.isalnum() or c in "-.")


_KINDS = {
    "xlsx": ("a workbook", "LibreOffice opens that too, and may save it as .ods."),
    "pdf": ("a PDF", "For a web page, ask for --format html."),
    "html": ("a web page", "For a PDF, ask for --format pdf."),
    "csv": ("a table", "Excel and LibreOffice open that."),
    "ics": ("a calendar", "Calendar programs look for that name."),
    "md": ("a text in Markdown", "Editors and web pages show that."),
    "json": ("data for programs", "For a table, ask for --format csv."),
    "txt": ("plain text", "Every editor shows that."),
}
_OTHERS = ("ods", "fods", "xls", "xlsm", "xlsb", "doc", "docx", "odt", "rtf", "json", "yaml", "yml")
_NAMES = frozenset(f".{name}" for name in (*_KINDS, *_OTHERS))


def target_of(
    output: Path, form: str, *, overwrite: bool, option: str = "--output", forms: Mapping[str, str] | None = None
) -> Path:
    """The file to be written, which may not have the name of another kind of file. Raises as free_target does.

    `forms` are those that the command can write, by the ending of a file, where they are not the usual ones.
    """
    target = free_target(output, overwrite=overwrite, option=option)
    ending = output.suffix.lower()
    if ending in _NAMES - {f".{form}"}:
        kind, remedy = _KINDS[form]
        if forms is not None:
            other = forms.get(ending.removeprefix("."))
            remedy = f"Or ask for --format {other}." if other else ""
        what = f"would be {kind} under the name of another kind of file"
        raise WrongUsage(what, where=str(output), remedy=f"Name it .{form}. {remedy}".rstrip())
    return target


output_option = click.option(
    "--output", type=click.Path(path_type=Path), metavar="FILE", help="File to write.  [default: named after SITE]"
)
since_option = click.option(
    "--since", metavar="HANDOFF", help="Show what differs since a hand-over, too: its id, its day, or last."
)
overwrite_option = click.option("--overwrite", is_flag=True, help="Replace the file if it exists.")
