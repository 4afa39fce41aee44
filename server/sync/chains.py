"""The chains of a device's facts: is each fact's `prev` the one before it, and where does each chain stand now."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, insert, or_, select, update

from server.kernel.arrival import Arrival
from server.kernel.chain import genesis
from server.kernel.db import db
from server.kernel.prepared import Prepared, among
from server.sync.models import ChainHead, Received
from server.sync.sender import Sender

LOST = "fact_lost"  # stands at the seq of a fact that the phone itself can no longer read
Chain = tuple[str, str]  # subject, grant's hash ('' without one)

_head = ChainHead.__table__.c
HEADS = Prepared(
    select(_head.subject_id, _head.grant_hash, _head.seq, _head.hash).where(
        _head.organisation_id == bindparam("organisation"),
        _head.device == bindparam("sender"),
        among(_head.subject_id, "subjects"),
    )
)
BEGIN = Prepared(insert(ChainHead.__table__))
ADVANCE = Prepared(
    update(ChainHead.__table__).where(
        _head.organisation_id == bindparam("organisation"),
        _head.device == bindparam("sender"),
        _head.subject_id == bindparam("subject"),
        _head.grant_hash == bindparam("grant"),
    )
)


def check_chains(fresh: Sequence[Arrival]) -> set[Chain]:
    """Quarantine a fact whose `prev` is not the fact before it in its chain (device, subject, grant), whatever that one's outcome was.

    Returns the chains that had begun before this batch.
    """
    heads = _heads(fresh)
    begun = set(heads)
    unreadable = {
        each.seq for each in fresh if each.fact is None or each.code == "bad_signature" or each.fact["kind"] == LOST
    }
    for arrival in fresh:
        if arrival.fact is None:
            continue
        chain = (arrival.subject[1], arrival.grant)
        seq, digest = heads.get(chain) or (0, _first_prev(arrival))
        if arrival.fact["prev"] != digest and not arrival.outcome and not _hole_between(arrival, seq, unreadable):
            arrival.quarantine("chain_broken")
        heads[chain] = (arrival.seq, arrival.hash)
    return begun


def advance_heads(sender: Sender, fresh: Sequence[Arrival], begun: set[Chain]) -> None:
    """Remember the last fact of each chain that the batch touched."""
    last = {(each.subject[1], each.grant): each for each in fresh if each.fact}
    new = [
        {
            "organisation_id": sender.organisation,
            "device": sender.device,
            "subject_id": subject,
            "grant_hash": grant,
            "seq": arrival.seq,
            "hash": arrival.hash,
        }
        for (subject, grant), arrival in last.items()
        if (subject, grant) not in begun
    ]
    known = [
        {
            "organisation": sender.organisation,
            "sender": sender.device,
            "subject": subject,
            "grant": grant,
            "seq": arrival.seq,
            "hash": arrival.hash,
        }
        for (subject, grant), arrival in last.items()
        if (subject, grant) in begun
    ]
    for statement, rows in ((BEGIN, new), (ADVANCE, known)):
        statement.run(rows)


def _heads(fresh: Sequence[Arrival]) -> dict[Chain, tuple[int, str]]:
    chains = {(each.subject[1], each.grant) for each in fresh if each.fact}
    if not chains:
        return {}
    asked = {
        "organisation": fresh[0].organisation,
        "sender": fresh[0].device,
        "subjects": sorted({subject for subject, _ in chains}),
    }
    rows = HEADS.all(asked)
    return {(subject, grant): (seq, digest) for subject, grant, seq, digest in rows if (subject, grant) in chains}


def _first_prev(arrival: Arrival) -> str:
    kind, subject = arrival.subject
    return arrival.grant or genesis(arrival.organisation, arrival.device, {"type": kind, "id": subject})


def _hole_between(arrival: Arrival, seq: int, unreadable: set[int]) -> bool:
    """Whether a fact that could not be read, or was declared lost, may have been this chain's, because then nobody can know its hash."""
    if any(seq <= place < arrival.seq for place in unreadable):
        return True
    return (
        db.session.scalar(
            select(Received.seq)
            .where(
                Received.organisation_id == arrival.organisation,
                Received.device_id == arrival.device,
                Received.seq >= seq,
                Received.seq < arrival.seq,
                or_(Received.kind.is_(None), Received.kind == LOST, Received.code == "bad_signature"),
            )
            .limit(1)
        )
        is not None
    )
