"""The director's page: one page whatever the site, with everything that the decision needs."""

import io
import re
from collections.abc import Callable
from dataclasses import replace
from gettext import NullTranslations

import pypdf
import pytest
import report_samples
from english_left import english_left
from pseudolanguage import Pseudo

from iso16363.judgement import Judgement
from iso16363.language import speaking
from iso16363.model.variant import Variant
from iso16363.readiness import Failure, Gate, GateName, GateStatus, Readiness
from iso16363.report.onepage import build_onepage, render_onepage
from iso16363.report.pdf import Paper, pdf_bytes

SAMPLES = ["nothing", "bare", "half", "complete", "hostile"]


class Wordy(NullTranslations):
    """A language that needs a third more words for everything."""

    def gettext(self, message: str) -> str:
        return message + " lang" * (len(message) // 15)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002 - as the base class has it
        return self.gettext(message)


def pages(judgement: Judgement, paper: Paper = "a4") -> list[str]:
    data = pdf_bytes(render_onepage(build_onepage(judgement)), paper=paper)
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages]


def wordy_names(judgement: Judgement) -> Judgement:
    """Three hundred characters in every name, all gates failing, everything that can stop certification."""
    name = "Wissenschaftliche Datensammlung " * 9 + "Donaudampf"
    site = judgement.site.site
    repository = site.repository.model_copy(update={"name": name, "proposed": True}) if site.repository else None
    head = site.roles["head"].model_copy(update={"title": name})
    milestone = site.milestone.model_copy(update={"title": name}) if site.milestone else None
    changes = {"name": name, "short_name": name, "repository": repository, "milestone": milestone}
    changed = site.model_copy(update={**changes, "roles": {"head": head}})
    place = judgement.readiness.gate(GateName.DOCUMENTS).failures[0].place
    failures = (Failure("mission-statement", "it is missing", place),) * 12_345
    gates = tuple(Gate(gate, GateStatus.FAILS, failures) for gate in GateName)
    readiness = Readiness(gates, judgement.readiness.state)
    return replace(judgement, site=replace(judgement.site, site=changed), readiness=readiness)


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("name", SAMPLES)
def test_it_is_one_page(name: str, paper: Paper) -> None:
    (text,) = pages(getattr(report_samples, name)(), paper)
    assert "A self-assessment, not a certificate." in text
    assert "Decision asked" in text
    assert "What would stop certification today" in text
    assert "23 November 2026" in text
    assert "-iso16363-2025-20261123-dddddddd-summary" in text.replace("\n", "")


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("long", [lambda j: j, wordy_names], ids=["usual", "longest"])
def test_it_is_one_page_in_a_wordy_language(long: Callable[[Judgement], Judgement], paper: Paper) -> None:
    with speaking("de", Wordy()):
        (text,) = pages(long(report_samples.hostile()), paper)
    assert "A self-assessment" in text


def test_the_longest_texts_are_still_read_on_one_page() -> None:
    page = build_onepage(wordy_names(report_samples.hostile()))
    assert 6 <= page.size < build_onepage(report_samples.bare()).size <= 9.4
    (text,) = pages(wordy_names(report_samples.hostile()))
    assert text.count("fails") >= len(GateName)
    assert "12,345" in text


def test_it_stands_alone() -> None:
    html = render_onepage(build_onepage(report_samples.half()))
    assert "<a " not in re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)
    assert "<title>Readiness on one page: Small, ISO 16363:2025</title>" in html
    assert "Audited repository: Small collection" in html
    assert "1 rating below 2, likely a major nonconformity (5.2.1)" in html


def test_a_variant_and_a_language_are_told() -> None:
    page = build_onepage(replace(report_samples.half(), variant=Variant.AUDITOR))
    assert page.document_id.endswith("-dddddddd-auditor-summary")
    assert "draft · for the auditor" in render_onepage(page)
    with speaking("de", NullTranslations()):
        page = build_onepage(report_samples.half())
        assert page.document_id.endswith("-dddddddd-de-summary")
        assert '<html lang="de">' in render_onepage(page)
        assert '<span lang="en">' in render_onepage(build_onepage(report_samples.nothing()))


@pytest.mark.parametrize("name", SAMPLES[:-1])
def test_nothing_of_it_stays_english_in_another_language(name: str) -> None:
    judgement = getattr(report_samples, name)()
    with speaking("de", Pseudo()):
        page = build_onepage(judgement)
        assert english_left(render_onepage(page), judgement, page.document_id) == {}
