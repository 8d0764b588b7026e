"""What the sites of a workspace say of one criterion, whichever edition they audit against."""

from dataclasses import dataclass

from iso16363.catalog import Catalogue, Edition
from iso16363.diagnostics import Place
from iso16363.errors import UnreadableInput
from iso16363.model.answers import Answer
from iso16363.model.assessment import SelfAssessment
from iso16363.model.layout import answer_place
from iso16363.workspace.location import SITES_FOLDER, Workspace
from iso16363.workspace.site_files import LoadedSite, load_site, look_up
from iso16363.yamltext import spots


@dataclass(frozen=True, slots=True)
class Mention:
    """One site's answer to a criterion. `assessment` is None where the site cannot be read.

    `criterion` is the id in the site's own edition, None where that has no such criterion.
    """

    site: str
    assessment: SelfAssessment | None
    criterion: str | None
    place: Place

    @property
    def answer(self) -> Answer | None:
        """The answer, None where there is nothing to be read."""
        if self.assessment is None or self.criterion is None:
            return None
        return self.assessment.answer(self.criterion)


def mentions(workspace: Workspace, catalogue: Catalogue, edition: Edition, criterion: str) -> tuple[Mention, ...]:
    """What each site of the workspace says of a criterion of an edition; providers only where they say something."""
    audited = frozenset(workspace.audited())
    found = (_mention(workspace, site, catalogue, edition, criterion) for site in workspace.site_ids())
    return tuple(one for one in found if one.site in audited or (one.answer and one.answer.begun))


def _mention(workspace: Workspace, site: str, catalogue: Catalogue, edition: Edition, criterion: str) -> Mention:
    shown = (workspace.shown / SITES_FOLDER / site).as_posix()
    try:
        loaded = load_site(workspace.site_folder(site), attached=False)
    except (UnreadableInput, OSError):  # the criterion can be looked up all the same, and what the others say
        return Mention(site, None, None, Place(shown))
    assessment = loaded.assessment
    if assessment is None:
        return Mention(site, None, None, Place(shown))
    own = _own_id(catalogue, edition, criterion, assessment.site.edition)
    if own is None:
        return Mention(site, assessment, None, Place(shown))
    place = _located(loaded, own)
    return Mention(site, assessment, own, Place(f"{shown}/{place.file}", place.line, place.column, place.path))


def _own_id(catalogue: Catalogue, edition: Edition, criterion: str, wanted: str) -> str | None:
    if wanted == edition.id:
        return criterion
    return next((n.criterion for n in catalogue.neighbours(edition.id, criterion) if n.edition == wanted), None)


def _located(loaded: LoadedSite, criterion: str) -> Place:
    place = answer_place(criterion)
    if place.file not in loaded.texts:
        return place
    table = {keys: (s.line, s.column) for keys, s in spots(loaded.texts[place.file]).items()}
    return Place(place.file, *look_up(place, table), place.path)
