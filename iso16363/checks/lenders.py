"""Whether what providers lend is in order at their end, as far as the site rests on it."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from iso16363.catalog import Catalogue
from iso16363.checks.answers import check_answers
from iso16363.checks.documents import check_documents
from iso16363.checks.inheritance import check_inheritance
from iso16363.checks.references import check_references
from iso16363.checks.texts import check_texts
from iso16363.diagnostics import Diagnostic, Place, Severity
from iso16363.inheritance import lent_parts
from iso16363.model.assessment import Attachments, SelfAssessment
from iso16363.model.base import provider_of
from iso16363.model.layout import DOCUMENTS_FILE, EVIDENCE_FOLDER, inherited_path, provider_file

_NOT_LENT: Final = frozenset({"owner", "review", "note", "target"})


def check_lenders(site: SelfAssessment, catalogue: Catalogue, today: date) -> Iterator[Diagnostic]:
    """Report the errors of providers that reach this site: in documents that it cites, in answers that it uses.

    They are those that `check` reports at the provider itself; a site is not in order while they stand.
    """
    used = _used(site)
    for name, provider in site.providers.items():
        if provider.lender is None or not used.get(name):
            continue
        lender = replace(provider.lender, attachments=_attachments(site.attachments, name))
        for found in _found(lender, catalogue, today):
            if found.severity is Severity.ERROR and _reaches(found.place, used[name]):
                place = replace(found.place, file=provider_file(name, found.place.file))
                message = f'what is used of "{name}" has an error there: {found.message} ({found.code})'
                yield Diagnostic("R317", place, message, f"Have it mended there: iso16363 check {name}")


def _used(site: SelfAssessment) -> Mapping[str, frozenset[str]]:
    """By provider, ids of its documents in force here and of the criteria whose answer is taken from it."""
    used: dict[str, set[str]] = {}
    for document in site.documents:
        provider = provider_of(document)
        if provider is not None:
            used.setdefault(provider, set()).add(document.removeprefix(f"{provider}/"))
    for criterion in site.written:
        for part in lent_parts(criterion, site):
            used.setdefault(part.provider, set()).add(criterion)
    return {name: frozenset(keys) for name, keys in used.items()}


def _attachments(found: Attachments, provider: str) -> Attachments:
    """What was found of a provider's files, by their paths there."""
    above = inherited_path(provider, "")
    below = {path.removeprefix(above): file for path, file in found.found.items() if path.startswith(above)}
    escaping = (path.removeprefix(above) for path in found.escaping if path.startswith(above))
    return Attachments(below, frozenset(escaping))


def _found(lender: SelfAssessment, catalogue: Catalogue, today: date) -> Iterator[Diagnostic]:
    yield from check_documents(lender, today)
    edition = catalogue.editions.get(lender.site.edition)
    if edition is None:  # then nothing of its answers is in force here
        return
    yield from check_references(lender, edition, catalogue)
    yield from check_answers(lender, edition, today)
    yield from check_inheritance(lender)
    yield from check_texts(lender)


def _reaches(place: Place, used: frozenset[str]) -> bool:
    """Whether a site that uses these documents and answers has to do with what is at a place of the provider."""
    if not place.path or str(place.path[0]) not in used:
        return False
    in_answer = place.file.startswith(f"{EVIDENCE_FOLDER}/") and _NOT_LENT.isdisjoint(place.path[1:2])
    return in_answer or place.file == DOCUMENTS_FILE
