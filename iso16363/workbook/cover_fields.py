"""What the sheet Cover says, field by field; the description of the repository can be edited there."""

from collections.abc import Callable
from typing import Final

from iso16363.judgement import Judgement
from iso16363.language import label, marked, say
from iso16363.model.site import Repository, Site
from iso16363.model.variant import Variant
from iso16363.readiness import GateName, GateStatus
from iso16363.workbook.columns import CellValue, Column, Kind, described

COVER_SHEET: Final = "Cover"
COVER_KEY: Final = "site"
COVER_ROW: Final = 3
"""Row of the first field, counted from 0."""
_WIDTH: Final = 100.0
Reader = Callable[[Judgement], CellValue]


def _repository(field: str, title: str, help_: str = "") -> Column[Judgement]:
    def read(judgement: Judgement) -> CellValue:
        value: CellValue = getattr(judgement.site.site.repository, field, None)
        return value

    text = help_ or described(Repository, field)
    return Column(f"repository_{field}", title, _WIDTH, Kind.LONG, text, read, field=f"repository.{field}")


def _milestone(field: str) -> Reader:
    def read(judgement: Judgement) -> CellValue:
        value: CellValue = getattr(judgement.site.site.milestone, field, None)
        return value

    return read


def _proposal(judgement: Judgement) -> str | None:
    repository = judgement.site.site.repository
    if repository is None:
        return say("No repository is named yet: nothing says what is audited.")
    return say("Name and scope are a proposal; the site has not confirmed them.") if repository.proposed else None


def _commit(judgement: Judgement) -> str:
    made = judgement.provenance
    if made.commit is None:
        return say("not in version control")
    return say("{commit} with changes that are not committed", commit=made.commit) if made.dirty else made.commit


def _declaration(judgement: Judgement) -> str:
    """Who signed and when, and whether it counts today: the gate knows, whatever the variant shows."""
    site, gate = judgement.site, judgement.readiness.gate(GateName.DECLARATION)
    why = say(gate.failures[0].text) if gate.failures else ""
    if site.declaration is None:
        return why
    signed = site.declaration[1]
    role, day = title_of(site.site, signed.by), signed.on.isoformat()
    if gate.status is GateStatus.HOLDS:
        return say("Signed by {role} on {day}. It holds.", role=role, day=day)
    return say("Signed by {role} on {day}. It does not hold ({why}).", role=role, day=day, why=why)


def _handoff(judgement: Judgement) -> str | None:
    """The last hand-over; a variant without hand-overs says nothing of them."""
    last = next(reversed(tuple(judgement.site.handoffs.values())), None)
    if last is None:
        return None if judgement.variant is Variant.PUBLIC else say("nothing was handed over yet")
    day, variant = last.on.isoformat(), label(last.variant)
    if last.to is None:
        return say("{package}, on {day} (variant {variant})", package=last.package, day=day, variant=variant)
    return say(
        "{package}, on {day} to {recipient} (variant {variant})",
        package=last.package,
        day=day,
        recipient=last.to,
        variant=variant,
    )


def title_of(site: Site, role: str) -> str:
    """A role as people call it, with its id; only its id where site.yaml does not have it."""
    return f"{site.roles[role].title} ({role})" if role in site.roles else role


def _plain(key: str, title: str, read: Reader, kind: Kind = Kind.LONG) -> Column[Judgement]:
    return Column(key, title, _WIDTH, kind, "", read)


COVER: Final[tuple[Column[Judgement], ...]] = (
    _plain("name", marked("Site"), lambda j: j.site.site.name),
    _plain("short_name", marked("Short name"), lambda j: j.site.site.short_name),
    _plain("legal_entity", marked("Legal entity"), lambda j: j.site.site.legal_entity),
    _plain("country", marked("Country"), lambda j: j.site.site.country),
    _plain("edition", marked("Edition"), lambda j: f"{j.edition.head.title} ({j.edition.head.standard})"),
    _plain("milestone", marked("Milestone"), _milestone("id")),
    _plain("milestone_title", marked("What it asks for"), _milestone("title")),
    _plain("milestone_due", marked("Due"), _milestone("due"), Kind.DATE),
    _plain("proposal", marked("Standing of the scope"), _proposal),
    _repository("name", marked("Repository"), marked("Name of the repository that is audited.")),
    _repository("scope", marked("Scope")),
    _repository("mandate", marked("Mandate")),
    _repository("designated_community", marked("Designated Community")),
    _repository("note", marked("Note on the scope"), marked("For the site team.")),
    _plain("target", marked("Target rating"), lambda j: j.site.site.target, Kind.RATING),
    _plain("declaration", marked("Declaration"), _declaration),
    _plain("handoff", marked("Last hand-over"), _handoff),
    _plain("as_of", marked("Judged on"), lambda j: j.today, Kind.DATE),
    _plain("tool", marked("Made with"), lambda j: f"iso16363 {j.provenance.tool_version}"),
    _plain("inputs", marked("Digest of the inputs"), lambda j: j.provenance.inputs_digest),
    _plain("catalogue", marked("Digest of the catalogue"), lambda j: j.provenance.catalogue_digest),
    _plain("commit", marked("Commit"), _commit),
)
