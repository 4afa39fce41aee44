"""The one ordered feed: pages, cursors, epochs, and commits out of order (faults 17, 18 and 20)."""

from __future__ import annotations

import gzip
import json
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from server.kernel.ids import new_id
from server.visits.models import Holding
from tests.scenario import Scenario

pytestmark = pytest.mark.both_databases  # because who waits for whom


def versions(phone: Any) -> list[int]:
    return [change["version"] for change in phone.changes]


def test_fault_20_a_page_ends_between_entries_and_never_inside_a_bundle(scenario: Scenario) -> None:
    """Guard: server/sync/outbox.py:pull"""
    visits = {scenario.given(days=day) for day in range(3)}
    busy = scenario.phone("liming")
    for visit in visits:
        for _ in range(40):
            busy.report("noted", {"text": "长长的记录" * 20}, visit=visit)
    busy.sync_all()
    phone = scenario.enrolled("liming", "Another")
    pages = []
    while True:
        answer = phone.sync(limit=1)
        pages.append([change["type"] for change in answer["changes"]])
        if not answer["more"]:
            break
    assert pages[:4] == [["standard"], ["grant"], ["grant"], ["grant"]]
    assert set(phone.visits) == visits
    assert all(len(phone.log(visit)) == 42 for visit in visits)
    assert versions(phone) == sorted(versions(phone))


def test_from_the_beginning_a_fact_comes_once_whichever_page_its_visit_is_on(scenario: Scenario) -> None:
    """What a bundle has told is not told again on a later page; what came after the first page is."""
    visits = [scenario.given(days=day) for day in range(3)]
    busy = scenario.phone("liming")
    for visit in visits:
        busy.report("noted", {"text": "只来一次"}, visit=visit)
    busy.sync_all()
    phone, texts, as_of = scenario.enrolled("liming", "Another"), [], {}
    while True:
        answer = _asked(phone, limit=2, **as_of)
        as_of = {"as_of": answer.get("as_of", as_of.get("as_of"))}
        texts += [change["fact"] for change in answer["changes"] if change["type"] == "fact"]
        if len(phone.visits) == 1 and not texts and not busy.outbox:
            busy.report("noted", {"text": "后来的"}, visit=next(iter(phone.visits)))
            busy.sync_all()
        if not answer["more"]:
            break
    assert ["后来的" in text for text in texts] == [True]
    assert all("只来一次" in str(phone.log(visit)) for visit in visits)
    assert _asked(phone, as_of=10**9)["code"] == "cursor_too_old"


def _asked(phone: Any, **more: Any) -> Any:
    """An exchange as an app of today makes it, which says as of when its bundles are."""
    asked = {"protocol": 1, "app_version": "0.1.0", "device": phone.device, "cursor": phone.cursor, "facts": []} | more
    status, answer = phone.send(gzip.compress(json.dumps(asked).encode()))
    if status == 200:
        phone.apply(answer)
    return answer


def test_what_time_alone_makes_due_comes_to_each_person_with_their_own_pull(
    scenario: Scenario, at: Callable[[str], None]
) -> None:
    """Somebody else's pull a moment before neither does it for them nor puts it off."""
    at("2026-11-23T15:00:00.000Z")
    visits = {login: scenario.given(login, agreed_at="2026-12-08T02:00:00.000Z") for login in ("liming", "wangqiang")}
    phones = {login: scenario.phone(login) for login in visits}
    at("2026-11-23T16:00:30.000Z")  # past midnight of the organisation: a fortnight away
    for login, phone in phones.items():
        assert [row.visit_id for row in scenario.rows(Holding, Holding.person_id == phone.person)] == []
        phone.sync()
        assert set(phone.visits) == {visits[login]}


