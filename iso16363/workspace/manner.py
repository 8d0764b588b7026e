"""For whom an output is made, in which language, on which paper; and the judgement as those readers may see it."""

from dataclasses import dataclass, replace
from typing import Literal

from iso16363.judgement import Judgement
from iso16363.model.variant import Variant
from iso16363.resources import ENGLISH
from iso16363.variants import for_variant
from iso16363.workspace.catalogue_files import in_language

VARIANTS = {variant.value: variant for variant in Variant}


@dataclass(frozen=True, slots=True)
class Manner:
    """For whom a document is made, in which language, on which paper."""

    variant: Variant = Variant.INTERNAL
    language: str = ENGLISH
    paper: Literal["a4", "letter"] = "a4"

    def suffix_of(self, what: str = "") -> str:
        """What tells the files of a site apart: `-data-manager`, `-public-fr`, `-letter`."""
        variant = "" if self.variant is Variant.INTERNAL else self.variant.value
        language = "" if self.language == ENGLISH else self.language
        paper = "" if self.paper == "a4" else self.paper
        return "".join(f"-{part}" for part in (what, variant, language, paper) if part)


def for_readers(judgement: Judgement, manner: Manner) -> Judgement:
    """The judgement as the readers may see it, with titles in their language. To be called while it is spoken."""
    edition, against = in_language(judgement.edition, manner.language), judgement.against
    if against is not None:
        way = replace(against.way, target=in_language(against.way.target, manner.language))
        against = replace(against, way=way)
    return for_variant(replace(judgement, edition=edition, against=against), manner.variant)
