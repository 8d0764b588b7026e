"""A site's folder on disk: YAML files and attachments to one SelfAssessment, faults with their lines."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter

from iso16363.checks.documents import leaves_folder
from iso16363.diagnostics import Diagnostic, Place
from iso16363.model.actions import Action
from iso16363.model.answers import Answer
from iso16363.model.assessment import AttachedFile, Attachments, SelfAssessment
from iso16363.model.base import Record
from iso16363.model.documents import Document
from iso16363.model.layout import (
    ACTIONS_FILE,
    DOCUMENTS_FILE,
    DOCUMENTS_FOLDER,
    EVIDENCE_FOLDER,
    SITE_FILE,
    evidence_file,
)
from iso16363.model.site import Site
from iso16363.parsing import ParsedEntries, from_faults, parse_entries, parse_record
from iso16363.workspace.reading import digest_of, file_sha256, read_text, unreadable
from iso16363.yamltext import KEY, TextFault, spots

R = TypeVar("R", bound=Record)

_DOCUMENTS = TypeAdapter(dict[str, Document])
_ANSWERS = TypeAdapter(dict[str, Answer])
_ACTIONS = TypeAdapter(dict[str, Action])
_IGNORED = ("README.md", ".gitkeep", ".DS_Store", "Thumbs.db")


@dataclass(slots=True)
class LoadedSite:
    """What a folder holds: the assessment (None if site.yaml is unreadable), faults, digest.

    `texts` keeps the text of each file read, so that lines can be looked up without reading again.
    """

    folder: Path
    assessment: SelfAssessment | None
    diagnostics: list[Diagnostic]
    digest: str
    texts: dict[str, str] = field(default_factory=dict)

    def located(self, diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
        """Look up the line of each diagnostic that does not have one yet."""
        tables: dict[str, dict[tuple[str | int, ...], tuple[int, int]]] = {}
        result = []
        for diagnostic in diagnostics:
            place = diagnostic.place
            if place.line or not place.path or place.file not in self.texts:
                result.append(diagnostic)
                continue
            if place.file not in tables:
                found = spots(self.texts[place.file])
                tables[place.file] = {p: (s.line, s.column) for p, s in found.items()}
            result.append(diagnostic.at(*_look_up(place, tables[place.file])))
        return result


def _look_up(place: Place, table: dict[tuple[str | int, ...], tuple[int, int]]) -> tuple[int, int]:
    for length in range(len(place.path), 0, -1):
        path = place.path[:length]
        key = (*path, KEY)
        if key in table:
            return table[key]
        if path in table:
            return table[path]
    return 0, 0


class _SiteReader:
    """Collects what the files of one folder say."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.diagnostics: list[Diagnostic] = []
        self.digests: list[tuple[str, str]] = []
        self.texts: dict[str, str] = {}
        self.broken: set[str] = set()
        self.unreadable: set[str] = set()

    def text(self, name: str) -> str | None:
        path = self.folder / name
        if not path.exists():
            return None
        found = read_text(path)
        if isinstance(found, TextFault):
            self.diagnostics.extend(from_faults([found], name))
            self.unreadable.add(name)
            return None
        text, data = found
        self.texts[name] = text
        self.digests.append((name, hashlib.sha256(data).hexdigest()))
        return text

    def entries(self, name: str, model: type[R], adapter: "TypeAdapter[dict[str, R]]") -> dict[str, R]:
        text = self.text(name)
        if text is None:
            return {}
        parsed: ParsedEntries[R] = parse_entries(text, name, model, adapter)
        self.diagnostics.extend(parsed.diagnostics)
        self.broken |= parsed.broken
        if parsed.diagnostics and not parsed.entries:
            self.unreadable.add(name)
        return parsed.entries

    def answers(self) -> dict[str, Answer]:
        found: dict[str, Answer] = {}
        folder = self.folder / EVIDENCE_FOLDER
        names = sorted(p.name for p in folder.iterdir()) if folder.is_dir() else []
        for name in names:
            file = f"{EVIDENCE_FOLDER}/{name}"
            if not name.endswith(".yaml") or name.startswith("."):
                if name not in _IGNORED and not name.startswith("."):
                    self._unexpected(file, "Answers are in files named as in criteria/, such as 3.1.yaml.")
                continue
            for criterion, answer in self.entries(file, Answer, _ANSWERS).items():
                if _is_criterion(criterion) and evidence_file(criterion) != file:
                    message = f'the answer to "{criterion}" is in the wrong file'
                    hint = f"Move it to {evidence_file(criterion)}."
                    place = Place(file, path=(criterion,))
                    self.diagnostics.append(Diagnostic("R304", place, message, hint))
                    self.broken.add(criterion)
                elif _is_criterion(criterion):
                    found[criterion] = answer
                else:
                    message = f'"{criterion}" is not a criterion number'
                    hint = 'Write it as the standard does, such as "4.2.1.1".'
                    self.diagnostics.append(Diagnostic("M208", Place(file, path=(criterion,)), message, hint))
        return found

    def _unexpected(self, file: str, hint: str) -> None:
        self.diagnostics.append(Diagnostic("T113", Place(file), "this file is not read", hint))

    def attachments(self, documents: dict[str, Document]) -> Attachments:
        base = self.folder / DOCUMENTS_FOLDER
        found: dict[str, AttachedFile] = {}
        escaping = set()
        for document in documents.values():
            path = document.path
            if path is None or path in found or leaves_folder(path):
                continue
            target = base / path
            if not _stays_inside(target, base):
                escaping.add(path)
            elif target.is_file():
                try:
                    found[path] = AttachedFile(target.stat().st_size, file_sha256(target))
                except OSError as error:
                    raise unreadable(target, error) from error
                self.digests.append((f"{DOCUMENTS_FOLDER}/{path}", found[path].sha256))
        return Attachments(found, frozenset(escaping), _unregistered(base, found))


