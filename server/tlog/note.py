"""Signed notes and the checkpoints in them (C2SP signed-note, tlog-checkpoint, tlog-cosignature). Pure."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey

LOG_KEY, WITNESS_KEY, QUANTUM_KEY = 0x01, 0x04, 0x06  # signature types: Ed25519, its cosignature, ML-DSA-44
MOST_SIGNATURES = 64
LARGEST = 256 * 1024
SIZE = re.compile(r"0|[1-9]\d{0,15}")
CONTROL = re.compile("[\x00-\x09\x0b-\x1f]")
NAME = re.compile(r"[^\s+]{1,255}")


class BadNote(ValueError):
    """Not a signed note, not a checkpoint, or a signature by a known key that does not hold."""


@dataclass(frozen=True, slots=True)
class Line:
    """A signature line: whose by its own word, which key, and the bytes after the key's id."""

    name: str
    key: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Key:
    """A key that is known: its name, its signature type, and the public half."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes that stand in front of its signatures."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        """As policies spell it: name, id, type and key."""
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode()}"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: who it is, how many leaves, their root; `more` are lines that only this log understands."""

    origin: str
    size: int
    root: bytes
    more: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What is signed."""
        return "".join(f"{line}\n" for line in (self.origin, str(self.size), in_base64(self.root), *self.more))


@dataclass(frozen=True, slots=True)
class Note:
    """A note: its text, and the lines below it."""

    text: str
    lines: tuple[Line, ...]

    @property
    def checkpoint(self) -> Checkpoint:
        """The text as a checkpoint; BadNote where it is none."""
        origin, size, root, *more = [*self.text[:-1].split("\n"), "", ""]
        more = more[:-2]
        digest = from_base64(root)
        if not NAME.fullmatch(origin) or not SIZE.fullmatch(size) or len(digest) != 32 or "" in more:
            raise BadNote("not a checkpoint")
        return Checkpoint(origin, int(size), digest, tuple(more))


def in_base64(raw: bytes) -> str:
    """The usual base64, with padding, as C2SP writes it."""
    return base64.b64encode(raw).decode()


def from_base64(text: str) -> bytes:
    """Its bytes; BadNote for anything else, also for a second spelling of the same bytes."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise BadNote("not base64") from None
    if in_base64(raw) != text:
        raise BadNote("not base64")
    return raw


def read_note(text: str) -> Note:
    """A signed note; BadNote where it is none."""
    body, _, below = text.rpartition("\n\n")
    if len(text) > LARGEST or CONTROL.search(text) or not body or not below.endswith("\n"):
        raise BadNote("not a signed note")
    lines = below[:-1].split("\n")
    if len(lines) > MOST_SIGNATURES:
        raise BadNote("too many signatures")
    return Note(f"{body}\n", tuple(_line(line) for line in lines))


def read_key(vkey: str) -> Key:
    """A key as policies spell it; BadNote for anything else."""
    name, _, rest = vkey.partition("+")
    mark, _, encoded = rest.partition("+")
    raw = from_base64(encoded)
    key = Key(name, raw[0] if raw else 0, raw[1:])
    if not NAME.fullmatch(name) or key.id.hex() != mark or len(key.public) not in (32, 1312):
        raise BadNote(f"not a key: {vkey[:80]}")
    return key


def signature_line(key: Key, signature: bytes) -> str:
    """A line below a note."""
    return f"— {key.name} {in_base64(key.id + signature)}\n"


def signed(checkpoint: Checkpoint, keys: Iterable[Ed25519PrivateKey]) -> str:
    """The checkpoint as a note, signed by these keys of its log."""
    lines = [
        signature_line(
            Key(checkpoint.origin, LOG_KEY, key.public_key().public_bytes_raw()), key.sign(checkpoint.text.encode())
        )
        for key in keys
    ]
    return f"{checkpoint.text}\n{''.join(lines)}"


def cosigned(note: Note, name: str, key: Ed25519PrivateKey, seconds: int) -> str:
    """A witness's line on a note: that at this moment it is the largest tree of this log that the witness has seen."""
    own = Key(name, WITNESS_KEY, key.public_key().public_bytes_raw())
    return signature_line(own, seconds.to_bytes(8) + key.sign(_witnessed(note.text, seconds)))


def signers(note: Note, known: Iterable[Key]) -> list[Key]:
    """Which of these keys signed the note. BadNote where a line names one of them and does not hold; lines of others are passed over."""
    by_mark = {(key.name, key.id): key for key in known}
    found = dict[Key, None]()
    for line in note.lines:
        key = by_mark.get((line.name, line.key))
        if key is None:
            continue
        if not _holds(note, key, line.signature):
            raise BadNote(f"the signature of {key.name} does not hold")
        found[key] = None
    return list(found)


def _line(line: str) -> Line:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    raw = from_base64(encoded)
    if dash != "—" or not NAME.fullmatch(name) or len(raw) < 5:
        raise BadNote("not a signature line")
    return Line(name, raw[:4], raw[4:])


def _witnessed(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()


def _holds(note: Note, key: Key, signature: bytes) -> bool:
    try:
        if key.kind == LOG_KEY:
            Ed25519PublicKey.from_public_bytes(key.public).verify(signature, note.text.encode())
            return True
        seconds, raw = int.from_bytes(signature[:8]), signature[8:]
        if key.kind == WITNESS_KEY:
            Ed25519PublicKey.from_public_bytes(key.public).verify(raw, _witnessed(note.text, seconds))
            return True
        MLDSA44PublicKey.from_public_bytes(key.public).verify(raw, _subtree(note.checkpoint, key.name, seconds))
    except (InvalidSignature, ValueError):
        return False
    return key.kind == QUANTUM_KEY


def _subtree(checkpoint: Checkpoint, name: str, seconds: int) -> bytes:
    """What an ML-DSA-44 cosignature covers: the whole tree as the subtree from leaf 0."""
    cosigner, origin = name.encode(), checkpoint.origin.encode()
    return b"".join(
        [
            b"subtree/v1\n\0",
            bytes([len(cosigner)]) + cosigner,
            seconds.to_bytes(8),
            bytes([len(origin)]) + origin,
            (0).to_bytes(8),
            checkpoint.size.to_bytes(8),
            checkpoint.root,
        ]
    )
