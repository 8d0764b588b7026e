"""Proof that the shipped sites carry the whole public record, and nothing that is not in it.

What the files must hold is built from a manifest written from the source and compared value by
value: whatever only a site may say (a rating, a response, a person ...) shows as invented.
"""

import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
import yaml
from pydantic import BaseModel, ConfigDict, JsonValue

ROOT = Path(__file__).resolve().parents[1]
SITES = ("cern", "desy", "pic")
# Documents that several sites rest on are registered once, with a provider.
LENT = {
    "cern-dphep-2012": "dphep/blueprint-2012",
    **dict.fromkeys(("cern-dphep-2015", "desy-dphep-2015"), "dphep/status-report-2015"),
    **dict.fromkeys(("cern-dphep-2022", "desy-dphep-2022"), "dphep/global-report-2022"),
    **dict.fromkeys(("cern-wlcg-security", "desy-wlcg-security", "pic-wlcg-security"), "wlcg/computer-security"),
    **dict.fromkeys(("cern-wlcg-mou", "pic-wlcg-mou"), "wlcg/memorandum-of-understanding"),
    **dict.fromkeys(("cern-wlcg-rel", "pic-wlcg-rel"), "wlcg/reliability-reporting"),
    "cern-wlcg-tiers": "wlcg/tier-centres",
    **dict.fromkeys(("desy-escape-dios", "pic-escape-dios"), "escape/data-lake"),
}
PROVIDERS = ("wlcg", "dphep", "escape")
SECTIONS = {"3": 5, "4": 6, "5": 2}
SUBSECTIONS = [f"{section}.{n}" for section, last in SECTIONS.items() for n in range(1, last + 1)]
NEW_IN_2025 = {"4.1.1.3", "4.1.1.4", "4.2.3.2", "4.2.3.3", "4.3.5", "5.1.1.7"}
VERSION = re.compile(r"v\d+(\.\d+)*")
DATE = re.compile(r"\d{4}(-\d{2}){0,2}")
# Only such words make the date in front of them the date of the document itself.
OWN_DATE = re.compile(r"([\d-]+) \((last amendment|in force|approved|adopted|Zenodo record \d+|event 43493)\)")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]+")
# Our own words in the site file: the proposal, and notes for the site team.
OWN_WORDS = {"milestone title", "short_name", "notes"}
OWN_WORDS |= {"repository name", "repository scope", "repository note"}


class Exact(BaseModel):
    """A mapping with these keys and no others."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Source(Exact):
    """A document as the source describes it."""

    id: str
    title: str
    publisher: str
    date: str
    link: str
    kind: str
    summary: str
    access: str
    scope: str
    note: str | None = None
    language: str | None = None
    withheld: str | None = None


class Fact(Exact):
    """A statement of the source; where it was put in other words, the source's own stand beside."""

    id: str
    polarity: Literal["supports", "gap", "context", "not-found"]
    criteria: list[str]
    document: str | None = None
    statement: str
    source_statement: str | None = None


class Manifest(Exact):
    """All that the public record yielded for one site, in the numbering of the 2025 edition."""

    site: str
    edition: str
    numbering_of_source: str
    counts: dict[str, int]
    about: dict[str, JsonValue]
    documents: list[Source]
    facts: list[Fact]
    bare_pairs: list[tuple[str, str]]
    not_found: list[Fact]
    roles: dict[str, dict[str, JsonValue]]
    holdings: list[dict[str, str]]


def manifest(site: str) -> Manifest:
    """Read what the public record yielded."""
    path = ROOT / "tests" / "data" / "sites" / f"{site}.json"
    return Manifest.model_validate_json(path.read_bytes())


def read(path: Path) -> JsonValue:
    """Parse a YAML file without the project's own reader."""
    data: JsonValue = yaml.load(path.read_bytes(), Loader=yaml.CSafeLoader)
    return data


def register(known: Manifest) -> JsonValue:
    """Build the register that the source's documents call for."""
    return {fact.id: registered(fact) for fact in known.documents if fact.id not in LENT}


