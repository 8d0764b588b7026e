"""A site's folder on disk: YAML files and attachments to one SelfAssessment, faults with their lines."""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter

from iso16363.diagnostics import Diagnostic, Place
from iso16363.model.actions import Action
from iso16363.model.answers import Answer
from iso16363.model.assessment import Attachments, SelfAssessment
from iso16363.model.audit import AuditItem
from iso16363.model.base import SUBSECTION_ID, CriterionId, Record, Slug
from iso16363.model.documents import Document
from iso16363.model.imports import Import
from iso16363.model.layout import (
    ACTIONS_FILE,
    AUDIT_FILE,
    BRANDING_FOLDER,
    DOCUMENTS_FILE,
    DOCUMENTS_FOLDER,
    EVIDENCE_FOLDER,
    HANDOFFS_FILE,
    HANDOFFS_FOLDER,
    IMPORTS_FILE,
    JOURNAL_FOLDER,
    JOURNAL_LIST,
    SIGNOFF_FILE,
    SITE_FILE,
    evidence_file,
)
from iso16363.model.signoff import Declaration, Handoff
from iso16363.model.site import Site
from iso16363.parsing import ParsedEntries, from_faults, parse_entries, parse_record
from iso16363.plaintext import TextFault
from iso16363.spelling import clipped, escaped, nearest
from iso16363.workspace.attachments import look_into
from iso16363.workspace.digests import digest_of
from iso16363.workspace.reading import names_in, read_text, unreadable
from iso16363.yamltext import KEY, spots

R = TypeVar("R", bound=Record)

_DOCUMENTS = TypeAdapter(dict[Slug, Document])
_ANSWERS = TypeAdapter(dict[CriterionId, Answer])
_ACTIONS = TypeAdapter(dict[Slug, Action])
_IMPORTS = TypeAdapter(dict[Slug, Import])
_AUDIT = TypeAdapter(dict[Slug, AuditItem])
_DECLARATIONS = TypeAdapter(dict[Slug, Declaration])
_HANDOFFS = TypeAdapter(dict[Slug, Handoff])
_FILES = (SITE_FILE, DOCUMENTS_FILE, ACTIONS_FILE)
_WRITTEN_FILES = (AUDIT_FILE, SIGNOFF_FILE, HANDOFFS_FILE, IMPORTS_FILE)
_FOLDERS = (EVIDENCE_FOLDER, DOCUMENTS_FOLDER, BRANDING_FOLDER, HANDOFFS_FOLDER)


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
            result.append(diagnostic.at(*look_up(place, tables[place.file])))
        return result


