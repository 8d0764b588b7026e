"""For any site that the files can hold: nothing is lost on the way out and home, and an edit arrives exactly."""

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from auditing import for_auditor
from homecoming import DECLARED, Home, added, edited, typed
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from strategies import Drawn, drawn_sites, plain, texts, to_yaml
from test_model_roundtrip import BARE, files_of

from iso16363.errors import AuditError
from iso16363.workbook.columns import CellValue, Kind
from iso16363.workbook.rewrapping import tidy
from iso16363.workbook.rows import gather
from iso16363.workbook.settling import Choices, Side
from iso16363.workbook.sync import stored
from iso16363.workbook.tables import keyed_rows
from iso16363.workbook.threeway import Outcome
from iso16363.yamltext import read

styles = st.none() | st.randoms(use_true_random=False)
slow = settings(
    max_examples=max(6, settings().max_examples // 20), suppress_health_check=list(HealthCheck), deadline=None
)
WORDS: tuple[tuple[str, str], ...] = (
    ("Criteria", "response"),
    ("Criteria", "note"),
    ("Criteria", "reason"),
    ("Evidence", "quote"),
    ("Evidence", "shows"),
)
WORDS += (
    ("Background", "statement"),
    ("Documents", "title"),
    ("Documents", "summary"),
    ("Actions", "gap"),
    ("Actions", "note"),
    ("Audit", "answer"),
    ("Audit", "corrective_action"),
    ("Audit", "note"),
)
OF_THE_AUDITOR: tuple[tuple[str, str], ...] = (
    *(("Audit", name) for name in ("statement", "seen", "verdict", "effectiveness")),
)


@contextmanager
def at_home(drawn: Drawn, style: random.Random | None) -> Iterator[Home]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "sites" / "drawn"
        (folder / "evidence").mkdir(parents=True)
        for file, text in files_of(drawn, style).items():
            (folder / file).write_text(text, encoding="utf-8", newline="")
        for provider in drawn.site.inherits:
            beside = folder.parent / provider
            beside.mkdir(exist_ok=True)
            (beside / "site.yaml").write_text(to_yaml(plain(BARE.model_copy(update={"id": provider}))))
        yield Home(Path(name), "drawn")


def exported(home: Home) -> bytes:
    """The workbook; sites with texts that no cell can hold are another test's business."""
    try:
        return home.export()
    except AuditError as error:
        assume("characters; a workbook cell holds" not in str(error))
        raise


def values(home: Home) -> dict[str, Any]:
    return {name: read(text).value for name, text in home.files().items() if name != "imports.yaml"}


def cells(home: Home) -> dict[tuple[str, str, str], CellValue]:
    """What the next export would show in every cell that can be edited."""
    rows = keyed_rows(gather(home.judgement()))
    return {(t.sheet, key, c.key): stored(c.read(row)) for t, key, row in rows for c in t.editable}


@slow
@given(drawn_sites, styles)
def test_an_untouched_workbook_changes_no_byte(drawn: Drawn, style: random.Random | None) -> None:
    with at_home(drawn, style) as home:
        before = home.files()
        home.come_back(exported(home))
        assert home.take_in().tried.differences == ()
        assert home.files() == before


@slow
@given(drawn_sites, styles, st.data())
def test_an_edit_arrives_exactly_and_nothing_else_moves(
    drawn: Drawn, style: random.Random | None, data: st.DataObject
) -> None:
    with at_home(drawn, style) as home:
        data_before, cells_before = exported(home), cells(home)
        places = sorted(place for place in cells_before if (place[0], place[2]) in WORDS)
        sheet, key, column = data.draw(st.sampled_from(places))
        text = data.draw(texts.filter(lambda t: len(t) < 30_000))
        home.returned.write_bytes(edited(data_before, typed(sheet, key, column, text)))
        files = home.files()
        examined = home.take_in()
        shown = cells(home)
        arrived = shown.pop((sheet, key, column))
        assert tidy(str(arrived)) == tidy(text)
        cells_before.pop((sheet, key, column))
        assert shown == cells_before
        assert set(examined.tried.texts) | {"imports.yaml"} >= {n for n, t in home.files().items() if files.get(n) != t}
        again = home.files()
        assert home.take_in().tried.texts == {}
        assert home.files() == again


@slow
@given(drawn_sites, styles, texts.filter(lambda t: len(t) < 30_000), texts.filter(lambda t: len(t) < 30_000))
def test_a_conflict_stays_until_it_is_settled(drawn: Drawn, style: random.Random | None, one: str, other: str) -> None:
    assume(tidy(one) != tidy(other))
    with at_home(drawn, style) as home:
        data = exported(home)
        before = str(cells(home)["Criteria", "3.1.1", "note"])
        assume(tidy(before) not in (tidy(one), tidy(other)))
        home.come_back(data, typed("Criteria", "3.1.1", "note", one))
        home.take_in()
        home.come_back(data, typed("Criteria", "3.1.1", "note", other))
        for _ in range(2):
            (conflict,) = (d for d in home.examine().tried.differences if d.outcome is Outcome.CONFLICT)
            assert (conflict.id, conflict.field) == ("Criteria!3.1.1!note", "note")
        home.take_in(Choices(take=Side.FILES))
        assert tidy(str(cells(home)["Criteria", "3.1.1", "note"])) == tidy(one)
        home.take_in(Choices(take=Side.WORKBOOK))
        assert tidy(str(cells(home)["Criteria", "3.1.1", "note"])) == tidy(other)


@slow
@given(drawn_sites, styles, texts.filter(lambda t: len(t) < 30_000))
def test_a_new_citation_arrives_once(drawn: Drawn, style: random.Random | None, quote: str) -> None:
    assume(drawn.documents)
    document = min(drawn.documents)
    with at_home(drawn, style) as home:
        before = values(home)
        new = added("Evidence", criterion="3.1.1", document=document, quote=quote, state="candidate")
        home.come_back(exported(home), new)
        home.take_in()
        cited = [c for c in home.judgement().site.answer("3.1.1").evidence if tidy(c.quote or "") == tidy(quote)]
        assert cited
        files = home.files()
        home.take_in()
        assert home.files() == files
        changed = {name for name, value in values(home).items() if before.get(name) != value}
        assert changed == {"evidence/3.1.yaml"}


@slow
@given(drawn_sites, styles, st.sampled_from(["en", "fr"]))
def test_an_untouched_workbook_of_the_auditor_changes_no_byte(
    drawn: Drawn, style: random.Random | None, language: str
) -> None:
    with at_home(drawn, style) as home:
        before = home.files()
        home.returned.write_bytes(auditors(home, language))
        assert home.take_in().tried.differences == ()
        assert home.files() == before


@slow
@given(drawn_sites, styles, st.data())
def test_what_an_auditor_edits_arrives_and_nothing_else_moves(
    drawn: Drawn, style: random.Random | None, data: st.DataObject
) -> None:
    assume(drawn.audit)
    with at_home(drawn, style) as home:
        before, places = auditors(home), cells(home)
        column = data.draw(st.sampled_from(OF_THE_AUDITOR))[1]
        key = data.draw(st.sampled_from(sorted(drawn.audit)))
        text = data.draw(texts.filter(lambda t: len(t) < 30_000))
        home.returned.write_bytes(edited(before, typed("Audit", key, column, text)))
        files = home.files()
        home.take_in()
        shown = cells(home)
        assert tidy(str(shown.pop(("Audit", key, column)))) == tidy(text)
        places.pop(("Audit", key, column))
        assert shown == places
        changed = {name for name, content in home.files().items() if files.get(name) != content}
        assert changed <= {"audit.yaml", "imports.yaml"}
        assert home.examine().tried.texts == {}


@slow
@given(drawn_sites, styles, st.data())
def test_what_an_auditor_edits_elsewhere_is_refused(
    drawn: Drawn, style: random.Random | None, data: st.DataObject
) -> None:
    with at_home(drawn, style) as home:
        before, shown = auditors(home), cells(home)
        sheet, key, column = data.draw(st.sampled_from(sorted(p for p in shown if (p[0], p[2]) in WORDS)))
        text = data.draw(texts.filter(lambda t: len(t) < 30_000))
        home.returned.write_bytes(edited(before, typed(sheet, key, column, text)))
        files = home.files()
        examined = home.examine(Choices(take=Side.WORKBOOK, delete=True, leave_rejected=True))
        assert {d.outcome for d in examined.tried.differences} <= {Outcome.REJECTED}
        assert {d.id for d in examined.tried.differences} <= {f"{sheet}!{key}!{column}"}
        assert examined.tried.texts == {}
        assert home.files() == files


def auditors(home: Home, language: str = "en") -> bytes:
    """The auditor's workbook; sites with texts that no cell can hold are another test's business."""
    try:
        return for_auditor(home, language=language)
    except AuditError as error:
        assume("characters; a workbook cell holds" not in str(error))
        raise


def test_every_text_column_is_tried() -> None:
    for sheet, column in (*WORDS, *OF_THE_AUDITOR):
        assert DECLARED[sheet].column(column).kind in (Kind.LONG, Kind.TEXT)
