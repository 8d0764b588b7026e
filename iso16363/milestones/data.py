"""A milestone as JSON, for other programs: every figure with the file that it comes from."""

from collections.abc import Mapping, Sequence
from typing import Any

from iso16363.milestones.lending import Help, Need
from iso16363.milestones.papers import Paper
from iso16363.milestones.risks import Risk
from iso16363.milestones.rollup import MilestoneStanding
from iso16363.milestones.sharing import Lead, Shareable, SharedDocument
from iso16363.milestones.standing import GateStanding, Judged, Lack, SiteAction, SiteStanding
from iso16363.model.layout import evidence_file
from iso16363.scoring import CriterionState, Tally
from iso16363.trend import SiteTrend
from iso16363.trenddata import trend_data

SCHEMA = "iso16363/milestone/1"

Json = dict[str, Any]


def milestone_data(found: MilestoneStanding, courses: Sequence[SiteTrend]) -> Json:
    """Everything but schema and version, which whoever writes it puts first. Files are below the workspace.

    `courses` is how each of its sites came along.
    """
    plan = found.plan
    return {
        "as_of": found.today.isoformat(),
        "variant": found.variant.value,
        "milestone": {
            "id": plan.id,
            "title": plan.title,
            "project": plan.project,
            "due": plan.due.isoformat(),
            "due_day_passed": plan.due < found.today,
            "verification": plan.verification,
            "rule": {
                "state": plan.rule.state.value,
                "definition": plan.rule.state.definition,
                "core": list(plan.rule.core),
                "others": list(plan.rule.others),
            },
            "sources": [{"url": source.url, "shows": source.shows} for source in plan.sources],
            "notes": list(plan.notes),
            "file": found.file,
        },
        "met": found.met,
        "behind": [site.id for site in found.behind],
        "sites": [_site(site) for site in found.sites],
        "matrices": [_matrix(found, edition) for edition in found.editions],
        "shared_documents": [_shared(one) for one in found.shared],
        "shared_but_not_public": found.unnamed,
        "could_be_shared": [_shareable(one) for one in found.shareable],
        "comparable": found.comparable,
        "ahead": [_lead(one) for one in found.leads],
        **_lent(found),
        "actions": [_action(one) for one in found.actions],
        "actions_done": found.done,
        "risks": [_risk(risk) for risk in found.risks],
        "trend": trend_data(courses),
    }


def _site(site: SiteStanding) -> Json:
    head: Json = {"site": site.id, "core": site.core, "judged": site.judged is not None, "reached": site.reached}
    errors = [_lack(error, "code") for error in site.errors]
    if site.judged is None:
        return {**head, "exists": site.exists, "folder": site.folder, "reason": site.reason, "errors": errors}
    return {**head, **_judged(site, site.judged), "errors": errors}


def _judged(site: SiteStanding, judged: Judged) -> Json:
    head, edition = judged.head, judged.edition
    return {
        "name": head.name,
        "short_name": head.short_name,
        "fictional": head.fictional,
        "edition": edition.id,
        "state": judged.state.value,
        "milestone": head.milestone,
        "due": head.due.isoformat() if head.due else None,
        "folder": site.folder,
        "commit": judged.commit,
        "uncommitted_changes": judged.uncommitted,
        "candidate_citations": judged.candidates,
        "inputs_digest": judged.inputs_digest,
        "gates": [_gate(gate) for gate in judged.gates],
        "all": _tally(judged.whole, f"{site.folder}/evidence"),
        "sections": {s: _tally(judged.of(edition.of_section(s)), f"{site.folder}/evidence") for s in edition.sections},
        "subsections": {
            s: _tally(judged.of(edition.of_subsection(s)), f"{site.folder}/evidence/{s}.yaml")
            for s in edition.subsections
        },
    }


def _gate(gate: GateStanding) -> Json:
    return {
        "gate": gate.name.value,
        "status": "holds" if gate.holds else "fails",
        "rule": gate.name.definition,
        "failures": [_lack(lack, "subject") for lack in gate.lacks],
    }


def _lack(lack: Lack, about: str) -> Json:
    there = {} if lack.there else {"to_be_written": True}
    return {about: lack.subject, "text": lack.text, "file": lack.file, **there}


