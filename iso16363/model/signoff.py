"""The declaration of the accountable role (`signoff.yaml`), and what was handed over (`handoffs.yaml`)."""

from typing import Annotated

from pydantic import Field, StringConstraints

from iso16363.model.base import Day, Record, Sha256, Slug, Text
from iso16363.model.variant import Variant

DIGEST = r"^v[0-9]+:[0-9a-f]{64}$"
Digest = Annotated[str, StringConstraints(pattern=DIGEST)]


class Revocation(Record):
    """Who took a declaration back, when, and why."""

    by: Slug
    """Role that took it back."""
    on: Day
    """When."""
    why: Text
    """Reason."""


class Declaration(Record):
    """The accountable role's word that the self-assessment is complete and true; lapses when it changes."""

    by: Slug
    """Role that signed."""
    on: Day
    """When."""
    digest: Digest
    """Digest of the whole self-assessment that was signed; computed, never typed."""
    revoked: Revocation | None = None
    """Set when it was taken back."""


class Handoff(Record):
    """A package that was handed over, remembered with a frozen copy of what it was made from."""

    on: Day
    """Day of the hand-over."""
    variant: Annotated[Variant, Field(strict=False)]
    """For whom the package was made."""
    to: Text | None = None
    """Who received it."""
    digest: Digest
    """Digest of the whole self-assessment as handed over; computed, never typed."""
    declaration: Slug
    """Id of the declaration in signoff.yaml that it went out under."""
    package: Text
    """Name of the package."""
    manifest: Sha256
    """SHA-256 of the package's tagmanifest-sha256.txt, which stands for every byte in it."""
    frozen: Sha256
    """SHA-256 of handoffs/ID.json, the copy of what it was made from."""
