"""The draft as Markdown, CSV and JSON: golden texts, hostile texts, and what a variant may not show.

To accept a change: ISO16363_REWRITE=1 pytest tests/test_frameworks_texts.py, then read the diff.
"""

import csv
import io
import json
import os
import re
from typing import Any

import pytest
from commandline import CHECKOUT
from deep_search import found_in
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from judging import answer, assessment, cite, document
from markdown_it import MarkdownIt
from markdown_it.token import Token
from planting import planted
from strategies import UGLY, Drawn, drawn_sites, texts
from test_frameworks_draft import DIGEST, judged, made

from iso16363.catalog import Catalogue
from iso16363.model.documents import Access
from iso16363.model.variant import Variant
from iso16363.otherframeworks.drafting import Draft, draft_of
from iso16363.otherframeworks.markdown import markdown
from iso16363.otherframeworks.quoting import code, inline, link, quoted
from iso16363.otherframeworks.tables import HEAD, as_csv, as_data
from iso16363.variants import for_variant
from iso16363.workspace.framework_files import read_framework
from iso16363.workspace.workspace import find_workspace, report_on

GOLDEN = CHECKOUT / "tests" / "data" / "golden"
ANY = settings(suppress_health_check=list(HealthCheck), max_examples=15)
NASTY = st.sampled_from(
    [
        *UGLY[:-1],
        "<script>alert(1)</script>",
        "![x](https://tracker.example.org/p.png)",
        "[x](javascript:alert(1))",
        "[x](  JAVASCRIPT:alert(1))",
        "[x]\n\n[x]: https://other.example.org/",
        "```\nnever closed",
        "<!-- never closed",
        "<details>",
        "| a | b |\n|---|---|\n| c | d |",
        "# heading\n\ntext\n===",
        "1. one\n1) two",
        "&lt;b&gt; &copy; $x$",
        "a\\",
        "`a``b",
    ]
)
hostile = texts | NASTY | st.lists(NASTY, min_size=1, max_size=4).map("\n".join)


def parsed(text: str) -> list[Token]:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.validateLink = lambda _: True  # type: ignore[method-assign,assignment]
    return parser.parse(text)


def everything(tokens: list[Token]) -> list[Token]:
    return [one for token in tokens for one in (token, *everything(token.children or []))]


@given(hostile)
def test_a_quoted_text_stays_in_its_quotation_and_does_nothing(text: str) -> None:
    tokens = parsed(f"before\n\n{quoted(text)}\n\nafter [x]")
    level0 = [token for token in tokens if token.level == 0]
    kinds = [token.type for token in level0]
    start = ["paragraph_open", "paragraph_close", "blockquote_open"]
    assert [kind for kind in kinds if kind != "inline"] == [*start, "blockquote_close", *start[:2]]
    found = everything(tokens)
    assert not {"html_block", "html_inline", "image"} & {token.type for token in found}
    addresses = [str(token.attrs["href"]) for token in found if token.type == "link_open"]
    assert all(re.match(r"(https?|mailto):", address, re.IGNORECASE) for address in addresses)
    assert tokens[-2].content == "after [x]"
    assert len(tokens[-2].children or []) == 1


@given(hostile)
def test_a_text_on_one_line_is_shown_sign_by_sign(text: str) -> None:
    for before in ("", "- ", "## "):
        inlines = [token for token in parsed(f"{before}{inline(text)}\n\nafter") if token.type == "inline"]
        assert len(inlines) == (2 if inline(text) else 1 if not before.startswith("#") else 2)
        children = inlines[0].children or [] if inline(text) else []
        assert {child.type for child in children} <= {"text", "text_special"}
        assert "".join(child.content for child in children) == " ".join(text.split())


@given(hostile)
def test_a_cell_of_a_table_is_one_cell(text: str) -> None:
    tokens = parsed(f"| a | b |\n|---|---|\n| {inline(text)} | end |")
    cells = [token for token in tokens if token.type == "td_open"]
    assert len(cells) == 2


@given(hostile.filter(lambda text: bool(text.split())))
def test_code_shows_its_text(text: str) -> None:
    (token,) = [token for token in parsed(f"a {code(text)}") if token.type == "inline"]
    assert [child.type for child in token.children or []] == ["text", "code_inline"]
    assert (token.children or [])[1].content.strip() == " ".join(text.split()).strip()


@pytest.mark.parametrize(
    "address", ["https://a.example.org/?a=1&copy=2", "https://a.example.org/\\)x&lt;y", "http://a"]
)
def test_a_link_leads_where_the_register_says(address: str) -> None:
    (token,) = [token for token in parsed(link("a](b", address)) if token.type == "inline"]
    opening, *words, _ = token.children or []
    assert opening.attrs["href"] in (address, address.replace("\\", "%5C"))
    assert "".join(word.content for word in words) == "a](b"


