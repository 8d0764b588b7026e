"""What rocrate-validator says of a crate, without the network: the context comes out of the rocrate wheel."""

import importlib
import importlib.resources
import json
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock


def context() -> dict[str, Any]:
    """The vocabulary of RO-Crate 1.3 under the address of 1.2: it holds all terms of that."""
    text = importlib.resources.files("rocrate").joinpath("data", "ro-crate.jsonld").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def _answer(*_: object, **__: object) -> SimpleNamespace:
    return SimpleNamespace(
        status_code=200,
        headers={"Content-Type": "application/ld+json"},
        text=json.dumps(context()),
        json=context,
        content=json.dumps(context()).encode(),
        from_cache=True,
    )


@contextmanager
def _without_network() -> Iterator[None]:
    requester = SimpleNamespace(get=_answer, head=_answer)
    http = importlib.import_module("rocrate_validator.utils.http")
    jsonld = importlib.import_module("rdflib.plugins.shared.jsonld.context")
    with (
        warnings.catch_warnings(),  # of libraries about one another
        mock.patch.object(http.HttpRequester, "__new__", return_value=requester),
        mock.patch.object(jsonld, "source_to_json", return_value=(context(), None)),
    ):
        warnings.simplefilter("ignore")
        yield


def issues_of(crate: Path, severity: str = "REQUIRED") -> list[str]:
    """What is wrong with a crate, at least of this severity."""
    models, services = (importlib.import_module(f"rocrate_validator.{name}") for name in ("models", "services"))
    settings = {
        "rocrate_uri": str(crate),
        "profile_identifier": "ro-crate-1.2",
        "requirement_severity": models.Severity[severity],
        "no_cache": True,
    }
    with _without_network():
        result = services.validate(settings)
    return sorted(f"{issue.severity.name}: {issue.message}" for issue in result.get_issues())
