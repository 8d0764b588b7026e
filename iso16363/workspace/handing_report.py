"""The PDF of a package, made in a process of its own while there is much to copy."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from iso16363.errors import AuditError
from iso16363.language import speaking
from iso16363.report.embedding import Attachment
from iso16363.report.pdf import Paper, write_pdf
from iso16363.workspace.parallel import beside

_WORTH_IT: Final = 32 << 20
"""Bytes of evidence from which a second process saves more time than its start takes."""


@dataclass(frozen=True, slots=True)
class ReportTask:
    """What the writer of the PDF needs."""

    html: str
    target: Path
    inside: tuple[Attachment, ...]
    paper: Paper
    language: str


@contextmanager
def report_beside(task: ReportTask, evidence: int) -> Iterator[Callable[[], None]]:
    """Write the PDF while the block goes on; what is given waits for it. Little evidence is not worth a process."""
    if evidence < _WORTH_IT:
        yield lambda: _raise(_written(task))
        return
    with beside(_written, task) as finished:
        yield lambda: _raise(finished())


def _written(task: ReportTask) -> tuple[str, str, str] | None:
    """Write it; what an AuditError says, for such errors do not travel between processes."""
    try:
        with speaking(task.language):
            write_pdf(task.html, task.target, task.inside, paper=task.paper)
    except AuditError as error:
        return error.what, error.where, error.remedy
    return None


def _raise(failure: tuple[str, str, str] | None) -> None:
    if failure:
        what, where, remedy = failure
        raise AuditError(what, where=where, remedy=remedy)
