"""What a dispatcher does: take an order, assign, change the time, cancel, instruct; what cannot be done keeps what was typed."""

import html
import re

import pytest

from server.customers.models import AccessRecord, Customer
from server.kernel import clock
from server.visits.models import Visit
from tests.first_order import ORDER

pytestmark = (
    pytest.mark.both_databases
)  # because how long a text and how large a number may be, and which characters, is the database's

TYPED = ORDER | {"gate_note": "东门进"}


def tomorrow() -> str:
    return clock.day_of(clock.later(clock.now(), days=1), "Asia/Shanghai")


def soon(minutes: int) -> str:
    return clock.later(clock.now(), minutes=minutes)


def read_aloud(desk, typed: dict) -> dict:
    """The four parts of the sentence, as ticked boxes."""
    draft = desk.client.post("/console/intake/draft", data=typed).json["read"]
    parts = re.findall(r'name="(read_\w+)" value="([^"]*)"', draft)
    return {name: html.unescape(words) for name, words in parts}


def save(desk, **changes):
    typed = TYPED | {"slot": f"{tomorrow()} 15:00-17:00"} | changes
    return desk.post("/console/intake", **typed, **read_aloud(desk, typed))


def test_an_order_that_was_read_back_is_saved_and_assigned(desk, scenario, cast):
    answer = save(desk, lead=cast.people["liming"])
    assert answer.status == 303
    (visit,) = scenario.rows(Visit)
    assert (visit.lead_id, visit.kind_of_work, visit.instructions) == (
        cast.people["liming"],
        "meter-repair",
        "没人用水，表还在走",
    )
    assert f"visit={visit.id}" in answer.location
    page = desk.get(f"/console/visits/{visit.id}")
    assert "阳光里 6-1-1802" in page and "199****3907" in page and "19900003907" not in page.source


def test_an_order_can_lead_on_to_its_attachments(desk, scenario, cast):
    """The order is stored before any file is sent. Guard: `then` in server/dispatch/intake/page.py"""
    answer = save(desk, lead=cast.people["liming"], then="attach")
    (visit,) = scenario.rows(Visit)
    assert f"/console/visits/{visit.id}/attachments" in answer.location and "done=ordered" in answer.location


def test_nothing_is_saved_before_all_four_parts_were_read(desk, scenario):
    typed = TYPED | {"slot": f"{tomorrow()} 15:00-17:00"}
    said = read_aloud(desk, typed)
    for missing in said:
        page = desk.post("/console/intake", **typed, **{name: words for name, words in said.items() if name != missing})
        assert page.status == 400 and page.errors() == ["read"]
    changed = desk.post("/console/intake", **typed | {"room": "1803"}, **said)
    assert changed.status == 400 and changed.errors() == ["read"]
    assert scenario.rows(Visit) == []


def test_what_was_typed_comes_back_with_the_mistake_beside_it(desk, scenario):
    page = desk.post("/console/intake", **TYPED | {"phone": "12", "estate": "", "slot": ""})
    assert page.status == 400 and set(page.errors()) == {"phone", "estate", "slot"}
    assert (
        page.field("name") == "施慧"
        and page.field("gate_note") == "东门进"
        and page.field("symptom") == "没人用水，表还在走"
    )
    assert page.field("phone") == "12"


def test_a_number_that_is_known_brings_its_customer_and_warns_of_todays_visit(desk, scenario):
    scenario.given("liming", agreed_at=soon(60))
    draft = desk.client.post("/console/intake/draft", data={"phone": "+86 138-1234-1234"}).json
    assert (
        draft["filled"]["name"] == "林晓梅"
        and draft["filled"]["estate"] == "翠湖花园"
        and draft["filled"]["hard_of_hearing"] == "1"
    )
    assert "已有一单" in draft["side"] and "听力不太好" in draft["side"]


def test_the_same_caller_is_not_made_twice(desk, scenario):
    for _ in range(2):
        assert save(desk).status == 303
    assert len([row for row in scenario.rows(Customer) if row.phone == "19900003907"]) == 1


def test_an_emergency_goes_to_today_without_a_time(desk, scenario, cast):
    assert save(desk, slot="now", lead=cast.people["liming"]).status == 303
    phone = scenario.phone("liming")
    (visit,) = phone.visits.values()
    assert visit["work"]["priority"] == "urgent" and "agreed_at" not in visit["work"]


@pytest.mark.parametrize(
    "nonsense",
    [
        {"team": "x"},
        {"customer": "01890000-0000-7000-8000-000000000000"},
        {"slot": "x y-z"},
        {"day": "2026-99-99"},
        {"agreed": "99"},
        {"work": "'" * 500},
        {"estate": "𠮷" * 300},
    ],
)
def test_no_input_breaks_the_page(desk, scenario, nonsense):
    assert desk.post("/console/intake", **TYPED | nonsense).status in (200, 303, 400, 409)
    assert desk.client.post("/console/intake/draft", data=TYPED | nonsense).status_code == 200


@pytest.fixture
def order(desk, scenario):
    """A visit in three hours, and how to post one of its forms as the page shows it."""
    visit = scenario.given("liming", agreed_at=soon(180))

    def act(doing: str, **form):
        page = desk.get(f"/console/visits/{visit}?do={doing}")
        return desk.post(f"/console/visits/{visit}/{doing}", **{"version": page.field("version")} | form)

    act.visit = visit  # type: ignore[attr-defined]
    return act


def test_lead_and_helpers_are_assigned_and_the_page_tells_it(desk, scenario, cast, order):
    answer = order("assign", lead=cast.people["wangqiang"], helpers=[cast.people["ayguli"], cast.people["liming"]])
    assert answer.status == 303 and "done=assigned" in answer.location
    assert scenario.visit(order.visit).lead_id == cast.people["wangqiang"]
    assert "派给王强" in desk.get(f"/console/visits/{order.visit}")


