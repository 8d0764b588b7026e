"""What the shipped catalogue has to hold: ids, order, counts, and links between the files."""

from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
CRITERIA = ROOT / "criteria"
PINNED = Path(__file__).parent / "data" / "catalogue"

EDITIONS = ("iso16363-2012", "iso16363-2025")
LANGUAGES = ("de", "es", "fr")
FRAMEWORKS = ("coretrustseal", "ndsa-levels", "nestor-din31644", "oais-responsibilities", "trac-2007")
SUBSECTIONS = (
    "3.1",
    "3.2",
    "3.3",
    "3.4",
    "3.5",
    "4.1",
    "4.2",
    "4.3",
    "4.4",
    "4.5",
    "4.6",
    "5.1",
    "5.2",
)
PER_SUBSECTION = {
    "iso16363-2012": (5, 4, 7, 3, 6, 10, 30, 6, 6, 4, 4, 20, 4),
    "iso16363-2025": (5, 4, 7, 3, 6, 12, 32, 7, 6, 4, 4, 21, 4),
}
PER_SECTION = {
    "iso16363-2012": {"3": 25, "4": 60, "5": 24},
    "iso16363-2025": {"3": 25, "4": 65, "5": 25},
}
PER_DEPTH = {"iso16363-2012": {3: 50, 4: 43, 5: 16}, "iso16363-2025": {3: 51, 4: 48, 5: 16}}
UMBRELLAS = 24
NEW_IN_2025 = ["4.1.1.3", "4.1.1.4", "4.2.3.2", "4.2.3.3", "4.3.5", "5.1.1.7"]

CRITERION_KEYS = (
    "title",
    "requirement",
    "look_at",
    "examples",
    "oais_terms",
    "umbrella",
    "shared_text",
    "confidence",
    "confidence_note",
)
ENTRY_KEYS = ("from", "to", "change", "impact", "note", "marked", "basis", "confidence")
MARKED = ["supporting text", "examples", "discussion"]

Data = dict[str, Any]


@cache
def load(path: str) -> Any:
    """One file of the catalogue as plain data; the package's own reader is not under test here."""
    return yaml.load((CRITERIA / path).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)


def subsection(edition: str, name: str) -> Data:
    data: Data = load(f"{edition}/{name}.yaml")
    return data


def criteria(edition: str) -> dict[str, Data]:
    return {
        identifier: criterion
        for name in SUBSECTIONS
        for identifier, criterion in subsection(edition, name)["criteria"].items()
    }


def crosswalk() -> list[Data]:
    entries: list[Data] = load("crosswalks/iso16363-2012--iso16363-2025.yaml")["entries"]
    return entries