def test_changes_made_between_two_pages_are_not_lost(scenario: Scenario) -> None:
    one, two = scenario.given("liming", "wangqiang"), scenario.given("liming", "wangqiang")
    helper, lead = scenario.enrolled("wangqiang"), scenario.phone("liming")
    helper.sync(limit=2)
    for visit in (one, two):
        lead.report("noted", {"text": "中间来的"}, visit=visit)
    lead.sync()
    helper.sync_all()
    assert all("中间来的" in str(helper.log(visit)) for visit in (one, two))


def test_fault_20_a_cursor_behind_what_was_cleared_away_starts_anew_and_ends_complete(scenario: Scenario) -> None:
    """Guard: server/sync/outbox.py:pull"""
    from server.kernel.feed import clock_of
    from server.sync.outbox import clear_away
    from server.visits.feed.holdings import entries_still_needed

    kept, given_away = scenario.given(), scenario.given()
    phone = scenario.phone()
    scenario.assign(given_away, "wangqiang")
    for _ in range(5):
        scenario.given()
    with scenario.app.app_context():
        assert clear_away(scenario.ours, clock_of(scenario.ours).value, entries_still_needed(scenario.ours)) > 0
    problem = phone.sync()
    assert (problem["code"], problem["status"], problem["restored"]) == ("cursor_too_old", 410, False)
    phone.visits, phone.cursor = {}, 0
    phone.sync(limit=1)
    assert kept in phone.visits and given_away not in phone.visits and len(phone.visits) == 6
    assert phone.sync()["changes"] == []
    later = scenario.given()
    answer = phone.sync(limit=1)  # only a fresh start is given everything below the floor on one page
    assert answer["more"] and [change["type"] for change in answer["changes"]] == ["grant"] and later in phone.visits


def test_cleared_away_is_up_to_a_version_of_this_organisation_alone_and_what_is_needed_stays(
    scenario: Scenario,
) -> None:
    from sqlalchemy import select

    from server.kernel.feed import Change, clock_of
    from server.sync.outbox import clear_away

    for _ in range(3):
        scenario.given()
        scenario.assign(scenario.order(theirs=True), "zhaolei", theirs=True)
    ours, theirs = (Change.organisation_id == each for each in (scenario.ours, scenario.cast.theirs))
    before, others = [row.version for row in scenario.rows(Change, ours)], len(scenario.rows(Change, theirs))
    with scenario.app.app_context():
        needed = select(Change.version).where(ours, Change.version == before[1])
        assert clear_away(scenario.ours, before[3], needed) == 3
        assert clock_of(scenario.ours).floor == before[3]
        assert clear_away(scenario.ours, 0, needed) == 0 and clock_of(scenario.ours).floor == before[3]
    assert [row.version for row in scenario.rows(Change, ours)] == [before[1], *before[4:]] and len(
        scenario.rows(Change, theirs)
    ) == others > 0


def test_work_is_taken_in_although_the_cursor_is_too_old(scenario: Scenario) -> None:
    visit = scenario.given()
    phone = scenario.phone()
    phone.cursor = 10_000
    phone.report("opened", visit=visit)
    problem = phone.sync()
    assert problem["code"] == "cursor_too_old" and problem["results"][0]["outcome"] == "applied"
    assert scenario.log(visit)[-1] == ("opened", "applied")


def test_fault_18_a_server_restored_from_a_backup_is_told_apart_by_its_epoch(scenario: Scenario) -> None:
    """Guard: server/sync/outbox.py:pull"""
    from sqlalchemy import update

    from server.accounts.models import Device
    from server.kernel.db import db
    from server.kernel.feed import ChangeClock
    from server.kernel.transaction import write

    visit = scenario.given()
    phone = scenario.phone()
    phone.report("opened", visit=visit)
    phone.report("departed", visit=visit)
    journal = [text for _, text in phone.outbox]
    epoch = new_id()

    def restore() -> None:
        db.session.execute(update(ChangeClock).values(epoch=epoch))
        db.session.execute(update(Device).values(last_seq=0))

    with scenario.app.app_context():
        write(restore)
    phone.report("arrived", visit=visit)
    problem = phone.sync(facts=[phone.outbox[-1][1]])
    assert problem["code"] == "cursor_too_old" and problem["epoch"] == epoch and problem["expected_seq"] == 1
    assert problem["restored"] is True
    phone.cursor, phone.epoch, phone.visits = 0, None, {}
    answer = phone.sync(facts=[*journal, phone.outbox[-1][1]])
    assert answer["epoch"] == epoch and answer["last_seq"] == 3
    assert [kind for kind, _ in scenario.log(visit)][-3:] == ["opened", "departed", "arrived"]


