"""What a provider would not show of its own files is in no variant of a site that inherits from it."""

import json
from dataclasses import replace
from pathlib import Path

import providers
import pytest
from commandline import Run
from deep_search import found_in, texts_in
from handedover import held_against
from homecoming import Home
from oracle_cells import workbook_bytes
from providers import NETWORK, REGISTER, THEIRS, beside_a_network

from iso16363.changes import changes_csv
from iso16363.frozen import frozen_text, thawed
from iso16363.interchange import assessment, to_text
from iso16363.judgement import Judgement
from iso16363.model.documents import Access
from iso16363.model.variant import OUTSIDE, Variant
from iso16363.report.page import render_html
from iso16363.report.view import build_view
from iso16363.variants import for_variant

LENT = "The network reviews its rules."
WRITTEN = "We review ours too, and every year."
OURS = providers.OURS.replace("We review ours too.", WRITTEN)
NESTED = "The grid looked at it in the spring."


def changed(home: Home, folder: str, file: str, text: str) -> None:
    (home.folder.parent / folder / file).write_text(text, encoding="utf-8")


def outputs(judgement: Judgement, variant: Variant) -> str:
    shown = for_variant(judgement, variant)
    return to_text(assessment(shown)) + render_html(build_view(shown)) + workbook_text(shown)


def workbook_text(shown: Judgement) -> str:
    return "".join(text for _, text in texts_in(workbook_bytes(shown)))


@pytest.mark.parametrize("closed", ["network", "small"])
@pytest.mark.parametrize("access", ["internal", "restricted"])
def test_each_part_of_a_joined_answer_is_looked_for(tmp_path: Path, closed: str, access: str) -> None:
    """Either one closes it: the other's words are then said under this criterion as little."""
    home = beside_a_network(tmp_path / "w")
    line = f'"3.3.2":\n  access: {access}\n'
    changed(
        home,
        "network",
        "evidence/3.3.yaml",
        THEIRS.replace('"3.3.2":\n', line if closed == "network" else '"3.3.2":\n'),
    )
    elsewhere = f'"3.3.4":\n  response: "As said elsewhere: {LENT} {WRITTEN} So it is."\n'
    ours = OURS.replace('"3.3.2":\n', line) if closed == "small" else OURS
    changed(home, "small", "evidence/3.3.yaml", ours + elsewhere)
    judgement = home.judgement()
    for variant in Variant:
        there = variant is Variant.INTERNAL or (variant is Variant.AUDITOR and access == "internal")
        text = outputs(judgement, variant)
        assert [said in text for said in (LENT, WRITTEN)] == [there, there]
        assert "So it is." in text


def test_the_parts_of_a_provider_of_the_provider_too(tmp_path: Path) -> None:
    home = beside_a_network(tmp_path / "w")
    grid = home.folder.parent / "grid"
    (grid / "evidence").mkdir(parents=True)
    (grid / "site.yaml").write_text(NETWORK.replace("network", "grid").replace("Network", "Grid"))
    (grid / "evidence" / "3.3.yaml").write_text(f'"3.3.2":\n  access: internal\n  response: {NESTED}\n')
    changed(home, "network", "site.yaml", f"{NETWORK}inherits: [grid]\n")
    theirs = THEIRS.replace('"3.3.2":\n', '"3.3.2":\n  inherits: {from: grid, as: shared}\n')
    changed(home, "network", "evidence/3.3.yaml", theirs)
    elsewhere = f'"3.3.4":\n  response: "As said elsewhere: {NESTED} {LENT} {WRITTEN} So it is."\n'
    changed(home, "small", "evidence/3.3.yaml", OURS + elsewhere)
    judgement = home.judgement()
    assert [len(voices) for voices in judgement.site.voices.values()] == [1, 3]
    shown = for_variant(judgement, Variant.PUBLIC).site.answers["3.3.4"].response
    assert shown == "As said elsewhere: [withheld] [withheld] [withheld] So it is."


ROLE = "  secretary: {title: Secretary, person: Wilhelmina Oberhuber, email: wilhelmina@network.example.org}\n"
CLOSED = """\
minutes-2025:
  title: Minutes on the breach of March
  kind: minutes
  state: approved
  access: internal
  path: inner/plan7.txt
  note: Wilhelmina wants this to be looked at again.
plan-for-tape:
  title: Closing of the tape library
  kind: plan
  state: approved
  access: restricted
  url: https://network.example.org/plans/closing
"""
SAYS = (
    "See minutes-2025, network/minutes-2025 and inner/plan7.txt, Minutes on the breach of "
    "March, Closing of the tape library, https://network.example.org/plans/closing, or ask Wilhelmina Oberhuber "
    "(wilhelmina@network.example.org). Wilhelmina wants this to be looked at again."
)
FOR_THE_AUDITOR = (
    "See minutes-2025, network/minutes-2025 and inner/plan7.txt, Minutes on the breach of "
    "March, Closing of the tape library, [withheld], or ask [withheld] ([withheld]). [withheld]"
)
FOR_ALL = (
    "See [withheld], [withheld] and [withheld], [withheld], [withheld], [withheld], or ask [withheld] "
    "([withheld]). [withheld]"
)


