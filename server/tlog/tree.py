"""A log's tree in the database: leaves get their places in blocks, whole blocks of 256 are remembered, any subtree is a few rows away."""

from __future__ import annotations

from sqlalchemy import select

from server.kernel.db import db
from server.tlog.merkle import EMPTY, Hash, folded, node_hash, split
from server.tlog.models import LogEntry, LogNode
from server.tlog.proof import leaf_of

BITS = 8  # of a block: 256 hashes


class Tree:
    """The subtrees of one log. `__call__` is a `merkle.Subtree`."""

    def __init__(self, log_id: str) -> None:
        self.log_id = log_id

    def __call__(self, first: int, end: int) -> Hash:
        """The hash over these leaves, which must have their places."""
        leaves = end - first
        if leaves == 0:
            return EMPTY
        if leaves & (leaves - 1) or first % leaves:
            middle = first + split(leaves)
            return node_hash(self(first, middle), self(middle, end))
        height = (leaves.bit_length() - 1) // BITS
        shift = height * BITS
        return folded(self._row(height, first >> shift, leaves >> shift))

    def grew(self, before: int, after: int) -> None:
        """Inside `write`: remember the blocks that have become whole between these two sizes."""
        height = 1
        while after >> height * BITS:
            shift = height * BITS
            for place in range(before >> shift, after >> shift):
                below = self._row(height - 1, place << BITS, 1 << BITS)
                db.session.add(LogNode(log_id=self.log_id, height=height, place=place, hash=folded(below).hex()))
            db.session.flush()
            height += 1

    def _row(self, height: int, first: int, count: int) -> list[Hash]:
        if height:
            node = (LogNode.log_id == self.log_id, LogNode.height == height)
            rows = db.session.scalars(
                select(LogNode.hash)
                .where(*node, LogNode.place >= first, LogNode.place < first + count)
                .order_by(LogNode.place)
            )
            found = [bytes.fromhex(each) for each in rows]
        else:
            entries = db.session.execute(
                select(LogEntry.kind, LogEntry.digest)
                .where(LogEntry.log_id == self.log_id, LogEntry.place >= first, LogEntry.place < first + count)
                .order_by(LogEntry.place)
            )
            found = [leaf_of(kind, digest) for kind, digest in entries]
        if len(found) != count:
            raise LookupError(f"the log lacks a part of its tree at {first}")
        return found
