"""What of a page in another language is still English."""

from pseudolanguage import WORD
from test_report_languages import Shown, words_of_data

from iso16363.judgement import Judgement


def english_left(html: str, judgement: Judgement, *same: str) -> dict[str, list[str]]:
    """Texts of the interface with the words in them that were not translated; data and `same` may be English."""
    shown = Shown()
    shown.feed(html)
    known = words_of_data(judgement) | {word for text in same for word in WORD.findall(text)}
    return {text: odd for text in shown.texts if (odd := [w for w in WORD.findall(text) if w not in known])}
