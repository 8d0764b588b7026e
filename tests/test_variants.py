"""What a variant may not show is in none of its bytes, and nothing else is missing."""

import dataclasses
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import report_samples
from deep_search import found_in, texts_in
from homecoming import Home
from hypothesis import HealthCheck, given, settings
from oracle_cells import workbook_bytes
from planting import Planted, planted
from strategies import Drawn, drawn_sites

from iso16363.errors import UnreadableInput, WrongUsage
from iso16363.interchange import assessment, to_text
from iso16363.judgement import Judgement
from iso16363.model.actions import Action
from iso16363.model.answers import Answer, Background, Citation
from iso16363.model.assessment import AttachedFile, Attachments
from iso16363.model.audit import AuditItem
from iso16363.model.base import Record
from iso16363.model.documents import Access, Document
from iso16363.model.imports import Import
from iso16363.model.signoff import Declaration, Handoff, Revocation
from iso16363.model.site import Holding, Repository, Role, Site
from iso16363.model.variant import OUTSIDE, Variant, WithheldKind
from iso16363.report.actionsheet import build_action_sheet, render_action_sheet
from iso16363.report.onepage import build_onepage, render_onepage
from iso16363.report.page import render_html
from iso16363.report.view import build_view
from iso16363.scoring import score, tally
from iso16363.variants import for_variant
from iso16363.withholding import withheld_by
from iso16363.workspace.handing_files import place_documents
from iso16363.workspace.issuing import REPORT, write_outputs
from iso16363.workspace.manner import Manner

ANY = settings(suppress_health_check=list(HealthCheck))
FEW = settings(ANY, max_examples=8)
CHARTER = report_samples.complete().site.documents["charter"]


def assessment_bytes(judgement: Judgement) -> bytes:
    return to_text(assessment(judgement)).encode()


def pages_bytes(judgement: Judgement) -> bytes:
    """The report, the director's page and the sheet of the one role, one after the other."""
    pages = (
        render_html(build_view(judgement)),
        render_onepage(build_onepage(judgement)),
        render_action_sheet(build_action_sheet(judgement, "head")),
    )
    return "".join(pages).encode()


def checked(site: Planted, variant: Variant, data: bytes) -> dict[str, str]:
    """What of the planted tokens stands in an output; none that the variant may not show."""
    found = found_in(data, site.garden.tokens)
    assert {t: found[t] for t in found.keys() & site.garden.hidden_in(variant)} == {}
    return found


@ANY
@given(drawn_sites)
def test_data_hold_what_the_variant_may_show_and_nothing_else(drawn: Drawn) -> None:
    site = planted(drawn)
    for variant in Variant:
        found = checked(site, variant, assessment_bytes(for_variant(site.judgement, variant)))
        assert found.keys() >= site.garden.shown_in(variant)


@FEW
@given(drawn_sites)
def test_pages_hold_nothing_that_is_withheld(drawn: Drawn) -> None:
    site = planted(drawn)
    for variant in Variant:
        assert checked(site, variant, pages_bytes(for_variant(site.judgement, variant)))


@FEW
@given(drawn_sites)
def test_workbooks_hold_nothing_that_is_withheld(drawn: Drawn) -> None:
    site = planted(drawn)
    for variant in Variant:
        assert checked(site, variant, workbook_bytes(for_variant(site.judgement, variant)))