def _is_criterion(text: str) -> bool:
    pieces = text.split(".")
    return len(pieces) >= 3 and all(p.isdecimal() and p.isascii() for p in pieces)


def _stays_inside(target: Path, base: Path) -> bool:
    return target.resolve().is_relative_to(base.resolve())


def _unregistered(base: Path, registered: Iterable[str]) -> tuple[str, ...]:
    if not base.is_dir():
        return ()
    known = {base / path for path in registered}
    loose = [
        path
        for path in base.rglob("*")
        if path.is_file() and path not in known and path.name not in _IGNORED and not path.name.startswith(".")
    ]
    return tuple(sorted(p.relative_to(base).as_posix() for p in loose))


def load_site(folder: Path) -> LoadedSite:
    """Read a site's folder. What is wrong is in the diagnostics, with places relative to the folder.

    Raises UnreadableInput where the system does not let us read.
    """
    reader = _SiteReader(folder)
    text = reader.text(SITE_FILE)
    if text is None:
        if SITE_FILE not in reader.unreadable:
            message, hint = "this folder has no site.yaml", "Make the site with `iso16363 init`, or remove the folder."
            reader.diagnostics.append(Diagnostic("T101", Place(SITE_FILE), message, hint))
            return LoadedSite(folder, None, reader.diagnostics, digest_of(reader.digests), reader.texts)
        site = None
    else:
        parsed = parse_record(text, SITE_FILE, Site)
        reader.diagnostics.extend(parsed.diagnostics)
        site = parsed.value
    documents = reader.entries(DOCUMENTS_FILE, Document, _DOCUMENTS)
    answers = reader.answers()
    actions = reader.entries(ACTIONS_FILE, Action, _ACTIONS)
    attachments = reader.attachments(documents)
    if DOCUMENTS_FILE in reader.unreadable:
        reader.broken |= {c.document for a in answers.values() for c in a.evidence}
    assessment = None
    if site is not None:
        assessment = SelfAssessment(site, documents, answers, actions, attachments, frozenset(reader.broken))
    return LoadedSite(folder, assessment, reader.diagnostics, digest_of(reader.digests), reader.texts)
