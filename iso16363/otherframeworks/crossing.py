"""From the edition that a mapping was made against to the edition that a site uses."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from iso16363.catalog import Catalogue, Edition
from iso16363.errors import WrongUsage
from iso16363.model.frameworks import Framework

SAME: Final = "same edition"


@dataclass(frozen=True, slots=True)
class Crossed:
    """Where a criterion of the mapping is in the site's edition: `criterion` is None where that has none."""

    criterion: str | None
    change: str


def crossings(catalogue: Catalogue, framework: Framework, edition: Edition) -> Mapping[str, Crossed]:
    """Every criterion of the mapping's edition by its number there.

    Numbers alone would not do: 4.2.1.1 and 4.2.1.2 changed places between the editions. Raises WrongUsage
    where the catalogue has no way from one edition to the other.
    """
    mapped = catalogue.editions[framework.edition]
    if mapped.id == edition.id:
        return {c: Crossed(c, SAME) for c in mapped.criteria}
    found: dict[str, Crossed] = {}
    for walk in catalogue.crosswalks:
        if (walk.from_, walk.to) == (mapped.id, edition.id):
            found |= {e.from_: Crossed(e.to, e.change) for e in walk.entries if e.from_}
        if (walk.to, walk.from_) == (mapped.id, edition.id):
            found |= {e.to: Crossed(e.from_, e.change) for e in walk.entries}
    if not found:
        what = f"{framework.short} is mapped to {mapped.id}, and there is no way from there to {edition.id}"
        raise WrongUsage(what, remedy="Choose a framework that is mapped to the edition of the site.")
    return {c: found[c] for c in mapped.criteria}


def contradiction(framework: Framework, catalogue: Catalogue) -> str | None:
    """The first thing in a framework that points nowhere; for whoever edits its file."""
    edition = catalogue.editions.get(framework.edition)
    if edition is None:
        return f"there is no edition {framework.edition}"
    for name, requirement in framework.requirements.items():
        for criterion, row in requirement.criteria.items():
            if criterion not in edition.criteria:
                return f'{name}: {edition.id} has no criterion "{criterion}"'
            for judge in (row.basis, *row.support):
                if judge not in framework.judges:
                    return f'{name}, {criterion}: "{judge}" is not among the judges'
            if row.basis in row.support:
                return f'{name}, {criterion}: "{row.basis}" cannot support its own row'
    return None
