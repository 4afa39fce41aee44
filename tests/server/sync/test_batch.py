"""A batch before anything of it is stored, without app or database: its order, what is known of it, what is said of a fact."""

from __future__ import annotations

import gzip
from types import SimpleNamespace
from typing import Any, cast

import pytest

from server.kernel.arrival import Arrival
from server.kernel.problem import Problem
from server.sync import inbox, routes
from server.sync.inbox import Known, Taken
from server.sync.request import MOST_UNPACKED, unpacked
from server.sync.sender import Sender

SENDER = Sender("o", "d", "p", 10, None)
NOW = "2026-11-22T05:00:00.000Z"


def arrival(seq: int, digest: str = "", **fact: Any) -> Arrival:
    return Arrival("o", "d", "text", seq, digest or f"h{seq}", NOW, {"clock_run": "r", **fact} if fact else None)


def places(*seqs: int) -> list[int]:
    """Where texts end up that claim these places, 0 for none."""
    return [each.seq for each in inbox._in_order([arrival(seq) for seq in seqs], SENDER)]


@pytest.mark.parametrize(
    ("claimed", "found"),
    [
        ((3, 1, 2), [1, 2, 3]),
        ((5, 0, 7), [5, 6, 7]),
        ((5, 0, 0), [5, 6, 7]),
        ((0, 0, 5), [3, 4, 5]),
        ((0, 2), [1, 2]),
        ((), []),
    ],
)
def test_a_text_without_a_place_has_the_one_that_its_neighbours_leave_it(
    claimed: tuple[int, ...], found: list[int]
) -> None:
    assert places(*claimed) == found


@pytest.mark.parametrize(("stored", "found"), [(None, [11, 12]), (4, [4, 5])])
def test_texts_that_tell_no_place_at_all_follow_what_is_here_unless_they_came_before(
    monkeypatch: pytest.MonkeyPatch, stored: int | None, found: list[int]
) -> None:
    monkeypatch.setattr(inbox, "_stored_place", lambda sender, digest: {"h0": stored}[digest])
    assert places(0, 0) == found
    assert places(0) == found[:1]


def sorted_out(*arrivals: Arrival, known: dict[int, Known] | None = None) -> tuple[list[int], Taken]:
    taken = Taken(10)
    return [each.seq for each in inbox._sort_out(arrivals, known or {}, taken)], taken


def test_what_is_new_is_taken_up_to_a_gap_which_is_named() -> None:
    assert sorted_out(arrival(11), arrival(12)) == ([11, 12], Taken(10))
    assert sorted_out(arrival(11), arrival(13), arrival(14)) == ([11], Taken(10, expected=12))
    assert sorted_out(arrival(12)) == ([], Taken(10, expected=11))


def test_what_is_known_has_its_stored_outcome_again_and_what_comes_twice_in_a_batch_is_taken_once() -> None:
    stored = {9: Known(9, "f9", "h9", "conflict", "beaten"), 10: Known(10, None, "h10", "applied", None)}
    fresh, taken = sorted_out(arrival(9), arrival(10), arrival(11), arrival(11), known=stored)
    assert fresh == [11] and taken.results == [(9, "f9", "conflict", "beaten"), (10, None, "applied", None)]


@pytest.mark.parametrize(
    "again",
    [[arrival(9, "other")], [arrival(11), arrival(11, "other")], [arrival(8)]],
    ids=["stored with another hash", "twice with two hashes", "nowhere stored"],
)
def test_another_fact_at_a_place_that_is_taken_is_a_copied_phones(again: list[Arrival]) -> None:
    with pytest.raises(Problem) as caught:
        sorted_out(*again, known={9: Known(9, "f9", "h9", "applied", None)})
    assert caught.value.code == "cloned_device"


def test_a_result_says_what_there_is_to_say() -> None:
    assert routes._result(3, None, "applied", None) == {"seq": 3, "outcome": "applied"}
    told = routes._result(3, "f", "quarantined", "chain_broken")
    assert (told["id"], told["code"], told["next"].keys()) == ("f", "chain_broken", {"zh-CN", "en"})


@pytest.mark.parametrize(
    ("version", "minimum", "older"),
    [
        ("0.1.0", "0.1.0", False),
        ("0.1.0", "0.1.1", True),
        ("0.9.0", "0.10.0", True),
        ("0.10.0", "0.9.0", False),
        ("1", "0.9", False),
        ("", "0.1", True),
        ("0.1.0-beta.9", "0.1.0", False),
        ("v2.0", "1.9.9", False),
        ("0.1.0.1", "0.1.0.2", False),
    ],
)
def test_versions_are_compared_by_their_first_three_numbers(version: str, minimum: str, older: bool) -> None:
    assert routes._older(version, minimum) is older


def test_of_a_batch_without_a_sign_in_only_what_its_device_has_signed_is_left() -> None:
    codes = (None, "other_organisation", "bad_signature", "other_device", "not_canonical", "other_person")
    batch = [SimpleNamespace(code=code) for code in codes]
    assert [each.code for each in routes._its_own(cast(Any, batch))] == [
        None,
        "other_organisation",
        "other_device",
        "other_person",
    ]
    with pytest.raises(Problem) as refused:
        routes._its_own(cast(Any, batch[2:3]))
    assert refused.value.code == "signed_out"


def test_how_far_a_clock_is_off_is_said_of_the_run_that_still_goes_on() -> None:
    batch = [
        arrival(1, clock_run="before"),
        arrival(2, clock_run="now"),
        arrival(3),
        arrival(4, clock_run="now"),
        arrival(5),
    ]
    batch[2].fact = batch[4].fact = None
    routes._note_skew(batch, "2026-11-22T04:59:58.500Z", NOW)
    assert [each.skew for each in batch] == [None, 1500, None, 1500, None]
    for silent in ([arrival(1)], []):
        routes._note_skew(silent, "2026-11-22T04:59:58.500Z", NOW)
        assert [each.skew for each in silent] == [None] * len(silent)
    untold = [arrival(1, clock_run="now")]
    routes._note_skew(untold, None, NOW)
    assert untold[0].skew is None


def code_of(packed: bytes) -> str | bytes:
    try:
        return unpacked(packed)
    except Problem as problem:
        return problem.code


def test_a_packet_is_one_whole_gzip_member_within_its_bound() -> None:
    assert code_of(gzip.compress(b"{}")) == b"{}"
    assert code_of(gzip.compress(b"x" * MOST_UNPACKED)) == b"x" * MOST_UNPACKED
    assert code_of(gzip.compress(b"x" * (MOST_UNPACKED + 1))) == "batch_too_large"
    for torn in (gzip.compress(b"{}")[:-1], gzip.compress(b"{}") + b"x", gzip.compress(b"{}") * 2, b"", b"{}"):
        assert code_of(torn) == "bad_input"
