"""`iso16363 handoff`: the package for the auditor, or everything that is still missing."""

from datetime import UTC, datetime
from pathlib import Path

import click

from iso16363.cli.byteprogress import byte_progress
from iso16363.cli.command import Command
from iso16363.cli.manner import language_option
from iso16363.cli.missing import missing
from iso16363.cli.options import Options
from iso16363.cli.signer import signer_of
from iso16363.cli.terminal import clean, count, screen
from iso16363.errors import WrongUsage
from iso16363.infopackage.signing import Signer
from iso16363.workspace.handing import Made, Order, Refused, hand_over
from iso16363.workspace.location import find_workspace, judged_on
from iso16363.workspace.manner import VARIANTS, Manner


@click.command(
    "handoff",
    cls=Command,
    short_help="Make the package for the auditor.",
    examples=(
        "iso16363 handoff cern --to 'Example Certification Body' --zip",
        "iso16363 handoff cern --draft  # not all gates hold yet",
        "iso16363 handoff cern --variant public --output published",
        "iso16363 handoff cern --sign-with director.p12",
    ),
)
@click.argument("site", metavar="SITE")
@click.option(
    "--variant", type=click.Choice(("auditor", "public")), default="auditor", show_default=True, help="For whom."
)
@click.option("--draft", is_flag=True, help="Make it although gates do not hold; it says DRAFT everywhere.")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="DIR",
    help="Where the package goes.  [default: here]",
)
@click.option("--zip", "archive", is_flag=True, help="Write it as one .zip too.")
@language_option
@click.option("--to", metavar="NAME", help="Who receives it; kept in the record of the hand-over.")
@click.option(
    "--sign-with",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Sign it with the key and certificate of this PKCS#12 file.",
)
@click.option("--overwrite", is_flag=True, help="Replace a package of the same name.")
@click.pass_obj
def command(
    options: Options,
    site: str,
    variant: str,
    output: Path,
    language: str,
    to: str | None,
    sign_with: Path | None,
    *,
    draft: bool,
    archive: bool,
    overwrite: bool,
) -> int:
    """Make the package of SITE: report, workbook, evidence and data as a BagIt bag that any BagIt tool verifies.

    It is made only when all gates hold, and then recorded in handoffs.yaml; else everything that is
    missing is listed, and the exit code is 1. A draft records nothing. The password of a PKCS#12 file is
    read from ISO16363_SIGN_PASSWORD, or asked for.
    """
    workspace = find_workspace(options.workspace)
    workspace.refuse_below_sites(output)
    (name,) = workspace.chosen([site])
    receiver = (to or "").strip() or None
    if receiver and (len(receiver) > 400 or not receiver.isprintable()):
        raise WrongUsage("cannot be kept as it is", where="--to", remedy="Give one line of at most 400 characters.")
    if draft and receiver:
        raise WrongUsage("a draft is handed over to nobody", remedy="Leave out --to, or --draft.")
    signer = signer_of(sign_with, datetime.now(UTC)) if sign_with else None
    manner = Manner(VARIANTS[variant], language)
    order = Order(workspace, name, judged_on(), manner, output, draft, archive, receiver, signer, overwrite)
    made = hand_over(order, byte_progress)
    if isinstance(made, Refused):
        click.echo("\n".join(missing(workspace, made.report, screen())), err=True)
        return 1
    for target in (made.folder, made.archive):
        if target:
            click.echo(clean(target))
    click.echo("\n".join(_about(name, made, signer)), err=True)
    return 0


def _about(site: str, made: Made, signer: Signer | None) -> list[str]:
    """What was made, and what to do with it."""
    size = f"{made.size / 1_000_000:,.1f} MB"
    lines = [f"{count(made.files, 'file')}, {size}. SHA-256 of tagmanifest-sha256.txt: {made.manifest}"]
    if signer:
        lines.append(f"Signed as {clean(signer.name)}.")
    if made.record is None:
        lines.append("A DRAFT: not a hand-over, and not recorded.")
    else:
        lines.append(f"Recorded as {made.record} in sites/{clean(site)}/handoffs.yaml: commit it.")
    lines.append(f"Verify it: iso16363 verify {clean(made.archive or made.folder)}")
    return lines
