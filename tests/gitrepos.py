"""Repositories with a known history: commits with given days, in a folder of the test."""

import os
import subprocess
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from pathlib import Path

_PERSON = {
    f"GIT_{who}_{what}": value
    for who in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "Tester"), ("EMAIL", "tester@example.org"))
}
_NO_SETTINGS = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}


def git(folder: Path, *arguments: str, **environment: str) -> str:
    variables = {**os.environ, **_PERSON, **_NO_SETTINGS, **environment}
    command = ["git", "-c", "protocol.file.allow=always", "-c", "init.defaultBranch=main", *arguments]
    done = subprocess.run(command, cwd=folder, env=variables, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode().strip()


def written(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def site_text(name: str, *lines: str) -> str:
    return (
        f"format: 1\nid: {name}\nname: Site {name}\nshort_name: {name}\nfictional: true\nedition: iso16363-2025\n"
        "roles:\n  head:\n    title: Head\n"
    ) + "".join(f"{line}\n" for line in lines)


def answer(criterion: str, rating: int = 1) -> str:
    return (
        f'"{criterion}":\n  owner: head\n  documented: {rating}\n  implemented: {rating}\n  response: Done.\n'
        "  evidence:\n    - document: policy\n      shows: That it is so.\n      locator: page 1\n"
        "      state: confirmed\n"
    )


POLICY = (
    "policy:\n  title: Policy\n  kind: policy\n  publisher: We\n  state: approved\n  access: public\n"
    "  url: https://example.org/policy\n  checked: 2026-01-01\n"
)


@dataclass
class Repo:
    """A repository; `commit` writes files and commits all there is."""

    root: Path
    commits: list[str] = field(default_factory=list)

    @classmethod
    def made(cls, root: Path) -> "Repo":
        root.mkdir(parents=True)
        git(root, "init", "--quiet")
        return cls(root)

    def commit(self, day: date | str, files: dict[str, str] | None = None) -> str:
        written(self.root, files or {})
        return self.record(day)

    def record(self, day: date | str) -> str:
        when = datetime.combine(day, time(12), UTC).isoformat() if isinstance(day, date) else day
        git(self.root, "add", "--all", ".")
        dates = {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
        git(self.root, "commit", "--quiet", "--allow-empty", "-m", "change", **dates)
        self.commits.append(git(self.root, "rev-parse", "HEAD"))
        return self.commits[-1]
