"""Imports go down: the table of layers in CONTRIBUTING.md, held by the source itself."""

import ast
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "iso16363"
NAMES = {
    path: ".".join(("iso16363", *path.relative_to(PACKAGE).with_suffix("").parts)).removesuffix(".__init__")
    for path in sorted(PACKAGE.rglob("*.py"))
    if "_data" not in path.relative_to(PACKAGE).parts
}

# From the bottom up; a module may import from its own layer and from those below.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("", "errors", "rules", "diagnostics", "resources", "spelling", "plaintext", "csvtext"),
    ("model",),
    ("language",),
    (
        *("syntaxfaults", "yamltext", "modelfaults", "parsing", "catalog", "fingerprint", "schemas"),
        *("yamlnodes", "yamlpatch", "yamlwriting", "yamlcomparison", "yamledit", "yamlmoving", "criterionfields"),
    ),
    ("inheritance", "checks", "reviewing", "approval", "scoring", "readiness", "gates", "judgement", "editions"),
    (
        *("tasks", "closingtasks", "agenda", "interchange", "gatewords"),
        *("variants", "narrowing", "withholding", "withheldtexts", "sweeping"),
        *(
            "changes",
            "pairing",
            "earlier",
            "frozen",
            "renumbering",
            "withheldlist",
            "assessmentschema",
            "schemashapes",
            "otherframeworks",
        ),
        *("trend", "trendpoints", "trenddata", "milestones"),
    ),
    ("workbook", "report", "infopackage"),
    ("workspace",),
    ("cli", "__main__"),
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
_FOR_PACKAGES = {"jsonschema", "cryptography", "urllib3", "icalendar", "distributed"}
# Heavy libraries wait until they are needed; commands load what they need when they run.
LATE = {"pydyf", "PIL", "babel", "jinja2", "weasyprint", "openpyxl", "xlsxwriter", *_FOR_PACKAGES}
DOORS = {
    "pydyf": "report",
    "PIL": "report",
    "babel": "language",
    "jinja2": "report",
    "weasyprint": "report",
    "openpyxl": "workbook",
    "xlsxwriter": "workbook",
    "distributed": "workspace",
}


def part_of(module: str) -> str:
    """Name of the layer's part a module belongs to: "" for the package itself."""
    pieces = module.split(".")
    return pieces[1] if len(pieces) > 1 else ""


def imports(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Full names that a module's text imports, with their line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: write the whole name"
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def own(name: str) -> str | None:
    """The module of ours that an imported name is, or is in."""
    if not name.startswith("iso16363"):
        return None
    return name if name in NAMES.values() else name.rpartition(".")[0]


@pytest.mark.parametrize("path", NAMES, ids=NAMES.values())
def test_imports_go_down(path: Path) -> None:
    here = part_of(NAMES[path])
    assert here in LEVEL, f'"{here}" has no layer yet: put it into LAYERS'
    for name, line in imports(ast.parse(path.read_text(encoding="utf-8"))):
        module = own(name)
        if module:
            there = part_of(module)
            assert LEVEL[there] <= LEVEL[here], f"line {line}: {here} may not import {module}"
            outputs = {"workbook", "report", "infopackage"}
            assert not ({here, there} <= outputs and here != there), f"line {line}: no output imports another"


def test_there_is_no_cycle() -> None:
    graph = {
        name: {m for i, _ in imports(ast.parse(path.read_text(encoding="utf-8"))) if (m := own(i)) and m != name}
        for path, name in NAMES.items()
    }
    assert list(TopologicalSorter(graph).static_order())


@pytest.mark.parametrize("path", NAMES, ids=NAMES.values())
def test_nothing_is_imported_inside_a_function_but_heavy_libraries(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    inside = {found for function in functions for found in imports(function)}
    allowed = part_of(NAMES[path]) in {"cli", "__main__"}
    for name, line in sorted(inside, key=lambda found: found[1]):
        assert allowed or name.split(".")[0] in LATE, f"line {line}: {name} is imported inside a function"


@pytest.mark.parametrize("path", NAMES, ids=NAMES.values())
def test_heavy_libraries_are_only_used_behind_their_door(path: Path) -> None:
    for name, line in imports(ast.parse(path.read_text(encoding="utf-8"))):
        door = DOORS.get(name.split(".")[0])
        assert door in (None, part_of(NAMES[path])), f"line {line}: {name} belongs to {door}"
