"""Checks of the self-assessment in a package: its form, the digest of what it shows, and who signed it."""

import json
from collections.abc import Iterator
from typing import Any, Final

from iso16363.infopackage.bag import INFO, SIGNATURE
from iso16363.infopackage.contents import ASSESSMENT, PAYLOAD, SCHEMA
from iso16363.infopackage.packagechecks import at
from iso16363.infopackage.packagedata import LARGEST, Contents, Shipped, read_json
from iso16363.infopackage.reading import Spoiled, head
from iso16363.infopackage.verification import (
    ASK_AGAIN,
    CheckName,
    Finding,
    FindingKind,
    Result,
    judged,
    passed_over,
)
from iso16363.interchange import Json, digest_of_shown
from iso16363.spelling import clipped

_MOST: Final = 20
_HERE: Final = f"{PAYLOAD}/{ASSESSMENT}"
_NOT_COVERED: Final = (
    "Who signed and when is compared between the places that say it. Only a signature of the package "
    "protects it from somebody who changes all of them."
)


def schema(contents: Contents) -> Result:
    """Hold the self-assessment against the shipped schema, and keep it for the other checks where it fits."""
    if not contents.has(ASSESSMENT):
        return passed_over(CheckName.SCHEMA, "there is no self-assessment.")
    data = read_json(contents.bag, ASSESSMENT)
    if isinstance(data, Finding):
        return judged(CheckName.SCHEMA, "", [data])
    findings = list(_misfits(data, contents.shipped))
    if not findings:
        contents.assessment = data
    other, note = _other_schema(contents, data)
    findings.extend(other)
    says = "The self-assessment has the form that this tool knows (JSON Schema)."
    return judged(CheckName.SCHEMA, says, findings, *note)


def _misfits(data: Json, shipped: Shipped) -> Iterator[Finding]:
    from jsonschema import Draft202012Validator

    # the whole is bounded before, and patterns come from our own schema
    validator = Draft202012Validator(json.loads(shipped.schema))
    for number, error in enumerate(validator.iter_errors(data)):
        if number == _MOST:
            yield Finding(FindingKind.MALFORMED, _HERE, "and more of that kind", ASK_AGAIN)
            return
        where = "/".join(map(str, error.absolute_path)) or "the whole"
        version = at(data, "tool", "version")
        own = version == shipped.version
        remedy = ASK_AGAIN if own else f"Was it made by another version ({clipped(str(version))})? Verify it with that."
        yield Finding(FindingKind.MALFORMED, _HERE, f"{clipped(where)}: {_short(error.message)}", remedy)


def _short(message: str) -> str:
    return message if len(message) <= 160 else f"{message[:157]}..."


def _other_schema(contents: Contents, data: Json) -> tuple[list[Finding], tuple[str, ...]]:
    """What is to be said where the schema in the package is not the shipped one."""
    if not contents.has(SCHEMA):
        return [], ()
    try:
        carried = head(contents.bag.package, f"{PAYLOAD}/{SCHEMA}", LARGEST)
    except (OSError, Spoiled):
        carried = None
    if carried == contents.shipped.schema:
        return [], ()
    if at(data, "tool", "version") == contents.shipped.version:
        what = "is not the schema of the version that is said to have made the package"
        return [Finding(FindingKind.CONTRADICTION, f"{PAYLOAD}/{SCHEMA}", what, ASK_AGAIN)], ()
    return [], ("The schema inside the package is another one, since another version made it; it was not used.",)


def content(contents: Contents) -> Result:
    """Compute the digest of what is shown once more, and compare."""
    data = contents.assessment
    if data is None:
        return passed_over(CheckName.CONTENT, "there is no self-assessment that could be read.")
    if data["declaration"] is None:
        return passed_over(CheckName.CONTENT, "nobody has signed it, so there is no digest to compare with.")
    found, said = digest_of_shown(data), data["declaration"]["digest_of_this_variant"]
    what = f"answers, documents or actions were changed: their digest is {found[:11]}..., not {said[:11]}..."
    wrong = [Finding(FindingKind.CHANGED, _HERE, what, ASK_AGAIN)] if found != said else []
    return judged(CheckName.CONTENT, f"What is shown is what was packed (digest {said[:11]}...).", wrong)


def sign_off(contents: Contents) -> Result:
    """Check who declared the self-assessment complete and true, when, and whether that held."""
    data = contents.assessment
    if data is None:
        return passed_over(CheckName.SIGN_OFF, "there is no self-assessment that could be read.")
    signed = data["declaration"]
    if signed is None:
        findings = list(_unsigned(contents, data))
        if findings:
            return judged(CheckName.SIGN_OFF, "", findings)
        return passed_over(CheckName.SIGN_OFF, "nobody has signed this draft.")
    findings = list(_inconsistent(contents, data, signed))
    role = data["site"].get("roles", {}).get(signed["by"], {}).get("title", signed["by"])
    if data["draft"] and not signed["holds"] and not findings:
        because = f"the declaration of {role} of {signed['on']} did not hold any more when this draft was made."
        return passed_over(CheckName.SIGN_OFF, because)
    says = f"Declared complete and true by {role} on {signed['on']}."
    notes = () if SIGNATURE in contents.bag.package.sizes else (_NOT_COVERED,)
    return judged(CheckName.SIGN_OFF, says, findings, *notes)


def _unsigned(contents: Contents, data: Json) -> Iterator[Finding]:
    if not data["draft"]:
        yield Finding(FindingKind.CONTRADICTION, _HERE, "is called READY, and nobody has signed it", ASK_AGAIN)
    said = contents.bag.said("ISO16363-Declaration")
    if said != "none":
        what = f'says that it was signed by "{said}", but {_HERE} says by nobody'
        yield Finding(FindingKind.CONTRADICTION, INFO, what, ASK_AGAIN)


def _inconsistent(contents: Contents, data: Json, signed: dict[str, Any]) -> Iterator[Finding]:
    def contradiction(what: str, where: str = _HERE) -> Finding:
        return Finding(FindingKind.CONTRADICTION, where, what, ASK_AGAIN)

    listed = data["declarations"].get(signed["id"], {})
    if any(listed.get(key) != signed[key] for key in ("by", "on", "digest")):
        yield contradiction(f'says something else of the declaration "{signed["id"]}" where all are listed')
    if listed.get("revoked"):
        yield contradiction(f'counts the declaration "{signed["id"]}", which was taken back')
    said = contents.bag.said("ISO16363-Declaration")
    if said != f"{signed['by']} {signed['on']}":
        yield contradiction(
            f'says that it was signed by "{said}", but {_HERE} by "{signed["by"]} {signed["on"]}"', INFO
        )
    if signed["on"] > data["as_of"]:
        yield contradiction("was signed after the package was made")
    if not signed["holds"]:
        if not data["draft"]:
            yield contradiction("is called READY, though the declaration did not hold")
        return
    whole = contents.bag.said("ISO16363-Assessment-Digest")
    if whole != signed["digest"]:
        yield contradiction("names another self-assessment than the one that was signed", INFO)
    if not data["site"].get("roles", {}).get(signed["by"], {}).get("accountable"):
        yield contradiction(f'was signed by the role "{signed["by"]}", which is not the accountable one')
    gates = {gate["gate"]: gate["status"] for gate in data["summary"]["gates"]}
    if gates.get("declaration") != "holds":
        yield contradiction("says that the declaration holds, though its gate does not")
