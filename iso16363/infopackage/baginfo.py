"""What bag-info.txt says of a package: whose, of what, for whom, in which state."""

from collections.abc import Sequence

from iso16363 import __version__
from iso16363.fingerprint import assessment_digest
from iso16363.infopackage.bag import oxum
from iso16363.infopackage.contents import Entry, package_name
from iso16363.judgement import Judgement
from iso16363.language import label, say

READY, DRAFT = "READY", "DRAFT"


def status_of(shown: Judgement) -> str:
    """Whether it is a hand-over, for which all gates hold, or a draft, as a package says it."""
    return DRAFT if shown.draft else READY


def declaration_of(judgement: Judgement) -> str:
    """Which role signed, and when; `none` where nobody did, or it was taken back."""
    if judgement.site.declaration is None:
        return "none"
    _, declaration = judgement.site.declaration
    return f"{declaration.by} {declaration.on.isoformat()}"


def described(shown: Judgement) -> str:
    """One sentence that says what the package is."""
    site, edition = shown.site.site, shown.edition.head.title
    if shown.draft and not shown.readiness.failing:
        text = say(
            "DRAFT, made as a draft on request; not a hand-over. Self-audit of {site} against {edition}, variant “{v}”."
        )
    elif shown.draft:
        text = say("DRAFT, not a hand-over: not all gates hold. Self-audit of {site} against {edition}, variant “{v}”.")
    else:
        text = say("Self-audit of {site} against {edition}, ready for an external audit, variant “{v}”.")
    return text.format(site=site.name, edition=edition, v=label(shown.variant))


def bag_info(whole: Judgement, shown: Judgement, entries: Sequence[Entry]) -> list[tuple[str, str]]:
    """Labels and values of bag-info.txt. The digest is that of the whole self-assessment, whatever is shown."""
    return [
        ("Source-Organization", shown.site.site.name),
        ("External-Description", described(shown)),
        ("Bagging-Date", shown.today.isoformat()),
        ("External-Identifier", package_name(shown)),
        ("Payload-Oxum", oxum(entries)),
        ("Bag-Software-Agent", f"iso16363 {__version__}"),
        ("ISO16363-Site", shown.site.site.id),
        ("ISO16363-Edition", shown.edition.id),
        ("ISO16363-Variant", shown.variant.value),
        ("ISO16363-Status", status_of(shown)),
        ("ISO16363-Assessment-Digest", assessment_digest(whole.site)),
        ("ISO16363-Declaration", declaration_of(shown)),
    ]
