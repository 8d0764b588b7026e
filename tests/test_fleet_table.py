"""The table of all sites: what is in it is what `status` says, whichever way it was judged."""

# ruff: noqa: S608 - the names in the queries are ours

import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from commandline import CHECKOUT, Run
from providers import beside_a_network

from iso16363.catalog import Catalogue
from iso16363.errors import UnwritableOutput
from iso16363.interchange import assessment
from iso16363.workspace import shares, tabling
from iso16363.workspace.location import find_workspace
from iso16363.workspace.parallel import Died
from iso16363.workspace.shares import Share, look_at, look_at_each, why
from iso16363.workspace.tablefile import write_table
from iso16363.workspace.tablerows import PARTS, Rows, failed_rows, site_rows
from iso16363.workspace.tabling import TableOrder, rows_of_sites
from iso16363.workspace.workspace import report_on

TODAY = date(2026, 11, 23)
SMALL = CHECKOUT / "tests" / "data" / "workspace" / "sites" / "small"


def fleet(root: Path, count: int) -> Path:
    """Small sites, of which the last has a YAML file that is none."""
    for number in range(count):
        folder = root / "sites" / f"site-{number:02}"
        shutil.copytree(SMALL, folder)
        path = folder / "site.yaml"
        path.write_text(path.read_text(encoding="utf-8").replace("id: small", f"id: {folder.name}", 1))
    (folder / "site.yaml").write_text("id: [\n", encoding="utf-8")
    return root


