"""Whether answers were confirmed after a change of edition had changed what is asked."""

from collections.abc import Iterator

from iso16363.diagnostics import Diagnostic
from iso16363.model.assessment import SelfAssessment
from iso16363.model.layout import answer_place, evidence_file, provider_file

_HINT = (
    "The text of `confirm` says what changed. Compare the answer with the requirement (`iso16363 criteria show ID`), "
    "mend what it has to say otherwise, then delete `confirm`."
)


def check_confirming(site: SelfAssessment) -> Iterator[Diagnostic]:
    """Report each answer that the site, or the provider that lends it, still has to confirm."""
    for criterion, answer in site.answers.items():
        if not answer.confirm:
            continue
        taken = answer.inherits
        if site.written_answer(criterion).confirm or taken is None:
            message = "the requirement changed, and the answer is not confirmed yet"
            yield Diagnostic("E517", answer_place(criterion, "confirm"), message, _HINT)
        else:
            message = f"the requirement changed, and {taken.from_} has not confirmed its answer yet"
            where = provider_file(taken.from_, evidence_file(criterion))
            yield Diagnostic("E517", answer_place(criterion, "inherits"), message, f"In {where}: {_HINT}")
