"""Quarantine released by a person: the fact is judged again as it was received, applied, and marked as released."""

from __future__ import annotations

from sqlalchemy import select

from server.accounts.models import Device
from server.kernel import clock
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.transaction import write
from server.quarantine.actions import record
from server.sync.countersign import countersign_alone
from server.sync.domain import domain
from server.sync.envelope import DeviceKey, read
from server.sync.models import Received


def release(organisation: str, device: str, seq: int, by: str | None = None) -> tuple[str, str | None]:
    """Take a quarantined fact in; returns its (outcome, code). What still cannot be understood stays where it is. `not_found` otherwise.

    `by` is the person who asked for it; the try is recorded, whatever came of it.
    """

    def work() -> tuple[str, str | None]:
        sender = db.session.get(Device, (organisation, device), with_for_update=True)
        row = db.session.execute(
            select(Received).where(
                Received.organisation_id == organisation,
                Received.device_id == device,
                Received.seq == seq,
                Received.outcome == "quarantined",
                Received.raw.is_not(None),
            )
        ).scalar_one_or_none()
        if sender is None or row is None:
            raise Problem("not_found")
        _judge_again(sender, row)
        if by:
            record(row, "released", by, outcome=row.outcome, code=row.code)
        return row.outcome, row.code

    return write(work)


def release_granted(organisation: str, device: str, visits: list[str]) -> None:
    """After a restore: what this phone sent of these visits while nobody here knew them is taken in after all, in its order."""
    waiting = db.session.scalars(
        select(Received.seq)
        .where(
            Received.organisation_id == organisation,
            Received.device_id == device,
            Received.outcome == "quarantined",
            Received.code == "never_granted",
            Received.subject_id.in_(visits),
            Received.raw.is_not(None),
        )
        .order_by(Received.seq)
    ).all()
    for seq in waiting:
        release(organisation, device, seq)


def _judge_again(sender: Device, row: Received) -> None:
    key = DeviceKey(sender.organisation_id, sender.id, sender.person_id, sender.key_id, sender.public_key)
    arrival = read((row.raw or b"").decode("utf-8", "surrogatepass"), key, row.received_at)
    arrival.released = True
    if not arrival.outcome:
        domain().lock(sender.organisation_id, sender.person_id, {arrival.subject})
        domain().receive([arrival])
        domain().react([arrival])
    row.outcome, row.code = arrival.outcome, arrival.code
    if arrival.outcome != "quarantined":
        row.released_at, row.let_in = clock.now(), countersign_alone(arrival)
        row.raw = None if arrival.stored else row.raw
