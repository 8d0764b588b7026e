"""The workbook in other languages: nothing is left in English, nothing breaks, and everything comes home."""

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from types import ModuleType
from typing import Any

import oracle_ironcalc
import oracle_libreoffice
import pytest
from auditing import items
from commandline import CHECKOUT, Run
from demands import demanded
from english_left import strings
from homecoming import DECLARED, Edit, Home, outcomes, typed
from openpyxl.workbook import Workbook
from oracle_cells import cut_edition, differences, formula_cells, loaded, rejudged
from providers import beside_a_network
from pseudo import TAG, pseudo, shipped
from test_workbook_rules import Parts, check_file

from iso16363.catalog import Catalogue
from iso16363.judgement import Judgement
from iso16363.language import say, speaking
from iso16363.model.base import Term
from iso16363.model.layout import attached_name
from iso16363.model.variant import Variant
from iso16363.resources import languages
from iso16363.scoring import CriterionState
from iso16363.variants import for_variant
from iso16363.workbook.columns import FIRST_ROW, HEADER_ROW, NO, YES
from iso16363.workbook.computed_words import (
    FILE_DIFFERS,
    FILE_FOUND,
    FILE_MISSING,
    NO_PROOF,
    NOBODY_OR_NO_DATE,
    OVERDUE,
    Standing,
    word,
)
from iso16363.workbook.cover_fields import COVER
from iso16363.workbook.crosswalk_columns import CROSSWALK
from iso16363.workbook.evidence_columns import UNKNOWN
from iso16363.workbook.export import write_workbook
from iso16363.workbook.formula_text import literal, number_format, sentence
from iso16363.workbook.marking import Mark, Marks
from iso16363.workbook.part import Part
from iso16363.workbook.prose import unwrapped
from iso16363.workbook.rows import gather
from iso16363.workbook.sheet_names import ENGLISH_NAMES, tab
from iso16363.workbook.threeway import Outcome
from iso16363.workspace.location import find_workspace
from iso16363.workspace.reissuing import reissue
from iso16363.workspace.workspace import report_on


@pytest.fixture
def _pseudo(tmp_path: Path) -> Iterator[None]:
    with shipped(tmp_path / "templates"):
        yield


@pytest.fixture
def small(small_workspace: Path, catalogue: Catalogue, today: date) -> Judgement:
    judgement = report_on(find_workspace(small_workspace), "small", catalogue, today).judgement
    assert judgement is not None
    return judgement


@pytest.fixture
def tiny(small: Judgement) -> Judgement:
    """A site of three subsections, quick to write."""
    return rejudged(small, edition=cut_edition(small.edition))


def spoken_bytes(judgement: Judgement, language: str = TAG) -> bytes:
    stream = BytesIO()
    with speaking(language):
        write_workbook(judgement, stream)
    return stream.getvalue()


# --- Nothing is left in English ---------------------------------------------------------------

SPEAKING = (
    *sorted((CHECKOUT / "iso16363" / "workbook").glob("*.py")),
    CHECKOUT / "iso16363" / "workspace" / "reissuing.py",
)

MARK = "õ"
"""In every text of the language that nobody speaks, and in none of the data."""
VALUES = {YES, NO, *(term.value for terms in Term.__subclasses__() for term in terms)}
"""Values of closed lists stand in cells and files alike, in every language."""
CODES = {
    # What the map shows; its legend says what the letters mean.
    *"NDCO",
    # Names of this tool and of what dates and checksums look like.
    "iso16363",
}
SHAPES = re.compile(
    r"[0-9]{1,2}(\.[0-9]{1,2})*"  # numbers of criteria and sections
    r"|,([0-9.]+,)+"  # criteria between commas, in a hidden column
    r"|[0-9.]+"  # means, in charts
    r"|[0-9]{4}(-[0-9]{2}){0,2}"
    r"|@?[0-9.]+/([a-z0-9-]+/)?[a-z0-9-]+(/[0-9]+)?"  # keys of rows
    r"|iso16363 [0-9.]+"
    r"|[-· .:;,()•]*"
)


def is_data(text: str, data: set[str]) -> bool:
    """Whether a text is what a site or the catalogue said, alone or with others, or a value."""
    if not text or text in data or text in VALUES or text in CODES or SHAPES.fullmatch(text):
        return True
    number, _, title = text.partition(" ")
    if SHAPES.fullmatch(number) and title in data:
        return True
    for between in ("\n• ", "\n", ": ", ", "):
        pieces = text.removeprefix("• ").split(between)
        if pieces != [text] and all(is_data(piece, data) for piece in pieces):
            return True
    return False


