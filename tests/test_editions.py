"""Where files name criteria, moving entries as text, and one self-assessment held against both editions."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, get_args, get_type_hints

import pytest
import report_pdfs
import test_report_tags
from pydantic import Field

from iso16363.criterionfields import FILES, kind_of, named_in, names_criteria
from iso16363.editions import in_other_edition
from iso16363.judgement import Judgement
from iso16363.language import speaking
from iso16363.model import layout
from iso16363.model.base import CriterionId, Record, parts
from iso16363.report.lookup import Lookup
from iso16363.report.otheredition import build_edition_page
from iso16363.report.page import render_html
from iso16363.report.screen import for_screen
from iso16363.report.view import build_view
from iso16363.workspace.catalogue_files import load_catalogue
from iso16363.workspace.location import find_workspace
from iso16363.workspace.manner import Manner, for_readers
from iso16363.workspace.workspace import SiteReport, report_on
from iso16363.yamlmoving import comments_at, in_places, put_in, renamed, taken_out, with_comments
from iso16363.yamltext import KEY, read

TODAY = date(2026, 11, 23)
HISTORY = {layout.HANDOFFS_FILE}


def _fields_named(kind: Any, path: str = "") -> Iterator[str]:
    """Every field of the models that is a criterion or a list of them, found another way than the program does."""
    if isinstance(kind, type) and issubclass(kind, Record):
        for name, hint in get_type_hints(kind, include_extras=True).items():
            if "[1-9][0-9]?){2,4}" in repr(hint):
                yield f"{kind.__name__}.{name}"
            yield from _fields_named(hint, path)
    for inner in get_args(kind):
        yield from _fields_named(inner, path)


def test_every_file_of_a_site_is_looked_at() -> None:
    files = {value for name, value in vars(layout).items() if name.endswith("_FILE") and "branding" not in value}
    assert files - HISTORY == {f for f in FILES if f.endswith(".yaml")}


def test_these_fields_name_criteria_and_no_others() -> None:
    """A new one is found by itself; this list says what a migration has been tried with."""
    found = {field for kind in FILES.values() for field in _fields_named(kind)}
    found.remove("Review.provided")  # a record of what was reviewed, as its digest: made anew or left as it is
    assert found == {"Role.criteria", "Answer.see", "Action.criteria", "AuditItem.criteria"}


class _Inner(Record):
    which: CriterionId | None = None
    others: tuple[Annotated[CriterionId, Field(strict=False)], ...] = ()


class _Later(Record):
    by_number: Annotated[dict[CriterionId, _Inner], Field(alias="by-number")]
    plain: str = ""


def test_a_later_field_is_found_whatever_its_form() -> None:
    value = {"by-number": {"3.1.1": {"which": "3.1.2", "others": ("3.1.3",)}}, "plain": "3.1.4"}
    assert dict(named_in(value, _Later)) == {
        ("by-number", "3.1.1", KEY): "3.1.1",
        ("by-number", "3.1.1", "which"): "3.1.2",
        ("by-number", "3.1.1", "others", 0): "3.1.3",
    }
    assert not names_criteria(dict[str, str])
    assert kind_of("evidence/3.1.yaml") == FILES["evidence"]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ('"3.1.1":  # a\n  see: ["3.1.2"] # b\n', '"3.1.9":  # a\n  see: ["3.1.8"] # b\n'),
        ("'3.1.1':\r\n  see:\r\n  - '3.1.2'\r\n", "'3.1.9':\r\n  see:\r\n  - '3.1.8'\r\n"),
        ("? 3.1.1\n: {see: [3.1.2]}\n", "? 3.1.9\n: {see: [3.1.8]}\n"),
        ('"3.1.1":\n  see:\n  - >- # c\n    3.1.2\n', '"3.1.9":\n  see:\n  - >- # c\n    3.1.8\n'),
        ('"3.1.1":\n  see: ["3.1\\x2e2"]\n', '"3.1.9":\n  see: ["3.1\\x2e2"]\n'),
    ],
)
def test_names_are_changed_as_they_are_written(text: str, wanted: str) -> None:
    assert renamed(text, {("3.1.1", KEY): "3.1.9", ("3.1.1", "see", 0): "3.1.8", ("gone", 0): "x"}) == wanted


APART = "# Head.\n\n# Of b.\nb: {x: 1}  # one\n  # below\n\n# Part two.\n\na: {x: 2}\nc: {x: 3}"


def test_entries_exchange_their_places_with_their_comments() -> None:
    wanted = "# Head.\n\na: {x: 2}\n\n# Part two.\n\n# Of b.\nb: {x: 1}  # one\n  # below\nc: {x: 3}"
    assert in_places(APART, "abc") == wanted
    assert in_places(wanted, "abc") == wanted
    assert in_places(APART, "ab") == APART
    for text in ("{b: 1, a: 2}", "b: |+\n  kept\n\na: 1\n"):
        assert read(in_places(text, "ab")).value == read(text).value


def test_below_the_line_of_the_schema_a_comment_is_that_of_the_first_entry() -> None:
    text = "# yaml-language-server: $schema=x\n# Of a.\na: 1\n# Of b.\nb: 2\n"
    assert in_places(text, "ba") == "# yaml-language-server: $schema=x\n# Of b.\nb: 2\n# Of a.\na: 1\n"
    assert taken_out(text, "a") == ("# yaml-language-server: $schema=x\n# Of b.\nb: 2\n", "# Of a.\na: 1\n")
    assert taken_out(text.partition("\n")[2], "a")[0] == "# Of a.\n# Of b.\nb: 2\n"


@pytest.mark.parametrize("key", ["a", "b", "c"])
def test_an_entry_taken_out_and_put_back_is_where_it_was(key: str) -> None:
    text = "# Head.\n\na: {x: 1}\n\n# Of b.\nb:\n  x: 2  # two\n\nc: {x: 3}\n"
    rest, lines = taken_out(text, key)
    assert key not in read(rest).value
    before = {"a": None, "b": "a", "c": "b"}[key]
    assert put_in(rest, lines, before) == text


def test_the_last_entry_leaves_a_file_that_can_be_filled_again() -> None:
    text = "# Head.\n\na: {x: 1}  # why\n"
    rest, lines = taken_out(text, "a")
    assert rest == "# Head.\n\n{}\n"
    assert put_in(rest, lines, None) == text
    assert put_in("  b:\r\n    y: 1\r\n", lines, "b") == "  b:\r\n    y: 1\r\n\r\n  a: {x: 1}  # why\r\n"
    assert taken_out("{a: 1}", "a") == ("{a: 1}", "")
    assert put_in("{b: 1}", lines, "b") == "{b: 1}"


def test_comments_of_an_item_are_found_and_put_back() -> None:
    text = "a:\n  - x  # one\n    # two\n  # not its own\n  - y\n"
    assert comments_at(text, ("a", 0)) == ("# one", "# two")
    assert with_comments("a:\n  - x\n  - y\n", ("a", 0), ("# one", "# two")) == "a:\n  - x  # one\n    # two\n  - y\n"
    assert with_comments("a: [x]\n", ("a", 3), ("# one",)) == "a: [x]\n"


def against(report: SiteReport, edition: str) -> Judgement:
    judgement = report.judgement
    assert judgement is not None
    return replace(judgement, against=in_other_edition(judgement.site, judgement.catalogue, edition, TODAY))


def test_both_editions_stand_side_by_side(example_report: SiteReport) -> None:
    page = build_edition_page(Lookup(against(example_report, "iso16363-2012")))
    assert page is not None
    assert (page.here, page.there, page.onwards, page.same) == ("ISO 16363:2025", "ISO 16363:2012", False, 81)
    assert [row.criterion for row in page.only_here] == [
        *("4.1.1.3", "4.1.1.4", "4.2.3.2", "4.2.3.3", "4.3.5", "5.1.1.7"),
    ]
    assert page.only_there == ()
    assert [(row.here, row.there) for row in page.otherwise if row.here != row.there] == [
        *(("4.2.1.2", "4.2.1.1"), ("4.2.1.1", "4.2.1.2")),
    ]
    assert sorted((row.there for row in page.otherwise), key=parts) == [row.there for row in page.otherwise]
    assert len(page.otherwise) == 28
    total = page.rows[-1]
    assert total.here is not None
    assert total.there is not None
    assert (total.here.applicable, total.there.applicable) == (113, 107)
    assert total.here.reviewed > total.there.reviewed > 0
    assert sum(row.here.complete for row in page.rows[:-1] if row.here) == total.here.complete


def test_the_report_shows_the_other_edition_only_where_it_is_asked_for(example_report: SiteReport) -> None:
    assert example_report.judgement is not None
    assert 'id="other-edition"' not in render_html(build_view(example_report.judgement))
    shown = render_html(build_view(against(example_report, "iso16363-2012")))
    assert shown.count("The same answers against ISO 16363:2012") == 2
    assert "Asked by ISO 16363:2025 alone" in shown
    assert "What ISO 16363:2025 changed against ISO 16363:2012, in our own words." in shown


def test_the_annex_can_be_read_aloud(example_report: SiteReport) -> None:
    """The tables of the PDF have heads that every cell names; the page for a browser lists the annex."""
    judgement = against(example_report, "iso16363-2012")
    made = report_pdfs.made_of(render_html(build_view(judgement)))
    test_report_tags.test_every_table_has_heads_that_its_cells_name(made)
    test_report_tags.test_headings_go_down_one_level_at_a_time(made)
    page = for_screen(made.html)
    assert re.search(r'<td data-column="Edition">ISO 16363:2012', page)


def test_titles_of_the_other_edition_are_in_the_language_of_the_reader(example_report: SiteReport) -> None:
    manner = Manner(language="de")
    with speaking("de"):
        shown = for_readers(against(example_report, "iso16363-2012"), manner)
        assert shown.against is not None
        title = shown.against.way.target.criteria["3.1.1"].title
    assert title != against(example_report, "iso16363-2012").edition.criteria["3.1.1"].title


def test_a_site_of_the_earlier_edition_is_held_against_the_later(small_workspace: Path) -> None:
    path = small_workspace / "sites" / "small" / "site.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("iso16363-2025", "iso16363-2012"), encoding="utf-8")
    report = report_on(find_workspace(small_workspace), "small", load_catalogue(crosswalks=True), TODAY)
    page = build_edition_page(Lookup(against(report, "iso16363-2025")))
    assert page is not None
    assert page.onwards
    assert [row.state[0] for row in page.only_there] == ["open"] * 6
