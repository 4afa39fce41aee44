"""Witnesses of the log: a policy file (C2SP tlog-policy) names them, each is asked for its line on a checkpoint (C2SP tlog-witness)."""

from __future__ import annotations

import logging
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from server.kernel.transaction import write
from server.tlog.log import growth
from server.tlog.models import LogCheckpoint
from server.tlog.note import BadNote, Key, in_base64, read_key, read_note, signers

log = logging.getLogger("doorstep.tlog")
SECONDS = 10
LARGEST_ANSWER = 64 * 1024
CONFLICT = 409


@dataclass(frozen=True, slots=True)
class Policy:
    """Who is asked, and which of them have to have signed: `groups` name → (how many, members); `quorum` a name or `none`."""

    witnesses: dict[str, tuple[Key, str]] = field(default_factory=dict)
    groups: dict[str, tuple[int, tuple[str, ...]]] = field(default_factory=dict)
    quorum: str = "none"

    def is_met(self, signed: set[str], name: str = "") -> bool:
        """Whether witnesses of these names are enough."""
        wanted = name or self.quorum
        if wanted == "none" or wanted in signed:
            return True
        needed, members = self.groups.get(wanted, (1, ()))
        return sum(self.is_met(signed, each) for each in members) >= needed


def read_policy(text: str) -> Policy:
    """A policy out of its text; ValueError with the line where it is none. Lines of logs are passed over: this log knows its own keys."""
    witnesses, groups, quorum = dict[str, tuple[Key, str]](), dict[str, tuple[int, tuple[str, ...]]](), list[str]()
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        if not words or words[0].startswith("#") or words[0] == "log":
            continue
        known = {*witnesses, *groups}
        if words[0] == "witness" and len(words) in (3, 4) and words[1] not in known:
            witnesses[words[1]] = (read_key(words[2]), words[3].rstrip("/") if len(words) == 4 else "")
        elif words[0] == "group" and len(words) > 3 and words[1] not in known and known.issuperset(words[3:]):
            groups[words[1]] = (_needed(words[2], len(words) - 3), tuple(words[3:]))
        elif words[0] == "quorum" and len(words) == 2 and words[1] in {*known, "none"} and not quorum:
            quorum = [words[1]]
        else:
            raise ValueError(f"line {number} is not understood: {line.strip()[:80]}")
    if not quorum:
        raise ValueError("a policy says its quorum once")
    return Policy(witnesses, groups, quorum[0])


def policy_in(file: Path) -> Policy:
    """The policy of this installation; without a file nobody is asked."""
    return read_policy(file.read_text("utf-8")) if file.is_file() else Policy()


def signed_by(policy: Policy, note: str) -> set[str]:
    """Names of the witnesses whose lines stand below a note and hold."""
    keys = {key: name for name, (key, _) in policy.witnesses.items()}
    return {keys[key] for key in signers(read_note(note), keys)}


def ask_witnesses(policy: Policy, head: LogCheckpoint) -> set[str]:
    """Ask each witness that has an address and has not signed; keep what holds. Returns who has signed by now. Not inside `write`."""
    for name in sorted(policy.witnesses.keys() - signed_by(policy, head.note)):
        key, address = policy.witnesses[name]
        if not address:
            continue
        try:
            lines = _asked(address, head)
            if key not in signers(read_note(head.note + lines), [key]):
                raise BadNote("the answer is not signed by this witness")
        except (OSError, ValueError) as error:
            log.warning("witness %s did not sign %s leaves: %s", name, head.size, error)
            continue
        write(lambda lines=lines: setattr(head, "note", head.note + lines))  # type: ignore[misc]
    return signed_by(policy, head.note)


def request_of(old: int, head: LogCheckpoint) -> bytes:
    """What a witness is sent: the size that it knows, the growth from there, and the checkpoint."""
    proof = growth(old, head) if old else []
    return "".join([f"old {old}\n", *(f"{in_base64(each)}\n" for each in proof), "\n", head.note]).encode()


def _asked(address: str, head: LogCheckpoint, old: int = 0) -> str:
    request = urllib.request.Request(f"{address}/add-checkpoint", data=request_of(old, head), method="POST")
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:
            return str(answer.read(LARGEST_ANSWER).decode())
    except urllib.error.HTTPError as refusal:
        known = refusal.read(100).decode().strip()
        if refusal.code == CONFLICT and not old and known.isdigit() and 0 < int(known) <= head.size:
            return _asked(address, head, int(known))
        raise


def _needed(word: str, members: int) -> int:
    needed = {"any": 1, "all": members}.get(word) or int(word)
    if not 1 <= needed <= members:
        raise ValueError(f"{needed} of {members} cannot be")
    return needed
