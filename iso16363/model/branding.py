"""What a site may change in the looks of its report (`branding/branding.yaml`)."""

from typing import Annotated

from pydantic import BeforeValidator, StringConstraints, WithJsonSchema

from iso16363.model.base import Record, Text

COLOUR = r"^#[0-9A-Fa-f]{6}$"
LEAST_CONTRAST = 4.5
"""Of text against its ground, as WCAG 2.2 asks at level AA."""

_WHITE = "#ffffff"


def _not_a_remark(value: object) -> object:
    """To YAML an unquoted `#7a1f3d` is a remark, and the key has no value."""
    if value is None:
        raise ValueError('no colour is given; Put it in quotes, since # begins a remark: accent: "#7a1f3d".')
    return value


_COLOUR = {"type": "string", "pattern": COLOUR, "examples": ["#123a5e"]}
Colour = Annotated[str, StringConstraints(pattern=COLOUR)]


class Branding(Record):
    """Logo, colour and words of the site; every key may be left out."""

    logo: Text | None = None
    """A file in this folder: svg, png or jpeg."""
    logo_alt: Annotated[Text, StringConstraints(max_length=200)] | None = None
    """What the logo says, for those who do not see it."""
    accent: Annotated[Colour | None, BeforeValidator(_not_a_remark), WithJsonSchema(_COLOUR)] = None
    """Colour of headings and rules; text is set in it, so it has to be dark."""
    cover_text: Annotated[Text, StringConstraints(max_length=240)] | None = None
    """Words on the cover, below the name of the repository."""
    footer: Annotated[Text, StringConstraints(max_length=110)] | None = None
    """One line at the foot of every page."""


def contrast(colour: str, ground: str = _WHITE) -> float:
    """Contrast ratio of two colours #rrggbb as WCAG defines it: 1 to 21."""
    darker, lighter = sorted((_luminance(colour), _luminance(ground)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
