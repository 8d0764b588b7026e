"""The rules of the house that a machine can hold: sizes, names, docstrings, and what must not be in the files."""

import ast
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "iso16363"
MODULES = sorted(p for p in PACKAGE.rglob("*.py") if "_data" not in p.relative_to(PACKAGE).parts)
BINARY = {".woff2", ".ttf", ".otf", ".png", ".jpg", ".pdf", ".xlsx", ".zip", ".gz", ".icc"}


def tracked() -> list[Path]:
    """Files that are or will be in the repository; in an unpacked sdist, all of them."""
    command = ["git", "-C", str(ROOT), "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    if (ROOT / ".git").exists() and shutil.which("git"):
        names = subprocess.run(command, check=True, capture_output=True).stdout.decode().split("\0")
        paths = [ROOT / name for name in names if name]
    else:
        paths = list(ROOT.rglob("*"))
    hidden = ("__pycache__", ".venv", "dist")
    return sorted(p for p in paths if p.is_file() and not p.is_symlink() and not set(hidden) & set(p.parts))


TEXTS = [p for p in tracked() if p.suffix not in BINARY]


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=shown)
def test_module_and_functions_are_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") < 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length < 50, f"{node.name} has {length} lines"


def public(body: list[ast.stmt]) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    """Functions and classes for others, and the methods of these classes; magic ones say what they are."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body)


@pytest.mark.parametrize("path", MODULES, ids=shown)
def test_everything_public_says_why_it_exists(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "the module has no docstring"
    assert [node.name for node in public(tree.body) if not ast.get_docstring(node)] == []


@pytest.mark.parametrize("path", MODULES, ids=shown)
def test_module_is_named_by_what_it_owns(path: Path) -> None:
    assert not {"utils", "util", "helpers", "helper", "common", "const", "constants", "misc", "tools"} & {
        *path.with_suffix("").relative_to(PACKAGE).parts
    }


# Written in pieces, so that this file does not find itself.
FORBIDDEN = {
    "a path of somebody's machine": r"(?<![\w.])/(?:" + r"work|root|home/\w+|Users/\w+" + r")/(?!sites)",
    "the folder of a brief": "/" + "tmp/(brief|v/)",
    "the host of a package registry": r"(pypi" + r"\.org|files\.python" + r"hosted|registry\.npm" + "js)",
    "a secret": "BEGIN [A-Z ]*PRIVATE" + " KEY|ghp_" + "[A-Za-z0-9]{20}",
}
ADDRESS = re.compile(r"\b[\w.+-]+@(?!(?:\w+\.)*example\.(?:org|com|net)\b)(?:[\w-]+\.)+[a-z]{2,}\b", re.IGNORECASE)


def test_nothing_of_a_machine_or_a_person_is_in_the_files() -> None:
    patterns = {what: re.compile(pattern) for what, pattern in FORBIDDEN.items()} | {"an e-mail address": ADDRESS}
    found = []
    for path in TEXTS:
        text = path.read_bytes().decode("utf-8", "replace")
        for what, pattern in patterns.items():
            found += [f"{shown(path)}: {what}: {match.group()}" for match in pattern.finditer(text)]
    assert found == []


def test_text_files_are_plain() -> None:
    """UTF-8 without a mark, line ends as everywhere, one at the end; the faults made on purpose aside."""
    found = []
    for path in TEXTS:
        if path.suffix not in {".py", ".yaml", ".md", ".toml", ".json", ".css", ".html"} or "bad" in path.parts:
            continue
        data = path.read_bytes()
        data.decode("utf-8")
        if b"\r" in data or data.startswith(b"\xef\xbb\xbf") or (data and not data.endswith(b"\n")):
            found.append(shown(path))
    assert found == []


@pytest.mark.parametrize("path", sorted((ROOT / "tests").glob("*.py")), ids=shown)
def test_no_test_is_skipped_without_a_reason(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in {"skip", "skipif", "xfail"}
        ):
            reasons = [
                *node.args[0 if node.func.attr == "skip" else 1 :],
                *(k for k in node.keywords if k.arg == "reason"),
            ]
            assert reasons, f"line {node.lineno}"
