"""Checks: everything wrong in one site's data, as diagnostics. Pure; the model goes in, values come out."""

from datetime import date

from iso16363.catalog import Catalogue, Edition
from iso16363.checks.actions import check_actions
from iso16363.checks.answers import check_answers
from iso16363.checks.audit import check_audit
from iso16363.checks.confirming import check_confirming
from iso16363.checks.documents import check_documents
from iso16363.checks.inheritance import check_inheritance
from iso16363.checks.lenders import check_lenders
from iso16363.checks.references import check_references
from iso16363.checks.signoff import check_signoff
from iso16363.checks.site import check_site
from iso16363.checks.texts import check_texts
from iso16363.diagnostics import Diagnostic
from iso16363.model.assessment import SelfAssessment

__all__ = ["check_assessment"]


def check_assessment(site: SelfAssessment, edition: Edition, catalogue: Catalogue, today: date) -> list[Diagnostic]:
    """Run every check over one site. Places carry keys; lines are looked up by the workspace."""
    return [
        *check_references(site, edition, catalogue),
        *check_site(site),
        *check_documents(site, today),
        *check_answers(site, edition, today),
        *check_confirming(site),
        *check_inheritance(site),
        *check_lenders(site, catalogue, today),
        *check_actions(site, today),
        *check_audit(site, today),
        *check_signoff(site, today),
        *check_texts(site),
    ]
