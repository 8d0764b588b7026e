"""What people type into cells: every value the model can hold comes back, everything else is understood or refused."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from oracle_cells import cut_edition, rejudged, workbook_bytes
from strategies import UGLY, Drawn, drawn_sites, texts

from iso16363.catalog import Catalogue
from iso16363.errors import AuditError
from iso16363.judgement import Judgement
from iso16363.model.base import CRITERION_ID, DOCUMENT_REF, SLUG
from iso16363.plaintext import FORBIDDEN
from iso16363.workbook.columns import CellValue, Column, Kind
from iso16363.workbook.cover_fields import COVER
from iso16363.workbook.days import days_in, has_short_year, times_in
from iso16363.workbook.entering import Rejection, entered
from iso16363.workbook.lists import build_lists
from iso16363.workbook.locating import locate
from iso16363.workbook.opening import Cell, Fault, open_workbook
from iso16363.workbook.rows import gather
from iso16363.workbook.sync import stored
from iso16363.workbook.tables import TABLES, keyed_rows
from iso16363.workspace.location import find_workspace
from iso16363.workspace.workspace import report_on

COLUMNS = {f"{f.table.sheet}.{c.key}": c for f in TABLES for c in f.table.editable} | {
    f"Cover.{c.key}": c for c in COVER if c.editable
}
FIELDS = ("name", "short_name", "milestone", "target", "repository", "roles", "notes")


def column(name: str) -> Column[Any]:
    return COLUMNS[name]


def typed(name: str, value: object, **more: Any) -> CellValue | Rejection:
    return entered(column(name), Cell(value, **more))  # type: ignore[arg-type]


@pytest.fixture
def tiny(small_workspace: Path, catalogue: Catalogue, today: date) -> Judgement:
    judgement = report_on(find_workspace(small_workspace), "small", catalogue, today).judgement
    assert judgement is not None
    return rejudged(judgement, edition=cut_edition(judgement.edition))


def as_it_comes_back(value: CellValue) -> CellValue:
    """A stored value without what no cell keeps: other line ends, empty lines before and blanks after the text."""
    if not isinstance(value, str):
        return value
    lines = value.replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"\A([ \t]*\n)+|[ \t\n]+\Z", "", lines)


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(drawn=drawn_sites)
def test_whatever_a_site_holds_comes_back(tiny: Judgement, drawn: Drawn) -> None:
    fields = {name: getattr(drawn.site, name) for name in FIELDS}
    judgement = rejudged(tiny, answers=drawn.answers, documents=drawn.documents, actions=drawn.actions, **fields)
    try:
        data = workbook_bytes(judgement)
    except AuditError:
        assume(False)
    rows = gather(judgement)
    located = locate(open_workbook(data, "drawn.xlsx"))
    assert located.remarks == ()
    expected: dict[str, list[dict[str, CellValue]]] = {f.table.sheet: [] for f in TABLES}
    for table, key, row in keyed_rows(rows):
        values = {c.key: as_it_comes_back(stored(c.read(row))) for c in table.editable}
        expected[table.sheet].append({"key": key, **values})
    for sheet, found in located.tables.items():
        assert expected[sheet] == [
            {"key": row.cells["key"].value, **{c.key: entered(c, row.cells.get(c.key)) for c in found.table.editable}}
            for row in found.rows
        ]
    for field in (c for c in COVER if c.editable):
        _, cell = located.cover[field.key]
        assert entered(field, cell) == as_it_comes_back(stored(field.read(judgement)))


cells = st.builds(
    Cell,
    st.none()
    | st.booleans()
    | st.integers(-(10**18), 10**18)
    | st.integers(-5, 5)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.dates(date(1900, 1, 1))
    | texts
    | st.text()
    | st.from_regex(r"[0-9]{1,4}[-./ ][0-9a-z]{1,4}[-./ ,]{1,2}[0-9]{1,4}"),
    st.none() | st.sampled_from(Fault),
    st.booleans(),
)


@given(name=st.sampled_from(sorted(COLUMNS)), cell=cells)
@example("Documents.superseded_by", Cell("0/0"))
@example("Actions.id", Cell("0/0"))
def test_every_cell_gives_a_value_of_its_column_or_a_reason(name: str, cell: Cell) -> None:
    value = entered(column(name), cell)
    if isinstance(value, Rejection):
        assert value.reason
        assert value.remedy.endswith((".", "?"))
        assert value.reason.isprintable()
        return
    assert not (cell.fault and value is not None)
    assert value is None or entered(column(name), Cell(value)) in (value, None), "typing what was read changes it"
    in_domain(column(name), value)


def in_domain(of: Column[Any], value: CellValue) -> None:
    if value is None:
        return
    if of.kind is Kind.RATING:
        assert value in range(5)
        assert not isinstance(value, bool)
        return
    assert isinstance(value, str)
    assert not FORBIDDEN.search(value)
    if of.kind is Kind.DATE:
        assert date.fromisoformat(value).isoformat() == value
    elif of.kind is Kind.IDS:
        assert all(re.fullmatch(id_pattern(of), one) for one in value.split(", "))
    elif of.kind is Kind.ID:
        assert re.fullmatch(id_pattern(of), value)


def id_pattern(of: Column[Any]) -> str:
    """Only a column that may name a provider's document takes the slash of one."""
    if of.choices == "criteria" or of.key in ("criteria", "see"):
        return CRITERION_ID
    return DOCUMENT_REF if of.qualified else SLUG


