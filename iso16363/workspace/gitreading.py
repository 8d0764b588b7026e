"""Asks git: single questions, and objects one after another from one process. Nothing of the repository is changed.

Git itself, not a library: who has a history has git, and it alone knows of worktrees, submodules,
alternates, shallow clones, SHA-256 and whom it trusts. pygit2 brings a second C library that lags behind
the formats; dulwich walks long histories slowly.
"""

import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Final, Self

from iso16363.errors import UnreadableInput

_OF_A_HOOK: Final = frozenset(
    {
        *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_COMMON_DIR", "GIT_NAMESPACE"),
        *("GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE"),
    }
)
_HEAD: Final = re.compile(rb"(?P<name>\S+) (?P<kind>\w+) (?P<size>[0-9]+)\n")
_PIECE: Final = 1 << 20
_QUICK: Final = 20


class GitRefused(Exception):
    """Git gave no answer; `words` are its own, or ours where it could not be asked."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def ask_git(
    folder: Path, *arguments: str, settings: Mapping[str, str] | None = None, seconds: float | None = None
) -> str:
    """What git answers of the repository a folder is in. Raises GitRefused.

    Looking writes nothing (no refreshed index, no object that is fetched), runs nothing that the folder's own
    settings name, and asks the repository of the folder even inside a hook of another one.
    """
    command = [*_git(folder), *arguments]
    allowed = _QUICK if seconds is None else seconds
    try:
        done = subprocess.run(
            command, capture_output=True, check=False, timeout=allowed, env=_environment(settings or {})
        )
    except OSError as error:
        raise GitRefused("git cannot be run here; is it installed?") from error
    except subprocess.TimeoutExpired as error:
        raise GitRefused(f"git took longer than {allowed:g} seconds") from error
    if done.returncode:
        raise GitRefused(os.fsdecode(done.stderr).strip())
    return os.fsdecode(done.stdout).removesuffix("\n")


def _git(folder: Path) -> list[str]:
    return ["git", "--no-optional-locks", "--no-replace-objects", "-c", "core.fsmonitor=false", "-C", str(folder)]


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    environment = {name: value for name, value in os.environ.items() if name not in _OF_A_HOOK}
    settled = {"core.fsmonitor": "false", "log.showSignature": "false", **settings}
    given = environment.get("GIT_CONFIG_COUNT", "")
    first = int(given) if given.isdecimal() else 0
    environment["GIT_CONFIG_COUNT"] = str(first + len(settled))
    for index, (name, value) in enumerate(settled.items(), start=first):
        environment |= {f"GIT_CONFIG_KEY_{index}": name, f"GIT_CONFIG_VALUE_{index}": value}
    # A partial clone would fetch what it lacks: older releases know only the second of the two.
    return environment | {"GIT_NO_LAZY_FETCH": "1", "GIT_ALLOW_PROTOCOL": "none", "LC_ALL": "C"}


@dataclass(frozen=True, slots=True)
class Entry:
    """One name in a tree."""

    name: str
    mode: str
    id: str

    @property
    def is_folder(self) -> bool:
        """Whether it is a tree."""
        return self.mode == "40000"

    @property
    def is_file(self) -> bool:
        """Whether it is a plain file: neither a link nor another repository."""
        return self.mode.startswith("100")


class Objects:
    """The objects of the repository that a folder is in, read through one `git cat-file --batch`.

    Only ids are asked for, never names: a name could hold what git reads as something else.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._trees: dict[str, tuple[Entry, ...]] = {}

    def __enter__(self) -> Self:
        """Start git with the first question."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let git end."""
        self._end()

    def content(self, name: str, most: int) -> tuple[int, bytes | None]:
        """Size and bytes of a file; only its size where that is more than `most`. Raises UnreadableInput."""
        size, pieces = self._asked(name, "blob")
        if size > most:
            for _ in pieces:
                pass
            return size, None
        return size, b"".join(pieces)

    def tree(self, name: str) -> tuple[Entry, ...]:
        """What a folder holds. Raises UnreadableInput, also for a name that no file of a checkout can have."""
        if name not in self._trees:
            _, pieces = self._asked(name, "tree")
            self._trees[name] = tuple(_entries(b"".join(pieces), len(name) // 2))
        return self._trees[name]

    def below(self, commit: str, path: tuple[str, ...]) -> Entry | None:
        """The entry at a path in a commit, None where it has none. Raises UnreadableInput."""
        _, pieces = self._asked(commit, "commit")
        head = b"".join(pieces).partition(b"\n")[0]
        found: Entry | None = Entry("", "40000", head.removeprefix(b"tree ").decode())
        for part in path:
            if found is None or not found.is_folder:
                return None
            found = next((entry for entry in self.tree(found.id) if entry.name == part), None)
        return found

    def _asked(self, name: str, kind: str) -> tuple[int, Iterator[bytes]]:
        sender, receiver = self._started()
        try:
            sender.write(f"{name}\n".encode())
            sender.flush()
            head = _HEAD.fullmatch(receiver.readline())
        except OSError:
            head = None
        if head is None:
            self._end()  # it ends by itself where an object would have to be fetched
            remedy = "Is the clone complete? Fetch what it lacks: git fetch --refetch --filter=blob:limit=1g"
            raise UnreadableInput("git does not have all files of this commit", remedy=remedy)
        pieces = _pieces(receiver, int(head["size"]))
        if head["kind"].decode() != kind:
            for _ in pieces:
                pass
            raise UnreadableInput(f"git has something else than a {kind} in its place")
        return int(head["size"]), pieces

    def _started(self) -> tuple[IO[bytes], IO[bytes]]:
        if self._process is None:
            command = [*_git(self._folder), "cat-file", "--batch"]
            pipe = subprocess.PIPE
            try:
                self._process = subprocess.Popen(
                    command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL, env=_environment({})
                )
            except OSError as error:
                raise UnreadableInput("git cannot be run here", where=str(self._folder)) from error
        sender, receiver = self._process.stdin, self._process.stdout
        if sender is None or receiver is None:
            raise UnreadableInput("git does not answer", where=str(self._folder))
        return sender, receiver

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None


def _pieces(receiver: IO[bytes], size: int) -> Iterator[bytes]:
    """The bytes of an object, and the line end behind them."""
    left = size
    while left:
        piece = receiver.read(min(left, _PIECE))
        if not piece:
            raise UnreadableInput("git stopped in the middle of a file")
        left -= len(piece)
        yield piece
    receiver.read(1)


def _entries(data: bytes, width: int) -> Iterator[Entry]:
    """The names of a tree as git stores them: mode, blank, name, zero, id in bytes."""
    at = 0
    while at < len(data):
        blank, zero = data.index(b" ", at), data.index(b"\0", at)
        name = os.fsdecode(data[blank + 1 : zero])
        if name in ("", ".", "..") or set(name) & ({"/", "\\", ":"} if os.name == "nt" else {"/"}):
            raise UnreadableInput("a name in this commit would lead out of its folder")
        end = zero + 1 + width
        yield Entry(name, data[at:blank].decode().lstrip("0"), data[zero + 1 : end].hex())
        at = end
