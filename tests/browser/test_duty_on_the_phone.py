"""Duty on two phones without a network: the open list read and given with keys and a word, and taken by the relief (4.8, case 4; pictures field 09)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from playwright.sync_api import expect

from server.duty import actions
from server.duty.models import Duty
from server.duty.story import turn_in
from server.kernel import clock
from server.kernel.authorise import Who
from server.visits.models import Fact
from tests.browser.phone import Phone
from tests.browser.technician import App
from tests.browser.world import Technician, World


def rostered(office: World, one: Technician, other: Technician) -> tuple[str, str]:
    """The field post: the first until an hour from now, then the second; the first has begun."""
    now = datetime.now(UTC)
    begin, change, end = (clock.text_of(now + timedelta(hours=hours)) for hours in (-1, 1, 9))
    boss = Who(office.cast.ours, office.cast.people["zhoumin"], True)
    with office.app.app_context():
        first = actions.plan(boss, "field", office.cast.teams["east"], begin, change, one.id, reason="试")
        second = actions.plan(boss, "field", office.cast.teams["east"], change, end, other.id, reason="试")
        actions.take_over(Who(office.cast.ours, one.id), first)
    return first, second


def test_48_case_4_given_and_taken_on_two_phones_without_a_network(
    office: World, phone: Phone, new_phone: Callable[[str], Phone]
) -> None:
    one, other = office.technician("韩冬"), office.technician("欧阳晨")
    first, second = rostered(office, one, other)
    visit = office.given(one, hour="09:00")
    office.given(other, hour="15:00")
    giver, relief = App(phone, office, one), App(new_phone("relief"), office, other)
    giver.begin()
    relief.begin()
    for app in (giver, relief):
        app.phone.context.set_offline(True)  # type: ignore[union-attr]

    giver.press("现场值班")
    giver.title("在岗")
    expect(giver.page.locator(".band.first")).to_contain_text("接班 欧阳晨")
    number = office.scenario.visit(visit).number
    expect(giver.page.locator(".lines")).to_contain_text(f"M{number}")
    giver.page.get_by_label("值班记录").fill("二号泵异响，听了十分钟")
    giver.press("记一笔")
    expect(giver.page.get_by_role("status").filter(has_text="记下了：二号泵异响")).to_be_visible()
    expect(giver.page.get_by_label("值班记录")).to_have_value("")
    giver.go_on("交班")
    giver.page.get_by_label("钥匙和东西").fill("值班车钥匙，油还有半箱")
    giver.page.get_by_label("交代一句").fill("二号泵先拉风门")
    giver.go_on("交给欧阳晨")
    expect(giver.page.get_by_role("status").filter(has_text="有人接以前，还是你当班")).to_be_visible()
    giver.kept("gave")
    giver.page.reload()
    expect(giver.page.get_by_role("status").filter(has_text="有人接以前，还是你当班")).to_be_visible()

    relief.press("现场值班")
    relief.title("接班")
    expect(relief.page.get_by_text("前一班还没交，也可以先接")).to_be_visible()
    relief.go_on("我接了，现在起当班")
    relief.title("在岗")

    for app in (relief, giver):  # whichever comes home first
        app.phone.context.set_offline(False)  # type: ignore[union-attr]
        app.all_sent()
    with office.app.app_context():
        given, taken = turn_in(office.cast.ours, first), turn_in(office.cast.ours, second)
    assert given.given_at and given.ended_at and given.ended_at == taken.began_at
    assert given.given_at < given.ended_at
    assert (given.keys, given.notes) == ("值班车钥匙，油还有半箱", "二号泵先拉风门")
    [noted] = [each.body for each in office.scenario.rows(Fact, Fact.subject_id == first, Fact.kind == "noted")]
    assert noted["text"] == "二号泵异响，听了十分钟" and noted["at"] < given.given_at
    assert "matter" in {each["type"] for each in given.left}
    assert [each.state for each in office.scenario.rows(Duty, Duty.id.in_([first, second]))] == ["taken_over", "on"]
