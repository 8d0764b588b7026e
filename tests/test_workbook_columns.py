"""What the columns declare, and the small rules behind them: keys, letters, lines, prose, letters of the map."""

import pytest

from iso16363.model.actions import Action
from iso16363.model.answers import Answer, Background, Citation
from iso16363.model.audit import AUDITORS_FIELDS, AuditItem
from iso16363.model.base import Record
from iso16363.model.documents import Document
from iso16363.workbook.changes_sheet import CHANGES
from iso16363.workbook.columns import Kind, Table, column_letter, in_row
from iso16363.workbook.conditions import CONDITIONS
from iso16363.workbook.crosswalk_columns import CROSSWALK
from iso16363.workbook.heights import height, lines_of
from iso16363.workbook.palette import BAD, CARE, GOOD, HEAD, HEAD_OPEN, PAPER, RATINGS, STATES, STILL
from iso16363.workbook.prose import unwrapped
from iso16363.workbook.tables import TABLES

ALL = (*(filled.table for filled in TABLES), CROSSWALK, CHANGES)
MODELS: dict[str, type[Record]] = {
    "Criteria": Answer,
    "Evidence": Citation,
    "Background": Background,
    "Documents": Document,
    "Actions": Action,
    "Audit": AuditItem,
}
# What is in a record and in no column of its sheet, with the reason.
NOT_A_COLUMN = {
    # Sheets of their own; who may read an answer and whose it is is decided in its file.
    "Criteria": {"evidence", "background", "access", "inherits"},
    "Documents": {"period"},  # two columns
}
KEYS = {"Evidence": {"criterion"}, "Background": {"criterion"}, "Documents": {"id"}, "Actions": {"id"}, "Audit": {"id"}}


@pytest.mark.parametrize("table", ALL, ids=lambda t: t.sheet)
def test_columns_are_declared_well(table: Table[object]) -> None:
    assert len({c.key for c in table.columns}) == len(table.columns)
    assert len({c.title.lower() for c in table.columns}) == len(table.columns)
    assert table.printed in table.positions
    assert all(c.help and len(c.title) <= 32 for c in table.columns)
    assert all(not c.hidden for c in table.columns if c.editable)
    formulas = table.formulas()
    assert formulas.keys() == {column.key for column in table.columns if column.formula is not None}
    for formula in formulas.values():
        assert formula.startswith("=")
        assert "42" in in_row(formula, 41)
        assert "\x00" not in in_row(formula, 41)


@pytest.mark.parametrize("name", MODELS)
def test_every_field_of_a_record_has_its_column(name: str) -> None:
    table = next(filled.table for filled in TABLES if filled.table.sheet == name)
    fields = {c.field.split(".")[0] for c in table.columns if c.field} - KEYS.get(name, set())
    assert fields | NOT_A_COLUMN.get(name, set()) == set(MODELS[name].model_fields)
    assert table.column("key").hidden


def test_the_auditors_columns_are_those_of_the_auditors_fields() -> None:
    table = next(filled.table for filled in TABLES if filled.table.sheet == "Audit")
    assert {c.field for c in table.columns if c.auditors} == AUDITORS_FIELDS | {"id"}
    assert not any(c.auditors for other in ALL if other.sheet != table.sheet for c in other.columns)


def test_notes_are_shown_in_the_sites_own_workbook_only() -> None:
    internal = {(t.sheet, c.key) for t in ALL for c in t.columns if c.internal}
    notes = {(t.sheet, c.key) for t in ALL for c in t.columns if c.field == "note"}
    assert internal == notes | {("Criteria", "approve_as")}


def test_conditions_name_columns_that_are_there() -> None:
    tables = {table.sheet: table for table in ALL}
    for sheet, conditions in CONDITIONS.items():
        for condition in conditions():
            assert condition.column in tables[sheet].positions
            condition.formula.format_map(dict.fromkeys(tables[sheet].positions, "$A5"))


def test_only_computed_and_fixed_columns_have_no_field() -> None:
    """A link, a count or a word is never something that a person types."""
    for table in ALL:
        for column in table.columns:
            if column.kind in (Kind.LINK, Kind.COUNT, Kind.WORD, Kind.KEY):
                assert not column.editable


@pytest.mark.parametrize(
    ("position", "letter"), [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (702, "AAA")]
)
def test_letters(position: int, letter: str) -> None:
    assert column_letter(position) == letter


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 10, 1),
        ("one", 10, 1),
        ("one two three four", 9, 2),
        ("a\nb\n\nc", 10, 4),
        ("x" * 100, 10, 9),
        ("a b", 0.1, 2),
    ],
)
def test_lines(text: str, width: float, lines: int) -> None:
    assert lines_of(text, width) == lines


def test_no_row_is_taller_than_a_row_can_be() -> None:
    assert height(1) > 12
    assert height(10_000) == 409


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (None, None),
        ("one line", "one line"),
        ("wrapped\nparagraph\n", "wrapped paragraph"),
        ("one\ntwo\n\nthree\nfour", "one two\n\nthree four"),
        ("intro:\n- a\n- b\n  goes on\n\nend", "intro:\n- a\n- b goes on\n\nend"),
        ("1. a\n2. b", "1. a\n2. b"),
        ("typed\r\non Windows", "typed on Windows"),
        ("hard  \nbreak", "hard  \nbreak"),
        ("hard\\\nbreak", "hard\\\nbreak"),
        ("# Title\ntext\nmore", "# Title\ntext more"),
        ("> quoted\n> more", "> quoted\n> more"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "| a | b |\n|---|---|\n| 1 | 2 |"),
        ("```\ncode\ncode\n```\ntext\ntext", "```\ncode\ncode\n```\ntext text"),
        ("text\n\n    code\n    code", "text\n\n    code\n    code"),
        ("Heading\n=======\ntext", "Heading\n=======\ntext"),
    ],
)
def test_prose(text: str | None, shown: str | None) -> None:
    assert unwrapped(text) == shown
    assert unwrapped(shown) == shown


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize(
    "pair", [GOOD, CARE, BAD, STILL, (HEAD, PAPER), (HEAD_OPEN, PAPER), *STATES.values(), *RATINGS]
)
def test_every_pair_of_colours_can_be_read(pair: tuple[str, str]) -> None:
    light, dark = sorted(map(_luminance, pair), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 4.5
