"""A site of which all gates hold: the example, with the reviews and the declaration it lacks."""

import shutil
from datetime import date
from pathlib import Path

from iso16363.fingerprint import assessment_digest, reviewed_digest
from iso16363.model.assessment import SelfAssessment
from iso16363.model.layout import SIGNOFF_FILE, evidence_file
from iso16363.workspace.site_files import load_site
from iso16363.yamledit import rewritten
from iso16363.yamltext import read

SITE = "example"
REVIEWERS = ("head-of-archive", "quality-lead")


def reviewed(folder: Path, day: date) -> None:
    """Have every answer reviewed by a role that does not own it, where its review is missing or lapsed."""
    site = loaded(folder)
    for criterion, answer in site.answers.items():
        digest = reviewed_digest(criterion, site)
        if not answer.begun or not answer.applicable or (answer.review and answer.review.digest == digest):
            continue
        by = next(role for role in REVIEWERS if role != (answer.owner or site.expected(criterion)))
        _write(folder / evidence_file(criterion), criterion, review={"by": by, "on": day.isoformat(), "digest": digest})


def signed(folder: Path, day: date) -> None:
    """Have the accountable role sign it as it is."""
    path, site = folder / SIGNOFF_FILE, loaded(folder)
    text = path.read_text(encoding="utf-8") if path.exists() else "{}\n"
    values = dict(read(text).value or {})
    by = next(name for name, role in site.site.roles.items() if role.accountable)
    values[f"{day}-{len(values) + 1}"] = {"by": by, "on": day.isoformat(), "digest": assessment_digest(site)}
    lines = [
        f"{name}:\n" + "".join(f'  {k}: "{v}"\n' if k == "digest" else f"  {k}: {v}\n" for k, v in d.items())
        for name, d in values.items()
    ]
    path.write_text("".join(lines), encoding="utf-8")


def made_ready(workspace: Path, day: date) -> Path:
    """Reviewed and signed; gives the folder of the site."""
    folder = workspace / "sites" / SITE
    reviewed(folder, day)
    signed(folder, day)
    return folder


def copied(prototype: Path, target: Path) -> Path:
    """A workspace of its own, made of one that was made ready once for all tests."""
    shutil.copytree(prototype, target)
    return target


def edited(folder: Path, file: str, key: str, **fields: object) -> None:
    """Change fields of an entry of a file, as a person does in an editor."""
    _write(folder / file, key, **fields)


def loaded(folder: Path) -> SelfAssessment:
    """The site as its files have it."""
    site = load_site(folder).assessment
    assert site is not None
    return site


def _write(path: Path, key: str, **fields: object) -> None:
    text = path.read_text(encoding="utf-8")
    values = dict(read(text).value)
    values[key] = {**values[key], **fields}
    path.write_text(rewritten(text, values), encoding="utf-8")