def pinned(name: str) -> dict[str, bool]:
    """Id to umbrella flag, from a list that is kept apart from the catalogue."""
    lines = (PINNED / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return {line.split()[0]: line.endswith(" u") for line in lines}


def parent(identifier: str) -> str:
    return identifier.rpartition(".")[0]


def numbers(identifier: str) -> list[int]:
    return [int(part) for part in identifier.split(".")]


def data_files() -> list[str]:
    return sorted(path.relative_to(CRITERIA).as_posix() for path in CRITERIA.rglob("*.yaml"))


def test_the_folder_holds_exactly_the_files_of_the_catalogue() -> None:
    expected = {f"{edition}/{name}.yaml" for edition in EDITIONS for name in (*SUBSECTIONS, "edition")}
    expected |= {f"frameworks/{name}.yaml" for name in FRAMEWORKS}
    expected |= {f"translations/{language}/{edition}.yaml" for language in LANGUAGES for edition in EDITIONS}
    expected |= {
        "crosswalks/iso16363-2012--iso16363-2025.yaml",
        "document-roles.yaml",
        "rating-scale.yaml",
    }

    assert set(data_files()) == expected


@pytest.mark.parametrize("edition", EDITIONS)
class TestEdition:
    """What holds for each edition by itself."""

    def test_ids_stand_in_the_order_of_the_standard(self, edition: str) -> None:
        ids = list(criteria(edition))

        assert ids == list(pinned(edition))
        assert ids == sorted(ids, key=numbers)

    def test_each_file_holds_the_ids_that_begin_with_its_own(self, edition: str) -> None:
        for name in SUBSECTIONS:
            data = subsection(edition, name)

            assert data["id"] == name
            for identifier in data["criteria"]:
                assert isinstance(identifier, str)
                assert identifier.startswith(f"{name}.")

    def test_every_parent_exists(self, edition: str) -> None:
        known = {*SUBSECTIONS, *criteria(edition)}

        assert {parent(identifier) for identifier in criteria(edition)} <= known

    def test_umbrellas_are_the_criteria_with_children(self, edition: str) -> None:
        found = {identifier: data.get("umbrella", False) for identifier, data in criteria(edition).items()}
        with_children = {parent(identifier) for identifier in found} - set(SUBSECTIONS)

        assert found == pinned(edition)
        assert {identifier for identifier, umbrella in found.items() if umbrella} == with_children
        assert len(with_children) == UMBRELLAS

    def test_counts(self, edition: str) -> None:
        ids = list(criteria(edition))

        assert tuple(len(subsection(edition, name)["criteria"]) for name in SUBSECTIONS) == PER_SUBSECTION[edition]
        assert Counter(identifier[0] for identifier in ids) == PER_SECTION[edition]
        assert Counter(len(numbers(identifier)) for identifier in ids) == PER_DEPTH[edition]

    def test_the_head_lists_every_subsection_once(self, edition: str) -> None:
        head = load(f"{edition}/edition.yaml")

        assert head["id"] == edition
        assert list(head["sections"]) == ["3", "4", "5"]
        assert [name for section in head["sections"].values() for name in section["subsections"]] == list(SUBSECTIONS)
        for number, section in head["sections"].items():
            assert all(parent(name) == number for name in section["subsections"])

    def test_keys_stand_in_the_agreed_order(self, edition: str) -> None:
        for identifier, data in criteria(edition).items():
            assert list(data) == [key for key in CRITERION_KEYS if key in data], identifier
            assert {
                "title",
                "requirement",
                "look_at",
                "examples",
                "oais_terms",
                "confidence",
            } <= data.keys()


def test_heads_say_which_edition_is_current() -> None:
    old, new = (load(f"{edition}/edition.yaml") for edition in EDITIONS)

    assert (old["status"], old["published"], "predecessor" in old) == ("withdrawn", "2012", False)
    assert (new["status"], new["published"], new["predecessor"]) == (
        "current",
        "2025-03",
        "iso16363-2012",
    )


def test_six_criteria_are_new_and_none_was_removed() -> None:
    old, new = (criteria(edition) for edition in EDITIONS)

    assert [identifier for identifier in new if identifier not in old] == NEW_IN_2025
    assert set(old) <= set(new)


def test_shared_explanations_are_marked() -> None:
    old, new = (
        [identifier for identifier, data in criteria(edition).items() if data.get("shared_text")]
        for edition in EDITIONS
    )

    assert new == list(pinned("shared-text-2025"))
    assert old == []


def test_only_two_wordings_are_not_fully_checked() -> None:
    doubtful = [
        (edition, identifier)
        for edition in EDITIONS
        for identifier, data in criteria(edition).items()
        if data["confidence"] != "high"
    ]

    assert doubtful == [("iso16363-2012", "4.3.4"), ("iso16363-2012", "4.4.1.1")]
    for edition, identifier in doubtful:
        assert criteria(edition)[identifier]["confidence"] == "medium"
        assert "confidence_note" in criteria(edition)[identifier]


class TestCrosswalk:
    """The way from 2012 to 2025."""

    def test_each_criterion_of_both_editions_occurs_once(self) -> None:
        origins = [entry["from"] for entry in crosswalk() if "from" in entry]

        assert [entry["to"] for entry in crosswalk()] == list(pinned("iso16363-2025"))
        assert sorted(origins) == sorted(pinned("iso16363-2012"))

    def test_new_criteria_have_no_origin(self) -> None:
        assert [entry["to"] for entry in crosswalk() if entry["change"] == "new"] == NEW_IN_2025
        assert [entry["to"] for entry in crosswalk() if "from" not in entry] == NEW_IN_2025

    def test_two_criteria_changed_places_and_no_others(self) -> None:
        moved = {entry["from"]: entry["to"] for entry in crosswalk() if entry.get("from", entry["to"]) != entry["to"]}

        assert moved == {"4.2.1.2": "4.2.1.1", "4.2.1.1": "4.2.1.2"}
        assert {entry["to"] for entry in crosswalk() if entry["change"] == "renumbered"} == set(moved)

    def test_the_contents_changed_places_too(self) -> None:
        old, new = (criteria(edition) for edition in EDITIONS)

        assert old["4.2.1.1"]["title"] == new["4.2.1.2"]["title"] == "Definition matched to each AIP"
        assert old["4.2.1.1"]["requirement"] == new["4.2.1.2"]["requirement"]
        assert old["4.2.1.2"]["oais_terms"] == new["4.2.1.1"]["oais_terms"] != new["4.2.1.2"]["oais_terms"]
        for components in (old["4.2.1.2"], new["4.2.1.1"]):
            assert components["title"].startswith("AIP definition ")
            assert "all the components needed" in components["requirement"]

    def test_the_requirement_changes_where_the_standard_changed_it(self) -> None:
        old, new = (criteria(edition) for edition in EDITIONS)
        same = [
            entry["to"]
            for entry in crosswalk()
            if "from" in entry and old[entry["from"]]["requirement"] == new[entry["to"]]["requirement"]
        ]

        # 4.2.1.2 only moved: it was 4.2.1.1, and its sentence stayed.
        unchanged = [entry["to"] for entry in crosswalk() if entry["change"] == "unchanged" or entry["to"] == "4.2.1.2"]
        assert same == unchanged

    def test_an_unchanged_criterion_has_an_impact_only_where_its_explanation_changed(self) -> None:
        for entry in crosswalk():
            if entry["change"] == "unchanged":
                assert (entry["impact"] == "none") == ("marked" not in entry), entry["to"]
            else:
                assert entry["impact"] != "none", entry["to"]

    def test_a_note_says_what_changed_and_leaves_to_the_basis_how_that_is_known(self) -> None:
        """It is copied into answers that a site has to confirm, and read going either way."""
        told = ("bar", "source", "confirmed", "not seen", "as far as", "is in 2012 too", "are in 2012 too", "mirror")
        of_editors = (*told, "marked", "document control", "This one", "APTrust", "652")

        assert [(e["to"], word) for e in crosswalk() for word in of_editors if word in e["note"]] == []

    def test_words_and_keys_are_those_agreed(self) -> None:
        changes = Counter(entry["change"] for entry in crosswalk())

        assert changes == {"unchanged": 81, "reworded": 26, "renumbered": 2, "new": 6}
        for entry in crosswalk():
            assert list(entry) == [key for key in ENTRY_KEYS if key in entry], entry["to"]
            assert entry["impact"] in {"none", "low", "medium", "high"}
            if "marked" in entry:
                assert entry["marked"] == [kind for kind in MARKED if kind in entry["marked"]] != []
