"""The workbook that goes back to its editors: today's files, their edits kept, and what needs attention marked.

It counts as a new export of today's files, so that what was edited in them since is in it. An edit
that could be taken stands in its cell; a conflict is a question in the cell, which nobody can
take for an answer; a rejected cell holds what was typed. Imported untouched, it asks the same again.
It speaks the language of the workbook that came back; reasons of rejections are those of the checks.
"""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from iso16363.language import marked, say, speaking
from iso16363.model.base import parts
from iso16363.model.variant import Variant
from iso16363.workbook.audit_columns import AUDIT
from iso16363.workbook.columns import CellValue, Kind
from iso16363.workbook.entering import entered
from iso16363.workbook.export import write_workbook
from iso16363.workbook.lending import is_lent
from iso16363.workbook.marking import Mark, Marks
from iso16363.workbook.opened import Cell
from iso16363.workbook.part import WHOLE, Part
from iso16363.workbook.plain import units
from iso16363.workbook.rejection import Rejection
from iso16363.workbook.returned_rows import QUESTION
from iso16363.workbook.tables import column_of, first_field, telling_field
from iso16363.workbook.threeway import Difference, Extent, Outcome
from iso16363.workspace.importing import Examined
from iso16363.workspace.manner import Manner, for_readers
from iso16363.workspace.writing import replacing

_ROOM: Final = 32_000
_QUOTED: Final = 300
_OF_WORKBOOK: Final = marked("The workbook says:")
_OF_FILES: Final = marked("The files say:")
_LEAVE_ONE: Final = marked("Leave what is right, and delete the lines that begin with {mark}")


def reissue(examined: Examined, target: Path) -> int:
    """Write the workbook; returns the number of cells that need attention. Raises UnwritableOutput."""
    language = examined.comparison.language
    with speaking(language):
        marking = _Marking(examined)
        for difference in examined.tried.differences:
            marking.take(difference)
        exported = examined.comparison.exported
        variant = exported.variant if exported else Variant.INTERNAL
        shown = for_readers(examined.judgement, Manner(variant, language))
        with replacing(target) as temporary:
            write_workbook(shown, temporary, part=_part(examined), marks=marking.marks())
    return marking.asking


def _part(examined: Examined) -> Part:
    """The part that the workbook was made for, with the criteria of that day: somebody still works on them."""
    exported = examined.comparison.exported
    if exported is None or not exported.part:
        return WHOLE
    sections = tuple(exported.identity.get("part_sections", "").replace(",", " ").split())
    return Part(exported.identity.get("part_owner") or None, sections, tuple(sorted(exported.part, key=parts)))


