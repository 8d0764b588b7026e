"""What an auditor raised with the small test archive, one of each kind, and workbooks in an auditor's hands."""

from io import BytesIO
from pathlib import Path

from homecoming import Edit, Home, edited

from iso16363.language import speaking
from iso16363.model.audit import AuditItem
from iso16363.model.variant import Variant
from iso16363.workbook.export import write_workbook
from iso16363.workspace.manner import Manner, for_readers
from iso16363.yamltext import read

AUDIT = """\
request-1:
  kind: request
  criteria: ["3.1.1"]
  statement: Show the minutes in which the board approved the mission.
  raised_on: 2026-11-02
  due: 2026-11-16
  owner: head
  note: Ask the secretary for the minutes.
request-2:
  kind: request
  statement: Who is at the site on the day of the visit?
  raised_on: 2026-11-02
  state: answered
  owner: quality-lead
  answer: All three roles are there.
  answered_on: 2026-11-05
concern-1:
  kind: area-of-concern
  criteria: ["3.1.2.2"]
  statement: Nothing shows that the plan is followed.
  raised_on: 2026-11-10
  due: 2026-12-10
  owner: head
  answer: The minutes of October show it.
finding-1:
  kind: major-nonconformity
  criteria: ["3.1.2.1", "3.1.2"]
  statement: The hand-over was never tried out as a whole.
  seen: Page 12 of the plan.
  raised_on: 2026-11-20
  due: 2027-01-20
  owner: head
  correction: The parts that were left out are listed.
finding-2:
  kind: minor-nonconformity
  criteria: ["3.1.1"]
  statement: The mission is not dated.
  raised_on: 2026-10-20
  state: closed
  verdict: Accepted.
  closed_on: 2026-11-20
  owner: head
  correction: It is dated now.
  cause: The template has no field for it.
  corrective_action: The template was changed.
  actions: [write-training-procedure]
  evidence: [mission]
  answered_on: 2026-11-01
finding-3:
  kind: opportunity-for-improvement
  statement: A list of abbreviations would help.
  raised_on: 2026-11-20
  state: withdrawn
"""


def items() -> dict[str, AuditItem]:
    return {name: AuditItem.model_validate(item) for name, item in read(AUDIT).value.items()}


def with_audit(home: Home, text: str = AUDIT) -> Home:
    (home.folder / "audit.yaml").write_text(text, encoding="utf-8")
    return home


def for_auditor(home: Home, variant: Variant = Variant.AUDITOR, language: str = "en") -> bytes:
    """The workbook that an auditor gets."""
    stream = BytesIO()
    with speaking(language):
        write_workbook(for_readers(home.judgement(), Manner(variant, language)), stream)
    return stream.getvalue()


def from_auditor(home: Home, *edits: Edit) -> Path:
    """The auditor's workbook on its way back, edited."""
    home.returned.write_bytes(edited(for_auditor(home), *edits))
    return home.returned
