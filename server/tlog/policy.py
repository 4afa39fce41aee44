"""Whose word on a log is enough: a policy (C2SP tlog-policy) names witnesses, groups of them, and the quorum. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field

from server.tlog.note import Key, Note, read_key, read_note, signers


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


def signed_by(policy: Policy, note: str | Note) -> set[str]:
    """Names of the witnesses whose lines stand below a note and hold."""
    keys = {key: name for name, (key, _) in policy.witnesses.items()}
    return {keys[key] for key in signers(read_note(note) if isinstance(note, str) else note, keys)}


def _needed(word: str, members: int) -> int:
    needed = {"any": 1, "all": members}.get(word) or int(word)
    if not 1 <= needed <= members:
        raise ValueError(f"{needed} of {members} cannot be")
    return needed
