"""A language that nobody speaks: every text of the catalogue in look-alike letters, and longer, for the tests."""

import importlib.util
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog
from commandline import CHECKOUT

from iso16363 import language, resources

TAG = "de"
_LETTERS = str.maketrans("abcdeghiklnorstuwyzACDEGHIKLNORSTUWYZ", "àƀçđéğĥîķļñõŕšţûŵýžÀÇĐÉĞĤÎĶĻÑÕŔŠŢÛŴÝŽ")
_KEPT = re.compile(r"(\{[a-z_]*\})")
_LONGER = 0.4


def pseudo(text: str) -> str:
    """The text in look-alike letters and 40 % longer; what stands in braces stays."""
    parts = [part if _KEPT.fullmatch(part) else part.translate(_LETTERS) for part in _KEPT.split(text)]
    last = max((n for n, part in enumerate(parts) if n % 2 == 0 and re.search(r"\w", part)), default=None)
    if last is not None:
        more = "õ" * max(1, round(len(text) * _LONGER))
        parts[last] = re.sub(r"(\w)(\W*)$", rf"\1{more}\2", parts[last])
    return "".join(parts)


@cache
def renewing() -> ModuleType:
    """The script that gathers the texts."""
    path = CHECKOUT / "docs" / "renew_messages.py"
    spec = importlib.util.spec_from_file_location("renew_messages", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def compiled() -> bytes:
    """The catalogue of the language: what is not gathered by the script is not in it either."""
    catalog = Catalog(locale=TAG)
    for message in renewing().gathered():
        if message.id:
            texts = (message.id,) if isinstance(message.id, str) else tuple(message.id)
            said = tuple(map(pseudo, texts))
            catalog.add(message.id, said if len(said) > 1 else said[0], context=message.context)
    data: bytes = renewing().as_mo(catalog)
    return data


@contextmanager
def shipped(folder: Path) -> Iterator[None]:
    """Make it the one language there is beside English."""
    messages = folder / "locale" / TAG / "LC_MESSAGES"
    messages.mkdir(parents=True)
    (messages / resources.MESSAGES).write_bytes(compiled())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(resources, "templates_folder", lambda: folder)
        language._messages.cache_clear()
        yield
    language._messages.cache_clear()
