"""A logo as a data URI: looked at closely, since it comes from a file that anybody may have made.

The only module that knows Pillow, and it loads it at its door.
"""

import re
import struct
import warnings
import zlib
from base64 import b64encode
from io import BytesIO
from typing import Final
from xml.etree import ElementTree as ET

MAX_BYTES: Final = 1_048_576
MAX_SIDE: Final = 4000
"""Pixels; a logo of 60 mm needs 1500 of them in good print."""

_MAX_ELEMENTS: Final = 5000
_MAX_DEPTH: Final = 50
_SVG: Final = "http://www.w3.org/2000/svg"
_TYPES: Final = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}
_FORMATS: Final = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}
_INERT: Final = frozenset(
    {
        *("svg", "g", "defs", "title", "desc", "style", "path", "rect", "circle", "ellipse", "line", "polyline"),
        *("polygon", "text", "tspan", "linearGradient", "radialGradient", "stop", "clipPath"),
    }
)
_DROPPED: Final = frozenset({"metadata"})
_REFERENCE = re.compile(r"url\(\s*[\"']?(?!#|[\"'\s])", re.IGNORECASE)
_ACTIVE_STYLE = re.compile(r"[@\\<]")
_NUMBER: Final = r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?"
_BOX = re.compile(rf"\s*{_NUMBER}(?:(?:\s+|\s*,\s*){_NUMBER}){{3}}\s*$")
_SIZE = re.compile(r"^\s*[0-9.]+\s*(px|pt|mm|cm|in|pc)?\s*$")


class BadLogo(Exception):
    """The file is no picture that can be shown; with the remedy as second argument."""

    def __init__(self, what: str, remedy: str) -> None:
        super().__init__(what, remedy)
        self.what = what
        self.remedy = remedy


def data_uri(name: str, data: bytes) -> str:
    """The picture in a file of that name, to be put into a page. Raises BadLogo."""
    suffix = name[name.rfind(".") :].lower() if "." in name else ""
    if suffix not in _TYPES:
        raise BadLogo(f'"{suffix or name}" is no kind of picture that is shown', "Use an .svg, .png or .jpg file.")
    if len(data) > MAX_BYTES:
        raise BadLogo("the logo has more than 1 MB, and it goes into every report", "Make the picture smaller.")
    clean = inert_svg(data) if suffix == ".svg" else _checked_pixels(data, _FORMATS[suffix])
    return f"data:{_TYPES[suffix]};base64,{b64encode(clean).decode('ascii')}"


def _checked_pixels(data: bytes, kind: str) -> bytes:
    from PIL import Image, ImageFile

    broken = "Save it anew from the program it was made with."
    lenient, ImageFile.LOAD_TRUNCATED_IMAGES = ImageFile.LOAD_TRUNCATED_IMAGES, False  # WeasyPrint turns it on
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(BytesIO(data), formats=("PNG", "JPEG"))
        with image:
            if image.format != kind:
                raise BadLogo(f"the logo is called {kind} and is {image.format}", "Give the file the right ending.")
            if max(image.size) > MAX_SIDE:
                wide, high = image.size
                raise BadLogo(
                    f"the logo has {wide} x {high} pixels; each side may have {MAX_SIDE}", "Make the picture smaller."
                )
            if image.mode in {"CMYK", "YCCK"}:
                raise BadLogo("the logo has colours for a printing press (CMYK)", "Save it with RGB colours.")
            image.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadLogo(f"the logo has more than {MAX_SIDE} pixels a side", "Make the picture smaller.") from error
    except (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error) as error:
        raise BadLogo(f"the logo is not a readable {kind} file", broken) from error
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = lenient
    return data


def inert_svg(data: bytes) -> bytes:
    """The drawing without comments and data of editors. Raises BadLogo where it could do or load anything."""
    root = _parsed(data)
    if root.tag != f"{{{_SVG}}}svg":
        raise BadLogo(
            "the logo is not an SVG drawing", 'Its outermost element has to be <svg> with xmlns="' + _SVG + '".'
        )
    if sum(1 for _ in root.iter()) > _MAX_ELEMENTS:
        raise BadLogo(f"the logo has more than {_MAX_ELEMENTS} elements", "Draw it simpler, or use a .png file.")
    pending = [(root, 0)]
    while pending:
        element, depth = pending.pop()
        if depth > _MAX_DEPTH:
            raise BadLogo(f"the logo has groups within groups, {depth} deep", "Draw it simpler, or use a .png file.")
        _look_at(element)
        for child in list(element):
            space, _, name = str(child.tag).rpartition("}")
            if space != f"{{{_SVG}" or name in _DROPPED:
                element.remove(child)
        pending.extend((child, depth + 1) for child in element)
    if not root.get("viewBox") and not all(_SIZE.match(root.get(side, "")) for side in ("width", "height")):
        raise BadLogo("the logo does not say how large it is", 'Give <svg> a viewBox, such as viewBox="0 0 200 80".')
    ET.register_namespace("", _SVG)
    return ET.tostring(root, encoding="unicode").encode()


def _parsed(data: bytes) -> ET.Element:
    plain = "Save it as plain SVG, without document type, in UTF-8."
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadLogo("the logo is not UTF-8 text", plain) from error
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise BadLogo("the logo declares a document type or entities", plain)
    if re.search(r"<\?(?!xml\s)", text):
        raise BadLogo("the logo has a processing instruction, such as a link to a style sheet", plain)
    try:
        return ET.fromstring(text)  # noqa: S314 - no document type, so nothing that grows
    except (ET.ParseError, ValueError) as error:
        raise BadLogo(f"the logo is not well-formed XML ({error})", plain) from error


def _look_at(element: ET.Element) -> None:
    name = str(element.tag).rpartition("}")[2]
    if name not in _INERT:
        raise BadLogo(f"the logo has an element <{name[:40]}>", "Leave only shapes, text and gradients in it.")
    for attribute, value in list(element.attrib.items()):
        space, _, short = attribute.rpartition("}")
        local = short.lower()
        if local.startswith("on"):
            raise BadLogo(f"the logo has a script ({short[:40]})", "Save it as plain SVG.")
        if local == "href" and not value.startswith("#"):
            raise BadLogo("the logo refers to something outside it", "Leave only what is drawn in the file itself.")
        if _REFERENCE.search(value) or (local == "style" and _ACTIVE_STYLE.search(value)):
            raise BadLogo("the logo loads something from outside", "Leave only what is drawn in the file itself.")
        if space and local not in {"href", "space", "lang"}:
            del element.attrib[attribute]
    _look_at_numbers(element)
    if name == "style" and (_REFERENCE.search(element.text or "") or _ACTIVE_STYLE.search(element.text or "")):
        raise BadLogo("the style in the logo loads something", "Leave @-rules and links out of its <style>.")


def _look_at_numbers(element: ET.Element) -> None:
    """What WeasyPrint (70) fails on, or comes to no end of."""
    box = element.get("viewBox")
    if box is not None and not _BOX.match(box):
        raise BadLogo("the logo has a viewBox that is not four numbers", 'Write one such as viewBox="0 0 200 80".')
    if element.get("spreadMethod", "pad") != "pad":
        raise BadLogo("the logo has a gradient that repeats", "Draw its stripes as shapes, or use a .png file.")