def _tally(counts: Tally, file: str) -> Json:
    return {
        "criteria": counts.total,
        "applicable": counts.applicable,
        "states": {state.value: number for state, number in counts.states.items()},
        "ratings": {"none" if rating is None else str(rating): n for rating, n in counts.ratings.items()},
        "minimum": counts.minimum,
        "answered_or_further": counts.at_least(CriterionState.ANSWERED),
        "supported_or_further": counts.at_least(CriterionState.SUPPORTED),
        "reviewed": counts.at_least(CriterionState.REVIEWED),
        "file": file,
    }


def _matrix(found: MilestoneStanding, edition: str) -> Json:
    """The criteria of an edition, each with where the sites that answer it stand."""
    members = found.answering(edition)
    rows = [
        {
            "criterion": criterion,
            "title": about.title,
            "sites": {
                site: {
                    "state": judged.criteria[criterion].state.value,
                    "rating": judged.criteria[criterion].rating,
                    "target": judged.criteria[criterion].target,
                    "candidates": judged.criteria[criterion].candidates,
                    "file": judged.criteria[criterion].file,
                }
                for site, judged in members
            },
        }
        for criterion, about in found.editions[edition].criteria.items()
    ]
    return {"edition": edition, "sites": [site for site, _ in members], "criteria": rows}


def _paper(paper: Paper) -> Json:
    return {
        "document": paper.id,
        "title": paper.title,
        "access": paper.access.value if paper.access else None,
        "state": paper.state.value,
        "link": paper.link,
        "file": paper.file,
    }


def _shared(one: SharedDocument) -> Json:
    cited = {site: list(criteria) for site, criteria in one.cited_by.items()}
    confirmed = {site: list(criteria) for site, criteria in one.confirmed_by.items()}
    return {**_paper(one.paper), "provider": one.provider, "cited_by": cited, "confirmed_by": confirmed}


def _shareable(one: Shareable) -> Json:
    copies = [{"in": c.holder, "document": c.id, "title": c.title, "file": c.file} for c in one.copies]
    return {"address": one.address, "registered": copies}


def _lead(one: Lead) -> Json:
    return {
        "edition": one.edition,
        "subsection": one.subsection,
        "title": one.title,
        "leaders": list(one.leaders),
        "applicable": dict(one.applicable),
        "answered_or_further": dict(one.answered),
        "supported_or_further": dict(one.supported),
        "files": [f"sites/{site}/evidence/{one.subsection}.yaml" for site in one.answered],
    }


def _lent(found: MilestoneStanding) -> Json:
    """Who needs help stands once for each criterion: with each help, it would grow with the square of the sites."""
    needed = {(need.edition, need.criterion): need.sites for need in found.needs}
    return {
        "needed": [_need(one) for one in found.needs],
        "could_help": [_help(one, needed) for one in found.helps],
    }


def _need(one: Need) -> Json:
    return {
        "edition": one.edition,
        "criterion": one.criterion,
        "sites": list(one.sites),
        "helps_not_listed": one.more,
        "files": [f"sites/{site}/{evidence_file(one.criterion)}" for site in one.sites],
    }


def _help(one: Help, needed: Mapping[tuple[str, str], Sequence[str]]) -> Json:
    except_for = {}
    for criterion, sites in one.criteria.items():
        needy = needed[one.edition, criterion]
        if len(sites) < len(needy):
            still = set(sites)
            except_for[criterion] = [site for site in needy if site not in still]
    return {
        "helper": one.helper,
        "edition": one.edition,
        "document": _paper(one.document) if one.document else None,
        "ask_the_site": one.document is None,
        "criteria": list(one.criteria),
        "cited_already_by": except_for,
        "file": one.document.file if one.document else f"sites/{one.helper}/documents.yaml",
    }


def _risk(one: Risk) -> Json:
    return {
        "rule": one.rule.value,
        "definition": one.rule.definition,
        "site": one.site,
        "number": one.number,
        "subjects": list(one.subjects),
        "files": list(one.files),
    }


def _action(one: SiteAction) -> Json:
    return {
        "site": one.site,
        "action": one.id,
        "what": one.action,
        "owner": one.owner,
        "due": one.due.isoformat() if one.due else None,
        "overdue": one.overdue,
        "state": one.state.value,
        "priority": one.priority.value,
        "criteria": list(one.criteria),
        "file": one.file,
    }
