"""The course of sites as data for other programs."""

from collections.abc import Sequence
from datetime import date

from iso16363.interchange import Json
from iso16363.scoring import CriterionState
from iso16363.trend import (
    BurnUp,
    Difference,
    Height,
    Moved,
    Numbers,
    Point,
    SiteTrend,
    burn_up,
    last_difference,
    whole_difference,
)

SCHEMA = "iso16363/trend/1"


def trend_data(trends: Sequence[SiteTrend]) -> Json:
    """Every point of every site, what differs between the first and last and between the last two; the sum of all."""
    return {"sites": [_site(trend) for trend in trends], "all": _burn_up(burn_up(trends))}


def _site(trend: SiteTrend) -> Json:
    last, whole = last_difference(trend), whole_difference(trend)
    return {
        "site": trend.site,
        "commits": trend.commits,
        "notes": list(trend.notes),
        "points": [_point(point) for point in trend.points],
        "whole_difference": _difference(whole) if whole else None,
        "last_difference": _difference(last) if last else None,
    }


def _point(point: Point) -> Json:
    return {
        "date": point.day.isoformat(),
        "commit": point.commit,
        "commit_date": (point.recorded or point.day).isoformat() if point.commit and not point.is_today else None,
        "tags": list(point.tags),
        "today": point.is_today,
        "uncommitted_changes": point.uncommitted,
        "judged": point.numbers is not None,
        "reason": point.reason or None,
        **(_numbers(point.numbers) if point.numbers else {}),
    }


def _numbers(numbers: Numbers) -> Json:
    return {
        "edition": numbers.edition,
        "state": numbers.state.value,
        "milestone": numbers.milestone,
        "due": _day(numbers.due),
        "criteria": len(numbers.criteria),
        "applicable": numbers.applicable,
        "complete": numbers.at_least(CriterionState.ANSWERED),
        "supported": numbers.at_least(CriterionState.SUPPORTED),
        "reviewed": numbers.at_least(CriterionState.REVIEWED),
        "states": {state.value: count for state, count in numbers.states.items()},
        "gates": {name.value: "holds" if holds else "fails" for name, holds in numbers.gates.items()},
        "errors": numbers.errors,
    }


def _difference(found: Difference) -> Json:
    return {
        "from": found.since.isoformat(),
        "to": found.until.isoformat(),
        "further": [_moved(moved) for moved in found.further],
        "back": [_moved(moved) for moved in found.back],
        "other": [_moved(moved) for moved in found.other],
        "gates_that_hold_now": [name.value for name in found.opened],
        "gates_that_fail_now": [name.value for name in found.shut],
        "state": [state.value for state in found.state] if found.state else None,
        "edition": list(found.edition) if found.edition else None,
        "due": [_day(day) for day in found.due] if found.due else None,
        "errors": list(found.errors) if found.errors else None,
    }


def _moved(moved: Moved) -> Json:
    criterion, before, after = moved
    return {"criterion": criterion, "from": before.value, "to": after.value}


def _burn_up(found: BurnUp) -> Json:
    points = [{"date": height.day.isoformat(), **_counts(height)} for height in found.heights]
    return {"due": [day.isoformat() for day in found.due], "points": points}


def _counts(height: Height) -> Json:
    return {
        "sites": height.sites,
        "applicable": height.applicable,
        "complete": height.complete,
        "supported": height.supported,
        "reviewed": height.reviewed,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
