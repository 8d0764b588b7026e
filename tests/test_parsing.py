"""Text to models: every fault of a text at its place, in a person's words, and none hiding another."""

import time

import pytest
from pydantic import TypeAdapter

from iso16363.model.answers import Answer
from iso16363.model.base import CriterionId, Slug
from iso16363.model.documents import Document
from iso16363.model.site import Site
from iso16363.modelfaults import fields_at
from iso16363.parsing import ParsedEntries, parse_entries, parse_record
from iso16363.spelling import clipped, escaped, nearest

ANSWERS = TypeAdapter(dict[CriterionId, Answer])
DOCUMENTS = TypeAdapter(dict[Slug, Document])
SITE = "format: 1\nid: a\nname: A\nshort_name: A\nedition: iso16363-2025\n"


def answers(text: str) -> ParsedEntries[Answer]:
    return parse_entries(text, "evidence/3.1.yaml", Answer, ANSWERS)


def told(text: str) -> list[tuple[str, int, int]]:
    return [(d.code, d.place.line, d.place.column) for d in answers(text).diagnostics]


def test_one_broken_entry_does_not_hide_the_others() -> None:
    parsed = answers('"3.1.1":\n  documented: 9\n"3.1.2":\n  note: fine\n"3.1.3":\n  owner: No One\n')
    assert list(parsed.entries) == ["3.1.2"]
    assert parsed.broken == {"3.1.1", "3.1.3"}
    assert [d.code for d in parsed.diagnostics] == ["M205", "M208"]


def test_every_fault_of_an_entry_is_told_at_once() -> None:
    text = (
        '"3.1.1":\n  documented: 9\n  implemented: "3"\n  see: [3.10, "x"]\n  nte: one\n  review: {by: a, on: soon}\n'
    )
    assert told(text) == [
        ("M205", 2, 15),
        ("M203", 3, 16),
        ("M204", 4, 9),
        ("M208", 4, 15),
        ("M206", 6, 23),
        ("M202", 6, 3),
        ("M201", 5, 3),
    ]


def test_a_fault_of_the_text_keeps_the_names_of_what_is_there() -> None:
    parsed = answers('"3.1.1":\n  note: one\n"3.1.1":\n  note: two\n')
    assert parsed.entries == {}
    assert parsed.broken == {"3.1.1"}


def test_place_is_the_deepest_that_the_file_holds() -> None:
    (found,) = answers('"3.1.1":\n  evidence:\n    - document: a\n      state: maybe\n').diagnostics
    assert found.place.path == ("3.1.1", "evidence", 0, "state")
    assert (found.place.line, found.place.column) == (4, 14)


def test_a_record_is_read_or_refused_as_a_whole() -> None:
    assert parse_record(SITE, "site.yaml", Site).value == Site(
        format=1, id="a", name="A", short_name="A", edition="iso16363-2025"
    )
    parsed = parse_record(SITE.replace("format: 1", "format: 1.0"), "site.yaml", Site)
    assert parsed.value is None
    assert [d.code for d in parsed.diagnostics] == ["M207"]


@pytest.mark.parametrize("written", ["true", "1.0", "'1'"])
def test_format_is_the_number_one_and_nothing_like_it(written: str) -> None:
    parsed = parse_record(SITE.replace("format: 1", f"format: {written}"), "site.yaml", Site)
    assert [d.code for d in parsed.diagnostics] == ["M207"]


@pytest.mark.parametrize("year", ["2018", '"2018"', '"2018-03"', "2018-03", "2018-03-05"])
def test_partial_dates_may_be_written_as_people_do(year: str) -> None:
    text = f"a:\n  title: A\n  kind: log\n  state: draft\n  effective: {year}\n"
    parsed = parse_entries(text, "documents.yaml", Document, DOCUMENTS)
    assert parsed.diagnostics == []
    assert parsed.entries["a"].effective == year.strip('"')