def test_fault_17_no_change_is_lost_to_a_phone_that_polls_while_many_write(scenario: Scenario) -> None:
    """Eight writers commit as they come; whoever polls meanwhile sees every version of the feed exactly once.

    Guard: server/kernel/feed.py:_advance
    """
    from server.kernel.feed import clock_of

    stamped, seen, done = [], [], threading.Event()  # type: ignore[var-annotated]
    writers = [threading.Thread(target=announce_some, args=(scenario, number, stamped)) for number in range(8)]
    poller = threading.Thread(target=poll, args=(scenario, seen, done))
    [thread.start() for thread in (poller, *writers)]
    [thread.join() for thread in writers]
    done.set()
    poller.join()
    with scenario.app.app_context():
        clock = clock_of(scenario.ours).value
    assert seen == sorted(set(stamped)) == list(range(seen[0], clock + 1))


def announce_some(scenario: Scenario, number: int, stamped: list[int]) -> None:
    """Fifteen writes of one to three entries each."""
    from server.kernel.feed import announce
    from server.kernel.transaction import write

    def work(count: int) -> None:
        for _ in range(count):
            announce(
                scenario.ours, scenario.cast.people["liming"], "contact_gone", visit=new_id(), stamp=stamped.append
            )

    with scenario.app.app_context():
        for turn in range(15):
            write(partial(work, 1 + (number + turn) % 3))


def poll(scenario: Scenario, seen: list[int], done: threading.Event) -> None:
    """Read what is newer than the last version seen, until everybody is done, and once more."""
    from sqlalchemy import select

    from server.kernel.db import db
    from server.kernel.feed import Change

    with scenario.app.app_context():
        last = False
        while not last:
            last = done.is_set()
            newer = select(Change.version).where(
                Change.organisation_id == scenario.ours, Change.version > (seen[-1] if seen else 0)
            )
            seen.extend(db.session.scalars(newer.order_by(Change.version)))
            db.session.rollback()


def test_many_phones_at_once_lose_nothing_and_see_everything(scenario: Scenario) -> None:
    """Lead and helper write to one visit from their own threads while both poll; in the end both hold the server's log."""
    visit = scenario.given("liming", "wangqiang", "ayguli")
    phones = [scenario.phone(login) for login in ("liming", "wangqiang", "ayguli")]
    troubles: list[Exception] = []

    def work(phone: Any) -> None:
        try:
            for turn in range(8):
                phone.report("noted", {"text": f"{turn}"}, visit=visit)
                phone.sync()
        except Exception as error:
            troubles.append(error)

    threads = [threading.Thread(target=work, args=(phone,)) for phone in phones]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert troubles == []
    for phone in phones:
        phone.sync_all()
    log = [row for row in scenario.log(visit) if row[0] == "noted"]
    assert log == [("noted", "applied")] * 24
    ids = [{fact["id"] for fact in phone.log(visit)} for phone in phones]
    mine = [set(_ids(scenario, visit, phone.device)) for phone in phones]
    everything = set(_ids(scenario, visit, None))
    assert all(found | own == everything for found, own in zip(ids, mine, strict=True))


def _ids(scenario: Scenario, visit: str, device: str | None) -> list[str]:
    from server.visits.models import Fact

    where = [Fact.subject_id == visit] + ([Fact.device == device] if device else [])
    return [row.id for row in scenario.rows(Fact, *where)]
