"""The sheets of a milestone's workbook on what sites share, who is ahead, what is being done and what may go wrong."""

from collections.abc import Iterator

from iso16363.language import definition, label, listed, say
from iso16363.milestones.sharing import SharedDocument
from iso16363.milestones.wording import Names, nobody, unlisted, unnamed
from iso16363.workbook.milestone_desk import DAY, Cell, Desk, Row, joined
from iso16363.workbook.palette import BAD, GOOD, STILL


def documents(desk: Desk) -> None:
    """Documents that are shared, registered more than once, and those that could help others."""
    found = desk.found
    columns = [
        (say("What"), 34),
        (say("Document"), 30),
        (say("Title"), 46),
        (say("Sites"), 34),
        (say("Criteria"), 50),
        (say("From"), 40),
    ]
    desk.sheet(
        "Documents", joined((unnamed(found), unlisted(found))), columns, [*_shared(desk), *_copies(desk), *_helps(desk)]
    )


def _shared(desk: Desk) -> Iterator[Row]:
    names = desk.found.names
    for one in desk.found.shared:
        sites = listed([names[site] for site in one.cited_by])
        yield say("Document of a provider"), one.paper.id, one.paper.title, sites, _cited(one, names), one.paper.file


def _cited(one: SharedDocument, names: Names) -> str:
    said = []
    for site, criteria in one.cited_by.items():
        confirmed = one.confirmed_by.get(site, ())
        rest = [criterion for criterion in criteria if criterion not in confirmed]
        if confirmed:
            said.append(say("{site}: {criteria} (confirmed)", site=names[site], criteria=", ".join(confirmed)))
        if rest:
            said.append(say("{site}: {criteria} (candidates)", site=names[site], criteria=", ".join(rest)))
    return "; ".join(said)


def _copies(desk: Desk) -> Iterator[Row]:
    names = desk.found.names
    for one in desk.found.shareable:
        holders = listed([f"{names.get(copy.holder, copy.holder)}: {copy.id}" for copy in one.copies])
        files = ", ".join(copy.file for copy in one.copies)
        yield say("Registered more than once"), one.address, one.title, holders, None, files


def _helps(desk: Desk) -> Iterator[Row]:
    names = desk.found.names
    for one in desk.found.helps:
        paper = one.document
        helped = f"{names[one.helper]} → {listed([names[site] for site in one.helped])}"
        title = paper.title if paper else say("ask the site")
        where = paper.file if paper else f"sites/{one.helper}/documents.yaml"
        said = say("Whose document could help whom")
        yield said, paper.id if paper else None, title, helped, ", ".join(one.criteria), where


def ahead(desk: Desk) -> None:
    """How far sites of one edition came in the subsections in which they differ."""
    found, names = desk.found, desk.found.names
    columns = [(say("Edition"), 18), (say("Subsection"), 12), (say("Title"), 40), (say("Furthest"), 34)]
    columns += [(names[site], 14) for site, _ in found.judged]
    rows: list[Row] = []
    for one in found.leads:
        edition = found.editions[one.edition].head.title
        leaders = listed([names[site] for site in one.leaders])
        figures = (
            Cell(f"{one.answered[s]}/{one.supported[s]}/{one.applicable[s]}", GOOD if s in one.leaders else STILL)
            if s in one.answered
            else None
            for s, _ in found.judged
        )
        rows.append((edition, one.subsection, one.title, leaders, *figures, f"sites/*/evidence/{one.subsection}.yaml"))
    said = say("Criteria answered / supported / that apply, where sites differ.") if rows else nobody(found)
    other = say("Sites of different editions are not compared.") if rows and len(found.editions) > 1 else ""
    desk.sheet(say("Who is ahead"), joined((said, other)), [*columns, (say("From"), 28)], rows)


def actions(desk: Desk) -> None:
    """What is still to be done, by due day."""
    found = desk.found
    names = [say("By when"), say("Overdue"), say("Site"), say("What"), say("Who"), say("Priority"), say("Criteria")]
    rows: list[Row] = []
    roles, late = {site: judged.head.role_titles for site, judged in found.judged}, Cell(say("yes"), BAD)
    for one in found.actions:
        due = Cell(one.due, BAD, DAY) if one.overdue else one.due
        owner = roles[one.site].get(one.owner, one.owner) if one.owner else None
        whose = (due, late if one.overdue else None, found.names[one.site])
        rows.append((*whose, one.action, owner, label(one.priority), ", ".join(one.criteria), one.file))
    many = sum(one.overdue for one in found.actions)
    said = say("Open: {n}. Overdue: {late}. Done: {done}.", n=len(found.actions), late=many, done=found.done)
    columns = [*zip(names, (13, 11, 22, 70, 30, 12, 26), strict=True), (say("From"), 34)]
    desk.sheet("Actions", said, columns, rows)


def risks(desk: Desk) -> None:
    """The rules that hold, and of what."""
    found = desk.found
    names = [say("Rule"), say("What it says"), say("Site"), say("Number"), say("About"), say("From")]
    rows: list[Row] = []
    for one in found.risks:
        site = found.names[one.site] if one.site else None
        about = one.subjects if one.site else [found.names[subject] for subject in one.subjects]
        rows.append((label(one.rule), definition(one.rule), site, one.number or None, ", ".join(about), one.file))
    said = say("Each is a rule that is computed from the files; the number says how many things it is about.")
    desk.sheet(say("Risks"), said, list(zip(names, (22, 60, 22, 10, 60, 40), strict=True)), rows)
