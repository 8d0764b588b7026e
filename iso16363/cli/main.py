"""The way in: commands loaded only when run, and the one boundary between faults and exit codes."""

import contextlib
import errno
import importlib
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import click

from iso16363 import __version__
from iso16363.cli.options import Options
from iso16363.errors import AuditError, UnreadableInput, UnwritableOutput
from iso16363.spelling import nearest

CLEAN, FINDINGS, UNUSABLE, OUR_FAULT, INTERRUPTED, TERMINATED = 0, 1, 2, 3, 130, 143

COMMANDS: Final[dict[str, tuple[str, str]]] = {
    "init": ("init", "Start the self-audit of a site, or copy the example."),
    "criteria": ("criteria", "Look up the criteria of the standard."),
    "next": ("next", "Say what to do now, by owner."),
    "check": ("check", "Find everything that is wrong in the files."),
    "status": ("status", "Show how far the sites have come."),
    "trend": ("trend", "Show how the sites have come along."),
    "milestone": ("milestone", "Show how far several sites are together."),
    "workbook": ("workbook", "Write the workbook of a site, and take it home."),
    "documents": ("documents", "Pin, check and list the documents of a site."),
    "review": ("review", "Approve answers as a second role."),
    "sign": ("sign", "Declare the self-assessment complete, or take that back."),
    "report": ("report", "Write the readiness report of a site (.pdf)."),
    "table": ("table", "Write the results of all sites as a table to query."),
    "build": ("build", "Make workbook, report and assessment of all sites."),
    "handoff": ("handoff", "Make the package for the auditor."),
    "verify": ("verify", "Check a package that was handed over."),
    "changes": ("changes", "Show what differs since a hand-over."),
    "migrate": ("migrate", "Move a site to another edition of the standard."),
    "crosswalk": ("crosswalk", "Draft a self-assessment in another framework."),
}
"""Module and summary by command, in the order of work. The summary is here too, so that `--help` loads no command."""

EXAMPLES: Final = (
    ("iso16363 init my-archive", "start a self-audit"),
    ("iso16363 check", "is everything in the files right?"),
    ("iso16363 status", "how far are we?"),
    ("iso16363 next my-archive", "what to do now?"),
)


class LazyGroup(click.Group):
    """A group that imports a command when it is run, and offers the nearest one to a mistyped one."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Name the commands in the order of work."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the module of a command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"iso16363.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Refuse an unknown command with the nearest one and the list."""
        name = args[0]
        if name not in COMMANDS and not name.startswith("-"):
            close = nearest(name, COMMANDS)
            meant = f' Did you mean "{close}"?' if close else ""
            raise click.UsageError(f'There is no command "{name}".{meant} Commands: {", ".join(COMMANDS)}.', ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in COMMANDS.items()])

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show how the work goes."""
        super().format_epilog(ctx, formatter)
        with formatter.section("Examples"):
            formatter.write_dl(EXAMPLES)

    def make_context(self, *arguments: Any, **settings: Any) -> click.Context:  # noqa: ANN401 - click's signature
        """Read the command line; `--help` and `--version` write here already."""
        with _not_our_fault():
            return super().make_context(*arguments, **settings)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - what a command returns
        """Run the command."""
        with _not_our_fault():
            return super().invoke(ctx)


class _ReaderGone(Exception):
    """The program that reads our output, such as `head`, has closed it."""


class _Terminated(BaseException):
    """The system asks us to end, which has the same way out as Ctrl-C: what is half-made is removed."""


_OUT_OF_REACH: Final = frozenset(
    {errno.EACCES, errno.EPERM, errno.ENAMETOOLONG, errno.ELOOP, errno.ENOTDIR, errno.EROFS, errno.EIO}
)


@contextlib.contextmanager
def _not_our_fault() -> Iterator[None]:
    """Tell a reader that went away, a full disk and what the system keeps from us from a fault of ours.

    Here and not in `main`, for click would end the process on a reader that went away.
    """
    try:
        yield
    except OSError as error:
        if error.errno == errno.EPIPE:
            raise _ReaderGone from error
        if error.filename is None and error.errno in (errno.ENOSPC, errno.EIO):
            raise UnwritableOutput.from_os(Path("standard output"), error) from error
        if error.filename is not None and error.errno in _OUT_OF_REACH:
            remedy = "Check the path, and that you may read what is there."
            what, where = f"cannot be reached ({error.strerror})", os.fsdecode(error.filename)
            raise UnreadableInput(what, where=where, remedy=remedy) from error
        raise


@click.group("iso16363", cls=LazyGroup, context_settings={"help_option_names": ["--help"]})
@click.option(
    "--workspace",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Folder that holds sites/.  [default: the nearest one from here upwards]",
)
@click.version_option(__version__, message="%(prog)s %(version)s")
@click.pass_context
def group(ctx: click.Context, workspace: Path | None) -> None:
    """Audit a digital repository against ISO 16363, and hand the result to an auditor.

    Exit codes: 0 clean, 1 findings, 2 wrong usage or unreadable input, 3 a fault of iso16363 itself,
    130 interrupted, 143 terminated.
    """
    ctx.obj = Options(workspace)
    if os.environ.get("NO_COLOR"):
        ctx.color = False


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and answer with its exit code; nothing below this decides how we end."""
    _accept_any_text()
    # pydantic's search for plugins in every installed distribution takes 50 ms; our models have none
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    try:
        with _ending_in_order():
            code = group.main(arguments, prog_name="iso16363", standalone_mode=False)
            sys.stdout.flush()
    except AuditError as error:
        return _refuse(str(error), error.exit_code)
    except click.ClickException as error:
        error.show()
        if isinstance(error, click.NoSuchOption) and error.option_name == "--workspace":
            click.echo("Put it before the command: iso16363 --workspace DIR COMMAND", err=True)
        return UNUSABLE
    except (click.Abort, KeyboardInterrupt):
        return _refuse("interrupted; nothing was left half-written", INTERRUPTED)
    except _Terminated:
        return _refuse("terminated; nothing was left half-written", TERMINATED)
    except (_ReaderGone, BrokenPipeError):
        _close_stdout()
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the one boundary: whatever else happens is a fault of ours
        crash = importlib.import_module("iso16363.cli.crash")  # here, for nobody else pays for its imports
        return _refuse(crash.log_crash(error, sys.argv if arguments is None else list(arguments)), OUR_FAULT)
    return code if isinstance(code, int) else CLEAN


def _refuse(message: str, code: int) -> int:
    with contextlib.suppress(OSError):
        click.echo(f"iso16363: {message}", err=True)
    try:
        sys.stdout.flush()
    except OSError:
        # What is left over fails again when the interpreter ends, which some versions report as code 120.
        _close_stdout()
    return code


@contextlib.contextmanager
def _ending_in_order() -> Iterator[None]:
    """Let the first SIGTERM raise, and others wait for what that takes; not where somebody else handles it."""

    def terminate(*_: object) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        raise _Terminated

    ours = threading.current_thread() is threading.main_thread() and signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    if ours:
        signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    finally:
        if ours:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _accept_any_text() -> None:
    """Let a terminal that knows few characters show `?`, and a closed stream nothing, instead of stopping us."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - open until we end
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]


def _close_stdout() -> None:
    """Keep the interpreter from complaining about a closed pipe or a full disk when it ends."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
