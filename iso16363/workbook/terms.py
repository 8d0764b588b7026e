"""Values of closed lists as people type them: other case, blanks for hyphens, in their language; yes and no in six."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

from iso16363.language import label
from iso16363.model.actions import ActionState, Effort, Priority
from iso16363.model.answers import CitationState, Method, Polarity
from iso16363.model.audit import AuditKind, AuditState
from iso16363.model.base import Term
from iso16363.model.documents import Access, DocumentKind, DocumentState, Origin
from iso16363.spelling import clipped, nearest
from iso16363.workbook.columns import NO, YES
from iso16363.workbook.opened import Cell
from iso16363.workbook.rejection import Rejection

_LISTS: Final[dict[str, type[Term]]] = {
    "citation_state": CitationState,
    "method": Method,
    "polarity": Polarity,
    "document_kind": DocumentKind,
    "document_state": DocumentState,
    "access": Access,
    "origin": Origin,
    "action_state": ActionState,
    "priority": Priority,
    "effort": Effort,
    "audit_kind": AuditKind,
    "audit_state": AuditState,
}
# English, French, German, Spanish, Italian, Catalan; without accents.
_YES: Final = frozenset(("yes", "y", "true", "1", "oui", "vrai", "ja", "wahr", "si", "verdadero", "vero", "cert"))
_NO: Final = frozenset(("no", "n", "false", "0", "non", "faux", "nein", "falsch", "falso", "fals"))


def chosen(choices: str, text: str) -> str | Rejection:
    """The value of a list that a text names, as it is or by its word in the language spoken."""
    values = [term.value for term in _LISTS[choices]]
    typed = _hyphened(text)
    if typed in values:
        return typed
    for term in _LISTS[choices]:
        if _hyphened(label(term)) == typed:
            return term.value
    like = nearest(typed, values)
    return Rejection(
        f'"{clipped(text)}" is not one of {_listed(values)}',
        f"Choose from the list{f'; perhaps {like} is meant' if like else ''}.",
    )


def _hyphened(text: str) -> str:
    return re.sub(r"[\s_‐-―-]+", "-", text.strip()).casefold()


def yes_or_no(cell: Cell) -> str | Rejection:
    """Yes or no, also as a spreadsheet's own TRUE or FALSE."""
    value = str(int(cell.value)) if isinstance(cell.value, bool) else str(cell.value)
    letters = unicodedata.normalize("NFKD", value.strip().casefold())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    if plain in _YES:
        return YES
    if plain in _NO:
        return NO
    return Rejection(f'"{clipped(str(value))}" is neither {YES} nor {NO}', f"Type {YES} or {NO}.")


def _listed(values: Iterable[str]) -> str:
    *others, last = values
    return f"{', '.join(others)} or {last}"
