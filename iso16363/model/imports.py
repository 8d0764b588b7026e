"""The workbooks that were taken in (`imports.yaml`): written by the import, so that every edit can be traced."""

from typing import Annotated

from pydantic import Field

from iso16363.model.base import Day, Record, Sha256, Slug, Text

Count = Annotated[int, Field(ge=0)]


class Import(Record):
    """One workbook that came back: which file, on whose behalf, when, and what it changed."""

    on: Day
    """Day of the import."""
    by: Slug | None = None
    """Role that stands for the edits."""
    file: Text
    """Name of the workbook."""
    sha256: Sha256
    """Checksum of the workbook as it came back."""
    export: Text | None = None
    """Id of the export it came from, as its Read me shows it; none where the workbook had lost it."""
    exported: Day | None = None
    """Day of that export."""
    edited: Count = 0
    """Values taken from the workbook."""
    added: Count = 0
    """Rows added."""
    deleted: Count = 0
    """Rows deleted."""
    settled: Count = 0
    """Conflicts that somebody settled, for the workbook or for the files."""
    left_out: Count = 0
    """Edits not taken: rejected cells, and deleted rows that were kept."""
