"""Facts in: one batch of one device, in one transaction, every fact with a lasting outcome or none at all."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import bindparam, insert, select

from server.kernel.arrival import Arrival
from server.kernel.db import db
from server.kernel.feed import savepoint
from server.kernel.prepared import Prepared
from server.kernel.problem import Problem
from server.kernel.transaction import is_passing
from server.sync.chains import advance_heads, check_chains
from server.sync.countersign import countersign, stored_countersignatures
from server.sync.device_status import store_device_status
from server.sync.domain import domain
from server.sync.models import Received
from server.sync.sender import Sender, locked

log = logging.getLogger(__name__)

_inbox = Received.__table__.c
_OURS = (_inbox.organisation_id == bindparam("organisation"), _inbox.device_id == bindparam("sender"))
KNOWN = Prepared(
    select(_inbox.seq, _inbox.fact_id, _inbox.hash, _inbox.outcome, _inbox.code).where(
        *_OURS, _inbox.seq.between(bindparam("first"), bindparam("last"))
    )
)
PLACE = select(_inbox.seq).where(*_OURS, _inbox.hash == bindparam("digest")).limit(1)
STORE = Prepared(insert(Received.__table__))


class Known(NamedTuple):
    """What is stored of a fact that came before."""

    seq: int
    fact_id: str | None
    hash: str
    outcome: str
    code: str | None


@dataclass(slots=True)
class Taken:
    """What became of a batch: `expected` is set where a gap stopped it."""

    last_seq: int
    results: list[tuple[int, str | None, str, str | None]] = field(default_factory=list)
    countersignatures: list[dict[str, Any]] = field(default_factory=list)
    expected: int | None = None
    revoked: bool = False


def take_in(
    organisation: str, device_id: str, arrivals: list[Arrival], status: dict[str, Any] | None, now: str
) -> Taken:
    """Inside `write`: judge and store a batch. `cloned_device` where a stored `seq` comes with another hash.

    `status` is what the phone says of itself; None where no sign-in vouches for it.
    """
    sender = locked(organisation, device_id)
    ordered = _in_order(arrivals, sender)
    known = _known(sender, ordered)
    taken = Taken(sender.last_seq, revoked=sender.revoked_at is not None)
    fresh = _sort_out(ordered, known, taken)
    if fresh:
        _judge(sender, fresh)
        _store(sender, fresh, now)
        taken.results += [(each.seq, each.id, each.outcome, each.code) for each in fresh]
        taken.countersignatures.append(countersign(sender, fresh, now))
        taken.last_seq = fresh[-1].seq
    if fresh or status is not None:  # else somebody repeats what was here, and that is no contact of the phone
        store_device_status(sender, _counted(sender, fresh) if status is None else status, fresh, now)
    if status is not None and status.get("cursor", 0) > sender.cursor:
        domain().delivered(organisation, sender.person, status["cursor"], now)
    if known:
        taken.countersignatures = stored_countersignatures(sender, known) + taken.countersignatures
    return taken


def _counted(sender: Sender, fresh: Sequence[Arrival]) -> dict[str, Any]:
    """How much of a phone is unsent by what it said last and by what it has signed and sent since, because nothing else vouches for a number."""
    return {"unsent": max(0, sender.unsent - len(fresh))} if sender.unsent else {}


def _in_order(arrivals: list[Arrival], sender: Sender) -> list[Arrival]:
    """By `seq`; a text that does not even tell its `seq` has the place that its neighbours leave it."""
    before = 0
    for arrival in arrivals:
        arrival.seq = arrival.seq or (before + 1 if before else 0)
        before = arrival.seq
    after = 0
    for arrival in reversed(arrivals):
        arrival.seq = arrival.seq or (after - 1 if after else 0)
        after = arrival.seq
    if arrivals and not arrivals[0].seq:
        first = _stored_place(sender, arrivals[0].hash) or sender.last_seq + 1
        for index, arrival in enumerate(arrivals):
            arrival.seq = first + index
    return sorted((each for each in arrivals if each.seq > 0), key=lambda each: each.seq)


def _stored_place(sender: Sender, digest: str) -> int | None:
    return db.session.scalar(PLACE, {"organisation": sender.organisation, "sender": sender.device, "digest": digest})


def _known(sender: Sender, ordered: Sequence[Arrival]) -> dict[int, Known]:
    """What is stored of this device at the places of the batch."""
    if not ordered or ordered[0].seq > sender.last_seq:
        return {}
    places = {"first": ordered[0].seq, "last": min(ordered[-1].seq, sender.last_seq)}
    return {
        row[0]: Known(*row)
        for row in KNOWN.all({"organisation": sender.organisation, "sender": sender.device} | places)
    }


def _sort_out(ordered: Sequence[Arrival], known: dict[int, Known], taken: Taken) -> list[Arrival]:
    """The facts that are new, in unbroken order; stored outcomes go straight into the results."""
    fresh: list[Arrival] = []
    expected = taken.last_seq + 1
    for arrival in ordered:
        if arrival.seq < expected:
            _same_again(arrival, known, fresh, taken)
        elif arrival.seq == expected:
            fresh.append(arrival)
            expected += 1
        else:
            taken.expected = expected
            break
    return fresh


def _same_again(arrival: Arrival, known: dict[int, Known], fresh: list[Arrival], taken: Taken) -> None:
    stored = known.get(arrival.seq)
    digest = stored.hash if stored else next((each.hash for each in fresh if each.seq == arrival.seq), None)
    if digest != arrival.hash:
        raise Problem("cloned_device")
    if stored:
        taken.results.append((stored.seq, stored.fact_id, stored.outcome, stored.code))


def _judge(sender: Sender, fresh: list[Arrival]) -> None:
    """Give every fact its verdict: the whole batch under one savepoint, else each under its own."""
    heads = check_chains(fresh)
    if sender.revoked_at:
        for arrival in fresh:
            arrival.quarantine(arrival.code or "device_revoked")
    sound = [arrival for arrival in fresh if not arrival.outcome]
    domain().lock(sender.organisation, sender.person, {arrival.subject for arrival in sound})
    aside = [arrival for arrival in fresh if arrival.outcome]
    if sound and not _received(sound):
        for arrival in sound:
            if not _received([arrival]):
                arrival.quarantine("unforeseen")
                aside.append(arrival)
    for arrival in aside:
        _react_aside(arrival)
    advance_heads(sender, fresh, heads)


def _received(arrivals: list[Arrival]) -> bool:
    """Whether these facts could be judged and stored; False leaves no trace of the try."""
    try:
        with savepoint():
            domain().receive(arrivals)
            domain().react(arrivals)
            db.session.flush()
        return True
    except Exception as error:
        if is_passing(error):
            raise
        log.exception("a fact of kind %s could not be taken in", arrivals[0].fact and arrivals[0].fact["kind"])
        for arrival in arrivals:
            arrival.outcome, arrival.code = "", None
        return False


def _react_aside(arrival: Arrival) -> None:
    """Let others know of a quarantined fact, too, because the bytes that it names are still to come."""
    if arrival.fact is None:
        return
    try:
        with savepoint():
            domain().react([arrival])
            db.session.flush()
    except Exception as error:
        if is_passing(error):
            raise
        log.exception("nobody could react to a fact that was put aside")


def _store(sender: Sender, fresh: list[Arrival], now: str) -> None:
    rows = [
        {
            "organisation_id": sender.organisation,
            "device_id": sender.device,
            "seq": each.seq,
            "fact_id": each.id,
            "hash": each.hash,
            "outcome": each.outcome,
            "code": each.code,
            "subject_id": each.subject[1] or None,
            "kind": each.fact["kind"] if each.fact else None,
            "received_at": now,
            "released_at": None,
            "let_in": None,
            "raw": None if each.stored else each.text.encode("utf-8", "surrogatepass"),
        }
        for each in fresh
    ]
    STORE.run(rows)
