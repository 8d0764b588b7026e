"""The folders that a site inherits from, read beside it: what they offer, and what is wrong with that."""

from dataclasses import dataclass, field
from pathlib import Path

from iso16363.diagnostics import Diagnostic, Place, Severity
from iso16363.inheritance import as_provider, inherit
from iso16363.model.assessment import Provider
from iso16363.model.layout import SITE_FILE, provider_file, site_place
from iso16363.model.site import Site
from iso16363.spelling import nearest
from iso16363.workspace.reading import names_in
from iso16363.workspace.site_reader import SiteReader


@dataclass(slots=True)
class Borrowed:
    """What providers offer, by folder; their texts and digests by file, as seen from the site's folder."""

    providers: dict[str, Provider] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    digests: list[tuple[str, str]] = field(default_factory=list)


def borrow(folder: Path, site: Site) -> Borrowed:
    """Read the providers of a site, and theirs. Each is read once, and a circle is not walked twice."""
    lender = _Lender(folder.parent)
    for index, name in enumerate(site.inherits):
        lender.take(name, site_place("inherits", index), (folder.name,))
    return lender.borrowed


class _Lender:
    """Walks from provider to provider."""

    def __init__(self, sites: Path) -> None:
        self.sites, self.borrowed = sites, Borrowed()
        self.missing: set[str] = set()

    def take(self, name: str, place: Place, trail: tuple[str, ...]) -> None:
        """Read one provider and, before it counts, those it inherits from itself."""
        if name in trail:
            circle = " from ".join((*trail[trail.index(name) :], name))
            self._wrong("R313", place, f"it inherits in a circle: {circle}", "Let one of them answer for itself.")
            return
        if name in self.borrowed.providers or name in self.missing:
            return
        if not (self.sites / name / SITE_FILE).is_file():
            self._missing(name, place, trail)
            return
        reader = SiteReader(self.sites / name, {})
        own = reader.read()
        errors = [d for d in reader.diagnostics if d.severity is Severity.ERROR]
        if errors:
            several = f"{len(errors)} errors" if len(errors) > 1 else "an error"
            message = f'"{name}", which it inherits from, has {several}'
            self._wrong("R317", place, message, f"Have it mended there: iso16363 check {name}")
        if own is None:
            return
        self.borrowed.texts |= {provider_file(name, file): text for file, text in reader.texts.items()}
        self.borrowed.digests += [(provider_file(name, file), digest) for file, digest in reader.digests]
        for nested in own.site.inherits:
            self.take(nested, place, (*trail, name))
        known = {p: self.borrowed.providers[p] for p in own.site.inherits if p in self.borrowed.providers}
        self.borrowed.providers[name] = as_provider(name, inherit(own, known))

    def _missing(self, name: str, place: Place, trail: tuple[str, ...]) -> None:
        self.missing.add(name)
        there = [other for other in names_in(self.sites) if (self.sites / other / SITE_FILE).is_file()]
        close = nearest(name, [other for other in there if other not in trail])
        who = "" if len(trail) == 1 else f' ("{trail[-1]}" inherits from it)'
        hint = f'Did you mean "{close}"? ' if close else ""
        remedy = f"{hint}Put the provider's folder beside this one, as sites/{name}."
        self._wrong("R312", place, f'there is no provider "{name}"{who}', remedy)

    def _wrong(self, code: str, place: Place, message: str, remedy: str) -> None:
        self.borrowed.diagnostics.append(Diagnostic(code, place, message, remedy))
