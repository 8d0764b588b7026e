"""Sites that inherit, for the tests of workbooks: the small site beside a network, drawn ones beside a drawn host."""

import random
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from faults import DATA
from homecoming import Home
from hypothesis import strategies as st
from strategies import Drawn, drawn_sites
from test_model_roundtrip import files_of

from iso16363.model.answers import Inheritance, Share
from iso16363.model.site import Site, SiteKind

NETWORK = """\
format: 1
kind: provider
id: network
name: Invented Network of Archives
short_name: Network
fictional: true
edition: iso16363-2025
roles:
  secretary: {title: Secretary}
"""
REGISTER = """\
charter:
  title: Charter of the invented network
  kind: agreement
  state: approved
  effective: 2025-05-02
  access: public
  owner: secretary
  path: charter.txt
minutes:
  title: Minutes of the network's assembly
  kind: record
  state: draft
  access: internal
  url: https://network.example.org/minutes
other:
  title: Another paper of the network
  kind: agreement
  state: approved
  access: public
  path: other.txt
"""
THEIRS = """\
"3.3.1":
  documented: 3
  implemented: 3
  response: The network keeps a list of its communities.
  evidence:
    - {document: charter, locator: Article 4, method: test, state: confirmed}
"3.3.2":
  documented: 3
  implemented: 2
  response: The network reviews its rules.
  evidence:
    - {document: charter, locator: Article 5, state: confirmed}
    - {document: minutes, state: candidate}
"3.3.3":
  documented: 4
  response: The network keeps its history.
  evidence:
    - {document: minutes, locator: Item 3, state: confirmed}
"""
OURS = """\
"3.3.1":
  owner: head
  inherits: {from: network, as: provided}
"3.3.2":
  owner: head
  documented: 2
  implemented: 2
  inherits: {from: network, as: shared}
  response: We review ours too.
  evidence:
    - {document: network/charter, locator: Article 7, state: confirmed}
"3.3.3":
  owner: head
  inherits: {from: network, as: own}
  see: ["3.3.1"]
  documented: 3
  implemented: 3
"""


def beside_a_network(root: Path) -> Home:
    """The small site beside a network whose answers it takes as they are, shares, and does without."""
    shutil.copytree(DATA / "workspace", root)
    small, network = root / "sites" / "small", root / "sites" / "network"
    site = (small / "site.yaml").read_text(encoding="utf-8")
    (small / "site.yaml").write_text(site + "inherits: [network]\n", encoding="utf-8")
    (small / "evidence" / "3.3.yaml").write_text(OURS, encoding="utf-8")
    for folder in ("evidence", "documents"):
        (network / folder).mkdir(parents=True)
    (network / "documents" / "charter.txt").write_text("Article 4: a list is kept.\n")
    (network / "documents" / "other.txt").write_text("Another paper.\n")
    (network / "site.yaml").write_text(NETWORK)
    (network / "documents.yaml").write_text(REGISTER)
    (network / "evidence" / "3.3.yaml").write_text(THEIRS)
    return Home(root, "small")


@dataclass(frozen=True)
class Lent:
    """A drawn site, and the drawn host that it inherits from."""

    site: Drawn
    host: Drawn


_HOST = Site(format=1, id="host", kind=SiteKind.PROVIDER, name="The Host", short_name="Host", edition="iso16363-2025")


@st.composite
def _lent(draw: st.DrawFn) -> Lent:
    """Some answers are the host's, in all ways; some citations and statements are of its documents."""
    host, site = draw(drawn_sites), draw(drawn_sites)
    answers = {c: a.model_copy(update={"inherits": None, "see": ()}) for c, a in host.answers.items()}
    theirs = [f"host/{name}" for name in host.documents]
    ours = {}
    for criterion in dict.fromkeys((*site.answers, *answers)):
        taken = draw(st.none() | st.sampled_from(Share))
        said = site.answers.get(criterion)
        answer = said or next(iter(answers.values())).model_copy(update={"evidence": (), "background": ()})
        documents = [draw(st.sampled_from([c.document, *theirs])) for c in answer.evidence]
        cited = tuple(
            c.model_copy(update={"document": name}) for c, name in zip(answer.evidence, documents, strict=True)
        )
        inherits = Inheritance(from_="host", as_=taken) if taken else None
        ours[criterion] = answer.model_copy(update={"inherits": inherits, "evidence": cited, "review": None})
    inheriting = site.site.model_copy(update={"inherits": ("host",), "edition": "iso16363-2025"})
    return Lent(
        replace(site, site=inheriting, answers=ours),
        Drawn(_HOST, host.documents, answers, {}),
    )


lent_sites = _lent()


@contextmanager
def beside_its_host(lent: Lent, style: random.Random | None) -> Iterator[Home]:
    """The files of both, in folders beside each other."""
    with tempfile.TemporaryDirectory() as name:
        for site, drawn in (("drawn", lent.site), ("host", lent.host)):
            folder = Path(name) / "sites" / site
            (folder / "evidence").mkdir(parents=True)
            for file, text in files_of(drawn, style).items():
                (folder / file).write_text(text, encoding="utf-8", newline="")
        yield Home(Path(name), "drawn")
