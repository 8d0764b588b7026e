"""`iso16363 report`: how ready a site is, for directors and auditors."""

from pathlib import Path

import click

from iso16363.cli.command import Command
from iso16363.cli.options import Options
from iso16363.cli.output import free_target, judged, output_option, overwrite_option
from iso16363.cli.terminal import clean
from iso16363.report.page import render_html
from iso16363.report.pdf import write_pdf
from iso16363.report.view import build_view
from iso16363.workspace.writing import replacing, write_text


@click.command(
    "report",
    cls=Command,
    short_help="Write the readiness report of a site (.pdf).",
    examples=("iso16363 report cern", "iso16363 report cern --format html --output cern.html"),
)
@click.argument("site", metavar="SITE")
@output_option
@click.option(
    "--format",
    "form",
    type=click.Choice(("pdf", "html")),
    default="pdf",
    show_default=True,
    help="html: the same page for a browser, without system libraries.",
)
@overwrite_option
@click.pass_obj
def command(options: Options, site: str, output: Path | None, form: str, *, overwrite: bool) -> int:
    """Write SITE-report.pdf: state, gates, results, every criterion, gaps and the register of evidence of SITE.

    A file that exists is not replaced unless you say so. Nothing is written while the site's files
    have errors.
    """
    target = free_target(output or Path(f"{Path(site).name}-report.{form}"), overwrite=overwrite)
    judgement = judged(options, site)
    if judgement is None:
        return 1
    page = render_html(build_view(judgement))
    if form == "html":
        write_text(target, page)
    else:
        with replacing(target) as temporary:
            write_pdf(page, temporary)
    click.echo(clean(target))
    return 0
