"""What one site lacks towards a milestone, set out for a page: alike things together, with their files."""

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from iso16363.language import definition, first_few, label, say, spoken
from iso16363.milestones.standing import GateStanding, Lack, SiteStanding
from iso16363.readiness import GateName
from iso16363.report.gatepages import retold
from iso16363.resources import ENGLISH

_SUBJECTS, _FILES = 6, 2


@dataclass(frozen=True, slots=True)
class LackRow:
    """Things that are missing in the same way: of what, how many, in which files."""

    gate: str
    text: str
    english: bool
    number: int
    subjects: str
    files: str


@dataclass(frozen=True, slots=True)
class SitePage:
    """What one site lacks; `reason` where it cannot be judged."""

    id: str
    name: str
    repository: str
    proposed: bool
    state: str
    meaning: str
    edition: str
    commit: str
    uncommitted: bool
    digest: str
    folder: str
    lacks: tuple[LackRow, ...]
    reason: str = ""


def site_page(site: SiteStanding) -> SitePage:
    """Set out what one site lacks, alike things together."""
    judged = site.judged
    if judged is None:
        empty = (say("not judged"), "", "", "", False, "", site.folder)
        return SitePage(site.id, site.id, "", False, *empty, tuple(_faults(site)), site.reason)
    return SitePage(
        id=site.id,
        name=judged.head.name,
        repository=judged.head.repository or "",
        proposed=judged.head.proposed,
        state=label(judged.state),
        meaning=definition(judged.state),
        edition=judged.edition.head.title,
        commit=judged.commit or "",
        uncommitted=judged.uncommitted,
        digest=judged.inputs_digest,
        folder=site.folder,
        lacks=tuple(row for gate in judged.gates for row in _lacks(gate)),
    )


def _faults(site: SiteStanding) -> Iterator[LackRow]:
    for error in site.errors:
        english = spoken() != ENGLISH
        yield LackRow(label(GateName.STRUCTURE), error.text, english, 1, error.subject, error.file)


def _lacks(gate: GateStanding) -> Iterator[LackRow]:
    """What is missing in the same way together, what is missing most often first."""
    alike: dict[str, list[Lack]] = {}
    for lack in gate.lacks:
        called = lack.text.rpartition(": ")[0] if gate.name is GateName.DOCUMENTS else ""
        candidates = lack.text.endswith("candidate(s) to confirm or remove")
        text = say("candidates to confirm or strike") if candidates else retold(gate.name, lack.text, called)
        alike.setdefault(text, []).append(lack)
    for text, lacks in sorted(alike.items(), key=lambda pair: -len(pair[1])):
        subjects = tuple(dict.fromkeys(lack.subject for lack in lacks))
        files = tuple(dict.fromkeys(lack.file for lack in lacks))
        english = text == lacks[0].text and spoken() != ENGLISH
        shown = first_few(subjects, _SUBJECTS)
        yield LackRow(label(gate.name), text, english, len(lacks), shown, _where(files))


def _where(files: Sequence[str]) -> str:
    """The files, or the folder that they lie in where they are many."""
    folders = {posixpath.dirname(file) for file in files}
    return f"{folders.pop()}/" if len(files) > _FILES and len(folders) == 1 else first_few(files, _FILES)
