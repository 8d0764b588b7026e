"""Several files replaced, all or none: at every point where we may be stopped, and by every way of being stopped."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from iso16363.errors import UnwritableOutput, WrongUsage
from iso16363.workspace import journal
from iso16363.workspace.journal import alone_in, put_back, replace_all

BEFORE = {"site.yaml": b"old site\n", "evidence/3.1.yaml": b"old answers\n"}
AFTER = {"site.yaml": b"new site\n", "evidence/3.1.yaml": b"new answers\n", "evidence/3.2.yaml": b"more\n"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "evidence").mkdir()
    for name, data in BEFORE.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_all_files_are_replaced_and_nothing_else_is_left(folder: Path) -> None:
    (folder / "site.yaml").chmod(0o600)
    replace_all(folder, AFTER)
    assert contents(folder) == AFTER
    assert (folder / "site.yaml").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("failing", range(3))
@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
@pytest.mark.parametrize("step", ["_move", "write_bytes"])
def test_a_failure_in_the_middle_leaves_everything_as_it_was(
    folder: Path, failing: int, error: BaseException, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, calls = getattr(journal, step), []

    def stopping(*arguments: Path) -> None:
        calls.append(arguments)
        if len(calls) == failing + 1:
            raise error
        real(*arguments)

    monkeypatch.setattr(journal, step, stopping)
    expected = UnwritableOutput if isinstance(error, OSError) else KeyboardInterrupt
    with pytest.raises(expected):
        replace_all(folder, AFTER)
    assert contents(folder) == BEFORE


KILLED = """
import os, signal, sys
from pathlib import Path
from iso16363.workspace import journal
real, calls = journal._move, []
def dying(*arguments):
    calls.append(arguments)
    if len(calls) == {step}:
        os.kill(os.getpid(), signal.SIGKILL)
    real(*arguments)
journal._move = dying
journal.replace_all(Path(sys.argv[1]), {files!r})
"""


@pytest.mark.parametrize("step", [1, 2, 3])
def test_after_a_kill_the_old_files_are_put_back(folder: Path, step: int) -> None:
    program = KILLED.format(step=step, files=AFTER)
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run([sys.executable, "-c", program, str(folder)], env=environment, check=False)
    assert done.returncode == -signal.SIGKILL
    assert put_back(folder)
    assert contents(folder) == BEFORE
    assert not put_back(folder)
    replace_all(folder, AFTER)
    assert contents(folder) == AFTER


def test_what_was_only_prepared_is_swept_away(folder: Path) -> None:
    (folder / ".import").mkdir()
    (folder / ".import" / "0.new").write_bytes(b"half")
    assert not put_back(folder)
    assert contents(folder) == BEFORE


def test_a_link_out_of_the_folder_is_not_followed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    outside = tmp_path_factory.mktemp("outside") / "precious"
    outside.write_bytes(b"precious")
    (folder / "site.yaml").unlink()
    (folder / "site.yaml").symlink_to(outside)
    with pytest.raises(WrongUsage, match="link out of the folder"):
        replace_all(folder, AFTER)
    assert outside.read_bytes() == b"precious"
    assert (folder / "evidence/3.1.yaml").read_bytes() == BEFORE["evidence/3.1.yaml"]


def test_two_commands_do_not_write_in_one_folder(folder: Path) -> None:
    with alone_in(folder), pytest.raises(WrongUsage, match="another command is writing here"), alone_in(folder):
        pass
    with alone_in(folder):
        pass
