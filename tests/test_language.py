"""The language of an output: what is said, and the catalogues of texts that it is said from."""

import ast
import gettext
import re
import string
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pseudo import renewing

from iso16363.errors import WrongUsage
from iso16363.language import (
    counted,
    first_few,
    label,
    listed,
    long_date,
    one_or_many,
    say,
    shown_mean,
    shown_number,
    speaking,
    spoken,
)
from iso16363.model.documents import DocumentState
from iso16363.resources import languages

ROOT = Path(__file__).parents[1]
OTHERS = [language for language in languages() if language != "en"]


RENEWING = renewing()
TEMPLATE = RENEWING.gathered()


class Shouted(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return message.upper().replace("{N}", "{n}").replace("{NOUNS}", "{nouns}")

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return f"{context}/{message.upper()}"


def test_english_needs_no_catalogue() -> None:
    assert spoken() == "en"
    assert say("Nothing is said of {what}.", what="{this}") == "Nothing is said of {this}."
    assert counted(0, "gap", "gaps") == "no gaps"
    assert counted(1, "gap", "gaps") == "1 gap"
    assert counted(12_345, "gap", "gaps") == "12,345 gaps"
    assert one_or_many("{n} is left.", "{n} are left.", 2) == "2 are left."
    assert first_few(["a", "b", "c", "d"], 2) == "a, b and 2 more"
    assert label(DocumentState.APPROVED) == "approved"


def test_what_is_said_is_translated_and_what_is_filled_in_is_not() -> None:
    with speaking("de", Shouted()):
        assert say("no word") == "NO WORD"
        assert say("") == ""
        assert counted(0, "gap", "gaps") == "NO GAPS"
        assert one_or_many("{n} is left of {what}.".replace("{what}", "it"), "{n} are left.", 1) == "1 IS LEFT OF IT."
        assert label(DocumentState.APPROVED) == "DocumentState/APPROVED"
    assert say("no word") == "no word"


@pytest.mark.parametrize(
    ("language", "day", "items", "mean", "number"),
    [
        ("en", "3 March 2026", "a, b and c", "2.5", "12,345"),
        ("de", "3. März 2026", "a, b und c", "2,5", "12.345"),
        ("es", "3 de marzo de 2026", "a, b y c", "2,5", "12.345"),
        ("fr", "3 mars 2026", "a, b et c", "2,5", "12\u202f345"),
    ],
)
def test_days_and_numbers_are_those_of_the_language(
    language: str, day: str, items: str, mean: str, number: str
) -> None:
    with speaking(language, gettext.NullTranslations()):
        assert long_date(date(2026, 3, 3)) == day
        assert listed(["a", "b", "c"]) == items
        assert shown_mean(2.5) == mean
        assert shown_number(12_345) == number


def test_a_language_without_texts_is_refused_with_those_there_are() -> None:
    with pytest.raises(WrongUsage, match="no texts in the language") as caught, speaking("tlh"):
        pass
    assert "en" in caught.value.remedy


def test_the_language_ends_with_its_block_also_after_an_error() -> None:
    with pytest.raises(KeyError), speaking("de", Shouted()):
        raise KeyError
    assert spoken() == "en"


def test_the_languages_of_the_sites_are_there() -> None:
    assert languages() == ("en", "de", "es", "fr")


def test_the_template_of_texts_is_in_step_with_the_source() -> None:
    """If this fails: docs/renew_messages.py, then translate what is new."""
    path = RENEWING.LOCALE / "iso16363.pot"
    assert path.read_text(encoding="utf-8") == RENEWING.as_po(TEMPLATE), "run docs/renew_messages.py"


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated(language: str) -> None:
    catalog = RENEWING.brought_up_to_date(language, TEMPLATE)
    assert RENEWING.missing(catalog) == []


@pytest.mark.parametrize("language", OTHERS)
def test_the_catalogue_is_in_step(language: str) -> None:
    folder = RENEWING.LOCALE / language / "LC_MESSAGES"
    catalog = RENEWING.brought_up_to_date(language, TEMPLATE)
    assert (folder / "iso16363.po").read_text(encoding="utf-8") == RENEWING.as_po(catalog)
    assert (folder / "iso16363.mo").read_bytes() == RENEWING.as_mo(catalog)


def forms(value: Any) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def holes(text: str) -> set[str]:
    """What is filled in or marked up: {names}, %(names)s, and tags."""
    braces = {name for _, name, _, _ in string.Formatter().parse(text) if name} if "%(" not in text else set()
    return braces | set(re.findall(r"%\(\w+\)s", text)) | set(re.findall(r"</?[a-z]+[^>]*>", text))


@pytest.mark.parametrize("language", OTHERS)
def test_translations_keep_what_is_filled_in(language: str) -> None:
    for message in RENEWING.read(language):
        if not message.id:
            continue
        wanted = set().union(*(holes(text) for text in forms(message.id)))
        for text in forms(message.string):
            found = holes(text)
            spare = {"n", "%(n)s"} if len(forms(message.id)) > 1 else set()
            assert found <= wanted, (message.id, text)
            assert wanted - found <= spare, (message.id, text)


@pytest.mark.parametrize("language", OTHERS)
def test_translations_begin_and_end_as_the_text_does(language: str) -> None:
    for message in RENEWING.read(language):
        for text, said in zip(forms(message.id), forms(message.string), strict=False):
            if text:
                assert text[-1:].isspace() == said[-1:].isspace(), (text, said)
                assert text[:1].isspace() == said[:1].isspace(), (text, said)
                assert (text[-1] == ".") == (said[-1] == "."), (text, said)


@pytest.mark.parametrize("path", sorted((ROOT / "iso16363").rglob("*.py")), ids=lambda path: path.stem)
def test_every_text_can_be_found_by_the_script(path: Path) -> None:
    """The script does not look into f-strings, nor at texts that are put together before they are said."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    inside = [node for outer in ast.walk(tree) if isinstance(outer, ast.JoinedStr) for node in ast.walk(outer)]
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    said = [call for call in calls if call.func.id in ("say", "marked", "told", "one_or_many")]  # type: ignore[attr-defined]
    for call in said:
        first = call.args[0]
        assert not isinstance(first, ast.JoinedStr | ast.BinOp), ast.unparse(call)
        assert call not in inside or not isinstance(first, ast.Constant), ast.unparse(call)
