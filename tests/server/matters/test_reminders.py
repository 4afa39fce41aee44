"""Who is told that a promise comes due, and that nobody has to be told for it to stand on the list (K8)."""

from __future__ import annotations

from typing import Any

import pytest

from server.accounts import people
from server.accounts.models import Responsibility
from server.accounts.responsibility import missing, responsible
from server.kernel.db import db
from server.kernel.feed import Change
from server.kernel.ids import new_id
from server.kernel.problem import Problem
from server.kernel.transaction import write
from server.matters.reminders import Reminder, remind
from tests.server.matters.conftest import Team
from tests.server.matters.test_commitments import listed, m1, row

pytestmark = pytest.mark.both_databases  # because the record rests on what each finds, orders and locks


def told(team: Team, commitment: str) -> list[tuple[str, str]]:
    """(stage, login) of everybody who was told of it, in the order of the stages."""
    logins = {person: login for login, person in team.scenario.cast.people.items()}
    rows = sorted(
        team.scenario.rows(Reminder, Reminder.commitment_id == commitment), key=lambda each: (each.at, each.stage)
    )
    return [(each.stage, logins[each.person_id]) for each in rows]


def ticks(team: Team) -> None:
    with team.scenario.app.app_context():
        remind(team.ours)


def test_the_owner_the_dispatcher_and_the_supervisor_are_told_one_after_the_other(team: Team) -> None:
    visit = m1(team)
    promise = team.promise(visit)
    # four working hours after 15:00 are 2 h 30 until 17:30, and 1 h 30 from 8:30 of the next day
    steps = [
        ("2026-12-01 12:59", 0),
        ("2026-12-01 13:00", 1),
        ("2026-12-01 15:00", 2),
        ("2026-12-02 09:59", 2),
        ("2026-12-02 10:00", 3),
    ]
    for moment, count in steps:
        team.at(moment)
        ticks(team)
        ticks(team)
        assert len(told(team, promise.id)) == count, moment
    assert told(team, promise.id) == [("owner", "liming"), ("dispatcher", "chenjing"), ("supervisor", "zhoumin")]
    assert "已报主管" in row(team, promise.id)


def test_the_owners_phone_hears_of_the_reminder_once(team: Team) -> None:
    """By the feed, as hints are given (0190). Guard: `_tell_phones` in server/matters/reminders.py."""
    visit = m1(team)

    def told_phone() -> int:
        who = team.scenario.cast.people["liming"]
        return len(
            team.scenario.rows(Change, Change.person_id == who, Change.visit_id == visit, Change.kind == "visit")
        )

    before = told_phone()
    team.at("2026-12-01 12:59")
    ticks(team)
    assert told_phone() == before
    team.at("2026-12-01 13:00")
    ticks(team)
    ticks(team)
    assert told_phone() == before + 1
    team.sent()


def test_a_promise_stands_on_the_list_although_nobody_was_told(team: Team) -> None:
    promise = team.promise(m1(team))
    team.at("2026-12-02 11:00")
    assert f'data-id="{promise.id}"' in listed(team)
    assert "已报主管" in row(team, promise.id)


def test_what_somebody_promised_who_has_left_is_the_teams(team: Team) -> None:
    visit = m1(team)
    promise = team.promise(visit)
    with team.scenario.app.app_context():
        people.leave(team.ours, team.scenario.cast.people["liming"])
    team.at("2026-12-01 13:00")
    ticks(team)
    assert ("owner", "chenjing") in told(team, promise.id)
    assert team.promise(visit).owner_id is None


def test_nobody_decides_in_their_own_matter_and_the_deputy_or_the_arbiter_does(team: Team) -> None:
    cast, who = team.scenario.cast, team.scenario.cast.people

    def name(what: str, person: str, deputy: str | None = None, in_team: str | None = None) -> None:
        db.session.add(
            Responsibility(
                organisation_id=team.ours,
                id=new_id(),
                what=what,
                team_id=in_team,
                person_id=who[person],
                deputy_id=who[deputy] if deputy else None,
                since="2026-01-01T00:00:00.000Z",
            )
        )

    def asked(*args: Any, **more: Any) -> str:
        return responsible(team.ours, "complaint_manager", *args, **more)

    with team.scenario.app.app_context():
        with pytest.raises(Problem) as caught:
            asked()
        assert caught.value.code == "nobody_responsible"
        assert "complaint_manager" in missing(team.ours)
        write(
            lambda: [
                name("complaint_manager", "zhoumin", "chenjing"),
                name("complaint_manager", "liming", None, cast.teams["east"]),
                name("arbiter", "wufang"),
            ]
        )
        assert "complaint_manager" not in missing(team.ours)
        assert asked(cast.teams["east"]) == who["liming"]
        assert asked(cast.teams["west"]) == who["zhoumin"]
        assert asked(cast.teams["east"], not_these=frozenset({who["liming"]})) == who["zhoumin"]
        assert asked(not_these=frozenset({who["zhoumin"]})) == who["chenjing"]
        assert asked(not_these=frozenset({who["zhoumin"], who["chenjing"]})) == who["wufang"]
