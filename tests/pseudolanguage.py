"""A language that nobody speaks: each text is told from data by its letters, and is longer, as German is."""

import gettext
import re
import string

_PLAIN = string.ascii_lowercase + string.ascii_uppercase
_STRANGE = "абцдефгхийклмнопярстувщжьз" + "АБЦДЕФГХИЙКЛМНОПЯРСТУВЩЖЬЗ"
_LETTERS = str.maketrans(_PLAIN, _STRANGE)
_KEPT = re.compile(r"(\{\w*\}|%\(\w+\)s|%%|</?[a-z][^>]*>|&\w+;|`[^`]*`|\"iso16363[^\"]*\")")
WORD = re.compile(r"[A-Za-z]{2,}")


def pseudo(text: str) -> str:
    """The text in other letters; what is filled in and marked up stays."""
    parts = _KEPT.split(text)
    changed = [part if index % 2 else part.translate(_LETTERS) for index, part in enumerate(parts)]
    return "".join(changed)


class Pseudo(gettext.NullTranslations):
    """Translations of everything."""

    def gettext(self, message: str) -> str:
        return pseudo(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return pseudo(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:  # noqa: ARG002 - as the library calls it
        return pseudo(message)
