"""What a site remembers of a hand-over: an entry of handoffs.yaml, and a frozen copy of what was handed over."""

import hashlib
from datetime import date
from typing import Final

from iso16363.errors import AuditError
from iso16363.fingerprint import assessment_digest
from iso16363.frozen import frozen_text
from iso16363.infopackage.contents import package_name
from iso16363.judgement import Judgement
from iso16363.model.layout import HANDOFFS_FILE, JOURNAL_FOLDER, JOURNAL_LIST, frozen_file
from iso16363.model.signoff import Handoff
from iso16363.workspace.editing import edited, still_the_same, values_of
from iso16363.workspace.handing_place import Staging
from iso16363.workspace.journal import alone_in, replace_all
from iso16363.workspace.site_files import LoadedSite
from iso16363.workspace.workspace import SiteReport

_ABOUT: Final = "# What was handed over. Written by `iso16363 handoff`; do not edit.\n\n"


def remember(
    base: tuple[LoadedSite, SiteReport],
    shown: Judgement,
    to: str | None,
    manifest: str,
    staging: Staging,
    *,
    overwrite: bool,
) -> str:
    """Publish a package and record it; gives the id of the record, of the earlier one where nothing is new.

    Both happen while nobody else writes into the site, and only if its files are as they were read. What
    could not be recorded was not handed over, so the package is taken back then.
    Raises WrongUsage and UnwritableOutput.
    """
    loaded, report = base
    if loaded.assessment is None or loaded.assessment.declaration is None:
        raise AuditError("a site without declaration cannot be handed over")  # its gate would not hold
    frozen = frozen_text(loaded.assessment)
    record = Handoff(
        on=shown.today,
        variant=shown.variant,
        to=to,
        digest=assessment_digest(loaded.assessment),
        declaration=loaded.assessment.declaration[0],
        package=package_name(shown),
        manifest=manifest,
        frozen=hashlib.sha256(frozen.encode()).hexdigest(),
    )
    known = loaded.assessment.handoffs.items()
    same = ((i, h) for i, h in known if (h.manifest, h.package) == (manifest, record.package))
    earlier = next((i for i, h in same if to in (None, h.to)), None)
    name = earlier or _free(loaded, shown.today)
    records = dict(values_of(loaded.texts, HANDOFFS_FILE))
    records[name] = record.model_dump(mode="json", by_alias=True, exclude_none=True)
    texts = {**edited(loaded, {HANDOFFS_FILE: records}, report.shown, _ABOUT), frozen_file(name): frozen}
    with alone_in(loaded.folder):
        still_the_same(loaded, () if earlier else texts)
        try:
            staging.publish(overwrite=overwrite)
            if not earlier:
                replace_all(loaded.folder, {file: text.encode() for file, text in texts.items()})
        except BaseException:
            if not _is_recorded(loaded, name):
                staging.withdraw()
            raise
    return name


def _is_recorded(loaded: LoadedSite, name: str) -> bool:
    """Whether the record stands, although writing it was stopped: nothing is put back without the journal's list."""
    listed = loaded.folder / JOURNAL_FOLDER / JOURNAL_LIST
    return (loaded.folder / frozen_file(name)).exists() and not listed.exists()


def _free(loaded: LoadedSite, today: date) -> str:
    taken = loaded.assessment.handoffs if loaded.assessment else {}
    names = (f"{today}-{n}" for n in range(1, len(taken) + 1000))
    return next(n for n in names if n not in taken and not (loaded.folder / frozen_file(n)).exists())
