"""Reads every file of a package once, several at a time, and computes its checksums."""

import hashlib
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from iso16363.infopackage.reading import PackageFiles, Spoiled, Stream

if TYPE_CHECKING:
    from hashlib import _Hash

_BLOCK: Final = 1 << 20
_MAX_WORKERS: Final = 8

Advance = Callable[[int], None]
Sums = dict[str, bytes]
"""Checksums of one file by algorithm."""


class _Stopped(Exception):
    """Somebody interrupted us, or another file met a fault of ours."""


def checksums(
    package: PackageFiles, wanted: Mapping[str, Sequence[str]], advance: Advance = lambda _: None
) -> dict[str, Sums | str]:
    """Checksums of files by path and algorithm; a text where a file cannot be read, which says why.

    Memory does not grow with the size of files. `advance` is told the bytes as they are read, one caller at a time.
    """
    workers = max(1, min(len(wanted), os.cpu_count() or 1, _MAX_WORKERS))
    with ThreadPoolExecutor(workers) as pool, ThreadPoolExecutor(workers) as beside:
        # the largest first, so that no core is left with it alone
        order = iter(sorted(wanted, key=lambda path: -package.sizes[path]))
        hasher = _Hasher(package, wanted, order, advance, beside)
        threads = [pool.submit(hasher.work) for _ in range(workers)]
        try:
            for thread in threads:
                thread.result()
        except BaseException:
            hasher.stop.set()
            raise
    return hasher.found


class _Hasher:
    """What the threads share."""

    def __init__(
        self,
        package: PackageFiles,
        wanted: Mapping[str, Sequence[str]],
        order: Iterator[str],
        advance: Advance,
        beside: ThreadPoolExecutor,
    ) -> None:
        self.package, self.wanted, self.order, self.advance, self.beside = package, wanted, order, advance, beside
        self.turn, self.stop = threading.Lock(), threading.Event()
        self.found: dict[str, Sums | str] = {}

    def work(self) -> None:
        """Take files until none is left."""
        while True:
            with self.turn:
                path = next(self.order, None)
            if path is None:
                return
            try:
                with self.package.open(path) as stream:
                    self.found[path] = self._sums(path, stream)
            except Spoiled as spoiled:
                self.found[path] = str(spoiled)
            except _Stopped:
                return
            except OSError as error:
                self.found[path] = f"cannot be read ({error.strerror or error})"

    def _sums(self, path: str, stream: Stream) -> Sums:
        """Read block by block; where there is more than one, the other checksums have a thread of their own."""
        hashes: dict[str, _Hash] = {a: hashlib.new(a, usedforsecurity=False) for a in self.wanted[path]}
        first, *others = sorted(hashes, reverse=True)  # sha512 takes longer
        while block := stream.read(_BLOCK):
            if self.stop.is_set():
                raise _Stopped
            waiting = [self.beside.submit(hashes[a].update, block) for a in others if len(block) == _BLOCK]
            hashes[first].update(block)
            if not waiting:
                for algorithm in others:
                    hashes[algorithm].update(block)
            for future in waiting:
                future.result()
            with self.turn:
                self.advance(len(block))
        return {algorithm: found.digest() for algorithm, found in hashes.items()}
