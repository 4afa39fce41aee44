"""One received text read without trusting it: is it canonical, whole, this device's, and signed? Touches no database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from server.kernel import clock
from server.kernel.arrival import Arrival
from server.kernel.canonical import NotCanonical, canonical, canonical_bytes, parse, same_order
from server.kernel.chain import body_commit, device_signed, fact_bytes, sha256
from server.kernel.ids import is_id

LARGEST_FACT = 32 * 1024
LARGEST_OFFSET = (
    200 * 366 * 86_400_000
)  # ms; so far can a clock be off that begins in 1970 or stands at the end of a calendar
TYPES = {
    "v": int,
    "organisation": str,
    "device": str,
    "key": str,
    "seq": int,
    "id": str,
    "kind": str,
    "subject": dict,
    "person": str,
    "at": str,
    "clock_run": str,
    "clock_offset": int,
    "prev": str,
    "body": dict,
    "salt": str,
    "signature": str,
}
NAMES, KINDS = tuple(TYPES), list(TYPES.values())
OPTIONAL = {"grant": str, "base": int, "replaces": dict}
KNOWN = TYPES.keys() | OPTIONAL.keys()
HEX = frozenset("0123456789abcdef")
SIGNED_BY_IT = (
    None,
    "other_organisation",
    "other_device",
    "other_person",
)  # codes of facts whose signature is this phone's


@dataclass(frozen=True, slots=True)
class DeviceKey:
    """What a device's facts are checked against."""

    organisation: str
    device: str
    person: str
    key: str
    public_key: bytes


def read(text: str, device: DeviceKey, received_at: str) -> Arrival:
    """The text as an arrival; with a verdict where it cannot even be considered (`seq` is 0 where none can be read)."""
    raw = text.encode("utf-8", "surrogatepass")
    arrival = Arrival(device.organisation, device.device, text, 0, "", received_at)
    try:
        fact, message, commit = _understood(text, raw)
    except _NotUnderstood as error:
        arrival.seq, arrival.hash = _seq_of(text), sha256(raw)
        arrival.quarantine(error.code)
        return arrival
    arrival.fact, arrival.seq, arrival.hash, arrival.commit = fact, fact["seq"], sha256(message), commit
    if not device_signed(device.public_key, fact["signature"], message):
        arrival.quarantine("bad_signature")
    elif trouble := _not_its_own(fact, device):
        arrival.quarantine(trouble)
    return arrival


class _NotUnderstood(Exception):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _understood(text: str, raw: bytes) -> tuple[dict[str, Any], bytes, str]:
    """The fact, the bytes that are signed, and the body's commitment."""
    if len(raw) > LARGEST_FACT:
        raise _NotUnderstood("fact_too_large")
    try:
        fact = parse(text)
        if trouble := envelope_trouble(fact):
            raise _NotUnderstood(trouble)
        encode = canonical_bytes if same_order(text) else canonical
        if encode(fact) != raw:
            raise _NotUnderstood("not_canonical")
        commit = body_commit(fact["salt"], fact["body"], encode)
        return fact, fact_bytes(fact, encode, commit), commit
    except (NotCanonical, ValueError, TypeError):
        raise _NotUnderstood("not_canonical") from None


def envelope_trouble(fact: Any) -> str | None:
    """A code when this is not the envelope of docs/PROTOCOL.md, else None."""
    if not isinstance(fact, dict) or list(map(type, map(fact.get, NAMES))) != KINDS:
        return "bad_envelope"
    for name, kind in OPTIONAL.items():
        if name in fact and type(fact[name]) is not kind:
            return "bad_envelope"
    if fact["v"] != 1:
        return "version_unknown"
    if not fact.keys() <= KNOWN:
        return "unknown_field"
    return None if _bounded(fact) and _subject_is_whole(fact["subject"]) else "bad_envelope"


def _bounded(fact: dict[str, Any]) -> bool:
    try:
        clock.instant(fact["at"])
    except ValueError:
        return False
    return (
        0 < fact["seq"] < 2**31
        and fact.get("base", 0) >= 0
        and abs(fact["clock_offset"]) <= LARGEST_OFFSET
        and is_id(fact["id"])
        and 0 < len(fact["kind"]) <= 40
        and 0 < len(fact["clock_run"]) <= 40
        and len(fact["key"]) == 16
        and _is_hash(fact["prev"])
        and _is_hash(fact.get("grant", fact["prev"]))
    )


def _subject_is_whole(subject: dict[str, Any]) -> bool:
    if subject.keys() != {"type", "id"} or not all(isinstance(part, str) for part in subject.values()):
        return False
    return 0 < len(subject["type"]) <= 8 and 0 < len(subject["id"]) <= 36


def _is_hash(text: str) -> bool:
    return len(text) == 64 and HEX.issuperset(text)


def _not_its_own(fact: dict[str, Any], device: DeviceKey) -> str | None:
    if fact["organisation"] != device.organisation:
        return "other_organisation"
    if fact["device"] != device.device or fact["key"] != device.key:
        return "other_device"
    return None if fact["person"] == device.person else "other_person"


def _seq_of(text: str) -> int:
    """The `seq` that the text claims, read leniently, because even what cannot be understood has its place in the queue."""
    try:
        claimed = json.loads(text)
    except (ValueError, RecursionError):
        return 0
    seq = claimed.get("seq") if isinstance(claimed, dict) else None
    return seq if type(seq) is int and 0 < seq < 2**31 else 0
