"""The files of a site on the way to another edition: values and texts moved side by side, nothing written.

Values say what has to come out. Texts are moved first, so that comments go along; what then still differs
is edited into them, and every text is read again and compared with its values.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from iso16363.catalog import Edition
from iso16363.criterionfields import ANSWERS, FILES, kind_of, named_in
from iso16363.diagnostics import KeyPath
from iso16363.editions import Way
from iso16363.model.base import parts
from iso16363.model.layout import AUDIT_FILE, EVIDENCE_FOLDER, SITE_FILE, evidence_file
from iso16363.workspace.editing import header, values_of
from iso16363.workspace.setaside import LISTS, Reference, References, SetAside, head, list_at, plain
from iso16363.workspace.site_files import LoadedSite
from iso16363.yamledit import UneditableText, rewritten
from iso16363.yamlmoving import comments_at, holds_comments, in_places, put_in, renamed, taken_out, with_comments
from iso16363.yamltext import KEY


def thawed(value: Any) -> Any:  # noqa: ANN401 - plain values as files hold them
    """Plain values that can be changed: tuples as lists, nothing shared."""
    if isinstance(value, dict):
        return {key: thawed(item) for key, item in value.items()}
    return [thawed(item) for item in value] if isinstance(value, tuple | list) else value


@dataclass(slots=True)
class Desk:
    """The texts of a site and of what was set aside, with the values they are to hold."""

    way: Way
    texts: dict[str, str]
    values: dict[str, dict[str, Any]]
    shown: Path
    """The site's folder as the user would type it, for messages."""
    comments: dict[tuple[str, KeyPath], tuple[str, ...]] = field(default_factory=dict)
    left: list[Reference] = field(default_factory=list)
    """What could not be brought back, for the place it stood in is gone; it stays set aside."""

    @property
    def named(self) -> tuple[str, ...]:
        """Files of the site that can name criteria."""
        return tuple(f for f in self.texts if f in FILES or f.startswith(f"{EVIDENCE_FOLDER}/"))

    def names(self, file: str) -> Iterator[tuple[KeyPath, str]]:
        """Every criterion that a file names, with its place."""
        return named_in(self.values[file], kind_of(file))

    def take(self, file: str, key: str) -> tuple[str, Any]:
        """Take an entry out of a file: its lines, where it has lines of its own, and its value."""
        before = self.texts[file]
        self.texts[file], lines = taken_out(before, key)
        if not lines and holds_comments(before):
            raise self._uneditable(file, f'"{key}" has no lines of its own, so its comments would be lost')
        return lines, self.values[file].pop(key)

    def _uneditable(self, file: str, what: str) -> UneditableText:
        remedy = "Write the file without { } around the whole."
        return UneditableText(what, where=(self.shown / file).as_posix(), remedy=remedy)

    def put(self, file: str, key: str, entry: tuple[str, Any], after: str | None, about: str) -> None:
        """Put an entry into a file, which is made with `about` on top where it is not there."""
        lines, value = entry
        before = self.texts.setdefault(file, about)
        self.values.setdefault(file, {})[key] = value
        if lines:
            self.texts[file] = put_in(before, lines, after)
            if self.texts[file] == before and holds_comments(lines):
                raise self._uneditable(file, f'"{key}" cannot be put there without losing its comments')

    def put_answer(self, file: str, criterion: str, entry: tuple[str, Any], about: str) -> None:
        """Put an answer where it belongs in the order of the standard."""
        earlier = [c for c in self.values.get(file, {}) if parts(c) < parts(criterion)]
        self.put(file, criterion, entry, max(earlier, key=parts, default=None), about)


def laid_out(loaded: LoadedSite, way: Way, shown: Path, *others: SetAside) -> Desk:
    """The files of a site as they are."""
    texts = {**loaded.texts, **{name: text for other in others for name, text in other.texts.items()}}
    return Desk(way, texts, {name: thawed(values_of(texts, name)) for name in texts}, shown)


def set_aside(desk: Desk, there: SetAside) -> None:
    """Take out what the other edition has no criterion for, and remember where it stood."""
    lone = {what: _lone(desk, file) for what, file in LISTS.items()}
    found = [r for file in desk.named for r in _references(desk, file, lone)]
    behind: dict[str, dict[str, str | None]] = {}
    for what, file in LISTS.items():
        order = list(desk.values.get(file, {}))
        behind[what] = {name: order[order.index(name) - 1] if order.index(name) else None for name in lone[what]}
        for name in lone[what]:
            _lay(desk, there, what, name, desk.take(file, name))
    for file in desk.named:
        for path, criterion in list(desk.names(file)):
            if path[-1] == KEY and desk.way.number(criterion) is None:
                _lay(desk, there, "answers", criterion, desk.take(file, criterion))
    found = _dropped(desk, found)
    if found or any(behind.values()):
        old = there.references
        kept = References(
            references=(*old.references, *found),
            behind={**old.behind, **behind["actions"]},
            audit_behind={**old.audit_behind, **behind["audit"]},
        )
        file = there.file("references")
        desk.texts.setdefault(file, head("references", desk.way.source))
        desk.values[file] = plain(kept)