class _Marking:
    def __init__(self, examined: Examined) -> None:
        self.keys = examined.comparison.keys
        self.accepted = {d.id for d in examined.tried.settled.accepted}
        self.unread = {d.id for d in examined.comparison.differences if d.outcome is Outcome.REJECTED}
        self.cells: dict[tuple[str, str, str], Mark] = {}
        self.rows: dict[tuple[str, str], int] = {}
        self.added: dict[str, list[dict[str, CellValue]]] = {}
        self.added_marks: dict[tuple[str, int, str], Mark] = {}
        self.omitted: set[tuple[str, str]] = set()
        self.unsettled: dict[tuple[str, str, str], CellValue] = {}
        rejected = (d for d in examined.tried.differences if d.outcome is Outcome.REJECTED)
        self.half = {(d.sheet, d.key) for d in rejected if d.extent is Extent.VALUE}
        new = (d for d in examined.tried.differences if d.extent is Extent.ADDED and d.outcome is not Outcome.FILES)
        for difference in new:
            self._add(difference)

    def marks(self) -> Marks:
        """All of it, as the writer takes it."""
        return Marks(self.cells, self.added, self.added_marks, frozenset(self.omitted), self.unsettled)

    @property
    def asking(self) -> int:
        """Number of cells that need attention."""
        return sum(bool(mark.text) for marks in (self.cells, self.added_marks) for mark in marks.values())

    def take(self, d: Difference) -> None:
        """Show one difference in its cell."""
        if d.outcome in (Outcome.FILES, Outcome.SAME, Outcome.UNCHANGED):
            return
        if d.extent is Extent.ADDED:
            if d.outcome is Outcome.REJECTED and (d.sheet, d.key) not in self.half:
                self._mark_new(d, first_field(d.sheet), Mark(_sentence(d)))
        elif d.extent is Extent.DELETED:
            self._deleted(d)
        elif (d.sheet, d.key) in self.rows:
            self._mark_new(d, d.field, Mark(_sentence(d), self._rejected_text(d)))
        else:
            self._value(d)

    def _value(self, d: Difference) -> None:
        place = (d.sheet, self.keys.get(d.sheet, {}).get(d.key, d.key), d.field)
        if d.outcome is Outcome.CONFLICT and d.id not in self.accepted:
            self.cells[place] = Mark(_choice(d), _question(d))
            self.unsettled[place] = d.typed
        elif d.outcome is Outcome.REJECTED:
            self.cells[place] = Mark(_sentence(d), self._rejected_text(d))
        elif d.id in self.accepted:
            self.cells[place] = Mark("", _typed(d.sheet, d.field, d.typed))

    def _rejected_text(self, d: Difference) -> CellValue:
        """What a rejected cell shows: what was typed, where it will be rejected again for the same reason."""
        return _still_rejected(d) if d.id in self.unread else _typed(d.sheet, d.field, d.typed)

    def _deleted(self, d: Difference) -> None:
        key = self.keys.get(d.sheet, {}).get(d.key)
        if key is None:
            self._deleted_in_the_files(d)
        elif d.outcome is Outcome.WORKBOOK:
            self.omitted.add((d.sheet, key))
        else:
            self._asked_about_deletion(d, key)

    def _asked_about_deletion(self, d: Difference, key: str) -> None:
        """The row is there again, with a question in it, so that the wish to delete it is not forgotten."""
        field = telling_field(d.sheet)
        now = d.files.get(field) if isinstance(d.files, Mapping) else None
        text = say("You deleted this row, but something still refers to it.")
        if d.outcome is Outcome.CONFLICT:
            text = say("You deleted this row, but somebody edited it in the files.")
        elif is_lent(d.sheet, d.key):
            text = say("You deleted this row, but it is a provider's and goes when the provider takes it out.")
        elif d.sheet == AUDIT.sheet:
            text = say("You deleted this row, but a request or finding is never deleted.")
        text = " ".join((text, say("Delete the row again, or keep it by leaving only its own text here.")))
        self.cells[d.sheet, key, field] = Mark(text, f"{QUESTION} {text}\n{now or ''}")

    def _deleted_in_the_files(self, d: Difference) -> None:
        """The row comes back as a question: taken as it stands, it would be added again without a word."""
        if d.outcome is not Outcome.CONFLICT or not isinstance(d.workbook, Mapping):
            return
        self._add(d)
        first = first_field(d.sheet)
        text = say("The row was deleted in the files and edited in the workbook")
        remedy = say(
            "The row was deleted in the files and edited in the workbook: put {id} back here to keep the row, or "
            "empty the row to let it go.",
            id=d.workbook.get(first),
        )
        self._mark_new(d, first, Mark(remedy, f"{QUESTION} {text}"))

    def _add(self, d: Difference) -> None:
        rows = self.added.setdefault(d.sheet, [])
        self.rows[d.sheet, d.key] = len(rows)
        rows.append({name: _typed(d.sheet, name, value) for name, value in d.row.items()})

    def _mark_new(self, d: Difference, field: str, mark: Mark) -> None:
        self.added_marks[d.sheet, self.rows[d.sheet, d.key], field] = mark


def _typed(sheet: str, field: str, value: CellValue) -> CellValue:
    """A stored value as its cell takes it: a day as a day."""
    if isinstance(value, str) and column_of(sheet, field).kind is Kind.DATE:
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value  # what was typed there is no day
    return value


def _still_rejected(d: Difference) -> CellValue:
    """What was typed; as a question where a spreadsheet would make something of it that passes."""
    typed = _said(d.workbook)
    if typed and isinstance(entered(column_of(d.sheet, d.field), Cell(typed)), Rejection):
        return typed
    return f"{QUESTION} {_sentence(d)}\n{typed}".rstrip()


def _sentence(d: Difference) -> str:
    return f"{d.reason}. {d.remedy}".replace("..", ".").strip()


def _choice(d: Difference) -> str:
    def said(value: object) -> str:
        text = say("(empty)") if value is None else str(value)
        return text if len(text) <= _QUOTED else f"{text[:_QUOTED].rstrip()} …"

    return "\n".join(
        (
            say("Edited here and in the files."),
            say("Exported: {value}", value=said(d.base)),
            say("Workbook: {value}", value=said(d.workbook)),
            say("Files: {value}", value=said(d.files)),
        )
    )


def _said(value: object) -> str:
    return "" if value is None else str(value)


def _question(d: Difference) -> str:
    """Both values in one cell where they fit; nobody can take it for an answer."""
    if column_of(d.sheet, d.field).kind not in (Kind.LONG, Kind.TEXT):
        one, other = _said(d.workbook) or say("empty"), _said(d.files) or say("empty")
        asked = say("{one} or {other}?", one=one, other=other)
        return f"{QUESTION} {asked}"
    sides = [
        f"{QUESTION} {say(_OF_WORKBOOK)}",
        _said(d.workbook),
        f"{QUESTION} {say(_OF_FILES)}",
        _said(d.files),
        f"{QUESTION} {say(_LEAVE_ONE, mark=QUESTION)}",
    ]
    whole = "\n".join(sides)
    if units(whole) <= _ROOM:
        return whole
    too_long = say("Both texts are too long for one cell. Write the right one here; the files have theirs")
    return f"{QUESTION} {too_long}"
