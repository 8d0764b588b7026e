"""Whether what a site says of itself holds together."""

from collections.abc import Iterator

from iso16363.diagnostics import Diagnostic
from iso16363.model.assessment import SelfAssessment
from iso16363.model.layout import site_place


def check_site(site: SelfAssessment) -> Iterator[Diagnostic]:
    """Report a scope that is only proposed, and an accountability that is not clear."""
    repository = site.site.repository
    if repository and repository.proposed:
        yield Diagnostic(
            "S701",
            site_place("repository", "proposed"),
            "name and scope of the repository are a proposal",
            "When the site has chosen what is audited, correct them and remove `proposed`.",
        )
    accountable = [role_id for role_id, role in site.site.roles.items() if role.accountable]
    for role_id in accountable[1:]:
        yield Diagnostic(
            "S702",
            site_place("roles", role_id, "accountable"),
            f'"{accountable[0]}" is accountable already',
            "One role signs the declaration: keep `accountable` at that role only.",
        )
