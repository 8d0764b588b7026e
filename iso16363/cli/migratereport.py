"""What a migration would bring, as a file: the list of changes, or the report with both editions side by side."""

from dataclasses import replace
from pathlib import Path

from iso16363.cli.migratetext import as_markdown
from iso16363.editions import in_other_edition
from iso16363.workspace.branding import look_of
from iso16363.workspace.issuing import ReportKind, Wanted, write_document
from iso16363.workspace.manner import Manner
from iso16363.workspace.migrating import Migration
from iso16363.workspace.writing import replacing, write_text


def write_change_report(migration: Migration, target: Path, *, written: bool) -> None:
    """Write what changes (.md), or the readiness report of the site as it is, held against the other edition (.pdf)."""
    if target.suffix != ".pdf":
        write_text(target, as_markdown(migration, written=written))
        return
    judgement = migration.site.judgement
    against = in_other_edition(judgement.site, judgement.catalogue, migration.way.target.id, judgement.today)
    look = look_of(migration.site.loaded.folder)
    with replacing(target) as temporary:
        write_document(replace(judgement, against=against), Wanted(ReportKind.REPORT), Manner(), temporary, look)
