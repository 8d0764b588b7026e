"""How a sheet is printed and protected: the same for all."""

from dataclasses import dataclass
from typing import Final

from xlsxwriter.worksheet import Worksheet

from iso16363.judgement import Judgement
from iso16363.language import marked, say
from iso16363.model.variant import Variant
from iso16363.workbook.book import MAX_HEADER
from iso16363.workbook.plain import units

A4: Final = 9
_INTERNAL: Final = marked("Internal: may describe what is not public")
_FICTIONAL: Final = marked("Fictional example")
_SHOWN_TO: Final = {
    Variant.INTERNAL: _INTERNAL,
    Variant.AUDITOR: marked("For the external auditor only"),
    Variant.PUBLIC: marked("Public"),
}
_ALLOWED: Final = {
    "format_columns": True,
    "format_rows": True,
    "sort": True,
    "autofilter": True,
}


@dataclass(frozen=True, slots=True)
class Page:
    """What stands above and below every printed page."""

    header: str
    footer: str


def confidentiality(judgement: Judgement) -> str:
    """How the workbook has to be handled, in a few words."""
    handling = say(_FICTIONAL if judgement.site.site.fictional else _SHOWN_TO[judgement.variant])
    # Translators: stands on every page of a package that was made before the site was ready.
    return say("DRAFT. {handling}", handling=handling) if judgement.draft else handling


def page_of(judgement: Judgement, export: str) -> Page:
    """Header with site, milestone and confidentiality; footer with what was exported and page number."""
    site = judgement.site.site
    milestone = f"{site.milestone.id} " if site.milestone else ""
    stamp = f"&L&10{_plain(site.short_name)}&C&10{_plain(milestone + judgement.edition.head.title)}"
    header = f"{stamp}&R&10{_plain(confidentiality(judgement))}"
    if units(header) > MAX_HEADER:
        header = f"&L&10{site.id}&R&10{_plain(confidentiality(judgement))}"
    made = _coded(say("Export {export}"), export=export)
    number = _coded(say("Page {page} of {pages}"), page="&P", pages="&N")
    return Page(header, f"&L&10{made}&C&10&A&R&10{number}")


def _coded(text: str, **codes: str) -> str:
    """A sentence of a footer with codes in it: an ampersand of its own would start another."""
    return text.replace("&", "&&").format(**codes)


def _plain(text: str) -> str:
    """Text of a header: an ampersand would start a code, a leading digit would join the font size."""
    return " " + " ".join(text.replace("&", "&&").split())


def print_setup(
    sheet: Worksheet, page: Page, *, landscape: bool = True, one_page: bool = False, across: int = 1
) -> None:
    """A4, so many pages wide, header and footer."""
    sheet.set_paper(A4)
    if landscape:
        sheet.set_landscape()
    sheet.fit_to_pages(across, 1 if one_page else 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.set_header(page.header, {"margin": 0.25})
    sheet.set_footer(page.footer, {"margin": 0.25})


def protect(sheet: Worksheet) -> None:
    """Guard against slips, without a password: what is open can be filled, filtered, sorted, widened."""
    sheet.protect("", dict(_ALLOWED))
