"""The reader of YAML: what it takes for what, what it refuses, and that nothing brings it down."""

import math
import random
import re
import time
from datetime import timedelta
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from strategies import UGLY, plain, sites, to_yaml

from iso16363.plaintext import FORBIDDEN, MAX_BYTES, MAX_FAULTS, TextFault, decode
from iso16363.yamltext import KEY, MAX_DEPTH, read, spots


def value_of(text: str) -> Any:
    reading = read(text)
    assert reading.faults == []
    return reading.value


def codes(text: str) -> list[str]:
    return [fault.code for fault in read(text).faults]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("no", "no"),
        ("yes", "yes"),
        ("on", "on"),
        ("off", "off"),
        ("NO", "NO"),
        ("true", True),
        ("False", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("010", 10),
        ("0o10", "0o10"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        ("1:20", "1:20"),
        ("2026-03-02", "2026-03-02"),
        ("3", 3),
        ("-3", -3),
        ("3.10", 3.1),
        ("'3.10'", "3.10"),
        ('"3.10"', "3.10"),
        ("3.1.1", "3.1.1"),
        (".5", 0.5),
        ("1e3", 1000.0),
        (".inf", ".inf"),
        (".nan", ".nan"),
        ("=1+1", "=1+1"),
        ("+", "+"),
        ("1" * 5000, "1" * 5000),
        ("|\n  one\n   two\n", "one\n two\n"),
        (">-\n  one\n  two\n", "one two"),
        ("[1, two, {three: 4}]", (1, "two", {"three": 4})),
    ],
)
def test_plain_scalars_follow_yaml_1_2(written: str, meant: object) -> None:
    value = value_of(f"key: {written}")["key"]
    assert (value, type(value)) == (meant, type(meant))


def test_sequences_are_tuples_so_that_frozen_models_can_hold_them() -> None:
    assert value_of("a: [1, [2]]\n") == {"a": (1, (2,))}


@pytest.mark.parametrize(
    "text", ["a: 1\r\nb: 'x'\r\n", "a: 1\nb: 'x'", "\n\n# note\na: 1\nb: x\n", "---\na: 1\nb: x\n...\n"]
)
def test_line_ends_comments_and_marks_change_nothing(text: str) -> None:
    assert value_of(text) == {"a": 1, "b": "x"}


def test_windows_line_ends_in_a_block_text_become_plain_ones() -> None:
    assert value_of("a: |\r\n  one\r\n  two\r\n") == {"a": "one\ntwo\n"}


@pytest.mark.parametrize(
    "code", [0x00, 0x08, 0x0B, 0x1B, 0x7F, 0x85, 0x9F, 0x2028, 0x2029, 0x202E, 0x2066, 0xFEFF, 0xFFFF]
)
def test_hidden_characters_are_refused_raw_and_as_an_escape(code: int) -> None:
    character = chr(code)
    assert codes(f"a: x{character}y") == ["T109"]
    assert codes(f'a: "x\\u{code:04X}y"') == ["T109"]
    assert codes(f'"x\\u{code:04X}y": a') == ["T109"]


def test_a_file_full_of_faults_is_told_in_bounds() -> None:
    assert len(codes("a: \x00\n" * 10_000)) == MAX_FAULTS
    assert len(codes("a: 1\n" * 10_000)) == MAX_FAULTS


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"\xff\xfea\x00", 1),
        (b"a\x00:\x00 \x00", 1),
        (b"\x00a\x00:", 1),
        (b"a: 1\nb: \xe9\n", 2),
        (b"a: \xed\xa0\x80", 1),
        (b"a: \xc0\x80", 1),
    ],
)
def test_what_is_not_utf_8_is_a_fault_with_its_line(data: bytes, line: int) -> None:
    fault = decode(data)
    assert isinstance(fault, TextFault)
    assert (fault.code, fault.line) == ("T103", line)


def test_the_mark_of_windows_editors_is_taken_off_once() -> None:
    assert decode(b"\xef\xbb\xbfa: 1") == "a: 1"
    assert decode(b"\xef\xbb\xbf\xef\xbb\xbfa: 1") == "\ufeffa: 1"


def test_depth_is_bounded_and_its_bound_is_enough() -> None:
    assert value_of("[" * MAX_DEPTH + "1" + "]" * MAX_DEPTH)
    assert codes("[" * (MAX_DEPTH + 1) + "1" + "]" * (MAX_DEPTH + 1)) == ["T108"]


# --- against PyYAML, with the core schema of YAML 1.2 in place of 1.1


class Reference(yaml.SafeLoader):
    """PyYAML's own loader that resolves plain scalars as YAML 1.2 does, as far as we take it over."""


Reference.yaml_implicit_resolvers = {}
Reference.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(~|null|Null|NULL|)$"), ["~", "n", "N", ""])
Reference.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)
Reference.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9]+$"), list("-+0123456789"))
Reference.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$"),
    list("-+0123456789."),
)


def _number(_loader: Reference, node: yaml.ScalarNode) -> int | float:
    return (int if node.tag.endswith("int") else float)(node.value)


Reference.add_constructor("tag:yaml.org,2002:int", _number)
Reference.add_constructor("tag:yaml.org,2002:float", _number)