def test_two_dispatchers_do_not_overwrite_each_other(desk, scenario, cast, order):
    stale = desk.get(f"/console/visits/{order.visit}?do=assign").field("version")
    assert order("assign", lead=cast.people["wangqiang"]).status == 303
    late = desk.post(f"/console/visits/{order.visit}/assign", version=stale, lead=cast.people["ayguli"])
    assert late.status == 409 and "刚才有人改过这一单" in late
    assert scenario.visit(order.visit).lead_id == cast.people["wangqiang"]


def test_a_phone_that_makes_progress_is_no_such_change(desk, scenario, cast, order):
    version = desk.get(f"/console/visits/{order.visit}?do=instruct").field("version")
    phone = scenario.phone("liming")
    phone.report("opened", {}, visit=order.visit)
    phone.sync_all()
    assert desk.post(f"/console/visits/{order.visit}/instruct", version=version, instructions="带梯子").status == 303
    assert "带梯子" in desk.get(f"/console/visits/{order.visit}")


def test_our_own_late_change_asks_for_reason_and_apology_and_is_not_forbidden(desk, scenario):
    """HV-8c."""
    visit = scenario.given("liming", agreed_at=soon(90))
    page = desk.get(f"/console/visits/{visit}?do=retime")
    assert "不到 2 小时" in page and "HV-8c" in page
    form = {"version": page.field("version"), "by": "us", "day": tomorrow(), "agreed": "09:30"}
    without_reason = desk.post(f"/console/visits/{visit}/retime", **form)
    assert (
        without_reason.status == 400
        and without_reason.errors() == ["reason"]
        and without_reason.field("agreed") == "09:30"
    )
    assert desk.post(f"/console/visits/{visit}/retime", **form, reason="料没到").errors() == ["apology"]
    assert desk.post(f"/console/visits/{visit}/retime", **form, reason="料没到", apology="1").status == 303
    page = desk.get(f"/console/visits/{visit}")
    assert "不到 2 小时才通知" in page and "料没到" in page and "已道歉" in page


def test_M30_at_long_notice_our_change_asks_for_a_reason_and_claims_no_apology(desk, scenario):
    """M30, decision 0142: nobody has called yet; whom the office told is what the queued notice says."""
    visit = scenario.given("liming", agreed_at=soon(300))
    page = desk.get(f"/console/visits/{visit}?do=retime")
    form = {"version": page.field("version"), "by": "us", "day": tomorrow(), "agreed": "09:30"}
    assert desk.post(f"/console/visits/{visit}/retime", **form).errors() == ["reason"]
    assert desk.post(f"/console/visits/{visit}/retime", **form, reason="料没到").status == 303
    page = desk.get(f"/console/visits/{visit}")
    assert "料没到" in page and "已道歉" not in page and "给客户的通知" in page


def test_the_customer_may_change_without_reason(desk, scenario, order):
    assert order("retime", by="customer", day=tomorrow(), **{"from": "14:00", "to": "16:00"}).status == 303
    assert scenario.visit(order.visit).window_from == clock.moment_at(tomorrow(), "14:00", "Asia/Shanghai")


@pytest.mark.parametrize(
    ("form", "field"),
    [({"day": ""}, "day"), ({"agreed": "25:00"}, "agreed"), ({"from": "16:00", "to": "14:00"}, "to"), ({}, "from")],
)
def test_a_time_that_cannot_be_is_named(order, form, field):
    assert order("retime", **{"by": "customer", "day": tomorrow()} | form).errors() == [field]


def test_cancelling_asks_why(desk, scenario, order):
    assert order("cancel", reason=" ").errors() == ["reason"]
    assert order("cancel", reason="客户改主意了", by="customer").status == 303
    assert "客户改主意了" in desk.get(f"/console/visits/{order.visit}")
    over = desk.post(
        f"/console/visits/{order.visit}/cancel",
        version=desk.get(f"/console/visits/{order.visit}").field("version"),
        reason="again",
    )
    assert over.status == 409


def test_looking_at_a_number_is_recorded(desk, scenario, cast, order):
    """DA-3."""
    assert "13812341234" not in desk.get(f"/console/visits/{order.visit}").source
    answer = desk.post(f"/console/visits/{order.visit}/reveal")
    assert "138 1234 1234" in desk.get(answer.location)
    (record,) = [each for each in scenario.rows(AccessRecord) if each.what == "phone"]  # pages are looks, too
    assert (record.person_id, record.visit_id, record.what) == (cast.people["chenjing"], order.visit, "phone")
    assert "138 1234 1234" not in desk.get(f"/console/visits/{order.visit}?shown=01890000-0000-7000-8000-000000000000")


def test_ticked_visits_are_assigned_together_or_not_at_all(desk, scenario, cast):
    one, two = scenario.order(agreed_at=soon(60)), scenario.order(agreed_at=soon(90))
    theirs = scenario.order(theirs=True)
    assert desk.post("/console/visits/assign", visit=[one, theirs], lead=cast.people["liming"]).status == 404
    assert scenario.visit(one).lead_id is None
    assert desk.post("/console/visits/assign", visit=[one, two], lead=cast.people["liming"]).status == 303
    assert {scenario.visit(each).lead_id for each in (one, two)} == {cast.people["liming"]}


def test_a_form_never_leads_away_from_the_console(desk, order):
    for place in (
        "https://elsewhere.example/console/",
        "//elsewhere.example/console/x",
        "/console/\\elsewhere",
        "javascript:alert(1)",
    ):
        answer = order("instruct", instructions=f"x {place}", back=place)
        assert answer.location.startswith(f"/console/visits/{order.visit}")