def rich() -> Planted:
    """A fixed site with documents and answers of each access, notes, actions, a taken-in workbook, and an audit."""
    whole = report_samples.half().site
    access: tuple[Access | None, ...] = (*Access, None)
    said_to = (None, Access.RESTRICTED, Access.PUBLIC)
    minutes = whole.documents["minutes"].model_copy(
        update={"version": "1", "publisher": "It", "summary": "It.", "dated": "spring", "doi": "10.1/1", "note": "n"}
    )
    documents = {
        f"{name}-{n}": minutes.model_copy(update={"access": which, "withheld": reason, "inspect": reason})
        for n, which in enumerate(access)
        for name, reason in (("a", "said"), ("b", None))
    }
    citation = whole.answers["3.1.1"].evidence[0]
    background = Background.model_validate({"polarity": "gap", "statement": "x", "document": "x"}, strict=False)
    answers = {
        criterion: a.model_copy(
            update={
                "evidence": (citation,) * many,
                "background": (background,) * many,
                "access": which,
                "applicable": True,
                "note": "n",
                "confirm": "c",
            }
        )
        for (criterion, a), which, many in zip(whole.answers.items(), said_to, (22, 2, 2), strict=True)
    }
    actions = {name: a.model_copy(update={"note": "n"}) for name, a in whole.actions.items()}
    taken = Import.model_validate({"on": "2026-11-01", "file": "a.xlsx", "sha256": "a" * 64}, strict=False)
    return planted(Drawn(whole.site, documents, answers, actions, {"taken": taken}, *audited()))


def audited() -> tuple[dict[str, AuditItem], dict[str, Declaration], dict[str, Handoff]]:
    """A request and a finding with everything said, a declaration taken back and one in force, a hand-over."""
    days = {"raised_on": "2026-11-01", "due": "2026-12-01", "answered_on": "2026-11-10", "closed_on": "2026-11-20"}
    words = ("statement", "seen", "verdict", "effectiveness", "answer", "correction", "cause", "corrective_action")
    said = {**days, **dict.fromkeys((*words, "note"), "x"), "state": "closed"}
    kinds = {"request-1": "request", "finding-1": "major-nonconformity"}
    audit = {
        name: AuditItem.model_validate({**said, "kind": kind}, strict=False, by_name=True)
        for name, kind in kinds.items()
    }
    digest, day = f"v1:{'0' * 64}", date(2026, 11, 1)
    revoked = Revocation(by="head", on=day, why="x")
    declarations = {
        "first": Declaration(by="head", on=day, digest=digest, revoked=revoked),
        "second": Declaration(by="head", on=day, digest=digest),
    }
    handoff = Handoff(
        on=day,
        variant=Variant.AUDITOR,
        to="x",
        digest=digest,
        declaration="second",
        package="x",
        manifest="0" * 64,
        frozen="0" * 64,
    )
    return audit, declarations, {"handed": handoff}


@given(drawn_sites)
@ANY
def test_the_public_variant_is_the_same_by_either_way(drawn: Drawn) -> None:
    judgement = planted(drawn).judgement
    auditor, public = (for_variant(judgement, variant) for variant in OUTSIDE)
    assert for_variant(auditor, Variant.PUBLIC) == public
    assert for_variant(auditor, Variant.AUDITOR) == auditor
    assert for_variant(public, Variant.PUBLIC) == public
    assert for_variant(judgement, Variant.INTERNAL) is judgement


@pytest.mark.parametrize("wider", [Variant.INTERNAL, Variant.AUDITOR])
def test_what_is_gone_cannot_come_back(wider: Variant) -> None:
    public = for_variant(rich().judgement, Variant.PUBLIC)
    with pytest.raises(WrongUsage, match="cannot be shown as"):
        for_variant(public, wider)


@pytest.mark.parametrize("name", ["nothing", "bare", "half", "complete", "hostile"])
@pytest.mark.parametrize("variant", OUTSIDE)
def test_results_gates_and_counts_are_those_of_the_whole(name: str, variant: Variant) -> None:
    whole: Judgement = getattr(report_samples, name)()
    shown = for_variant(whole, variant)
    for criterion, result in whole.results.items():
        other = shown.results[criterion]
        assert (other.state, other.rating, other.support, other.gap) == (
            *(result.state, result.rating),
            *(result.support, result.gap),
        )
    assert tally(shown.results) == tally(whole.results)
    assert shown.readiness.state is whole.readiness.state
    for gate in whole.readiness.gates:
        other_gate = shown.readiness.gate(gate.name)
        assert (other_gate.status, len(other_gate.failures)) == (gate.status, len(gate.failures))
    assert [d.code for d in shown.diagnostics] == [d.code for d in whole.diagnostics]
    assert shown.provenance == whole.provenance


