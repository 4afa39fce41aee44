"""Matters: an order opens one, its visits stay in it, and it is closed once its result has come back (FT-6)."""

from __future__ import annotations

from typing import Any

import pytest

from server.matters import matter_actions as acts
from server.matters.actions import Spoke
from server.matters.matter_models import Matter
from server.visits.models import Visit
from tests.server.matters.conftest import Team
from tests.server.matters.playing import does, ended, matter_of, refused

pytestmark = pytest.mark.both_databases  # because the record rests on what each finds, orders and locks


def test_43_an_order_opens_a_matter_and_its_loop_is_closed_step_by_step(team: Team, at: Any) -> None:
    visit = team.given("09:00")
    matter = matter_of(team, visit)
    assert (matter.state, matter.kind, matter.originator) == ("in_work", "repair", "hotline")
    at("2026-11-30 09:40")
    assert refused(team, "open_visits", acts.close, matter.id)
    ended(team, visit)
    assert matter_of(team, visit).state == "done"
    refusal = refused(team, "loop_open", acts.close, matter.id)
    assert refusal.extra["needs"] == ["not_opened", "not_told"]
    at("2026-11-30 10:00")
    does(team, acts.open_result, matter.id)
    assert does(team, acts.speak, matter.id, Spoke("phone", "not_reached"), "customer") == "not_reached"
    assert refused(team, "loop_open", acts.close, matter.id).extra["needs"] == ["not_told"]
    does(team, acts.speak, matter.id, Spoke("phone", "reached", "修好了"), "neighbour")
    assert refused(team, "loop_open", acts.close, matter.id).extra["needs"] == ["not_told"]
    does(team, acts.speak, matter.id, Spoke("phone", "reached", "修好了"), "customer")
    does(team, acts.close, matter.id)
    closed = matter_of(team, visit)
    assert closed.state == "closed" and closed.closed_at


def test_43_its_page_shows_stages_visits_and_what_is_missing_and_its_buttons_close_it(team: Team, at: Any) -> None:
    visit = team.given("09:00")
    matter = matter_of(team, visit)
    ended(team, visit)
    desk = team.scenario.cast.office("chenjing")
    page = desk.get(f"/console/matters/{matter.id}")
    assert page.status_code == 200 and "办好了，没报回" in page.text and "结果告诉客户，客户听到了" in page.text
    assert matter.number in desk.get("/console/matters?show=loops").text
    assert 'data-live-copy="waits-matters">1<' in page.text
    for address, fields in (
        ("open_result", {}),
        ("contact", {"to": "customer", "channel": "phone", "result": "reached", "summary": "修好了"}),
        ("close", {}),
    ):
        answer = desk.post(f"/console/matters/{matter.id}/{address}", data=fields)
        assert answer.status_code == 303 and "refused" not in answer.headers["Location"], desk.get(
            answer.headers["Location"]
        ).text
    assert matter.number not in desk.get("/console/matters?show=loops").text
    assert matter.number in desk.get("/console/matters?show=closed").text


def test_43_a_visit_that_is_booked_anew_stays_in_its_matter(team: Team, at: Any) -> None:
    visit = team.given("09:00")
    ended(team, visit, "nobody_home")
    assert matter_of(team, visit).state == "in_work"
    page = team.scenario.cast.office("chenjing").get(f"/console/matters/{matter_of(team, visit).id}").text
    assert "<b>有结果</b> <span></span>" in page  # nobody home settles nothing, so no time stands there as if it had
    anew = team.given("14:00", follows=visit)
    assert matter_of(team, anew).id == matter_of(team, visit).id
    assert len(team.scenario.rows(Matter)) == 1 and len(team.scenario.rows(Visit)) == 2