def shared(document: str | None) -> str | None:
    """Give the id under which a document is cited: of the site's register, or of a provider's."""
    return None if document is None else LENT.get(document, document)


def lenders(known: Manifest) -> list[JsonValue]:
    """Name the providers whose documents a site cites."""
    used = {LENT[fact.id].partition("/")[0] for fact in known.documents if fact.id in LENT}
    return [provider for provider in PROVIDERS if provider in used]


def registered(fact: Source) -> JsonValue:
    """Build one entry: the date as a date where it is one, else in the source's words."""
    own = OWN_DATE.fullmatch(fact.date)
    exact = fact.date if DATE.fullmatch(fact.date) else None
    version = fact.date if VERSION.fullmatch(fact.date) else None
    web = fact.link.replace("arXiv:", "https://arxiv.org/abs/")
    same = {"title", "publisher", "kind", "summary", "language", "withheld", "note"}
    return {
        **fact.model_dump(include=same),
        "state": "candidate",
        "version": version,
        "effective": own[1] if own else exact,
        "dated": None if exact or version else fact.date,
        "access": None if fact.access == "unknown" else fact.access,
        "scope": None if fact.scope == "site" else fact.scope,
        "doi": fact.link[4:] if fact.link.startswith("doi:") else None,
        "url": web if web.startswith("http") else None,
    }


def citations(known: Manifest, criterion: str) -> JsonValue:
    """Build the citations under a criterion: those with a statement, and the bare ones."""
    facts = [fact for fact in known.facts if fact.polarity == "supports"]
    shown = [(fact.document, fact.statement) for fact in facts if criterion in fact.criteria]
    bare = [(document, None) for document, under in known.bare_pairs if under == criterion]
    return [{"document": shared(d), "shows": s, "state": "candidate"} for d, s in (*shown, *bare)]


def background(known: Manifest, criterion: str) -> JsonValue:
    """Build the background of a criterion: gaps, context, and what was not found."""
    facts = [fact for fact in (*known.facts, *known.not_found) if fact.polarity != "supports"]
    keys = {"polarity", "statement"}
    return [
        {**fact.model_dump(include=keys), "document": shared(fact.document)}
        for fact in facts
        if criterion in fact.criteria
    ]


def answers(known: Manifest, subsection: str) -> JsonValue:
    """Build the evidence file of a subsection."""
    used = {c for fact in (*known.facts, *known.not_found) for c in fact.criteria}
    used |= {criterion for _, criterion in known.bare_pairs}
    return {
        criterion: {
            "evidence": citations(known, criterion) or None,
            "background": background(known, criterion) or None,
        }
        for criterion in used
        if criterion.startswith(f"{subsection}.")
    }


def held(holding: dict[str, str]) -> JsonValue:
    """Build a holding; a span of years, which a date cannot hold, goes beside the volume."""
    if DATE.fullmatch(holding["as_of"]):
        return {**holding}
    volume = f"{holding['volume']} (source of {holding['as_of']})"
    return {**holding, "volume": volume, "as_of": holding["as_of"][-4:]}


def proposed(role: dict[str, JsonValue]) -> JsonValue:
    """Build a role, which the site has not confirmed."""
    source = role.get("document")
    cited = {"document": shared(source)} if isinstance(source, str) else {}
    return {**role, **cited, "proposed": True}


def site_file(known: Manifest) -> JsonValue:
    """Build the site file, apart from our own words in it."""
    about = dict(known.about)
    del about["scope_note"], about["corrections"]
    systems = about.pop("systems")
    return {
        "format": 1,
        "id": known.site,
        "edition": known.edition,
        "target": 3,
        "milestone": {"id": "M2.6", "due": "2021-09-30"},
        "repository": {
            "proposed": True,
            "systems": systems,
            "holdings": [held(holding) for holding in known.holdings],
        },
        "roles": {role_id: proposed(role) for role_id, role in known.roles.items()},
        "inherits": lenders(known),
        **about,
    }


