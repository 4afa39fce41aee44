"""What the inbox keeps, asked row by row: of this organisation, this visit, this place alone, in the order of receipt."""

from __future__ import annotations

from typing import Any

import pytest

from server.kernel.chain import sha256
from server.kernel.db import db
from server.kernel.problem import Problem
from server.quarantine import actions
from server.quarantine.export import beside, countersignatures
from server.quarantine.models import HeldBackAct
from tests.server.sync.rows import AT, OURS, THEIRS, VISIT, received, signed

pytestmark = (
    pytest.mark.both_databases
)  # because how long a text and how large a number may be, and which characters, is the database's


def test_texts_beside_the_record_are_this_visits_in_the_order_of_receipt(stored: Any) -> None:
    stored(
        received(1, b"third", received_at=AT.format(3)),
        received(2, b"second", outcome="quarantined", received_at=AT.format(2)),
        received(3, b"first", received_at=AT.format(2), device_id="c"),
        received(9, b"fourth", received_at=AT.format(3)),
        received(4, b"another visit", subject_id="w" * 36),
        received(5, b"applied", outcome="applied"),
        received(16, b"unreadable", fact_id=None),
        received(8, None),
        received(1, b"theirs", organisation_id=THEIRS),
        received(17, b"released in vain", released_at=AT.format(4), received_at=AT.format(4)),
        received(18, b"again", outcome="merged", received_at=AT.format(4)),
        received(7, b"zeroth, later in its chain", received_at=AT.format(0)),
        received(6, b"zeroth", received_at=AT.format(0)),
    )
    assert beside(OURS, VISIT) == [
        "zeroth",
        "zeroth, later in its chain",
        "first",
        "second",
        "third",
        "fourth",
        "released in vain",
        "again",
    ]
    assert beside(THEIRS, VISIT) == ["theirs"] and beside(OURS, "x" * 36) == []


def test_countersignatures_are_those_that_cover_a_fact_each_once(stored: Any) -> None:
    stored(
        signed(1, 3),
        signed(4, 4),
        signed(5, 9),
        signed(10, 12),
        signed(1, 9, "c"),
        signed(20, 30),
        signed(3, 3, "d", THEIRS),
        signed(5, 8, "e"),
    )
    said = [
        document["says"] for document in countersignatures(OURS, [("d", 3), ("d", 5), ("d", 9), ("c", 1), ("d", 20)])
    ]
    assert said == ["c 1-9", "d 1-3", "d 5-9", "d 20-30"]
    assert [document["says"] for document in countersignatures(OURS, [("d", 4)])] == ["d 4-4"]
    assert countersignatures(OURS, [("d", 13)]) == [] == countersignatures(OURS, [])


def test_an_act_is_recorded_of_the_one_that_is_held_at_this_place(stored: Any) -> None:
    stored(
        received(1),
        received(2, outcome="quarantined"),
        received(3, outcome="applied"),
        received(2, device_id="c"),
        received(2, organisation_id=THEIRS),
    )
    actions.set_aside(OURS, "me", "d", 2, "seen on paper")
    actions.bring_back(OURS, "me", "d", 2)
    acts = db.session.query(HeldBackAct).order_by(HeldBackAct.at, HeldBackAct.id).all()
    assert sorted(
        (act.organisation_id, act.device_id, act.seq, act.what, act.person_id, act.reason) for act in acts
    ) == [(OURS, "d", 2, "brought_back", "me", None), (OURS, "d", 2, "set_aside", "me", "seen on paper")]
    for device, seq in (("d", 3), ("d", 4), ("x", 1)):
        with pytest.raises(Problem) as caught:
            actions.bring_back(OURS, "me", device, seq)
        assert caught.value.code == "not_found"


def test_what_is_put_with_a_visit_is_named_by_the_hash_of_its_bytes(stored: Any) -> None:
    stored(received(1, b"bytes"), received(2, None, kind=None))
    said: list[Any] = []
    for seq, note in ((1, "wrong door"), (2, "")):
        actions.attach(lambda *what: said.append(what), OURS, "me", "d", seq, VISIT, note)
    assert said == [
        (
            OURS,
            "me",
            VISIT,
            {"device": "d", "seq": 1, "sha256": sha256(b"bytes"), "kind": "noted", "note": "wrong door"},
        ),
        (OURS, "me", VISIT, {"device": "d", "seq": 2, "sha256": sha256(b"")}),
    ]
    acts = sorted(db.session.query(HeldBackAct).all(), key=lambda act: act.seq)
    assert [(act.what, act.visit_id, act.reason) for act in acts] == [
        ("attached", VISIT, "wrong door"),
        ("attached", VISIT, None),
    ]
