"""What the files shall say after an import: accepted differences carried into the plain values of each file.

Values are those of `yamltext.read`: nothing of pydantic, so that what the model would refuse can be
tried and reported at its cell.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from iso16363.diagnostics import KeyPath
from iso16363.judgement import Judgement
from iso16363.model.actions import Action
from iso16363.model.answers import Answer, Background, Citation
from iso16363.model.audit import AuditItem
from iso16363.model.base import Record as Model
from iso16363.model.base import parts
from iso16363.model.documents import Document, Period
from iso16363.model.layout import ACTIONS_FILE, AUDIT_FILE, DOCUMENTS_FILE, SITE_FILE, evidence_file
from iso16363.model.site import Repository
from iso16363.workbook.actions_columns import ACTIONS
from iso16363.workbook.approvals import is_approval, review_of
from iso16363.workbook.audit_columns import AUDIT
from iso16363.workbook.columns import YES, CellValue, Column, Kind
from iso16363.workbook.cover_fields import COVER_SHEET
from iso16363.workbook.criteria_columns import CRITERIA
from iso16363.workbook.defaults import DEFAULTS
from iso16363.workbook.documents_columns import DOCUMENTS
from iso16363.workbook.evidence_columns import BACKGROUND, EVIDENCE
from iso16363.workbook.rewrapping import rewrapped
from iso16363.workbook.tables import column_of
from iso16363.workbook.threeway import Difference, Extent

Values = dict[str, Any]
_REGISTERS: Final[Mapping[str, tuple[str, type[Model]]]] = {
    DOCUMENTS.sheet: (DOCUMENTS_FILE, Document),
    ACTIONS.sheet: (ACTIONS_FILE, Action),
    AUDIT.sheet: (AUDIT_FILE, AuditItem),
}
_LISTS: Final[Mapping[str, tuple[str, type[Model]]]] = {
    EVIDENCE.sheet: ("evidence", Citation),
    BACKGROUND.sheet: ("background", Background),
}
_ORDER: Final[dict[type[Model], tuple[str, ...]]] = {
    model: tuple(info.alias or name for name, info in model.model_fields.items())
    for model in (Answer, Citation, Background, Document, Period, Action, AuditItem, Repository)
}


@dataclass(slots=True)
class Plan:
    """The values that files shall have, by file, and which difference each changed place comes from."""

    values: Values = field(default_factory=dict)
    origins: dict[tuple[str, KeyPath], Difference] = field(default_factory=dict)

    def origin(self, file: str, path: KeyPath) -> tuple[Difference, ...]:
        """The differences behind a place: what set it, or a place around it, else what was set near it."""
        for length in range(len(path), 0, -1):
            found = self.origins.get((file, path[:length]))
            if found is not None:
                return (found,)
        for length in range(len(path), 0, -1):
            inside = [d for (of, at), d in self.origins.items() if of == file and at[:length] == path[:length]]
            if inside:
                return tuple({d.id: d for d in inside}.values())
        return ()


@dataclass(slots=True)
class _Item:
    """An item of a list while the list is being changed; `origins` by field, "" for the whole."""

    value: Values
    origins: dict[str, Difference] = field(default_factory=dict)


def plan(
    accepted: Iterable[Difference],
    current: Mapping[str, Any],
    keys: Mapping[str, Mapping[str, str]],
    judgement: Judgement,
) -> Plan:
    """Carry differences into the `current` values of the files; `keys` are those of the comparison."""
    planning = _Planning(current, keys, judgement)
    for difference in accepted:
        planning.take(difference)
    return planning.done()


class _Planning:
    def __init__(self, current: Mapping[str, Any], keys: Mapping[str, Mapping[str, str]], judgement: Judgement) -> None:
        self.keys = keys
        self.judgement = judgement
        self.site = judgement.site
        self.values: dict[str, Values] = {name: _mutable(value) or {} for name, value in current.items()}
        self.touched: dict[str, None] = {}
        self.origins: dict[tuple[str, KeyPath], Difference] = {}
        self.lists: dict[tuple[str, str], dict[str, _Item]] = {}
        self.sequence = 0

    def take(self, difference: Difference) -> None:
        """Carry one difference."""
        if difference.sheet in _LISTS:
            self._listed(difference)
        elif difference.sheet in _REGISTERS:
            self._registered(difference)
        elif difference.sheet == COVER_SHEET:
            site = self._file(SITE_FILE)
            repository = site["repository"] = site.get("repository") or {}
            self._set(repository, difference, Repository, (SITE_FILE, ("repository",)))
        else:
            file = evidence_file(difference.key)
            answer = self._file(file).setdefault(difference.key, {}) or {}
            self._file(file)[difference.key] = answer
            self._set(answer, difference, Answer, (file, (difference.key,)))

    def done(self) -> Plan:
        """Put the lists back, the keys in their order, and give what was touched."""
        for (criterion, name), items in self.lists.items():
            self._put_back(criterion, name, items)
        return Plan({file: _in_order(file, self.values[file]) for file in self.touched}, self.origins)

    def _file(self, name: str) -> Values:
        self.touched[name] = None
        return self.values.setdefault(name, {})

    def _registered(self, difference: Difference) -> None:
        file, model = _REGISTERS[difference.sheet]
        register, key = self._file(file), difference.key
        if difference.extent is Extent.DELETED:
            register.pop(key, None)
            self.origins[file, (key,)] = difference
        elif difference.extent is Extent.ADDED:
            self.origins[file, (key,)] = difference
            register[key] = self._made(difference, model, register.get(key))
        else:
            self._set(register[key], difference, model, (file, (key,)))

    def _made(self, difference: Difference, model: type[Model], there: Values | None = None) -> Values:
        """A record from an added row; what the files have under its name already is kept where no cell speaks of it."""
        record: Values = dict(there or {})
        for name, value in difference.row.items():
            if name != "id":
                self._put(record, column_of(difference.sheet, name), value, difference)
        return _sorted(record, model)

    def _set(self, record: Values, difference: Difference, model: type[Model], place: tuple[str, KeyPath]) -> None:
        column = column_of(difference.sheet, difference.field)
        path = self._put(record, column, difference.typed, difference)
        self.origins[place[0], (*place[1], *path)] = difference
        ordered = _sorted(record, model)
        record.clear()
        record.update(ordered)

    def _put(self, record: Values, column: Column[Any], value: CellValue, difference: Difference) -> tuple[str, ...]:
        """Set one field of a record, or take it out; returns the path of the field in the record."""
        *above, name = (part.rstrip("_") for part in str(column.field).split("."))
        if above and above[0] == "repository":
            above = []
        for step in above:
            inner: Values = record.get(step) or {}
            record[step] = inner
            record = inner
        meant = self._meant(column, value, difference, record.get(name))
        if meant is None:
            record.pop(name, None)
        else:
            record[name] = meant
        return (*above, name)

    def _meant(self, column: Column[Any], value: CellValue, difference: Difference, before: object) -> Any:  # noqa: ANN401
        """The value of a cell as the file writes it; None where the file says nothing."""
        if value is None or value == DEFAULTS.get((difference.sheet, column.key)):
            return None
        if column.kind is Kind.IDS:
            return [part for part in str(value).replace(",", " ").split() if part] or None
        if column.choices == "yes_no":
            return value == YES
        if is_approval(difference):
            return review_of(difference.key, str(value), self.judgement).model_dump(mode="json")
        if difference.sheet == CRITERIA.sheet:
            if column.key == "owner" and value == self.site.expected(difference.key):
                return None
            if column.key == "target" and value == self.site.site.target:
                return None
            if column.key == "response":
                return rewrapped(str(value), before if isinstance(before, str) else None) + "\n"
        return value

    def _listed(self, difference: Difference) -> None:
        """A citation or statement: change it, take it out, add one, or move it to another criterion."""
        name, model = _LISTS[difference.sheet]
        if difference.extent is Extent.ADDED:
            self._added(difference, name, model)
            return
        key = self.keys[difference.sheet][difference.key]
        criterion, items = next(self._holding(key.split("/")[0], name, key))
        if difference.extent is Extent.DELETED:
            del items[key]
            self._items(criterion, name)
        elif difference.field == "criterion":
            item = items.pop(key)
            item.origins[""] = difference
            self._items(str(difference.workbook), name)[key] = item
        else:
            item = items[key]
            path = self._put(item.value, column_of(difference.sheet, difference.field), difference.typed, difference)
            item.origins[path[-1]] = difference
            item.value = _sorted(item.value, model)

    def _added(self, difference: Difference, name: str, model: type[Model]) -> None:
        """A new item, or another wording of one that the files have meanwhile."""
        key = self.keys[difference.sheet].get(difference.key)
        there = next(self._holding(key.split("/")[0], name, key), None) if key else None
        record = self._made(difference, model, there[1].pop(key).value if there and key else None)
        criterion = str(record.pop("criterion", ""))
        self.sequence += 1
        self._items(criterion, name)[f"new {self.sequence}"] = _Item(record, {"": difference})

    def _holding(self, criterion: str, name: str, key: str) -> Iterator[tuple[str, dict[str, _Item]]]:
        """The list that holds an item: that of its criterion, or the one it was moved to before."""
        own = self._items(criterion, name)
        if key in own:
            yield criterion, own
        yield from ((c, items) for (c, n), items in self.lists.items() if n == name and key in items)

    def _items(self, criterion: str, name: str) -> dict[str, _Item]:
        """The items of a list by the keys that the workbook's rows have."""
        if (criterion, name) in self.lists:
            return self.lists[criterion, name]
        answer = self.values.get(evidence_file(criterion), {}).get(criterion) or {}
        seen: Counter[str] = Counter()
        items: dict[str, _Item] = {}
        for number, value in enumerate(answer.get(name) or [], 1):
            key = f"{criterion}/{number}"
            if name == "evidence":
                seen[value["document"]] += 1
                key = f"{criterion}/{value['document']}/{seen[value['document']]}"
            items[key] = _Item(value)
        self.lists[criterion, name] = items
        return items

    def _put_back(self, criterion: str, name: str, items: Mapping[str, _Item]) -> None:
        file = evidence_file(criterion)
        answers = self._file(file)
        answer = answers.get(criterion) or {}
        if items:
            answer[name] = [item.value for item in items.values()]
            answers[criterion] = _sorted(answer, Answer)
        elif name in answer:
            del answer[name]
        for index, item in enumerate(items.values()):
            for at, difference in item.origins.items():
                self.origins[file, (criterion, name, index, *((at,) if at else ()))] = difference


def _mutable(value: Any) -> Any:  # noqa: ANN401
    """The value with dicts and lists of its own, so that changing it changes nothing else."""
    if isinstance(value, dict):
        return {key: _mutable(item) for key, item in value.items()}
    return [_mutable(item) for item in value] if isinstance(value, tuple | list) else value


def _sorted(record: Values, model: type[Model]) -> Values:
    """The keys in the order of the model, so that a new one is written where people look for it; empty sets go."""
    order = {name: number for number, name in enumerate(_ORDER[model])}
    kept = {key: value for key, value in record.items() if value != {}}
    return dict(sorted(kept.items(), key=lambda pair: order.get(pair[0], len(order))))


def _in_order(file: str, values: Values) -> Values:
    """Answers in the order of the standard; entries of other files as they are, new ones at the end."""
    if file in (SITE_FILE, DOCUMENTS_FILE, ACTIONS_FILE, AUDIT_FILE):
        return values
    return dict(sorted(values.items(), key=lambda pair: parts(pair[0])))
