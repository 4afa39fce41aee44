"""Calendars that subscribe: opened by vobject and by ical.js, which did not write them; a secret address, renewed and ended."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import vobject

from server.accounts import people
from server.accounts.audit import AuditEntry
from server.calendars.models import CalendarFeed
from server.kernel import clock
from server.kernel.db import db
from server.visits.office import actions
from tests.npm import NODE
from tests.scenario import Scenario, moment
from tests.server.console.desk import Desk, Page

PWA = Path(__file__).parents[3] / "pwa"
READ_BY_ICAL_JS = """
import ICAL from 'ical.js';
let text = '';
for await (const part of process.stdin) text += part;
const whole = new ICAL.Component(ICAL.parse(text));
const events = whole.getAllSubcomponents('vevent').map((each) => {
  const event = new ICAL.Event(each);
  return { uid: event.uid, start: event.startDate.toJSDate().toISOString(), summary: event.summary,
           sequence: event.sequence, status: each.getFirstPropertyValue('status') };
});
console.log(JSON.stringify(events));
"""


def made(desk: Desk, whose: str) -> str:
    """The path of a new feed, as the page shows it once."""
    answer = desk.client.post("/console/calendars", data={"whose": whose})
    return address_on(Page(desk.client.get(answer.headers["Location"])))


def address_on(page: Page) -> str:
    found = re.search(r"/calendar/[\w-]{43}\.ics", page.source)
    assert found, page.text
    return found[0]


def fetched(scenario: Scenario, path: str, **headers: str) -> Any:
    return scenario.cast.visitor().get(path, headers=headers)


def by_vobject(text: str) -> dict[str, Any]:
    return {str(each.uid.value): each for each in vobject.readOne(text).contents.get("vevent", [])}


def by_ical_js(text: str) -> dict[str, dict[str, Any]]:
    asked = [NODE, "--input-type=module", "-e", READ_BY_ICAL_JS]
    told = subprocess.run(asked, input=text, capture_output=True, text=True, cwd=PWA, check=True)
    return {each["uid"]: each for each in json.loads(told.stdout)}


@pytest.fixture
def liming(scenario: Scenario) -> str:
    return f"person {scenario.cast.people['liming']}"


def test_I_a_technicians_visits_open_alike_in_two_other_libraries(desk: Desk, scenario: Scenario, liming: str) -> None:
    """zetkin #3492, cal.diy #17326: moments in UTC alone, so no calendar guesses a zone."""
    mine, others = scenario.given("liming", days=1), scenario.given("wangqiang", days=1)
    helped = scenario.given("wangqiang", "liming", days=2)
    answer = fetched(scenario, made(desk, liming))
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200 and answer.mimetype == "text/calendar"
    events, scripts = by_vobject(text), by_ical_js(text)
    assert set(events) == set(scripts) == {f"{mine}@doorstep", f"{helped}@doorstep"}
    begins = events[f"{mine}@doorstep"].dtstart.value
    assert (
        begins.astimezone(UTC)
        == clock.instant(moment(1))
        == datetime.fromisoformat(scripts[f"{mine}@doorstep"]["start"])
    )
    assert "TZID" not in text and "翠湖花园" in scripts[f"{mine}@doorstep"]["summary"]
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert others not in text


def test_I_a_feed_carries_no_telephone_no_name_and_no_way_in(desk: Desk, scenario: Scenario, liming: str) -> None:
    """Guard: what `_content` takes."""
    scenario.given("liming", days=1, instructions="门禁 4412#，打 13812341234")
    text = fetched(scenario, made(desk, liming)).get_data(as_text=True).replace("\r\n ", "")
    for secret in ("13812341234", "林晓梅", "4412", "2803", "猫眼"):
        assert secret not in text


