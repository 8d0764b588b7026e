"""What is withheld is taken out of other texts however it is written there, and nothing else is."""

import dataclasses

import pytest
import report_samples

from iso16363.model.documents import Access
from iso16363.model.site import Role
from iso16363.model.variant import OUTSIDE, Variant
from iso16363.sweeping import sweep_of
from iso16363.variants import for_variant

MARK = "[withheld]"


@pytest.mark.parametrize(
    ("secret", "text", "left"),
    [
        ("Maßnahmenkatalog Straße", "im MASSNAHMENKATALOG STRASSE steht", f"im {MARK} steht"),
        ("MASSNAHMENKATALOG", "der Maßnahmenkatalog.", f"der {MARK}."),
        ("Secret minutes", "the secret\u00a0\n minutes of", f"the {MARK} of"),
        ("https://a.example.org/x_y", "at https://a.example.org/x\\_y too", f"at {MARK} too"),
        ("Secret minutes", "the sec\u00adret\u200b minutes", f"the {MARK}"),
        ("Cafe\u0301 minutes", "Caf\u00e9 minutes", MARK),
        ("plan-2", "plan-2 and plan-20", f"{MARK} and plan-20"),
        ("minutes of 2026", "minutes of 20267", f"{MARK}7"),
    ],
)
def test_a_secret_is_found_however_it_is_written(secret: str, text: str, left: str) -> None:
    assert sweep_of([secret], [], MARK)(text) == left


def test_what_overlaps_goes_as_a_whole() -> None:
    secrets = ["Minutes of the board plan", "board plan for storage", "the board"]
    assert sweep_of(secrets, [], MARK)("see Minutes of the board plan for storage!") == f"see {MARK}!"


def test_a_short_secret_is_open_as_a_word_of_its_own_only() -> None:
    assert sweep_of(["Ester"], ["every semester"], MARK)("Ester checks") == f"{MARK} checks"
    assert sweep_of(["Ester"], ["by Ester, twice"], MARK)("Ester checks") == "Ester checks"


def test_what_is_kept_stays_in_its_text_only() -> None:
    sweep = sweep_of(["Anna Beispiel"], [], MARK, ["Interview with Anna Beispiel"])
    assert sweep("Anna Beispiel, see Interview with Anna Beispiel") == f"{MARK}, see Interview with Anna Beispiel"


def test_a_person_named_by_a_document_for_staff_is_in_no_public_text() -> None:
    """The title may be shown to the auditor, so the name stands openly there; not in the public variant."""
    whole = report_samples.complete()
    site = whole.site
    talk = site.documents["charter"].model_copy(
        update={"title": "Interview with Anna Beispiel", "access": Access.INTERNAL, "path": None, "sha256": None}
    )
    said = "Anna Beispiel checks it, see Interview with Anna Beispiel."
    answers = {c: a.model_copy(update={"response": said}) for c, a in site.answers.items()}
    roles = {**site.site.roles, "keeper": Role(title="Keeper", person="Anna Beispiel")}
    planted = dataclasses.replace(
        site,
        site=site.site.model_copy(update={"roles": roles}),
        documents={**site.documents, "talk": talk},
        answers=answers,
    )
    auditor, public = (for_variant(dataclasses.replace(whole, site=planted), variant).site for variant in OUTSIDE)
    assert auditor.documents["talk"].title == "Interview with Anna Beispiel"
    assert auditor.answers["3.1.1"].response == f"{MARK} checks it, see Interview with Anna Beispiel."
    assert public.answers["3.1.1"].response == f"{MARK} checks it, see {MARK}."
    assert for_variant(dataclasses.replace(whole, site=planted), Variant.INTERNAL).site is planted
