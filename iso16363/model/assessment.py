"""One site's self-assessment as a whole, as read from its folder."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from iso16363.model.actions import Action
from iso16363.model.answers import NO_ANSWER, Answer
from iso16363.model.audit import AuditItem
from iso16363.model.base import provider_of
from iso16363.model.documents import Document
from iso16363.model.imports import Import
from iso16363.model.signoff import Declaration, Handoff
from iso16363.model.site import Site


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """What is really on disk for a registered path."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Attachments:
    """What a look into documents/ found, by path below it."""

    found: Mapping[str, AttachedFile] = field(default_factory=dict)
    escaping: frozenset[str] = frozenset()
    """Registered paths that lead out of documents/ (by `..`, absolute, or through a link)."""
    unregistered: tuple[str, ...] = ()
    """Files that no document of the register names."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A part of a joined response: whose words it has, None for the site's own, and how that one is called."""

    provider: str | None
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Provider:
    """What a folder that is inherited from has to offer; ids of documents have the provider's name in front.

    `lender` is all that its own files say, as they say it; None where no more is known than what is used.
    """

    site: Site
    documents: Mapping[str, Document] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    voices: Mapping[str, tuple[Voice, ...]] = field(default_factory=dict)
    lender: "SelfAssessment | None" = None


@dataclass(frozen=True, slots=True)
class SelfAssessment:
    """Everything in a site's files; what was unreadable in them is left out and reported.

    `documents` and `answers` are what is in force: with the documents of providers that are cited, and
    with answers that are a provider's in whole or in part. `written` are those of the site's own files, where
    they differ from the answers in force; `voices` the parts of responses that were joined.

    `broken` names the ids (of documents, criteria, actions, requests) whose entry exists but could not be
    read, so that a reference to one is not reported as a second fault.
    """

    site: Site
    documents: Mapping[str, Document] = field(default_factory=dict)
    answers: Mapping[str, Answer] = field(default_factory=dict)
    actions: Mapping[str, Action] = field(default_factory=dict)
    attachments: Attachments = Attachments()
    broken: frozenset[str] = frozenset()
    imports: Mapping[str, Import] = field(default_factory=dict)
    audit: Mapping[str, AuditItem] = field(default_factory=dict)
    declarations: Mapping[str, Declaration] = field(default_factory=dict)
    handoffs: Mapping[str, Handoff] = field(default_factory=dict)
    providers: Mapping[str, Provider] = field(default_factory=dict)
    written: Mapping[str, Answer] = field(default_factory=dict)
    voices: Mapping[str, tuple[Voice, ...]] = field(default_factory=dict)

    @property
    def own_documents(self) -> dict[str, Document]:
        """The documents of the site's own register."""
        return {name: document for name, document in self.documents.items() if provider_of(name) is None}

    @property
    def offered_documents(self) -> dict[str, Document]:
        """All documents that may be cited: the site's own, then those of its providers, cited or not."""
        lent = {name: d for provider in self.providers.values() for name, d in provider.documents.items()}
        return {**self.documents, **lent}

    def written_answer(self, criterion: str) -> Answer:
        """What the site's own files say of a criterion, without what a provider lends."""
        return self.written.get(criterion, self.answer(criterion))

    def named_documents(self) -> Iterator[str]:
        """Ids of documents wherever the site names one."""
        named: list[str | None] = [document.superseded_by for document in self.documents.values()]
        for answer in self.answers.values():
            named += (citation.document for citation in answer.evidence)
            named += (background.document for background in answer.background)
        for action in self.actions.values():
            named += action.closing_evidence
        for item in self.audit.values():
            named += item.evidence
        named += (role.document for role in self.site.roles.values())
        if self.site.repository:
            named += (holding.document for holding in self.site.repository.holdings)
        return filter(None, named)

    def written_answers(self) -> Iterator[tuple[str, Answer]]:
        """What the site's own files say, criterion by criterion."""
        return ((criterion, self.written_answer(criterion)) for criterion in self.answers)

    def answer(self, criterion: str) -> Answer:
        """The answer to a criterion, an empty one where there is none."""
        return self.answers.get(criterion, NO_ANSWER)

    @property
    def declaration(self) -> tuple[str, Declaration] | None:
        """The last declaration, with its id, unless it was taken back."""
        last = next(reversed(tuple(self.declarations.items())), None)
        return None if last is None or last[1].revoked else last

    def unverified(self, document: Document) -> bool:
        """Whether a document's attached file is missing or is not the one that was registered."""
        if document.path is None:
            return False
        found = self.attachments.found.get(document.path)
        return found is None or (document.sha256 is not None and found.sha256 != document.sha256)

    def responsible(self, criterion: str) -> str | None:
        """Role that answers: the answer's owner, else the role that expects the nearest ancestor."""
        return self.answer(criterion).owner or self.expected(criterion)

    def expected(self, criterion: str) -> str | None:
        """Role that is expected to answer where the answer names none: that of the nearest ancestor."""
        identifier = criterion
        while identifier.count(".") >= 2:
            for role_id, role in self.site.roles.items():
                if identifier in role.criteria:
                    return role_id
            identifier = identifier.rpartition(".")[0]
        return None
