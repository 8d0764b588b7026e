"""The report as a plain view: frozen records of text and numbers that any engine could render."""

from collections.abc import Mapping
from dataclasses import dataclass

from iso16363.judgement import Judgement
from iso16363.report.annexes import Annexes, build_annexes
from iso16363.report.areas import Area, build_areas
from iso16363.report.auditfindings import AuditRound, build_audit_round
from iso16363.report.changepages import Changes, build_changes
from iso16363.report.declaration import Signature, build_signature
from iso16363.report.figures import Figures, build_figures
from iso16363.report.front import Control, Cover, Reading, build_control, build_cover, build_reading
from iso16363.report.gaps import Gaps, build_gaps
from iso16363.report.gatepages import GatePage, build_gate_pages
from iso16363.report.lettering import letters
from iso16363.report.lookup import Lookup
from iso16363.report.otheredition import EditionPage, build_edition_page
from iso16363.report.register import Register, build_register
from iso16363.report.setting import Setting, build_setting
from iso16363.report.sheets import SheetGroup, build_sheets
from iso16363.report.summary import Summary, build_summary

__all__ = ["ReportView", "build_view"]


@dataclass(frozen=True, slots=True)
class ReportView:
    """The whole report. The title maps, and the sets of ids, say which ids have a place in it to link to."""

    cover: Cover
    control: Control
    reading: Reading
    summary: Summary
    setting: Setting
    figures: Figures
    areas: tuple[Area, ...]
    sheets: Mapping[str, tuple[SheetGroup, ...]]
    gaps: Gaps
    register: Register
    round: AuditRound
    changes: Changes
    signature: Signature
    gates: tuple[GatePage, ...]
    annexes: Annexes
    other: EditionPage | None
    letters: Mapping[str, str]
    begun: bool
    criteria: Mapping[str, str]
    documents: Mapping[str, str]
    actions: frozenset[str]
    items: frozenset[str]


def build_view(judgement: Judgement) -> ReportView:
    """Compute everything the report shows; the templates only place it."""
    lookup = Lookup(judgement)
    audit_round, changes = build_audit_round(lookup), build_changes(lookup)
    return ReportView(
        cover=build_cover(lookup),
        control=build_control(lookup),
        reading=build_reading(lookup),
        summary=build_summary(lookup),
        setting=build_setting(lookup),
        figures=build_figures(lookup),
        areas=build_areas(lookup),
        sheets=build_sheets(lookup),
        gaps=build_gaps(lookup),
        register=build_register(lookup),
        round=audit_round,
        changes=changes,
        signature=build_signature(lookup),
        gates=build_gate_pages(lookup),
        annexes=build_annexes(lookup),
        other=build_edition_page(lookup),
        letters=letters(findings=audit_round.there, changes=bool(changes.day)),
        begun=lookup.begun,
        criteria={criterion: record.title for criterion, record in judgement.edition.criteria.items()},
        documents={document: record.title for document, record in judgement.site.documents.items()},
        actions=frozenset(judgement.site.actions),
        items=frozenset(judgement.site.audit),
    )