@pytest.mark.parametrize("name", COLUMNS)
@pytest.mark.parametrize("value", [None, "", " ", "\n", "\u00a0", "\t \n"])
def test_blank_cells_are_empty(name: str, value: str | None) -> None:
    assert typed(name, value) is None


@pytest.mark.parametrize("name", COLUMNS)
def test_formulas_and_errors_are_refused(name: str) -> None:
    formula, error = typed(name, "3.1.1", fault=Fault.FORMULA), typed(name, "#N/A", fault=Fault.ERROR)
    assert isinstance(formula, Rejection)
    assert "'" in formula.remedy
    assert isinstance(error, Rejection)
    assert isinstance(typed(name, None, fault=Fault.FORMULA), Rejection)


BLANK_ENDS = ["x\u3000", "\u00a0x\u00a0", "x \n\t\n", " \n\n  x", "a  \nb", "x\u2009\n"]


@pytest.mark.parametrize("text", [*BLANK_ENDS, *(t for t in UGLY if len(t) < 32_768 and "\r" not in t)])
def test_texts_are_taken_as_they_are(text: str) -> None:
    assert typed("Criteria.response", text) == as_it_comes_back(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [(3, "3"), (2.5, "2.5"), (0.1 + 0.2, "0.3"), (True, "TRUE"), (date(2026, 3, 31), "2026-03-31"), (-7, "-7")],
)
def test_what_is_no_text_becomes_the_text_that_is_seen(value: object, text: str) -> None:
    assert typed("Documents.title", value) == text
    assert typed("Documents.version", value) == text


def test_rounded_numbers_are_refused() -> None:
    assert "15 digits" in reason(typed("Documents.version", 123456789012345678))


def reason(value: CellValue | Rejection) -> str:
    assert isinstance(value, Rejection), value
    return f"{value.reason}. {value.remedy}"


def test_characters_that_hide_are_named() -> None:
    found = reason(typed("Criteria.response", "first line\nab\u202ec"))
    assert "character 3 of line 2 is U+202E" in found
    assert "U+000B" in reason(typed("Actions.gap", "a\x0bb"))


@pytest.mark.parametrize(
    "value",
    [3, 3.0, "3", " 3 ", "3,0", "3.0", "3.", "3 - largely", "3: largely", "3 (largely)", "3 \u2013 au-del\u00e0"],
)
def test_ratings(value: object) -> None:
    number = int(value) if isinstance(value, float) else value
    assert typed("Criteria.documented", number) == 3


@pytest.mark.parametrize(
    "value",
    [
        5,
        -1,
        2.5,
        "2,5",
        "2.5",
        "n/a",
        "three",
        "3-4",
        "3/4",
        "3?",
        "3 or 4",
        True,
        date(2026, 3, 1),
        "4.2.1",
        "33",
        "-",
    ],
)
def test_what_is_no_rating(value: object) -> None:
    assert "0 to 4" in reason(typed("Criteria.documented", value))


@pytest.mark.parametrize(
    ("value", "word"),
    [
        *((v, "yes") for v in (True, 1, "yes", "YES", " Yes ", "y", "oui", "ja", "s\u00ed", "SI", "s\u00ec", "TRUE")),
        *((v, "yes") for v in ("WAHR", "VRAI", "VERDADERO", "VERO", "CERT", "1")),
        *(
            (v, "no")
            for v in (False, 0, "no", "No", "n", "non", "nein", "false", "FALSCH", "FAUX", "FALSO", "FALS", "0")
        ),
    ],
)
def test_yes_and_no(value: object, word: str) -> None:
    assert typed("Criteria.applicable", value) == word


@pytest.mark.parametrize("value", ["x", "maybe", 2, 0.5, date(2026, 1, 1), "yes no"])
def test_neither_yes_nor_no(value: object) -> None:
    assert "neither yes nor no" in reason(typed("Criteria.applicable", value))