@pytest.mark.parametrize("year", ["18", "20188", "true", "2018.5", '"2018-13"', '"2018-3"', "2018-02-29", "0018"])
def test_what_is_no_date_is_refused(year: str) -> None:
    text = f"a:\n  title: A\n  kind: log\n  state: draft\n  effective: {year}\n"
    (found,) = parse_entries(text, "documents.yaml", Document, DOCUMENTS).diagnostics
    assert found.code in {"M206", "M204"}
    assert found.place.line == 5


def test_long_and_odd_values_are_shown_short_and_harmless() -> None:
    long = "x" * 100_000
    for text in (
        f'"3.1.1":\n  {long[:900]}: 1\n',
        f'"3.1.1":\n  documented: {long}\n',
        f'"3.1.1":\n  evidence: [{{document: a, state: {long}}}]\n',
        f'"3.1.1":\n  owner: "{long}"\n',
        f'"3.1.1": {long}\n',
        f'"{long[:900]}":\n  note: one\n',
    ):
        for found in answers(text).diagnostics:
            assert len(found.message) < 300
            assert len(found.hint) < 300


def test_a_flood_of_faults_takes_seconds_not_hours() -> None:
    start = time.perf_counter()
    assert len(told('"3.1.1":\n  see: [' + "1, " * 30_000 + "]\n")) == 30_000
    assert time.perf_counter() - start < 20


def test_fields_are_found_through_lists_optional_records_and_dicts() -> None:
    assert "locator" in fields_at(Answer, ("evidence", 0))
    assert fields_at(Answer, ("review",)) == ("by", "on", "digest", "provided")
    assert "title" in fields_at(Site, ("roles", "head"))
    assert fields_at(Document, ("period",)) == ("from", "to")
    assert fields_at(Site, ("repository", "holdings", 3, "what", "deeper")) == ()
    assert fields_at(Site, ("nowhere",)) == ()


def test_nearest_offers_what_is_alike_and_nothing_else() -> None:
    assert nearest("haed", ["head", "storage"]) == "head"
    assert nearest("board", ["head", "storage"]) is None
    assert nearest("x" * 10**6, ["head"]) is None


def test_names_are_shown_on_one_line() -> None:
    assert escaped("a\nb\x1b[31m\udcff") == "a\\nb\\x1b[31m\\udcff"
    assert escaped("é 漢字") == "é 漢字"
    assert len(clipped("x" * 1000)) == 60


@pytest.mark.parametrize(
    ("given", "what"), [("3.1", "is a subsection, not a criterion"), ("3", "is a section, not a criterion")]
)
def test_a_part_of_the_standard_is_told_from_a_criterion(given: str, what: str) -> None:
    (found,) = parse_record(SITE + f'roles:\n  head: {{title: Head, criteria: ["{given}"]}}\n', "", Site).diagnostics
    assert (found.code, what in found.message) == ("M208", True)
    assert found.hint == "Name its criteria one by one; one stands for those below it."


def test_a_key_that_is_missing_is_told_with_what_it_may_hold() -> None:
    parsed = parse_record("id: a\nname: A\nshort_name: A\n", "", Site)
    assert [d.hint for d in parsed.diagnostics] == [
        "Add format: 1.",
        "Add edition: with the id of an edition, such as iso16363-2025.",
    ]
    entry = parse_entries("mission: {title: Mission, state: draft}\n", "", Document, DOCUMENTS)
    (found,) = entry.diagnostics
    assert found.hint.startswith("Add kind: with one of policy, procedure, plan, agreement,")


def test_what_a_provider_lent_is_computed_and_not_typed() -> None:
    digest = f'"v1:{"0" * 64}"'
    review = f"{{by: lead, on: 2026-11-23, digest: {digest}, provided: {{network: {digest}}}}}"
    (found,) = answers(f'"3.1.1":\n  review: {review}\n').diagnostics
    assert (found.code, found.hint) == ("M208", "Leave it to `iso16363 review`: it is computed.")
