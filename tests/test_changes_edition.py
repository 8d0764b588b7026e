"""What differs since a hand-over of another edition: numbers are compared that ask the same."""

import json
import shutil
from datetime import date
from pathlib import Path

from commandline import Run
from readysite import made_ready

EXAMPLE = Path(__file__).parents[1] / "templates" / "example"


def test_a_moved_site_is_compared_along_the_crosswalk(tmp_path: Path, run: Run) -> None:
    workspace = tmp_path / "w"
    shutil.copytree(EXAMPLE, workspace / "sites" / "example")
    made_ready(workspace, date(2026, 11, 23))
    handed = run("handoff", "example", "--output", tmp_path / "packages", workspace=workspace)
    assert handed.code == 0, handed.err
    assert run("migrate", "example", "--to", "iso16363-2012", "--apply", workspace=workspace).code == 0
    told = json.loads(run("changes", "example", "--json", workspace=workspace).out)
    found = [(change["of"], change["id"], change["field"]) for change in told["changes"]]
    assert any(of == "site" and field == "edition" for of, _, field in found)
    assert not [of for of, _, _ in found if of == "answer"], found
    assert "of another text" not in json.dumps(told)
    assert told["reviews"]["lapsed"]
