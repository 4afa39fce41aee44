"""What the log says of a record: that its receipt was entered, what was destroyed on purpose, and whether both fit checkpoints that the reader holds. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from server.evidence.archive import Opened, Wrong
from server.evidence.issuers import check_signed
from server.evidence.record import subject_of
from server.evidence.verify_result import Note
from server.kernel.chain import document_hash
from server.tlog.merkle import is_consistent
from server.tlog.note import LOG_KEY, SIZE, BadNote, Checkpoint, Key, from_base64, read_note, signers
from server.tlog.note import Note as SignedNote
from server.tlog.policy import Policy, signed_by
from server.tlog.proof import Proof, leaf_of, read_proof

Json = dict[str, Any]
RECEIPT, HELD = "log/receipt.tlog-proof", "checkpoint"


@dataclass(slots=True)
class Destroyed:
    """Hashes of facts whose bodies were destroyed, and of bytes, each with the name of the entry that says so; `withdrew`: what
    the withdrawals among them took back."""

    bodies: dict[str, str] = field(default_factory=dict)
    bytes: dict[str, str] = field(default_factory=dict)
    withdrew: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Held:
    """A checkpoint that the reader has from elsewhere, perhaps with the proof that it grew out of the one of `old` leaves."""

    note: SignedNote
    old: int = -1
    growth: tuple[bytes, ...] = ()

    @property
    def head(self) -> Checkpoint:
        """What it says."""
        return self.note.checkpoint


def check_destructions(bundle: Opened, keys: Mapping[str, bytes]) -> Destroyed:
    """What may be missing because the server signed, in the log, that it was destroyed."""
    found, manifest = Destroyed(), bundle.documents["manifest.json"]
    for number, document in enumerate(bundle.documents.get("destructions.json", []), 1):
        where, name = f"destructions.json[{number - 1}]", f"log/destruction-{number:04d}.tlog-proof"
        check_signed(document, dict(keys), where)
        ours = (manifest["organisation"], subject_of(manifest))
        if document["type"] != "destruction" or (document["organisation"], document["subject"]) != ours:
            raise Wrong("another_visit", where)
        _proved(bundle, keys, name, "destruction", document)
        found.bodies |= dict.fromkeys(document["bodies"], where)
        found.bytes |= dict.fromkeys(document["bytes"], where)
        for each in document.get("withdrew", []):
            # Because a later destruction could else say otherwise of a fact that it did not destroy.
            if (
                each["by"] not in document["bodies"]
                or found.withdrew.setdefault(each["by"], each["fact"]) != each["fact"]
            ):
                raise Wrong("malformed", where)
    return found


def check_logged(
    bundle: Opened, keys: Mapping[str, bytes], held: Iterable[Held], notes: list[Note], policy: Policy | None = None
) -> bool:
    """Whether what the reader holds of the log could be compared, and enough witnesses of their policy have signed a checkpoint that covers the
    receipt. Wrong where a proof is missing, the log is another one, or a witness's line does not hold."""
    receipt, wanted = bundle.documents.get("receipt.json"), list(held)
    if receipt is None:
        return not (wanted or policy)
    if RECEIPT not in bundle.proofs and bundle.documents["manifest.json"]["v"] < 3:
        notes.append(Note("no_log"))
        return not (wanted or policy)
    proof = _proved(bundle, keys, RECEIPT, "receipt", receipt)
    head = proof.note.checkpoint
    notes.append(Note("logged", f"{head.origin} {proof.index}/{head.size}"))
    told = [_compare(each, proof, wanted, notes) for each in wanted]
    one_log = [each for each, told_of in zip(wanted, told, strict=True) if told_of and each.head.origin == head.origin]
    covering = [proof.note, *(each.note for each in one_log if each.head.size > proof.index)]
    return (policy is None or _is_witnessed(covering, policy, notes)) and all(told)