def reference(text: str) -> Any:
    return frozen(yaml.load(text, Loader=Reference))  # noqa: S506 - a SafeLoader with other words


def frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: frozen(item) for key, item in value.items()}
    return tuple(map(frozen, value)) if isinstance(value, list) else value


words = st.text(st.characters(exclude_categories=("Cs", "Cc")).filter(lambda c: not FORBIDDEN.match(c)), max_size=12)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | words
    | st.sampled_from([u for u in UGLY if len(u) < 99])
)
data = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4), max_leaves=20
).filter(lambda value: value is not None)


styles = st.fixed_dictionaries(
    {
        "default_style": st.sampled_from([None, "'", '"', "|", ">"]),
        "default_flow_style": st.sampled_from([True, False, None]),
        "allow_unicode": st.booleans(),
    }
)


@given(data, styles)
def test_what_pyyaml_writes_is_read_as_pyyaml_reads_it(value: Any, style: dict[str, Any]) -> None:
    text = yaml.safe_dump(value, sort_keys=False, **style)
    reading = read(text)
    assert {fault.code for fault in reading.faults} <= {"T107", "T108"}
    if not reading.faults:  # PyYAML writes tags and anchors where it thinks it must
        assert reading.value == reference(text)


@given(st.from_regex(r"[-+]?[0-9.eE_:xo~nulTtrea]{1,12}", fullmatch=True))
@example("1.")
@example("-.5e+3")
@example("00")
def test_plain_words_resolve_as_in_the_reference(word: str) -> None:
    text = f"- {word}\n"
    reading = read(text)
    try:
        expected = reference(text)
    except (yaml.YAMLError, ValueError):
        return
    if reading.faults:
        return
    assert reading.value == expected or (isinstance(expected[0], float) and math.isinf(expected[0]))


# --- nothing brings it down

SIGNS = [*"a:\n\t\"'[]{},|>#!%@`?~\\\r\x00\ufeff\u2028\xe9"]
WORDS = [": ", "- ", "  ", "&a", "*a", "!!x", "? ", "---", "...", "<<", "\\u", "3.10"]
shreds = st.lists(st.sampled_from(SIGNS + WORDS), max_size=40).map("".join)


@settings(deadline=timedelta(seconds=2))
@given(shreds | st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    reading = read(text)
    spots(text)
    for fault in reading.faults:
        assert fault.message
        assert fault.hint
        assert fault.line <= text.count("\n") + text.count("\r") + 2


@settings(deadline=timedelta(seconds=2))
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    text = decode(content)
    if isinstance(text, str):
        read(text)


@settings(deadline=timedelta(seconds=5))
@given(
    sites, st.randoms(use_true_random=False), st.integers(0, 10**6), st.sampled_from(list("\t\n\"'[]{}:-&*!#%@\x00 "))
)
def test_a_damaged_file_is_read_or_refused(site: Any, chance: random.Random, at: int, sign: str) -> None:
    text = to_yaml(plain(site), chance)
    place = at % len(text)
    for damaged in (text[:place] + sign + text[place:], text[:place] + text[place + 1 :], text[:place]):
        read(damaged)
        spots(damaged)


BOMBS = {
    "brackets": "[" * 20_000,
    "braces": "{a: " * 20_000,
    "dashes": "- " * 20_000 + "a",
    "questions": "? " * 20_000,
    "aliases": "a: &a [x,x,x]\n" + "".join(f"b{i}: &b{i} [*a,*a,*a,*a]\n" for i in range(1000)),
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_are_refused_at_once(name: str) -> None:
    start = time.perf_counter()
    assert codes(BOMBS[name])[0] in {"T104", "T107", "T108"}
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    "unit", ["[", "{", "- ", "? ", "a: ", "'", '"', "\t", "\n", "#", "&a ", "- - - -\n", "\x00", "a", ":", "[]"]
)
def test_the_largest_file_is_read_in_bounded_time(unit: str) -> None:
    text = (unit * MAX_BYTES)[:MAX_BYTES]
    start = time.perf_counter()
    read(text)
    assert time.perf_counter() - start < 20  # seconds where a quadratic step would take hours


# --- places


def paths_of(value: Any, path: tuple[str | int, ...] = ()) -> Any:
    yield path
    if isinstance(value, dict):
        for key, item in value.items():
            yield (*path, key, KEY)
            yield from paths_of(item, (*path, key))
    if isinstance(value, list):
        for index, item in enumerate(value):
            yield from paths_of(item, (*path, index))


@given(data, st.randoms(use_true_random=False))
def test_every_value_and_key_has_its_place(value: Any, chance: random.Random) -> None:
    text = to_yaml(value, chance)
    reading = read(text)
    if reading.faults:
        assert {fault.code for fault in reading.faults} == {"T108"}
        return
    assert reading.value == frozen(value)
    found = spots(text)
    assert set(paths_of(value)) == set(found)
    lines = re.split("\r\n|\r|\n", text)
    for path, spot in found.items():
        assert 1 <= spot.line <= len(lines)
        if path and path[-1] == KEY and isinstance(path[-2], str) and path[-2].isalnum():
            assert path[-2] in lines[spot.line - 1][spot.column - 1 :]


def test_places_of_a_broken_text_are_told_as_far_as_it_goes() -> None:
    assert spots("a: 1\nb: [\n")[("a",)].line == 1
