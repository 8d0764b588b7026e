"""Drives LibreOffice for tests: every formula computed afresh, pages as PDF, cells edited by a script."""

import shutil
import subprocess
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

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


_FILTERS: Final = {"xlsx": "Calc MS Excel 2007 XML", "ods": "calc8"}
_MACRO: Final = """
Sub Edit
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  doc = StarDesktop.loadComponentFromURL("{source}", "_blank", 0, hidden())
{script}
  Dim saved(0) As New com.sun.star.beans.PropertyValue
  saved(0).Name = "FilterName" : saved(0).Value = "{filter}"
  doc.storeToURL("{target}", saved())
  doc.close(True)
End Sub
"""
_DOCTYPE: Final = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE {0} PUBLIC "-//OpenOffice.org//DTD" "{0}.dtd">\n'
_MODULE: Final = (
    _DOCTYPE.format("script:module")
    + '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1"'
    + ' script:language="StarBasic">{code}</script:module>'
)
_LIBRARY: Final = (
    _DOCTYPE.format("library:library")
    + '<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"'
    + ' library:readonly="false" library:passwordprotected="false"><library:element library:name="Module1"/>'
    + "</library:library>"
)
_LIBRARIES: Final = (
    _DOCTYPE.format("library:libraries")
    + '<library:libraries xmlns:library="http://openoffice.org/2000/library"'
    + ' xmlns:xlink="http://www.w3.org/1999/xlink"><library:library library:name="Standard"'
    + ' xlink:href="$(USER)/basic/Standard/script.xlb/" xlink:type="simple" library:link="false"/></library:libraries>'
)


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


def scripted(workbook: Path, folder: Path, kind: str, script: str) -> Path:
    """Open a workbook, run lines of LibreOffice Basic on it (`doc` is the document), save it as xlsx or ods."""
    profile, made = folder / "profile", folder / f"scripted.{kind}"
    if not (profile / "user" / "basic").is_dir():  # a first start would throw our script away
        _soffice(profile, "--terminate_after_init")
    code = _MACRO.format(source=workbook.as_uri(), target=made.as_uri(), filter=_FILTERS[kind], script=script)
    library = profile / "user" / "basic" / "Standard"
    library.mkdir(parents=True, exist_ok=True)
    (library.parent / "script.xlc").write_text(_LIBRARIES, encoding="utf-8")
    (library / "script.xlb").write_text(_LIBRARY, encoding="utf-8")
    (library / "Module1.xba").write_text(_MODULE.format(code=escape(code)), encoding="utf-8")
    made.unlink(missing_ok=True)
    said = _soffice(profile, "macro:///Standard.Module1.Edit")
    if not made.exists():
        raise AssertionError(f"LibreOffice wrote nothing: {said}")
    return made


def _soffice(profile: Path, *arguments: str) -> str:
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)
    return f"{done.stdout}{done.stderr}"


def recalculated(workbook: Path, folder: Path, cells: Cells) -> Cells:
    """The same cells with the values LibreOffice computes."""
    book = load_workbook(convert(workbook, folder, "xlsx"), data_only=True)
    return {place: book[place[0]].cell(place[1], place[2]).value for place in cells}
