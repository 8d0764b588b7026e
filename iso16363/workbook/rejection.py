"""Why a cell cannot be taken as it is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rejection:
    """What is wrong with a cell, and what to do about it; both are sentences for people."""

    reason: str
    remedy: str