def shown_texts(data: bytes) -> Iterator[tuple[str, str]]:
    """Every text that a person may see, with its place: cells, notes, tips, prompts, errors, print, charts."""
    for sheet in loaded(data, values=True).worksheets:
        if sheet.sheet_state != "visible":
            continue
        yield "tab", sheet.title
        for row in sheet.iter_rows():
            for cell in row:
                place = f"{sheet.title}!{cell.coordinate}"
                if isinstance(cell.value, str):
                    yield place, cell.value
                if cell.comment:
                    yield f"{place} note", cell.comment.text
                if cell.hyperlink and cell.hyperlink.tooltip:
                    yield f"{place} tip", cell.hyperlink.tooltip
        for rule in sheet.data_validations.dataValidation:
            for text in (rule.promptTitle, rule.prompt, rule.errorTitle, rule.error):
                yield f"{sheet.title}!{rule.sqref} rule", text or ""
        for place, printed in (("footer", sheet.oddFooter), ("header", sheet.oddHeader)):
            assert printed is not None
            yield from ((f"{sheet.title} {place}", part.text or "") for part in (printed.left, printed.right))
    parts = Parts(data)
    for name, tree in parts.xml.items():
        if name.startswith("xl/drawings/drawing"):
            yield from ((name, e.get("descr", "")) for e in tree.iter() if e.tag.endswith("}cNvPr"))
        if name.startswith("xl/charts/chart"):
            yield from ((name, e.text or "") for e in tree.iter() if e.tag.endswith("}v"))
        if name == "xl/styles.xml":
            codes = (e.get("formatCode", "") for e in tree.iter() if e.tag.endswith("}numFmt"))
            yield from ((name, word) for code in codes for word in re.findall(r'"([^"]*\w{2}[^"]*)"', code))
        if name == "docProps/core.xml":
            yield from ((name, e.text or "") for e in tree.iter() if e.tag.endswith("}title"))


def formula_texts(data: bytes) -> Iterator[str]:
    """Every text inside a formula."""
    for formula in Parts(data).formulas():
        yield from (t.replace('""', '"') for t in re.findall(r'"((?:[^"]|"")*)"', formula))


def left_in_english(data: bytes, judgement: Judgement) -> list[str]:
    head = judgement.edition.head
    sources = (judgement.site, judgement.edition, judgement.catalogue, judgement.provenance)
    known = {*(unwrapped(text.strip()) or "" for text in strings(sources)), f"{head.title} ({head.standard})"}
    known |= {attached_name(document.path) for document in judgement.site.offered_documents.values() if document.path}
    return [f"{place}: {text}" for place, text in shown_texts(data) if not in_the_language(text, known)]


def in_the_language(text: str, known: set[str]) -> bool:
    """Whether nothing of a text is English but data; a text with the mark may hold a sentence without."""
    if is_data(text, known):
        return True
    quoted = sorted((one for one in known if len(one) > 12 and one in text), key=len, reverse=True)
    for one in quoted:
        text = text.replace(one, "")
    sentences = re.split(r"(?<=[.:;!?])\s+|\n", text)
    return MARK in text and not any(s.isascii() and len(re.findall("[a-z]{2,}", s)) > 3 for s in sentences)


# A piece of a sentence need not hold the mark, but always a letter that English does not have.
IN_FORMULAS = re.compile(r"|[-0-9.,;: ]*|#\S+!A|https://doi\.org/|data-policy-2026|yyyy-mm-dd")


@pytest.mark.usefixtures("_pseudo")
@pytest.mark.parametrize("which", ["example", "small", "cern", "empty"])
def test_every_text_is_in_the_language(
    which: str, small: Judgement, example_report: Any, shipped_workspace: Path, catalogue: Catalogue, today: date
) -> None:
    """A complete site, one with something of everything, one of candidates, and one with nothing."""
    made: dict[str, Callable[[], Judgement | None]] = {
        "example": lambda: example_report.judgement,
        "small": lambda: small,
        "cern": lambda: report_on(find_workspace(shipped_workspace), "cern", catalogue, today).judgement,
        "empty": lambda: rejudged(small, answers={}, documents={}, actions={}, repository=None, roles={}),
    }
    judgement = made[which]()
    assert judgement is not None
    data = spoken_bytes(judgement)
    assert left_in_english(data, judgement) == []
    known = VALUES | CODES
    plain = {text for text in formula_texts(data) if text.isascii() and text not in known}
    sections = {*judgement.edition.sections, *judgement.edition.subsections}
    assert {text for text in plain - sections if not IN_FORMULAS.fullmatch(text)} == set()


