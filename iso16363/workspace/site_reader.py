"""The files of one folder of sites/: their texts, what they say, and everything in them that is wrong."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter

from iso16363.diagnostics import Diagnostic, Place
from iso16363.model.actions import Action
from iso16363.model.answers import Answer
from iso16363.model.assessment import SelfAssessment
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
from iso16363.workspace.reading import names_in, read_text, unreadable

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


class SiteReader:
    """Collects what the files of one folder say; `replaced` are texts to be read in place of files."""

    def __init__(self, folder: Path, replaced: Mapping[str, str]) -> None:
        self.folder = folder
        self.replaced = replaced
        self.diagnostics: list[Diagnostic] = []
        self.digests: list[tuple[str, str]] = []
        self.texts: dict[str, str] = {}
        self.broken: set[str] = set()
        self.unreadable: set[str] = set()
        self.register_is_whole = True

    def read(self) -> SelfAssessment | None:
        """Everything in the folder but its attached files; None where site.yaml cannot be read.

        Raises UnreadableInput where the system does not let us read.
        """
        text = self.text(SITE_FILE)
        if text is None:
            if SITE_FILE not in self.unreadable:
                message, hint = (
                    "this folder has no site.yaml",
                    "Make the site with `iso16363 init`, or remove the folder.",
                )
                self.diagnostics.append(Diagnostic("T101", Place(SITE_FILE), message, hint))
            return None
        parsed = parse_record(text, SITE_FILE, Site)
        self.diagnostics.extend(parsed.diagnostics)
        site = parsed.value
        documents = self.entries(DOCUMENTS_FILE, Document, _DOCUMENTS)
        self.register_is_whole = not any(d.place.file == DOCUMENTS_FILE for d in self.diagnostics)
        answers = self._answers()
        actions = self.entries(ACTIONS_FILE, Action, _ACTIONS)
        written = self._written()
        self._look_for_strays()
        if site is None:
            return None
        read = SelfAssessment(site, documents, answers, actions, **written)
        self.broken.update(self._unknowable(read))
        return replace(read, broken=frozenset(self.broken))

    def text(self, name: str) -> str | None:
        """The text of a file, None where it is not there or is no text."""
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
        """The entries of a file that can be read; what cannot is reported."""
        text = self.text(name)
        if text is None:
            return {}
        parsed: ParsedEntries[R] = parse_entries(text, name, model, adapter)
        self.diagnostics.extend(parsed.diagnostics)
        self.broken |= parsed.broken
        if parsed.diagnostics and not parsed.entries:
            self.unreadable.add(name)
        return parsed.entries

    def _answers(self) -> dict[str, Answer]:
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

    def _written(self) -> dict[str, Any]:
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

    def _look_for_strays(self) -> None:
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

    def _unknowable(self, read: SelfAssessment) -> Iterator[str]:
        """What is referred to in an unreadable file, which counts as broken: one fault is reported once."""
        if DOCUMENTS_FILE in self.unreadable:
            yield from read.named_documents()
        yield from (c for a in read.answers.values() for c in a.see if evidence_file(c) in self.unreadable)
