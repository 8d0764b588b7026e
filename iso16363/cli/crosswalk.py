"""`iso16363 crosswalk`: what a site has for another framework, as a draft."""

from pathlib import Path

import click

from iso16363.cli.command import Command
from iso16363.cli.crosswalktext import list_text, rendered
from iso16363.cli.manner import variant_option
from iso16363.cli.options import Options
from iso16363.cli.output import judged, overwrite_option, target_of
from iso16363.cli.terminal import clean, screen
from iso16363.errors import WrongUsage
from iso16363.otherframeworks.drafting import draft_of
from iso16363.variants import for_variant
from iso16363.workspace.framework_files import framework_names, load_framework, read_framework
from iso16363.workspace.manner import VARIANTS
from iso16363.workspace.writing import write_text

_FORMS = {"markdown": "md", "csv": "csv", "json": "json"}


@click.command(
    "crosswalk",
    cls=Command,
    short_help="Draft a self-assessment in another framework.",
    examples=(
        "iso16363 crosswalk",
        "iso16363 crosswalk cern --to coretrustseal",
        "iso16363 crosswalk cern --to coretrustseal --requirement R14",
        "iso16363 crosswalk cern --to coretrustseal --variant public --output draft.md",
    ),
)
@click.argument("site", metavar="[SITE]", required=False)
@click.option("--to", "name", metavar="FRAMEWORK", help="The other framework, such as coretrustseal.")
@click.option("--requirement", metavar="ID", help="Show this one in full, such as R14.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("table", *_FORMS)),
    help="What to write.  [default: as FILE is named, else table]",
)
@variant_option
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write it into this file.")
@overwrite_option
@click.pass_obj
def command(
    options: Options,
    site: str | None,
    name: str | None,
    requirement: str | None,
    form: str | None,
    variant: str,
    output: Path | None,
    *,
    overwrite: bool,
) -> int:
    """Show what SITE has for another framework: criteria that speak of the same thing, answers, evidence, gaps.

    Without --to, the frameworks are listed. What comes out is a draft for whoever applies there: the
    mapping is a judgement, named in every output, which the framework's publisher has not approved. Mapped
    criteria are counted; nothing is said of a level or a verdict. The exit code is 0, whatever is missing.
    """
    form = form or _named_by(output)
    _refuse_contradictions(site, name, requirement, form, output)
    if name is None or site is None:
        click.echo("\n".join(list_text([read_framework(known) for known in framework_names()], screen())))
        return 0
    read_framework(name)  # an unknown one is said before a site is read
    target = target_of(output, _FORMS[form], overwrite=overwrite) if output else None
    judgement = judged(options, site)
    if judgement is None:
        return 1
    framework, digest = load_framework(name, judgement.catalogue)
    draft = draft_of(for_variant(judgement, VARIANTS[variant]), framework, digest)
    text = rendered(draft, form, requirement, screen())
    if target is None:
        click.echo(text, nl=False)
        return 0
    write_text(target, text)
    click.echo(clean(target))
    return 0


def _named_by(output: Path | None) -> str:
    """The form that goes with the name of a file."""
    ending = output.suffix.lower().removeprefix(".") if output else ""
    return next((form for form, known in _FORMS.items() if known == ending), "table")


def _refuse_contradictions(
    site: str | None, name: str | None, requirement: str | None, form: str, output: Path | None
) -> None:
    if name is not None and site is None:
        raise WrongUsage("which site?", remedy=f"Give it before the framework: iso16363 crosswalk SITE --to {name}")
    if name is None and (requirement or output or form != "table"):
        raise WrongUsage("which framework?", remedy="Give it with --to; iso16363 crosswalk lists them.")
    if output and form == "table":
        remedy = "Name it .md, .csv or .json, or give --format."
        raise WrongUsage("has no name that says what to write", where=str(output), remedy=remedy)
    if requirement and form != "table":
        raise WrongUsage("--requirement is for the terminal", remedy="The other forms have every requirement.")
