"""The card of a cross purpose on the visit's page: who did what when, choices of equal weight with what each means, and the way back."""

from __future__ import annotations

import re

import pytest

from server.kernel import clock
from server.kernel.transaction import write
from server.standards.publishing import publish
from tests.second_language import BELOW, KIND, speed_visit
from tests.server.console.desk import Desk, Page


@pytest.fixture
def crossed(desk: Desk, scenario) -> str:
    """A visit that the office cancelled while the phone finished it without a network."""
    visit = scenario.given("liming", agreed_at=clock.later(clock.now(), minutes=60))
    phone = scenario.phone("liming")
    for kind, body in (("arrived", {}), ("entered", {}), ("ended", {"outcome": "done"})):
        phone.report(kind, body, visit=visit)
    page = desk.get(f"/console/visits/{visit}?do=cancel")
    desk.post(f"/console/visits/{visit}/cancel", version=page.field("version"), reason="家里没人", by="customer")
    phone.sync_all()
    return visit


def choose(desk: Desk, visit: str, choice: str, seen: str | None = None) -> Page:
    page = desk.get(f"/console/visits/{visit}")
    [address] = set(re.findall(r'action="(/console/visits/[^"]*/conflicts/[^"]*)"', page.source))
    return desk.post(address, choice=choice, seen=page.field("seen") if seen is None else seen)


def test_the_card_says_what_against_what_both_sides_and_what_each_choice_means(desk: Desk, crossed: str):
    page = desk.get(f"/console/visits/{crossed}")
    for words in (
        "要您决定：办公室取消了，手机上做完了",
        "李明的手机没有信号，还不知道",
        "选哪一个都不删记录和照片，10 分钟内可以撤销",
        "“家里没人”",
        "按做完算 1",
        "按取消算 2",
        "先问林女士 3",
        "取消留在经过里",
        "3 条记录",
    ):
        assert words in page, words
    assert "solid" not in re.search(r'<form class="choices".*?</form>', page.source, flags=re.S).group(0)


def test_two_ends_are_told_by_what_they_are_with_who_when_and_which_counts_now(desk: Desk, scenario):
    """An end that the standard declares has a title of its own; neither its name nor *done* is what people read."""
    with scenario.app.app_context():
        write(lambda: publish(scenario.cast.ours, speed_visit(), clock.now()))
    visit = scenario.given("liming", kind=KIND, agreed_at=clock.later(clock.now(), minutes=60))
    before = scenario.phone("liming")
    before.report("ended", {"outcome": BELOW, "counts_as": "not_done"}, visit=visit)
    scenario.assign(visit, "wangqiang")
    after = scenario.phone("wangqiang")
    after.report("ended", {"outcome": "done"}, visit=visit)
    after.sync_all()
    before.sync_all()
    card = re.search(r'<article class="conflict".*?</article>', desk.get(f"/console/visits/{visit}").source, flags=re.S)
    assert card
    counting, kept = re.findall(r"<section>(.*?)</section>", card.group(0), flags=re.S)
    assert all(each in counting for each in ("结束：完成", "王强", "现在按这个算"))
    assert all(each in kept for each in ("结束：速率不够", "李明", "留着，没有按它算"))
    assert "按“速率不够”算" in card.group(0) and BELOW not in card.group(0)
    after.sync_all()
    [theirs] = after.conflicts.values()
    assert (theirs["sides"]["mine"]["you"], theirs["sides"]["theirs"]["you"]) == (True, False)


def test_a_colleague_who_said_neither_is_not_told_that_they_did(scenario):
    visit = scenario.given("liming", "wangqiang")
    first, second = scenario.phone("liming", "One"), scenario.phone("liming", "Two")
    first.report("answered", {"step": "symptoms", "value": "slow"}, visit=visit)
    second.report("answered", {"step": "symptoms", "value": "offline"}, visit=visit)
    first.sync_all()
    second.sync_all()
    helper = scenario.phone("wangqiang")
    helper.sync_all()
    [read] = helper.conflicts.values()
    assert [read["sides"][side]["you"] for side in ("mine", "theirs")] == [False, False]


def test_the_choice_takes_effect_and_is_taken_back(desk: Desk, crossed: str, scenario):
    assert choose(desk, crossed, "other").location.endswith("?done=decided")
    page = desk.get(f"/console/visits/{crossed}")
    assert (
        scenario.visit(crossed).state == "done"
        and "定了：按做完算" in page
        and "撤销这个决定" in page
        and "要您决定" not in page
    )
    assert choose(desk, crossed, "reopened", "").location.endswith("?done=undone")
    assert "要您决定" in desk.get(f"/console/visits/{crossed}") and scenario.visit(crossed).state == "cancelled"


def test_who_is_too_late_reads_that_a_colleague_was_quicker(desk: Desk, crossed: str, scenario, cast):
    late = Desk(cast.office("zhoumin")).get(f"/console/visits/{crossed}")
    [address] = set(re.findall(r'action="(/console/visits/[^"]*/conflicts/[^"]*)"', late.source))
    choose(desk, crossed, "other")
    answer = Desk(cast.office("zhoumin")).post(address, choice="shown", seen=late.field("seen"))
    assert (
        answer.status == 409 and "Somebody has just decided this" in answer and scenario.visit(crossed).state == "done"
    )
    stale = Desk(cast.office("zhoumin")).post(address, choice="nonsense", seen="x")
    assert stale.status == 409


def test_what_is_at_cross_purposes_cannot_be_called_checked(desk: Desk, crossed: str, scenario):
    answer = desk.post(f"/console/visits/{crossed}/looked-over")
    assert answer.status == 409 and "这一单还有没定的事" in answer and scenario.visit(crossed).needs_review
    assert "核对过了" not in desk.get(f"/console/visits/{crossed}")


def test_asking_the_customer_first_leaves_it_open_and_names_who_asks(desk: Desk, crossed: str):
    assert choose(desk, crossed, "ask").location.endswith("?done=noted")
    page = desk.get(f"/console/visits/{crossed}")
    for words in ("陈静在问客户，还没定", "要您决定", "先问客户，还没定"):
        assert words in page, page.text


def test_an_administrator_reads_the_card_and_is_offered_no_choice(crossed: str, cast):
    page = Desk(cast.office("wufang")).get(f"/console/visits/{crossed}")
    assert "要您决定" in page and "由派单或质量岗位来定" in page and 'class="choices"' not in page.source


def test_a_technicians_wish_stands_on_the_card_as_text(desk: Desk, scenario):
    visit = scenario.given("liming", "wangqiang", agreed_at=clock.later(clock.now(), minutes=60))
    lead, helper = scenario.phone("liming"), scenario.phone("wangqiang")
    for phone, value in ((lead, "slow"), (helper, "wifi")):
        phone.report("answered", {"step": "symptoms", "value": value}, visit=visit, base=0)
        phone.sync()
    [conflict] = helper.conflicts
    helper.report("settle_asked", {"conflict": conflict, "wish": "mine", "note": "<b>又试了</b>"}, visit=visit)
    helper.sync()
    page = desk.get(f"/console/visits/{visit}")
    assert (
        "王强说：以自己记的为准" in page and "&lt;b&gt;又试了&lt;/b&gt;" in page.source and "都先不算，再答一次" in page
    )
    assert (
        page.source.index("李明") and re.search(r"按“[^”]+”算 1", page.text) and re.search(r"按“[^”]+”算 2", page.text)
    )
    choose(desk, visit, "other")
    assert re.search(r"定了：按“[^”]+”算", desk.get(f"/console/visits/{visit}").text)
