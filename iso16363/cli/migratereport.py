"""What a migration would bring, as a file: the list of changes, or the report with both editions side by side."""

from dataclasses import replace
from pathlib import Path

from iso16363.cli.migratetext import as_markdown
from iso16363.editions import OtherEdition
from iso16363.scoring import score
from iso16363.workspace.branding import look_of
from iso16363.workspace.issuing import ReportKind, Wanted, write_document
from iso16363.workspace.manner import Manner
from iso16363.workspace.migrating import Migration, carry_out
from iso16363.workspace.writing import replacing, write_text


def write_change_report(migration: Migration, target: Path, *, apply: bool) -> None:
    """Write what changes (.md), or the readiness report of the site as it is, held against the other edition (.pdf).

    Where it is to be applied, that is done once the report is written: nothing is moved where that fails.
    """
    with replacing(target) as temporary:
        if target.suffix.lower() == ".pdf":
            _write_report(migration, temporary)
        else:
            write_text(temporary, as_markdown(migration, written=apply))
        if apply:
            carry_out(migration)


def _write_report(migration: Migration, target: Path) -> None:
    judgement, way, there = migration.site.judgement, migration.way, migration.there
    against = OtherEdition(way, score(there, way.target, judgement.today)) if there else None
    look = look_of(migration.site.loaded.folder)
    write_document(replace(judgement, against=against), Wanted(ReportKind.REPORT), Manner(), target, look)