def look_up(place: Place, table: dict[tuple[str | int, ...], tuple[int, int]]) -> tuple[int, int]:
    """Line and column of the deepest key of a place that the file holds; 0, 0 where it holds none."""
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

    def __init__(self, folder: Path, replaced: Mapping[str, str]) -> None:
        self.folder = folder
        self.replaced = replaced
        self.diagnostics: list[Diagnostic] = []
        self.digests: list[tuple[str, str]] = []
        self.texts: dict[str, str] = {}
        self.broken: set[str] = set()
        self.unreadable: set[str] = set()

    def text(self, name: str) -> str | None:
        if name in self.replaced:
            self.texts[name] = self.replaced[name]
            self.digests.append((name, hashlib.sha256(self.replaced[name].encode()).hexdigest()))
            return self.replaced[name]
        path = self.folder / name
        try:
            if not path.exists():
                return None
        except OSError as error:
            raise unreadable(path, error) from error
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
        there = names_in(self.folder / EVIDENCE_FOLDER)
        added = (name.removeprefix(f"{EVIDENCE_FOLDER}/") for name in self.replaced if name.startswith(EVIDENCE_FOLDER))
        for name in sorted({*there, *added}):
            file = f"{EVIDENCE_FOLDER}/{name}"
            if not re.fullmatch(SUBSECTION_ID, name.removesuffix(".yaml")) or not name.endswith(".yaml"):
                self._unexpected(file, "Answers are in files named as in criteria/, such as 3.1.yaml.")
                continue
            for criterion, answer in self.entries(file, Answer, _ANSWERS).items():
                if evidence_file(criterion) == file:
                    found[criterion] = answer
                    continue
                message = f'the answer to "{criterion}" is in the wrong file'
                hint = f"Move it to {evidence_file(criterion)}."
                self.diagnostics.append(Diagnostic("R304", Place(file, path=(criterion,)), message, hint))
                self.broken.add(criterion)
        return found

    def written(self) -> dict[str, Any]:
        """What imports, declarations and hand-overs left, and what the auditor raised.

        Hand-overs do not count among the inputs: what was handed over would differ from itself.
        """
        found: dict[str, Any] = {
            "imports": self.entries(IMPORTS_FILE, Import, _IMPORTS),
            "audit": self.entries(AUDIT_FILE, AuditItem, _AUDIT),
            "declarations": self.entries(SIGNOFF_FILE, Declaration, _DECLARATIONS),
        }
        counted = len(self.digests)
        found["handoffs"] = self.entries(HANDOFFS_FILE, Handoff, _HANDOFFS)
        del self.digests[counted:]
        return found

    def look_for_strays(self) -> None:
        """Report what is called almost like a file of ours, for it would be missed without a word."""
        if (self.folder / JOURNAL_FOLDER / JOURNAL_LIST).is_file():
            message = "a change of files was stopped half way: some are new, others as they were"
            hint = "Give the command again that was stopped: it first puts the old files back."
            self.diagnostics.append(Diagnostic("T114", Place(JOURNAL_FOLDER), message, hint))
        for name in names_in(self.folder):
            is_folder = (self.folder / name).is_dir()
            expected = _FOLDERS if is_folder else (*_FILES, *_WRITTEN_FILES)
            if name in expected:
                continue
            close = nearest(name, expected)
            if name in _FOLDERS:
                self._unexpected(name, "It has to be a folder.")
            elif name.endswith((".yaml", ".yml")) or (is_folder and close):
                hint = f'Did you mean "{close}"? ' if close else ""
                self._unexpected(name, f"{hint}A site has {', '.join(_FILES)}, and the folders evidence and documents.")

    def _unexpected(self, file: str, hint: str) -> None:
        message = f'"{clipped(Path(file).name)}" is not read'
        self.diagnostics.append(Diagnostic("T113", Place(escaped(file)), message, hint))

    def mark_unknowable(self, site: Site | None, answers: dict[str, Answer], actions: dict[str, Action]) -> None:
        """Count what is referred to in an unreadable file as broken, so that one fault is reported once."""
        if DOCUMENTS_FILE in self.unreadable:
            self.broken |= set(_documents_named(site, answers, actions))
        self.broken |= {c for a in answers.values() for c in a.see if evidence_file(c) in self.unreadable}


def _documents_named(site: Site | None, answers: dict[str, Answer], actions: dict[str, Action]) -> Iterator[str]:
    for answer in answers.values():
        yield from (c.document for c in answer.evidence)
        yield from (s.document for s in answer.background if s.document)
    for action in actions.values():
        yield from action.closing_evidence
    if site:
        yield from (r.document for r in site.roles.values() if r.document)
        yield from (h.document for h in (site.repository.holdings if site.repository else ()) if h.document)


def load_site(
    folder: Path,
    *,
    attached: bool = True,
    replaced: Mapping[str, str] | None = None,
    attachments: Attachments | None = None,
    trusting: bool = False,
) -> LoadedSite:
    """Read a site's folder. What is wrong is in the diagnostics, with places relative to the folder.

    Without `attached`, documents/ is not looked into, which takes long where there is much in it.
    `replaced` are texts to be read in place of files, to try them out before they are written;
    `attachments` what documents/ was found to hold, to be taken as it is. A `trusting` reader takes the
    attached files for those that were registered, without reading them.
    Raises UnreadableInput where the system does not let us read.
    """
    reader = _SiteReader(folder, replaced or {})
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
    whole = not any(d.place.file == DOCUMENTS_FILE for d in reader.diagnostics)
    answers = reader.answers()
    actions = reader.entries(ACTIONS_FILE, Action, _ACTIONS)
    written = reader.written()
    reader.look_for_strays()
    reader.mark_unknowable(site, answers, actions)
    paths = [d.path for d in documents.values() if d.path]
    if attachments is None:
        trusted = {d.path: d.sha256 or "" for d in documents.values() if d.path} if trusting else None
        base = folder / DOCUMENTS_FOLDER
        attachments = look_into(base, paths, whole=whole, trusted=trusted) if attached else Attachments()
    reader.digests.extend((f"{DOCUMENTS_FOLDER}/{path}", file.sha256) for path, file in attachments.found.items())
    assessment = None
    if site is not None:
        broken = frozenset(reader.broken)
        assessment = SelfAssessment(site, documents, answers, actions, attachments, broken, **written)
    return LoadedSite(folder, assessment, reader.diagnostics, digest_of(reader.digests), reader.texts)
