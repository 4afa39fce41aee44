"""The job that sends what waits in the outbox: claimed in a write, sent outside of any, recorded in the next. One attempt at a time.

Whoever dies between the two leaves a claim. It ends after LEASE_MINUTES, and then nobody knows whether the message left (`unknown`),
but for channels that take the same message twice without harm, which try again.
"""

from __future__ import annotations

import json
import logging
import random
import time
from functools import partial
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.sql.elements import ColumnElement

from server.accounts.models import Organisation
from server.customers.models import Customer
from server.i18n.messages import translate
from server.kernel import clock
from server.kernel.db import db
from server.kernel.transaction import write
from server.notices.channels import outcome as came
from server.notices.channels.outcome import Message, Outcome
from server.notices.channels.registered import CHANNELS
from server.notices.models import Notice, NoticeChannel, NoticeContact
from server.notices.outbox import FILE, address_on, rules_of
from server.notices.quiet import allowed_from
from server.notices.rules import (
    CUSTOMER,
    DELIVERED,
    DROPPED,
    KINDS,
    REFUSED,
    SENDING,
    SENT,
    TEST,
    UNKNOWN,
    WAITING,
    Unfilled,
    wait_after,
)
from server.notices.sealing import unsealed
from server.notices.truth import no_longer_true, waits_for
from server.notices.wording import filled
from server.outages.models import Outage
from server.visits.log.log import write_logs
from server.visits.models import Visit
from server.visits.office.append import locked, report

log = logging.getLogger("doorstep.notices")
LEASE_MINUTES = 5
RECEIPT_MINUTES = 3  # after which it is looked again whether the receipt is there
LOOKED_AT = 200  # rows that one claim looks at
BUDGET = 25.0  # seconds for one channel in one run, so that a slow one does not hold the others
TOLD_BY = {"mail": "mail", "sms": "text"}  # the channel of the contact that a sent notice is


class Work(NamedTuple):
    """What one attempt needs, outside of any transaction."""

    channel: str
    message: Message
    settings: dict[str, object]
    secret: dict[str, str]


def send_due(organisation: str) -> int:
    """The job: send what is due on every channel; returns how many left. Safe to run twice and at once."""
    dead = select(Notice.id).where(*_left_behind(organisation))
    if db.session.scalar(dead.limit(1)) is not None:
        write(lambda: _end_leases(organisation))
    waiting = select(Notice.channel).where(
        Notice.organisation_id == organisation, Notice.state == WAITING, Notice.due_at <= clock.now()
    )
    found = sorted(set(db.session.scalars(waiting.distinct())))
    db.session.rollback()
    return sum(_send_on(organisation, channel) for channel in found)


def _send_on(organisation: str, channel: str) -> int:
    """Everything due on one channel, until it cannot be reached or has had its time in this run."""
    sent, work, outcome, began = 0, None, None, time.monotonic()
    while True:
        more = time.monotonic() - began < BUDGET and not (outcome and (outcome.unreachable or outcome.gone))
        work = write(partial(_settle_and_claim, organisation, channel, work, outcome, more))
        if work is None:
            return sent
        outcome = attempt(work)
        sent += outcome.what == came.ACCEPTED


def attempt(work: Work) -> Outcome:
    """One message to one channel; a fault of ours is an unknown outcome, because nobody knows how far it came."""
    try:
        return CHANNELS[work.channel].send(work.message, work.settings, work.secret)
    except Exception:  # because one message must not stop the others
        log.exception("a notice could not be sent by %s", work.channel)
        return came.unknown("fault")


def _settle_and_claim(
    organisation: str, channel: str, work: Work | None, outcome: Outcome | None, more: bool
) -> Work | None:
    """Inside `write`: record the last attempt and claim the next notice, in one transaction."""
    if work is not None and outcome is not None:
        settle(organisation, work.message.id, outcome)
    return _claim(organisation, channel) if more else None


def settle(organisation: str, notice: str, outcome: Outcome) -> None:
    """Inside `write`: what came of an attempt. A claim that has ended meanwhile is not touched."""
    row = db.session.get(Notice, (organisation, notice), populate_existing=True)
    if row is None or row.state != SENDING:
        return
    now, kind = clock.now(), CHANNELS[row.channel]
    row.reason, row.claimed_at = outcome.reason, now
    if outcome.what == came.ACCEPTED:
        row.state, row.their_id, row.ended_at = (DELIVERED if outcome.delivered else SENT), outcome.their_id, now
        _note_contact(row, now)
    elif outcome.what == came.LATER or (outcome.what == came.UNKNOWN and kind.same_twice):
        row.state = WAITING
        row.due_at = clock.later(now, seconds=wait_after(row.attempts, random.random(), outcome.after))
        if row.due_at >= row.expires_at:
            row.state, row.ended_at = REFUSED, now
    else:
        row.state, row.ended_at = (REFUSED if outcome.what == came.REFUSED else UNKNOWN), now
    if outcome.gone:
        channel = db.session.get(NoticeChannel, (organisation, row.channel))
        if channel is not None:
            channel.on = False


