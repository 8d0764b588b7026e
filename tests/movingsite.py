"""A small site that names criteria wherever files can, drawn by hypothesis and written in ugly YAML."""

import random
import re
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from strategies import texts
from yamlstyles import Ugly

from iso16363.yamlcomparison import frozen, same
from iso16363.yamltext import read

COMMENT = re.compile(r"# c[0-9]+\.")
NUMBERS = (
    *("3.1.1", "3.1.2.1", "3.3.6", "4.1.1", "4.1.1.3", "4.1.1.4", "4.2.1"),
    *("4.2.1.1", "4.2.1.2", "4.2.3", "4.2.3.2", "4.3.5", "5.1.1.7", "5.2.4"),
)
"""Unchanged, reworded, swapped, and in the later edition alone."""

_criteria = st.sampled_from(NUMBERS)
_lists = st.lists(_criteria, max_size=4, unique=True)
_answers = st.fixed_dictionaries(
    {},
    optional={
        "owner": st.just("head"),
        "documented": st.integers(0, 4),
        "implemented": st.integers(0, 4),
        "response": texts.filter(lambda text: len(text) < 100),
        "see": _lists,
        "note": st.just("See 4.2.1.1 and 4.2.10."),
        "confirm": st.just("In our own words."),
        "evidence": st.just([{"document": "charter", "locator": "1", "state": "confirmed"}]),
    },
)
_actions = st.fixed_dictionaries(
    {
        "criteria": st.lists(_criteria, min_size=1, max_size=4, unique=True),
        "gap": st.just("A gap."),
        "action": st.just("Close it."),
        "state": st.just("open"),
    }
)
_items = st.fixed_dictionaries(
    {
        "kind": st.just("request"),
        "criteria": _lists,
        "statement": st.just("About 4.2.1.2?"),
        "raised_on": st.just("2026-10-01"),
        "actions": st.lists(st.sampled_from(["one", "two"]), max_size=2, unique=True),
    }
)
_Files = dict[str, dict[str, Any]]


def _made(drawn: dict[str, Any]) -> _Files:
    files: _Files = {
        "site.yaml": {
            "format": 1,
            "id": "drawn",
            "name": "Drawn",
            "short_name": "Drawn",
            "edition": "iso16363-2025",
            "roles": {"head": {"title": "Head", "criteria": drawn["role"]}, "second": {"title": "Second"}},
        },
        "documents.yaml": {"charter": {"title": "Charter", "kind": "policy", "state": "approved", "access": "public"}},
        "actions.yaml": {"one": drawn["one"], "two": drawn["two"]},
        "audit.yaml": {"asked": drawn["asked"]},
    }
    for criterion, answer in drawn["answers"].items():
        if answer:
            kept = {key: [c for c in v if c != criterion] if key == "see" else v for key, v in answer.items()}
            files.setdefault(f"evidence/{criterion[:3]}.yaml", {})[criterion] = kept
    return files


drawn_files: st.SearchStrategy[_Files] = st.fixed_dictionaries(
    {
        "role": _lists,
        "one": _actions,
        "two": _actions,
        "asked": _items,
        "answers": st.dictionaries(_criteria, _answers, max_size=8),
    }
).map(_made)


def written_ugly(files: _Files, folder: Path, chance: random.Random) -> bool:
    """Write the files with chance deciding about the style; whether they all mean what was to be written."""
    (folder / "evidence").mkdir(parents=True)
    number = 0
    for name, values in files.items():
        writer = Ugly(chance, rate=chance.choice([0.0, 0.1, 0.25]))
        writer.comments = number
        text = writer.document(values)
        number = writer.comments
        reading = read(text)
        if reading.faults or not same(reading.value, frozen(values)):
            return False
        (folder / name).write_text(text, encoding="utf-8", newline="")
    return True


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def values_in(folder: Path) -> dict[str, Any]:
    """What the files of a site mean; one that holds nothing means nothing."""
    found = {name: read(data.decode("utf-8")).value for name, data in contents(folder).items()}
    return {name: value for name, value in found.items() if value}


def comments_in(folder: Path) -> list[str]:
    """Every numbered comment, whichever file it is in."""
    return sorted(c for data in contents(folder).values() for c in COMMENT.findall(data.decode("utf-8")))
