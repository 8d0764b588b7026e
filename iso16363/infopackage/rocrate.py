"""ro-crate-metadata.json: the package described for other programs, as RO-Crate 1.2. Pure.

Ours, for the library of that name writes version 1.3, copies every file, and dates a crate by the clock.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any, Final
from urllib.parse import quote

from iso16363 import __version__
from iso16363.infopackage.baginfo import described
from iso16363.infopackage.contents import CRATE, CRITERIA, DOCUMENTS, Entry, package_name
from iso16363.judgement import Judgement
from iso16363.language import label, say
from iso16363.model.documents import Document

VERSION: Final = "1.2"
IDENTIFIER: Final = "#identifier"
_SITE, _EDITION, _RIGHTS, _ACTION, _TOOL = "#site", "#edition", "#rights", "#packaging", "#iso16363"
_ASCII, _AS_THEY_ARE = 0x7F, "/!$&'()*+,;=@~"
_SHA256_TERM: Final = {"sha256": "http://schema.org/sha256"}

Entity = dict[str, Any]


def ro_crate(shown: Judgement, entries: Sequence[Entry]) -> str:
    """The description of a package with these files; itself left out, for no crate lists its own description."""
    files = [entry for entry in entries if entry.path != CRATE]
    graph = [
        _descriptor(),
        _root(shown, files),
        *_folders(files),
        *(_file(shown, entry) for entry in files),
        *_without_file(shown, files),
        *_around(shown),
    ]
    context = [f"https://w3id.org/ro/crate/{VERSION}/context", _SHA256_TERM]
    return json.dumps({"@context": context, "@graph": graph}, ensure_ascii=False, indent=2) + "\n"


def _descriptor() -> Entity:
    return {
        "@id": CRATE,
        "@type": "CreativeWork",
        "conformsTo": _to(f"https://w3id.org/ro/crate/{VERSION}"),
        "about": _to("./"),
    }


def _to(identifier: str) -> dict[str, str]:
    return {"@id": identifier}


def _listed(identifiers: Sequence[str]) -> object:
    """References as compact JSON-LD has them: a single one is no list."""
    references = [_to(identifier) for identifier in identifiers]
    return references[0] if len(references) == 1 else references


def _address(path: str) -> str:
    """A path as a relative reference; letters beyond ASCII stay as they are (RFC 3987)."""
    return "".join(c if ord(c) > _ASCII else quote(c, safe=_AS_THEY_ARE) for c in path)


def _organisation(shown: Judgement) -> str:
    return shown.site.site.ror or _SITE


def _root(shown: Judgement, files: Sequence[Entry]) -> Entity:
    top = [_address(entry.path) for entry in files if "/" not in entry.path]
    folders = [f"{name}/" for name in _folder_names(files)]
    mentioned = [_ACTION, *(entity["@id"] for entity in _without_file(shown, files))]
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": say("Self-audit of {site} against {edition}", site=shown.site.site.name, edition=_edition(shown)),
        "description": described(shown),
        "identifier": _to(IDENTIFIER),
        "datePublished": shown.today.isoformat(),
        "license": _to(_RIGHTS),
        "publisher": _to(_organisation(shown)),
        "isBasedOn": _to(_EDITION),
        "hasPart": _listed((*top, *folders)),
        "mentions": _listed(mentioned),
    }


def _edition(shown: Judgement) -> str:
    return shown.edition.head.title


def _folder_names(files: Sequence[Entry]) -> list[str]:
    return sorted({entry.path.partition("/")[0] for entry in files if "/" in entry.path})


def _folders(files: Sequence[Entry]) -> Iterator[Entity]:
    about = {
        DOCUMENTS: (say("Documents"), say("Documents of the register that are in this package")),
        CRITERIA: (say("Criteria"), say("Catalogue of criteria that the self-audit used")),
    }
    for name in _folder_names(files):
        title, description = about.get(name, (name, name))
        parts = _listed([_address(entry.path) for entry in files if entry.path.startswith(f"{name}/")])
        yield {"@id": f"{name}/", "@type": "Dataset", "name": title, "description": description, "hasPart": parts}


def _file(shown: Judgement, entry: Entry) -> Entity:
    document = shown.site.documents.get(entry.document) if entry.document else None
    return {
        "@id": _address(entry.path),
        "@type": "File",
        "name": entry.path.rpartition("/")[2],
        "description": entry.about,
        "encodingFormat": entry.media_type,
        "contentSize": str(entry.size),
        "sha256": entry.sha256,
        **({"identifier": entry.document, **_of_document(document)} if entry.document and document else {}),
    }


def _of_document(document: Document) -> Entity:
    """What the register says of a document, as far as it says anything."""
    said = {
        "name": document.title,
        "genre": label(document.kind),
        "creativeWorkStatus": label(document.state),
        "version": document.version,
        "datePublished": document.effective,
        "expires": document.review_by.isoformat() if document.review_by else None,
        "inLanguage": document.language,
        "conditionsOfAccess": label(document.access) if document.access else None,
        "abstract": document.summary,
        "url": document.link,
    }
    return {name: value for name, value in said.items() if value is not None}


def _without_file(shown: Judgement, files: Sequence[Entry]) -> Iterator[Entity]:
    """Documents of the register that have no file of their own here: on the web, or described only."""
    carried = {entry.document: entry.path for entry in files if entry.document}
    documents = shown.site.documents
    same = {documents[name].path: path for name, path in carried.items() if name in documents}
    for name, document in documents.items():
        if name in carried:
            continue
        entity = {"@id": f"#document-{name}", "@type": "CreativeWork", "identifier": name, **_of_document(document)}
        if document.path in same:  # registered under two ids
            entity["encoding"] = _to(_address(same[document.path]))
        yield entity


def _around(shown: Judgement) -> Iterator[Entity]:
    """The name, the organisation, the standard, the terms of use, and how the package came to be."""
    site = shown.site.site
    yield {"@id": IDENTIFIER, "@type": "PropertyValue", "name": "External-Identifier", "value": package_name(shown)}
    yield {
        "@id": _organisation(shown),
        "@type": "Organization",
        "name": site.name,
        "identifier": site.ror or site.id,
        **({"legalName": site.legal_entity} if site.legal_entity else {}),
        **({"url": site.url} if site.url else {}),
    }
    head = shown.edition.head
    yield {
        "@id": _EDITION,
        "@type": "CreativeWork",
        "name": head.title,
        "identifier": head.id,
        "version": head.standard,
    }
    yield {
        "@id": _RIGHTS,
        "@type": "CreativeWork",
        "name": say("No licence is granted"),
        "description": say(
            "This package is for the audit that it was made for. Every document in it stays under the terms of whoever "
            "issued it; the catalogue of criteria is under the licence that lies beside it."
        ),
    }
    yield {
        "@id": _ACTION,
        "@type": "CreateAction",
        "name": say("The package was made"),
        "endTime": shown.today.isoformat(),
        "agent": _to(_organisation(shown)),
        "instrument": _to(_TOOL),
        "result": _to("./"),
    }
    yield {
        "@id": _TOOL,
        "@type": "CreativeWork",  # a SoftwareApplication would need a web address, and this one has none
        "name": "iso16363",
        "version": __version__,
        "softwareVersion": __version__,
    }
