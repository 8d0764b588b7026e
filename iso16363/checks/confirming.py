"""Whether answers were confirmed after a change of edition had changed what is asked."""

from collections.abc import Iterator

from iso16363.diagnostics import Diagnostic
from iso16363.model.assessment import SelfAssessment
from iso16363.model.layout import answer_place

_HINT = (
    "The text of `confirm` says what changed. Compare the answer with the requirement (`iso16363 criteria show ID`), "
    "mend what it has to say otherwise, then delete `confirm`."
)


def check_confirming(site: SelfAssessment) -> Iterator[Diagnostic]:
    """Report each answer that the site still has to confirm."""
    for criterion, answer in site.written_answers():
        if answer.confirm:
            message = "the requirement changed, and the answer is not confirmed yet"
            yield Diagnostic("E517", answer_place(criterion, "confirm"), message, _HINT)
