"""`iso16363 report`: how ready a site is, for directors, auditors and those who have something to do."""

from pathlib import Path
from typing import Final

import click

from iso16363.cli.command import Command
from iso16363.cli.manner import language_option, variant_option
from iso16363.cli.options import Options
from iso16363.cli.output import in_a_file_name, judged, output_option, overwrite_option, since_option, target_of
from iso16363.cli.terminal import clean
from iso16363.errors import WrongUsage
from iso16363.model.variant import Variant
from iso16363.report.pdf import Paper
from iso16363.workspace.branding import look_of
from iso16363.workspace.issuing import ReportKind, Wanted, html_page, write_document
from iso16363.workspace.location import find_workspace
from iso16363.workspace.manner import VARIANTS, Manner
from iso16363.workspace.writing import replacing, write_text

_FORMS: Final[dict[str, tuple[str, Paper]]] = {
    "pdf": ("pdf", "a4"),
    "pdf-letter": ("pdf", "letter"),
    "html": ("html", "a4"),
}
"""Kinds of file that can be asked for: ending of the name, and paper."""


@click.command(
    "report",
    cls=Command,
    short_help="Write the readiness report of a site (.pdf).",
    examples=(
        "iso16363 report cern",
        "iso16363 report cern --variant public --language fr",
        "iso16363 report cern --summary",
        "iso16363 report cern --owner data-manager --format pdf-letter",
        "iso16363 report cern --variant auditor --since last",
        "iso16363 report cern --format html --output cern.html",
    ),
)
@click.argument("site", metavar="SITE")
@output_option
@variant_option
@click.option("--summary", is_flag=True, help="One page for a director instead of the whole report.")
@click.option("--owner", metavar="ROLE", help="What one role has to do, why and by when, instead of the report.")
@language_option
@since_option
@click.option(
    "--format",
    "form",
    type=click.Choice(tuple(_FORMS)),
    default="pdf",
    show_default=True,
    help="pdf: on A4. pdf-letter: on Letter. html: for a browser, without system libraries.",
)
@overwrite_option
@click.pass_obj
def command(
    options: Options,
    site: str,
    output: Path | None,
    variant: str,
    owner: str | None,
    language: str,
    since: str | None,
    form: str,
    *,
    summary: bool,
    overwrite: bool,
) -> int:
    """Write SITE-report.pdf: state, gates, results, every criterion, gaps and the register of evidence of SITE.

    The PDF carries the assessment as data and the workbook, of the same variant. A file that exists
    is not replaced unless you say so. Nothing is written while the site's files have errors.
    """
    ending, paper = _FORMS[form]
    manner = Manner(VARIANTS[variant], language, paper)
    wanted = _wanted(manner, owner, summary=summary)
    name = f"{Path(site).name}-{wanted.kind}{manner.suffix_of(in_a_file_name(wanted.role))}.{ending}"
    target = target_of(output or Path(name), ending, overwrite=overwrite)
    judgement = judged(options, site, since, manner.variant)
    if judgement is None:
        return 1
    look = look_of(find_workspace(options.workspace).site_folder(judgement.site.site.id))
    if ending == "html":
        write_text(target, html_page(judgement, wanted, manner, look))
    else:
        with replacing(target) as temporary:
            write_document(judgement, wanted, manner, temporary, look)
    click.echo(clean(target))
    return 0


def _wanted(manner: Manner, owner: str | None, *, summary: bool) -> Wanted:
    if owner is None:
        return Wanted(ReportKind.SUMMARY if summary else ReportKind.REPORT)
    if summary:
        raise WrongUsage("--summary and --owner are two documents", remedy="Ask for one at a time.")
    if manner.variant is not Variant.INTERNAL:
        remedy = "Leave --variant out: what there is to do is for the site itself."
        raise WrongUsage(f"there is no variant {manner.variant} of what a role has to do", remedy=remedy)
    return Wanted(ReportKind.ACTIONS, owner)
