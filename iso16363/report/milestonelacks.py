"""What one site lacks towards a milestone, set out for a page: alike things together, with their files."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from iso16363.gatewords import retold
from iso16363.language import definition, first_few, label, one_or_many, say, spoken
from iso16363.milestones.standing import GateStanding, Judged, Lack, SiteStanding
from iso16363.milestones.wording import about, state_of_site
from iso16363.readiness import GateName
from iso16363.resources import ENGLISH
from iso16363.scoring import CriterionState

_SUBJECTS, _TITLES, _FILES, _LISTED = 6, 3, 2, 80
_CANDIDATES: Final = re.compile(r"(\d+) candidate\(s\) to confirm or remove")


@dataclass(frozen=True, slots=True)
class LackRow:
    """Things that are missing in the same way: of what, how many, in which files.

    `english` says that the text has no other language, `catalogued` that what it is about is called as in the
    catalogue.
    """

    gate: str
    text: str
    english: bool
    number: int
    subjects: str
    catalogued: bool
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
    fictional: bool
    table: tuple[str, ...]
    lacks: tuple[LackRow, ...]
    exists: bool = True
    reason: str = ""


def site_page(site: SiteStanding, name: str, *, alike: bool) -> SitePage:
    """Set out what one site lacks, alike things together; `name` is what it is called in tables.

    `alike` says that another site has the same full name.
    """
    judged = site.judged
    if judged is None:
        return SitePage(
            id=site.id,
            name=name,
            repository="",
            proposed=False,
            state=state_of_site(site),
            meaning="",
            edition="",
            commit="",
            uncommitted=False,
            digest="",
            folder=site.folder,
            fictional=False,
            table=(),
            lacks=tuple(_faults(site)),
            exists=site.exists,
            reason=site.reason,
        )
    head = judged.head
    return SitePage(
        id=site.id,
        name=f"{name}: {head.name}" if alike or name not in (head.short_name, head.name) else head.name,
        repository=head.repository or "",
        proposed=head.proposed,
        state=state_of_site(site),
        meaning=definition(judged.state),
        edition=judged.edition.head.title,
        commit=judged.commit or "",
        uncommitted=judged.uncommitted,
        digest=judged.inputs_digest,
        folder=site.folder,
        fictional=head.fictional,
        table=tuple(_on_the_table(judged)),
        lacks=tuple(row for gate in judged.gates for row in _lacks(gate, judged)),
    )


def _on_the_table(judged: Judged) -> Iterator[str]:
    """Candidates, and what is open without any."""
    proposed = [criterion for criterion, one in judged.criteria.items() if one.candidates]
    if proposed:
        yield one_or_many(
            "{n} candidate to confirm or strike, for {criteria} of {all} criteria.",
            "{n} candidates to confirm or strike, for {criteria} of {all} criteria.",
            judged.candidates,
            criteria=len(proposed),
            all=len(judged.criteria),
        )
    bare = [
        criterion
        for criterion, one in judged.criteria.items()
        if one.state is CriterionState.OPEN and not one.candidates
    ]
    if bare:
        yield one_or_many(
            "{n} criterion has neither an answer nor a candidate: {criteria}.",
            "{n} criteria have neither an answer nor a candidate: {criteria}.",
            len(bare),
            criteria=", ".join(bare) if proposed and len(bare) <= _LISTED else first_few(bare, _SUBJECTS),
        )


def _faults(site: SiteStanding) -> Iterator[LackRow]:
    english = spoken() != ENGLISH
    for error in site.errors:
        about = f"`{error.key}`" if error.key else error.subject
        yield LackRow(label(GateName.STRUCTURE), error.text, english, 1, about, False, error.file)


def _lacks(gate: GateStanding, judged: Judged) -> Iterator[LackRow]:
    """What is missing in the same way together, what is missing most often first."""
    alike: dict[str, list[Lack]] = {}
    for lack in gate.lacks:
        candidates = _CANDIDATES.fullmatch(lack.text)
        text = "" if candidates else retold(gate.name, lack.text, lack.key)
        alike.setdefault(text, []).append(lack)
    for text, lacks in sorted(alike.items(), key=lambda pair: -len(pair[1])):
        subjects = tuple(dict.fromkeys(_named(gate.name, lack, judged) for lack in lacks))
        yield LackRow(
            gate=label(gate.name),
            text=text or _to_confirm(lacks),
            english=text == lacks[0].text and spoken() != ENGLISH,
            number=len(lacks),
            subjects=first_few(subjects, _TITLES if gate.name is GateName.DOCUMENTS else _SUBJECTS),
            catalogued=gate.name is GateName.DOCUMENTS,
            files=_where(lacks),
        )


def _to_confirm(lacks: Sequence[Lack]) -> str:
    """The number beside it is that of criteria, so the sum stands in the text."""
    counted = sum(int(found[1]) for lack in lacks if (found := _CANDIDATES.fullmatch(lack.text)))
    return one_or_many(
        "criteria with candidates to confirm or strike ({n} candidate in all)",
        "criteria with candidates to confirm or strike ({n} candidates in all)",
        counted,
    )


def _named(gate: GateName, lack: Lack, judged: Judged) -> str:
    """What a lack is about, keys of files between backquotes."""
    said = about(gate, lack, judged)
    is_key = gate in (GateName.SCOPE, GateName.DECLARATION) and said == lack.subject
    return f"`{said}`" if is_key or (gate is GateName.STRUCTURE and said == lack.key) else said


def _where(lacks: Sequence[Lack]) -> str:
    """The files, or the folder that they lie in where they are many; and whether they have to be written first."""
    files = tuple(dict.fromkeys(lack.file for lack in lacks))
    folders = {posixpath.dirname(file) for file in files}
    where = f"{folders.pop()}/" if len(files) > _FILES and len(folders) == 1 else first_few(files, _FILES)
    return where if any(lack.there for lack in lacks) else say("{file} (to be written)", file=where)
