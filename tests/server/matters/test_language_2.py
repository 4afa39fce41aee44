"""A standard in language 2, from the order to the office's list: an input, a promise that says whose it is, what an answer and an end leave to be done."""

from __future__ import annotations

import re
from typing import Any

import pytest

from server.accounts.models import Person
from server.dispatch.importing import _inputs
from server.dispatch.intake.order_form import order_of
from server.kernel import clock
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.tables import Asker, TableRow
from server.kernel.transaction import write
from server.matters import exporting
from server.matters import matter_actions as acts
from server.matters.actions import Spoke
from server.matters.matter_models import Matter
from server.standards.finding import Finding
from server.standards.language import findings
from server.standards.published import kinds_in_force
from server.standards.publishing import publish
from server.visits.models import Fact
from server.visits.order_inputs import read_inputs
from tests.second_language import BELOW, KIND, NEEDS_LINE, NEW_LINE, speed_visit
from tests.server.console.desk import Page
from tests.server.matters.conftest import Team, local
from tests.server.matters.playing import does, facts, limits, matter_of, refused
from tests.server.matters.playing import publish as publish_limits
from tests.server.matters.test_on_phones import code_of

pytestmark = pytest.mark.both_databases  # because the record rests on what each finds, orders and locks


def _receipt(team: Team, visit: str, language: str = "zh-CN") -> tuple[str, list[str]]:
    """The heading of the customer's receipt, and what it says of what was promised, a line each."""
    source = team.scenario.cast.visitor().get(f"/r/{code_of(team, visit)}", query_string={"lang": language}).text
    [heading], lines = (re.findall(rf"<{tag}[ >].*?</{tag}>", source, re.S) for tag in ("h1", "li"))
    promised = source.partition('<section class="promised">')[2].partition("</section>")[0]
    return _text(heading), [_text(line) for line in lines if line in promised]


def _text(part: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", part).split())


def _found(document: dict[str, Any]) -> list[Finding]:
    return findings(document, frozenset(("answered", "ended")))


@pytest.fixture
def team(team: Team) -> Team:
    """The same team, whose organisation has published the standard."""
    with team.scenario.app.app_context():
        write(lambda: publish(team.ours, speed_visit(), clock.now()))
    return team


def test_an_order_says_what_its_standard_declares_and_the_phone_gets_it(team: Team) -> None:
    visit = team.given("09:00", kind=KIND, inputs={"speed": " ３００ "})
    assert team.phone
    inputs = team.phone.visits[visit]["grant"]["inputs"]
    assert (inputs["order"]["speed"], inputs["order"]["speed.thousandths"]) == ("300", 300_000)
    assert team.scenario.rows(Fact, Fact.subject_id == visit, Fact.kind == "ordered")[0].body["inputs"] == {
        "speed": "300"
    }


@pytest.mark.parametrize(
    ("given", "said"),
    [({"speed": "300"}, "签约速率：300 Mbit/s"), ({}, "签约速率：没写，不比较")],
    ids=["ordered", "left open"],
)
def test_what_the_order_says_for_it_stands_on_the_visits_page(team: Team, given: Any, said: str) -> None:
    visit = team.scenario.order(kind=KIND, inputs=given)
    desk = team.scenario.cast.office("chenjing")
    assert said in desk.get(f"/console/visits/{visit}").text
    panel = Page(desk.get("/console/visits", query_string={"visit": visit}))
    assert "单子上写的 " + said.replace("：", " ") in panel


BEFORE = {
    "id": "before",
    "title": {"zh-CN": "上次测的", "en": "Measured before"},
    "type": "decimal",
    "origin": "earlier",
    "step": "speed",
}


@pytest.fixture
def carrying(team: Team) -> Team:
    """The organisation's standard takes over what the visit before has measured."""
    document = speed_visit() | {"version": "2"}
    document["inputs"] = [*document["inputs"], BEFORE]
    with team.scenario.app.app_context():
        write(lambda: publish(team.ours, document, clock.now()))
    return team


@pytest.mark.parametrize(
    ("given", "kept"),
    [({}, "118"), ({"before": "99"}, "99"), ({"before": ""}, None)],
    ids=["left out", "typed over", "emptied"],
)
def test_an_input_is_what_an_earlier_visit_answered_unless_somebody_says_otherwise(
    carrying: Team, given: Any, kept: str | None
) -> None:
    """Measured 120.5, then 118, then 80 by a slip that was taken back: the return begins with 118."""
    team, first = carrying, carrying.given("09:00", kind=KIND, inputs={"speed": "300"})
    for value in ("120.5", "118"):
        team.report(first, "answered", step="speed", value=value)
    slip = team.report(first, "answered", step="speed", value="80")
    team.report(first, "withdrawn", fact=slip, reason="slip")
    team.report(first, "ended", outcome=BELOW, counts_as="not_done")
    team.sent()
    again = team.given("10:00", kind=KIND, follows=first, inputs=given)
    assert team.phone
    team.phone.sync_all()
    order = team.phone.visits[again]["grant"]["inputs"]["order"]
    assert (order.get("before"), order.get("before.thousandths")) == (kept, kept and int(kept) * 1000)


def test_intake_begins_with_what_the_visit_before_answered(carrying: Team) -> None:
    first = carrying.given("09:00", kind=KIND)
    carrying.report(first, "answered", step="speed", value="118")
    carrying.sent()
    desk = carrying.scenario.cast.office("chenjing")
    assert Page(desk.get("/console/intake", query_string={"again": first})).field("input_before") == "118"
    assert "取自上一次上门" in carrying.scenario.cast.office("wufang").get("/console/standards").text
    other = carrying.scenario.order(kind=KIND)
    assert Page(desk.get("/console/intake", query_string={"again": other})).field("input_before") == ""


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"origin": "order"}, "field_unknown"), ({"step": None}, "field_missing")],
    ids=["a step of the order's own", "earlier without a step"],
)
def test_an_input_of_an_earlier_visit_names_its_step_and_no_other_does(changes: Any, code: str) -> None:
    document = speed_visit()
    given = {name: value for name, value in (BEFORE | changes).items() if value is not None}
    document["inputs"] = [*document["inputs"], given]
    assert ("inputs[1].step", code) in [(each.place, each.code) for each in _found(document)]


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"speed": "fast"}, {"input_speed": ["decimal"]}),
        ({"speed": "1.2345"}, {"input_speed": ["decimal"]}),
        ({"speed": "3" * 50}, {"input_speed": ["too_long"]}),
        ({"colour": "red"}, {"input_colour": ["unknown"]}),
    ],
)
def test_what_cannot_be_compared_with_is_refused_with_its_field(team: Team, given: Any, wrong: Any) -> None:
    with pytest.raises(Problem) as refused:
        team.scenario.order(kind=KIND, inputs=given)
    assert refused.value.errors == wrong


