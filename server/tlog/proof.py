"""A proof on paper that something is in the log (C2SP tlog-proof), and what a leaf of this log says. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.tlog.merkle import is_included, leaf_hash
from server.tlog.note import SIZE, BadNote, Note, from_base64, in_base64, read_note

FIRST = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63


@dataclass(frozen=True, slots=True)
class Proof:
    """Leaf `index` is in the tree of the checkpoint in `note`; nobody has signed `extra`."""

    index: int
    hashes: tuple[bytes, ...]
    note: Note
    extra: bytes = b""

    def holds_for(self, leaf: bytes) -> bool:
        """Whether it leads from this leaf's hash to the checkpoint's root."""
        head = self.note.checkpoint
        return is_included(self.index, head.size, leaf, self.hashes, head.root)


def leaf_of(kind: str, digest: str) -> bytes:
    """The hash of the leaf for a document: what kind of document, and its hash in hex (docs/PROTOCOL.md, "The log")."""
    return leaf_hash(f"doorstep-log-v1\n{kind}\n{digest}".encode())


def write_proof(index: int, hashes: Sequence[bytes], checkpoint: str, extra: bytes = b"") -> str:
    """The text of a proof; `checkpoint` is the signed note."""
    enclosed = [f"extra {in_base64(extra)}"] if extra else []
    lines = [FIRST, *enclosed, f"index {index}", *map(in_base64, hashes), "", ""]
    return "\n".join(lines) + checkpoint


def read_proof(text: str) -> Proof:
    """A proof out of its text; BadNote where it is none."""
    above, _, checkpoint = text.partition("\n\n")
    first, *lines = above.split("\n")
    extra = from_base64(lines.pop(0)[6:]) if lines and lines[0].startswith("extra ") else b""
    word, _, index = lines.pop(0).partition(" ") if lines else ("", "", "")
    if first != FIRST or word != "index" or not SIZE.fullmatch(index) or len(lines) > MOST_HASHES:
        raise BadNote("not a proof")
    hashes = tuple(from_base64(line) for line in lines)
    if any(len(each) != 32 for each in hashes):
        raise BadNote("not a proof")
    return Proof(int(index), hashes, read_note(checkpoint), extra)
