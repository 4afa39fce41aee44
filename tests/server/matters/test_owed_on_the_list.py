"""What matters and interruptions leave to be told stands on the office's list with its clock, as the promises of visits do (4.1, FT-6, FT-7, SV-7)."""

from __future__ import annotations

import re
from typing import Any

import pytest

from server.accounts.responsibility import name
from server.kernel.transaction import write
from server.matters import actions, refusals
from server.matters import matter_actions as acts
from server.matters.actions import Spoke
from server.matters.models import Commitment
from server.outages import actions as outage_actions
from server.outages.actions import Draft
from tests.server.matters.conftest import Team, local
from tests.server.matters.playing import does, ended, matter_of
from tests.server.matters.test_limits import office_matter

pytestmark = pytest.mark.both_databases  # because the record rests on what each finds, orders and locks

REACHED = Spoke("phone", "reached", "说好了")


def page(team: Team, path: str, by: str = "chenjing") -> str:
    return team.scenario.cast.office(by).get(path).get_data(as_text=True)


def group(team: Team, query: str = "", by: str = "chenjing") -> list[str]:
    """What each row of the group of promises says, from top to bottom."""
    text = page(team, f"/console/visits{query}", by)
    found = re.search(r'<tbody class="group promised">(.*?)</tbody>', text, flags=re.S)
    rows = re.findall(r"<tr(?! class)[^>]*>(.*?)</tr>", found.group(1), flags=re.S) if found else []
    return [re.sub(r"\s+", " ", re.sub(r"<svg.*?</svg>|<[^>]+>", " ", row, flags=re.S)).strip() for row in rows]


def waits_on_rail(team: Team) -> str:
    found = re.search(r'data-live-copy="waits-visits">(\d*)', page(team, "/console/matters"))
    assert found
    return found.group(1)


def test_41_a_hotline_that_does_not_acknowledge_is_a_row_of_the_list(team: Team, at: Any) -> None:
    """Sent at 9:00, so its acknowledgement is due at 9:30. Guard: `owed_now` in server/matters/console/owed_rows.py."""
    matter = office_matter(team, "errand", originator="hotline", hotline="12345")
    at("2026-11-30 09:00")
    does(team, acts.finish, matter, "管道换好了")
    does(team, acts.speak, matter, REACHED, "customer")
    assert not any("等热线回执" in each for each in group(team))
    does(team, acts.send_result, matter)
    [row] = [each for each in group(team) if "等热线回执" in each]
    assert "09:30 前" in row and "12345" in row and "剩 30 分" in row
    assert waits_on_rail(team) == "1"
    at("2026-11-30 09:45")
    assert any("等热线回执" in each and "超 15 分" in each for each in group(team))
    does(team, acts.acknowledge, matter)
    assert group(team) == [] and waits_on_rail(team) == ""


def test_41_a_large_refusal_is_a_row_until_the_superior_was_told(team: Team, at: Any) -> None:
    """Monday 10:00, one working day: Tuesday 17:30. On Monday's list it waits beyond the day, on Tuesday's it stands."""
    people = team.scenario.cast.people
    with team.scenario.app.app_context():
        write(lambda: name(team.ours, people["wufang"], "refusal_superior", people["zhoumin"]))
    matter = office_matter(team, "connection")
    at("2026-11-30 10:00")
    does(team, refusals.refuse, matter, "管网压力不够，暂时不能新装", REACHED, large=["building"])
    assert "以后还有 1 件，最早 12-01 17:30" in page(team, "/console/visits")
    at("2026-12-01 09:00")
    assert [each for each in group(team) if "书面报上级" in each and "17:30 前" in each]
    does(team, refusals.tell_superior, matter, "整栋楼都装不了")
    assert not [each for each in group(team) if "书面报上级" in each]


