"""The log of this installation: documents are entered, get their places, stand under signed checkpoints, and are proved to be there.

`enter` belongs to the transaction of its document and takes no lock, so that nobody waits for the log. Everything else is done by the
tick, by `doorstep checkpoint`, or when somebody asks for a proof. What was signed is written outside of the database first; a database
that knows less than that was restored, and a new log begins, which names the head of the old one.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import select, update

from server.kernel import clock
from server.kernel.chain import document_hash
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.signing import signer
from server.kernel.transaction import write
from server.tlog import outside
from server.tlog.merkle import consistency, inclusion
from server.tlog.models import Log, LogCheckpoint, LogEntry
from server.tlog.note import Checkpoint, read_note, signed
from server.tlog.proof import write_proof
from server.tlog.tree import Tree

MOST_AT_ONCE = 5_000
MOST_LOOKED_AT = 96  # checkpoints: a day of ticks
log = logging.getLogger("doorstep.tlog")


def enter(kind: str, document: Mapping[str, Any]) -> None:
    """Inside `write`: this signed document becomes a leaf. `kind` is its `type`; the leaf holds its hash, and nothing of what it says."""
    db.session.add(LogEntry(id=new_id(), kind=kind, digest=document_hash(dict(document)), entered_at=clock.now()))


def checkpoint() -> LogCheckpoint:
    """The newest checkpoint over everything that was entered, signed now if it is not there yet. Not inside `write`."""
    while write(_give_places) == MOST_AT_ONCE:
        pass
    return write(_sign_head)


def proof_of(kind: str, document: Mapping[str, Any], extra: bytes = b"") -> str:
    """The tlog-proof that this document is in the log, under the newest checkpoint of its log. Not inside `write`.

    A document from before there was a log is entered now.
    """
    digest = document_hash(dict(document))
    found = _place_of(kind, digest)
    if found is None:
        if not write(lambda: _is_waiting(kind, digest)):
            write(lambda: enter(kind, document))
        checkpoint()
        found = _place_of(kind, digest)
    if found is None:
        raise LookupError("an entry has no place after a checkpoint")
    entry, head = found
    path = inclusion(entry.place or 0, head.size, Tree(head.log_id))
    return write_proof(entry.place or 0, path, head.note, extra)


def newest() -> LogCheckpoint | None:
    """The newest checkpoint of the log in force; None before the first."""
    here = _in_force()
    return _newest_of(here.id) if here else None


def growth(old: int, head: LogCheckpoint) -> list[bytes]:
    """The proof that the tree of this checkpoint begins with its own first `old` leaves. ValueError where there are not so many."""
    return consistency(old, head.size, Tree(head.log_id))


def begin_anew() -> None:
    """Inside `write`, after a restore: end the log in force and begin another one that names its head. What has no checkpoint moves along."""
    old = _in_force(lock=True)
    if old is None:
        return
    known = _newest_of(old.id)
    outer = outside.latest(old.id)
    heads = [each for each in (outer, known.note if known else None) if each]
    last = max(heads, key=lambda note: read_note(note).checkpoint.size, default="")
    old.ended_at = clock.now()
    follows = read_note(last).checkpoint if last else None
    _begin(
        f"follows {follows.origin} {follows.text.splitlines()[1]} {follows.text.splitlines()[2]}" if follows else None
    )
    covered = known.size if known else 0
    moved = update(LogEntry).where(LogEntry.log_id == old.id, LogEntry.place >= covered)
    db.session.execute(moved.values(log_id=None, place=None))


def _give_places() -> int:
    """Inside `write`: the next entries get their places, in the order in which they came. How many."""
    _hold_to_what_was_signed()
    here = _in_force(lock=True) or _begin(None)
    waiting = select(LogEntry).where(LogEntry.place.is_(None)).order_by(LogEntry.entered_at, LogEntry.id)
    entries = list(db.session.scalars(waiting.limit(MOST_AT_ONCE)))
    for place, entry in enumerate(entries, here.size):
        entry.log_id, entry.place = here.id, place
    db.session.flush()
    Tree(here.id).grew(here.size, here.size + len(entries))
    here.size += len(entries)
    return len(entries)


def _sign_head() -> LogCheckpoint:
    """Inside `write`: a checkpoint over every place that has been given, by a transaction before this one."""
    here = _in_force(lock=True) or _begin(None)
    known = _newest_of(here.id)
    if known and known.size == here.size:
        return known
    head = Checkpoint(here.origin, here.size, Tree(here.id)(0, here.size), (here.follows,) if here.follows else ())
    note = signed(head, [signer().key])
    outside.keep(here.id, note, clock.now())
    row = LogCheckpoint(log_id=here.id, size=here.size, note=note, made_at=clock.now())
    db.session.add(row)
    db.session.flush()
    return row


def _hold_to_what_was_signed() -> None:
    """Inside `write`: where the newest checkpoint outside is not one of this tree, nothing is signed on this tree any more."""
    here = _in_force(lock=True)
    outer = outside.latest(here.id) if here else None
    if here is None or outer is None:
        return
    seen = read_note(outer).checkpoint
    if seen.size <= here.size and Tree(here.id)(0, seen.size) == seen.root:
        return
    log.error("the log %s is not the one that was signed up to %s leaves; a new log begins", here.origin, seen.size)
    begin_anew()


def _begin(follows: str | None) -> Log:
    host = urlsplit(current_app.config["DOORSTEP"].public_url).netloc or "localhost"
    made = new_id()
    row = Log(id=made, origin=f"{host}/log/{made[-12:]}", follows=follows, began_at=clock.now(), size=0)
    db.session.add(row)
    db.session.flush()
    return row


def _in_force(lock: bool = False) -> Log | None:
    found = select(Log).where(Log.ended_at.is_(None)).order_by(Log.began_at.desc(), Log.id.desc()).limit(1)
    return db.session.scalars(found.with_for_update() if lock else found).first()


def _newest_of(log_id: str) -> LogCheckpoint | None:
    of_log = select(LogCheckpoint).where(LogCheckpoint.log_id == log_id)
    return db.session.scalars(of_log.order_by(LogCheckpoint.size.desc()).limit(1)).first()


def _is_waiting(kind: str, digest: str) -> bool:
    waiting = (LogEntry.kind == kind, LogEntry.digest == digest, LogEntry.place.is_(None))
    return db.session.scalar(select(LogEntry.id).where(*waiting).limit(1)) is not None


def _place_of(kind: str, digest: str) -> tuple[LogEntry, LogCheckpoint] | None:
    """The entry and the checkpoint that proves it: of those that cover it the newest that was witnessed, else the newest."""
    entries = select(LogEntry).where(
        LogEntry.kind == kind, LogEntry.digest == digest, LogEntry.place.is_not(None), LogEntry.log_id.is_not(None)
    )
    for entry in db.session.scalars(entries.order_by(LogEntry.entered_at.desc(), LogEntry.id.desc())):
        covering = select(LogCheckpoint).where(LogCheckpoint.log_id == entry.log_id, LogCheckpoint.size > entry.place)
        heads = list(db.session.scalars(covering.order_by(LogCheckpoint.size.desc()).limit(MOST_LOOKED_AT)))
        if heads:
            return entry, next((head for head in heads if head.note.count("\n— ") > 1), heads[0])
    return None
