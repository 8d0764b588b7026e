"""Workbooks of sites that inherit come home: what is a provider's is never taken for an edit, and never written."""

import random
from pathlib import Path
from typing import Any

import pytest
from auditing import for_auditor
from commandline import Run
from demands import demanded
from homecoming import Home, added, deleted, difference, edited, emptied, letter, outcomes, row_of, typed
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from oracle_cells import loaded
from oracle_libreoffice import available, scripted
from providers import Lent, beside_a_network, beside_its_host, lent_sites
from strategies import texts
from test_homecoming_properties import exported

from iso16363.errors import WrongUsage
from iso16363.model.answers import Share
from iso16363.workbook.columns import FIRST_ROW
from iso16363.workbook.opened import column_position
from iso16363.workbook.rewrapping import tidy
from iso16363.workbook.settling import Choices
from iso16363.workbook.threeway import Extent, Outcome
from iso16363.workspace.reissuing import reissue

styles = st.none() | st.randoms(use_true_random=False)
slow = settings(
    max_examples=max(6, settings().max_examples // 20), suppress_health_check=list(HealthCheck), deadline=None
)
THEIR_CITATION = "@3.3.1/network/charter/1"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return beside_a_network(tmp_path / "w")


def change_theirs(home: Home, file: str, old: str, new: str) -> None:
    path = home.folder.parent / "network" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


@slow
@given(lent_sites, styles)
def test_an_untouched_workbook_changes_no_byte(lent: Lent, style: random.Random | None) -> None:
    with beside_its_host(lent, style) as home:
        before = home.files()
        home.come_back(exported(home))
        assert home.take_in().tried.differences == ()
        assert home.files() == before


@slow
@given(lent_sites, styles, texts.filter(lambda t: len(t) < 30_000), st.data())
def test_an_edit_in_a_row_of_the_host_is_refused_and_writes_nothing(
    lent: Lent, style: random.Random | None, text: str, data: st.DataObject
) -> None:
    with beside_its_host(lent, style) as home:
        out, before = exported(home), home.files()
        book = loaded(out)
        keys = [c.value for c in book["Documents"][letter(book, "Documents", "key")]]
        theirs = sorted(str(key) for key in keys if "/" in str(key))
        if not theirs:
            return
        key = data.draw(st.sampled_from(theirs))
        home.come_back(out, typed("Documents", key, "title", f"x{text}"))
        (refused,) = home.examine().tried.differences
        assert (refused.id, refused.outcome) == (f"Documents!{key}!title", Outcome.REJECTED)
        home.take_in(Choices(leave_rejected=True))
        assert home.files() == before


@slow
@given(lent_sites, styles, texts.filter(lambda t: len(t) < 30_000), st.data())
def test_an_edit_of_the_sites_own_words_arrives_without_the_hosts(
    lent: Lent, style: random.Random | None, text: str, data: st.DataObject
) -> None:
    with beside_its_host(lent, style) as home:
        provided = {c for c, a in lent.site.answers.items() if a.inherits and a.inherits.as_ is Share.PROVIDED}
        criterion = data.draw(st.sampled_from(sorted({*lent.site.answers, "3.1.1"} - provided) or ["3.1.1"]))
        if criterion in provided:
            return
        written = dict(home.judgement().site.written_answers())
        home.come_back(exported(home), typed("Criteria", criterion, "response", text))
        home.take_in()
        after = home.judgement().site
        assert tidy(after.written_answer(criterion).response or "") == tidy(text)
        others = {c: a for c, a in after.written_answers() if c != criterion}
        assert others == {c: a for c, a in written.items() if c != criterion}


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_copy_that_libreoffice_sorted_and_saved_changes_nothing(home: Home, tmp_path: Path, kind: str) -> None:
    demanded("LibreOffice is not installed: the way home through it was NOT checked", there=available())
    data = home.export()
    home.come_back(data)
    book = loaded(data)
    lines = []
    for sheet, column in (("Evidence", "locator"), ("Documents", "title")):
        keys = [c.value for c in book[sheet][letter(book, sheet, "key")]]
        last, right = FIRST_ROW + len([k for k in keys if k]) - 2, book[sheet].max_column - 1
        at = column_position(letter(book, sheet, column))
        lines += [
            f'sheet = doc.Sheets.getByName("{sheet}")',
            'sheet.unprotect("")',
            f"Dim {sheet}By(0) As New com.sun.star.table.TableSortField",
            f"{sheet}By(0).Field = {at} : {sheet}By(0).IsAscending = False",
            f"Dim {sheet}How(1) As New com.sun.star.beans.PropertyValue",
            f'{sheet}How(0).Name = "SortFields" : {sheet}How(0).Value = {sheet}By()',
            f'{sheet}How(1).Name = "ContainsHeader" : {sheet}How(1).Value = False',
            f"sheet.getCellRangeByPosition(0, {FIRST_ROW}, {right}, {last}).sort({sheet}How())",
        ]
    saved = scripted(home.returned, tmp_path, kind, "\n".join(f"  {line}" for line in lines))
    assert home.take_in(Choices(), saved).tried.differences == ()


@pytest.mark.parametrize(
    ("edit", "name", "said"),
    [
        (typed("Evidence", THEIR_CITATION, "locator", "Article 9"), f"Evidence!{THEIR_CITATION}!locator", "changed"),
        (typed("Evidence", THEIR_CITATION, "method", "=1"), f"Evidence!{THEIR_CITATION}!method", "changed"),
        (deleted("Evidence", THEIR_CITATION), f"Evidence!{THEIR_CITATION}", "deleted"),
        (emptied("Evidence", THEIR_CITATION), f"Evidence!{THEIR_CITATION}", "deleted"),
        (typed("Documents", "network/charter", "title", "Ours"), "Documents!network/charter!title", "changed"),
        (typed("Documents", "network/charter", "id", "charter"), "Documents!network/charter!id", "changed"),
        (deleted("Documents", "network/other"), "Documents!network/other", "deleted"),
    ],
)
def test_what_is_changed_in_a_providers_row_is_refused(home: Home, edit: Any, name: str, said: str) -> None:
    before = home.files()
    home.come_back(home.export(), edit)
    (refused,) = home.examine().tried.differences
    assert (refused.id, refused.outcome) == (name, Outcome.REJECTED)
    assert f"was {said}, but it is network's, and only shown here" in refused.reason
    file = "documents.yaml" if name.startswith("Documents") else "evidence/3.3.yaml"
    assert f"Have it changed in sites/network/{file}" in refused.remedy
    with pytest.raises(WrongUsage):
        home.take_in()
    home.take_in(Choices(leave_rejected=True))
    assert home.files() == before


def test_what_is_refused_is_asked_again_until_it_is_put_back(home: Home, tmp_path: Path) -> None:
    """The workbook that is sent back has the row again, with what was typed and why it cannot be taken."""
    deletion = deleted("Evidence", THEIR_CITATION)
    home.come_back(home.export(), deletion, typed("Documents", "network/charter", "title", "Ours"))
    for _ in range(2):
        examined = home.examine()
        assert set(outcomes(examined).values()) == {Outcome.REJECTED}
        assert {d.key for d in examined.tried.differences} == {THEIR_CITATION, "network/charter"}
        assert reissue(examined, tmp_path / "again.xlsx") == 2
        home.returned.write_bytes((tmp_path / "again.xlsx").read_bytes())
    book = loaded(home.returned)
    place = f"{letter(book, 'Evidence', 'shows')}{row_of(book, 'Evidence', THEIR_CITATION)}"
    assert "it is a provider's" in str(book["Evidence"][place].value)
    mended = (
        typed("Evidence", THEIR_CITATION, "shows", None),
        typed("Documents", "network/charter", "title", "Charter of the invented network"),
    )
    home.come_back(home.returned.read_bytes(), *mended)
    assert home.take_in().tried.differences == ()


@pytest.mark.parametrize(("column", "value"), [("response", "Ours."), ("documented", 2), ("see", "3.1.1")])
def test_an_answer_that_is_provided_is_not_given_here(home: Home, column: str, value: object) -> None:
    before = home.files()
    home.come_back(home.export(), typed("Criteria", "3.3.1", column, value), typed("Criteria", "3.3.1", "note", "N."))
    examined = home.examine()
    assert outcomes(examined) == {f"Criteria!3.3.1!{column}": Outcome.REJECTED, "Criteria!3.3.1!note": Outcome.WORKBOOK}
    refused = difference(examined, f"Criteria!3.3.1!{column}")
    assert refused.reason == "network answers 3.3.1 for this site, as it is"
    assert "say `shared` under inherits in evidence/3.3.yaml" in refused.remedy
    home.take_in(Choices(leave_rejected=True))
    text = before["evidence/3.3.yaml"].replace("as: provided}\n", "as: provided}\n  note: N.\n")
    assert home.files()["evidence/3.3.yaml"] == text


def test_a_shared_answer_is_edited_without_the_providers_words(home: Home) -> None:
    edits = (
        typed("Criteria", "3.3.2", "response", "We review ours every year."),
        typed("Criteria", "3.3.2", "documented", 3),
        typed("Evidence", "3.3.2/network/charter/1", "locator", "Article 8"),
        added("Evidence", criterion="3.3.2", document="network/minutes", state="candidate", locator="Item 1"),
    )
    home.come_back(home.export(), *edits)
    assert set(outcomes(home.take_in()).values()) == {Outcome.WORKBOOK}
    text = home.files()["evidence/3.3.yaml"]
    assert "Article 5" not in text
    assert "The network" not in text
    written = home.judgement().site.written_answer("3.3.2")
    assert (written.response, written.documented, written.implemented) == ("We review ours every year.\n", 3, 2)
    cited = [(c.document, c.locator) for c in written.evidence]
    assert cited == [("network/charter", "Article 8"), ("network/minutes", "Item 1")]
    assert home.take_in().tried.texts == {}


def test_a_document_that_is_offered_is_cited_with_its_file(home: Home) -> None:
    """Nobody had looked for its file: it is looked for before the citation is taken."""
    home.come_back(
        home.export(),
        added("Evidence", criterion="3.1.1", document="network/other", state="confirmed", locator="p. 1"),
        added("Actions", criteria="3.1.1", gap="A.", action="Do it.", state="open", closing_evidence="network/minutes"),
    )
    examined = home.take_in()
    assert set(outcomes(examined).values()) == {Outcome.WORKBOOK}
    assert [d for d in examined.tried.after.diagnostics if "network/other" in d.message] == []
    site = home.judgement().site
    assert site.documents["network/other"].path in site.attachments.found
    assert "network/other" not in home.files()["documents.yaml"]


def test_a_document_of_somebody_who_is_no_provider_is_refused(home: Home) -> None:
    home.come_back(
        home.export(),
        added("Evidence", criterion="3.1.1", document="stranger/charter", state="candidate"),
        added("Documents", id="network/new", title="New", kind="policy", state="draft"),
    )
    by_sheet = {d.sheet: d for d in home.examine().tried.differences}
    assert {d.outcome for d in by_sheet.values()} == {Outcome.REJECTED}
    assert "is of a provider that this site does not inherit from" in by_sheet["Evidence"].reason
    assert by_sheet["Evidence"].remedy.startswith("Add stranger to `inherits` in site.yaml")
    assert by_sheet["Documents"].reason == '"network/new" is a document of network, which has a register of its own'


def test_a_citation_of_its_own_beside_an_answer_that_is_provided_is_refused(home: Home) -> None:
    home.come_back(home.export(), added("Evidence", criterion="3.3.1", document="network/other", state="candidate"))
    (refused,) = home.examine().tried.differences
    assert refused.outcome is Outcome.REJECTED
    assert 'provided by "network" as it is' in refused.reason


ITEM = "    - {document: charter, locator: Article 4, method: test, state: confirmed}\n"
ITEMS = "    - {document: other, state: candidate}\n    - {document: charter, locator: Article 6, state: confirmed}\n"


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("evidence/3.3.yaml", "Article 4", "Article 14"),
        ("evidence/3.3.yaml", "keeps a list", "kept a list"),
        ("evidence/3.3.yaml", ITEM, ITEMS),
        ("evidence/3.3.yaml", f"  evidence:\n{ITEM}", ""),
        ("documents.yaml", "Charter of", "Statutes of"),
        ("documents.yaml", "Another paper of the network", "Yet another paper"),
    ],
)
def test_a_provider_that_changed_meanwhile_is_no_conflict(home: Home, file: str, old: str, new: str) -> None:
    data, before = home.export(), home.files()
    change_theirs(home, file, old, new)
    home.come_back(data, typed("Criteria", "3.1.1", "note", "A note."))
    assert outcomes(home.take_in()) == {"Criteria!3.1.1!note": Outcome.WORKBOOK}
    assert home.files()["evidence/3.3.yaml"] == before["evidence/3.3.yaml"]


