"""The cover of a progress report: what it is counted from, and what it is not."""

import hashlib
from dataclasses import dataclass

from iso16363 import __version__
from iso16363.language import listed, long_date, say, spoken
from iso16363.milestones.rollup import MilestoneStanding
from iso16363.milestones.wording import Names, fictional, named, only_proposals, promise, proposals
from iso16363.resources import ENGLISH

_NAMED, _ROOM = 24, 400
"""Sites named on the cover, and the letters that they may have; the summary has them all."""


@dataclass(frozen=True, slots=True)
class MilestoneCover:
    """What the cover, the heads and feet of pages and the properties of the file say.

    `every` says that all judged sites are known from proposals alone.
    """

    title: str
    short_name: str
    edition: str
    date: str
    iso_date: str
    tool_version: str
    document_id: str
    running_head: str
    running_milestone: str
    running_class: str
    due: str
    fictional: str
    promise: str
    foot: str
    every: bool
    proposals: tuple[str, ...]
    no_handover: str = ""


def build_cover(found: MilestoneStanding, names: Names, data: bytes) -> MilestoneCover:
    """What the cover says; `data` is what the document's id stands for."""
    plan = found.plan
    language = "" if spoken() == ENGLISH else f"-{spoken()}"
    editions = [edition.head.title for edition in found.editions.values()]
    every = only_proposals(found)
    assessed, proposed = (
        say("Counted from self-assessments, not a certificate"),
        say("Counted from proposals, not a certificate"),
    )
    return MilestoneCover(
        title=say("Progress report on milestone {id}", id=plan.id),
        short_name=named(list(names.values()), _NAMED, _ROOM),
        edition=listed(editions) or "ISO 16363",
        date=long_date(found.today),
        iso_date=found.today.isoformat(),
        tool_version=__version__,
        document_id=f"{plan.id}-{found.today:%Y%m%d}-{hashlib.sha256(data).hexdigest()[:8]}{language}",
        running_head=say("Progress report on milestone {id}", id=plan.id),
        running_milestone=plan.id,
        running_class=say("met") if found.met else say("not met"),
        due=long_date(plan.due),
        fictional=fictional(found, names),
        promise=promise(found),
        foot=proposed if every else assessed,
        every=every,
        proposals=tuple(proposals(found, names)),
    )
