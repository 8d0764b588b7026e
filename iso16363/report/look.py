"""What a site may change in the looks of its report: logo, colours, words on the cover, templates."""

from dataclasses import dataclass
from pathlib import Path

DEEP_BLUE = "#123a5e"


@dataclass(frozen=True, slots=True)
class Look:
    """Branding as the page takes it: values that were checked where they were read."""

    accent: str | None = None
    """Colour #rrggbb of headings and rules; white on it, and it on white, can be read."""
    logo: str | None = None
    """The picture as a data URI."""
    logo_alt: str = ""
    cover_text: str = ""
    footer: str = ""
    overlay: Path | None = None
    """Folder of templates and style that come before ours."""


PLAIN = Look()
