"""Where the files of a site name criteria: found in the models, so that a later field is not forgotten."""

from collections.abc import Iterator, Mapping
from functools import cache
from types import UnionType
from typing import Annotated, Any, Final, Union, get_args, get_origin, get_type_hints

from pydantic import StringConstraints

from iso16363.diagnostics import KeyPath
from iso16363.model.actions import Action
from iso16363.model.answers import Answer
from iso16363.model.audit import AuditItem
from iso16363.model.base import CRITERION_ID, CriterionId, Record, Slug
from iso16363.model.documents import Document
from iso16363.model.imports import Import
from iso16363.model.layout import (
    ACTIONS_FILE,
    AUDIT_FILE,
    DOCUMENTS_FILE,
    EVIDENCE_FOLDER,
    IMPORTS_FILE,
    SIGNOFF_FILE,
    SITE_FILE,
)
from iso16363.model.signoff import Declaration
from iso16363.model.site import Site
from iso16363.yamltext import KEY

ANSWERS: Final[Any] = dict[CriterionId, Answer]
FILES: Final[Mapping[str, Any]] = {
    SITE_FILE: Site,
    DOCUMENTS_FILE: dict[Slug, Document],
    EVIDENCE_FOLDER: ANSWERS,
    ACTIONS_FILE: dict[Slug, Action],
    AUDIT_FILE: dict[Slug, AuditItem],
    SIGNOFF_FILE: dict[Slug, Declaration],
    IMPORTS_FILE: dict[Slug, Import],
}
"""What each file holds. Hand-overs are history and are not moved."""


def kind_of(file: str) -> Any:  # noqa: ANN401 - a type as annotations have it
    """What a file of a site holds."""
    return FILES[EVIDENCE_FOLDER if file.startswith(f"{EVIDENCE_FOLDER}/") else file]


def named_in(value: object, kind: Any, path: KeyPath = ()) -> Iterator[tuple[KeyPath, str]]:  # noqa: ANN401
    """Every criterion that plain values of a kind name, with its place; a key's own place ends with `KEY`."""
    if not names_criteria(kind):
        return
    if _is_criterion(kind) or _is_criterion(_plain(kind)):
        if isinstance(value, str):
            yield path, value
        return
    if isinstance(value, dict):
        yield from _in_mapping(value, kind, path)
    elif isinstance(value, tuple | list):
        (inner,) = (one for one in _inner(kind) if one is not Ellipsis)
        for index, item in enumerate(value):
            yield from named_in(item, inner, (*path, index))


def _in_mapping(value: Mapping[str, object], kind: Any, path: KeyPath) -> Iterator[tuple[KeyPath, str]]:  # noqa: ANN401
    plain = _plain(kind)
    if isinstance(plain, type) and issubclass(plain, Record):
        fields = _fields(plain)
        for key, item in value.items():
            if key in fields:
                yield from named_in(item, fields[key], (*path, key))
        return
    keys, inner = get_args(plain)
    for key, item in value.items():
        if _is_criterion(keys):
            yield (*path, key, KEY), key
        yield from named_in(item, inner, (*path, key))


def _is_criterion(kind: Any) -> bool:  # noqa: ANN401
    """Whether a kind is that of a criterion's number, also where a field restricts it further."""
    restrictions = get_args(kind)[1:] if get_origin(kind) is Annotated else ()
    return any(isinstance(one, StringConstraints) and one.pattern == CRITERION_ID for one in restrictions)


def _plain(kind: Any) -> Any:  # noqa: ANN401
    """A kind without its restrictions and without None; fields of ours hold at most one kind beside that."""
    if get_origin(kind) is Annotated:
        return _plain(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        (only,) = (one for one in get_args(kind) if one is not type(None))
        return only if _is_criterion(only) else _plain(only)
    return kind


def _inner(kind: Any) -> tuple[Any, ...]:  # noqa: ANN401
    return get_args(_plain(kind))


@cache
def names_criteria(kind: Any) -> bool:  # noqa: ANN401
    """Whether values of a kind can name a criterion."""
    plain = _plain(kind)
    if _is_criterion(kind) or _is_criterion(plain):
        return True
    if isinstance(plain, type) and issubclass(plain, Record):
        return any(map(names_criteria, _fields(plain).values()))
    return any(names_criteria(one) for one in get_args(plain) if one is not Ellipsis)


@cache
def _fields(model: type[Record]) -> dict[str, Any]:
    """Fields of a record by the names that files use."""
    hints = get_type_hints(model, include_extras=True)
    return {field.alias or name: hints[name] for name, field in model.model_fields.items()}