def values(tree: JsonValue, *path: str) -> Iterator[tuple[object, ...]]:
    """List every value with the keys that lead to it; the items of a list are one value each."""
    if isinstance(tree, dict):
        for key, below in tree.items():
            yield from values(below, *path, key)
    elif isinstance(tree, list):
        yield from ((*path, *sorted(map(repr, values(item)))) for item in tree)
    elif tree is not None:
        yield (*path, tree if isinstance(tree, bool | int) else str(tree))


def compare(name: str, have: JsonValue, want: JsonValue) -> Iterator[str]:
    """Compare two trees both ways; the order of lists is free."""
    own = OWN_WORDS if name == "site.yaml" else set()
    found = (v for v in values(have) if v[0] not in own and " ".join(map(str, v[:2])) not in own)
    shipped, expected = Counter(found), Counter(values(want))
    yield from (f"{name}: invented {item}" for item in (shipped - expected).elements())
    yield from (f"{name}: dropped {item}" for item in (expected - shipped).elements())


def differences(folder: Path, known: Manifest) -> list[str]:
    """Everything in which a site's folder departs from the public record."""
    wanted = {f"evidence/{name}.yaml": answers(known, name) for name in SUBSECTIONS}
    wanted |= {"documents.yaml": register(known), "site.yaml": site_file(known), "actions.yaml": {}}
    return [line for name, want in wanted.items() for line in compare(name, read(folder / name), want)]


@pytest.mark.parametrize("site", SITES)
def test_site_holds_the_public_record_and_nothing_else(site: str) -> None:
    assert differences(ROOT / "sites" / site, manifest(site)) == []


@pytest.mark.parametrize("provider", PROVIDERS)
def test_provider_holds_what_its_sites_found_and_nothing_else(provider: str) -> None:
    """One entry agrees with what each site's record says of the document; only the summary joins their words."""
    have = read(ROOT / "sites" / provider / "documents.yaml")
    assert isinstance(have, dict)
    described = [(LENT[f.id], registered(f)) for s in SITES for f in manifest(s).documents if f.id in LENT]
    ours = {name.partition("/")[2]: want for name, want in described if name.startswith(f"{provider}/")}
    assert have.keys() == ours.keys()
    for name, want in described:
        where, _, document = name.partition("/")
        if where == provider:
            entry = have[document]
            assert isinstance(entry, dict)
            assert isinstance(want, dict)
            apart = {"summary": entry["summary"], "note": None}
            assert list(compare("documents.yaml", {document: entry}, {document: {**want, **apart}})) == []


@pytest.mark.parametrize("provider", PROVIDERS)
def test_provider_answers_nothing_yet_and_names_nobody(provider: str) -> None:
    folder = ROOT / "sites" / provider
    assert sorted(p.name for p in folder.iterdir()) == ["documents.yaml", "site.yaml"]
    head = read(folder / "site.yaml")
    assert isinstance(head, dict)
    assert {*head} <= {"format", "kind", "id", "name", "short_name", "url", "edition", "notes"}
    assert head["kind"] == "provider"


def test_a_note_on_a_document_that_is_shared_is_kept_by_its_site() -> None:
    for site in SITES:
        text = " ".join((ROOT / "sites" / site / "site.yaml").read_text("utf-8").split())
        for fact in manifest(site).documents:
            if fact.id in LENT and fact.note:
                assert f"({LENT[fact.id]})" in text
                assert " ".join(fact.note.split()[-3:]) in text


@pytest.mark.parametrize("site", SITES)
def test_proposal_says_what_it_is(site: str) -> None:
    text = " ".join((ROOT / "sites" / site / "site.yaml").read_text("utf-8").split())
    about = manifest(site).about
    corrections = about["corrections"]
    assert isinstance(corrections, list)
    assert "Name and scope are a proposal" in text
    assert str(about["scope_note"]) in text
    assert all(f"Correction: {correction}" in text for correction in corrections)


