"""Whatever a site can say survives being written and read: load(dump(x)) = x, in every style of YAML."""

import random
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError
from strategies import UGLY, Drawn, drawn_sites, plain, to_yaml

from iso16363.model.answers import Answer, Citation
from iso16363.model.assessment import SelfAssessment
from iso16363.model.layout import evidence_file
from iso16363.model.site import Site
from iso16363.workspace.site_files import LoadedSite, load_site
from iso16363.yamltext import read

BARE = Site(format=1, id="drawn", name="A", short_name="A", edition="iso16363-2025")


def files_of(drawn: Drawn, style: random.Random | None) -> dict[str, str]:
    found: dict[str, Any] = {
        "site.yaml": plain(drawn.site),
        "documents.yaml": plain(drawn.documents),
        "actions.yaml": plain(drawn.actions),
        "imports.yaml": plain(drawn.imports),
        "audit.yaml": plain(drawn.audit),
        "signoff.yaml": plain(drawn.declarations),
        "handoffs.yaml": plain(drawn.handoffs),
    }
    for criterion, answer in drawn.answers.items():
        found.setdefault(evidence_file(criterion), {})[criterion] = plain(answer)
    return {name: to_yaml(value, style) for name, value in found.items()}


def loaded(files: dict[str, str], line_end: str = "\n") -> LoadedSite:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "drawn"
        (folder / "evidence").mkdir(parents=True)
        for provider in read(files["site.yaml"]).value.get("inherits", ()):
            beside = folder.parent / provider
            beside.mkdir(exist_ok=True)
            (beside / "site.yaml").write_text(to_yaml(plain(BARE.model_copy(update={"id": provider})), None))
        for file, text in files.items():
            (folder / file).write_bytes(text.replace("\n", line_end).encode())
        return load_site(folder)


def assessment(found: LoadedSite) -> SelfAssessment:
    assert found.diagnostics == []
    assert found.assessment is not None
    return found.assessment


@given(drawn_sites, st.randoms(use_true_random=False) | st.none())
@example(Drawn(BARE, {}, {"3.1.1": Answer(note="\n".join(u.strip("\n") for u in UGLY))}, {}), None)
def test_load_gives_back_what_was_dumped(drawn: Drawn, style: random.Random | None) -> None:
    back = assessment(loaded(files_of(drawn, style)))
    assert back.site == drawn.site
    assert back.documents == drawn.documents
    assert dict(back.written_answers()) == drawn.answers
    assert back.actions == drawn.actions
    assert back.imports == drawn.imports
    assert back.audit == drawn.audit
    assert back.declarations == drawn.declarations
    assert back.handoffs == drawn.handoffs
    if style is None:
        assert [*back.declarations] == [*drawn.declarations], "the last declaration counts"


@pytest.mark.parametrize("text", UGLY, ids=[repr(u[:20]) for u in UGLY])
def test_every_ugly_text_survives(text: str) -> None:
    answer = Answer(response=text, note=text, evidence=())
    back = assessment(loaded(files_of(Drawn(BARE, {}, {"3.1.1": answer}, {}), None)))
    assert back.answers["3.1.1"] == answer


@given(drawn_sites, st.randoms(use_true_random=False))
def test_windows_line_ends_change_nothing(drawn: Drawn, style: random.Random) -> None:
    files = files_of(drawn, style)
    assert assessment(loaded(files, "\r\n")) == assessment(loaded(files))


def test_models_are_frozen_and_take_no_unknown_field() -> None:
    answer = Answer(response="text")
    with pytest.raises(ValidationError):
        answer.response = "other"  # type: ignore[misc]
    with pytest.raises(ValidationError):
        Answer.model_validate({"respnse": "text"})


@pytest.mark.parametrize(
    ("model", "data"),
    [
        (Answer, {"documented": "3"}),
        (Answer, {"documented": 3.0}),
        (Answer, {"documented": True}),
        (Answer, {"applicable": 0}),
        (Answer, {"see": ["3.1.1"]}),  # the reader gives tuples; a list comes from elsewhere
        (Answer, {"response": ""}),
        (Answer, {"response": " \n"}),
        (Citation, {"document": "a"}),
        (Citation, {"document": "A", "state": "confirmed"}),
    ],
)
def test_nothing_is_converted_silently(model: type[BaseModel], data: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        model.model_validate(data)