def test_a_figure_below_the_contract_leaves_an_answer_with_its_owner(team: Team) -> None:
    visit = team.given("09:00", kind=KIND, inputs={"speed": "300"})
    team.at("2026-11-30 09:20")
    team.report(visit, "answered", step="speed", value="120.5")
    team.sent()
    owed = team.promise(visit)
    assert (owed.what, owed.due_at, owed.owed_to) == ("告诉客户为什么慢", local("2026-11-30 13:20"), "customer")
    assert owed.owner_id == team.scenario.cast.people["liming"]
    page = team.scenario.cast.office("chenjing").get(f"/console/visits/{visit}").get_data(as_text=True)
    assert "120.5 Mbit/s · 不在合格范围" in page, "the office reads the mark that the phone shows"
    shown = team.scenario.cast.office("chenjing").get("/console/visits", query_string={"promised": "all"})
    assert "告诉客户为什么慢" in shown.get_data(as_text=True)
    team.report(visit, "answered", step="speed", value="310")  # measured again, and now it is what was paid for
    team.sent()
    assert [each.state for each in team.promises(visit)] == ["withdrawn"]
    page = team.scenario.cast.office("chenjing").get(f"/console/visits/{visit}").get_data(as_text=True)
    assert "310 Mbit/s" in page and "不在合格范围" not in page


@pytest.mark.parametrize(
    ("typed", "kept", "code"),
    [
        ("签约速率：３００", {"speed": "300"}, ""),
        ("contracted SPEED = 99.5；", {"speed": "99.5"}, ""),
        ("speed: fast", {}, "decimal"),
        ("端口：A3", {}, "no_such_input"),
        ("speed: 3=4", {}, "decimal"),
    ],
    ids=["by its title", "by the other language", "no figure", "not declared", "a figure with a sign in it"],
)
def test_a_file_of_orders_says_inputs_by_their_titles(team: Team, typed: str, kept: Any, code: str) -> None:
    row = TableRow(0, {"inputs": typed})
    with team.scenario.app.app_context():
        kind = kinds_in_force(team.ours, "2026-11-30")[KIND]
        found = order_of(_inputs(row, kind)).inputs
        if kept:
            found = read_inputs({"inputs": kind.inputs}, KIND, found)
    assert row.troubles == ([("inputs", code)] if code else [])
    assert not kept or found == kept


def test_a_promise_says_to_whom_it_is_and_whose(team: Team) -> None:
    visit = team.given("09:00", kind=KIND)
    team.report(visit, "answered", step="call-by", value=local("2026-12-01 15:00"))
    team.sent()
    owed = team.promise(visit)
    assert (owed.kind, owed.due_at, owed.owed_to) == ("answer", local("2026-12-01 15:00"), "customer")