def speaking(root: Path, cited: str = "") -> Home:
    """A provider whose answer names persons, and documents that few may see; the site may cite one."""
    home = beside_a_network(root)
    changed(home, "network", "site.yaml", NETWORK.replace("  secretary: {title: Secretary}\n", ROLE))
    changed(home, "network", "documents.yaml", REGISTER + CLOSED)
    changed(home, "network", "evidence/3.3.yaml", THEIRS.replace(LENT, json.dumps(SAYS)))
    (home.folder.parent / "network" / "documents" / "inner").mkdir()
    changed(home, "network", "documents/inner/plan7.txt", "Plan.\n")
    more = f"    - {{document: {cited}, locator: Item 1, state: confirmed}}\n" if cited else ""
    changed(home, "small", "evidence/3.3.yaml", OURS.replace("state: confirmed}\n", f"state: confirmed}}\n{more}", 1))
    return home


@pytest.mark.parametrize("cited", ["", "network/minutes-2025", "network/plan-for-tape"])
def test_what_a_provider_keeps_to_itself_is_taken_out_of_its_words(tmp_path: Path, cited: str) -> None:
    judgement = speaking(tmp_path / "w", cited).judgement()
    assert (cited in judgement.site.documents) is bool(cited)
    for variant, says in ((Variant.AUDITOR, FOR_THE_AUDITOR), (Variant.PUBLIC, FOR_ALL)):
        response = for_variant(judgement, variant).site.answers["3.3.2"].response
        assert response == f"**Network**\n\n{says}\n\n**Small**\n\n{WRITTEN}"
        text = outputs(judgement, variant)
        assert "Wilhelmina" not in text
        assert "network.example.org" not in text.replace("https://network.example.org/minutes", "")
    assert "breach" not in text
    assert "plan7" not in text


def test_the_package_for_all_says_none_of_it(tmp_path: Path, run: Run) -> None:
    home = speaking(tmp_path / "w")
    run(
        "--workspace",
        str(home.workspace.root),
        "handoff",
        "small",
        "--draft",
        "--variant",
        "public",
        "--output",
        str(tmp_path / "o"),
    )
    files = [file for file in (tmp_path / "o").rglob("*") if file.is_file()]
    assert {"assessment.json", "workbook.xlsx", "report.pdf"} <= {file.name for file in files}
    for file in files:
        assert found_in(file.read_bytes(), ["wilhelmina", "oberhuber", "minutes2025", "plan7txt", "breach"]) == {}


def test_the_name_of_a_provider_is_no_secret(tmp_path: Path) -> None:
    """A document that few may see is published by the provider: its words are still said to be its own."""
    home = beside_a_network(tmp_path / "w")
    changed(home, "small", "evidence/3.3.yaml", OURS)
    changed(home, "network", "documents.yaml", REGISTER.replace("kind: record", "kind: record\n  publisher: Network"))
    for variant in OUTSIDE:
        response = for_variant(home.judgement(), variant).site.answers["3.3.2"].response
        assert response == f"**Network**\n\n{LENT}\n\n**Small**\n\n{WRITTEN}"


@pytest.mark.parametrize(("access", "first"), [("restricted", Variant.AUDITOR), ("internal", Variant.PUBLIC)])
def test_a_file_that_the_provider_keeps_back_is_kept_back_under_every_name(
    tmp_path: Path, access: str, first: Variant
) -> None:
    """The site need not cite the document that says so."""
    home = beside_a_network(tmp_path / "w")
    again = f"again:\n  title: Again\n  kind: agreement\n  state: draft\n  access: {access}\n  path: charter.txt\n"
    changed(home, "network", "documents.yaml", REGISTER + again)
    judgement = home.judgement()
    assert "network/again" not in judgement.site.documents
    assert judgement.site.documents["network/charter"].access is Access[access.upper()]
    shown = for_variant(judgement, first)
    assert [d.path for d in shown.site.documents.values() if "charter" in (d.path or "")] == [
        path for path in ["[withheld] network/charter"] if first is Variant.AUDITOR
    ]


def test_the_public_variant_is_the_same_by_way_of_the_auditors(tmp_path: Path) -> None:
    judgement = speaking(tmp_path / "w").judgement()
    auditor, public = (for_variant(judgement, variant) for variant in OUTSIDE)
    assert for_variant(auditor, Variant.PUBLIC) == public
    assert auditor.unsaid
    assert public.unsaid == ()
    assert [provider.lender for provider in auditor.site.providers.values()] == [None]
    assert replace(public, unsaid=()) == public


def test_who_has_left_a_provider_is_not_named_as_what_it_said_then(tmp_path: Path) -> None:
    home = speaking(tmp_path / "w")
    earlier = thawed(frozen_text(home.judgement().site))
    changed(home, "network", "site.yaml", NETWORK)
    changed(home, "network", "evidence/3.3.yaml", THEIRS)
    shown = for_variant(held_against(home.judgement(), earlier), Variant.AUDITOR)
    assert "or ask [withheld] ([withheld])" in changes_csv(shown)
    assert shown.since is not None
    assert "Oberhuber" not in changes_csv(shown) + frozen_text(shown.since.site)