def rows(path: Path, query: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as table:
        return table.execute(query).fetchall()


def contents(path: Path) -> dict[str, list[Any]]:
    return {name: rows(path, f"SELECT * FROM {name}") for name in ("about", *PARTS)}


def test_the_table_says_what_status_says(
    shipped_workspace: Path, tmp_path: Path, run: Run, catalogue: Catalogue
) -> None:
    output = tmp_path / "results.sqlite"
    made = run("table", "--output", output, workspace=shipped_workspace)
    assert (made.code, made.err) == (0, ""), made.err
    status = {s["site"]: s for s in json.loads(run("status", "--json", workspace=shipped_workspace).out)["sites"]}
    assert dict(rows(output, "SELECT site, state FROM sites")) == {n: s["state"] for n, s in status.items()}
    gates = {(n, g["gate"]): (g["status"], len(g["failures"])) for n, s in status.items() for g in s["gates"]}
    assert {(a, b): (c, d) for a, b, c, d in rows(output, "SELECT * FROM gates")} == gates
    for name, said in status.items():
        states = Counter({state: n for state, n in said["all"]["states"].items() if n})
        assert Counter(s for (s,) in rows(output, f"SELECT state FROM criteria WHERE site = '{name}'")) == states
        judgement = report_on(find_workspace(shipped_workspace), name, catalogue, TODAY).judgement
        assert judgement is not None
        data = assessment(judgement)
        wanted = ("criterion", "title", "state", "why", "documented", "implemented", "rating", "target", "gap", "owner")
        query = f"SELECT {', '.join(wanted)} FROM criteria WHERE site = '{name}'"
        told = [tuple(c["id" if field == "criterion" else field] for field in wanted) for c in data["criteria"]]
        assert sorted(rows(output, query)) == sorted(told)
        registered = {key: (d["title"], d["kind"], d["state"]) for key, d in data["documents"].items()}
        query = f"SELECT document, title, kind, state FROM documents WHERE site = '{name}'"
        assert {key: tuple(found) for key, *found in rows(output, query)} == registered
        query = f"SELECT code, file, line, message FROM diagnostics WHERE site = '{name}'"
        found = [(d["code"], d["file"], d["line"], d["message"]) for d in data["diagnostics"]]
        assert sorted(rows(output, query)) == sorted(found)


def test_every_row_of_failures_and_citations_is_there(small_workspace: Path, tmp_path: Path, run: Run) -> None:
    output = tmp_path / "one.db"
    assert run("table", "small", "--output", output, workspace=small_workspace).code == 0
    (site,) = json.loads(run("status", "small", "--json", workspace=small_workspace).out)["sites"]
    failures = [(g["gate"], f["subject"], f["text"], f["file"]) for g in site["gates"] for f in g["failures"]]
    assert sorted(rows(output, "SELECT gate, subject, what, file FROM failures")) == sorted(failures)
    cited = rows(output, "SELECT count(*) FROM citations WHERE document NOT IN (SELECT document FROM documents)")
    assert cited == [(0,)]
    assert rows(output, "SELECT count(*) FROM citations")[0][0] > 0
    assert rows(output, "SELECT count(*) FROM actions, action_criteria USING (site, action)")[0][0] > 0
    assert rows(output, "PRAGMA foreign_key_check") == rows(output, "SELECT column FROM diagnostics WHERE 0")


def test_processes_and_their_order_make_no_difference(tmp_path: Path) -> None:
    workspace = find_workspace(fleet(tmp_path / "ws", 9))
    names = workspace.site_ids()
    heard: list[int] = []
    first, second = tmp_path / "first.sqlite", tmp_path / "second.sqlite"
    assert write_table(first, rows_of_sites(workspace, names, TODAY, heard.append, str), {"as_of": "today"}) == 1
    backwards = reversed(look_at(Share(TableOrder(workspace, TODAY), names)))
    assert write_table(second, backwards, {"as_of": "today"}) == 1
    assert sum(heard) == 9
    assert contents(first) == contents(second)
    assert first.read_bytes() == second.read_bytes()
    (broken,) = rows(first, "SELECT site, problem, state, errors FROM sites WHERE NOT judged")
    assert broken[0] == "site-08"
    assert broken[2] is None
    assert broken[3] > 0
    assert rows(first, "SELECT count(*) FROM diagnostics WHERE site = 'site-08' AND severity = 'error'") == [
        (broken[3],)
    ]


class DieOnThree(TableOrder):
    def look(self, catalogue: Catalogue, site: str) -> Rows:
        if site == "site-03":
            os.kill(os.getpid(), signal.SIGKILL)
        return super().look(catalogue, site)


def test_a_worker_that_dies_loses_its_own_site_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = find_workspace(fleet(tmp_path / "ws", 12))
    monkeypatch.setattr(shares, "_FEW", 4)
    output = tmp_path / "t.sqlite"
    found = look_at_each(DieOnThree(workspace, TODAY), workspace.site_ids(), lambda _: None, str)
    assert write_table(output, found, {}) == 2
    problems = dict(rows(output, "SELECT site, problem FROM sites WHERE NOT judged"))
    assert problems["site-03"] == f"the process that judged it ended with code {-signal.SIGKILL}"
    assert sorted(problems) == ["site-03", "site-11"]
    assert rows(output, "SELECT count(*) FROM sites") == [(12,)]


class FaultOnThree(TableOrder):
    def look(self, catalogue: Catalogue, site: str) -> Rows:
        if site == "site-03":
            raise KeyError("planted")
        if site == "site-05":
            time.sleep(60)
        return super().look(catalogue, site)


@pytest.mark.parametrize("count", [7, 12])
def test_a_fault_or_a_site_that_hangs_is_a_row(
    count: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run
) -> None:
    fleet(tmp_path / "ws", count)
    monkeypatch.setattr(tabling, "TableOrder", FaultOnThree)
    monkeypatch.setattr(shares, "_SECONDS", 8)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    output = tmp_path / "t.sqlite"
    assert run("table", "--output", output, workspace=tmp_path / "ws").code == 3
    found = dict(rows(output, "SELECT site, problem FROM sites WHERE NOT judged"))
    assert sorted(found) == ["site-03", "site-05", f"site-{count - 1:02}"]
    (log,) = (tmp_path / "cache").rglob("*.log")
    assert f"KeyError: 'planted')\n  Log: {log}" in found["site-03"]
    assert found["site-05"] == "it was given up after 8 seconds"
    assert rows(output, "SELECT count(*) FROM sites") == [(count,)]


def test_a_table_that_is_terminated_leaves_nothing(tmp_path: Path) -> None:
    root = fleet(tmp_path / "ws", 30)
    output = tmp_path / "out" / "t.sqlite"
    command = [sys.executable, "-m", "iso16363", "--workspace", str(root), "table", "--output", str(output)]
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    for how, code, parts in ((signal.SIGKILL, -9, 1), (signal.SIGTERM, 143, 0)):
        with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as process:
            deadline = time.monotonic() + 60
            while not list(output.parent.glob(f".*-{process.pid}.*.part/rows.sqlite")):
                assert time.monotonic() < deadline
                time.sleep(0.01)
            process.send_signal(how)
            _, err = process.communicate(timeout=60)
        assert (process.returncode, b"Traceback" in err) == (code, False)
        assert len(list(output.parent.iterdir())) == parts, "the second one sweeps what the first one left"


def test_a_site_that_takes_too_long_says_so() -> None:
    share = Share(TableOrder(find_workspace(SMALL.parent.parent), TODAY), ("small",))
    assert why(Died(share, None, 300.0), str) == "it was given up after 300 seconds"


def test_a_site_that_cannot_be_read_is_a_row(small_workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "sites/small/site.yaml")

    monkeypatch.setattr(tabling, "report_on", refuse)
    order = TableOrder(find_workspace(small_workspace), TODAY)
    (found,) = look_at(Share(order, ("small",)))
    assert list(found) == ["sites"]
    assert "sites/small/site.yaml: cannot be read (Permission denied)" in str(found["sites"][0][2])
    monkeypatch.undo()
    (unknown,) = look_at(Share(order, ("smal",)))
    assert "there is no site" in str(unknown["sites"][0][2])


def test_an_existing_file_is_not_lost(small_workspace: Path, tmp_path: Path, run: Run) -> None:
    output = tmp_path / "mine.sqlite"
    output.write_bytes(b"mine")
    refused = run("table", "--output", output, workspace=small_workspace)
    assert (refused.code, output.read_bytes()) == (2, b"mine")
    assert "--overwrite" in refused.err
    assert run("table", "--output", output, "--overwrite", workspace=small_workspace).code == 0
    assert rows(output, "PRAGMA user_version") == [(1,)]
    assert [p.name for p in tmp_path.glob(".*.part")] == []
    misnamed = run("table", "--output", tmp_path / "mine.csv", workspace=small_workspace)
    assert (misnamed.code, "Name it .sqlite" in misnamed.err) == (2, True)
    among_sites = run("table", "--output", small_workspace / "sites" / "t.sqlite", workspace=small_workspace)
    assert among_sites.code == 2


def test_an_interruption_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    def interrupted() -> Iterator[Rows]:
        yield failed_rows("a", "no reason")
        raise KeyboardInterrupt

    output = tmp_path / "t.sqlite"
    output.write_bytes(b"before")
    with pytest.raises(KeyboardInterrupt):
        write_table(output, interrupted(), {})
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == {"t.sqlite": b"before"}


def test_what_sqlite_refuses_is_said(tmp_path: Path) -> None:
    twice = [failed_rows("a", "one"), failed_rows("a", "two")]
    with pytest.raises(UnwritableOutput, match="UNIQUE"):
        write_table(tmp_path / "t.sqlite", twice, {})
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_is_no_text_is_kept_as_one_can_read_it(tmp_path: Path) -> None:
    output = tmp_path / "t.sqlite"
    assert write_table(output, [failed_rows("a\udcff", "none")], {}) == 1
    assert rows(output, "SELECT site FROM sites") == [("a\\udcff",)]


def page() -> str:
    return (CHECKOUT / "docs" / "fleets.md").read_text(encoding="utf-8")


def test_the_page_names_every_table_and_column() -> None:
    told = {}
    for name, key, rest in re.findall(r"^\| `(\w+)` \|[^|]*\|([^|]*)\|([^|]*)\|$", page(), re.MULTILINE):
        told[name] = re.findall(r"`(\w+)`", re.sub(r"\([^)]*\)", "", key + rest))
    del told["about"]
    assert told == {name: list(part.columns) for name, part in PARTS.items()}


def test_the_queries_of_the_page_work_over_both_editions_and_with_providers(tmp_path: Path, run: Run) -> None:
    root = tmp_path / "ws"
    beside_a_network(root)
    assert run("init", "older", "--edition", "2012", workspace=root).code == 0
    output = tmp_path / "t.sqlite"
    assert run("table", "--output", output, workspace=root).code == 0
    queries = [one for block in re.findall(r"```sql\n(.*?)```", page(), re.DOTALL) for one in block.split(";\n") if one]
    gates, weakest, cited, inherited, provided = (rows(output, query) for query in queries)
    assert dict(gates)["review"] == 2
    assert all((edition, 1) == (edition, unrated) for edition, _, _, _, unrated in weakest)
    assert dict(cited)["network/charter"] == 1
    assert [line[:4] for line in inherited] == [("network", 1, 1, 1)]
    assert [line[:2] for line in provided] == [("small", "3.3.1")]
    both = rows(output, "SELECT count(DISTINCT edition) FROM criteria WHERE criterion = '3.1.1'")
    assert both == [(2,)]
    (told,) = rows(output, "SELECT * FROM inheritance")
    assert told[:4] == ("small", "network", "Invented Network of Archives", 1)


def test_each_row_has_a_cell_for_every_column(small_workspace: Path, catalogue: Catalogue) -> None:
    found = site_rows(report_on(find_workspace(small_workspace), "small", catalogue, TODAY))
    assert found.keys() == PARTS.keys()
    for name, listed in found.items():
        assert {len(row) for row in listed} <= {len(PARTS[name].columns)}, name
    assert len(failed_rows("a", "b")["sites"][0]) == len(PARTS["sites"].columns)
