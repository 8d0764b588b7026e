"""What goes into a package: documents that the variant shows, outputs, lists, the catalogue used, the start page."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from iso16363.changes import changes_csv
from iso16363.errors import UnreadableInput, WrongUsage
from iso16363.infopackage.contents import (
    ASSESSMENT,
    CATALOGUE_ABOUT,
    CHANGES,
    CHECKS,
    CRATE,
    CRITERIA,
    DOCUMENTS,
    DOCUMENTS_LIST,
    INDEX,
    PAYLOAD,
    REPORT,
    SCHEMA,
    VERIFY,
    WITHHELD_LIST,
    WORKBOOK,
)
from iso16363.infopackage.filenames import package_paths
from iso16363.infopackage.lists import checks_json, documents_csv
from iso16363.infopackage.rocrate import ro_crate
from iso16363.infopackage.verifytext import verify_text
from iso16363.judgement import Judgement
from iso16363.language import say
from iso16363.model.layout import DOCUMENTS_FOLDER
from iso16363.report.look import Look
from iso16363.report.packageindex import IndexEntry, index_page
from iso16363.resources import criteria_folder
from iso16363.withheldlist import withheld_csv
from iso16363.withheldtexts import hidden_ids
from iso16363.workspace.handing_copy import Job, Sums
from iso16363.workspace.handing_payload import Payload
from iso16363.workspace.handing_report import ReportTask, report_beside
from iso16363.workspace.issuing import report_of
from iso16363.workspace.manner import Manner


@dataclass(frozen=True, slots=True)
class Placed:
    """Attached files and where they go. `files` are paths below data/ by id of the document.

    `pinned` says that every file has its checksum in the register.
    """

    jobs: tuple[Job, ...]
    files: Mapping[str, str]
    sources: Mapping[str, str]
    size: int
    pinned: bool


def place_documents(whole: Judgement, shown: Judgement, bag: Path) -> Placed:
    """Every attached file is read; those of documents that the variant shows are copied."""
    hidden = hidden_ids(whole, shown.variant) if shown.variant.leaves_out else frozenset()
    found = whole.site.attachments.found
    attached = {name: d.path for name, d in whole.site.documents.items() if d.path in found and name not in hidden}
    names = {name: path for name in attached if (path := shown.site.documents[name].path)}
    paths = package_paths(names.values())
    files = {name: f"{DOCUMENTS}/{paths[path]}" for name, path in names.items()}
    targets = {attached[name]: bag / PAYLOAD / file for name, file in files.items()}
    jobs = tuple(Job(path, targets.get(path), file.size, bool(file.sha256)) for path, file in found.items())
    sources = {name: path for name, path in attached.items() if path and name in files}
    return Placed(jobs, files, sources, sum(job.size for job in jobs), all(job.pinned for job in jobs))


@contextmanager
def write_outputs_beside(
    shown: Judgement, payload: Payload, manner: Manner, look: Look, evidence: int
) -> Iterator[Callable[[], None]]:
    """Write workbook, assessment and report; the report is made while the block goes on, what is given waits for it."""
    html, inside = report_of(shown, payload.folder, look)
    task = ReportTask(html, payload.folder / REPORT, inside, manner.paper, manner.language)
    with report_beside(task, evidence) as finished:

        def finish() -> None:
            finished()
            for name in (REPORT, WORKBOOK, ASSESSMENT):
                payload.take(name)

        yield finish


def write_lists(payload: Payload, shown: Judgement, placed: Placed, sums: Mapping[str, Sums], look: Look) -> None:
    """Everything beside outputs and copied documents; the start page and the description of all files come last."""
    first = {file: name for name, file in reversed(tuple(placed.files.items()))}  # a file may be registered twice
    for file, name in first.items():
        payload.take(file, _sums_of(placed.sources[name], sums), shown.site.documents[name].title, name)
    payload.write(SCHEMA, _read(criteria_folder() / "schema" / SCHEMA))
    payload.write(DOCUMENTS_LIST, documents_csv(shown, placed.files))
    payload.write(WITHHELD_LIST, withheld_csv(shown))
    payload.write(CHECKS, checks_json(shown))
    if shown.since is not None:
        payload.write(CHANGES, changes_csv(shown))
    _write_catalogue(payload, shown)
    payload.write(VERIFY, verify_text(shown))
    listed = [IndexEntry(e.path, e.size, e.sha256, e.about, e.document) for e in payload.listed()]
    payload.write(INDEX, index_page(shown, listed, look=look))
    payload.write(CRATE, ro_crate(shown, payload.listed()))


def _sums_of(path: str, sums: Mapping[str, Sums]) -> Sums:
    """What a copied file holds; a file that went away before it was copied cannot be listed."""
    if path not in sums:
        remedy = "Put it back, or register that it is gone, and give the command again."
        raise WrongUsage("was removed while the package was made", where=f"{DOCUMENTS_FOLDER}/{path}", remedy=remedy)
    return sums[path]


def _write_catalogue(payload: Payload, shown: Judgement) -> None:
    folder = criteria_folder()
    edition = sorted((folder / shown.edition.id).glob("*.yaml"))
    for path in (*edition, folder / "document-roles.yaml", folder / "rating-scale.yaml", folder / "LICENSE"):
        payload.write(f"{CRITERIA}/{path.relative_to(folder).as_posix()}", _read(path), say(CATALOGUE_ABOUT))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        remedy = "The installation is incomplete: install iso16363 again."
        what = f"ships with iso16363, but cannot be read ({error.strerror or error})"
        raise UnreadableInput(what, where=str(path), remedy=remedy) from error
