"""Where a chain stands, and which holes before a fact excuse that it does not fit: asked row by row. And what the server signs for a batch, to the letter."""

from __future__ import annotations

import json
from typing import Any

import pytest

from server.kernel.arrival import Arrival
from server.kernel.chain import subject_mark
from server.kernel.db import db
from server.kernel.transaction import write
from server.sync import chains
from server.sync.countersign import countersign
from server.sync.models import ChainHead, Countersignature, Received
from server.sync.sender import Sender
from tests.server.sync.rows import AT, OURS, THEIRS, VISIT, received

SENDER = Sender(OURS, "d", "p", 0, None)


def arrival(seq: int, **fact: Any) -> Arrival:
    return Arrival(
        OURS,
        "d",
        "text",
        seq,
        f"{seq:064}",
        AT.format(1),
        {"subject": {"type": "visit", "id": VISIT}, "kind": "noted"} | fact,
    )


HOLES: dict[str, dict[str, Any]] = {
    "unreadable": {"kind": None, "fact_id": None},
    "declared lost": {"kind": "fact_lost"},
    "with a bad signature": {"code": "bad_signature"},
}
NONE: dict[str, dict[str, Any]] = {
    "a fact that was put aside for another reason": {"code": "unknown_kind"},
    "of another organisation": HOLES["unreadable"] | {"organisation_id": THEIRS},
    "of another phone": HOLES["unreadable"] | {"device_id": "e"},
}


@pytest.mark.parametrize("name", HOLES)
def test_a_hole_between_the_two_excuses_that_a_fact_does_not_fit(stored: Any, name: str) -> None:
    """Guard: server/sync/chains.py:_hole_between"""
    for seq, between in ((4, False), (5, True), (9, True), (10, False)):
        write(lambda: db.session.query(Received).delete())
        stored(received(seq, **HOLES[name]))
        assert chains._hole_between(arrival(10), 5, set()) is between, seq


@pytest.mark.parametrize("name", NONE)
def test_nothing_else_excuses_it(stored: Any, name: str) -> None:
    stored(received(7, **NONE[name]), received(6))
    assert not chains._hole_between(arrival(10), 5, set())


@pytest.mark.parametrize(("place", "between"), [(4, False), (5, True), (9, True), (10, False), (11, False)])
def test_a_hole_in_the_same_batch_excuses_it_too(stored: Any, place: int, between: bool) -> None:
    assert chains._hole_between(arrival(10), 5, {place}) is between


def test_after_a_text_that_nobody_can_read_the_others_are_still_looked_at(stored: Any) -> None:
    unreadable = arrival(1)
    unreadable.fact = None
    first, second = arrival(2, prev="0" * 64), arrival(3, prev="f" * 64)
    write(lambda: chains.check_chains([unreadable, first, second]))
    assert [(each.outcome, each.code) for each in (first, second)] == [("", None), ("quarantined", "chain_broken")]


def test_a_chain_stands_at_its_last_fact_after_every_batch(stored: Any) -> None:
    def heads() -> set[tuple[Any, ...]]:
        return {
            (row.organisation_id, row.device, row.subject_id, row.grant_hash, row.seq, row.hash)
            for row in db.session.query(ChainHead)
        }

    write(lambda: chains.advance_heads(SENDER, [arrival(1), arrival(2), arrival(3, grant="g")], set()))
    assert heads() == {(OURS, "d", VISIT, "", 2, f"{2:064}"), (OURS, "d", VISIT, "g", 3, f"{3:064}")}
    write(lambda: chains.advance_heads(SENDER, [arrival(4), arrival(5)], {(VISIT, "")}))
    assert heads() == {(OURS, "d", VISIT, "", 5, f"{5:064}"), (OURS, "d", VISIT, "g", 3, f"{3:064}")}


def test_the_server_signs_what_docs_protocol_says_and_keeps_it(stored: Any) -> None:
    unreadable, alone = arrival(3), arrival(4)
    unreadable.fact = alone.fact = None
    batch = [arrival(1, clock_offset=5), arrival(2, clock_offset=-7), unreadable]
    for each, outcome in zip(batch, ("applied", "merged", "quarantined"), strict=True):
        each.outcome = outcome
    unreadable.code, mark = "not_canonical", subject_mark("visit", VISIT)
    document = write(lambda: countersign(SENDER, batch, AT.format(2)))
    assert {name: value for name, value in document.items() if name not in ("signature", "issuer")} == {
        "v": 1,
        "type": "countersignature",
        "organisation": OURS,
        "device": "d",
        "received_at": AT.format(2),
        "clock_skew": -7,
        "facts": [
            {"seq": 1, "hash": f"{1:064}", "outcome": "applied", "subject": mark},
            {"seq": 2, "hash": f"{2:064}", "outcome": "merged", "subject": mark},
            {"seq": 3, "hash": f"{3:064}", "outcome": "quarantined", "code": "not_canonical"},
        ],
    }
    [row] = db.session.query(Countersignature)
    assert (row.device_id, row.first_seq, row.last_seq, row.received_at, json.loads(row.document)) == (
        "d",
        1,
        3,
        AT.format(2),
        document,
    )
    assert write(lambda: countersign(SENDER, [alone], AT.format(3)))["clock_skew"] == 0
