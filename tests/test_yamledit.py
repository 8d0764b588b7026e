"""Changing values in the text of a YAML file: what was wanted is there, and nothing else is different."""

import copy
import difflib
import random
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from strategies import UGLY, actions, answers, drawn_sites, plain, texts
from yamlstyles import Ugly

from iso16363.yamlcomparison import aligned, frozen, same
from iso16363.yamledit import UneditableText, rewritten
from iso16363.yamltext import read

ROOT = Path(__file__).parents[1]
FILES = sorted([*(ROOT / "sites").rglob("*.yaml"), *(ROOT / "templates" / "example").rglob("*.yaml")])
EXAMPLE = ROOT / "templates" / "example" / "evidence" / "3.1.yaml"


def value_of(text: str) -> Any:
    reading = read(text)
    assert {fault.code for fault in reading.faults} <= {"T110"}
    return {} if reading.value is None else thawed(reading.value)


def thawed(value: Any) -> Any:
    """Tuples as lists, so that a test can change them."""
    if isinstance(value, dict):
        return {key: thawed(item) for key, item in value.items()}
    return [*map(thawed, value)] if isinstance(value, list | tuple) else value


def assert_says(text: str, wanted: Any) -> None:
    assert same(frozen(value_of(text)), frozen(wanted))


def changed_lines(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in lines if not line.startswith(("---", "+++", "@@"))]


# --- values and texts of any kind

keys = st.sampled_from(["a", "b", "c", "on", "yes", "3.1.1", "x y", "#", "-", "K" * 1100]) | texts.filter(
    lambda t: len(t) < 99
)
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False, allow_infinity=False)
    | texts
    | st.sampled_from(
        ["", "\n", " ", "a\n\n", " a\nb\n", "a\n  \nb", "a\n   \n", "two words\nand two\n", "long " * 40 + "x"]
    )
)
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=12
)
mappings = st.dictionaries(keys, values, max_size=5)
seeds = st.integers(0, 2**32 - 1)
rates = st.sampled_from([0.05, 0.2, 0.4])


def styled(value: Any, seed: int, rate: float) -> str:
    """A text that says something near to a value, in any style."""
    text = Ugly(random.Random(seed), rate).document(value)  # noqa: S311 - chance, not a secret
    reading = read(text)
    assume(isinstance(reading.value, dict | None) and {fault.code for fault in reading.faults} <= {"T110"})
    return text


