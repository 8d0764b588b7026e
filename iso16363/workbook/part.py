"""Which part of a self-assessment a workbook is for: the criteria of a role, of some sections, or of both."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from iso16363.errors import UnknownName, WrongUsage
from iso16363.judgement import Judgement
from iso16363.language import first_few, say
from iso16363.model.base import parts
from iso16363.spelling import nearest

_NAMED: Final = 4


@dataclass(frozen=True, slots=True)
class Part:
    """What was asked for; with nothing, the whole.

    A section is named by its number, as are its subsections, and criteria with their sub-criteria.
    `criteria` settles the part by name, for a workbook that was exported before: who answers for
    what may have changed since, and the person still works on the same rows.
    """

    owner: str | None = None
    sections: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()

    @property
    def whole(self) -> bool:
        """Whether nothing is left out."""
        return self.owner is None and not self.sections and not self.criteria

    @property
    def label(self) -> str:
        """The part in a few words of English: "for data-steward, in 4.2 and 5.1"."""
        words = [f"for {self.owner}"] if self.owner else []
        sections = self.ordered
        if len(sections) > _NAMED:
            words.append(f"in {', '.join(sections[:_NAMED])} and {len(sections) - _NAMED} more")
        elif sections:
            words.append(f"in {_and(sections)}")
        return ", ".join(words) or "of the criteria below"

    @property
    def told(self) -> str:
        """The same in the language spoken."""
        if not self.sections:
            # Translators: whose part of the workbook it is; stands in "part {part}" and before a colon.
            return say("for {role}", role=self.owner) if self.owner else say("of the criteria below")
        sections = first_few(self.ordered, _NAMED)
        if self.owner:
            return say("for {role}, in {sections}", role=self.owner, sections=sections)
        return say("in {sections}", sections=sections)

    @property
    def file_suffix(self) -> str:
        """The part as it stands in the name of a file: "data-steward-4.2-and-5.1"."""
        sections = self.ordered
        if len(sections) > _NAMED:
            sections = (*sections[:_NAMED], "more")
        return "-".join(filter(None, (self.owner, "-and-".join(sections))))

    @property
    def ordered(self) -> tuple[str, ...]:
        """The sections in the standard's order, each once."""
        return tuple(sorted(dict.fromkeys(self.sections), key=_order))


WHOLE: Final = Part()


def criteria_of(part: Part, judgement: Judgement) -> frozenset[str]:
    """The criteria a part covers; the role that answers is the answer's owner, else the one expected to.

    Raises UnknownName for a role or section that there is not, WrongUsage where nothing is left.
    """
    known = judgement.edition.criteria
    if part.criteria:
        return frozenset(part.criteria) & frozenset(known)
    _check_owner(part, judgement)
    _check_sections(part, judgement)
    covered = frozenset(
        criterion
        for criterion in known
        if part.owner in (None, judgement.site.responsible(criterion))
        and (not part.sections or any(_within(criterion, section) for section in part.sections))
    )
    if not covered:
        remedy = "Name the role that answers in site.yaml (roles: criteria) or in the answer (owner)."
        raise WrongUsage(f"no criterion is {part.label}", where=judgement.site.site.id, remedy=remedy)
    return covered


def _within(criterion: str, section: str) -> bool:
    return criterion == section or criterion.startswith(f"{section}.")


def _check_owner(part: Part, judgement: Judgement) -> None:
    roles = tuple(judgement.site.site.roles)
    if part.owner is not None and part.owner not in roles:
        known = f"Roles of {judgement.site.site.id}: {', '.join(roles) or 'none yet'}."
        raise UnknownName("role", part.owner, nearest=nearest(part.owner, roles), known=known)


def _check_sections(part: Part, judgement: Judgement) -> None:
    edition = judgement.edition
    listed = (*edition.sections, *edition.subsections)
    known = (*listed, *edition.criteria)
    for section in part.sections:
        if section not in known:
            has = f"{edition.head.title} has {', '.join(listed)}, and the criteria in them."
            raise UnknownName("section or criterion", section, nearest=nearest(section, known), known=has)


def _order(section: str) -> tuple[int, ...]:
    """What is no number comes last: it is refused later, by name."""
    return parts(section) if section.replace(".", "").isdecimal() and ".." not in f".{section}." else (99,)


def _and(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))
