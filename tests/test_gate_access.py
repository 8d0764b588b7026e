"""The gate `access` asks that a link was checked since the document changed, as far as the register can say that."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from iso16363.gates import Judged, _link_faults, judge
from iso16363.model.documents import Access, Document, DocumentKind, DocumentState
from iso16363.readiness import GateName
from iso16363.workspace.workspace import SiteReport

TODAY = date(2026, 11, 23)


def linked(**fields: Any) -> Document:
    plain: dict[str, Any] = {
        "title": "Policy",
        "kind": DocumentKind.POLICY,
        "state": DocumentState.APPROVED,
        "access": Access.PUBLIC,
        "url": "https://archive.example.org/policy",
        "checked": date(2026, 10, 12),
    }
    return Document(**{**plain, **fields})


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({}, None),
        ({"checked": None}, "never checked"),
        ({"checked": date(2026, 11, 24)}, "day to come"),
        ({"effective": "2026-10-12"}, None),
        ({"effective": "2026-10-13"}, "before this version"),
        ({"effective": "2026-10"}, None),
        ({"effective": "2026-11"}, "before this version"),
        ({"effective": "2026"}, None),
        ({"effective": "2027-01-01"}, None),
        ({"url": None, "doi": "10.1234/x", "effective": "2026-11-01"}, "before this version"),
        ({"path": "policy.pdf", "checked": None}, None),
        ({"url": None, "checked": None}, None),
    ],
)
def test_a_link_is_checked_since_the_document_changed(fields: dict[str, Any], fault: str | None) -> None:
    faults = _link_faults(linked(**fields), TODAY)
    assert len(faults) == (fault is not None)
    assert not fault or fault in faults[0]


def test_the_gate_says_so(example_report: SiteReport) -> None:
    before = example_report.judgement
    assert before is not None
    name, document = next((n, d) for n, d in before.site.documents.items() if d.link and not d.path)
    judged = Judged(before.site, before.edition, before.catalogue, before.results, before.diagnostics, before.today)
    assert name not in {f.subject for f in judge(judged).gate(GateName.ACCESS).failures}
    late = document.model_copy(update={"effective": "2026-11-01"})
    site = replace(before.site, documents={**before.site.documents, name: late})
    failures = judge(replace(judged, site=site)).gate(GateName.ACCESS).failures
    assert [f.text for f in failures if f.subject == name] == [
        "the link was last checked before this version came into force"
    ]