@pytest.mark.usefixtures("_pseudo")
def test_what_is_a_providers_is_said_in_the_language(tmp_path: Path) -> None:
    judgement = beside_a_network(tmp_path / "w").judgement()
    assert left_in_english(spoken_bytes(judgement), judgement) == []


@pytest.mark.usefixtures("_pseudo")
def test_part_and_marked_cells_are_in_the_language_too(small: Judgement) -> None:
    marks = Marks(cells={("Criteria", "3.1.1", "documented"): Mark(pseudo("Look at it."), 2)})
    stream = BytesIO()
    with speaking(TAG):
        write_workbook(small, stream, part=Part("head", ("3.1", "3.2")), marks=marks)
    assert left_in_english(stream.getvalue(), small) == []


def test_the_search_finds_what_is_left(small: Judgement) -> None:
    found = left_in_english(spoken_bytes(small, "en"), small)
    assert "Criteria!F4: State" in found
    assert "tab: Read me" in found
    assert any(line.startswith("xl/charts/") for line in found)
    assert any(" rule: Not in the list" in line for line in found)


# --- Nothing breaks ----------------------------------------------------------------------------


@pytest.mark.usefixtures("_pseudo")
def test_the_file_is_what_excel_accepts(small: Judgement) -> None:
    with speaking(TAG):
        check_file(Parts(spoken_bytes(small)))


@pytest.mark.usefixtures("_pseudo")
@pytest.mark.parametrize("oracle", [oracle_libreoffice, oracle_ironcalc], ids=lambda m: m.__name__)
def test_engines_agree_with_every_cached_value(oracle: ModuleType, small: Judgement, tmp_path: Path) -> None:
    demanded(
        f"{oracle.__name__} is not installed: formulas in other languages were NOT checked", there=oracle.available()
    )
    file = tmp_path / "spoken.xlsx"
    file.write_bytes(spoken_bytes(small))
    cached = formula_cells(file)
    assert len(cached) > 4000
    assert differences(cached, oracle.recalculated(file, tmp_path, cached)) == []


def test_quotes_and_ampersands_in_a_translation_break_nothing() -> None:
    assert literal('say "é" & l\'x') == '"say ""é"" & l\'x"'
    assert literal("a" * 300) == f'"{"a" * 255}"&"{"a" * 45}"'
    assert literal("") == '""'
    assert sentence("{b} d'{a}", a="A1", b="B1") == 'B1&" d\'"&A1'
    assert number_format('"{value}" étapes', "0") == '"”"0"” étapes"'


@pytest.mark.usefixtures("_pseudo")
def test_prompts_fit_and_rows_are_tall_enough(small: Judgement) -> None:
    """German is a third longer than English; the language that nobody speaks is longer still."""
    english, other = (loaded(spoken_bytes(small, language)) for language in ("en", TAG))
    for before, after in zip(english.worksheets[1:], other.worksheets[1:], strict=True):
        for row, dimension in before.row_dimensions.items():
            if dimension.height is not None and before.sheet_state == "visible":
                assert after.row_dimensions[row].height >= dimension.height, f"{before.title} {row}"
    title = other.worksheets[3].row_dimensions[HEADER_ROW + 1].height
    assert title > english.worksheets[3].row_dimensions[HEADER_ROW + 1].height


# --- Real translations -------------------------------------------------------------------------


@pytest.mark.parametrize("language", languages())
def test_names_of_sheets_are_names_of_sheets(language: str) -> None:
    with speaking(language):
        names = [tab(name) for name in ENGLISH_NAMES]
    assert len({name.casefold() for name in names}) == len(names)
    for name in names:
        assert 0 < len(name) <= 31
        assert not re.search(r"[\[\]:*?/\\'{}!]", name)
        assert name == name.strip()
        assert name.casefold() not in ("history", "workings", "_sync")  # one is Excel's own, two are ours