def test_every_list_is_understood_in_every_spelling(tiny: Judgement) -> None:
    lists = build_lists(tiny)
    for name, of in COLUMNS.items():
        if of.kind is Kind.CHOICE and of.choices != "roles":
            for entry in lists[of.choices or ""].entries:
                value = str(entry.value)
                for spelt in (value, value.upper(), f" {value} ", value.replace("-", " "), value.replace("-", "_")):
                    assert typed(name, spelt) == value


def test_a_value_beside_the_list_is_refused_with_the_nearest() -> None:
    found = reason(typed("Actions.state", "in progres"))
    assert "open, in-progress, done or dropped" in found
    assert "perhaps in-progress" in found
    assert "perhaps" not in reason(typed("Actions.state", "zzz"))


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("Evidence.criterion", " 3.1.1 ", "3.1.1"),
        ("Evidence.criterion", "3.1.10\u00a0", "3.1.10"),
        ("Evidence.document", "Security-Plan", "security-plan"),
        ("Evidence.document", 2018, "2018"),
        ("Documents.id", "a-b-2", "a-b-2"),
        ("Criteria.owner", " Head-of-IT ", "head-of-it"),
        ("Criteria.see", "3.1.1;3.1.2.1\n4.2.10  5.1.1,", "3.1.1, 3.1.2.1, 4.2.10, 5.1.1"),
        ("Actions.criteria", "3.1.1,3.1.2", "3.1.1, 3.1.2"),
        ("Actions.criteria", "3.1.1, 3.1.1", "3.1.1, 3.1.1"),  # as the files may hold it
        ("Actions.closing_evidence", "Minutes-2025, log-1", "minutes-2025, log-1"),
        ("Actions.closing_evidence", " ; , ", None),
    ],
)
def test_ids(name: str, value: object, found: str) -> None:
    assert typed(name, value) == found


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("Evidence.criterion", date(2004, 2, 4), "took the id for a day"),
        ("Evidence.criterion", 3.1, "took the id for a number"),
        ("Evidence.criterion", "3.1", "is not the number of a criterion"),
        ("Evidence.criterion", "3.01.1", "is not the number of a criterion"),
        ("Criteria.see", "3.1.1, x", '"x" is not'),
        ("Criteria.see", 3.1, "took the id for a number"),
        ("Documents.id", "Security plan (new)", 'Type "security-plan-new"'),
        ("Documents.id", "a" * 81, "is no id"),
        ("Criteria.owner", "head_of_it", 'Type "head-of-it"'),
        ("Documents.id", True, "TRUE or FALSE"),
        ("Documents.id", "?", "such as security-plan"),
    ],
)
def test_what_is_no_id(name: str, value: object, said: str) -> None:
    assert said in reason(typed(name, value))


@pytest.mark.parametrize(
    "value",
    ["10.1234/ab", "doi:10.1234/ab", "https://doi.org/10.1234/ab", "DOI: 10.1234/ab ", "http://dx.doi.org/10.1234/ab"],
)
def test_dois(value: str) -> None:
    assert typed("Documents.doi", value) == "10.1234/ab"


def test_codes() -> None:
    assert typed("Documents.sha256", " " + "AB" * 32) == "ab" * 32
    assert typed("Documents.url", " https://example.org/ ") == "https://example.org/"
    assert typed("Documents.language", "en ") == "en"
    assert typed("Documents.version", "1.0 ") == "1.0"


DAY = "2026-03-31"


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-31", "2026/3/31", "2026.03.31", "20260331", "2026-03-31T00:00:00", "2026-03-31 12:30",
        "31.03.2026", "31.3.2026", "31. 3. 2026", "31/03/2026", "03/31/2026", "3/31/2026", "31-03-2026",
        "31 March 2026", "March 31, 2026", "Tuesday, March 31, 2026", "31st of March 2026", "31 mar 2026",
        "31-Mar-2026", "31 mars 2026", "mardi 31 mars 2026", "31. M\u00e4rz 2026", "31. Maerz 2026",
        "31. Mrz. 2026", "31 de marzo de 2026", "31 marzo 2026", "31 de mar\u00e7 de 2026", "2026 March 31",
        " 31.03.2026 ", "31\u00a0March\u00a02026",
    ],
)  # fmt: skip
def test_days_as_people_type_them(text: str) -> None:
    assert typed("Documents.review_by", text) == DAY
    assert typed("Documents.effective", text) == DAY