def test_an_end_of_the_standards_own_is_not_done_and_leaves_what_it_declares_to_the_team(team: Team) -> None:
    """Two working days from Monday 2026-11-30 are Wednesday 17:30; the end takes the place of booking anew."""
    visit = team.given("09:00", kind=KIND, inputs={"speed": "300"})
    team.at("2026-11-30 09:45")
    team.report(visit, "ended", outcome=BELOW, counts_as="not_done")
    team.sent()
    [owed] = team.promises(visit)
    assert (owed.kind, owed.what, owed.about) == ("book_anew", "带仪表再来测一次", BELOW)
    assert (owed.due_at, owed.owner_id) == (local("2026-12-02 17:30"), None)
    assert team.scenario.visit(visit).state == "not_done"
    page = team.scenario.cast.office("chenjing").get("/console/visits", query_string={"visit": visit})
    assert "速率不够" in page.get_data(as_text=True)


def test_an_end_that_opens_a_matter_has_it_opened_once_and_nothing_booked_anew(team: Team) -> None:
    """A connection by the table of limits: taken Monday 2026-11-30 10:00, its estimate is due Thursday 12-03 17:30 (FT-5)."""
    publish_limits(team)
    visit = team.given("09:00", kind=KIND)
    team.at("2026-11-30 09:45")
    end = team.report(visit, "ended", outcome=NEEDS_LINE, counts_as="not_done")
    team.at("2026-11-30 10:00")
    team.sent()
    before = matter_of(team, visit)
    [made] = team.scenario.rows(Matter, Matter.kind == "connection")
    assert (made.title, made.parent_id, made.customer_id) == ("新拉一条线", before.id, before.customer_id)
    assert (made.originator, made.accepted_at, made.state) == ("staff", local("2026-11-30 10:00"), "accepted")
    assert limits(team, made.id)["estimate", False].due_at == local("2026-12-03 17:30")
    assert [each.kind for each in team.promises(visit)] == [], "what goes on as a matter is not booked anew beside it"
    [taken] = facts(team, made.id, "accepted")
    assert (taken["body"]["visit"], taken["body"]["outcome"], taken["person"]) == (
        visit,
        NEEDS_LINE,
        team.scenario.cast.people["liming"],
    )
    desk = team.scenario.cast.office("chenjing")
    assert "新拉一条线" in desk.get("/console/matters").text
    assert before.number in desk.get(f"/console/matters/{made.id}").text
    team.report(visit, "withdrawn", fact=end, reason="slip")  # and the same end again
    team.report(visit, "ended", outcome=NEEDS_LINE, counts_as="not_done")
    team.sent()
    assert len(team.scenario.rows(Matter, Matter.kind == "connection")) == 1


def test_what_an_end_opened_is_read_in_the_readers_language_by_the_office_and_the_customer(team: Team) -> None:
    """The receipt says that it goes on, with its number, and that one thing is not done, until the matter is."""
    visit = team.given("09:00", kind=KIND)
    team.report(visit, "ended", outcome=NEEDS_LINE, counts_as="not_done")
    team.sent()
    [made] = team.scenario.rows(Matter, Matter.kind == "connection")
    desk = team.scenario.cast.office("chenjing")
    with team.scenario.app.app_context():
        asker = Asker(team.ours, team.scenario.cast.people["chenjing"], "en", "Asia/Shanghai")
        assert "Lay a new line" in [row[2] for row in exporting.matters(asker)]
    assert _receipt(team, visit) == (
        "今天来过，还有 1 件没办完",
        [f"○ 新拉一条线：另外接着办 编号 {made.number}，打热线可以问办到哪里了"],
    )
    assert _receipt(team, visit, "en")[1] == [
        f"○ Lay a new line: goes on by itself Number {made.number}; the hotline tells you how it stands"
    ]
    assert desk.post("/console/me/language", data={"language": "en"}).status_code in (302, 303)
    for page in ("/console/matters", f"/console/matters/{made.id}"):
        text = desk.get(page).text
        assert "Lay a new line" in text and "新拉一条线" not in text, page
    team.at("2026-11-30 15:00")
    does(team, acts.finish, made.id, "新线拉好了")
    heading, lines = _receipt(team, visit)
    assert lines == ["✓ 新拉一条线：另外接着办 今天 15:00 办到了"] and heading == "要新拉线"