@pytest.mark.parametrize("site", SITES)
def test_folder_is_complete_in_order_and_names_nobody(site: str) -> None:
    folder = ROOT / "sites" / site
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    evidence = {f"evidence/{subsection}.yaml" for subsection in SUBSECTIONS}
    assert files == evidence | {
        "site.yaml",
        "documents.yaml",
        "actions.yaml",
        "documents/README.md",
    }
    assert not [name for name in files if EMAIL.search((folder / name).read_text("utf-8"))]
    for name in evidence:
        ids = re.findall(r'^"([\d.]+)":', (folder / name).read_text("utf-8"), re.MULTILINE)
        assert ids == sorted(set(ids), key=lambda criterion: [int(n) for n in criterion.split(".")])


@pytest.mark.parametrize("site", SITES)
def test_manifest_adds_up(site: str) -> None:
    known = manifest(site)
    everything = [*known.facts, *known.not_found]
    pairs = {(str(fact.document), c) for fact in known.facts for c in fact.criteria}
    assert not pairs & set(known.bare_pairs)
    cited = [c for fact in everything if fact.polarity == "supports" for c in fact.criteria]
    told = [c for fact in everything if fact.polarity != "supports" for c in fact.criteria]
    assert known.counts == {
        "documents": len({document.id for document in known.documents}),
        "facts": len({fact.id for fact in known.facts}),
        **Counter(str(fact.polarity) for fact in known.facts),
        "bare_pairs": len(set(known.bare_pairs)),
        "not_found": len({fact.id for fact in known.not_found}),
        "roles": len(known.roles),
        "holdings": len(known.holdings),
        "citations": len(cited) + len(known.bare_pairs),
        "background": len(told),
    }
    pairs |= set(known.bare_pairs)
    assert {document for document, _ in pairs} == {document.id for document in known.documents}
    assert not {criterion for _, criterion in pairs} & NEW_IN_2025


ROLE = "    title: Head of IT"
PLANTED = {
    "document dropped": ("documents.yaml", "desy-asap3-docs:", "desy-asap4:"),
    "date changed": ("documents.yaml", "effective: 2013-07-17", "effective: 2013-07-18"),
    "date guessed": ("documents.yaml", "dated: 2016 data", 'dated: 2016 data\n  effective: "2016"'),
    "approved": ("documents.yaml", "state: candidate", "state: approved"),
    "checksum": ("documents.yaml", "state: candidate", "state: candidate\n  sha256: abc"),
    "statement changed": ("evidence/3.3.yaml", "twelve", "thirteen"),
    "polarity changed": ("evidence/3.3.yaml", "polarity: gap", "polarity: context"),
    "criterion changed": ("evidence/3.4.yaml", '"3.4.1":', '"3.4.1.1":'),
    "rating": ("evidence/3.4.yaml", '"3.4.1":', '"3.4.1":\n  documented: 3'),
    "response": ("evidence/3.4.yaml", '"3.4.1":', '"3.4.1":\n  response: Yes.'),
    "confirmed": ("evidence/3.4.yaml", "state: candidate", "state: confirmed"),
    "quotation": ("evidence/3.4.yaml", "state: candidate", "state: candidate\n      quote: Yes."),
    "role changed": ("site.yaml", ROLE, "    title: Head of Computing"),
    "person": ("site.yaml", ROLE, f"{ROLE}\n    person: Somebody"),
    "role confirmed": ("site.yaml", "    proposed: true", "    proposed: false"),
    "scope confirmed": ("site.yaml", "  proposed: true", "  proposed: false"),
    "community": ("site.yaml", "  proposed: true", "  proposed: true\n  designated_community: All"),
    "holding changed": ("site.yaml", "close to 25 PB", "close to 26 PB"),
    "action": ("actions.yaml", "{}", "write-plan: {gap: None}"),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_planted_difference_is_seen(planted: str, tmp_path: Path) -> None:
    name, old, new = PLANTED[planted]
    folder = shutil.copytree(ROOT / "sites" / "desy", tmp_path / "desy")
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new, 1), "utf-8")
    assert len(differences(folder, manifest("desy"))) > 0
