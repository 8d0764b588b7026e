"""Files inside the PDF: the assessment and the workbook travel with the report they belong to."""

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from iso16363.errors import WrongUsage
from iso16363.report.pdfobjects import RawObject, array, dictionary, name, text

Relationship = Literal["Source", "Data", "Alternative", "Supplement", "Unspecified"]
"""What an attached file is to the document; the words are those of ISO 32000-2, 7.11.3."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file to be put into the PDF.

    The assessment (JSON) is `Data`: what tables and figures of the report were drawn from. The
    workbook is a `Supplement`: the same data in a form that is easier to work with. Neither is the
    `Source`, which stays with the site as YAML, nor an `Alternative`, for neither says all that the
    report says.
    """

    name: str
    data: bytes
    media_type: str
    relationship: Relationship
    description: str


def embed(pdf: Any, attachments: Sequence[Attachment]) -> None:  # noqa: ANN401 - the library has no types
    """Put files into a PDF that is not written yet, dated as the document is.

    Written here, not by WeasyPrint (70), which dates files by the clock, takes media types from the
    machine, names each file twice as associated, and leaves the tree of names unsorted.
    Raises WrongUsage when two files have the same name.
    """
    if not attachments:
        return
    if len({a.name for a in attachments}) < len(attachments):
        raise WrongUsage("two files to be attached to the PDF have the same name")
    placed = [(text(a.name), _place(pdf, a)) for a in sorted(attachments, key=_key)]
    pdf.catalog["AF"] = array([reference for _, reference in placed])
    tree = dictionary({"Names": array([item for pair in placed for item in pair])})
    if "Names" in pdf.catalog:
        pdf.catalog["Names"]["EmbeddedFiles"] = tree
    else:
        pdf.catalog["Names"] = dictionary({"EmbeddedFiles": tree})


def _key(attachment: Attachment) -> bytes:
    """The order a tree of names has: that of the strings' bytes."""
    written = attachment.name
    return written.encode() if text(written)[:1] == b"(" else b"\xfe\xff" + written.encode("utf-16-be", "replace")


def _place(pdf: Any, attachment: Attachment) -> bytes:  # noqa: ANN401 - as above
    parameters = {
        "Size": b"%d" % len(attachment.data),
        "CheckSum": b"<%s>" % hashlib.md5(attachment.data, usedforsecurity=False).hexdigest().encode(),
    }
    # The day of the judgement, which the page names: the clock would make each file another one.
    parameters |= {key: pdf.info[key].data for key in ("CreationDate", "ModDate") if key in pdf.info}
    packed = zlib.compress(attachment.data, 9)
    head = {
        "Type": b"/EmbeddedFile",
        "Subtype": name(attachment.media_type),
        "Params": dictionary(parameters),
        "Filter": b"/FlateDecode",
        "Length": b"%d" % len(packed),
    }
    stream = RawObject(b"%s\nstream\n%s\nendstream" % (dictionary(head), packed), compressible=False)
    pdf.add_object(stream)
    plain = attachment.name.encode("ascii", "replace").decode()
    specification = {
        "Type": b"/Filespec",
        "F": text(plain.replace("?", "_")),
        "UF": text(attachment.name),
        "Desc": text(attachment.description),
        "AFRelationship": name(attachment.relationship),
        "EF": dictionary({"F": stream.reference, "UF": stream.reference}),
    }
    file = RawObject(dictionary(specification))
    pdf.add_object(file)
    return file.reference
