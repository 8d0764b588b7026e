"""Which moments of a history are chosen, the lines that numbers make, and what differs between two points."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iso16363.readiness import GateName, MilestoneState
from iso16363.scoring import CriterionState
from iso16363.trend import Numbers, Point, SiteTrend, burn_up, last_difference, whole_difference
from iso16363.trendpoints import in_order, thinned

DAY = date(2026, 3, 2)
DAYS = st.lists(st.dates(date(2019, 1, 1), date(2032, 1, 1)), max_size=60)
S = CriterionState


def numbers(states: Sequence[CriterionState], *holding: GateName, **fields: object) -> Numbers:
    criteria = {f"3.1.{n}": state for n, state in enumerate(states, start=1)}
    gates = {name: name in holding for name in GateName}
    values = {"edition": "iso16363-2025", "state": MilestoneState.UNDER_WAY, "errors": 0, **fields}
    return Numbers(criteria=criteria, gates=gates, **values)  # type: ignore[arg-type]


def trend(site: str, *points: tuple[int, Numbers | None]) -> SiteTrend:
    return SiteTrend(site, tuple(Point(DAY + timedelta(days=n), numbers=one) for n, one in points))


# --- which moments


@given(DAYS)
def test_days_never_go_back_and_never_lie_after_today(days: list[date]) -> None:
    today = date(2026, 11, 23)
    found = in_order(days, today)
    assert len(found) == len(days)
    assert list(found) == sorted(found)
    assert all(day <= today for day in found)
    assert in_order(found, today) == found


@given(st.lists(st.dates(date(2020, 1, 1), date(2026, 1, 1)), min_size=1, max_size=30))
def test_days_in_order_stay_as_they_are(days: list[date]) -> None:
    assert list(in_order(sorted(days), date(2026, 1, 1))) == sorted(days)


@pytest.mark.parametrize("wrong", [date(1970, 1, 1), date(2038, 1, 19)])
@pytest.mark.parametrize("where", [0, 3, 6])
def test_one_wrong_clock_moves_only_its_own_commit(wrong: date, where: int) -> None:
    days = [DAY + timedelta(days=n) for n in range(7)]
    seen = [*days[:where], wrong, *days[where:]]
    today = date(2026, 11, 23)
    found = list(in_order(seen, today))
    clamped = min(wrong, today)
    kept = [day for index, day in enumerate(found) if index != where]
    assert kept == days
    assert found[where] in (clamped, days[max(0, where - 1)])


@given(DAYS.map(sorted), st.integers(1, 40))
def test_points_are_few_in_order_and_hold_first_and_last(days: list[date], most: int) -> None:
    found = thinned(days, most)
    assert len(found) <= most
    assert list(found) == sorted(set(found))
    if days:
        assert most == 1 or found[-1] == len(days) - 1
        assert days[found[0]] == days[0]
        chosen = [days[index] for index in found]
        assert len(set(chosen)) == len(chosen)
        if len(set(days)) <= most:
            assert chosen == sorted(set(days))


def test_the_finest_span_that_fits_is_taken() -> None:
    days = [date(2025, 1, 1) + timedelta(days=n) for n in range(365)]
    assert len(thinned(days, 400)) == 365
    weekly = [days[n] for n in thinned(days, 60)]
    assert all(day.isoweekday() == 7 for day in weekly[1:-1])
    monthly = [days[n] for n in thinned(days, 24)]
    assert [day.month for day in monthly[1:]] == list(range(1, 13))
    assert all((day + timedelta(days=1)).day == 1 for day in monthly[1:])
    assert [days[n].month for n in thinned(days, 5)] == [1, 3, 6, 9, 12]
    assert len(thinned(days, 11)) == 11  # of the months: quarters would be 5
    assert [days[n].isoformat() for n in thinned(days, 2)] == ["2025-01-01", "2025-12-31"]


def test_of_several_commits_of_a_day_the_last_counts() -> None:
    assert thinned([DAY, DAY, DAY + timedelta(days=1), DAY + timedelta(days=1)], 9) == (1, 3)
    assert thinned([], 9) == ()


def test_where_there_may_be_one_it_is_the_first() -> None:
    assert thinned([DAY, DAY, DAY + timedelta(days=1), DAY + timedelta(days=400)], 1) == (1,)


# --- the lines


def test_numbers_are_those_of_the_states() -> None:
    found = numbers([S.OPEN, S.DRAFT, S.ANSWERED, S.SUPPORTED, S.REVIEWED, S.NOT_APPLICABLE], GateName.SCOPE)
    counts = [found.at_least(state) for state in (S.ANSWERED, S.SUPPORTED, S.REVIEWED)]
    assert (found.applicable, counts) == (5, [3, 2, 1])
    assert found.holding == (GateName.SCOPE,)
    assert set(found.failing) == set(GateName) - {GateName.SCOPE}


def test_sites_are_summed_from_their_first_point_on() -> None:
    one = trend("one", (0, numbers([S.OPEN] * 3)), (10, numbers([S.REVIEWED] * 3, due=date(2027, 1, 31))))
    two = trend("two", (5, numbers([S.ANSWERED] * 2)), (7, None), (10, numbers([S.SUPPORTED] * 2)))
    found = burn_up([one, two, trend("none", (3, None))])
    got = [((h.day - DAY).days, h.sites, h.applicable, h.complete, h.supported, h.reviewed) for h in found.heights]
    assert got == [(0, 1, 3, 0, 0, 0), (5, 2, 5, 2, 0, 0), (10, 2, 5, 5, 5, 3)]
    assert found.due == (date(2027, 1, 31),)
    assert burn_up([]).heights == ()


@given(st.lists(st.lists(st.tuples(st.integers(0, 30), st.sampled_from(S)), max_size=6), max_size=4))
def test_the_sum_of_all_is_the_sum_of_each_on_every_day(histories: list[list[tuple[int, CriterionState]]]) -> None:
    sites = [
        trend(str(number), *[(day, numbers([state])) for day, state in sorted(dict(history).items())])
        for number, history in enumerate(histories)
    ]
    each = [burn_up([site]).heights for site in sites]
    for height in burn_up(sites).heights:
        present = [[h for h in heights if h.day <= height.day][-1:] for heights in each]
        last = [h for found in present for h in found]
        assert height.sites == len(last)
        for name in ("applicable", "complete", "supported", "reviewed"):
            assert getattr(height, name) == sum(getattr(h, name) for h in last)
        assert height.applicable >= height.complete >= height.supported >= height.reviewed
    for heights in each:
        assert all(a.day < b.day for a, b in pairwise(heights))


# --- what differs


def test_what_differs_is_said_by_criterion_gate_and_date() -> None:
    before = numbers([S.OPEN, S.REVIEWED, S.DRAFT, S.OPEN], GateName.SCOPE, GateName.REVIEW, errors=2)
    after = numbers(
        [S.DRAFT, S.SUPPORTED, S.DRAFT, S.NOT_APPLICABLE],
        GateName.SCOPE,
        GateName.COMPLETE,
        due=date(2027, 1, 31),
        state=MilestoneState.SUBMITTED,
    )
    several = trend("a", (0, before), (1, before), (2, after))
    whole = whole_difference(several)
    assert whole is not None
    assert (whole.since, whole.further) == (DAY, (("3.1.1", S.OPEN, S.DRAFT),))
    assert whole_difference(trend("a", (0, before), (2, after))) is None, "these are the last two"
    found = last_difference(trend("a", (0, before), (1, None), (2, after)))
    assert found is not None
    assert (found.since, found.until) == (DAY, DAY + timedelta(days=2))
    assert found.further == (("3.1.1", S.OPEN, S.DRAFT),)
    assert found.back == (("3.1.2", S.REVIEWED, S.SUPPORTED),)
    assert found.other == (("3.1.4", S.OPEN, S.NOT_APPLICABLE),)
    assert (found.opened, found.shut) == ((GateName.COMPLETE,), (GateName.REVIEW,))
    assert found.due == (None, date(2027, 1, 31))
    assert found.errors == (2, 0)
    assert found.state == (MilestoneState.UNDER_WAY, MilestoneState.SUBMITTED)


def test_criteria_of_two_editions_are_not_compared() -> None:
    before, after = numbers([S.OPEN], edition="iso16363-2012"), numbers([S.REVIEWED])
    found = last_difference(trend("a", (0, before), (2, after)))
    assert found is not None
    assert found.further == ()
    assert found.edition == ("iso16363-2012", "iso16363-2025")


def test_nothing_differs_and_nothing_to_compare() -> None:
    same = last_difference(trend("a", (0, numbers([S.OPEN])), (2, numbers([S.OPEN]))))
    assert same is not None
    assert same.is_none
    assert last_difference(trend("a", (0, numbers([S.OPEN])), (2, None))) is None
