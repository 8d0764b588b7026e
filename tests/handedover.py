"""Hand-overs for the tests: as a judgement is held against one, and as a site's folder remembers one."""

import hashlib
from dataclasses import replace
from datetime import date
from pathlib import Path

from iso16363.fingerprint import assessment_digest
from iso16363.frozen import frozen_text
from iso16363.judgement import HandedOver, Judgement
from iso16363.model.assessment import SelfAssessment
from iso16363.model.signoff import Handoff
from iso16363.model.variant import Variant
from iso16363.workspace.site_files import load_site

DAY = date(2026, 11, 20)


def record(site: SelfAssessment, day: date = DAY) -> Handoff:
    return Handoff(
        on=day,
        variant=Variant.AUDITOR,
        to="Example Certification Body",
        digest=assessment_digest(site),
        declaration="declared",
        package=f"{site.site.id}-auditor-{day}",
        manifest="1" * 64,
        frozen=hashlib.sha256(frozen_text(site).encode()).hexdigest(),
    )


def held_against(judgement: Judgement, earlier: SelfAssessment) -> Judgement:
    """The judgement, with an earlier site as what was handed over."""
    return replace(judgement, since=HandedOver("2026-11-20-1", record(earlier), earlier))


def remembered(folder: Path, name: str = "2026-11-20-1", day: date = DAY) -> Handoff:
    """Have a site's folder remember that it was handed over as it is, under a declaration that was taken back."""
    site = load_site(folder).assessment
    assert site is not None
    found = record(site, day)
    (folder / "handoffs").mkdir(exist_ok=True)
    (folder / "handoffs" / f"{name}.json").write_text(frozen_text(site), encoding="utf-8")
    accountable = next(role for role, found_role in site.site.roles.items() if found_role.accountable)
    (folder / "signoff.yaml").write_text(
        f"declared:\n  by: {accountable}\n  on: 2026-11-02\n  digest: v1:{'0' * 64}\n"
        f"  revoked: {{by: {accountable}, on: 2026-11-03, why: A test.}}\n",
        encoding="utf-8",
    )
    fields = found.model_dump(mode="json")
    lines = [f'  {key}: "{value}"\n' for key, value in fields.items()]
    with (folder / "handoffs.yaml").open("a", encoding="utf-8") as file:
        file.write(f"{name}:\n" + "".join(lines))
    return found
