"""The log in the database: places, checkpoints, proofs; what a restored or changed database does, and what it never does."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, update

from server.kernel.chain import document_hash
from server.kernel.db import db
from server.kernel.signing import sign, signer
from server.kernel.transaction import write
from server.tlog import log, outside
from server.tlog.merkle import is_consistent
from server.tlog.models import Log, LogCheckpoint, LogEntry
from server.tlog.note import LOG_KEY, Key, read_note, signers
from server.tlog.proof import leaf_of, read_proof
from tests.cast import Cast

Json = dict[str, Any]


def documents(count: int, tag: str = "a") -> list[Json]:
    return [sign({"v": 1, "type": "receipt", "visit": f"{tag}{number}"}) for number in range(count)]


def entered(count: int, tag: str = "a") -> list[Json]:
    made = documents(count, tag)
    write(lambda: [log.enter("receipt", each) for each in made])
    return made


def holds(document: Json) -> bool:
    proof = read_proof(log.proof_of("receipt", document))
    ours = Key(proof.note.checkpoint.origin, LOG_KEY, signer().key.public_key().public_bytes_raw())
    return proof.holds_for(leaf_of("receipt", document_hash(document))) and signers(proof.note, [ours]) == [ours]


@pytest.fixture(autouse=True)
def in_app(cast: Cast) -> Any:
    with cast.app.app_context():
        yield


@pytest.mark.parametrize("count", [1, 2, 255, 256, 257, 700])
def test_everything_that_was_entered_is_proved(app: Flask, count: int) -> None:
    made = entered(count)
    head = log.checkpoint()
    assert read_note(head.note).checkpoint.size == count
    for each in (made[0], made[count // 2], made[-1]):
        assert holds(each)


def test_each_checkpoint_has_grown_out_of_the_one_before(app: Flask) -> None:
    heads = []
    for number in range(5):
        entered(90, f"{number}-")
        heads.append(log.checkpoint())
    for old in heads:
        for head in heads[heads.index(old) + 1 :]:
            before, after = (read_note(each.note).checkpoint for each in (old, head))
            assert is_consistent(before.size, after.size, before.root, after.root, log.growth(before.size, head))


def test_nothing_new_needs_no_new_checkpoint(app: Flask) -> None:
    entered(3)
    assert log.checkpoint().note == log.checkpoint().note
    assert len(db.session.scalars(db.select(LogCheckpoint)).all()) == 1


def test_what_was_signed_before_there_was_a_log_is_entered_when_somebody_asks(app: Flask) -> None:
    assert holds(documents(1)[0])


def test_what_is_not_committed_never_was_entered(app: Flask) -> None:
    def work() -> None:
        log.enter("receipt", documents(1)[0])
        raise RuntimeError

    with pytest.raises(RuntimeError):
        write(work)
    assert log.checkpoint().size == 0


def go_back_to(size: int) -> None:
    """As a database does that is put back from a backup behind the server's back."""

    def work() -> None:
        db.session.execute(delete(LogCheckpoint).where(LogCheckpoint.size > size))
        db.session.execute(delete(LogEntry).where(LogEntry.place >= size))
        db.session.execute(update(Log).values(size=size))

    write(work)


def test_a_restored_database_never_signs_a_shorter_history_and_names_the_old_head(app: Flask) -> None:
    first = entered(5)
    log.checkpoint()
    lost = entered(4, "b")
    old = read_note(log.checkpoint().note).checkpoint
    go_back_to(5)
    later = entered(2, "c")
    head = read_note(log.checkpoint().note).checkpoint
    assert head.origin != old.origin and head.size == 2
    assert head.more == (f"follows {old.origin} 9 {old.text.splitlines()[2]}",)
    assert all(holds(each) for each in (*first, *later))
    assert all(holds(each) for each in lost), "what phones bring again is entered again"


def test_a_changed_entry_ends_the_log_instead_of_being_signed(app: Flask) -> None:
    entered(5)
    old = read_note(log.checkpoint().note).checkpoint
    write(lambda: db.session.execute(update(LogEntry).where(LogEntry.place == 2).values(digest="0" * 64)))
    entered(1, "b")
    head = read_note(log.checkpoint().note).checkpoint
    assert head.origin != old.origin
    assert head.more[0].startswith(f"follows {old.origin} 5 ")


def test_the_folder_outside_knows_the_newest_and_the_last_of_each_day(app: Flask) -> None:
    entered(2)
    head = log.checkpoint()
    assert outside.latest(head.log_id) == head.note
    days = sorted(file.name for file in outside.folder(head.log_id).iterdir())
    assert days == [f"{head.made_at[:10]}.txt", "latest.txt"]
