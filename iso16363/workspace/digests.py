"""Digests of files of any size, and of many files together."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

_CHUNK = 1 << 20


def file_sha256(path: Path) -> str:
    """SHA-256 of a file of any size, in constant memory."""
    digest = hashlib.sha256()
    with path.open("rb", buffering=0) as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def digest_of(named: Iterable[tuple[str, str]]) -> str:
    """One digest over (name, digest) pairs, whatever their order."""
    total = hashlib.sha256()
    for name, digest in sorted(named):
        total.update(f"{digest}  {name}\n".encode())
    return total.hexdigest()
