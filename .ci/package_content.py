"""What is in wheel and sdist: all of the package and its data, nothing of the sites or the workplace."""

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

SHIPPED = ("iso16363", "criteria", "templates")
SDIST_ONLY = ("tests", "benchmarks", "docs", ".ci")
SDIST_FILES = {
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "Makefile",
    "PKG-INFO",
    "README.md",
    "lock.txt",
    "pyproject.toml",
}


def tracked(*folders: str) -> set[str]:
    """Files that git tracks below some folders."""
    done = subprocess.run(["git", "ls-files", *folders], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines())


def wheel(path: Path) -> set[str]:
    """Names in a wheel, but for its own metadata, as they are called in the repository."""
    names = {n for n in zipfile.ZipFile(path).namelist() if ".dist-info/" not in n}
    return {n.removeprefix("iso16363/_data/") for n in names}


def sdist(path: Path) -> set[str]:
    """Names in an sdist, without the folder around them."""
    with tarfile.open(path) as archive:
        return {m.name.split("/", 1)[1] for m in archive.getmembers() if m.isfile()}


def differences(what: str, found: set[str], wanted: set[str]) -> list[str]:
    """Sentences about what is missing and what should not be there."""
    missing = [f"{what}: {name} is missing" for name in sorted(wanted - found)]
    return missing + [f"{what}: {name} should not be there" for name in sorted(found - wanted)]


def main(wheel_path: str, sdist_path: str) -> int:
    """Compare both packages with what git tracks; print every difference."""
    wrong = differences("wheel", wheel(Path(wheel_path)), tracked(*SHIPPED))
    wrong += differences("sdist", sdist(Path(sdist_path)), tracked(*SHIPPED, *SDIST_ONLY) | SDIST_FILES)
    print("\n".join(wrong) or "Wheel and sdist hold what they should.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
