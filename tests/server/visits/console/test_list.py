"""The list of visits: what needs somebody first, found again by whatever a caller says, and nobody else's."""

import html
import re

import pytest

from server.kernel import clock

pytestmark = pytest.mark.both_databases  # because what is found, and in which order, is the database's


def soon(minutes: int) -> str:
    return clock.later(clock.now(), minutes=minutes)


def test_a_visit_nobody_leads_needs_somebody_and_an_assigned_one_comes_next(desk, scenario):
    alone, given = scenario.order(agreed_at=soon(300)), scenario.given("liming", agreed_at=soon(300))
    page = desk.get("/console/visits?day=all")
    assert page.group(alone) == "needs" and "未派" in page.row(alone) and "待派单" in page.row(alone)
    assert (
        page.group(given) == "now"
        and "李明" in page.row(given)
        and "林女士" in page.row(given)
        and "翠湖花园 2-1-2803" in page.row(given)
    )


def test_sent_on_the_phone_seen(desk, scenario):
    visit = scenario.given("liming", agreed_at=soon(100))
    assert "发出，没到" in desk.get("/console/visits?day=all").row(visit)
    panel = desk.get(f"/console/visits?visit={visit}&day=all")
    assert "李明还不知道这一单" in panel and "tel:19900000101" in panel.source
    phone = scenario.phone("liming")
    phone.sync()
    assert "到手机，没看" in desk.get("/console/visits?day=all").row(visit)
    phone.report("opened", {}, visit=visit)
    phone.sync_all()
    assert "已看" in desk.get("/console/visits?day=all").row(visit)


def test_found_by_whatever_a_caller_says(desk, scenario):
    visit = scenario.given("liming", agreed_at=soon(60))
    number = scenario.visit(visit).number
    for words in (
        "138****1234",
        "１３８ １２３４ 1234",
        "翠湖",
        "2-1-2803",
        "2幢1单元2803室",
        number,
        number.lower(),
        "林晓梅",
    ):
        assert desk.get(f"/console/visits?q={words}").row(visit), words
    for words in ("139****1234", "%", "_", "翠湖 9-9"):
        assert not desk.get(f"/console/visits?q={words}").row(visit), words
    assert "没有符合的单子" in desk.get("/console/visits?q=nothing-like-this")


def test_filters_narrow_and_nonsense_is_left_out(desk, scenario, cast):
    visit = scenario.given("liming", agreed_at=soon(60))
    today = scenario.visit(visit).day
    person, team = cast.people["liming"], cast.teams["east"]
    for query in (
        f"day={today}",
        f"technician={person}&day=all",
        f"team={team}&day=all",
        "work=repair&day=all",
        "state=planned&day=all",
        "delivery=undelivered&day=all",
    ):
        assert desk.get(f"/console/visits?{query}").row(visit), query
    for query in (
        f"technician={cast.people['wangqiang']}",
        "work=meter-repair",
        "state=done",
        "state=unassigned",
        "day=2031-01-01",
    ):
        assert not desk.get(
            f"/console/visits?day=all&{query}" if "day" not in query else f"/console/visits?{query}"
        ).row(visit), query
    for query in (
        "day=tomorrow",
        "technician=%00x",
        "after=x~y",
        "state=flying",
        "visit=1&do=dance",
        "day=2026-02-30",
        "part=panel",
    ):
        assert desk.get(f"/console/visits?{query}").status in (200, 400), query


def test_the_fragment_is_only_the_rows(desk, scenario):
    visit = scenario.given("liming", agreed_at=soon(60))
    fragment = desk.get("/console/visits?day=all&part=list")
    assert fragment.row(visit) and "<html" not in fragment.source


def test_pages_by_keyset_miss_nothing_and_repeat_nothing(desk, scenario, monkeypatch):
    from server.visits.console import visit_query

    monkeypatch.setattr(visit_query, "PAGE", 3)
    made = {scenario.order(agreed_at=soon(60 + minutes)) for minutes in range(0, 80, 10)}
    seen, address = [], "/console/visits?day=all"
    while address:
        page = desk.get(address)
        seen += [visit for visit in made if page.row(visit)]
        following = re.search(r'<p class="more"><a class="button" href="([^"]+)"', page.source)
        address = html.unescape(following.group(1)) if following and len(seen) <= len(made) else ""
    assert sorted(seen) == sorted(made)


def test_finished_visits_are_one_folded_line(desk, scenario, cast):
    visit = scenario.given("liming", agreed_at=soon(60))
    page = desk.get(f"/console/visits/{visit}?do=cancel")
    assert (
        desk.post(
            f"/console/visits/{visit}/cancel", version=page.field("version"), reason="不用了", by="customer"
        ).status
        == 303
    )
    today = f"/console/visits?day={scenario.visit(visit).day}"
    folded = desk.get(today)
    assert not folded.row(visit) and "1 取消" in folded
    assert "已取消" in desk.get(f"{today}&finished=1").row(visit)


def test_another_organisation_sees_none_of_it(their_desk, scenario):
    visit = scenario.given("liming", agreed_at=soon(60))
    page = their_desk.get("/console/visits?day=all&q=翠湖")
    assert not page.row(visit)
    assert their_desk.get(f"/console/visits/{visit}").status == 404
    assert "翠湖" not in their_desk.get(f"/console/visits?visit={visit}&part=panel")


def test_english_for_whoever_reads_english(desk, scenario):
    assert desk.post("/console/me/language", language="en", back="/console/visits").status == 303
    assert "Needs you" in desk.get("/console/visits?day=all") or "No visits on this day" in desk.get(
        "/console/visits?day=all"
    )
    assert desk.get("/console/visits").source.count('lang="en"') >= 1
