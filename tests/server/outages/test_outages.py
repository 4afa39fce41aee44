"""Interruptions: who is told before, what is marked, and what callers and customers see of it (4.4, FT-7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from server.accounts.calendar import calendar_of
from server.accounts.responsibility import name
from server.customers.models import Premises
from server.kernel import clock
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.transaction import write
from server.matters.models import Commitment
from server.outages import actions
from server.outages.actions import Draft, around
from server.outages.clocks import Mark, marks_of
from server.outages.collisions import collisions, proposed
from server.outages.models import Outage
from server.outages.rules import Place, read_place
from server.outages.story import story_in
from server.standards.wording_list import WordingSent, publish_wording
from tests.cast import Cast
from tests.scenario import set_the_scene
from tests.server.console.desk import Desk
from tests.server.duty.conftest import Duties
from tests.server.matters.conftest import at, local  # noqa: F401 - fixtures

pytestmark = pytest.mark.both_databases  # because the record rests on what each finds, orders and locks


class Outages(Duties):
    """What the office does about interruptions, at the moments that `at` sets."""

    def acts_on(self, act: Any, *args: Any, by: str = "chenjing", **more: Any) -> Any:
        with self.scenario.app.app_context():
            return act(self.ours, self.person(by), *args, **more)

    def drafted(self, kind: str, begin: str, end: str, scope: str = "翠湖花园 3 幢", **more: Any) -> str:
        return str(self.acts_on(actions.draft, Draft(kind, "water", scope, local(begin), local(end), **more)))

    def marks(self, outage: str) -> list[Mark]:
        with self.scenario.app.app_context():
            return marks_of(story_in(self.ours, outage), clock.now())

    def refuses_act(self, code: str, act: Any, *args: Any, **more: Any) -> None:
        with pytest.raises(Problem) as caught:
            self.acts_on(act, *args, **more)
        assert caught.value.code == code


@pytest.fixture
def outages(cast: Cast, at: Callable[[str], None]) -> Outages:  # noqa: F811
    """Monday 2026-11-30, 8:00; Zhou Min leads the duty and approves."""
    at("2026-11-30 08:00")
    found = Outages(set_the_scene(cast), at)
    with cast.app.app_context():
        write(lambda: name(found.ours, "", "duty_leader", found.person("zhoumin")))
    return found


def planned(outages: Outages, **more: Any) -> str:
    outage = outages.drafted("planned", "2026-12-05 09:00", "2026-12-05 15:00", **more)
    outages.acts_on(actions.approve, outage, by="zhoumin")
    return outage


@pytest.mark.parametrize(("posted", "marked"), [("08:50", []), ("09:00", []), ("09:10", [Mark("posted_late", 10)])])
def test_44_case_1_a_planned_one_is_told_and_posted_a_day_before(
    outages: Outages,
    at: Any,
    posted: str,
    marked: list[Mark],  # noqa: F811
) -> None:
    outage = planned(outages)
    at("2026-12-04 08:50")
    outages.acts_on(actions.announce, outage)
    at(f"2026-12-04 {posted}")
    outages.acts_on(actions.post, outage, "1 单元门口")
    at("2026-12-05 09:00")
    outages.acts_on(actions.begin, outage)
    assert outages.marks(outage) == marked


def test_44_a_planned_one_that_nobody_was_told_of_is_unannounced(outages: Outages, at: Any) -> None:  # noqa: F811
    outage = planned(outages)
    at("2026-12-05 09:00")
    outages.acts_on(actions.begin, outage)
    at("2026-12-05 09:05")
    outages.acts_on(actions.announce, outage)
    assert outages.marks(outage) == [Mark("unannounced")]


@pytest.mark.parametrize(("posted", "marked"), [("02:38", []), ("02:40", []), ("02:41", [Mark("posted_late", 1)])])
def test_44_case_2_an_emergency_is_told_and_posted_within_half_an_hour(
    outages: Outages,
    at: Any,
    posted: str,
    marked: list[Mark],  # noqa: F811
) -> None:
    at("2026-12-01 02:10")
    outage = outages.drafted("emergency", "2026-12-01 02:10", "2026-12-01 08:00")
    outages.acts_on(actions.begin, outage)  # before it was announced, which an emergency may
    at("2026-12-01 02:35")
    outages.acts_on(actions.announce, outage)
    at(f"2026-12-01 {posted}")
    outages.acts_on(actions.post, outage, "3 幢门口")
    assert outages.marks(outage) == marked


@pytest.mark.parametrize(("said", "marked"), [("14:55", []), ("15:05", [Mark("overrun", 5)])])
def test_44_case_3_an_extension_comes_before_the_end_or_is_an_overrun(
    outages: Outages,
    at: Any,
    said: str,
    marked: list[Mark],  # noqa: F811
) -> None:
    outage = planned(outages)
    at("2026-12-04 08:00")
    outages.acts_on(actions.announce, outage)
    outages.acts_on(actions.post, outage, "1 单元门口")
    at("2026-12-05 09:00")
    outages.acts_on(actions.begin, outage)
    at(f"2026-12-05 {said}")
    outages.acts_on(actions.extend, outage, local("2026-12-05 17:00"), "阀门锈死")
    [owed] = outages.scenario.rows(Commitment, Commitment.source_id == outage, Commitment.state == "open")
    assert owed.about == "outage_extended"  # it is told again
    outages.acts_on(actions.announce, outage)
    assert outages.scenario.rows(Commitment, Commitment.source_id == outage)[0].state == "kept"
    at("2026-12-05 16:50")
    outages.acts_on(actions.end, outage)
    assert outages.marks(outage) == marked


def test_44_case_5_a_caller_inside_is_met_by_a_banner_and_no_other(outages: Outages, at: Any, cast: Cast) -> None:  # noqa: F811
    outage = outages.drafted("emergency", "2026-11-30 08:00", "2026-11-30 15:00")
    desk = cast.office("chenjing")
    customer, premises = outages.scenario.customers[outages.ours]
    set_house(outages, premises, "翠湖花园", "3", "2", "1201")
    page = f"/console/intake?customer={customer}&premises={premises}"
    assert "不用另开单" not in desk.get(page).text  # a draft is nobody's news
    outages.acts_on(actions.announce, outage)
    assert "不用另开单" in desk.get(page).text and "15:00" in desk.get(page).text
    set_house(outages, premises, "翠湖花园", "8", "1", "904")
    assert "不用另开单" not in desk.get(page).text
    set_house(outages, premises, "梧桐里", "3", "2", "1201")
    assert "不用另开单" not in desk.get(page).text


def set_house(outages: Outages, premises: str, estate: str, building: str, unit: str, room: str) -> None:
    from server.customers.models import Premises
    from server.kernel.db import db

    with outages.scenario.app.app_context():

        def work() -> None:
            row = db.session.get_one(Premises, (outages.ours, premises))
            row.estate, row.building, row.unit, row.room = estate, building, unit, room

        write(work)


def test_44_case_6_whoever_was_told_is_told_that_it_is_cancelled(outages: Outages, at: Any) -> None:  # noqa: F811
    outage = planned(outages)
    at("2026-12-03 10:00")
    outages.acts_on(actions.announce, outage)
    at("2026-12-03 16:00")
    outages.acts_on(actions.cancel, outage, "改到下周")
    [owed] = outages.scenario.rows(Commitment, Commitment.source_type == "outage")
    assert (owed.state, owed.about, owed.clause) == ("open", "outage_cancelled", "FT-7")
    assert owed.due_at == local("2026-12-05 09:00")
    at("2026-12-03 16:10")
    outages.acts_on(actions.announce, outage)
    [owed] = outages.scenario.rows(Commitment, Commitment.source_type == "outage")
    assert (owed.state, owed.closed_at) == ("kept", local("2026-12-03 16:10"))


def test_44_case_6_a_draft_that_nobody_knows_is_cancelled_without_a_word(outages: Outages) -> None:
    outage = outages.drafted("planned", "2026-12-05 09:00", "2026-12-05 15:00")
    outages.acts_on(actions.cancel, outage, "不用停了")
    assert outages.scenario.rows(Commitment, Commitment.source_type == "outage") == []


def test_44_case_7_what_happened_without_a_network_keeps_its_own_times(outages: Outages, at: Any) -> None:  # noqa: F811
    at("2026-12-01 02:12")
    outage = outages.drafted("emergency", "2026-12-01 02:10", "2026-12-01 08:00")
    at("2026-12-01 06:00")  # the pump room has no network: told by telephone at 02:30, noted at 06:00
    outages.acts_on(actions.begin, outage, at=local("2026-12-01 02:10"))
    outages.acts_on(actions.announce, outage, at=local("2026-12-01 02:30"))
    outages.acts_on(actions.post, outage, "泵房门口", at=local("2026-12-01 02:39"))
    assert outages.marks(outage) == []
    outages.refuses_act("bad_input", actions.end, outage, at=local("2026-12-01 06:01"))


def test_44_nobody_approves_what_they_drafted_and_nothing_is_told_before(outages: Outages) -> None:
    outage = outages.drafted("planned", "2026-12-05 09:00", "2026-12-05 15:00")
    outages.refuses_act("outage_not_approved", actions.announce, outage)
    outages.refuses_act("not_yours_to_decide", actions.approve, outage, by="chenjing")
    own = str(
        outages.acts_on(
            actions.draft,
            Draft("planned", "gas", "阳光里", local("2026-12-05 09:00"), local("2026-12-05 15:00")),
            by="zhoumin",
        )
    )
    outages.refuses_act("nobody_responsible", actions.approve, own, by="zhoumin")
    outages.acts_on(actions.approve, outage, by="zhoumin")
    outages.acts_on(actions.announce, outage)


def test_44_bad_input(outages: Outages) -> None:
    begin, end = local("2026-12-05 09:00"), local("2026-12-05 15:00")
    for code, wish in (
        ("outage_backwards", Draft("planned", "water", "阳光里", begin, begin)),
        ("outage_nowhere", Draft("planned", "water", " \n ", begin, end)),
        ("outage_nowhere", Draft("planned", "water", "3 幢", begin, end)),
        ("bad_input", Draft("planned", "beer", "阳光里", begin, end)),
    ):
        outages.refuses_act(code, actions.draft, wish)
    first = outages.drafted("planned", "2026-12-05 09:00", "2026-12-05 15:00", valve="L-3-02")
    again = outages.drafted("emergency", "2026-12-05 14:00", "2026-12-05 18:00", valve="L-3-02")
    other = outages.drafted("emergency", "2026-12-05 14:00", "2026-12-05 18:00", valve="L-3-03")
    assert first == again != other  # one valve is one interruption
    outages.refuses_act("bad_input", actions.post, first, "")


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("翠湖花园 3 幢", Place("翠湖花园", "3")),
        ("翠湖花园3幢2单元", Place("翠湖花园", "3", "2")),
        ("翠湖花园 3-2", Place("翠湖花园", "3", "2")),
        ("建设路 115 号", Place("建设路", "115")),
        ("阳光里", Place("阳光里")),
        ("3 幢", None),
        ("", None),
    ],
)
def test_44_a_place_is_read_as_people_write_it(line: str, place: Place | None) -> None:
    assert read_place(line) == place


def test_44_customers_read_it_without_a_sign_in_and_without_a_script(outages: Outages, at: Any, cast: Cast) -> None:  # noqa: F811
    outage = planned(outages, reason="更换立管阀门")
    row = outages.scenario.rows(Outage)[0]
    visitor = cast.visitor()
    assert visitor.get(f"/o/{row.number}").status_code == 404  # a draft
    outages.acts_on(actions.announce, outage)
    page = visitor.get(f"/o/{row.number.lower()}").text
    assert "停水：还没停" in page and "翠湖花园 3 幢" in page and "9:00–15:00" in page and "<script" not in page
    at("2026-12-05 09:00")
    outages.acts_on(actions.begin, outage)
    at("2026-12-05 15:20")
    assert "过了说好的时间" in visitor.get(f"/o/{row.number}").text
    outages.acts_on(actions.end, outage)
    assert "恢复了，15:20" in visitor.get(f"/o/{row.number}").text
    assert "Back since 15:20" in visitor.get(f"/o/{row.number}?lang=en").text


def test_44_the_notice_is_printed_once_it_is_approved_in_both_languages(outages: Outages, cast: Cast) -> None:
    outage = outages.drafted("planned", "2026-12-05 09:00", "2026-12-05 15:00", reason="更换立管阀门")
    desk = cast.office("chenjing")
    assert desk.get(f"/console/outages/{outage}/notice").status_code == 409
    outages.acts_on(actions.approve, outage, by="zhoumin")
    page = desk.get(f"/console/outages/{outage}/notice").text
    assert "停水通知" in page and "Water will be off" in page and "<svg" in page and "更换立管阀门" in page


def test_44_the_list_and_the_page_say_what_is_late(outages: Outages, at: Any, cast: Cast) -> None:  # noqa: F811
    outage = outages.drafted("emergency", "2026-11-30 08:00", "2026-11-30 15:00", households=96)
    outages.acts_on(actions.begin, outage)
    at("2026-11-30 08:45")
    for login in ("chenjing", "zhoumin"):
        desk = cast.office(login)
        listed, page = desk.get("/console/outages").text, desk.get(f"/console/outages/{outage}").text
        words = (
            ("告诉晚了 15 分", "贴晚了 15 分") if login == "chenjing" else ("told 15 min late", "posted 15 min late")
        )
        assert all(each in listed and each in page for each in words), login


def test_44_around_knows_the_whole_estate(outages: Outages) -> None:
    outage = outages.drafted("emergency", "2026-11-30 08:00", "2026-11-30 15:00", scope="翠湖花园")
    outages.acts_on(actions.announce, outage)
    _, premises = outages.scenario.customers[outages.ours]
    set_house(outages, premises, "翠湖花园", "8", "1", "904")
    from server.customers.models import Premises
    from server.kernel.db import db

    with outages.scenario.app.app_context():
        row = db.session.get_one(Premises, (outages.ours, premises))
        assert [each.id for each in around(row, clock.now())] == [outage]


def test_44_the_form_takes_an_emergency_without_a_time_as_off_now(outages: Outages, cast: Cast) -> None:
    desk = cast.office("chenjing")
    said = {
        "medium": "water",
        "scope": "翠湖花园 3 幢",
        "from_day": "2026-11-30",
        "to_day": "2026-11-30",
        "to": "15:00",
    }
    answer = desk.post("/console/outages", data=said | {"kind": "planned"})
    assert "refused=" in answer.headers["Location"]  # a planned one says when
    assert "refused=" not in desk.post("/console/outages", data=said | {"kind": "emergency"}).headers["Location"]
    [row] = outages.scenario.rows(Outage)
    assert (row.from_at, row.to_at) == (local("2026-11-30 08:00"), local("2026-11-30 15:00"))


def test_44_a_planned_one_that_moves_is_approved_told_and_posted_anew(outages: Outages, at: Any) -> None:  # noqa: F811
    outage = planned(outages)
    at("2026-12-04 08:00")
    outages.acts_on(actions.announce, outage)
    outages.acts_on(actions.post, outage, "1 单元门口")
    at("2026-12-04 08:05")
    six = (local("2026-12-06 09:00"), local("2026-12-06 12:00"))
    outages.acts_on(actions.move, outage, *six, "配件没到", by="zhoumin")
    [row] = outages.scenario.rows(Outage)
    assert (row.state, row.from_at, row.to_at) == ("announced", *six)
    [owed] = outages.scenario.rows(Commitment, Commitment.source_id == outage)
    assert (owed.about, owed.state, owed.due_at) == ("outage_moved", "open", local("2026-12-05 09:00"))
    outages.refuses_act("outage_not_approved", actions.announce, outage)
    outages.refuses_act("nobody_responsible", actions.approve, outage, by="zhoumin")  # who moved it approves nothing
    with outages.scenario.app.app_context():
        write(lambda: name(outages.ours, "", "duty_leader", outages.person("wufang")))
    outages.acts_on(actions.approve, outage, by="wufang")
    at("2026-12-04 09:00")
    outages.acts_on(actions.announce, outage)
    [owed] = outages.scenario.rows(Commitment, Commitment.source_id == outage)
    assert owed.state == "kept"
    at("2026-12-06 09:00")
    outages.acts_on(actions.begin, outage)
    at("2026-12-06 09:01")
    assert outages.marks(outage) == [Mark("unannounced")]  # the notice that hangs names another day


def test_44_bad_input_of_moving(outages: Outages, at: Any) -> None:  # noqa: F811
    outage, urgent = planned(outages), outages.drafted("emergency", "2026-11-30 08:00", "2026-11-30 09:00")
    nine, ten = local("2026-12-06 09:00"), local("2026-12-06 10:00")
    outages.refuses_act("outage_backwards", actions.move, outage, ten, nine, "x")
    outages.refuses_act("outage_backwards", actions.move, outage, local("2026-11-30 08:00"), nine, "x")
    outages.refuses_act("bad_input", actions.move, outage, nine, ten, "")
    outages.refuses_act("outage_not_now", actions.move, urgent, nine, ten, "x")
    outages.acts_on(actions.begin, outage)
    outages.refuses_act("outage_not_now", actions.move, outage, nine, ten, "x")


def test_44_visits_that_collide_are_listed_with_a_time_to_propose(outages: Outages, at: Any, cast: Cast) -> None:  # noqa: F811
    scenario = outages.scenario
    inside = scenario.order(agreed_at=local("2026-12-04 10:00"))
    window = scenario.order(agreed_at=None, window=(local("2026-12-04 11:30"), local("2026-12-04 13:00")))
    for hour in ("08:59", "12:00"):  # before it begins, and when supply is back
        scenario.order(agreed_at=local(f"2026-12-04 {hour}"))
    home = scenario.customers[outages.ours][1]
    with scenario.app.app_context():
        premises = db.session.get_one(Premises, (outages.ours, home))
        scope = f"{premises.estate} {premises.building}-{premises.unit}"
    outage = outages.drafted("planned", "2026-12-04 09:00", "2026-12-04 12:00", scope)
    with scenario.app.app_context():
        [row] = [each for each in scenario.rows(Outage) if each.id == outage]
        found = collisions(row)
    assert [(each.visit.id, each.to) for each in found] == [
        (inside, local("2026-12-04 12:30")),
        (window, local("2026-12-04 12:30")),
    ]
    page = cast.office("chenjing").get(f"/console/outages/{outage}").get_data(as_text=True)
    assert "撞上 2 次上门" in page
    assert f"/console/visits/{inside}?do=retime&amp;day=2026-12-04&amp;agreed=12:30" in page
    form = cast.office("chenjing").get(f"/console/visits/{inside}?do=retime&day=2026-12-04&agreed=12:30")
    assert 'value="12:30"' in form.get_data(as_text=True)


@pytest.mark.parametrize(
    ("ends", "to"),
    [
        ("2026-12-04 12:00", "2026-12-04 12:30"),
        ("2026-12-04 12:01", "2026-12-04 13:00"),
        ("2026-12-04 16:00", "2026-12-04 16:30"),
        ("2026-12-04 16:01", "2026-12-07 09:00"),  # Friday; Monday works
        ("2026-12-04 06:00", "2026-12-04 09:00"),
        ("2026-12-05 10:00", "2026-12-07 09:00"),  # Saturday
    ],
)
def test_44_what_is_proposed_lies_in_working_hours(outages: Outages, ends: str, to: str) -> None:
    with outages.scenario.app.app_context():
        assert proposed(local(ends), calendar_of(outages.ours)) == local(to)


def test_44_an_extension_is_told_and_posted_again(outages: Outages, at: Any) -> None:  # noqa: F811
    """Told again at 14:56, posted again at 15:10: between the two the page says that what hangs is old. Guard: `Story.unposted`."""
    outage = planned(outages)
    at("2026-12-04 08:00")
    outages.acts_on(actions.announce, outage)
    outages.acts_on(actions.post, outage, "1 单元门口")
    at("2026-12-05 09:00")
    outages.acts_on(actions.begin, outage)
    at("2026-12-05 14:55")
    outages.acts_on(actions.extend, outage, local("2026-12-05 17:00"), "阀门锈死")
    at("2026-12-05 14:56")
    outages.acts_on(actions.announce, outage)
    office = outages.scenario.cast.office("chenjing")
    assert "延长了，还没重贴通知" in office.get(f"/console/outages/{outage}").get_data(as_text=True)
    at("2026-12-05 15:10")
    outages.acts_on(actions.post, outage, "1 单元门口")
    assert "延长了，还没重贴通知" not in office.get(f"/console/outages/{outage}").get_data(as_text=True)


def test_40_FB_what_a_notice_says_is_checked_before_it_is_kept(outages: Outages) -> None:
    """FB-8 in the reason, which stands on the notice and the customers' page. Guard: `check_outgoing` in server/outages/actions.py."""
    with outages.scenario.app.app_context():
        said = [{"needle": "不归我管", "clause": "FB-8", "advice": "告诉客户找谁"}]
        write(lambda: publish_wording(outages.ours, outages.person("wufang"), said))
    begin, end = local("2026-12-05 09:00"), local("2026-12-05 15:00")
    wish = Draft("planned", "water", "翠湖花园 3 幢", begin, end, reason="物业的阀门，不归我管")
    outages.refuses_act("forbidden_words", actions.draft, wish)
    outage = outages.acts_on(actions.draft, wish, all_the_same=True)
    [sent] = outages.scenario.rows(WordingSent)
    assert (sent.person_id, sent.phrases) == (outages.person("chenjing"), "w1")
    later = local("2026-12-06 09:00"), local("2026-12-06 15:00")
    outages.refuses_act("forbidden_words", actions.move, outage, *later, "这不归我管")
    outages.refuses_act("forbidden_words", actions.cancel, outage, "这不归我管")


