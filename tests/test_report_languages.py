"""The report in other languages: nothing of the interface stays English, and what the site wrote stays as it is."""

import pytest
import report_samples
from english_left import english_left
from pseudolanguage import Pseudo

from iso16363.judgement import Judgement
from iso16363.language import speaking
from iso16363.report.page import render_html
from iso16363.report.view import build_view

SAMPLES = ["nothing", "bare", "half", "complete", "ready", "audited"]


@pytest.mark.parametrize("sample", SAMPLES)
def test_nothing_of_the_interface_stays_english(sample: str) -> None:
    judgement: Judgement = getattr(report_samples, sample)()
    with speaking("de", Pseudo()):
        view = build_view(judgement)
        page = render_html(view)
    assert english_left(page, judgement, view.cover.document_id) == {}
    assert 'lang="de"' in page
