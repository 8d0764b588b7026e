"""`iso16363 build`: workbook, report and assessment of every site, only where something changed."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from iso16363.cli.command import Command
from iso16363.cli.manner import language_option, paper_option
from iso16363.cli.options import Options
from iso16363.workspace.freshness import BuildRow, look_at, program_key
from iso16363.workspace.location import Workspace, find_workspace, judged_on

_HEADS = ("site", "outcome", "state", "answered", "supported", "reviewed", "candidates", "errors", "warnings")


@click.command(
    "build",
    cls=Command,
    short_help="Make workbook, report and assessment of all sites.",
    examples=("iso16363 build", "iso16363 build cern pic --output results"),
)
@click.argument("sites", metavar="[SITE]...", nargs=-1)
@click.option("--output", type=click.Path(file_okay=False, path_type=Path), help="Folder for the results [dist].")
@language_option
@paper_option
@click.pass_obj
def command(options: Options, sites: tuple[str, ...], output: Path | None, language: str, paper: str) -> int:
    """Make workbook.xlsx, report.pdf and assessment.json for each SITE (default: all of them).

    They go to dist/SITE/ in the workspace. A site whose files did not change is not made again. A
    site with errors is refused, and what was made of it before stays as it is. A result that
    somebody changed by hand is kept under another name.
    """
    workspace = find_workspace(options.workspace)
    names = workspace.chosen(sites)
    if output:
        workspace.refuse_below_sites(output)
    rows = _build(workspace, names, output or workspace.root / "dist", language, paper)
    click.echo(closing_table(rows, output or workspace.shown / "dist"))
    outcomes = {row.outcome for row in rows}
    return 2 if "failed" in outcomes else int("refused" in outcomes)


def _build(workspace: Workspace, names: Sequence[str], output: Path, language: str, paper: str) -> list[BuildRow]:
    today, program = judged_on(), f"{program_key()} {language} {paper}"
    seen = {name: look_at(workspace.sites_folder / name, output / name, program, today) for name in names}
    rows = {name: row for name, (_, row) in seen.items() if row}
    stale = [name for name in names if name not in rows]
    if stale:
        # the engine pulls in the whole model and all outputs: not paid for when nothing changed
        from iso16363.workspace.building import Task, build_sites
        from iso16363.workspace.manner import Manner

        manner = Manner(language=language, paper="letter" if paper == "letter" else "a4")
        tasks = [Task(workspace, name, output / name, today, seen[name][0], manner) for name in stale]
        with _progress(len(tasks)) as advance:
            built = build_sites(tasks, advance)
        rows.update({row.site: row for row in built})
    return [rows[name] for name in names]


@contextmanager
def _progress(length: int) -> Iterator[Callable[[BuildRow], None]]:
    """A progress bar where somebody watches; nothing in a log."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=length, label="Building", file=sys.stderr, show_pos=True) as bar:
        yield lambda _: bar.update(1)


def closing_table(rows: Sequence[BuildRow], output: Path) -> str:
    """What was made, and what stands in the way of readiness, site by site."""
    lines = [_HEADS, *(_cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(_HEADS))]
    lines.insert(1, tuple("-" * width for width in widths))
    text = [_line(line, widths) for line in lines]
    for row in rows:
        text.extend(_below(row, output))
    return "\n".join(text)


def _line(cells: tuple[str, ...], widths: Sequence[int]) -> str:
    padded = [c.ljust(w) if k < 3 else c.rjust(w) for k, (c, w) in enumerate(zip(cells, widths, strict=True))]
    return "  ".join(padded).rstrip()


def _cells(row: BuildRow) -> tuple[str, ...]:
    made = row.outcome in ("made", "unchanged")
    counts = (row.answered, row.supported, row.reviewed)
    progress = tuple(f"{n} of {row.applicable}" if made else "" for n in counts)
    return (row.site, row.outcome, row.state, *progress, str(row.candidates or ""), str(row.errors), str(row.warnings))


def _below(row: BuildRow, output: Path) -> list[str]:
    lines = ["", f"{row.site}: {(output / row.site).as_posix()}/"]
    if row.problem:
        lines.extend(f"  {line}" for line in row.problem.splitlines())
    if row.blocking:
        lines.append(f"  in the way of readiness: {', '.join(row.blocking)}")
    elif not row.problem:
        lines.append("  nothing that this version can judge stands in the way of readiness")
    lines.extend(f"  kept what was changed by hand: {name}" for name in row.kept)
    return lines
