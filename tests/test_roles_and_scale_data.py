"""Which documents the current edition calls for, and what the rating levels mean."""

import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
PINNED = Path(__file__).parent / "data" / "catalogue"
LONGEST_TITLE = 52
LONGEST_ANCHOR = 139


@cache
def load(path: str) -> Any:
    """One file of the catalogue as plain data; the package's own reader is not under test here."""
    text = (ROOT / "criteria" / path).read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader)


def pinned(name: str) -> list[str]:
    """Ids from a list that is kept apart from the catalogue."""
    lines = (PINNED / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [line.split()[0] for line in lines]


def numbers(identifier: str) -> list[int]:
    return [int(part) for part in identifier.split(".")]


class TestDocumentRoles:
    """The documents the current edition calls for."""

    def test_criteria_exist_and_stand_in_order(self) -> None:
        order = pinned("iso16363-2025")
        for role, data in load("document-roles.yaml").items():
            assert data["criteria"], role
            assert data["criteria"] == [name for name in order if name in data["criteria"]], role

    def test_roles_stand_in_the_order_of_their_first_criterion(self) -> None:
        firsts = [numbers(data["criteria"][0]) for data in load("document-roles.yaml").values()]

        assert firsts == sorted(firsts)

    def test_criteria_that_call_for_no_document_are_known(self) -> None:
        called = {name for data in load("document-roles.yaml").values() for name in data["criteria"]}

        assert [name for name in pinned("iso16363-2025") if name not in called] == pinned("no-document-2025")

    def test_each_criterion_calls_for_one_document(self) -> None:
        calls = Counter(name for data in load("document-roles.yaml").values() for name in data["criteria"])

        assert [name for name, uses in calls.items() if uses > 1] == []

    def test_ids_and_fields(self) -> None:
        roles = load("document-roles.yaml")

        assert len(roles) == 65
        assert len({data["title"] for data in roles.values()}) == len(roles)
        for role, data in roles.items():
            assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", role)
            assert list(data) == ["title", "about", "criteria", "required"], role
            assert data["required"] is True
            assert len(data["title"]) <= LONGEST_TITLE
            assert data["about"].endswith(".")


def test_the_rating_scale_has_five_levels_that_can_be_told_apart() -> None:
    levels = load("rating-scale.yaml")["levels"]

    assert [level["level"] for level in levels] == [0, 1, 2, 3, 4]
    assert levels[0]["label"] == "Not compliant or not started"
    for key in ("label", "documented", "implemented"):
        assert len({level[key] for level in levels}) == len(levels)
    anchors = [level[key] for level in levels for key in ("documented", "implemented")]
    assert [text for text in anchors if len(text) > LONGEST_ANCHOR or not text.endswith(".")] == []