def test_what_a_provider_took_back_meanwhile_and_was_edited_here_has_to_be_decided(home: Home) -> None:
    data = home.export()
    change_theirs(home, "evidence/3.3.yaml", "    - {document: minutes, state: candidate}\n", "")
    home.come_back(data, typed("Evidence", "@3.3.2/network/minutes/1", "locator", "Item 2"))
    (found,) = home.examine().tried.differences
    assert (found.outcome, found.extent) == (Outcome.CONFLICT, Extent.DELETED)
    home.come_back(data)
    assert home.examine().tried.settled.accepted == ()
    assert not home.examine().stopped


def test_an_answer_that_became_provided_meanwhile_is_not_overwritten(home: Home) -> None:
    data = home.export()
    shared = home.files()["evidence/3.3.yaml"]
    ours = shared[shared.index("  documented: 2") : shared.index('"3.3.3"')]
    home.change("evidence/3.3.yaml", ours, "  inherits: {from: network, as: provided}\n")
    before = home.files()
    home.come_back(data)
    examined = home.take_in()
    assert set(outcomes(examined).values()) == {Outcome.FILES}
    assert home.files() == before
    home.come_back(data, typed("Criteria", "3.3.2", "response", "We review ours every year."))
    examined = home.examine()
    refused = difference(examined, "Criteria!3.3.2!response")
    assert refused.outcome is Outcome.REJECTED
    assert refused.reason == "network answers 3.3.2 for this site, as it is"


