"""Run the command line in a test: as a call, or as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Outcome:
    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


def run_process(*arguments: str | Path, cwd: Path, **environment: str) -> Outcome:
    """Run `python -m iso16363` in a folder, with the checkout's code."""
    variables = {**os.environ, "PYTHONPATH": str(CHECKOUT), "PYTHONDONTWRITEBYTECODE": "1", **environment}
    command = [sys.executable, "-m", "iso16363", *map(str, arguments)]
    done = subprocess.run(command, cwd=cwd, env=variables, capture_output=True, check=False, timeout=120)
    return Outcome(done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"))