def test_FT6_what_an_end_opened_is_closed_only_once_the_customer_knows(team: Team) -> None:
    """Their receipt names it, so that they wait for it, although the staff asked for it.

    Guard: `_accepted` of server/matters/matter_rules.py
    """
    visit = team.given("09:00", kind=KIND)
    team.report(visit, "ended", outcome=NEEDS_LINE, counts_as="not_done")
    team.sent()
    [made] = team.scenario.rows(Matter, Matter.kind == "connection")
    does(team, acts.finish, made.id, "新线拉好了")
    assert refused(team, "loop_open", acts.close, made.id).extra == {"needs": ["not_told"]}
    does(team, acts.speak, made.id, Spoke("phone", "reached", "都好了"), "customer")
    does(team, acts.close, made.id)
    assert team.scenario.rows(Matter, Matter.kind == "connection")[0].state == "closed"


def test_what_an_end_opened_is_read_on_a_phone_in_its_technicians_language(team: Team) -> None:
    """Guard: `titles.of_matter` of server/matters/on_phones.py"""
    visit = team.given("09:00", kind=KIND)
    team.report(visit, "ended", outcome=NEEDS_LINE, counts_as="not_done")
    team.sent()
    [made] = team.scenario.rows(Matter, Matter.kind == "connection")
    with team.scenario.app.app_context():
        person = (team.ours, team.scenario.cast.people["liming"])
        write(lambda: setattr(db.session.get_one(Person, person), "language", "en"))
    later = team.given("14:00", kind=KIND, matter=made.id)
    assert team.phone and team.phone.visits[later]["work"]["matter"]["title"] == "Lay a new line"


def test_an_end_after_which_the_work_was_done_after_all_opens_nothing(team: Team) -> None:
    """Guard: `_last_end` of server/matters/opening.py"""
    visit = team.given("09:00", kind=KIND)
    team.report(visit, "ended", outcome=NEEDS_LINE, counts_as="not_done")
    team.report(visit, "ended", outcome="done")
    team.sent()
    assert team.scenario.rows(Matter, Matter.kind == "connection") == []


def test_an_end_that_was_taken_back_before_it_came_home_opens_nothing(team: Team) -> None:
    visit = team.given("09:00", kind=KIND)
    end = team.report(visit, "ended", outcome=NEEDS_LINE, counts_as="not_done")
    team.report(visit, "withdrawn", fact=end, reason="slip")
    team.sent()
    assert team.scenario.rows(Matter, Matter.kind == "connection") == []


@pytest.mark.parametrize(
    ("opens", "code", "place"),
    [
        (NEW_LINE | {"kind": "speed-test"}, "value_unknown", "outcomes[9].opens.kind"),
        (NEW_LINE | {"due": {"figure": 1, "unit": "d"}}, "field_unknown", "outcomes[9].opens.due"),
        ({"what": "matter", "kind": "other"}, "field_missing", "outcomes[9].opens.title"),
    ],
    ids=["no kind of matters", "a due moment of its own", "no title"],
)
def test_a_matter_that_a_standard_opens_is_one_of_the_offices_kinds(opens: Any, code: str, place: str) -> None:
    document = speed_visit()
    last = len(document["outcomes"]) - 1
    document["outcomes"][last]["opens"] = opens
    assert (place.replace("9", str(last)), code) in [(each.place, each.code) for each in _found(document)]


def test_the_answer_of_a_step_opens_no_matter() -> None:
    document = speed_visit()
    work = next(each for each in document["moments"] if each["id"] == "work")
    place = f"moments[{document['moments'].index(work)}].steps[{len(work['steps']) - 2}].opens.what"
    work["steps"][-2]["opens"] = NEW_LINE
    assert (place, "matter_by_an_end") in [(each.place, each.code) for each in _found(document)]


@pytest.mark.parametrize(
    "body",
    [
        {"outcome": BELOW},
        {"outcome": "declined", "counts_as": "done"},
        {"outcome": "Below", "counts_as": "done"},
        {"outcome": BELOW, "counts_as": "perhaps"},
    ],
    ids=["silent", "an end of the language's own", "no name", "neither"],
)
def test_an_end_that_does_not_say_what_it_counts_as_is_put_aside(team: Team, body: dict[str, str]) -> None:
    visit = team.given("09:00", kind=KIND)
    fact = team.report(visit, "ended", **body)
    team.sent()
    assert not team.scenario.rows(Fact, Fact.id == fact)


def test_a_phone_that_calls_an_end_done_which_is_not_raises_an_alarm(team: Team) -> None:
    """The document says what an end counts as, not the phone."""
    visit = team.given("09:00", kind=KIND)
    team.report(visit, "ended", outcome=BELOW, counts_as="done", verdict={"may_finish": True, "missing": []})
    team.sent()
    assert team.scenario.visit(visit).needs_review


def test_a_visit_that_a_phone_brings_back_knows_its_inputs(team: Team) -> None:
    from server.visits.order_inputs import told_inputs

    visit = team.given("09:00", kind=KIND, inputs={"speed": "300"})
    assert team.phone
    assert told_inputs(team.phone.visits[visit]["grant"]["inputs"]) == team.scenario.visit(visit).order_inputs
