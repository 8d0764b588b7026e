"""Verify a package on the disk against what this tool ships."""

from pathlib import Path

from iso16363 import __version__
from iso16363.infopackage.contents import SCHEMA
from iso16363.infopackage.inspection import Watch, verified
from iso16363.infopackage.packagedata import Shipped
from iso16363.infopackage.verification import Verification
from iso16363.resources import criteria_folder
from iso16363.workspace.catalogue_files import catalogue_digest
from iso16363.workspace.digests import file_sha256
from iso16363.workspace.package_files import open_package
from iso16363.workspace.reading import unreadable


def verify_package(place: Path, watch: Watch) -> Verification:
    """Verify a folder or .zip. Raises UnreadableInput where it is no package at all."""
    package = open_package(place)
    return verified(package, shipped(), watch)


def shipped() -> Shipped:
    """Schema and catalogue of this installation. Raises UnreadableInput."""
    folder = criteria_folder()
    schema = folder / "schema" / SCHEMA
    try:
        files = {p.relative_to(folder).as_posix(): file_sha256(p) for p in folder.rglob("*") if p.is_file()}
        return Shipped(__version__, schema.read_bytes(), catalogue_digest(), files)
    except OSError as error:
        raise unreadable(schema, error) from error