def _claim(organisation: str, channel: str) -> Work | None:
    now, kind = clock.now(), CHANNELS[channel]
    set_up = db.session.get(NoticeChannel, (organisation, channel))
    if kind.a_minute and _lately(organisation, channel, now) >= kind.a_minute:
        return None
    due = select(Notice).where(
        Notice.organisation_id == organisation,
        Notice.state == WAITING,
        Notice.channel == channel,
        Notice.due_at <= now,
    )
    rows = db.session.scalars(
        due.order_by(Notice.due_at, Notice.id).limit(LOOKED_AT).with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        if channel != FILE and (set_up is None or not set_up.on):
            row.state, row.reason, row.ended_at = DROPPED, "switched_off", now
        elif row.kind == TEST:
            return _test(row, set_up, now)
        elif reason := no_longer_true(row, now):
            row.state, row.reason, row.ended_at = DROPPED, reason, now
        elif not _postponed(row, now) and (work := _prepared(row, set_up, now)):
            return work
    return None


def _postponed(row: Notice, now: str) -> bool:
    """Whether it waits: for the end of the quiet hours, where it would still be true then, or for what must come first."""
    if KINDS[row.kind].audience == CUSTOMER:
        rules, zone = rules_of(row.organisation_id), _zone(row.organisation_id)
        allowed = allowed_from(now, zone, rules.quiet_from, rules.quiet_to)
        if allowed > now:
            if allowed >= row.expires_at:
                row.state, row.reason, row.ended_at = DROPPED, "quiet_hours", now
            else:
                row.due_at, row.reason = allowed, "quiet_hours"
            return True
    if reason := waits_for(row):
        row.due_at, row.reason = clock.later(now, minutes=RECEIPT_MINUTES), reason
        return True
    return False


def _prepared(row: Notice, set_up: NoticeChannel | None, now: str) -> Work | None:
    """The row claimed with its words; None where there is nothing to say or nobody to say it to, which it then tells."""
    to = _address(row)
    try:
        words = filled(row)
    except Unfilled as missing:
        _give_up(row, f"placeholder_empty {missing}", now)
        return None
    if not words.text:
        _give_up(row, "nothing_to_say", now)
        return None
    if not to:
        _give_up(row, "no_address", now)
        return None
    row.subject, row.text, row.sent_to = words.subject[:200], words.text, CHANNELS[row.channel].masked(to)[:80]
    row.state, row.claimed_at, row.attempts, row.reason = SENDING, now, row.attempts + 1, ""
    visit = row.subject_id if row.subject_type == "visit" else ""
    message = Message(row.id, to, row.subject, row.text, row.kind, visit, _number(row), row.organisation_id)
    settings = json.loads(set_up.settings) if set_up else {}
    return Work(row.channel, message, settings, unsealed(set_up))


def _number(row: Notice) -> str:
    """The number of the visit or the interruption that it tells of."""
    if row.subject_type == "outage":
        return db.session.get_one(Outage, (row.organisation_id, row.subject_id)).number
    return db.session.get_one(Visit, (row.organisation_id, row.subject_id)).number


def _test(row: Notice, set_up: NoticeChannel | None, now: str) -> Work:
    """A message that an administrator sends to see whether it arrives; `sent_to` is what was typed."""
    language = db.session.get_one(Organisation, row.organisation_id).language
    organisation = db.session.get_one(Organisation, row.organisation_id).name
    subject, text = (
        translate(f"notices.test.{part}", language, organisation=organisation) for part in ("subject", "text")
    )
    row.subject, row.text, row.state, row.claimed_at, row.attempts = subject, text, SENDING, now, row.attempts + 1
    message = Message(row.id, row.sent_to or row.organisation_id, subject, text, row.kind, "", "", row.organisation_id)
    return Work(row.channel, message, json.loads(set_up.settings) if set_up else {}, unsealed(set_up))


def _give_up(row: Notice, reason: str, now: str) -> None:
    """It cannot be said."""
    row.state, row.reason, row.ended_at = REFUSED, reason[:160], now


def _address(row: Notice) -> str:
    customer = db.session.get(Customer, (row.organisation_id, row.customer_id)) if row.customer_id else None
    if KINDS[row.kind].audience != CUSTOMER or customer is None:
        return row.organisation_id
    return address_on(row.channel, customer, db.session.get(NoticeContact, (row.organisation_id, customer.id)))


def _lately(organisation: str, channel: str, now: str) -> int:
    """How many attempts this channel had in the last minute."""
    tried = select(func.count()).where(
        Notice.organisation_id == organisation,
        Notice.channel == channel,
        Notice.claimed_at > clock.later(now, seconds=-60),
    )
    return db.session.scalar(tried) or 0


def _end_leases(organisation: str) -> None:
    """Inside `write`: claims of whoever died while sending."""
    now = clock.now()
    left = select(Notice).where(*_left_behind(organisation))
    for row in db.session.scalars(left.with_for_update(skip_locked=True)):
        again = CHANNELS[row.channel].same_twice
        row.state, row.reason = (WAITING, "") if again else (UNKNOWN, "interrupted")
        row.due_at, row.ended_at = now, None if again else now


def _left_behind(organisation: str) -> tuple[ColumnElement[bool], ...]:
    return (
        Notice.organisation_id == organisation,
        Notice.state == SENDING,
        Notice.claimed_at < clock.later(clock.now(), minutes=-LEASE_MINUTES),
    )


def _note_contact(row: Notice, now: str) -> None:
    """A notice that left for the customer is a contact that left word; the customer has only answered once he does (4.0)."""
    if row.channel not in TOLD_BY or row.subject_type != "visit" or KINDS[row.kind].audience != CUSTOMER:
        return
    language = db.session.get_one(Organisation, row.organisation_id).language
    body = {"direction": "out", "channel": TOLD_BY[row.channel], "result": "left_message"} | {
        "summary": translate(f"console.notices.kind.{row.kind}", language)
    }
    told = locked(row.organisation_id, row.subject_id)
    report(told, "contacted", body, row.by, now)
    write_logs([told], now)


def _zone(organisation: str) -> str:
    return db.session.get_one(Organisation, organisation).time_zone
