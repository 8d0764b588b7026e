"""The declaration of the accountable role: what is in its way, signing, and taking it back."""

from dataclasses import dataclass, replace
from typing import Any, Final

from pydantic import ValidationError

from iso16363.diagnostics import Severity
from iso16363.errors import WrongUsage
from iso16363.fingerprint import assessment_digest
from iso16363.model.layout import SIGNOFF_FILE
from iso16363.model.signoff import Declaration, Revocation
from iso16363.readiness import Failure, Gate, GateName, GateStatus
from iso16363.workspace.editing import edited, numbered, values_of, write_texts
from iso16363.workspace.opened import OpenSite

_ABOUT: Final = "# Declarations of the accountable role. Written by `iso16363 sign`; do not edit.\n\n"
_SUPERSEDED: Final = "S703"  # an error in the declaration in force, which a new one takes the place of
_NO_SUCH_ROLE: Final = "R303"  # likewise, where it is the role of that declaration: it was renamed since
_LONGEST: Final = 4000


@dataclass(frozen=True, slots=True)
class Signature:
    """Whether a site can be signed today: who may, what is in the way, and over which digest.

    `holds` says that the declaration in force is of what the files say now, by who may.
    """

    site: OpenSite
    accountable: tuple[str, ...]
    in_the_way: tuple[Gate, ...]
    digest: str
    in_force: tuple[str, Declaration] | None
    holds: bool


def examine(site: OpenSite) -> Signature:
    """Look at what signing needs; nothing is written."""
    judgement = site.judgement
    roles = judgement.site.site.roles
    gates = (_without_superseded(gate) for gate in judgement.readiness.failing if gate.name is not GateName.DECLARATION)
    return Signature(
        site=site,
        accountable=tuple(role_id for role_id, role in roles.items() if role.accountable),
        in_the_way=tuple(gate for gate in gates if gate.failures),
        digest=assessment_digest(judgement.site),
        in_force=judgement.site.declaration,
        holds=judgement.readiness.gate(GateName.DECLARATION).status is GateStatus.HOLDS,
    )


def sign(found: Signature, role: str) -> str | None:
    """Write the declaration of a role; its id, or None where the one in force holds.

    Raises WrongUsage for a role that may not sign, for a gate that does not hold, where the clock is before
    what was recorded, and where files were changed meanwhile; UnwritableOutput. Nothing is written then.
    """
    may_sign(found, role)
    if found.holds:
        return None
    if found.in_the_way:
        names = ", ".join(gate.name.label for gate in found.in_the_way)
        raise WrongUsage(f"cannot be signed while gates do not hold: {names}", where=found.site.report.id)
    found.site.refuse_early_clock()
    entries = dict(values_of(found.site.loaded.texts, SIGNOFF_FILE))
    name = numbered(found.site.today, entries)
    declaration = Declaration(by=role, on=found.site.today, digest=found.digest)
    entries[name] = declaration.model_dump(mode="json", exclude_none=True)
    _write(found.site, entries)
    return name


def revoke(found: Signature, role: str, why: str) -> str:
    """Take the declaration in force back; it stays in the file, with the reason. Its id.

    Raises WrongUsage where there is none, or the role may not, and as `sign` does.
    """
    site = found.site
    may_sign(found, role, takes_back=True)
    unread = [d for d in site.loaded.diagnostics if d.severity is Severity.ERROR and d.place.file == SIGNOFF_FILE]
    if unread:
        where = str(site.report.shown_place(unread[0].place))
        raise WrongUsage(unread[0].message, where=where, remedy=f"Mend it first: iso16363 check {site.report.id}")
    if found.in_force is None:
        raise WrongUsage("there is no declaration to take back", where=site.report.id)
    name, revocation = found.in_force[0], _revocation(site, role, why)
    entries = dict(values_of(site.loaded.texts, SIGNOFF_FILE))
    entries[name] = {**entries[name], "revoked": revocation.model_dump(mode="json")}
    _write(site, entries)
    return name


def may_sign(found: Signature, role: str, *, takes_back: bool = False) -> None:
    """Raise UnknownName or WrongUsage for a role that may not: only the accountable one declares and takes back."""
    found.site.role(role)
    if role in found.accountable:
        return
    site = found.site.report.id
    if not found.accountable:
        remedy = "Mark the one that declares with `accountable: true` in site.yaml."
        cannot = "take a declaration back" if takes_back else "sign"
        raise WrongUsage(f"no role is accountable, so nobody can {cannot}", where=site, remedy=remedy)
    by, cannot = f"--by {found.accountable[0]}", "cannot sign"
    if takes_back:
        by, cannot = f"--revoke {by} --why TEXT", "cannot take it back"
    remedy = f"The accountable role does: iso16363 sign {site} {by}"
    raise WrongUsage(f'"{role}" is not accountable and {cannot}', where=site, remedy=remedy)


def _revocation(site: OpenSite, role: str, why: str) -> Revocation:
    text = why.strip()
    if len(text) > _LONGEST or any(not c.isprintable() and c != "\n" for c in text):
        remedy = f"Write one or two sentences, at most {_LONGEST:,} characters."
        raise WrongUsage("the reason cannot be kept as it is", where="--why", remedy=remedy)
    try:
        return Revocation(by=role, on=site.today, why=text)
    except ValidationError as error:
        raise WrongUsage("the reason is empty", where="--why", remedy="Say why it is taken back.") from error


def _write(site: OpenSite, entries: dict[str, Any]) -> None:
    write_texts(site.loaded, edited(site.loaded, {SIGNOFF_FILE: entries}, site.report.shown, _ABOUT))


def _without_superseded(gate: Gate) -> Gate:
    return replace(gate, failures=tuple(f for f in gate.failures if not _superseded(f)))


def _superseded(failure: Failure) -> bool:
    renamed = failure.subject == _NO_SUCH_ROLE and failure.place.file == SIGNOFF_FILE
    return renamed or failure.subject == _SUPERSEDED
