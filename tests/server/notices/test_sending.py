"""The job: once each through channels that fail, with several workers, through a killed one, at night, and after a weekend without a mail server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import update

from server.customers.models import Customer
from server.kernel import clock
from server.kernel.db import db
from server.kernel.transaction import write
from server.notices import rules, sending
from server.notices.models import Notice, NoticeChannel
from server.notices.quiet import allowed_from
from server.visits.models import Fact
from server.visits.office import actions, undo
from tests.cast import Cast
from tests.patience import SECONDS
from tests.scenario import moment, set_the_scene
from tests.server.notices.conftest import Office
from tests.server.notices.receiver import Postbox, Receiver

pytestmark = pytest.mark.both_databases


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    found = Postbox()
    yield found
    found.close()


def by_mail(office: Office, postbox: Postbox) -> None:
    office.switch_on("mail", postbox.settings)
    office.mail_address("lin@example.com")


def orders(office: Office, count: int) -> None:
    for _ in range(count):
        office.scenario.order(hour="15:00")


def until_nothing_waits(office: Office, rounds: int = 40) -> int:
    """The job runs every two minutes until nothing waits; how often it ran."""
    for number in range(1, rounds + 1):
        office.at(f"2026-11-30 09:{number:02d}")
        office.send()
        if not any(row.state in ("waiting", "sending") for row in office.notices()):
            return number
    raise AssertionError(Counter(row.state for row in office.notices()))


def test_h3_sixty_by_a_mail_server_that_fails_every_third_time_arrive_once_each(
    office: Office, postbox: Postbox
) -> None:
    by_mail(office, postbox)
    postbox.says = lambda number: "451 try later" if number % 3 == 0 else "250 OK"
    orders(office, 60)
    until_nothing_waits(office)
    assert Counter(row.state for row in office.notices()) == {"sent": 60}
    ids = [each.content.split(b"Message-ID: ")[1].split(b"\r\n")[0] for each in postbox.mails]
    assert len(ids) == len(set(ids)) == 60 and postbox.tried == 89


def test_b4_3_two_workers_at_once_send_each_once(office: Office, receiver: Receiver) -> None:
    receiver.says = lambda number: (200, {})
    office.switch_on("webhook", url=receiver.url, key="k")
    orders(office, 30)
    office.at("2026-11-30 08:05")
    now, app = clock.now(), office.scenario.app
    begin = threading.Barrier(3)

    def worker() -> None:
        with clock.telling(now), app.app_context():
            begin.wait(SECONDS)
            sending.send_due(office.ours)

    workers = [threading.Thread(target=worker) for _ in range(3)]
    for each in workers:
        each.start()
    for each in workers:
        each.join(SECONDS)
    told = Counter(got.headers["webhook-id"] for got in receiver.got)
    assert len(told) == 30 and set(told.values()) == {1}
    assert Counter(row.state for row in office.notices()) == {"delivered": 30}


def test_b2_a_line_that_broke_is_unknown_and_only_a_person_sends_again(office: Office, postbox: Postbox) -> None:
    by_mail(office, postbox)
    postbox.says = lambda number: None
    orders(office, 1)
    for minute in (5, 20, 50):
        office.at(f"2026-11-30 08:{minute:02d}")
        office.send()
    [row] = office.notices()
    assert (row.state, row.reason, row.attempts, len(postbox.mails)) == ("unknown", "line_broke", 1, 1)


def test_a_worker_that_died_between_sending_and_recording_leaves_unknown(office: Office, receiver: Receiver) -> None:
    class Killed(BaseException):
        """Nothing catches it."""

    office.switch_on("wecom", url=receiver.url)
    visit = office.given("10:00")
    office.at("2026-11-30 09:40")
    office.report(visit, "running_late", minutes=9)
    office.sent()

    [row], recorded = office.notices("staff_late"), sending.settle

    def die(organisation: str, notice: str, outcome: Any) -> None:
        if notice == row.id:
            raise Killed
        recorded(organisation, notice, outcome)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sending, "settle", die)
        with pytest.raises(Killed):
            office.send()
    assert len(receiver.got) == 1 and office.states("staff_late") == [("staff_late", "sending")]
    office.at("2026-11-30 09:42")
    office.send()
    assert office.states("staff_late") == [("staff_late", "sending")]  # perhaps it is still at it
    office.at("2026-11-30 09:46")
    office.send()
    assert [(row.state, row.reason) for row in office.notices("staff_late")] == [("unknown", "interrupted")]
    assert len(receiver.got) == 1


def test_a_real_worker_killed_after_the_service_took_it_never_sends_twice(cast: Cast, receiver: Receiver) -> None:
    """A process of the command line on the real clock, killed by the very request that it sends."""
    office = Office(set_the_scene(cast), lambda _: None)
    office.switch_on("sms", {"body": "{phone}", "field": "Code", "fine": "OK"}, url=receiver.url)
    office.quiet("00:00", "00:00")
    office.scenario.order(days=1, hour="15:00")
    settings = office.scenario.app.config["DOORSTEP"]
    with office.scenario.app.app_context():
        write(lambda: db.session.execute(update(Notice).values(due_at=clock.later(clock.now(), minutes=-1))))
    worker: list[subprocess.Popen[bytes]] = []
    begun = threading.Event()

    def killing(number: int) -> None:
        begun.wait(SECONDS)
        worker[0].send_signal(signal.SIGKILL)
        worker[0].wait(SECONDS)

    receiver.says = killing
    environment = os.environ | {"DOORSTEP_DATA": str(settings.data_dir), "DOORSTEP_KEYS": str(settings.keys_dir)}
    environment |= {"DOORSTEP_DATABASE_URL": settings.database, "DOORSTEP_NOTICE_HOSTS": "127.0.0.1"}
    worker.append(subprocess.Popen([sys.executable, "-m", "server.cli", "tick"], env=environment))
    begun.set()
    assert worker[0].wait(SECONDS) == -signal.SIGKILL
    assert [(row.state, row.attempts) for row in office.notices()] == [("sending", 1)]
    with clock.telling(clock.later(clock.now(), minutes=6)):
        assert office.send() == 0
    assert [(row.state, row.reason) for row in office.notices()] == [("unknown", "interrupted")]
    assert len(receiver.got) == 1


@pytest.mark.parametrize(
    ("now", "begins", "ends", "allowed"),
    [
        ("2026-11-30 21:59", "22:00", "07:00", "2026-11-30 21:59"),
        ("2026-11-30 22:00", "22:00", "07:00", "2026-12-01 07:00"),
        ("2026-12-01 03:03", "22:00", "07:00", "2026-12-01 07:00"),
        ("2026-12-01 07:00", "22:00", "07:00", "2026-12-01 07:00"),
        ("2026-12-01 13:00", "12:00", "14:00", "2026-12-01 14:00"),
        ("2026-12-01 03:00", "00:00", "00:00", "2026-12-01 03:00"),
    ],
)
def test_b4_1_2_quiet_hours_over_midnight(now: str, begins: str, ends: str, allowed: str) -> None:
    from tests.server.matters.conftest import local

    assert allowed_from(local(now), "Asia/Shanghai", begins, ends) == local(allowed)


@pytest.mark.parametrize(
    ("now", "allowed"),
    [
        ("2026-03-29T00:30:00.000Z", "2026-03-29T05:00:00.000Z"),  # Berlin's clocks go forward in this night
        ("2026-10-25T00:30:00.000Z", "2026-10-25T06:00:00.000Z"),  # and back in this one, when 2:30 comes twice
        ("2026-10-25T01:30:00.000Z", "2026-10-25T06:00:00.000Z"),
    ],
)
def test_b4_2_4_quiet_hours_on_the_night_of_a_zones_change(now: str, allowed: str) -> None:
    assert allowed_from(now, "Europe/Berlin", "22:00", "07:00") == allowed


def test_b4_1_at_night_a_booking_waits_for_the_morning_and_on_the_way_is_dropped(office: Office) -> None:
    office.at("2026-11-30 23:03")
    visit = office.given("10:00", days=1)
    office.report(visit, "departed")
    office.sent()
    office.at("2026-11-30 23:10")
    assert office.send() == 0
    assert [(row.kind, row.state, row.reason) for row in office.notices()] == [
        ("confirmed", "waiting", "quiet_hours"),
        ("on_the_way", "dropped", "quiet_hours"),
    ]
    office.at("2026-12-01 07:00")
    office.send()
    assert office.notices()[0].state in ("sent", "dropped")  # on his way by then: the booking has begun


def test_b4_7_a_robot_takes_twenty_a_minute_and_does_not_hold_the_others(office: Office, receiver: Receiver) -> None:
    office.switch_on("feishu", url=receiver.url)
    office.switch_on("wecom", url=receiver.url.replace("robot", "wecom"))
    receiver.says = lambda number: (200, {"code": 0, "errcode": 0})
    visit = office.given("10:00")
    office.at("2026-11-30 09:40")
    for minutes in range(1, 26):
        office.report(visit, "running_late", minutes=minutes)
    office.sent()
    office.send()
    assert Counter(got.path.partition("?")[0] for got in receiver.got) == {"/robot": 20, "/wecom": 20}
    office.send()
    assert len(receiver.got) == 40
    office.at("2026-11-30 09:42")
    office.send()
    assert len(receiver.got) == 50


def test_a_weekend_without_a_mail_server_does_not_flood(office: Office, postbox: Postbox) -> None:
    by_mail(office, postbox)
    office.at("2026-11-27 16:00")
    for days in (0, 4):
        office.scenario.order(hour="18:00", days=days)
    office.at("2026-11-30 09:00")
    assert office.send() == 1
    assert sorted((row.state, row.reason) for row in office.notices()) == [("dropped", "has_passed"), ("sent", "")]


def test_a_channel_that_nobody_reaches_is_tried_once_a_run_with_longer_waits(office: Office, postbox: Postbox) -> None:
    by_mail(office, postbox)
    postbox.close()
    orders(office, 5)
    office.at("2026-11-30 08:05")
    office.send()
    rows = office.notices()
    assert sum(row.attempts for row in rows) == 1 and {row.state for row in rows} == {"waiting"}


def test_what_the_service_asks_is_waited_for(office: Office, receiver: Receiver) -> None:
    office.switch_on("webhook", url=receiver.url)
    receiver.says = lambda number: (503, {}, {"Retry-After": "900"})
    orders(office, 1)
    office.at("2026-11-30 08:05")
    office.send()
    [row] = office.notices()
    assert (row.state, row.reason) == ("waiting", "http 503")
    assert row.due_at == clock.later(clock.now(), seconds=900)


def test_waits_double_with_jitter_and_end_at_an_hour() -> None:
    assert [rules.wait_after(n, 0.5) for n in (1, 2, 3, 9, 10, 60)] == [10, 20, 40, 2560, 3600, 3600]
    assert (rules.wait_after(1, 0.0), rules.wait_after(1, 1.0), rules.wait_after(1, 0.5, 77)) == (8, 12, 77)


def test_b4_6_10_nothing_to_say_and_an_empty_placeholder_are_refused_with_the_reason(office: Office) -> None:
    from server.notices.models import NoticeText

    def says(text: str) -> None:
        with office.scenario.app.app_context():
            row = {"organisation_id": office.ours, "kind": "confirmed", "language": "zh-CN", "subject": "x"}
            write(lambda: db.session.merge(NoticeText(**row, text=text, changed_at=clock.now(), changed_by="")))

    says("{technician}来")
    orders(office, 1)  # given to nobody
    office.at("2026-11-30 08:05")
    office.send()
    says("  ")
    orders(office, 1)
    office.at("2026-11-30 08:10")
    office.send()
    assert [(row.state, row.reason) for row in office.notices()] == [
        ("refused", "placeholder_empty technician"),
        ("refused", "nothing_to_say"),
    ]
    assert office.files() == []


def test_a_notice_that_left_is_a_contact_that_left_word_and_ends_the_undo(office: Office, postbox: Postbox) -> None:
    by_mail(office, postbox)
    visit = office.given("15:00")
    office.does(actions.reschedule, visit, asked_by="us", agreed_at=moment(0, "16:00"))
    office.at("2026-11-30 08:04")
    assert office.send() == 1
    [told] = [row for row in office.contacts() if row.subject_id == visit]
    assert (told.direction, told.channel, told.result, told.summary) == ("out", "mail", "left_message", "约好了")
    [moved] = office.scenario.rows(Fact, Fact.subject_id == visit, Fact.kind == "rescheduled")
    office.refuses("told_outside", undo.undo, [moved.id])


def test_customers_who_cannot_be_reached_or_want_nothing_are_shown(office: Office, postbox: Postbox) -> None:
    office.switch_on("mail", postbox.settings)
    orders(office, 1)
    office.mail_address("lin@example.com", wanted=False)
    orders(office, 1)
    assert [(row.state, row.reason) for row in office.notices()] == [
        ("refused", "no_address"),
        ("dropped", "not_wanted"),
    ]


def test_a_text_message_goes_to_the_customers_number_masked_on_pages(office: Office, receiver: Receiver) -> None:
    settings = {"body": '{"to":"{phone}","text":"{text}"}', "field": "Code", "fine": "OK", "form": "json"}
    office.switch_on("sms", settings, url=receiver.url)
    receiver.says = lambda number: (200, {"Code": "OK"})
    orders(office, 1)
    office.at("2026-11-30 08:05")
    office.send()
    assert receiver.got[0].json["to"] == "13812341234"
    assert (office.notices()[0].sent_to, office.notices()[0].state) == ("138****1234", "sent")


def test_gone_switches_a_webhook_off(office: Office, receiver: Receiver) -> None:
    office.switch_on("webhook", url=receiver.url)
    receiver.says = lambda number: (410, {})
    orders(office, 2)
    office.at("2026-11-30 08:05")
    office.send()
    office.send()
    assert len(receiver.got) == 1
    assert [row.on for row in office.scenario.rows(NoticeChannel)] == [False]
    assert sorted(row.reason for row in office.notices()) == ["http 410", "switched_off"]


def test_a_kind_that_is_switched_off_and_a_number_that_is_none(office: Office, receiver: Receiver) -> None:
    office.quiet("22:00", "07:00", off="confirmed")
    orders(office, 1)
    assert office.notices() == []
    office.quiet("22:00", "07:00")
    office.switch_on("sms", {"body": "{phone}", "field": "Code", "fine": "OK"}, url=receiver.url)
    with office.scenario.app.app_context():
        write(lambda: db.session.execute(update(Customer).values(phone="12")))
    orders(office, 1)
    office.at("2026-11-30 08:05")
    office.send()
    assert office.notices()[0].reason == "no_address" and receiver.got == []


def test_b4_one_organisation_never_sends_the_other_s(office: Office) -> None:
    office.scenario.order(theirs=True, hour="15:00")
    office.at("2026-11-30 08:05")
    assert office.send() == 0
    assert office.send(office.scenario.cast.theirs) == 1