def test_44_whoever_joins_an_interruption_is_told_so(outages: Outages) -> None:
    """The same valve, another end: nothing is kept beside it, and the page says that. Guard: `outage_joined` in outage_list.py."""
    first = outages.drafted("planned", "2026-12-05 09:00", "2026-12-05 15:00", valve="V-12")
    desk = Desk(outages.scenario.cast.office("chenjing"))
    typed = {"kind": "planned", "medium": "water", "scope": "翠湖花园 4 幢", "entrances": "1", "valve": "V-12"}
    typed |= {"from_day": "2026-12-05", "from": "10:00", "to_day": "2026-12-05", "to": "16:00"}
    answer = desk.post("/console/outages", **typed)
    assert first in answer.location
    assert "这个阀门这段时间已经有一条了" in desk.get(answer.location)


def test_44_somebody_looks_whether_homes_have_it_back(outages: Outages, at: Any) -> None:  # noqa: F811
    outage = outages.drafted("emergency", "2026-11-30 08:00", "2026-11-30 12:00")
    outages.refuses_act("outage_not_now", actions.check, outage, "都有水")
    outages.acts_on(actions.begin, outage)
    at("2026-11-30 11:00")
    outages.acts_on(actions.end, outage)
    outages.refuses_act("bad_input", actions.check, outage, "")
    outages.acts_on(actions.check, outage, "1201、1203 有水，不浑")
    page = outages.scenario.cast.office("chenjing").get(f"/console/outages/{outage}").get_data(as_text=True)
    assert "1201、1203 有水，不浑" in page
