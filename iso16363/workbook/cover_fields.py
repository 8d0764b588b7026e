"""What the sheet Cover says, field by field; the description of the repository can be edited there."""

from collections.abc import Callable
from typing import Final

from iso16363.judgement import Judgement
from iso16363.model.site import Repository
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
        return "No repository is named yet: nothing says what is audited."
    return "Name and scope are a proposal; the site has not confirmed them." if repository.proposed else None


def _commit(judgement: Judgement) -> str:
    made = judgement.provenance
    if made.commit is None:
        return "not in version control"
    return f"{made.commit}{' with changes that are not committed' if made.dirty else ''}"


def _plain(key: str, title: str, read: Reader, kind: Kind = Kind.LONG) -> Column[Judgement]:
    return Column(key, title, _WIDTH, kind, "", read)


COVER: Final[tuple[Column[Judgement], ...]] = (
    _plain("name", "Site", lambda j: j.site.site.name),
    _plain("short_name", "Short name", lambda j: j.site.site.short_name),
    _plain("legal_entity", "Legal entity", lambda j: j.site.site.legal_entity),
    _plain("country", "Country", lambda j: j.site.site.country),
    _plain("edition", "Edition", lambda j: f"{j.edition.head.title} ({j.edition.head.standard})"),
    _plain("milestone", "Milestone", _milestone("id")),
    _plain("milestone_title", "What it asks for", _milestone("title")),
    _plain("milestone_due", "Due", _milestone("due"), Kind.DATE),
    _plain("proposal", "Standing of the scope", _proposal),
    _repository("name", "Repository", "Name of the repository that is audited."),
    _repository("scope", "Scope"),
    _repository("mandate", "Mandate"),
    _repository("designated_community", "Designated Community"),
    _repository("note", "Note on the scope", "For the site team."),
    _plain("target", "Target rating", lambda j: j.site.site.target, Kind.RATING),
    _plain("as_of", "Judged on", lambda j: j.today, Kind.DATE),
    _plain("tool", "Made with", lambda j: f"iso16363 {j.provenance.tool_version}"),
    _plain("inputs", "Digest of the inputs", lambda j: j.provenance.inputs_digest),
    _plain("catalogue", "Digest of the catalogue", lambda j: j.provenance.catalogue_digest),
    _plain("commit", "Commit", _commit),
)
