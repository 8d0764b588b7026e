"""Synthetic sites: every criterion answered, with as many documents and citations as asked for."""

import random
from pathlib import Path

from iso16363.catalog import Edition
from iso16363.model.layout import evidence_file

_TEXT = (
    "the archive keeps verified copies of every package in separate buildings and checks fixity each "
    "quarter under an approved procedure that names who acts when a copy differs from its record"
)
_WORDS = _TEXT.split()
_ROLES = ("head-of-archive", "storage-engineer", "quality-lead", "ingest-lead")
_KINDS = ("policy", "procedure", "report", "record", "log")


def write_site(
    folder: Path,
    edition: Edition,
    *,
    documents: int = 300,
    citations: int = 600,
    paragraphs: int = 2,
    answered: int | None = None,
) -> None:
    """Write a site that checks without findings. The same arguments give the same bytes.

    Only the first so many criteria are `answered`, and only their share of the citations is made.
    """
    source = random.Random(16363)
    folder.mkdir(parents=True)
    (folder / "site.yaml").write_text(_site(folder.name, edition), encoding="utf-8")
    (folder / "documents.yaml").write_text(_register(documents, source), encoding="utf-8")
    (folder / "actions.yaml").write_text("{}\n", encoding="utf-8")
    answers: dict[str, list[str]] = {}
    ids = list(edition.criteria)
    for number, criterion in enumerate(ids[:answered]):
        share = citations // len(ids) + (number < citations % len(ids))
        answers.setdefault(evidence_file(criterion), []).append(
            _answer(criterion, share, documents, number, paragraphs, source)
        )
    (folder / "evidence").mkdir()
    for name, texts in answers.items():
        (folder / name).write_text("".join(texts), encoding="utf-8")


def _sentence(source: random.Random, words: int) -> str:
    return " ".join(source.choice(_WORDS) for _ in range(words)).capitalize() + "."


def _site(name: str, edition: Edition) -> str:
    roles = "".join(f"  {role}:\n    title: {role.replace('-', ' ').capitalize()}\n" for role in _ROLES)
    return (
        f"format: 1\nid: {name}\nname: Synthetic site {name}\nshort_name: {name}\nfictional: true\n"
        f"edition: {edition.id}\nrepository:\n  name: Synthetic repository\n  scope: All of it.\n"
        f"  designated_community: Benchmarks.\n  holdings:\n    - what: packages\n      volume: 1 PB\n"
        f'      as_of: "2026"\nroles:\n{roles}'
    )


def _register(count: int, source: random.Random) -> str:
    entries = []
    for number in range(count):
        kind = _KINDS[number % len(_KINDS)]
        entries.append(
            f"doc-{number}:\n  title: {_sentence(source, 6)}\n  kind: {kind}\n  publisher: Synthetic site\n"
            f'  version: "1.{number}"\n  state: approved\n  effective: 2025-01-01\n  review_by: 2098-01-01\n'
            f"  owner: {_ROLES[number % len(_ROLES)]}\n  summary: >-\n    {_sentence(source, 25)}\n"
            f"  access: public\n  url: https://example.org/doc/{number}\n  checked: 2026-01-01\n\n"
        )
    return "".join(entries)


def _answer(criterion: str, citations: int, documents: int, number: int, paragraphs: int, source: random.Random) -> str:
    response = "\n\n".join(f"    {_sentence(source, 60)}" for _ in range(paragraphs))
    cited = []
    for k in range(citations):
        # records and logs come first, so that what is claimed as practice is carried
        document = (number * 7 + k * len(_KINDS) + 3) % documents if k == 0 else (number * 7 + k) % documents
        document -= (document % len(_KINDS) - 3) if k == 0 else 0
        cited.append(
            f"    - document: doc-{document}\n      locator: section {k + 1}.{number}\n"
            f'      quote: "{_sentence(source, 14)}"\n      shows: {_sentence(source, 10)}\n      state: confirmed\n'
        )
    return (
        f'"{criterion}":\n  owner: {_ROLES[number % len(_ROLES)]}\n  documented: 3\n  implemented: 3\n'
        f"  response: |\n{response}\n  evidence:\n{''.join(cited)}\n"
    )
