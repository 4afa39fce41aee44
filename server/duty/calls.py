"""Calls to the hotline: what the telephone system reports, what a person reports, calling back, and whether that came in time (FT-11, FT-16)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import CursorResult, func, select, update

from server.duty.actions import who_was_on
from server.duty.clocks import is_unanswered
from server.duty.models import PhoneCall
from server.duty.rules import CALL_BACK_MINUTES, RINGS_GOOD, RINGS_SORRY
from server.duty.story import facts_in, subject_of
from server.kernel import clock
from server.kernel.alone import alone_in_this_write
from server.kernel.authorise import Who
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.kernel.text.phones import masked_phone
from server.kernel.transaction import write
from server.visits.office.append import act
from server.visits.office.subjects import append_fact, lock_subject
from server.visits.rules import CHANNELS, RESULTS

AHEAD_MINUTES = 5  # by which a telephone system's clock may be ahead
MEASURED_DAYS = 30  # over which the share of calls answered in time is shown
KEPT_DAYS = 30  # a caller's number, because it is nobody's any more who is known
REACHED = "reached"
MOST = 500


@dataclass(frozen=True, slots=True)
class Rang:
    """A call as it is reported: `reference` is the telephone system's own id of it, `rings` how often it rang."""

    reference: str
    at: str
    rings: int | None
    missed: bool
    caller: str = ""


@dataclass(frozen=True, slots=True)
class Answering:
    """How the hotline answered over some days; `measured` is False where no telephone system reported anything."""

    measured: bool
    calls: int = 0
    by_second: int = 0
    after_fifth: int = 0
    missed: int = 0
    called_back: int = 0


@act
def report_call(organisation: str, key: str, by: str, rang: Rang) -> tuple[PhoneCall, bool]:
    """Store a call once, however often it is reported; (call, whether it is new). `call_in_the_future`, `call_reported_otherwise`."""
    alone_in_this_write(f"call {organisation} {key} {rang.reference}")
    known = db.session.scalar(
        select(PhoneCall).where(
            PhoneCall.organisation_id == organisation, PhoneCall.key_id == key, PhoneCall.reference == rang.reference
        )
    )
    if known is not None:
        if (known.at, known.rings, known.missed) != (rang.at, rang.rings, rang.missed):
            raise Problem("call_reported_otherwise")
        return known, False
    now = clock.now()
    if rang.at > clock.later(now, minutes=AHEAD_MINUTES):
        raise Problem("call_in_the_future", {"at": ["console.duty.mistake.future"]})
    row = PhoneCall(
        organisation_id=organisation,
        id=new_id(),
        key_id=key,
        reference=rang.reference,
        at=rang.at,
        received_at=now,
        rings=rang.rings,
        missed=rang.missed,
        caller=rang.caller[:32] or None,
    )
    db.session.add(row)
    if rang.missed:
        on = who_was_on(organisation, "hotline", rang.at)
        row.log_id = on.id if on else row.id
        body: dict[str, Any] = {"call": row.id, "at": rang.at, "source": "pbx" if key else "person"}
        body |= {"number_masked": masked_phone(rang.caller)[:20]} if rang.caller else {}
        body |= {"rings": rang.rings} if rang.rings is not None else {}
        db.session.flush()
        append_fact(organisation, subject_of(row.log_id), "call_missed", body, by, now)
    return row, True


@act
def call_back(
    who: Who, call: str, *, channel: str = "phone", result: str = REACHED, summary: str = "", at: str = ""
) -> str:
    """Somebody called back; one that reached nobody counts as tried and closes nothing. Returns the result; `call_closed` for one that is answered."""
    row = must_find(PhoneCall, who.organisation, call)
    lock_subject(who.organisation, subject_of(row.log_id or row.id))
    db.session.refresh(row)
    now = clock.now()
    if not row.missed or row.called_back_at is not None:
        raise Problem("call_closed")
    if channel not in CHANNELS or result not in RESULTS:
        raise Problem("bad_input", {"result": ["console.commitment.mistake.result"]})
    when = at or now
    if when > now or when < row.at:
        raise Problem("bad_input", {"at": ["console.duty.mistake.call_time"]})
    body = {"call": row.id, "at": when, "channel": channel, "result": result}
    append_fact(
        who.organisation,
        subject_of(row.log_id or row.id),
        "called_back",
        body | ({"summary": summary[:200]} if summary else {}),
        who.person,
        now,
    )
    if result == REACHED:
        row.called_back_at = when
    else:
        row.tried += 1
    _notice(row, who.person, now)
    return result


