"""Whether the declaration in force counts: by the accountable role, of what the files say now, not of tomorrow."""

from collections.abc import Iterator
from datetime import date

from iso16363.diagnostics import Diagnostic
from iso16363.fingerprint import assessment_digest
from iso16363.model.assessment import SelfAssessment
from iso16363.model.layout import handoff_place, signoff_place


def check_signoff(site: SelfAssessment, today: date) -> Iterator[Diagnostic]:
    """Report a declaration that does not count, and hand-overs of a day that has not come."""
    yield from _check_declaration(site, today)
    for name, handoff in site.handoffs.items():
        if handoff.on > today:
            message = f'"{name}" is dated {handoff.on}, after today ({today})'
            yield Diagnostic("H952", handoff_place(name, "on"), message, "Set the clock of the machine right.")


def _check_declaration(site: SelfAssessment, today: date) -> Iterator[Diagnostic]:
    if site.declaration is None:
        return
    name, declaration = site.declaration
    role = site.site.roles.get(declaration.by)
    if role is not None and not role.accountable:
        message = f'"{declaration.by}" is not accountable and cannot sign'
        yield Diagnostic("S703", signoff_place(name, "by"), message, "The accountable role of site.yaml signs.")
    if declaration.on > today:
        message = f"the declaration is dated {declaration.on}, after today ({today}), so it does not count"
        hint = "Set the clock of the machine right, then sign again."
        yield Diagnostic("S705", signoff_place(name, "on"), message, hint)
    if not site.broken and declaration.digest != assessment_digest(site):
        message = f"the declaration of {declaration.on} has lapsed: the self-assessment was changed since"
        hint = f"Undo the change, or sign again: iso16363 sign {site.site.id} --by {declaration.by}"
        yield Diagnostic("S704", signoff_place(name), message, hint)
