"""Text in drawings: measured, wrapped, and set into legends."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from report_fonts import real_width

from iso16363.report import canvas

LATIN = st.characters(min_codepoint=0x20, max_codepoint=0x17F, exclude_characters=[chr(n) for n in range(0x7F, 0xA0)])


@given(st.text(LATIN, max_size=60))
def test_a_text_is_never_measured_too_short(words: str) -> None:
    assert canvas.text_width(words, 10) >= 0.97 * real_width(words, 10, bold=True) - 0.5


def test_ordinary_words_are_measured_closely() -> None:
    words = "Technology watch and replacement of hardware and software, Größe, año, Übergabe"
    assert canvas.text_width(words, 10) <= 1.1 * real_width(words, 10, bold=True)


def _lines_fit(lines: Sequence[str], room: float) -> bool:
    return all(canvas.text_width(line, 10) <= room or len(line) == 1 for line in lines)


@given(st.text("abc …W", max_size=80), st.integers(30, 300), st.integers(1, 3))
def test_wrapped_lines_fit_and_lose_nothing_unless_cut(words: str, room: int, most: int) -> None:
    lines = canvas.wrapped(words, room, 10, most)
    assert 1 <= len(lines) <= most
    assert _lines_fit(lines, room)
    if not lines[-1].endswith("…"):
        assert " ".join(lines).split() == words.split()


def test_a_legend_goes_on_in_a_second_line() -> None:
    one, short = canvas.legend([("#ffffff", "#000000", "A", "word")] * 3)
    two, tall = canvas.legend([("#ffffff", "#000000", "A", "a longer label of one state")] * 6)
    assert tall == short + canvas.LEGEND_LINE
    assert len(two) == 2 * len(one)
