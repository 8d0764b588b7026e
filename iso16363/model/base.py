"""What all models share: strictness, ids, dates, ratings, and terms that carry their definition."""

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)


class Record(BaseModel):
    """Base of everything read from a file: frozen, no unknown keys, no silent conversion."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=True)


class Term(StrEnum):
    """A value from a closed list, with the definition that schema, workbook and report all show."""

    definition: str

    def __new__(cls, value: str, definition: str) -> Self:
        """Keep the definition beside the value."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.definition = definition
        return member

    @property
    def label(self) -> str:
        """The value as words."""
        return self.value.replace("-", " ")


_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
PARTIAL_DATE = r"^[1-9][0-9]{3}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$"


def _iso_date(value: Any) -> Any:
    """Accept `2026-03-02` only: pydantic alone would take a time, or seconds since 1970."""
    if isinstance(value, str):
        if not _ISO_DATE.fullmatch(value):
            raise ValueError("date_format")
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise ValueError("date_format") from error
    return value


def _year_as_text(value: Any) -> Any:
    """Let `effective: 2018` stand for the year 2018, as a person means it."""
    if isinstance(value, int) and not isinstance(value, bool) and 1000 <= value <= 9999:
        return str(value)
    return value


def _real_day(value: str) -> str:
    """Refuse 2026-02-30, which the pattern alone would take."""
    if len(value) == len("2026-03-02"):
        _iso_date(value)
    return value


CRITERION_ID = r"^[1-9](\.[1-9][0-9]?){2,4}$"
SUBSECTION_ID = r"^[1-9]\.[1-9][0-9]?$"
SLUG = r"^[a-z0-9]+(-[a-z0-9]+)*$"
DOCUMENT_REF = r"^[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)?$"
LENT_REF = r"^[a-z0-9]+(-[a-z0-9]+)*/([a-z0-9]+(-[a-z0-9]+)*|[1-9](\.[1-9][0-9]?){2,4}(/ratings)?)$"
WEB_ADDRESS = r"^https?://[^\s<>\"]+$"
DOI = r"^10\.[0-9]{4,9}/[^\s<>\"]+$"
SHA256 = r"^[0-9a-f]{64}$"
LANGUAGE_TAG = r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$"

CriterionId = Annotated[str, StringConstraints(pattern=CRITERION_ID)]
SubsectionId = Annotated[str, StringConstraints(pattern=SUBSECTION_ID)]
SectionId = Annotated[str, StringConstraints(pattern=r"^[1-9]$")]
Slug = Annotated[str, StringConstraints(pattern=SLUG, max_length=80)]
DocumentRef = Annotated[str, StringConstraints(pattern=DOCUMENT_REF, max_length=161)]
LentRef = Annotated[str, StringConstraints(pattern=LENT_REF, max_length=161)]
Text = Annotated[str, StringConstraints(min_length=1, pattern=r"\S")]
Rating = Annotated[int, Field(ge=0, le=4)]
Day = Annotated[
    date,
    BeforeValidator(_iso_date),
    WithJsonSchema({"type": "string", "format": "date", "pattern": f"^{_ISO_DATE.pattern}$"}),
]
PartialDate = Annotated[
    str,
    BeforeValidator(_year_as_text),
    StringConstraints(pattern=PARTIAL_DATE),
    AfterValidator(_real_day),
    WithJsonSchema({"type": ["string", "integer"], "pattern": PARTIAL_DATE, "minimum": 1000, "maximum": 9999}),
]
WebAddress = Annotated[str, StringConstraints(pattern=WEB_ADDRESS, max_length=2000)]
Doi = Annotated[str, StringConstraints(pattern=DOI, max_length=2000)]
Sha256 = Annotated[str, StringConstraints(pattern=SHA256)]
LanguageTag = Annotated[str, StringConstraints(pattern=LANGUAGE_TAG, max_length=100)]

MAX_RATING = 4


def parts(criterion: str) -> tuple[int, ...]:
    """Numbers of an id, for sorting in the standard's order: "3.10" comes after "3.9"."""
    return tuple(int(part) for part in criterion.split("."))


def parent_of(identifier: str) -> str | None:
    """Id one level up ("4.2.4.1" -> "4.2.4"), None above a section."""
    head, _, _ = identifier.rpartition(".")
    return head or None


def subsection_of(criterion: str) -> str:
    """Id of the subsection, which is also the name of the file ("4.2.4.1" -> "4.2")."""
    return ".".join(criterion.split(".")[:2])


def provider_of(document: str) -> str | None:
    """Folder whose register has a document ("wlcg/mou" -> "wlcg"), None for one of the site's own."""
    provider, slash, _ = document.partition("/")
    return provider if slash else None
