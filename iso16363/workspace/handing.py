"""Make the package of a site: judge it, gather everything, write it whole or not at all, and remember it."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from iso16363.catalog import Catalogue
from iso16363.diagnostics import Severity
from iso16363.errors import WrongUsage
from iso16363.fingerprint import assessment_digest
from iso16363.infopackage.archive import write_archive
from iso16363.infopackage.baginfo import bag_info
from iso16363.infopackage.contents import package_name
from iso16363.infopackage.signing import Signer
from iso16363.judgement import Judgement
from iso16363.language import speaking
from iso16363.model.assessment import AttachedFile
from iso16363.model.layout import DOCUMENTS_FOLDER
from iso16363.renumbering import held_against
from iso16363.workspace.branding import look_of
from iso16363.workspace.catalogue_files import load_catalogue
from iso16363.workspace.editing import still_the_same, undo_interrupted
from iso16363.workspace.frozen_copies import last_handed_over
from iso16363.workspace.handing_copy import Advance, Sums, copy_documents
from iso16363.workspace.handing_files import place_documents, write_lists, write_outputs_beside
from iso16363.workspace.handing_payload import Payload
from iso16363.workspace.handing_place import Staging
from iso16363.workspace.handing_record import remember
from iso16363.workspace.handing_taken import refuse_taken
from iso16363.workspace.location import Workspace
from iso16363.workspace.manner import Manner, for_readers
from iso16363.workspace.site_files import LoadedSite, load_site
from iso16363.workspace.workspace import SiteReport, report_on_loaded

Watch = Callable[[int], AbstractContextManager[Advance]]
"""Shows how far a work of so many bytes has come."""


@dataclass(frozen=True, slots=True)
class Order:
    """What package is wanted, of what, where."""

    workspace: Workspace
    site: str
    today: date
    manner: Manner
    output: Path
    draft: bool = False
    archive: bool = False
    to: str | None = None
    signer: Signer | None = None
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """Why there is no package: what is wrong in the files, or the gates that do not hold."""

    report: SiteReport


@dataclass(frozen=True, slots=True)
class Made:
    """A package under its final name. `record` is its id in handoffs.yaml, None for a draft."""

    folder: Path
    archive: Path | None
    files: int
    size: int
    manifest: str
    record: str | None


@dataclass(frozen=True, slots=True)
class _Base:
    """A site as it was read, and the judgement that its package shows."""

    loaded: LoadedSite
    report: SiteReport
    judgement: Judgement


def hand_over(order: Order, watch: Watch) -> Made | Refused:
    """Make the package. Raises AuditError; nothing is left under its name then, and nothing is recorded.

    Documents are taken for what was registered until they are copied, which reads them once: so a site that
    is not ready is refused without reading them, and one whose documents are others is refused then.
    """
    if not order.draft:
        undo_interrupted(order.workspace, order.site)
    folder = order.workspace.site_folder(order.site)
    catalogue = load_catalogue(crosswalks=True)
    base = _judged(order, load_site(folder, trusting=True), catalogue)
    if isinstance(base, Refused):
        return base
    with speaking(order.manner.language):
        name = package_name(replace(base.judgement, variant=order.manner.variant))
        recorded = None if order.draft else _recorded(base)
        refuse_taken(order.output, name, overwrite=order.overwrite, recorded=recorded)
        with Staging(order.output, name) as staging:
            return _made(order, base, catalogue, staging, watch)


def _recorded(base: _Base) -> frozenset[str]:
    """The manifests of the packages that the site has recorded."""
    known = base.loaded.assessment.handoffs if base.loaded.assessment else {}
    return frozenset(record.manifest for record in known.values())


def _judged(order: Order, loaded: LoadedSite, catalogue: Catalogue) -> _Base | Refused:
    """The judgement for the package, in which records of handing over the same content do not count.

    Else the second package of a day would differ from the first.
    """
    report = report_on_loaded(order.workspace, loaded, catalogue, order.today)
    if loaded.assessment is None or report.judgement is None or report.judgement.count(Severity.ERROR):
        return Refused(report)
    if not order.draft and report.judgement.readiness.failing:
        return Refused(report)
    digest = assessment_digest(loaded.assessment)
    others = {name: record for name, record in loaded.assessment.handoffs.items() if record.digest != digest}
    without = replace(loaded, assessment=replace(loaded.assessment, handoffs=others))
    again = report_on_loaded(order.workspace, without, catalogue, order.today)
    since = last_handed_over(loaded.folder, loaded.assessment, variant=order.manner.variant, other_than=digest)
    judgement = replace(again.judgement or report.judgement, draft=order.draft)
    with suppress(WrongUsage):  # of an edition that no crosswalk joins to today's: nothing can be compared
        judgement = held_against(judgement, since) if since else judgement
    return _Base(loaded, report, judgement)


def _made(order: Order, base: _Base, catalogue: Catalogue, staging: Staging, watch: Watch) -> Made | Refused:
    shown = for_readers(base.judgement, order.manner)
    placed = place_documents(base.judgement, shown, staging.bag)
    payload, look = Payload(staging.bag), look_of(base.loaded.folder)
    documents = base.loaded.folder / DOCUMENTS_FOLDER
    with watch(placed.size * (2 if order.archive else 1)) as advance:
        if placed.pinned:
            with write_outputs_beside(shown, payload, order.manner, look, placed.size) as finish:
                # the report is what takes longest on one processor: it gets one for itself
                sums = copy_documents(documents, placed.jobs, advance, spare=1)
                if _found(sums) != dict(base.judgement.site.attachments.found):
                    return Refused(_looked_at(order, base, catalogue, sums)[1])
                finish()
        else:  # of a draft only: what is not registered is known when it was read
            sums = copy_documents(documents, placed.jobs, advance)
            looked = _looked_at(order, base, catalogue, sums)[0]
            still_the_same(base.loaded, looked.texts)  # else what was copied is not what the files say now
            again = _judged(order, looked, catalogue)
            if isinstance(again, Refused):
                return again
            base, shown = again, for_readers(again.judgement, order.manner)
            with write_outputs_beside(shown, payload, order.manner, look, 0) as finish:
                finish()
        write_lists(payload, shown, placed, sums, look)
        return _closed(order, base, shown, staging, payload, advance)


def _found(sums: Mapping[str, Sums]) -> dict[str, AttachedFile]:
    return {path: AttachedFile(found.size, found.sha256) for path, found in sums.items()}


def _looked_at(
    order: Order, base: _Base, catalogue: Catalogue, sums: Mapping[str, Sums]
) -> tuple[LoadedSite, SiteReport]:
    """The site with what its documents were found to hold, and the report on it."""
    before = base.judgement.site.attachments
    loaded = load_site(base.loaded.folder, attachments=replace(before, found=_found(sums)))
    return loaded, report_on_loaded(order.workspace, loaded, catalogue, order.today)


def _closed(order: Order, base: _Base, shown: Judgement, staging: Staging, payload: Payload, advance: Advance) -> Made:
    """Make the folder a bag, settle it on the disk, publish and remember it."""
    manifest = payload.close(bag_info(base.judgement, shown, payload.listed()), order.signer)
    if order.archive:
        paths = [p.relative_to(staging.bag).as_posix() for p in staging.bag.rglob("*") if p.is_file()]
        with staging.archive.open("wb") as target:
            write_archive(target, staging.bag, paths, order.today, advance)
    staging.settle()

    record = None
    if order.draft:
        staging.publish(overwrite=order.overwrite)
    else:
        of_site = base.loaded, base.report
        record = remember(of_site, shown, order.to, manifest, staging, overwrite=order.overwrite)
    archive = order.output / staging.archive.name if order.archive else None
    size = sum(entry.size for entry in payload.entries)
    return Made(order.output / staging.name, archive, len(payload.entries), size, manifest, record)
