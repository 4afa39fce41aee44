"""The chains of a device's facts: is each fact's `prev` the one before it, and where does each chain stand now."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, or_, select, tuple_, update

from server.accounts.models import Device
from server.kernel.arrival import Arrival
from server.kernel.chain import genesis
from server.kernel.db import db
from server.sync.models import ChainHead, Received

LOST = "fact_lost"  # stands at the seq of a fact that the phone itself can no longer read
Chain = tuple[str, str]  # subject, grant's hash ('' without one)


def check_chains(fresh: Sequence[Arrival]) -> set[Chain]:
    """Quarantine a fact whose `prev` is not the fact before it in its chain (device, subject, grant), whatever that one's outcome was.

    Returns the chains that had begun before this batch.
    """
    heads = _heads(fresh)
    begun = set(heads)
    unreadable = {each.seq for each in fresh if each.fact is None or each.code == "bad_signature" or each.fact["kind"] == LOST}
    for arrival in fresh:
        if arrival.fact is None:
            continue
        chain = (arrival.subject[1], arrival.grant)
        seq, digest = heads.get(chain) or (0, _first_prev(arrival))
        if arrival.fact["prev"] != digest and not arrival.outcome and not _hole_between(arrival, seq, unreadable):
            arrival.quarantine("chain_broken")
        heads[chain] = (arrival.seq, arrival.hash)
    return begun


def advance_heads(device: Device, fresh: Sequence[Arrival], begun: set[Chain]) -> None:
    """Remember the last fact of each chain that the batch touched."""
    last = {(each.subject[1], each.grant): each for each in fresh if each.fact}
    table = ChainHead.__table__
    new = [
        {"organisation_id": device.organisation_id, "device": device.id, "subject_id": subject, "grant_hash": grant,
         "seq": arrival.seq, "hash": arrival.hash}
        for (subject, grant), arrival in last.items() if (subject, grant) not in begun
    ]
    if new:
        db.session.execute(insert(table), new)
    for subject, grant in last.keys() & begun:
        arrival = last[subject, grant]
        db.session.execute(
            update(table).where(
                table.c.organisation_id == device.organisation_id, table.c.device == device.id, table.c.subject_id == subject,
                table.c.grant_hash == grant).values(seq=arrival.seq, hash=arrival.hash))


def _heads(fresh: Sequence[Arrival]) -> dict[tuple[str, str], tuple[int, str]]:
    chains = {(each.subject[1], each.grant) for each in fresh if each.fact}
    if not chains:
        return {}
    first = fresh[0]
    rows = db.session.execute(
        select(ChainHead.subject_id, ChainHead.grant_hash, ChainHead.seq, ChainHead.hash).where(
            ChainHead.organisation_id == first.organisation, ChainHead.device == first.device,
            tuple_(ChainHead.subject_id, ChainHead.grant_hash).in_(chains)))
    return {(subject, grant): (seq, digest) for subject, grant, seq, digest in rows}


def _first_prev(arrival: Arrival) -> str:
    kind, subject = arrival.subject
    return arrival.grant or genesis(arrival.organisation, arrival.device, {"type": kind, "id": subject})


def _hole_between(arrival: Arrival, seq: int, unreadable: set[int]) -> bool:
    """Whether a fact that could not be read, or was declared lost, may have been this chain's, because then nobody can know its hash."""
    if any(seq <= place < arrival.seq for place in unreadable):
        return True
    return db.session.scalar(
        select(Received.seq).where(
            Received.organisation_id == arrival.organisation, Received.device_id == arrival.device,
            Received.seq >= seq, Received.seq < arrival.seq, or_(Received.kind.is_(None), Received.kind == LOST, Received.code == "bad_signature")).limit(1)
    ) is not None