def test_41_results_to_feed_back_are_one_row_and_each_has_its_clock_among_the_matters(team: Team, at: Any) -> None:
    """Two visits end before 17:00, so both results are due at 17:30; at 17:45 they are 15 minutes over."""
    first, second = team.given("09:00"), team.given("11:00")
    at("2026-11-30 12:00")
    ended(team, first)
    ended(team, second)
    assert [each for each in group(team) if "2 件的结果要报回" in each and "剩 5 时 30 分" in each]
    at("2026-11-30 17:45")
    assert [each for each in group(team) if "2 件的结果要报回" in each and "超 15 分" in each]
    assert page(team, "/console/matters?show=loops").count("超 15 分") == 2
    does(team, acts.open_result, matter_of(team, first).id)
    does(team, acts.speak, matter_of(team, first).id, REACHED, "customer")
    assert [each for each in group(team) if "1 件的结果要报回" in each]


def test_43_the_result_of_a_visit_after_which_the_work_goes_on_is_fed_back_too(team: Team, at: Any) -> None:
    """Nobody home at 12:00: the matter goes on, and the hotline hears of it all the same. Guard: `pending` in server/matters/matter_rules.py."""
    visit = team.given("09:00")
    at("2026-11-30 12:00")
    ended(team, visit, "nobody_home")
    matter = matter_of(team, visit)
    assert matter.state == "in_work"
    assert matter.number in page(team, "/console/matters?show=loops")
    assert "?do=open_result" in page(team, f"/console/matters/{matter.id}")
    does(team, acts.open_result, matter.id)
    does(team, acts.speak, matter.id, REACHED, "customer")
    [row] = team.scenario.rows(Commitment, Commitment.kind == "feed_back")
    assert row.state == "kept"
    assert matter_of(team, visit).state == "in_work"
    assert matter.number not in page(team, "/console/matters?show=loops")


@pytest.mark.parametrize("opened_first", [True, False])
def test_43_a_call_about_a_promise_tells_the_result_of_its_visit(team: Team, at: Any, opened_first: bool) -> None:
    """Nobody home, called in the afternoon about another time: nobody has to note that call a second time. Guard: `told_at_visit`."""
    visit = team.given("09:00")
    at("2026-11-30 12:00")
    ended(team, visit, "nobody_home")
    matter = matter_of(team, visit).id
    if opened_first:
        does(team, acts.open_result, matter)
    at("2026-11-30 15:00")
    team.speaks(team.promise(visit, "book_anew"), "not_reached", actions.speak)
    assert owed(team) == "open"
    team.speaks(team.promise(visit, "book_anew"), "reached", actions.speak)
    if not opened_first:
        assert owed(team) == "open"
        does(team, acts.open_result, matter)
    assert owed(team) == "kept"


def owed(team: Team) -> str:
    [row] = team.scenario.rows(Commitment, Commitment.kind == "feed_back")
    return str(row.state)


def test_43_the_page_of_a_matter_shows_what_was_promised_in_it(team: Team, at: Any) -> None:
    """Guard: the section `promises` of `matter` in server/matters/capability.py."""
    visit = team.given("09:00")
    team.report(visit, "answered", step="answer-by", value=local("2026-12-01 15:00"))
    at("2026-11-30 09:45")
    ended(team, visit)
    text = page(team, f"/console/matters/{matter_of(team, visit).id}")
    block = text.split("答应的和要报回的")[1].split("</section>")[0]
    assert "12-01 15:00 前" in block and "答复" in block
    assert "17:30 前" in block and "报回结果" in block and "FT-6" in block


def test_44_an_interruption_that_people_were_told_of_and_is_cancelled_is_a_row(team: Team, at: Any) -> None:
    people = team.scenario.cast.people
    with team.scenario.app.app_context():
        write(lambda: name(team.ours, people["wufang"], "duty_leader", people["zhoumin"]))
    wish = Draft("planned", "water", "翠湖花园 3 幢", local("2026-12-05 09:00"), local("2026-12-05 15:00"))
    outage = team.does(outage_actions.draft, wish)
    team.does(outage_actions.approve, outage, by="zhoumin")
    team.does(outage_actions.announce, outage)
    at("2026-12-04 16:00")
    team.does(outage_actions.cancel, outage, "改到下周")
    at("2026-12-05 08:00")
    [row] = [each for each in group(team) if "翠湖花园" in each]
    assert "告诉热线不停了" in row and "09:00 前" in row
    assert f"/console/outages/{outage}" in page(team, "/console/visits")
    team.does(outage_actions.announce, outage)
    assert group(team) == []