def test_I_a_moved_visit_keeps_its_uid_its_sequence_rises_once_and_the_tag_changes(
    desk: Desk, scenario: Scenario, liming: str
) -> None:
    """AI-Shipping-Labs #1030."""
    visit, path = scenario.given("liming", days=2), made(desk, liming)
    before = fetched(scenario, path)
    same = fetched(scenario, path, **{"If-None-Match": before.headers["ETag"]})
    assert same.status_code == 304
    with scenario.app.app_context():
        actions.reschedule(
            scenario.ours, scenario.cast.people["chenjing"], visit, asked_by="customer", agreed_at=moment(3, "10:00")
        )
    after = fetched(scenario, path, **{"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    old, new = (by_ical_js(each.get_data(as_text=True))[f"{visit}@doorstep"] for each in (before, after))
    assert new["sequence"] == old["sequence"] + 1 and new["start"] != old["start"]


def test_I_a_cancelled_visit_stays_as_cancelled_for_thirty_days(desk: Desk, scenario: Scenario, liming: str) -> None:
    visit, path = scenario.given("liming", days=1), made(desk, liming)
    with scenario.app.app_context():
        by = scenario.cast.people["chenjing"]
        actions.cancel(scenario.ours, by, visit, reason="家里没人", asked_by="customer")
    event = by_vobject(fetched(scenario, path).get_data(as_text=True))[f"{visit}@doorstep"]
    assert event.status.value == "CANCELLED"
    with clock.telling(clock.later(clock.now(), days=29)):
        assert visit in fetched(scenario, path).get_data(as_text=True)
    with clock.telling(clock.later(clock.now(), days=40)):
        assert visit not in fetched(scenario, path).get_data(as_text=True)


def test_a_team_has_a_calendar_and_only_its_own_visits(desk: Desk, scenario: Scenario) -> None:
    ours, theirs = scenario.order(days=1), scenario.order(days=1, theirs=True)
    path = made(desk, f"team {scenario.cast.teams['east']}")
    text = fetched(scenario, path).get_data(as_text=True)
    assert ours in text and theirs not in text


def test_the_address_is_shown_once_renewed_and_ended(desk: Desk, scenario: Scenario, liming: str) -> None:
    """Guard: the hash that `renew` replaces."""
    path = made(desk, liming)
    assert path not in desk.get("/console/calendars").source
    [row] = scenario.rows(CalendarFeed)
    assert path[10:-4] not in str(vars(row))
    assert fetched(scenario, path).status_code == 200 and scenario.rows(CalendarFeed)[0].read_at
    answer = desk.client.post(f"/console/calendars/{row.id}/renew", data={})
    fresh = address_on(Page(desk.client.get(answer.headers["Location"])))
    assert fresh != path and fetched(scenario, path).status_code == 404 and fetched(scenario, fresh).status_code == 200
    desk.client.post(f"/console/calendars/{row.id}/end", data={})
    assert fetched(scenario, fresh).status_code == 404
    kinds = [each.kind for each in scenario.rows(AuditEntry)]
    assert (kinds.count("calendar_feed_made"), kinds.count("calendar_feed_ended")) == (2, 1)


def test_a_calendar_of_somebody_who_left_is_shut_and_a_strangers_is_not_made(
    desk: Desk, their_desk: Desk, scenario: Scenario, liming: str
) -> None:
    path = made(desk, liming)
    with scenario.app.app_context():
        people.leave(scenario.ours, scenario.cast.people["liming"], scenario.cast.people["wufang"])
        db.session.remove()
    assert fetched(scenario, path).status_code == 404
    refused = their_desk.client.post(
        "/console/calendars", data={"whose": f"person {scenario.cast.people['wangqiang']}"}
    )
    assert "refused=" in refused.headers["Location"]


def test_guessing_addresses_is_slowed_down(scenario: Scenario) -> None:
    """Guard: `count_guess`."""
    answers = {fetched(scenario, f"/calendar/{'x' * 42}{number % 10}.ics").status_code for number in range(33)}
    assert answers == {404, 429}