@pytest.mark.parametrize("variant", OUTSIDE)
def test_judging_what_a_variant_shows_comes_to_the_same(variant: Variant) -> None:
    """Workbook and report compute some things from the site again: reviews, standing of documents, support."""
    for whole in (report_samples.complete(), rich().judgement):
        shown = for_variant(whole, variant)
        again = score(shown.site, shown.edition, shown.today)
        assert {c: (r.state, r.support) for c, r in again.items()} == {
            c: (r.state, r.support) for c, r in whole.results.items()
        }


def test_a_file_that_is_missing_or_wrong_stays_so() -> None:
    whole = report_samples.complete()
    charter = whole.site.documents["charter"].model_copy(update={"access": Access.INTERNAL})
    for wrong in ({}, {"charter.md": AttachedFile(1, "0" * 64)}):
        site = dataclasses.replace(whole.site, documents={"charter": charter}, attachments=Attachments(wrong))
        shown = for_variant(dataclasses.replace(whole, site=site), Variant.PUBLIC)
        assert shown.site.unverified(shown.site.documents["withheld-1"])
        assert bool(shown.site.attachments.found) is bool(wrong)


def test_every_place_says_what_is_withheld_why_and_how_to_inspect_it() -> None:
    public = for_variant(report_samples.complete(), Variant.PUBLIC)
    document = public.site.documents["withheld-1"]
    assert document.title == "Withheld document 1 (minutes)"
    assert document.summary == (
        "[Withheld in the variant “public”. Why: Names of staff. How to inspect it: On site, by appointment.]"
    )
    cited = public.site.answers["3.1.1"].evidence[1]
    assert (cited.document, cited.locator, cited.quote, cited.shows) == ("withheld-1", "[withheld]", None, "[withheld]")
    (entry,) = (w for w in public.withheld if w.kind is WithheldKind.DOCUMENT)
    assert (entry.name, entry.why, entry.criteria) == ("withheld-1", "Names of staff.", ("3.1.1", "3.1.2.1", "5.2.1"))


def test_without_reason_and_way_the_accountable_role_is_named() -> None:
    whole = report_samples.half()
    slides = next(w for w in withheld_by(whole) if w.name == "slides")
    assert slides.why == "No reason is given; the register does not say who may see it."
    assert slides.inspect == "No way is given: ask Head."
    assert slides.variants == (Variant.PUBLIC,)
    assert next(w for w in withheld_by(whole) if w.name == "minutes").variants == OUTSIDE


def test_the_auditor_sees_the_description_of_what_is_restricted() -> None:
    auditor = for_variant(report_samples.complete(), Variant.AUDITOR)
    minutes = auditor.site.documents["minutes"]
    assert (minutes.title, minutes.link, minutes.effective) == ("Minutes of the board", None, "2026-02")
    assert auditor.site.documents["charter"] == report_samples.complete().site.documents["charter"]
    assert auditor.site.site.notes == ()


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize(
    ("variant", "closed", "open_"),
    [
        (Variant.AUDITOR, Access.RESTRICTED, Access.INTERNAL),
        (Variant.AUDITOR, Access.ON_SITE, Access.PUBLIC),
        (Variant.PUBLIC, Access.INTERNAL, Access.PUBLIC),
        (Variant.PUBLIC, None, Access.PUBLIC),
    ],
)
def test_a_file_that_is_withheld_goes_out_under_no_other_id(
    variant: Variant, closed: Access | None, open_: Access, tmp_path: Path, *, first: bool
) -> None:
    whole = report_samples.complete()
    hidden = CHARTER.model_copy(update={"access": closed, "path": "board/minutes.md"})
    twin = CHARTER.model_copy(update={"access": open_, "path": "board/./minutes.md"})
    other = CHARTER.model_copy(update={"access": Access.PUBLIC, "path": "charter.md"})
    documents = {"hidden": hidden, "twin": twin} if first else {"twin": twin, "hidden": hidden}
    found = {d.path: AttachedFile(9, str(d.sha256)) for d in (hidden, twin, other) if d.path}
    site = dataclasses.replace(whole.site, documents={**documents, "other": other}, attachments=Attachments(found))
    whole = dataclasses.replace(whole, site=site)
    shown = for_variant(whole, variant)
    placed = place_documents(whole, shown, tmp_path)
    assert set(placed.files) == {"other"}
    assert [job.path for job in placed.jobs if job.target] == ["charter.md"]
    listed = [w for w in shown.withheld if w.kind is WithheldKind.DOCUMENT]
    assert len(listed) == 2
    assert not any("for staff and the auditor" in w.why for w in listed if variant is Variant.AUDITOR)
    assert b"minutes.md" not in assessment_bytes(shown)
    assert set(place_documents(whole, whole, tmp_path).files) == {"hidden", "twin", "other"}


