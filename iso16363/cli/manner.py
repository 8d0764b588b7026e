"""Options that say for whom an output is made, in which language, on which paper."""

import click

from iso16363.resources import languages

language_option = click.option(
    "--language",
    type=click.Choice(languages()),
    default="en",
    show_default=True,
    help="Language of headings and explanations; what the site wrote stays as it is.",
)
paper_option = click.option(
    "--paper", type=click.Choice(("a4", "letter")), default="a4", show_default=True, help="Paper of the report."
)
variant_option = click.option(
    "--variant",
    type=click.Choice(("internal", "auditor", "public")),
    default="internal",
    show_default=True,
    help="For whom it is made; what the others may not see is left out of theirs.",
)