def notice(organisation: str) -> int:
    """What time makes due: tell the team of each missed call that nobody called back within ten minutes; how many. Safe to run twice."""

    def work() -> int:
        now = clock.now()
        wanted = select(PhoneCall).where(
            PhoneCall.organisation_id == organisation,
            PhoneCall.missed,
            PhoneCall.key_id != "",
            PhoneCall.called_back_at.is_(None),
            PhoneCall.noticed_at.is_(None),
            PhoneCall.at < clock.later(now, minutes=-CALL_BACK_MINUTES),
        )
        found = db.session.scalars(wanted.order_by(PhoneCall.at, PhoneCall.id).limit(MOST)).all()
        return sum(_notice(row, _maker(row), now) for row in found)

    return write(work)


def forget_callers(organisation: str) -> int:
    """Numbers of calls that are older than thirty days go; the records keep the masked ones. Returns how many went."""
    old = (
        update(PhoneCall)
        .where(
            PhoneCall.organisation_id == organisation,
            PhoneCall.at < clock.later(clock.now(), days=-KEPT_DAYS),
            PhoneCall.caller.is_not(None),
        )
        .values(caller=None)
    )
    return write(lambda: cast("CursorResult[Any]", db.session.execute(old)).rowcount)


def waiting_calls(organisation: str, most: int = 50) -> list[PhoneCall]:
    """Missed calls that nobody has called back, the oldest first."""
    wanted = select(PhoneCall).where(
        PhoneCall.organisation_id == organisation, PhoneCall.missed, PhoneCall.called_back_at.is_(None)
    )
    return list(db.session.scalars(wanted.order_by(PhoneCall.at, PhoneCall.id).limit(most)))


def answering(organisation: str) -> Answering:
    """How the hotline answered in the last thirty days; not measured without a telephone system that reports (FT-16)."""
    mine = (
        PhoneCall.organisation_id == organisation,
        PhoneCall.key_id != "",
        PhoneCall.at >= clock.later(clock.now(), days=-MEASURED_DAYS),
    )

    def count(*more: Any) -> int:
        return db.session.scalar(select(func.count()).select_from(PhoneCall).where(*mine, *more)) or 0

    calls = count()
    if not calls:
        return Answering(False)
    taken = PhoneCall.missed.is_(False)
    return Answering(
        True,
        calls,
        count(taken, PhoneCall.rings <= RINGS_GOOD),
        count(taken, PhoneCall.rings > RINGS_SORRY),
        count(PhoneCall.missed),
        count(PhoneCall.missed, PhoneCall.called_back_at.is_not(None), PhoneCall.noticed_at.is_(None)),
    )


def _notice(row: PhoneCall, by: str, now: str) -> bool:
    """Once: nobody was reached in time. What only a person reported is noted, and no more, because it cannot be measured."""
    if row.noticed_at is not None or not row.key_id or not is_unanswered(row.at, row.called_back_at, now):
        return False
    row.noticed_at = now
    log = row.log_id or row.id
    evidence = [
        each.id
        for each in facts_in(row.organisation_id, log)
        if each.kind in ("call_missed", "called_back") and each.body["call"] == row.id
    ][:20]
    body = {"rule": "FT-11", "subject": row.id, "evidence": evidence} | ({"tried": row.tried} if row.tried else {})
    append_fact(row.organisation_id, subject_of(log), "noticed", body, by, now)
    return True


def _maker(row: PhoneCall) -> str:
    """Who answers for what the machine wrote: whoever made the telephone system's key, as its first fact says."""
    return next(
        each.person_id
        for each in facts_in(row.organisation_id, row.log_id or row.id)
        if each.kind == "call_missed" and each.body["call"] == row.id
    )