def test_an_answer_that_became_the_sites_own_meanwhile_is_given_here(home: Home) -> None:
    data = home.export()
    home.change("evidence/3.3.yaml", "as: provided", "as: own")
    home.come_back(data, typed("Criteria", "3.3.1", "response", "We keep our own list."))
    found = outcomes(home.take_in())
    assert found.pop("Criteria!3.3.1!response") is Outcome.WORKBOOK
    assert set(found.values()) <= {Outcome.FILES}
    assert home.judgement().site.answer("3.3.1").response == "We keep our own list.\n"


def test_a_provided_answer_is_approved_as_it_is_in_force(home: Home) -> None:
    text = (home.folder.parent / "network" / "documents.yaml").read_text()
    file = home.judgement().site.attachments.found["../../network/documents/charter.txt"]
    pinned = text.replace("path: charter.txt", f"path: charter.txt\n  sha256: {file.sha256}")
    (home.folder.parent / "network" / "documents.yaml").write_text(pinned)
    data = home.export()
    approve = typed("Criteria", "3.3.1", "approve_as", "quality-lead")
    home.come_back(data, approve)
    home.take_in()
    review = home.judgement().site.answer("3.3.1").review
    assert review is not None
    assert [*review.provided] == ["network/3.3.1", "network/3.3.1/ratings", "network/charter"]