def _dropped(desk: Desk, found: list[Reference]) -> list[Reference]:
    """Take names out of their lists; they keep those comments that would otherwise go with them."""
    for reference in reversed(found):
        items = list_at(desk.values[reference.file], reference.list_)
        if items is not None:
            del items[reference.at]
    kept = []
    for file in dict.fromkeys(reference.file for reference in found):
        before = desk.texts[file]
        desk.texts[file] = after = rewritten(before, desk.values[file])
        for reference in (r for r in found if r.file == file):
            lost = tuple(c for c in reference.comments if after.count(c) < before.count(c))
            kept.append(reference.model_copy(update={"comments": lost}))
    return kept


def _lay(desk: Desk, there: SetAside, what: str, key: str, entry: tuple[str, Any]) -> None:
    file = there.file(what)
    about = head(what, desk.way.source)
    if what == "answers":
        desk.put_answer(file, key, entry, about)
    else:
        desk.put(file, key, entry, next(reversed(desk.values.get(file, {})), None), about)


def _lone(desk: Desk, file: str) -> list[str]:
    """Actions, requests and findings all of whose criteria are gone; without one, they would be about the whole."""
    entries = desk.values.get(file, {}).items()
    return [name for name, entry in entries if (named := entry.get("criteria")) and not desk.way.kept(tuple(named))]


def _references(desk: Desk, file: str, lone: Mapping[str, list[str]]) -> Iterator[Reference]:
    """Items of lists that name what is set aside, but for those that are set aside themselves."""
    gone = {c for c, step in desk.way.by_source.items() if step.target is None}
    alone = {place: set(lone[what]) for what, place in LISTS.items()}
    away = gone if file.startswith(EVIDENCE_FOLDER) else alone.get(file, set())
    found = [(path, name) for path, name in desk.names(file) if path[-1] != KEY and name in gone]
    if file == AUDIT_FILE:
        for item, values in desk.values[file].items():
            named = enumerate(values.get("actions", ()))
            found.extend(((item, "actions", index), name) for index, name in named if name in lone["actions"])
    for path, name in found:
        at = path[-1]
        if path[0] not in away and isinstance(at, int):
            comments = comments_at(desk.texts[file], path)
            yield Reference(file=file, list_=path[:-1], at=at, name=name, comments=comments)


def renumber(desk: Desk) -> None:
    """Give every criterion its other number, in keys and lists; answers go to the file they then belong in.

    Answers that exchange their numbers exchange their places: no other is moved, so that the way back leads back.
    """
    for file in desk.named:
        before = list(desk.values[file])
        named = [(path, name, desk.way.number(name)) for path, name in desk.names(file)]
        other = {path: new for path, name, new in named if new is not None and new != name}
        if not other:
            continue
        desk.texts[file] = renamed(desk.texts[file], other)
        keys = {old: new for path, old, new in named if path[-1] == KEY and new is not None}
        for path, new in other.items():
            if path[-1] != KEY and (items := list_at(desk.values[file], path[:-1])) is not None:
                items[int(path[-1])] = new
        if keys:
            desk.values[file] = {keys.get(key, key): value for key, value in desk.values[file].items()}
            if desk.values[file].keys() == set(before):
                desk.texts[file] = in_places(desk.texts[file], before)
    evidence = [file for file in desk.named if file.startswith(EVIDENCE_FOLDER)]
    foreign = [(file, key) for file in evidence for key in desk.values[file] if evidence_file(key) != file]
    for key, entry in [(key, desk.take(file, key)) for file, key in foreign]:
        desk.put_answer(evidence_file(key), key, entry, header(evidence_file(key)))


def bring_back(desk: Desk, there: SetAside) -> None:
    """Put what was set aside for this edition back to where it stood."""
    for criterion in list(there.values("answers")):
        entry = desk.take(there.file("answers"), criterion)
        desk.put_answer(evidence_file(criterion), criterion, entry, header(evidence_file(criterion)))
    for what, file in LISTS.items():
        for name in list(there.values(what)):
            entry = desk.take(there.file(what), name)
            order = desk.values.get(file, {})
            behind = there.references.places(what).get(name, "")
            known = behind if behind is None or behind in order else next(reversed(order), None)
            desk.put(file, name, entry, known, header(file))
    for reference in there.references.references:
        items = list_at(desk.values.get(reference.file, {}), reference.list_)
        if items is None:
            desk.left.append(reference)
        elif reference.name not in items:
            at = min(reference.at, len(items))
            items.insert(at, reference.name)
            desk.comments[reference.file, (*reference.list_, at)] = reference.comments
    if there.file("references") in desk.texts:
        desk.values[there.file("references")] = plain(References(references=tuple(desk.left)))


def finished(desk: Desk, edition: Edition) -> dict[str, str]:
    """The texts with all their values, and the edition in site.yaml. Raises UneditableText."""
    desk.values[SITE_FILE]["edition"] = edition.id
    texts = {file: rewritten(text, desk.values[file]) for file, text in desk.texts.items()}
    for (file, path), comments in desk.comments.items():
        texts[file] = with_comments(texts[file], path, comments)
    return texts


__all__ = ["ANSWERS", "Desk", "bring_back", "finished", "laid_out", "renumber", "set_aside", "thawed"]