@pytest.mark.parametrize("language", languages())
def test_titles_and_computed_words_can_be_told_apart(language: str) -> None:
    with speaking(language):
        for table in (*DECLARED.values(), CROSSWALK):
            titles = [column.heading.casefold() for column in table.columns]
            assert sorted(titles) == sorted(set(titles)), table.sheet
        labels = [field.heading.casefold() for field in COVER]
        assert sorted(labels) == sorted(set(labels))
        for words in (
            [word(state) for state in CriterionState],
            [*(word(standing) for standing in Standing), say(UNKNOWN)],
            [say(text) for text in (FILE_FOUND, FILE_MISSING, FILE_DIFFERS)],
            [say(text) for text in (OVERDUE, NOBODY_OR_NO_DATE, NO_PROOF)],
        ):
            assert len({one.casefold() for one in words}) == len(words), words


@pytest.mark.parametrize("language", languages())
def test_every_language_gives_a_file_that_excel_accepts(language: str, tiny: Judgement) -> None:
    with speaking(language):
        check_file(Parts(spoken_bytes(tiny, language)))


def test_english_loads_nothing_for_other_languages(tmp_path: Path, small_workspace: Path) -> None:
    code = (
        "import sys; from iso16363.cli.main import main;"
        f"main(['--workspace', {str(small_workspace)!r}, 'workbook', 'export', 'small', '--output',"
        f" {str(tmp_path / 'a.xlsx')!r}]); sys.exit('babel' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=CHECKOUT, capture_output=True).returncode == 0
    assert (tmp_path / "a.xlsx").is_file()


# --- Everything comes home ---------------------------------------------------------------------


@pytest.fixture
def home(small_workspace: Path) -> Home:
    return Home(small_workspace, "small")


def away(home: Home, language: str) -> bytes:
    return spoken_bytes(home.judgement(), language)


def typed_in(language: str, sheet: str, key: str, column: str, value: object) -> Edit:
    """Somebody types into a workbook of a language."""

    def edit(book: Workbook) -> None:
        with speaking(language):
            name = tab(sheet)
        book[name].title = sheet
        typed(sheet, key, column, value)(book)
        book[sheet].title = name

    return edit


@pytest.mark.usefixtures("_pseudo")
def test_untouched_it_changes_nothing(home: Home) -> None:
    home.come_back(away(home, TAG))
    examined = home.examine()
    assert examined.comparison.language == TAG
    assert examined.tried.differences == ()
    assert examined.comparison.remarks == ()


@pytest.mark.usefixtures("_pseudo")
def test_two_people_with_two_languages_both_come_home(home: Home) -> None:
    german, english = away(home, TAG), away(home, "en")
    home.come_back(german, typed_in(TAG, "Criteria", "3.1.1", "response", "Réponse d'été."))
    assert [d.id for d in home.take_in().tried.differences] == ["Criteria!3.1.1!response"]
    home.come_back(english, typed("Criteria", "3.1.2", "documented", 1))
    examined = home.take_in()
    assert outcomes(examined) == {
        "Criteria!3.1.1!response": Outcome.FILES,
        "Criteria!3.1.2!documented": Outcome.WORKBOOK,
    }
    assert "Réponse d'été." in home.files()["evidence/3.1.yaml"]


@pytest.mark.usefixtures("_pseudo")
@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_libreoffice_saves_it_and_an_edit_arrives(home: Home, tmp_path: Path, kind: str) -> None:
    demanded("LibreOffice is not installed: the way home was NOT checked", there=oracle_libreoffice.available())
    home.come_back(away(home, TAG))
    saved = oracle_libreoffice.scripted(home.returned, tmp_path / "saved", kind, "")
    assert home.examine(file=saved).tried.differences == ()
    table = DECLARED["Criteria"]
    sheet = pseudo("Criteria")
    at = f"{table.positions['note']}, {FIRST_ROW}"
    script = f'  doc.Sheets.getByName("{sheet}").getCellByPosition({at}).setString("Notiz")'
    edited = oracle_libreoffice.scripted(saved, tmp_path / "edited", kind, script)
    found = home.examine(file=edited).tried.differences
    assert [(d.id, d.workbook, d.cell) for d in found] == [
        ("Criteria!3.1.1!note", "Notiz", f"{sheet}!{table.letter('note')}{FIRST_ROW + 1}")
    ]


@pytest.mark.usefixtures("_pseudo")
def test_without_its_record_titles_tell_the_language(home: Home) -> None:
    def torn(book: Workbook) -> None:
        del book["_sync"]
        for name in list(book.defined_names):
            del book.defined_names[name]

    home.come_back(away(home, TAG), torn)
    examined = home.examine()
    assert examined.comparison.language == TAG
    assert examined.tried.differences == ()
    assert [remark.what[:27] for remark in examined.comparison.remarks] == ["the hidden sheet _sync is m"]


def test_a_workbook_that_names_no_language_is_english(home: Home) -> None:
    home.come_back(away(home, "en"))
    exported = home.examine().comparison.exported
    assert exported is not None
    assert "language" not in exported.identity
    assert exported.language == "en"


def test_a_language_that_is_not_known_is_read_as_english(home: Home) -> None:
    def record(book: Workbook) -> None:
        sheet = book["_sync"]
        row = next(row for row in range(1, 40) if sheet.cell(row, 1).value == "commit")
        sheet.cell(row, 1).value, sheet.cell(row, 2).value = "language", "xx"

    home.come_back(away(home, "en"), record)
    assert home.examine().comparison.language == "en"
    assert home.examine().tried.differences == ()


@pytest.mark.usefixtures("_pseudo")
@pytest.mark.parametrize("word_", [pseudo("candidate"), "candidate", f" {pseudo('candidate').upper()} "])
def test_the_word_for_a_value_is_understood(home: Home, word_: str) -> None:
    judgement = home.judgement()
    confirmed = next(row for row in gather(judgement).citations if row.citation.state.value == "confirmed")
    home.come_back(away(home, TAG), typed_in(TAG, "Evidence", confirmed.key, "state", word_))
    assert [(d.id, d.workbook) for d in home.examine().comparison.differences] == [
        (f"Evidence!{confirmed.key}!state", "candidate")
    ]


@pytest.mark.usefixtures("_pseudo")
def test_it_is_sent_back_in_the_language_it_came_in(home: Home, tmp_path: Path) -> None:
    home.come_back(
        away(home, TAG),
        typed_in(TAG, "Criteria", "3.1.2", "documented", 17),
        typed_in(TAG, "Criteria", "3.1.1", "response", "From the workbook."),
    )
    first = home.judgement().site.answers["3.1.1"].response
    assert first is not None
    home.change("evidence/3.1.yaml", first.split("\n", maxsplit=1)[0], "From the files.")
    examined = home.examine()
    assert all(d.reason.isascii() for d in examined.tried.differences)
    again = tmp_path / "again.xlsx"
    assert reissue(examined, again) == 2
    book = loaded(again)
    with speaking(TAG):
        assert tab("Criteria") in book.sheetnames
        shown = "\n".join(str(cell.value) for row in book[tab("Read me")].iter_rows() for cell in row)
        assert say("What needs your attention") in shown
        response = book[tab("Criteria")].cell(FIRST_ROW + 1, DECLARED["Criteria"].positions["response"] + 1).value
        assert f"[conflict] {say('The workbook says:')}" in str(response)
    assert outcomes(home.examine(file=again)) == {
        name: outcome for name, outcome in outcomes(examined).items() if outcome is not Outcome.FILES
    }


def test_the_command_writes_each_language_to_its_own_file(run: Run, small_workspace: Path, monkeypatch: Any) -> None:
    monkeypatch.chdir(small_workspace)
    for language in languages():
        outcome = run("workbook", "export", "small", "--language", language)
        name = "small-workbook.xlsx" if language == "en" else f"small-workbook-{language}.xlsx"
        assert (outcome.code, outcome.out) == (0, f"{name}\n")
    refused = run("workbook", "export", "small", "--language", "tlh")
    assert refused.code == 2
    assert "tlh" in refused.err


# --- Others may see it -------------------------------------------------------------------------


@pytest.mark.usefixtures("_pseudo")
@pytest.mark.parametrize("variant", [Variant.AUDITOR, Variant.PUBLIC])
def test_an_outside_variant_is_told_whether_it_is_to_be_returned(variant: Variant, small: Judgement) -> None:
    real = rejudged(small, fictional=False, audit=items())
    with speaking("en"):
        sheet = loaded(spoken_bytes(for_variant(real, variant), "en"))["Read me"]
    shown = "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value)
    assert ("cannot be read back" in shown) is (variant is Variant.PUBLIC)
    assert ("How to return it" in shown) is (variant is Variant.AUDITOR)
    assert "Internal" not in shown
    assert variant.definition in shown
    with speaking(TAG):
        shown_there = for_variant(real, variant)
        assert left_in_english(spoken_bytes(shown_there), shown_there) == []
