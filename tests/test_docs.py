"""Documentation is in step with the program: commands, diagnostics, and every command line shown."""

import os
import re
import shlex
from pathlib import Path

import click
import pytest

from iso16363.cli.main import group as cli
from iso16363.model.milestone import PlannedMilestone
from iso16363.parsing import parse_record
from iso16363.rules import RULES

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = ROOT / "docs" / "commands.md"
DIAGNOSTICS = ROOT / "docs" / "diagnostics.md"
SHOWN = (
    *("README.md", "CONTRIBUTING.md", "criteria/README.md", "templates/example/README.md"),
    *("docs/audit.md", "docs/documents.md", "docs/handoff.md", "docs/reviews.md"),
    *("docs/providers.md", "docs/trend.md", "docs/crosswalks.md"),
    *("docs/milestones.md", "docs/editions.md", "docs/fleets.md"),
)


def _walk(command: click.Command, context: click.Context) -> list[click.Context]:
    found = [context]
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            found += _walk(below, click.Context(below, info_name=name, parent=context))
    return found


def _contexts() -> list[click.Context]:
    return _walk(cli, click.Context(cli, info_name="iso16363", max_content_width=96, terminal_width=96))


def _commands_text() -> str:
    parts = ["# Commands", "", "Made from `--help`; a test keeps it so."]
    for context in _contexts():
        parts += ["", f"## {context.command_path}", "", "```text", context.get_help().rstrip(), "```"]
    return "\n".join(parts) + "\n"


def _diagnostics_text() -> str:
    parts = [
        "# Diagnostics",
        "",
        "Codes are permanent. Errors and warnings make `check` end with exit code 1; notes do not.",
        "",
        "| code | severity | what is wrong |",
        "|---|---|---|",
    ]
    parts += [f"| {code} | {rule.severity.value} | {rule.title} |" for code, rule in sorted(RULES.items())]
    return "\n".join(parts) + "\n"


@pytest.mark.parametrize(("path", "text"), [(COMMANDS, _commands_text), (DIAGNOSTICS, _diagnostics_text)])
def test_generated_pages_are_current(path: Path, text: object) -> None:
    assert callable(text)
    wanted = text()
    if os.environ.get("ISO16363_REWRITE"):
        path.write_text(wanted, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == wanted, f"rewrite {path.name} with ISO16363_REWRITE=1"


def test_every_command_has_help_and_an_example() -> None:
    for context in _contexts():
        text = context.get_help()
        if isinstance(context.command, click.Group):
            continue
        assert re.search(r"Examples:\n +iso16363 ", text), f"{context.command_path} shows no example"
        options = [p for p in context.command.params if isinstance(p, click.Option)]
        assert len(options) <= 8
        assert all(name.startswith("--") for option in options for name in option.opts)


def test_readme_shows_every_command() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for context in _contexts():
        if not isinstance(context.command, click.Group) and context.command.name != "list":
            path = context.command_path.removeprefix("iso16363 ").split()
            assert re.search(rf"iso16363 (--workspace \S+ )?{' '.join(path)}\b", readme), context.command_path


def _command_lines() -> list[tuple[str, str]]:
    found = []
    for name in SHOWN:
        text = (ROOT / name).read_text(encoding="utf-8")
        lines = re.findall(r"(?m)^ {4}(iso16363 .*)$|`(iso16363 [^`]*)`", text)
        found += [(name, block or inline) for block, inline in lines]
    for context in _contexts():
        lines = re.findall(r"(?m)^ +(iso16363 [a-z-].*)$", context.get_help())
        found += [(context.command_path, line) for line in lines]
    return found


@pytest.mark.parametrize(("where", "line"), _command_lines())
def test_command_lines_parse(where: str, line: str) -> None:
    words = shlex.split(re.split(r"\s{2,}|\s#", line)[0])[1:]
    command: click.Command = cli
    context = click.Context(cli, info_name="iso16363")
    if words[:1] == ["--workspace"]:
        words = words[2:]
    while isinstance(command, click.Group):
        if not words or words[0].startswith("-") or words[0].isupper():
            return
        below = command.get_command(context, words[0])
        assert below is not None, f"{where}: {line}"
        command, words = below, words[1:]
        context = click.Context(command, info_name=command.name, parent=context)
    with context:
        command.make_parser(context).parse_args(words)


def test_links_between_pages_lead_somewhere() -> None:
    for name in SHOWN:
        text = (ROOT / name).read_text(encoding="utf-8")
        for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", text):
            assert (ROOT / name).parent.joinpath(target).exists(), f"{name} links to {target}"


def test_the_milestone_that_is_shown_is_one() -> None:
    shown = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "milestones.md").read_text(encoding="utf-8"), re.DOTALL)
    read = [parse_record(text, "milestones/D4.2.yaml", PlannedMilestone) for text in shown]
    assert [(one.value and one.value.id, one.diagnostics) for one in read] == [("D4.2", [])]