def containers(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        yield value
        for item in value.values() if isinstance(value, dict) else value:
            yield from containers(item)


def mutated(value: Any, data: st.DataObject) -> Any:
    """The value with some changes: set, put in, removed, emptied, another order."""
    value = copy.deepcopy(value)
    for _ in range(data.draw(st.integers(1, 3))):
        there = data.draw(st.sampled_from([*containers(value)]))
        places = [*there] if isinstance(there, dict) else [*range(len(there))]
        what = data.draw(st.sampled_from(["set", "put in", "remove", "empty", "order"]))
        if what == "set" and places:
            there[data.draw(st.sampled_from(places))] = data.draw(values)
        elif what == "remove" and places:
            del there[data.draw(st.sampled_from(places))]
        elif what == "empty":
            there.clear()
        elif isinstance(there, dict):
            at = data.draw(st.integers(0, len(there)))
            pairs = [*there.items()]
            pairs.insert(at, (data.draw(keys), data.draw(values)))
            there.clear()
            there.update(pairs)
        elif what == "order":
            there[:] = data.draw(st.permutations(there))
        else:
            there.insert(data.draw(st.integers(0, len(there))), data.draw(values))
    return value


# --- properties


@given(mappings, seeds, rates)
def test_nothing_changes_where_nothing_was_changed(value: Any, seed: int, rate: float) -> None:
    text = styled(value, seed, rate)
    assert rewritten(text, value_of(text)) == text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_changes_in_the_files_we_ship(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert rewritten(text, value_of(text)) == text


@given(mappings, seeds, rates, st.data())
def test_what_was_wanted_is_said_and_said_once(value: Any, seed: int, rate: float, data: st.DataObject) -> None:
    text = styled(value, seed, rate)
    wanted = mutated(value_of(text), data)
    result = rewritten(text, wanted)
    assert_says(result, wanted)
    assert rewritten(result, wanted) == result


@given(mappings, mappings, seeds, rates)
def test_any_text_can_come_to_say_anything(one: Any, other: Any, seed: int, rate: float) -> None:
    text = styled(one, seed, rate)
    result = rewritten(text, other)
    assert_says(result, other)
    assert rewritten(result, other) == result


@given(drawn_sites, drawn_sites, seeds, rates)
def test_files_of_one_site_can_become_those_of_another(one: Any, other: Any, seed: int, rate: float) -> None:
    for part in ("site", "documents", "answers", "actions"):
        text = styled(plain(getattr(one, part)), seed, rate)
        wanted = plain(getattr(other, part))
        assert_says(rewritten(text, wanted), wanted)


@given(texts, texts, seeds, rates)
@example("a\n\n\nb\n", "a\n   \nb", 1, 0.2)
def test_a_text_arrives_exactly(old: str, new: str, seed: int, rate: float) -> None:
    text = styled({"a": {"b": old, "c": [old, 1]}, "d": old}, seed, rate)
    wanted = {**value_of(text), "a": {"b": new, "c": [new, 1]}}
    assert_says(rewritten(text, wanted), wanted)


def lines_of(text: str, key: str) -> tuple[list[str], list[str]]:
    """The lines of a top-level entry, and the comments and blank lines below it."""
    lines = re.split("\r\n|\r|\n", text)
    begins = [n for n, line in enumerate(lines) if re.match(r"[^\s#.%\-}\]:]", line)]
    start = next(n for n in begins if re.match(rf"""(\? +)?["']?{key}\b""", lines[n]))
    stop = next((n for n in begins if n > start), len(lines))
    end = stop
    while end > start + 1 and re.fullmatch(r"\s*(#.*)?|\.\.\..*", lines[end - 1]):
        end -= 1
    return lines[start:end], lines[end:stop]


simple = st.dictionaries(
    st.sampled_from(["alpha", "beta", "gamma", "delta", "epsilon"]), values, min_size=2, max_size=5
)


def styled_at_the_margin(value: dict[str, Any], seed: int, rate: float) -> str:
    """A text whose entries begin in the first column, so that a test can tell them by their lines."""
    text = styled(value, seed, rate)
    assume(set(value_of(text)) == set(value))
    assume(all(re.search(rf"""^(\? +)?["']?{key}\b""", text, re.MULTILINE) for key in value))
    return text


@given(simple, seeds, rates, st.data())
def test_untouched_entries_stay_line_by_line(value: Any, seed: int, rate: float, data: st.DataObject) -> None:
    text = styled_at_the_margin(value, seed, rate)
    old = value_of(text)
    changed = data.draw(st.sampled_from([*old]))
    wanted = dict(old)
    if data.draw(st.booleans()):
        del wanted[changed]
    else:
        wanted[changed] = data.draw(values)
    result = rewritten(text, wanted)
    for key in old:
        if key != changed:
            assert lines_of(result, key)[0] == lines_of(text, key)[0]


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Paths, through mappings only, to what is no block of anything."""
    for key, item in value.items():
        if isinstance(item, dict) and item:
            yield from leaves(item, (*path, key))
        elif not isinstance(item, list):
            yield (*path, key)


def comments_of(text: str) -> list[str]:
    """The comments, without what has become part of a text."""
    value = repr(value_of(text))
    return [comment for comment in re.findall(r"# c\d+\.", text) if comment not in value]


@given(mappings, seeds, rates, st.data())
def test_no_comment_is_lost_by_setting_or_adding(value: Any, seed: int, rate: float, data: st.DataObject) -> None:
    text = styled(value, seed, rate)
    wanted = value_of(text)
    if data.draw(st.booleans()) and [*leaves(wanted)]:
        *above, last = data.draw(st.sampled_from([*leaves(wanted)]))
    else:
        above, last = [], "new"
    there = wanted
    for key in above:
        there = there[key]
    there[last] = data.draw(values)
    assert comments_of(rewritten(text, wanted)) == comments_of(text)


@given(simple, seeds, rates, st.data())
def test_comments_around_an_entry_stay_when_it_goes(value: Any, seed: int, rate: float, data: st.DataObject) -> None:
    text = styled_at_the_margin(value, seed, rate)
    wanted = value_of(text)
    removed = data.draw(st.sampled_from([*wanted]))
    inside, below = lines_of(text, removed)
    lost = "\n".join([*inside, *(line for line in below if line.startswith(" "))])
    del wanted[removed]
    found = comments_of(rewritten(text, wanted))
    assert [c for c in comments_of(text) if c not in lost] == [c for c in found if c not in lost]


@given(st.lists(values, max_size=8).map(tuple), st.lists(values, max_size=8).map(tuple))
def test_items_are_paired_in_order(old: tuple[Any, ...], new: tuple[Any, ...]) -> None:
    pairs = [*aligned(frozen(old), frozen(new))]  # type: ignore[arg-type]
    assert all(one[0] < other[0] and one[1] < other[1] for one, other in pairwise(pairs))
    assert [*aligned(frozen(old), frozen(old))] == [(i, i) for i in range(len(old))]  # type: ignore[arg-type]


@given(st.dictionaries(st.sampled_from(["3.1.1", "3.1.2", "4.2.4.1.3"]), answers, min_size=1), st.data())
def test_an_edited_answer_of_any_site_is_all_that_differs(drawn: Any, data: st.DataObject) -> None:
    value = plain(drawn)
    text = rewritten("# of the site\n", value)
    criterion = data.draw(st.sampled_from([*value]))
    wanted = {**value, criterion: plain({"x": data.draw(answers)})["x"]}
    result = rewritten(text, wanted)
    assert_says(result, wanted)
    for entry in re.split(r'^(?=")', text, flags=re.MULTILINE):
        if not entry.startswith(f'"{criterion}"'):
            assert entry.rstrip() in result


@given(actions)
def test_a_new_entry_is_written_as_the_same_value_always_is(action: Any) -> None:
    value = plain({"one": action})
    assert rewritten("", value) == rewritten("{}\n", value)


# --- examples to read


def test_one_answer_of_the_example_is_one_change() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    wanted = value_of(text)
    wanted["3.1.2"]["response"] = wanted["3.1.2"]["response"].replace("2024 to 2028", "2025 to 2029")
    assert changed_lines(text, rewritten(text, wanted)) == [
        "-    The preservation strategic plan runs from 2024 to 2028, the same five years as the funding",
        "+    The preservation strategic plan runs from 2025 to 2029, the same five years as the funding",
    ]


def test_a_rating_and_a_citation_of_the_example() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    wanted = value_of(text)
    wanted["3.1.1"]["documented"] = 3
    wanted["3.1.1"]["evidence"][1]["quote"] = "Its task is permanent."
    wanted["3.1.1"]["evidence"].insert(
        2, {"document": "archive-charter", "locator": "p. 3: ends", "shows": "More.", "state": "candidate"}
    )
    wanted["3.1.1"]["review"]["on"] = "2026-12-01"
    assert [re.sub("v2:[0-9a-f]+", "v2:...", line) for line in changed_lines(text, rewritten(text, wanted))] == [
        "-  documented: 4",
        "+  documented: 3",
        '-      quote: "The task of the archive is permanent and does not end with a funding period."',
        '+      quote: "Its task is permanent."',
        "+    - document: archive-charter",
        '+      locator: "p. 3: ends"',
        "+      shows: More.",
        "+      state: candidate",
        '-  review: {by: quality-lead, on: 2026-11-10, digest: "v2:..."}',
        '+  review: {by: quality-lead, on: 2026-12-01, digest: "v2:..."}',
    ]


def test_the_files_of_the_example_would_be_written_nearly_as_they_are() -> None:
    """The style of new entries is that of the house: what we ship differs in a few lines of a hundred."""
    for path in (ROOT / "templates" / "example" / "evidence").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        anew = rewritten(text.splitlines()[0] + "\n\n", value_of(text))
        there = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
        same_lines = sum(
            block.size
            for block in difflib.SequenceMatcher(None, there, anew.splitlines(), autojunk=False).get_matching_blocks()
        )
        assert same_lines > 0.9 * len(there), path.name


def case(name: str, before: str, wanted: Any, after: str) -> Any:
    return pytest.param(dedent(before), wanted, dedent(after), id=name)


def trap(name: str, before: str, wanted: Any, after: str) -> Any:
    """As above; blanks in blank lines count."""
    return pytest.param(before, wanted, after, id=name)


CASES = [
    case(
        "a comment behind a changed value stays",
        """\
        a: one   # why
        b: 'two' # because
        """,
        {"a": "three", "b": "four"},
        """\
        a: three   # why
        b: 'four' # because
        """,
    ),
    case(
        "a new key goes behind the one it follows",
        """\
        # top

        a: 1
        # about c
        c: 3
        """,
        {"a": 1, "b": "2", "c": 3, "d": None},
        """\
        # top

        a: 1
        b: "2"
        # about c
        c: 3
        d: null
        """,
    ),
    case(
        "a new first key goes above the comments of the next",
        """\
        # top

        # about b
        b:
          x: 1
        """,
        {"a": {"x": 2}, "b": {"x": 1}},
        """\
        # top

        a:
          x: 2

        # about b
        b:
          x: 1
        """,
    ),
    case(
        "a new first key goes below the head of the file",
        """\
        # top
        b: 1
        c: 1
        """,
        {"a": 2, "b": 1, "c": 1},
        """\
        # top
        a: 2
        b: 1
        c: 1
        """,
    ),
    case(
        "a comment above a removed key stays, those in it go",
        """\
        a: 1

        # about b
        b:
          x: 1  # one
          # two

        # about c
        c: 3
        """,
        {"a": 1, "c": 3},
        """\
        a: 1

        # about b

        # about c
        c: 3
        """,
    ),
    case(
        "blank lines do not pile up",
        """\
        a: {x: 1}

        b: {x: 1}

        c: {x: 1}

        d: {x: 1}
        """,
        {"a": {"x": 1}, "c": {"x": 1}},
        """\
        a: {x: 1}

        c: {x: 1}
        """,
    ),
    case(
        "entries stand apart where they do so",
        """\
        a:
          x: 1

        b:
          x: 2
        """,
        {"a": {"x": 1}, "aa": {"x": 0}, "b": {"x": 2}, "c": {"x": 3}},
        """\
        a:
          x: 1

        aa:
          x: 0

        b:
          x: 2

        c:
          x: 3
        """,
    ),
    case(
        "a prepared answer is filled",
        """\
        ## explained
        "3.1.1":
          see: []
          # owner:
          # response: |

        ## explained too
        "3.1.2":
          see: []
        """,
        {
            "3.1.1": {"owner": "head", "response": "One.\n\nTwo.\n", "see": ["3.1.2"], "evidence": [{"document": "d"}]},
            "3.1.2": {"see": []},
        },
        """\
        ## explained
        "3.1.1":
          owner: head
          response: |
            One.

            Two.
          see: ["3.1.2"]
          evidence:
            - document: d
          # owner:
          # response: |

        ## explained too
        "3.1.2":
          see: []
        """,
    ),
    case(
        "nothing yet gets entries",
        """\
        # actions
        {}
        """,
        {"one": {"criteria": ["3.1.1"], "due": "2026-03-02", "note": "no"}, "two": {"done": True}},
        """\
        # actions

        one:
          criteria: ["3.1.1"]
          due: 2026-03-02
          note: "no"

        two:
          done: true
        """,
    ),
    case("entries become nothing", "# top\na: 1\n# middle\nb: 2\n# end\n", {}, "# top\n{}\n# middle\n# end\n"),
    case("a mapping becomes nothing", "a:\n  # in\n  b: 2  # b\nc: 3\n", {"a": {}, "c": 3}, "a: {}\n  # in\nc: 3\n"),
    case("a list at the margin", "a:\n- x\n- y # why\nb: 1\n", {"a": ["y", "z"], "b": 1}, "a:\n- y # why\n- z\nb: 1\n"),
    case("a list becomes a text", "a:\n- x\n- y\nb: 1\n", {"a": "x and y", "b": 1}, "a: x and y\nb: 1\n"),
    case(
        "an item changes inside",
        "list:\n  - a: 1  # one\n    b: 2\n  # between\n  - a: 3\n    b: 4\n  - a: 5",
        {"list": [{"a": 1, "b": 2}, {"a": 3, "b": 0, "c": "x"}, {"a": 5}]},
        "list:\n  - a: 1  # one\n    b: 2\n  # between\n  - a: 3\n    b: 0\n    c: x\n  - a: 5",
    ),
    case(
        "the first key behind a dash goes",
        "list:\n  - a: 1  # one\n    # about b\n    b: 2\n  - a: 3\n    b: 4\n",
        {"list": [{"b": 2}, {"b": 4}]},
        "list:\n  - # about b\n    b: 2\n  - b: 4\n",
    ),
    case(
        "comments within brackets go above",
        "a:\n  see: [  # first\n    x, # second\n    y ]  # third\n  b: 1\n",
        {"a": {"see": ["x", "z"], "b": 1}},
        "a:\n  # first\n  # second\n  see: [x, z]  # third\n  b: 1\n",
    ),
    case(
        "a wrapped text keeps its column, a short one its line",
        "a: |   # text\n      one\n\n      two\nb: >-\n  one\n  two\nc: 'x\n  y'\n",
        {"a": "one\n\nthree\n", "b": "one", "c": "no"},
        'a: |   # text\n      one\n\n      three\nb: one\nc: "no"\n',
    ),
    case(
        "a long text is folded",
        "a: x\n",
        {"a": "word " * 24 + "end"},
        "a: >-\n" + "  " + " ".join(["word"] * 19) + "\n  " + " ".join(["word"] * 5) + " end\n",
    ),
    case("a list that does not fit", "a: []\n", {"a": ["x" * 60, "y" * 60]}, f"a:\n  - {'x' * 60}\n  - {'y' * 60}\n"),
    case("the end without a line break", "a: 1\nb: 2", {"a": 0, "b": 2}, "a: 0\nb: 2"),
    case("below an end without a break", "a: 1\nb: |\n  x", {"a": 1, "b": "x", "c": 3}, "a: 1\nb: |-\n  x\nc: 3\n"),
    case("a kept blank line", "a: |+\n  x\n\nb: 1\n\nc: 1\n", {"a": "x\n\n", "c": 1}, "a: |+\n  x\n\nc: 1\n"),
    case("a key with a question mark", "? a\n? b\n: 1\n", {"a": 2, "b": {"c": 1}}, "? a\n: 2\n? b\n:\n  c: 1\n"),
    case("marks of the document", "---\na: 1\n...\n", {"a": 2, "b": 1}, "---\na: 2\nb: 1\n...\n"),
    case("a comment only", "# c", {"a": 1}, "# c\n\na: 1\n"),
    case("nothing at all", "", {"a": {"b": 1}, "c": {"d": 1}}, "a:\n  b: 1\n\nc:\n  d: 1\n"),
]  # fmt: skip


# What would come out wrong if one thing were forgotten; each was found by chance once.
TRAPS = [
    trap("blanks of a blank line", "a: x\n      \nb: 1\n", {"a": "y\nz\n", "b": 1}, "a: |\n  y\n  z\n\nb: 1\n"),
    trap("blanks below what goes", "a: |\n  x\nb: 1\n     \nc: 1\n", {"a": "x\n", "c": 1}, "a: |\n  x\n\nc: 1\n"),
    trap("a comment would be text", "a: x\n    # no\nb: 1\n", {"a": "y\nz", "b": 1}, 'a: "y\\nz"\n    # no\nb: 1\n'),
    trap(
        "a comment between that would be text",
        "a:\n  b: 1\n  # no\n  c: 2\nd: 1\n",
        {"a": "y\nz", "d": 1},
        'a: "y\\nz"\n  # no\nd: 1\n',
    ),
    trap("a comment to the right", "# top\n\n  # b\nb: 1\n", {"a": 0, "b": 1}, "# top\n\n  # b\na: 0\nb: 1\n"),
    trap(
        "an entry apart below a kept blank line",
        "a:\n  - |+\n    x\n\n  - y\n\nc: {}\n",
        {"a": ["x\n\n"], "b": {}, "c": {}},
        "a:\n  - |+\n    x\n\nb: {}\nc: {}\n",
    ),
    trap("a tab behind a colon", "? a\n: x\t# why\n", {"a": {"b": 1}}, "? a\n:  # why\n  b: 1\n"),
    trap("a text that ends in blanks", "a: |\n  x\n     \nb: 1\n", {"a": "x\n   \n"}, "a: |\n  x\n     \n"),
    trap("behind such a text", "a: |\n  x\n     \n", {"a": "x\n   \n", "b": 1}, "a: |\n  x\n     \nb: 1\n"),
    trap("a comment without a blank", 'a: "x"#why\n', {"a": 1}, "a: 1  #why\n"),
    trap("one is not true", "a: 1\nb: true\nc: 1\n", {"a": True, "b": 1, "c": 1.0}, "a: true\nb: 1\nc: 1.0\n"),
    trap("a text that begins with a blank", "a: x\n", {"a": " y\nz"}, "a: |2-\n   y\n  z\n"),
    trap("a text that ends in blank lines", "a: x\n\nb: 1\n", {"a": "y\n\n", "b": 1}, 'a: "y\\n\\n"\n\nb: 1\n'),
    trap("an unfinished line of blanks", "a: x\n     ", {"a": "y\nz\n"}, "a: |\n  y\n  z\n"),
    trap(
        "a comment moved behind a dash",
        "a:\n- - x\n  - {b: y,  # c\n     k: 1}\n",
        {"a": [[{"b": "z", "k": 1}]]},
        "a:\n- # c\n  - {b: z, k: 1}\n",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("before", "wanted", "after"), [*CASES, *TRAPS])
def test_before_and_after(before: str, wanted: Any, after: str) -> None:
    assert rewritten(before, wanted) == after


def test_line_ends_of_windows_stay() -> None:
    text = "a: 1\r\nb: 'x'\r\n"
    assert rewritten(text, {"a": "one\ntwo\n", "b": "x", "c": 3}) == "a: |\r\n  one\r\n  two\r\nb: 'x'\r\nc: 3\r\n"


@pytest.mark.parametrize("text", [text for text in UGLY if len(text) < 99])
def test_ugly_texts_are_written_so_that_every_reader_takes_them_for_texts(text: str) -> None:
    result = rewritten("", {"a": text, "b": [text, text], "c": {"review": {"by": text}}})
    assert_says(result, {"a": text, "b": [text, text], "c": {"review": {"by": text}}})


@pytest.mark.parametrize(
    "text", ["no", "Yes", "on", "~", "3.10", "0x1F", "1_000", "1:20", "1e3", ".5", "3.1.1", "2026-09"]
)
def test_what_another_reader_takes_for_a_number_or_a_truth_value_is_quoted(text: str) -> None:
    assert rewritten("", {"a": text}) == f'a: "{text}"\n'


@pytest.mark.parametrize(
    "text",
    ["2026-03-02", "41,268 AIPs", "a-b", "Who? We", "771961d18eb2", "https://example.org/a#b", "C5 (raw) & more"],
)
def test_what_is_safe_is_plain(text: str) -> None:
    assert rewritten("", {"a": text}) == f"a: {text}\n"


@pytest.mark.parametrize("value", [float("nan"), 10**30, "\x00", "\u202e", "\ud800", ()])
def test_what_a_file_cannot_hold_is_refused(value: Any) -> None:
    if value == ():
        for _ in range(13):
            value = (value,)
    with pytest.raises(UneditableText):
        rewritten("a: 1\n", {"a": value})


def test_a_broken_text_is_not_edited() -> None:
    with pytest.raises(UneditableText):
        rewritten("a: [\n", {"a": 1})
