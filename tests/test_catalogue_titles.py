"""Titles of an edition in another language: used where a file has them, English where it has not."""

import shutil
from pathlib import Path

import pytest

from iso16363.catalog import Catalogue
from iso16363.errors import UnreadableInput
from iso16363.resources import criteria_folder
from iso16363.workspace import catalogue_files
from iso16363.workspace.catalogue_files import in_language

EDITION = "iso16363-2025"


@pytest.fixture
def translations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An own copy of the catalogue, with room for translated titles."""
    copy = tmp_path / "criteria"
    shutil.copytree(criteria_folder(), copy)
    monkeypatch.setattr(catalogue_files, "criteria_folder", lambda: copy)
    folder = copy / "translations" / "de"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{EDITION}.yaml"


def test_titles_that_are_translated_are_used_and_others_stay(translations: Path, catalogue: Catalogue) -> None:
    text = 'by: a test\ntitles:\n  "3": Organisation\n  "3.1": Leitung\n  "3.1.1": Auftrag\n'
    translations.write_text(text, encoding="utf-8")
    english = catalogue.editions[EDITION]
    german = in_language(english, "de")
    assert german.sections["3"].title == "Organisation"
    assert german.subsections["3.1"].title == "Leitung"
    assert german.criteria["3.1.1"].title == "Auftrag"
    assert german.criteria["3.1.2"] == english.criteria["3.1.2"]
    assert german.criteria["3.1.1"].requirement == english.criteria["3.1.1"].requirement
    assert list(german.criteria) == list(english.criteria)


def test_without_a_file_the_edition_stays_as_it_is(catalogue: Catalogue) -> None:
    assert in_language(catalogue.editions[EDITION], "tlh") is catalogue.editions[EDITION]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('by: x\ntitles:\n  "9.9.9": Nichts\n', "nothing of number 9.9.9"),
        ("by: x\ntitles:\n  3.10: Nichts\n", "3.10"),
        ('titles:\n  "3.1": Leitung\n', "by"),
        ("", "holds nothing"),
    ],
)
def test_a_bad_file_names_the_place(translations: Path, catalogue: Catalogue, text: str, what: str) -> None:
    translations.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableInput, match=what) as caught:
        in_language(catalogue.editions[EDITION], "de")
    assert str(translations) in caught.value.where
    assert caught.value.remedy
