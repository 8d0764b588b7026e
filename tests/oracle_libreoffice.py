"""Drives LibreOffice for tests: every formula computed afresh, or pages as PDF."""

import shutil
import subprocess
from pathlib import Path
from typing import Final

from openpyxl import load_workbook
from oracle_cells import Cells

# Without this LibreOffice believes the cached values, and every comparison passes.
_ALWAYS_RECALCULATE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
 <item oor:path="/org.openoffice.Office.Calc/Formula/Load">
  <prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop>
 </item>
</oor:items>
"""


def available() -> bool:
    """Whether LibreOffice is installed."""
    return shutil.which("soffice") is not None


def convert(workbook: Path, folder: Path, kind: str) -> Path:
    """Open a workbook, compute every formula, and save it as another kind of file."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_ALWAYS_RECALCULATE, encoding="utf-8")
    out = folder / "out"
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", kind, "--outdir", str(out), str(workbook)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)
    made = out / f"{workbook.stem}.{kind}"
    if not made.exists():
        raise AssertionError(f"LibreOffice wrote nothing: {done.stdout}{done.stderr}")
    return made


def recalculated(workbook: Path, folder: Path, cells: Cells) -> Cells:
    """The same cells with the values LibreOffice computes."""
    book = load_workbook(convert(workbook, folder, "xlsx"), data_only=True)
    return {place: book[place[0]].cell(place[1], place[2]).value for place in cells}