def test_the_words_of_an_answer_can_be_kept_back() -> None:
    whole = report_samples.complete()
    kept = {"3.1.1": Access.INTERNAL, "3.1.2.1": Access.RESTRICTED, "5.2.2": Access.INTERNAL}
    answers = {
        criterion: a.model_copy(
            update={"access": kept.get(criterion), "response": f"What is said of {criterion}, in so many words."}
        )
        for criterion, a in whole.site.answers.items()
    }
    whole = dataclasses.replace(whole, site=dataclasses.replace(whole.site, answers=answers))
    auditor, public = (for_variant(whole, variant) for variant in OUTSIDE)
    same = [
        [c for c, a in answers.items() if shown.site.answers[c].response == a.response] for shown in (auditor, public)
    ]
    assert same == [["3.1.1", "5.2.1", "5.2.2"], ["5.2.1"]]
    assert (public.site.answers["5.2.2"].reason, public.results["5.2.2"].why) == ("[withheld]", "[withheld]")
    for shown, names in ((auditor, ["3.1.2.1"]), (public, ["3.1.1", "3.1.2.1", "5.2.2"])):
        assert [w.name for w in shown.withheld if w.kind is WithheldKind.ANSWER] == names


def test_fields_are_emptied_and_not_only_swept() -> None:
    """Short texts are not looked for elsewhere: in their own place they have to go whatever they say."""
    auditor, public = (for_variant(rich().judgement, variant).site for variant in OUTSIDE)
    for site in (auditor, public):
        records = (*site.answers.values(), *site.documents.values(), *site.actions.values(), site.site.repository)
        assert [r.note for r in records if r is not None and r.note is not None] == []
        assert [r for r in site.site.roles.values() if r.person or r.email] == []
    restricted = [n for n, d in auditor.documents.items() if d.access in (Access.RESTRICTED, Access.ON_SITE)]
    quoted = [c.quote for a in auditor.answers.values() for c in a.evidence if c.document in restricted]
    assert len(quoted) > 4
    assert set(quoted) == {"[withheld]"}
    hidden = [d for d in public.documents.values() if d.access is not Access.PUBLIC]
    assert len(hidden) == 16
    for document in hidden:
        left = (document.publisher, document.version, document.dated, document.owner, document.link)
        assert left == (None,) * 5
        assert document.sha256 in (None, "[withheld]")


def test_what_is_between_site_and_auditor_is_not_public() -> None:
    """Whatever it says, and however short: it has no place in the public variant."""
    judgement = rich().judgement
    auditor, public = (for_variant(judgement, variant) for variant in OUTSIDE)
    assert [item.note for item in auditor.site.audit.values()] == [None] * 3
    assert all(item.answer and item.cause and item.verdict for item in auditor.site.audit.values())
    assert auditor.site.declarations == judgement.site.declarations
    assert auditor.site.handoffs == judgement.site.handoffs
    assert (public.site.audit, public.site.handoffs) == ({}, {})
    first, second = public.site.declarations.values()
    assert first.revoked is not None
    assert (first.by, first.on, first.revoked.by, first.revoked.why) == (
        "head",
        date(2026, 11, 1),
        "head",
        "[withheld]",
    )
    assert second == judgement.site.declarations["declared-1"]
    (entry,) = (w for w in public.withheld if w.kind is WithheldKind.AUDIT)
    assert (entry.title, entry.variants) == ("3 requests and findings", (Variant.PUBLIC,))