def test_an_approval_of_what_the_provider_changed_meanwhile_is_refused(home: Home) -> None:
    data = home.export()
    change_theirs(home, "evidence/3.3.yaml", "keeps a list", "kept a list")
    home.come_back(data, typed("Criteria", "3.3.2", "note", "N."), typed("Criteria", "3.3.1", "approve_as", "head"))
    assert difference(home.examine(), "Criteria!3.3.1!approve_as").outcome is Outcome.REJECTED


def test_without_its_hidden_sheet_a_workbook_still_knows_whose_rows_are_whose(home: Home) -> None:
    def bare(book: Any) -> None:
        del book["_sync"]

    home.come_back(edited(home.export(), bare))
    assert home.take_in().tried.differences == ()
    home.come_back(edited(home.export(), bare), typed("Evidence", THEIR_CITATION, "locator", "Article 9"))
    (refused,) = home.examine().tried.differences
    assert refused.outcome is Outcome.REJECTED


def test_without_its_keys_a_workbook_still_knows_whose_rows_are_whose(home: Home) -> None:
    def keyless(book: Any) -> None:
        for sheet in ("Evidence", "Documents"):
            book[sheet].delete_cols(book[sheet].max_column)

    home.come_back(edited(home.export(), keyless))
    assert home.take_in().tried.differences == ()


def test_what_is_refused_is_named_as_people_know_it(home: Home, run: Run) -> None:
    edits = typed("Evidence", THEIR_CITATION, "locator", "Article 9"), deleted("Documents", "network/other")
    home.come_back(home.export(), *edits)
    shown = run("workbook", "diff", home.site, home.returned, workspace=home.workspace.root)
    assert shown.code == 1
    assert "3.3.1 network/charter Where in the document\n" in shown.out
    assert "network/other\n" in shown.out
    assert "@" not in shown.out


def test_an_auditors_workbook_comes_home_with_requests_only(home: Home) -> None:
    data = for_auditor(home)
    home.come_back(data)
    assert home.take_in().tried.differences == ()
    asked = added("Audit", kind="request", criteria="3.3.1", statement="Show the list.", raised_on="2026-11-20")
    home.come_back(data, asked, typed("Evidence", "3.3.1/network/charter/1", "locator", "Article 9"))
    found = outcomes(home.take_in(Choices(leave_rejected=True)))
    assert found == {
        "Audit!request-1": Outcome.WORKBOOK,
        "Evidence!3.3.1/network/charter/1!locator": Outcome.REJECTED,
    }
