"""What several sites have promised together (`milestones/<id>.yaml`)."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from iso16363.model.base import Day, Record, Slug, Term, Text, WebAddress

MILESTONE_ID = r"^[A-Za-z0-9]+([._-][A-Za-z0-9]+)*$"


def _one_only(value: object) -> object:
    """Keep `true` and 1.0 from passing for 1, which they equal in Python."""
    return value if type(value) is int else str(value)


class RequiredState(Term):
    """How far the self-audit of a core site has to be, in the words of `iso16363 status`."""

    UNDER_WAY = "under-way", "At least one criterion has been answered."
    FINISHED = "self-audit-finished", "All gates hold but the declaration."
    READY = "ready-to-submit", "All gates hold."
    SUBMITTED = "submitted", "Handed over to an external auditor."


class Rule(Record):
    """When the milestone is met: every core site has come at least so far."""

    state: Annotated[RequiredState, Field(strict=False)] = RequiredState.READY
    """State that every core site must have reached."""
    core: tuple[Slug, ...] = Field(min_length=1)
    """Folders of sites/ that the rule is about."""
    others: tuple[Slug, ...] = ()
    """Folders of sites/ that are shown beside them and decide nothing."""

    @property
    def sites(self) -> tuple[str, ...]:
        """All sites that are named, each once: the core sites first."""
        return tuple(dict.fromkeys((*self.core, *self.others)))


class Source(Record):
    """Where something about the milestone can be read."""

    url: WebAddress
    """Its address on the web."""
    shows: Text
    """What can be read there, in own words."""


class PlannedMilestone(Record):
    """A milestone of several sites: what has to be reached, by when, how it is proved, by which rule it is met."""

    format: Annotated[Literal[1], BeforeValidator(_one_only)]
    """Version of the file's format."""
    id: Annotated[str, StringConstraints(pattern=MILESTONE_ID, max_length=40)]
    """Its number in the plan it belongs to, the same as the file's name."""
    title: Text
    """What it is called."""
    project: Text
    """The project or body it was promised to."""
    due: Day
    """The day on which it is due."""
    verification: Text
    """Means of verification: what has to be shown."""
    rule: Rule
    """When it is met."""
    sources: tuple[Source, ...] = ()
    """Where this is known from."""
    notes: tuple[Text, ...] = ()
    """What to know beside it."""
