"""One site judged: data, results, gates and provenance together, the one input of every output."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from iso16363.catalog import Catalogue, Edition
from iso16363.diagnostics import Diagnostic, Severity
from iso16363.editions import OtherEdition
from iso16363.gates import Judged, judge
from iso16363.model.assessment import SelfAssessment
from iso16363.model.signoff import Handoff
from iso16363.model.variant import Variant, Withheld
from iso16363.readiness import Readiness
from iso16363.scoring import CriterionResult, score


@dataclass(frozen=True, slots=True)
class Provenance:
    """What an output was made from; every output prints it.

    Digests are SHA-256 in hex. `commit` is that of the last change to the site's folder, None
    outside git; `dirty` says that the folder holds changes which are not committed.
    """

    tool_version: str
    catalogue_digest: str
    inputs_digest: str
    as_of: date
    commit: str | None = None
    dirty: bool = False


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What was handed over earlier, as its frozen copy has it, to be held against the site of today.

    `same_reviews` are criteria whose review is the same today: a variant puts digests of its own into those
    that hold, so that one which has lapsed since would look like another; so does another edition. Where that
    is another one today, the site has its numbers.
    """

    id: str
    record: Handoff
    site: SelfAssessment
    same_reviews: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Judgement:
    """A site with everything that was computed about it.

    In an outside variant `site` holds what that variant may show, and `withheld` says what it does
    not; what was computed is that of the whole site in every variant. `draft` says that it goes into a
    package of a site that is not ready; every output says so. `since` is the hand-over whose changes
    outputs show, as far as one was asked for; `against` another edition that the report holds the answers against.
    `unsaid` are texts of providers that no field holds any more and a narrower variant has to take out of others.
    """

    site: SelfAssessment
    edition: Edition
    catalogue: Catalogue
    diagnostics: tuple[Diagnostic, ...]
    results: Mapping[str, CriterionResult]
    readiness: Readiness
    provenance: Provenance
    variant: Variant = Variant.INTERNAL
    withheld: tuple[Withheld, ...] = ()
    draft: bool = False
    since: HandedOver | None = None
    against: OtherEdition | None = None
    unsaid: tuple[str, ...] = ()

    @property
    def today(self) -> date:
        """The day the site is judged on."""
        return self.provenance.as_of

    def count(self, severity: Severity) -> int:
        """Number of diagnostics of one severity."""
        return sum(d.severity is severity for d in self.diagnostics)


def judge_site(
    site: SelfAssessment,
    edition: Edition,
    catalogue: Catalogue,
    diagnostics: tuple[Diagnostic, ...],
    provenance: Provenance,
) -> Judgement:
    """Score every criterion and apply every gate."""
    results = score(site, edition, provenance.as_of)
    judged = Judged(site, edition, catalogue, results, diagnostics, provenance.as_of)
    return Judgement(site, edition, catalogue, diagnostics, results, judge(judged), provenance)