def test_formatting_of_a_plain_response_is_kept() -> None:
    assert quoted("**Bold**\r\n\r\n- [a](https://a.example.org)\n") == "> **Bold**\n>\n> - [a](https://a.example.org)"
    assert quoted("a <b>x</b>").startswith("> a \\<b\\>")


@ANY
@given(st.lists(hostile, min_size=6, max_size=6))
def test_no_text_of_a_site_breaks_a_draft(catalogue: Catalogue, found: list[str]) -> None:
    title, locator, shows, response, reason, name = found
    evidence = cite("hostile", locator=locator, shows=shows)
    answers = {"3.1.1": answer(response=response, evidence=evidence), "3.1.3": answer(response=reason)}
    register = {"hostile": document(title=title)}
    site = assessment(answers, documents=register, site={"name": name})
    draft = draft_of(
        judged(catalogue, site), made(read_framework("coretrustseal"), R1={"3.1.1": {}, "3.1.3": {}}), DIGEST
    )
    headings = [t for t in parsed(markdown(draft)) if t.type == "heading_open" and t.level == 0]
    assert len(headings) == 7
    assert not {"html_block", "html_inline", "image"} & {token.type for token in everything(parsed(markdown(draft)))}
    rows = list(csv.reader(io.StringIO(as_csv(draft).removeprefix("\ufeff"), newline=""), strict=True))
    assert {len(row) for row in rows} == {len(HEAD)}
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert all(row[0].startswith("DRAFT; ") for row in rows[1:])
    json.dumps(as_data(draft))


def outputs(draft: Draft) -> bytes:
    return "\n".join((markdown(draft), as_csv(draft), json.dumps(as_data(draft), ensure_ascii=False))).encode()


@ANY
@given(drawn_sites)
def test_a_variant_shows_nothing_that_it_withholds(drawn: Drawn) -> None:
    site = planted(drawn)
    rows: dict[str, Any] = {criterion: {} for criterion in site.judgement.edition.criteria}
    framework = made(read_framework("coretrustseal"), All=rows)
    for variant in Variant:
        judgement = for_variant(site.judgement, variant)
        found = found_in(outputs(draft_of(judgement, framework, DIGEST)), site.garden.tokens)
        assert not found.keys() & site.garden.hidden_in(variant)


def test_what_not_everybody_may_read_is_pointed_out(catalogue: Catalogue) -> None:
    register = {"secret": document(access=Access.RESTRICTED, withheld="It names people.")}
    judgement = judged(catalogue, assessment({"3.1.1": answer(evidence=cite("secret"))}, documents=register))
    framework = read_framework("coretrustseal")
    internal = markdown(draft_of(judgement, framework, DIGEST))
    assert "Of the cited documents, 1 is not public" in internal
    assert "access: restricted" in internal
    public = markdown(draft_of(for_variant(judgement, Variant.PUBLIC), framework, DIGEST))
    assert "not for publication" not in public
    assert "variant public" in public


def steady(text: str) -> str:
    """Without what changes with each release and each edit of the data."""
    text = re.sub(r"\b[0-9a-f]{64}\b", "<sha256>", text)
    return re.sub(r"iso16363 \d+\.\d+\.\d+\S*?(?=\.(?:\s|$))", "iso16363 <version>", text)


@pytest.mark.parametrize(
    ("file", "name"), [("framework-ndsa.md.txt", "ndsa-levels"), ("framework-oais.csv.txt", "oais-responsibilities")]
)
def test_a_small_site_as_a_person_reads_it(file: str, name: str, small_workspace: Any, catalogue: Catalogue) -> None:
    report = report_on(find_workspace(small_workspace), "small", catalogue, judged(catalogue, assessment({})).today)
    assert report.judgement
    draft = draft_of(report.judgement, read_framework(name), DIGEST)
    made_text = as_csv(draft).removeprefix("\ufeff").replace("\r\n", "\n") if "csv" in file else markdown(draft)
    path = GOLDEN / file
    if os.environ.get("ISO16363_REWRITE"):
        path.write_text(steady(made_text), encoding="utf-8")
    assert steady(made_text) == path.read_text(encoding="utf-8")


def test_every_section_says_that_it_is_a_draft_and_by_whose_judgement(catalogue: Catalogue) -> None:
    framework = read_framework("coretrustseal")
    text = markdown(draft_of(judged(catalogue, assessment({})), framework, DIGEST))
    for name in framework.requirements:
        (section,) = re.findall(rf"(?ms)^## {name} .*?(?=^## )", text)
        assert "*DRAFT. The mapping is a draft, not approved by CoreTrustSeal: " in section
        assert "by this project" in section
    for word in ("certified", "fulfilled", "passed", "%"):
        assert word not in text
