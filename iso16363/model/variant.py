"""For whom an output is made, and what is therefore not in it."""

from dataclasses import dataclass

from iso16363.model.base import Term


class Variant(Term):
    """For whom an output is made; each shows less than the one before."""

    INTERNAL = "internal", "For the site itself: everything."
    AUDITOR = "auditor", "For the external auditor: no notes, no persons; what is restricted is described only."
    PUBLIC = "public", "For anybody: nothing out of documents that are not public, and no texts of plans."

    @property
    def leaves_out(self) -> bool:
        """Whether something may be withheld in it."""
        return self is not Variant.INTERNAL


OUTSIDE = (Variant.AUDITOR, Variant.PUBLIC)


class WithheldKind(Term):
    """What sort of thing is withheld."""

    DOCUMENT = "document", "A document of the register."
    ANSWER = "answer", "The response to a criterion."
    NOTES = "notes", "Notes of the site team."
    PERSONS = "persons", "Names and addresses of those who hold a role."
    ACTIONS = "actions", "Texts of the improvement plan."
    IMPORTS = "imports", "Names of the workbooks that were taken in."
    AUDIT = "audit", "Requests and findings of the auditor, hand-overs, and why declarations were taken back."
    CHECKS = "checks", "Places and messages of the checks."


@dataclass(frozen=True, slots=True)
class Withheld:
    """One thing that a variant does not show: what of it, why, and how it can be inspected all the same.

    `name` is the id under which the variant shows it, empty where it has none; `criteria` are those
    whose answers rest on it; `variants` those that withhold it.
    """

    kind: WithheldKind
    name: str
    title: str
    what: str
    why: str
    inspect: str
    criteria: tuple[str, ...]
    variants: tuple[Variant, ...]