MONTHS = {
    "en": "January February March April May June July August September October November December",
    "fr": "janvier f\u00e9vrier mars avril mai juin juillet ao\u00fbt septembre octobre novembre d\u00e9cembre",
    "de": "Januar Februar M\u00e4rz April Mai Juni Juli August September Oktober November Dezember",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "ca": "gener febrer mar\u00e7 abril maig juny juliol agost setembre octubre novembre desembre",
    "en, short": "Jan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec",
    "fr, short": "janv f\u00e9vr mars avr mai juin juil ao\u00fbt sept oct nov d\u00e9c",
    "de, short": "J\u00e4n Feb Mrz Apr Mai Jun Jul Aug Sep Okt Nov Dez",
    "es, short": "ene feb mar abr may jun jul ago sep oct nov dic",
    "it, short": "gen feb mar apr mag giu lug ago set ott nov dic",
    "ca, short": "gen febr mar\u00e7 abr maig juny jul ag set oct nov des",
}


@pytest.mark.parametrize("language", MONTHS)
def test_months_by_name(language: str) -> None:
    for number, name in enumerate(MONTHS[language].split(), 1):
        if len(name) < 3:
            continue  # "ag" of Catalan could begin several words
        for spelt in (name, name.upper(), f"{name}."):
            assert days_in(f"7 {spelt} 2026") == (f"2026-{number:02}-07",)
            assert times_in(f"{spelt} 2026") == (f"2026-{number:02}",)


@given(st.dates(date(1000, 1, 1), date(9999, 12, 31)))
def test_any_day_in_any_order(day: date) -> None:
    year, month, number = f"{day.year:04}", day.month, day.day
    assert days_in(f"{year}-{month}-{number}") == days_in(f"{number}.{month}.{year}") == (day.isoformat(),)
    for text in (f"{number}/{month}/{year}", f"{month}/{number}/{year}", f"{number:02}-{month:02}-{year}"):
        found = days_in(text)
        assert day.isoformat() in found
        assert len(found) == (1 if number > 12 or number == month else 2)


@given(st.text("0123456789.-/ aejmnr", max_size=14) | st.text(max_size=20))
def test_any_text_can_be_asked_for_days(text: str) -> None:
    for found in (*days_in(text), *(t for t in times_in(text) if len(t) == 10)):
        assert date.fromisoformat(found).isoformat() == found
    has_short_year(text)


def test_unclear_days_are_refused_with_both_readings() -> None:
    found = reason(typed("Actions.due", "03/04/2026"))
    assert "2026-04-03 or 2026-03-04" in found
    assert typed("Actions.due", "04/04/2026") == "2026-04-04"
    assert typed("Actions.due", "03.04.2026") == "2026-04-03"


@pytest.mark.parametrize("text", ["31.03.26", "3/31/26", "31 March 26", "31-Mar-26", "03-31-'26"])
def test_years_of_two_digits_are_refused(text: str) -> None:
    assert "two digits" in reason(typed("Actions.due", text))
    assert "two digits" in reason(typed("Documents.effective", text))


@pytest.mark.parametrize(
    "value",
    [
        "2026-02-30",
        "31.02.2026",
        "03.31.2026",
        "soon",
        "2026",
        "March 2026",
        "Q1 2026",
        7,
        1e9,
        True,
        "31 M 2026",
        "1.2.3",
        "45000",
    ],
)
def test_what_is_no_day(value: object) -> None:
    assert "is no date" in reason(typed("Actions.due", value))


@given(st.dates(date(1950, 1, 1), date(2100, 12, 30)))
def test_days_that_lost_their_format(day: date) -> None:
    count = (day - date(1899, 12, 30)) / timedelta(days=1)
    assert typed("Actions.due", int(count)) == typed("Documents.effective", count + 0.5) == day.isoformat()


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (2018, "2018"),
        ("2018", "2018"),
        ("2026-03", "2026-03"),
        ("2026/3", "2026-03"),
        ("03/2026", "2026-03"),
        ("3.2026", "2026-03"),
        ("March 2026", "2026-03"),
        ("m\u00e4rz 2026", "2026-03"),
        ("2026 mars", "2026-03"),
        (date(2026, 3, 31), "2026-03-31"),
    ],
)
def test_dates_as_precise_as_they_are_known(value: object, found: str) -> None:
    assert typed("Documents.effective", value) == found
    assert typed("Documents.period_from", value) == found


def test_a_month_that_became_a_day() -> None:
    assert typed("Documents.effective", date(2026, 3, 1), month_only=True) == "2026-03"
    assert "a month only" in reason(typed("Actions.due", date(2026, 3, 1), month_only=True))


@pytest.mark.parametrize("value", ["2026-13", "13/2026", "0999", 999, 2026.03, "spring 2026", "2025/26", "2024-2026"])
def test_what_is_no_part_of_a_date(value: object) -> None:
    reason(typed("Documents.effective", value))
