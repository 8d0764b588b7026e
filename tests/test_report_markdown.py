import re

import pytest

from iso16363.report.markdown import breakable, to_html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**bold** and *em*", "<p><strong>bold</strong> and <em>em</em></p>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("<div onclick=x>\n\ny", "<p>&lt;div onclick=x&gt;</p>\n<p>y</p>\n"),
        ("[a](https://x.org)", '<p><a href="https://x.org">a</a></p>\n'),
        ("[a](mailto:x@example.org)", '<p><a href="mailto:x@example.org">a</a></p>\n'),
        ("[a](#c-3.1.1)", '<p><a href="#c-3.1.1">a</a></p>\n'),
        ("![a <b>](https://x.org/p.png)", "<p>a &lt;b&gt;</p>\n"),
        ("a\n\n# b\n\n### c\n\n# d", "<p>a</p>\n<h5>b</h5>\n<h6>c</h6>\n<h5>d</h5>\n"),
        ("### b\n\n# c", "<h5>b</h5>\n<h5>c</h5>\n"),
        ("`<b>`", "<p><code>&lt;b&gt;</code></p>\n"),
    ],
)
def test_markdown_becomes_safe_html(text: str, html: str) -> None:
    assert to_html(text) == html


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java&#115;cript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example/x",
        "/etc/passwd",
        "other.html",
    ],
)
@pytest.mark.parametrize("form", ["[a]({})", "[a][r]\n\n[r]: {}", "<{}>", "![a]({})"])
def test_no_other_link_survives(address: str, form: str) -> None:
    html = to_html(form.format(address))
    assert "href" not in html
    assert "src" not in html
    assert "<img" not in html


def test_tables_are_on() -> None:
    assert "<th>a</th>" in to_html("| a | b |\n|---|---|\n| 1 | 2 |")


def test_runs_without_a_blank_get_places_to_break() -> None:
    html = to_html("&" * 5000)
    assert html.count("<wbr>") == 5000 // 80
    assert re.sub("<wbr>", "", html) == f"<p>{'&amp;' * 5000}</p>\n"
    assert breakable("y" * 1999) == "y" * 1999


def test_a_link_is_not_broken_into() -> None:
    address = "https://x.org/" + "y" * 3000
    assert f'href="{address}"' in to_html(f"[a]({address})")
