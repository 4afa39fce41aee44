"""A phone in Python: it signs facts, keeps its chains, sends and receives. For the demonstration and the tests; no browser needed."""

from __future__ import annotations

import gzip
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from server.kernel import clock
from server.kernel.canonical import canonical
from server.kernel.chain import document_bytes, document_hash, encode, fact_bytes, genesis, sha256
from server.kernel.ids import new_id
from server.kernel.outcomes import SHOWS

Json = dict[str, Any]
Send = Callable[[bytes], tuple[int, Json]]  # the gzipped request of a sync → status and answer
APP = "0.1.0"


@dataclass
class PythonPhone:
    """An enrolled phone. `outbox` holds what the server has not acknowledged, as (seq, text); `visits` what it was given."""

    send: Send
    organisation: str
    person: str
    device: str
    key: str
    private_key: ec.EllipticCurvePrivateKey
    now: Callable[[], str] = clock.now
    clock_offset: int = 0
    clock_run: str = field(default_factory=new_id)
    seq: int = 0
    cursor: int = 0
    epoch: str | None = None
    heads: dict[tuple[str, str], str] = field(default_factory=dict)
    outbox: list[tuple[int, str]] = field(default_factory=list)
    visits: dict[str, Json] = field(default_factory=dict)
    evicted: dict[str, Json] = field(default_factory=dict)
    standards: dict[str, Json] = field(default_factory=dict)
    conflicts: dict[str, Json] = field(default_factory=dict)
    results: dict[int, Json] = field(default_factory=dict)
    countersignatures: list[Json] = field(default_factory=list)
    changes: list[Json] = field(default_factory=list)

    def report(
        self,
        kind: str,
        body: Json | None = None,
        *,
        visit: str | None = None,
        subject: Json | None = None,
        **envelope: Any,
    ) -> str:
        """Save a signed fact in the outbox; returns its id. `envelope` replaces fields (at, base, grant, id, seq, prev …); None leaves one out."""
        about = subject or {"type": "visit", "id": visit}
        grant = envelope.pop("grant", self.grant_of(about["id"]))
        fact: Json = {
            "v": 1,
            "organisation": self.organisation,
            "device": self.device,
            "key": self.key,
            "seq": self.seq + 1,
            "id": new_id(),
            "kind": kind,
            "subject": about,
            "person": self.person,
            "at": self.now(),
            "clock_run": self.clock_run,
            "clock_offset": self.clock_offset,
            "prev": self._prev(about, grant),
            "body": body or {},
            "salt": encode(secrets.token_bytes(16)),
        }
        fact |= ({"grant": grant} if grant else {}) | envelope
        self.save({name: value for name, value in fact.items() if value is not None})
        return str(fact["id"])

    def save(self, fact: Json) -> None:
        """Sign a fact as it is and queue it."""
        message = fact_bytes(fact)
        self.queue(fact["seq"], canonical(fact | {"signature": self.sign(message)}).decode())
        self.heads[fact["subject"]["id"], fact.get("grant", "")] = sha256(message)

    def queue(self, seq: int, text: str) -> None:
        """Put a text into the outbox, whatever it is."""
        self.seq = max(self.seq, seq)
        self.outbox.append((seq, text))

    def sign(self, message: bytes) -> str:
        """The device's signature: raw r‖s as base64url."""
        r, s = decode_dss_signature(self.private_key.sign(message, ec.ECDSA(hashes.SHA256())))
        return encode(r.to_bytes(32) + s.to_bytes(32))

    def offer_signing(self, visit: str, text: str, language: str = "zh-CN", minutes: int = 60) -> Json:
        """Report that the customer may sign this text on their own phone; returns what the code says (`offer` of `POST /api/v1/signatures`)."""
        shown = sha256(text.encode())
        until = clock.later(self.now(), minutes=minutes)[:20] + "000Z"  # because the code has whole seconds
        said: Json = {
            "visit": visit,
            "device": self.device,
            "until": until,
            "nonce": encode(secrets.token_bytes(16)),
            "shown": shown,
            "language": language,
        }
        document = {"v": 1, "type": "signing-offer", "organisation": self.organisation, "key": self.key} | said
        body = {"shown": {"text": text, "sha256": shown, "language": language}, "until": until}
        self.report("signing_offered", body | {"offer": document_hash(document)}, visit=visit)
        return said | {"signature": self.sign(document_bytes(document))}

    def grant_of(self, visit: str) -> str | None:
        """The hash of the grant under which this phone works on a visit."""
        bundle = self.visits.get(visit) or self.evicted.get(visit)
        return document_hash(bundle["grant"]) if bundle else None

    def sync(
        self, *, limit: int | None = None, facts: list[str] | None = None, told: Json | None = None, **more: object
    ) -> Json:
        """One exchange; returns the answer, or the problem that came instead (it has a `code`). Nothing is dropped unless acknowledged."""
        batch = [text for _, text in self.outbox[:100]] if facts is None else facts
        asked: Json = {"protocol": 1, "app_version": APP, "device": self.device, "cursor": self.cursor, "facts": batch}
        asked |= (
            ({"epoch": self.epoch} if self.epoch else {})
            | ({"limit": limit} if limit else {})
            | ({"told": told} if told else {})
            | more
        )
        status, answer = self.send(gzip.compress(json.dumps(asked).encode(), 6))
        if status == 200:
            self.apply(answer)
        return answer

    def sync_all(self) -> None:
        """Exchange until everything is sent and received."""
        while True:
            answer = self.sync()
            if "changes" not in answer:
                raise RuntimeError(f"sync failed: {answer.get('code')}")
            if not self.outbox and not answer["more"]:
                return

    def apply(self, answer: Json) -> None:
        """Take in an answer: drop what is acknowledged, apply what changed."""
        self.results |= {result["seq"]: result for result in answer["results"]}
        self.countersignatures += answer["countersignatures"]
        self.outbox = [(seq, text) for seq, text in self.outbox if seq > answer["last_seq"]]
        if answer.get("revoked"):
            return
        self.changes += answer["changes"]
        for change in answer["changes"]:
            self._apply(change)
        self.epoch, self.cursor = answer["epoch"], answer["cursor"]

    def log(self, visit: str) -> list[Json]:
        """The visit's facts as the server told them, in its order."""
        return [json.loads(text) for text in self.visits[visit]["log"]]

    def _prev(self, subject: Json, grant: str | None) -> str:
        return self.heads.get((subject["id"], grant or "")) or grant or genesis(self.organisation, self.device, subject)

    def _apply(self, change: Json) -> None:
        kind: str = change["type"]
        visit: Any = change.get("visit")
        if kind == "grant":
            self.visits[visit["id"]] = visit
        elif kind == "evict":
            self.evicted[visit] = self.visits.pop(visit, {}) | {"evicted": change}
        elif kind == "standard":
            self.standards[change["standard"]["hash"]] = change["standard"]
        elif kind == "conflict":
            self.conflicts[change["conflict"]["id"]] = change["conflict"]
        elif visit in self.visits:
            self._change(self.visits[visit], change)

    def _change(self, bundle: Json, change: Json) -> None:
        if change["type"] == "fact":
            shows = change["outcome"] in SHOWS
            bundle["log"] += [change["fact"]] if shows and change["fact"] not in bundle["log"] else []
        elif change["type"] == "contact":
            bundle["contact"] = change["contact"]
        elif change["type"] == "contact_gone":
            bundle.pop("contact", None)
        else:
            stated = {
                name: change["set"][name]
                for name in ("state", "needs_review", "customer", "place")
                if name in change["set"]
            }
            bundle |= stated
            bundle["work"] |= {name: value for name, value in change["set"].items() if name not in stated}
