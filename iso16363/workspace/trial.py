"""Tries an import out in memory: what the files cannot hold is rejected at the cell it came from."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from iso16363.diagnostics import Diagnostic, Severity
from iso16363.judgement import Judgement
from iso16363.model.layout import DOCUMENTS_FILE
from iso16363.workbook.approvals import does_not_hold, is_approval
from iso16363.workbook.planning import Plan, plan
from iso16363.workbook.rejection import Rejection
from iso16363.workbook.returned import Comparison
from iso16363.workbook.settling import Choices, Settled, settle, with_their_rows
from iso16363.workbook.threeway import Difference, Extent, Outcome
from iso16363.workspace.editing import edited, values_of
from iso16363.workspace.location import Workspace
from iso16363.workspace.site_files import LoadedSite, load_site
from iso16363.workspace.workspace import SiteReport, report_on_loaded


@dataclass(frozen=True, slots=True)
class Trial:
    """What an import is tried out on."""

    workspace: Workspace
    today: date
    loaded: LoadedSite
    before: SiteReport
    judgement: Judgement
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of it.

    `differences` are all that were found, with those rejected that the files could not hold;
    `texts` the files that would change; `obstacles` what would be wrong with them for no single cell.
    """

    differences: tuple[Difference, ...]
    settled: Settled
    texts: Mapping[str, str]
    obstacles: tuple[Diagnostic, ...]
    after: SiteReport


def try_out(trial: Trial, choices: Choices) -> Tried:
    """Write the new texts in memory and check them, until everything that they cannot hold is rejected."""
    differences = with_their_rows(trial.comparison.differences)
    known = Counter(_fault(d) for d in trial.before.diagnostics)
    files = {name: values_of(trial.loaded.texts, name) for name in trial.loaded.texts}
    while True:
        settled = settle(differences, choices)
        planned = plan(settled.accepted, files, trial.comparison.keys, trial.judgement)
        texts = edited(trial.loaded, planned.values, trial.before.shown)
        after = _checked(trial, texts)
        faults = _new_errors(after.diagnostics, known)
        blamed = dict(_unsound(settled, after))
        blamed |= {n: _rejection(fault) for fault in faults for n in _blamed(planned, fault, settled)}
        if not blamed:
            return Tried(differences, settled, texts, tuple(faults), after)
        differences = with_their_rows(_held_against(d, blamed) for d in differences)


def _checked(trial: Trial, texts: Mapping[str, str]) -> SiteReport:
    if not texts:
        return trial.before
    # Checksums of all that is in documents/ take long: computed again only where the register changes, or where a
    # document of a provider is used that was not before.
    known = trial.judgement.site
    loaded = load_site(
        trial.loaded.folder, replaced=texts, attachments=None if DOCUMENTS_FILE in texts else known.attachments
    )
    site = loaded.assessment
    if site is not None and site.attachments is known.attachments and site.documents.keys() - known.documents.keys():
        loaded = load_site(trial.loaded.folder, replaced=texts)
    return report_on_loaded(trial.workspace, loaded, trial.judgement.catalogue, trial.today)


def _fault(diagnostic: Diagnostic) -> tuple[object, ...]:
    """A diagnostic without its line and its place in a list, which move."""
    path = tuple(part for part in diagnostic.place.path if isinstance(part, str))
    return diagnostic.code, diagnostic.place.file, path, diagnostic.message


def _new_errors(diagnostics: Iterable[Diagnostic], known: Counter[tuple[object, ...]]) -> list[Diagnostic]:
    """The errors beyond those that were there before."""
    left = known.copy()
    found = []
    for diagnostic in diagnostics:
        if diagnostic.severity is not Severity.ERROR:
            continue
        if left[_fault(diagnostic)] > 0:
            left[_fault(diagnostic)] -= 1
        else:
            found.append(diagnostic)
    return found


def _blamed(planned: Plan, fault: Diagnostic, settled: Settled) -> Iterable[str]:
    """Ids of the differences a fault comes from: those at its place, else the deletion of what is missed there."""
    at = planned.origin(fault.place.file, fault.place.path)
    gone = (d for d in settled.accepted if d.extent is Extent.DELETED and f'"{d.key}"' in fault.message)
    return [d.id for d in at or gone]


def _unsound(settled: Settled, after: SiteReport) -> Iterator[tuple[str, Rejection]]:
    """Approvals that would not hold in the files as they would be: an edit beside them changes what they approve."""
    if after.judgement is None:
        return
    for difference in filter(is_approval, settled.accepted):
        wrong = does_not_hold(difference, after.judgement)
        if wrong is not None:
            yield difference.id, wrong


def _rejection(fault: Diagnostic) -> Rejection:
    remedy = fault.hint.replace("Add it to documents.yaml.", "Add a row for it on the sheet Documents.")
    return Rejection(fault.message, remedy)


def _held_against(difference: Difference, blamed: Mapping[str, Rejection]) -> Difference:
    wrong = blamed.get(difference.id)
    if wrong is None or difference.outcome not in (Outcome.WORKBOOK, Outcome.CONFLICT):
        return difference
    return replace(difference, outcome=Outcome.REJECTED, reason=wrong.reason, remedy=wrong.remedy)
