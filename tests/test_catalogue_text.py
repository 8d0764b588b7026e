"""How the shipped catalogue is written: short titles, clean YAML, our own sentences."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
CRITERIA = ROOT / "criteria"
EDITIONS = ("iso16363-2012", "iso16363-2025")
LONGEST_TITLE = 52
LONGEST_LINE = 100

Data = dict[str, Any]


@cache
def load(path: str) -> Any:
    """One file of the catalogue as plain data; the package's own reader is not under test here."""
    return yaml.load((CRITERIA / path).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def data_files() -> list[str]:
    return sorted(path.relative_to(CRITERIA).as_posix() for path in CRITERIA.rglob("*.yaml"))


def criteria(edition: str) -> dict[str, Data]:
    return {
        identifier: criterion
        for path in data_files()
        if path.startswith(f"{edition}/")
        for identifier, criterion in load(path).get("criteria", {}).items()
    }


def texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from texts(value)


@pytest.mark.parametrize("edition", EDITIONS)
class TestWords:
    """What a reader of the criteria meets."""

    def test_nothing_is_said_twice_in_one_list(self, edition: str) -> None:
        for identifier, data in criteria(edition).items():
            for key in ("look_at", "examples", "oais_terms"):
                assert data[key], (identifier, key)
                assert len(set(data[key])) == len(data[key]), (identifier, key)

    def test_titles_are_short_and_tell_criteria_apart(self, edition: str) -> None:
        titles = [data["title"] for data in criteria(edition).values()]

        assert [title for title in titles if len(title) > LONGEST_TITLE or title.endswith(".")] == []
        assert [title for title, uses in Counter(titles).items() if uses > 1] == []

    def test_requirements_are_sentences_and_differ(self, edition: str) -> None:
        requirements = [data["requirement"] for data in criteria(edition).values()]

        assert [text for text in requirements if not (text[0].isupper() and text.endswith("."))] == []
        assert [text for text, uses in Counter(requirements).items() if uses > 1] == []


@pytest.mark.parametrize("path", data_files())
class TestText:
    """How every data file is written."""

    def test_no_text_is_empty_or_padded(self, path: str) -> None:
        found = list(texts(load(path)))

        assert found != []
        # Blanks that do not break are text: French has one before a colon.
        assert [text for text in found if text != re.sub(r"[ \t\n]+", " ", text).strip() or not text] == []

    def test_no_sentence_has_the_standards_verb_of_obligation(self, path: str) -> None:
        assert [text for text in texts(load(path)) if re.search(r"\bshall\b", text, re.IGNORECASE)] == []

    def test_the_first_line_points_an_editor_at_the_schema(self, path: str) -> None:
        kind = Path(path).stem
        if path.startswith("iso") and kind != "edition":
            kind = "subsection"
        elif path.startswith("translations/"):
            kind = "titles"
        elif path.startswith("crosswalks/"):
            kind = "crosswalk"
        elif path.startswith("frameworks/"):
            kind = "framework"
        up = "../" * path.count("/")

        first, _, _ = (CRITERIA / path).read_text(encoding="utf-8").partition("\n")
        assert first == f"# yaml-language-server: $schema={up}schema/{kind}.schema.json"

    def test_ids_are_quoted_and_no_key_is_written_twice(self, path: str) -> None:
        lines = (CRITERIA / path).read_text(encoding="utf-8").splitlines()
        data = load(path)
        quoted = [match[1] for line in lines if (match := re.fullmatch(r'  "([\d.]+)":(?: .+)?', line))]

        assert quoted == list(data.get("criteria", data.get("sections", data.get("titles", {}))))
        assert [line for line in lines if re.match(r"\s*(- )?((id|from|to): )?'?\d[\d.]*'?:?$", line)] == []
        assert [line for line in lines if re.search(r"\[\d", line)] == []

    def test_lines_are_clean(self, path: str) -> None:
        raw = (CRITERIA / path).read_bytes()
        lines = raw.decode("utf-8").split("\n")

        assert b"\r" not in raw
        assert b"\t" not in raw
        assert lines[-1] == ""
        assert lines[-2] != ""
        assert [line for line in lines if len(line) > LONGEST_LINE or line != line.rstrip()] == []


def test_the_standards_own_sentences_are_nowhere_in_the_folder() -> None:
    quoting = [
        path.name
        for path in sorted(CRITERIA.rglob("*"))
        if path.is_file() and "the repository shall" in " ".join(path.read_text(encoding="utf-8").lower().split())
    ]

    assert quoting == []


def test_the_licence_is_named_and_its_limits_are_stated() -> None:
    licence = " ".join((CRITERIA / "LICENSE").read_text(encoding="utf-8").split())

    assert "Creative Commons Attribution 4.0 International" in licence
    assert "https://creativecommons.org/licenses/by/4.0/legalcode" in licence
    assert "The text of the standard is not included" in licence
    assert "not affiliated with, endorsed by or approved by ISO, CCSDS or PTAB" in licence
