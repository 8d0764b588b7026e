"""Titles of an edition in another language: used where a file has them, English where it has not."""

import shutil
from pathlib import Path

import pytest

from iso16363.catalog import Catalogue, Edition
from iso16363.errors import UnreadableInput
from iso16363.model.catalogue import Titles
from iso16363.parsing import parse_record
from iso16363.resources import criteria_folder, languages
from iso16363.workspace import catalogue_files
from iso16363.workspace.catalogue_files import in_language

EDITION = "iso16363-2025"
EDITIONS = ("iso16363-2012", "iso16363-2025")
TRANSLATED = sorted(path.name for path in (criteria_folder() / "translations").iterdir())
LONGEST_TITLE = 62
"""Room in a table column; English keeps to 52, and the others need a sixth more."""


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


# --- The files that ship -------------------------------------------------------------------------


def english_titles(edition: Edition) -> dict[str, str]:
    """Every title of an edition by its number, as the standard counts."""
    found = {
        number: part.title
        for parts in (edition.sections, edition.subsections, edition.criteria)
        for number, part in parts.items()
    }
    return {number: found[number] for number in sorted(found, key=lambda n: [int(part) for part in n.split(".")])}


def shipped_titles(language: str, edition: str) -> dict[str, str]:
    path = criteria_folder() / "translations" / language / f"{edition}.yaml"
    parsed = parse_record(path.read_text(encoding="utf-8"), path.name, Titles)
    assert parsed.value, parsed.diagnostics
    return parsed.value.titles


def test_titles_ship_for_every_edition_in_languages_that_can_be_chosen(catalogue: Catalogue) -> None:
    folder = criteria_folder() / "translations"
    found = {(path.parent.name, path.stem) for path in folder.rglob("*.yaml")}
    assert found == {(language, edition) for language in TRANSLATED for edition in EDITIONS}
    assert set(TRANSLATED) <= set(languages())
    assert set(EDITIONS) == set(catalogue.editions)


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("edition", EDITIONS)
class TestShipped:
    """One file: complete, in order, short."""

    def test_every_number_is_there_in_the_order_of_the_standard(
        self, language: str, edition: str, catalogue: Catalogue
    ) -> None:
        assert list(shipped_titles(language, edition)) == list(english_titles(catalogue.editions[edition]))

    def test_titles_are_short_and_tell_parts_apart(self, language: str, edition: str) -> None:
        titles = list(shipped_titles(language, edition).values())
        assert [title for title in titles if len(title) > LONGEST_TITLE or title.endswith(".")] == []
        assert len(set(titles)) == len(titles)

    def test_titles_are_not_the_english_ones(self, language: str, edition: str, catalogue: Catalogue) -> None:
        english = english_titles(catalogue.editions[edition])
        assert [n for n, title in shipped_titles(language, edition).items() if title == english[n]] == []

    def test_acronyms_are_those_of_the_english_title(self, language: str, edition: str, catalogue: Catalogue) -> None:
        """PDI may be added where English spells the term out."""
        titles = shipped_titles(language, edition)
        for number, english in english_titles(catalogue.editions[edition]).items():
            for acronym in ("AIP", "SIP", "DIP", "PDI"):
                assert acronym not in english or acronym in titles[number], (number, acronym)


@pytest.mark.parametrize("language", TRANSLATED)
def test_titles_equal_in_english_are_equal_in_translation(language: str, catalogue: Catalogue) -> None:
    """Across editions, where numbers may have changed places, and the other way round."""
    pairs = {
        (english, shipped_titles(language, edition)[number])
        for edition in EDITIONS
        for number, english in english_titles(catalogue.editions[edition]).items()
    }
    assert len({english for english, _ in pairs}) == len(pairs)
    assert len({title for _, title in pairs}) == len(pairs)


def test_french_blanks_and_apostrophes_are_typographic() -> None:
    titles = [title for edition in EDITIONS for title in shipped_titles("fr", edition).values()]
    assert [title for title in titles if "'" in title or " :" in title] == []
    assert any("\N{NO-BREAK SPACE}:" in title for title in titles)
