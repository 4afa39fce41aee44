"""What a proposal never does, over random days: no window is missed, nobody is in two places, sent while away or sent to what they have not learnt."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.dispatch.planning.greedy import plan_greedily
from server.dispatch.planning.proposing import Day, Proposed, Work, begins_of, propose, standing
from server.dispatch.planning.routing import Crew, Plan, Spans, Stop, Task, times_of
from server.dispatch.planning.travel import Spot, way_between

HOURS: Spans = ((510, 720), (810, 1050))  # 8:30 to 12:00, 13:30 to 17:30
NOON = 720


def minutes(least: int, most: int) -> st.SearchStrategy[int]:
    return st.integers(least // 5, most // 5).map(lambda each: each * 5)


@st.composite
def days(draw: st.DrawFn) -> tuple[Day, list[tuple[int, int] | None]]:
    """A day of up to 9 visits and 4 people, and what each customer was promised."""
    crews_count, count = draw(st.integers(1, 4)), draw(st.integers(0, 9))
    now = draw(st.sampled_from((0, 0, 600)))
    free_from = [max(now, draw(st.sampled_from((0, 540, 780)))) for _ in range(crews_count)]
    crews = []
    for start in free_from:
        gap = draw(st.sampled_from((None, (0, NOON), (600, 660), (0, 3000))))
        spans: Spans = ((start, 2880),)
        if gap:
            spans = tuple(
                each for each in ((start, min(2880, gap[0])), (max(start, gap[1]), 2880)) if each[0] < each[1]
            )
        crews.append(Crew(spans, draw(st.sampled_from((None, count)))))
    works, promises = [], []
    for _ in range(count):
        first = draw(minutes(480, 1080))
        promise = draw(st.sampled_from((None, (first, first), (first, first + 119))))
        lasts = draw(st.sampled_from((30, 60, 90)))
        lead = draw(st.sampled_from((None, *range(crews_count))))
        planned = draw(st.booleans()) and promise is not None and promise[0] != promise[1]
        at = promise[0] if promise and promise[0] == promise[1] else first + 30 if planned else None
        able = draw(st.sampled_from((None, frozenset({0}), frozenset(range(crews_count)))))
        promises.append(promise)
        works.append(
            Work(
                begins_of(promise, HOURS, lasts, now),
                lasts,
                lead,
                at,
                able,
                frozenset({0}),
                at is not None,
                draw(st.integers(0, 9)) == 0,
            )
        )
    ways = [
        [0 if one == other else 5 * draw(st.integers(1, 8)) for other in range(count + 1)] for one in range(count + 1)
    ]
    return Day(works, crews, ways, free_from), promises


def day_after(day: Day, found: Proposed) -> Day:
    """The day with every move done."""
    works = list(day.works)
    for move in found.moves:
        old = works[move.work]
        works[move.work] = Work(old.begins, old.lasts, move.crew, move.at, old.able, old.team, True, old.fixed)
    return Day(works, day.crews, day.ways, day.free_from)


@settings(max_examples=250, deadline=None)
@given(days(), st.sampled_from(("fill", "anew")))
def test_a_proposal_breaks_no_window_and_sends_nobody_who_is_away_or_busy(drawn: tuple[Day, list], mode: str) -> None:
    day, promises = drawn
    found = propose(day, mode)
    for move in found.moves:
        work, promise = day.works[move.work], promises[move.work]
        assert not work.fixed
        if promise is not None:
            assert promise[0] <= move.at <= promise[1], "a promise is broken"
        assert any(come <= move.at and move.at + work.lasts <= go for come, go in day.crews[move.crew].here), "away"
        assert move.at >= day.free_from[move.crew], "busy"
        assert work.able is None or move.crew in work.able or move.crew == work.lead, "has not learnt it"
    after = day_after(day, found)
    _, troubles = standing(after)
    placed = {move.work for move in found.moves}
    assert not placed & troubles.keys(), "what was proposed does not work when it is done"
    _, before = standing(day)
    assert troubles.keys() <= before.keys(), "what worked before does not work any more"
    known = (
        placed
        | {each.work for each in found.left}
        | {work for work, each in enumerate(day.works) if each.lead is not None}
    )
    assert known == set(range(len(day.works))), "a visit was forgotten"


@settings(max_examples=100, deadline=None)
@given(days())
def test_filling_leaves_alone_what_works(drawn: tuple[Day, list]) -> None:
    day, _ = drawn
    routes, _ = standing(day)
    works = {work for route in routes for work in route}
    for move in propose(day, "fill").moves:
        if move.work in works:
            assert move.crew == day.works[move.work].lead and move.why == "settled" and not day.works[move.work].pinned


def test_who_is_nearer_takes_the_visit_only_where_it_saves_more_than_the_change_costs() -> None:
    ways = [[0, 10, 60], [10, 0, 60], [60, 60, 0]]
    works = [
        Work(((540, 540),), 60, 0, 540),
        Work(((660, 660),), 60, 1, 660),
    ]
    crews = [Crew(((0, 2880),)), Crew(((0, 2880),), 2)]
    found = propose(Day(works, crews, ways, [0, 0]), "anew")
    assert [(move.work, move.crew, move.why) for move in found.moves] == [(1, 0, "nearer")]
    assert (found.ways_before, found.ways_after) == (60, 10)
    assert propose(Day(works, crews, ways, [0, 0]), "fill").moves == []


@pytest.mark.parametrize(
    ("promise", "lasts", "earliest", "expected"),
    [
        ((600, 719), 60, 0, ((600, 660),)),  # has to be ended before noon
        ((690, 690), 60, 0, ((690, 690),)),  # what was agreed counts although it runs into noon
        ((1080, 1199), 60, 0, ((1080, 1199),)),  # a window in the evening counts although nobody works then by rule
        ((600, 719), 60, 700, ((700, 719),)),  # late, and still within what was promised
        ((600, 719), 60, 720, ()),  # over
        (None, 60, 0, ((510, 660), (810, 990))),
        (None, 60, 1000, ()),
    ],
)
def test_when_work_may_begin(promise: tuple[int, int] | None, lasts: int, earliest: int, expected: Spans) -> None:
    assert begins_of(promise, HOURS, lasts, earliest) == expected


def test_ways_are_said_with_how_far_they_may_be_off() -> None:
    lake, river = Spot("江城区", "翠湖花园", 31_230_000, 121_470_000), Spot("江城区", "江景苑", 31_230_000, 121_500_000)
    assert (way_between(lake, river).minutes, way_between(lake, river).by) == (20, "position")  # 2.85 km: 5 + 13.3 min
    assert way_between(Spot("江城区", "翠湖花园"), Spot("江城区", "翠湖花园")).minutes == 10
    assert way_between(Spot("江城区", "甲"), Spot("城北区", "乙")) == way_between(
        Spot("城北区", "乙"), Spot("江城区", "甲")
    )
    assert way_between(Spot(), river).spread == 20


def test_a_load_and_a_way_home_bound_a_route() -> None:
    """As Solomon's instances have them."""
    task = Task(
        [Stop(((0, 100),), 10, None, 3), Stop(((0, 100),), 10, None, 3)],
        [Crew(((0, 60),), 2, 2, 5)] * 2,
        [[0, 5, 10], [5, 0, 10], [10, 10, 0]],
    )
    assert times_of(task, 0, (0, 1)) is None
    assert plan_greedily(task) == Plan(((0,), (1,)))
