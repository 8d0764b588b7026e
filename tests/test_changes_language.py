"""The sheet of changes in another language: what people typed and names of fields stay, all else is translated."""

import dataclasses
import io

import openpyxl
import pytest
import report_samples
from handedover import held_against
from pseudolanguage import WORD, Pseudo

from iso16363.judgement import Judgement
from iso16363.language import speaking
from iso16363.workbook.columns import FIRST_ROW, HEADER_ROW
from iso16363.workbook.export import write_workbook


@pytest.fixture(scope="module")
def judgement() -> Judgement:
    whole = report_samples.complete()
    answer = whole.site.answers["3.1.1"].model_copy(update={"documented": 0})
    site = dataclasses.replace(
        whole.site, answers={**whole.site.answers, "3.1.1": answer}, documents={}, actions=whole.site.actions
    )
    return held_against(dataclasses.replace(whole, site=site), whole.site)


def test_nothing_but_data_is_left_in_english(judgement: Judgement) -> None:
    stream = io.BytesIO()
    with speaking("de", Pseudo()):
        write_workbook(judgement, stream)
    visible = [sheet for sheet in openpyxl.load_workbook(stream).worksheets if sheet.sheet_state == "visible"]
    sheet, values = visible[-1], openpyxl.load_workbook(stream, data_only=True)[visible[-1].title]
    assert WORD.findall(sheet.title) == []
    assert WORD.findall(sheet["A1"].value.partition(" · ")[0]) == []
    assert WORD.findall(sheet["A2"].value) == []
    for cell in sheet[HEADER_ROW + 1]:
        assert WORD.findall(str(cell.value)) == []
        assert cell.comment is not None
        assert WORD.findall(cell.comment.text) == []
    rows = list(values.iter_rows(min_row=FIRST_ROW + 1, values_only=True))
    assert len(rows) > 1
    for what, _, _, change, _, _, _, go in rows:
        assert WORD.findall(f"{what} {change} {go or ''}") == []
    assert {row[4] for row in rows} == {"documented", None}