def held_in(texts: Iterable[str], keys: Mapping[str, bytes]) -> list[Held]:
    """Checkpoints out of files: a signed note, or what a witness is sent (`old N`, hashes, an empty line, the note). Each must be signed by the log."""
    found = []
    for text in texts:
        old, growth, rest = -1, list[bytes](), text.replace("\r\n", "\n")
        if rest.startswith("old "):
            above, _, rest = rest.partition("\n\n")
            first, *lines = above.split("\n")
            if not SIZE.fullmatch(first[4:]):
                raise Wrong("checkpoint_unreadable", HELD)
            old, growth = int(first[4:]), [_hash(line) for line in lines]
        found.append(Held(_signed_head(rest, keys, HELD), old, tuple(growth)))
    return found


def _proved(bundle: Opened, keys: Mapping[str, bytes], name: str, kind: str, document: Json) -> Proof:
    if name not in bundle.proofs:
        raise Wrong("proof_missing", name)
    try:
        proof = read_proof(bundle.proofs[name].decode())
        _check_signers(proof.note, keys, name)
        stands = proof.holds_for(leaf_of(kind, document_hash(document)))
    except (BadNote, UnicodeDecodeError):
        raise Wrong("proof_differs", name) from None
    if not stands:
        raise Wrong("proof_differs", name)
    return proof


def _is_witnessed(covering: list[SignedNote], policy: Policy, notes: list[Note]) -> bool:
    """Whether one of these checkpoints of one history has the quorum; says by whom, or who is missing of the best of them."""
    try:
        signed = max(
            (signed_by(policy, note) for note in covering), key=lambda names: (policy.is_met(names), len(names))
        )
    except BadNote:
        raise Wrong("witness_differs", RECEIPT) from None
    names = ", ".join(sorted(signed)) or "–"
    enough = policy.is_met(signed)
    notes.append(Note("witnessed" if enough else "too_few_witnesses", names, policy.quorum))
    return enough


def _signed_head(text: str, keys: Mapping[str, bytes], where: str) -> SignedNote:
    try:
        note = read_note(text)
        _check_signers(note, keys, where)
    except BadNote:
        raise Wrong("checkpoint_unreadable", where) from None
    return note


def _check_signers(note: SignedNote, keys: Mapping[str, bytes], where: str) -> None:
    """Of this log's own keys one at least has signed; whatever else stands below is passed over."""
    origin = note.checkpoint.origin
    if not signers(note, [Key(origin, LOG_KEY, raw) for raw in keys.values()]):
        raise Wrong("checkpoint_unsigned", where)


def _compare(held: Held, proof: Proof, everything: list[Held], notes: list[Note]) -> bool:
    """Whether the reader's checkpoint and that of the proof are one history; False where nothing here can tell."""
    mine, theirs = held.head, proof.note.checkpoint
    if mine.origin != theirs.origin:
        return _compare_logs(mine, theirs, notes)
    older, newer = sorted((mine, theirs), key=lambda head: head.size)
    if older.size == newer.size and older.root != newer.root:
        raise Wrong("log_forked", f"{mine.origin} {mine.size}")
    links = [each for each in everything if each.old == older.size and each.head == newer]
    if any(not is_consistent(older.size, newer.size, older.root, newer.root, each.growth) for each in links):
        raise Wrong("log_forked", f"{mine.origin} {mine.size}")
    if older.size != newer.size and not links:
        notes.append(Note("not_compared", f"{mine.origin} {mine.size}", f"{older.size} → {newer.size}"))
        return False
    notes.append(Note("entered_later" if proof.index >= mine.size else "compared", f"{mine.origin} {mine.size}"))
    return True


def _compare_logs(mine: Checkpoint, theirs: Checkpoint, notes: list[Note]) -> bool:
    """After a restore a log begins anew and names the head of the old one; anything else is another log."""
    for successor, old in ((theirs, mine), (mine, theirs)):
        named = [line.split(" ") for line in successor.more if line.startswith(f"follows {old.origin} ")]
        if named and int(named[0][2]) == old.size and _hash(named[0][3]) != old.root:
            raise Wrong("log_forked", f"{old.origin} {old.size}")
        if named:
            notes.append(Note("began_anew", f"{old.origin} {named[0][2]}"))
            return int(named[0][2]) == old.size
    raise Wrong("log_differs", mine.origin)


def _hash(line: str) -> bytes:
    try:
        return from_base64(line)
    except BadNote:
        raise Wrong("checkpoint_unreadable", HELD) from None
