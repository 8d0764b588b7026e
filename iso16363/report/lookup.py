"""A judgement with the reverse directions the report needs: who cites what, which action closes what."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from iso16363.changes import Change, affected, changes_of
from iso16363.judgement import Judgement
from iso16363.model.actions import Action
from iso16363.model.answers import Citation
from iso16363.model.assessment import AttachedFile, Attachments
from iso16363.model.audit import AuditItem
from iso16363.model.base import parts, subsection_of
from iso16363.model.signoff import Handoff
from iso16363.scoring import CriterionResult, CriterionState, Tally, score, tally

STATE_LETTER: Mapping[CriterionState, str] = {
    CriterionState.OPEN: "O",
    CriterionState.DRAFT: "D",
    CriterionState.ANSWERED: "A",
    CriterionState.SUPPORTED: "S",
    CriterionState.REVIEWED: "R",
    CriterionState.NOT_APPLICABLE: "N",
}


@dataclass(frozen=True)
class Lookup:
    """One judgement, indexed once; every part of the view is built from it."""

    judgement: Judgement

    @cached_property
    def results(self) -> Mapping[str, CriterionResult]:
        """Results by criterion, in the standard's order."""
        return self.judgement.results

    @cached_property
    def then(self) -> Mapping[str, CriterionResult] | None:
        """Results as they were handed over, where that is shown and was judged against the same edition."""
        since, edition = self.judgement.since, self.judgement.edition
        if since is None or since.site.site.edition != edition.id:
            return None
        # a package is handed over only where all files match what is registered
        there = {d.path: AttachedFile(0, d.sha256) for d in since.site.documents.values() if d.path and d.sha256}
        return score(replace(since.site, attachments=Attachments(there)), edition, since.record.on)

    @cached_property
    def whole(self) -> Tally:
        """Counts over all criteria."""
        return tally(self.results)

    def of_subsection(self, subsection: str) -> Tally:
        """Counts over one subsection."""
        return tally(self.results, self.judgement.edition.of_subsection(subsection))

    def of_section(self, section: str) -> Tally:
        """Counts over one section."""
        return tally(self.results, self.judgement.edition.of_section(section))

    @cached_property
    def begun(self) -> bool:
        """Whether the site itself has answered anything."""
        return any(answer.begun for answer in self.judgement.site.answers.values())

    @cached_property
    def cited_in(self) -> Mapping[str, tuple[str, ...]]:
        """Criteria that cite a document, by document id, confirmed citations and candidates alike."""
        found: dict[str, dict[str, None]] = {}
        for criterion in sorted(self.judgement.site.answers, key=parts):
            for citation in self.judgement.site.answer(criterion).evidence:
                found.setdefault(citation.document, {})[criterion] = None
        return {document: tuple(criteria) for document, criteria in found.items()}

    @cached_property
    def actions_for(self) -> Mapping[str, tuple[str, ...]]:
        """Ids of the actions that name a criterion."""
        found: dict[str, list[str]] = {}
        for action_id, action in self.judgement.site.actions.items():
            for criterion in dict.fromkeys(action.criteria):
                found.setdefault(criterion, []).append(action_id)
        return {criterion: tuple(ids) for criterion, ids in found.items()}

    def open_actions(self, criterion: str) -> tuple[tuple[str, Action], ...]:
        """Actions for a criterion that are still to be done."""
        pairs = ((a, self.judgement.site.actions[a]) for a in self.actions_for.get(criterion, ()))
        return tuple((a, action) for a, action in pairs if action.state.is_open)

    @cached_property
    def open_items(self) -> Mapping[str, AuditItem]:
        """Requests and findings of the auditor that are not settled."""
        return {name: item for name, item in self.judgement.site.audit.items() if not item.state.is_settled}

    @cached_property
    def last_handoff(self) -> tuple[str, Handoff] | None:
        """The last hand-over with its id; none where there was none, or where the variant does not tell."""
        return tuple(self.judgement.site.handoffs.items())[-1] if self.judgement.site.handoffs else None

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What differs since the hand-over that the judgement is held against."""
        return changes_of(self.judgement) if self.judgement.since else ()

    @cached_property
    def affected(self) -> tuple[str, ...]:
        """Criteria whose answer, citations or cited documents are among the changes."""
        return affected(self.judgement) if self.judgement.since else ()

    def citations(self, *, candidates: bool) -> tuple[tuple[str, int, Citation], ...]:
        """All citations of one kind with their criterion and their number within it, in order."""
        answers = self.judgement.site.answers
        return tuple(
            (criterion, number, citation)
            for criterion in sorted(answers, key=parts)
            for number, citation in enumerate(answers[criterion].evidence, start=1)
            if (citation in answers[criterion].candidates) is candidates
        )

    def role_title(self, role: str | None) -> str | None:
        """Title of a role; its id where the site does not describe it."""
        if role is None:
            return None
        known = self.judgement.site.site.roles.get(role)
        return known.title if known else role

    def provider_name(self, provider: str | None) -> str | None:
        """Short name of a provider; its id where the copy of a site does not know it."""
        if provider is None:
            return None
        known = self.judgement.site.providers.get(provider)
        return known.site.short_name if known else provider

    def title(self, criterion: str) -> str:
        """Title of a criterion; its id where the edition has none of that number."""
        known = self.judgement.edition.criteria.get(criterion)
        return known.title if known else criterion

    def subsection_title(self, criterion: str) -> str:
        """Title of the subsection a criterion belongs to."""
        return self.judgement.edition.subsections[subsection_of(criterion)].title