@pytest.mark.parametrize(
    ("kept", "title"),
    [(("handoffs", "declarations"), "1 hand-over"), (("declarations",), "1 declaration taken back"), ((), None)],
)
def test_the_list_of_what_is_withheld_names_what_there_is(kept: tuple[str, ...], title: str | None) -> None:
    judgement = rich().judgement
    gone: dict[str, Any] = {name: {} for name in ("audit", "handoffs", "declarations") if name not in kept}
    whole = dataclasses.replace(judgement, site=dataclasses.replace(judgement.site, **gone))
    public = for_variant(whole, Variant.PUBLIC)
    assert next((w.title for w in public.withheld if w.kind is WithheldKind.AUDIT), None) == title


def test_what_stands_openly_is_not_taken_out() -> None:
    """A title that is a kind of document, or in the catalogue, or a public title too, says nothing."""
    whole = report_samples.complete()
    documents = dict(whole.site.documents)
    documents["minutes"] = documents["minutes"].model_copy(update={"title": "Mission statement"})
    answer = whole.site.answers["3.1.1"].model_copy(update={"response": "The mission statement holds."})
    site = dataclasses.replace(whole.site, documents=documents, answers={"3.1.1": answer})
    public = for_variant(dataclasses.replace(whole, site=site), Variant.PUBLIC)
    assert public.site.answers["3.1.1"].response == "The mission statement holds."
    assert public.site.documents["withheld-1"].title == "Withheld document 1 (minutes)"


def test_a_neutral_name_that_is_taken_is_not_given_again() -> None:
    whole = report_samples.complete()
    site = dataclasses.replace(whole.site, documents={**whole.site.documents, "withheld-1": CHARTER})
    public = for_variant(dataclasses.replace(whole, site=site), Variant.PUBLIC)
    assert [*public.site.documents] == ["charter", "withheld-2", "withheld-1"]
    assert public.site.documents["withheld-1"].title == "Charter"


@pytest.mark.parametrize("variant", list(Variant))
def test_pdf_and_what_is_attached_to_it(variant: Variant, tmp_path: Path) -> None:
    site = rich()
    write_outputs(site.judgement, Manner(variant), tmp_path)
    data = (tmp_path / REPORT).read_bytes()
    found = checked(site, variant, data)
    assert found.keys() >= site.garden.shown_in(variant)
    if variant is Variant.INTERNAL:
        _looked_everywhere(list(texts_in(data)), site.garden.hidden_in(Variant.PUBLIC))


def _looked_everywhere(texts: list[tuple[str, str]], secrets: set[str]) -> None:
    """A control: each sort of place gives secrets away where nothing is withheld, so a leak would be found there."""
    assert len(secrets) > 100
    for part in ("/page ", "assessment.json", "workbook.xlsx/xl/worksheets", "/object ", "/stream "):
        there = "".join(text for place, text in texts if part in place)
        assert any(secret in there for secret in secrets), part


def test_a_workbook_of_the_public_variant_does_not_come_home(small_workspace: Path, tmp_path: Path) -> None:
    """That of the auditor does, with requests and findings only."""
    home = Home(small_workspace, "small")
    file = tmp_path / "back.xlsx"
    file.write_bytes(workbook_bytes(for_variant(home.judgement(), Variant.PUBLIC)))
    with pytest.raises(UnreadableInput, match='variant "public", in which texts are withheld'):
        home.examine(file=file)


def test_fields_that_are_not_planted_are_known() -> None:
    """A new field of the model has to be given a place in the policy, and in this test."""
    known: dict[type[Record], int] = {
        Answer: 16,
        Citation: 6,
        Background: 3,
        Document: 24,
        Action: 12,
        Import: 11,
        AuditItem: 19,
        Declaration: 4,
        Revocation: 3,
        Handoff: 8,
        Site: 19,
        Repository: 8,
        Role: 7,
        Holding: 4,
    }
    assert {model: len(model.model_fields) for model in known} == known
