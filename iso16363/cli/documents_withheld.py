"""`iso16363 documents withheld`: what an outside variant does not show, and how to inspect it."""

from collections.abc import Sequence
from pathlib import Path

import click

from iso16363.cli.command import Command
from iso16363.cli.manner import language_option
from iso16363.cli.options import Options
from iso16363.cli.output import judged, overwrite_option, target_of
from iso16363.cli.terminal import Screen, clean, heading, screen, wrapped
from iso16363.judgement import Judgement
from iso16363.language import counted, label, speaking
from iso16363.model.variant import Withheld, WithheldKind
from iso16363.withheldlist import withheld_csv
from iso16363.withholding import withheld_by
from iso16363.workspace.manner import VARIANTS, Manner, for_readers
from iso16363.workspace.writing import write_text


@click.command(
    "withheld",
    cls=Command,
    short_help="List what others do not get to see.",
    examples=(
        "iso16363 documents withheld cern",
        "iso16363 documents withheld cern --output withheld.csv",
        "iso16363 documents withheld cern --variant public --language fr --output withheld.csv",
    ),
)
@click.argument("site", metavar="SITE")
@click.option(
    "--variant",
    type=click.Choice(("auditor", "public")),
    default="auditor",
    show_default=True,
    help="For whom: the external auditor, or anybody.",
)
@language_option
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="Write it as CSV into this file.")
@overwrite_option
@click.pass_obj
def command(options: Options, site: str, variant: str, language: str, output: Path | None, *, overwrite: bool) -> int:
    """Show what is withheld of SITE: what of it, why, how it can be inspected, and for which criteria it matters.

    ISO 16919 has the auditor ask for this list before the audit. The CSV opens in Excel and LibreOffice
    (UTF-8, commas); a text that begins like a formula has an apostrophe before it. A file that exists is
    not replaced unless you say so.
    """
    target = target_of(output, "csv", overwrite=overwrite) if output else None
    judgement = judged(options, site)
    if judgement is None:
        return 1
    with speaking(language):
        shown = for_readers(judgement, Manner(VARIANTS[variant], language))
        if target is None:
            click.echo("\n".join(_text(shown, screen())))
            return 0
        write_text(target, withheld_csv(shown))
    click.echo(clean(target))
    return 0


def _text(shown: Judgement, at: Screen) -> list[str]:
    found = withheld_by(shown)
    site = clean(shown.site.site.id)
    if not found:
        return [f"{site}: nothing is withheld in the variant {shown.variant.value}."]
    lines: list[str] = []
    for withheld in found:
        lines.extend(_entry(withheld, at))
    text = f"{site}: withheld in the variant {shown.variant.value}: {_counted(found)}."
    return [*lines, *wrapped(text, at)]


def _counted(found: Sequence[Withheld]) -> str:
    """How much is withheld, by sort; what is not named one by one has its number for a title."""
    kinds = [withheld.kind for withheld in found]
    documents, answers = kinds.count(WithheldKind.DOCUMENT), kinds.count(WithheldKind.ANSWER)
    said = [counted(documents, "document", "documents")] if documents else []
    said += [counted(answers, "answer", "answers")] if answers else []
    *before, last = (*said, *(withheld.title for withheld in found if not withheld.name))
    return f"{', '.join(before)} and {last}" if before else last


def _entry(withheld: Withheld, at: Screen) -> list[str]:
    name = f"{withheld.name}: " if withheld.name and not withheld.title.startswith(withheld.name) else ""
    lines = [heading(line) for line in wrapped(f"{name}{withheld.title} ({label(withheld.kind)})", at, indent="    ")]
    pairs = [("what", withheld.what), ("why", withheld.why), ("inspect", withheld.inspect)]
    if withheld.criteria:
        pairs.append(("criteria", ", ".join(withheld.criteria)))
    for word, text in pairs:
        lines.extend(wrapped(text, at, first=f"    {word:<9} ", indent=" " * 14))
    return [*lines, ""]
