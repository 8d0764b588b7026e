"""The declaration as a screen and as data: who may sign, what is in the way, what is in force."""

from iso16363.cli.findings import findings
from iso16363.cli.gates import in_short
from iso16363.cli.submission import declared
from iso16363.cli.terminal import Screen, clean, count, heading, wrapped
from iso16363.diagnostics import Severity
from iso16363.interchange import Json, diagnostic, provenance
from iso16363.readiness import GateName
from iso16363.workspace.places import Locator
from iso16363.workspace.signing import Signature

_LABEL = 11


def as_text(found: Signature, at: Screen) -> list[str]:
    """Who may sign, whether that can be done today, and over what; nothing is written."""
    site, judgement = found.site, found.site.judgement
    lines = [heading(f"{clean(judgement.site.site.short_name)}: the declaration over the whole self-assessment"), ""]
    for label, text in _rows(found):
        lines.extend(wrapped(text, at, first=f"  {label:<{_LABEL}}", indent=" " * (_LABEL + 2)))
    if found.in_the_way:
        return [*lines, "", *in_the_way(found, at)]
    if found.holds:
        return lines
    by = clean(found.accountable[0]) if found.accountable else "ROLE"
    lines.extend(["", "All other gates hold. Read the whole self-assessment, then sign it:"])
    return [*lines, f"  iso16363 sign {clean(site.report.id)} --by {by}"]


def _rows(found: Signature) -> list[tuple[str, str]]:
    judgement = found.site.judgement
    roles = judgement.site.site.roles
    signers = "; ".join(f"{role} ({roles[role].title})" for role in found.accountable)
    rows = [("who signs", signers or "nobody: mark the role that declares with `accountable: true` in site.yaml")]
    rows.append(("over", found.digest))
    rows.append(("in force", _in_force(found)))
    revoked = [(name, d.revoked) for name, d in judgement.site.declarations.items() if d.revoked]
    if revoked:
        name, last = revoked[-1]
        if last:
            rows.append(("taken back", f"{name}, by {last.by} on {last.on}: {last.why}"))
    return rows


def _in_force(found: Signature) -> str:
    if found.in_force is None:
        return "none"
    name, declaration = found.in_force
    return f"{name}: signed by {declaration.by} on {declaration.on}. {declared(found.site.judgement, declaration)}"


def in_the_way(found: Signature, at: Screen) -> list[str]:
    """The gates that do not hold, each with the first of what fails it; errors in full, for nothing stands on them."""
    site = found.site
    number = sum(len(gate.failures) for gate in found.in_the_way)
    gates = count(len(found.in_the_way), "gate does", "gates do")
    lines = [heading(f"In the way: {gates} not hold, {count(number, 'thing')} to mend")]
    lines.extend(in_short(found.in_the_way, Locator(site.workspace, site.report), at, rest="all"))
    if any(gate.name is GateName.STRUCTURE for gate in found.in_the_way):
        lines.extend(["", *findings(site.report, at, Severity.ERROR)])
    return lines


def as_data(found: Signature, *, written: str | None = None) -> Json:
    """The same for another program; `written` is the id of a declaration that was written or taken back."""
    judgement = found.site.judgement
    made_from = provenance(judgement.provenance, judgement.edition)
    name, declaration = found.in_force or (None, None)
    return {
        "site": found.site.report.id,
        **{key: value for key, value in made_from.items() if key != "tool"},
        "may_sign": list(found.accountable),
        "digest": found.digest,
        "declaration": {"id": name, **declaration.model_dump(mode="json")} if declaration else None,
        "holds": found.holds,
        "written": written,
        "in_the_way": [
            {"gate": gate.name.value, "failures": [{"subject": f.subject, "text": f.text} for f in gate.failures]}
            for gate in found.in_the_way
        ],
        "errors": [diagnostic(d) for d in found.site.report.diagnostics if d.severity is Severity.ERROR],
    }
