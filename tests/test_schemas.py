"""The checked-in schemas are what the models say, and every shipped file points to its own and holds to it.

Set ISO16363_REWRITE=1 to write the schemas anew, and read the difference.
"""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from faults import BAD, with_fault
from jsonschema import Draft202012Validator, FormatChecker

from iso16363.assessmentschema import assessment_schema, assessment_schema_text
from iso16363.schemas import KINDS, Schema, schema, schema_text
from iso16363.yamltext import read

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "criteria" / "schema"
ASSESSMENT = "assessment"
ALL = (*KINDS, ASSESSMENT)
FIRST_LINE = re.compile(r"# yaml-language-server: \$schema=(\S+)")
SITES = [ROOT / "sites", ROOT / "milestones", ROOT / "templates" / "example", ROOT / "tests" / "data" / "workspace"]
SHIPPED = sorted(
    path
    for folder in (ROOT / "criteria", *SITES)
    for path in folder.rglob("*.yaml")
    if "documents" not in path.relative_to(folder).parts[:-1]
)


def plain(value: Any) -> Any:
    """What JSON has: lists, where the reader gives tuples."""
    if isinstance(value, dict):
        return {key: plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, tuple) else value


def kind_of(path: Path) -> str:
    if path.parent.name == "milestones":
        return "milestone"
    if path.parent.name == "evidence":
        return "evidence"
    if path.parent.name == "crosswalks":
        return "crosswalk"
    if path.parent.name == "frameworks":
        return "framework"
    if path.parent.parent.name == "translations":
        return "titles"
    if path.parent.name.startswith("iso16363-") and path.name != "edition.yaml":
        return "subsection"
    return path.stem


def made_of(kind: str) -> Schema:
    """Schema of a kind of file, or of the assessment that is made of them all."""
    return assessment_schema() if kind == ASSESSMENT else schema(kind)


def text_of(kind: str) -> str:
    return assessment_schema_text() if kind == ASSESSMENT else schema_text(kind)


def faults(path: Path, kind: str) -> list[str]:
    reading = read(path.read_text(encoding="utf-8"))
    assert reading.faults == []
    checker = Draft202012Validator(schema(kind), format_checker=FormatChecker(["date"]))
    return [f"{error.json_path}: {error.message}" for error in checker.iter_errors(plain(reading.value))]


@pytest.mark.parametrize("kind", ALL)
def test_checked_in_schema_is_current(kind: str) -> None:
    path = FOLDER / f"{kind}.schema.json"
    if os.environ.get("ISO16363_REWRITE"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text_of(kind), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text_of(kind)


def test_no_schema_is_left_over() -> None:
    assert {p.name for p in FOLDER.iterdir()} == {f"{kind}.schema.json" for kind in ALL}


@pytest.mark.parametrize("kind", ALL)
def test_schema_is_one_and_explains_itself(kind: str) -> None:
    made = made_of(kind)
    Draft202012Validator.check_schema(made)
    for name, part in {kind: made, **made.get("$defs", {})}.items():
        assert part["title"], name
        assert part["description"], name
        for key, value in part.get("properties", {}).items():
            assert value.get("description"), f"{name}.{key}"
        if "properties" in part:
            assert part["additionalProperties"] is False, name


def test_examples_hold_to_their_own_schema() -> None:
    def examples(part: Any) -> Any:
        if isinstance(part, dict):
            if "examples" in part and "type" in part:
                yield part
            for value in part.values():
                yield from examples(value)

    for kind in ALL:
        for part in examples(made_of(kind)):
            for example in part["examples"]:
                Draft202012Validator(part).validate(example)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_shipped_file_points_to_its_schema_and_holds_to_it(path: Path) -> None:
    first = path.read_text(encoding="utf-8").split("\n", 1)[0]
    match = FIRST_LINE.fullmatch(first)
    assert match, f"the first line is {first!r}"
    example = ROOT / "templates" / "example"
    home = path
    if path.is_relative_to(example):  # written as it will be when it is copied to sites/
        home = ROOT / "sites" / "example" / path.relative_to(example)
    kind = kind_of(path)
    assert Path(os.path.normpath(home.parent / match[1])) == FOLDER / f"{kind}.schema.json"
    assert faults(path, kind) == []


# What only the tool can see: the schema language knows no calendar for partial dates.
BEYOND_A_SCHEMA = {"M206_partial_no_such_day"}


@pytest.mark.parametrize("name", [name for name in BAD if name.startswith("M2")])
def test_schema_refuses_what_the_model_refuses(name: str, tmp_path: Path) -> None:
    root = with_fault(name, tmp_path / "w")
    found = [fault for path in root.rglob("*.yaml") for fault in faults(path, kind_of(path))]
    assert bool(found) != (name in BEYOND_A_SCHEMA)


def test_an_empty_key_is_no_fault_while_one_is_writing(tmp_path: Path) -> None:
    path = tmp_path / "evidence" / "3.1.yaml"
    path.parent.mkdir()
    path.write_text('"3.1.1":\n  owner:\n  documented:\n  response:\n  review:\n', encoding="utf-8")
    assert faults(path, "evidence") == []
