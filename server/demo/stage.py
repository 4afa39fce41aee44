"""The stage of the demonstration: what happens, each thing at its own moment, in order, through the real doors of the server."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from flask import Flask

from server.accounts import devices, sessions
from server.accounts.models import Person
from server.demo.phone import PythonPhone
from server.demo.pictures import photograph, signature
from server.kernel import clock
from server.kernel.db import db
from server.kernel.transaction import write
from server.notices.rules import SETTLE_MINUTES
from server.notices.sending import send_due

PLATFORM = "demonstration"  # what its phones say that they are
Act = Callable[[], Any]


@dataclass(slots=True)
class Stage:
    """Acts at moments; `play` runs them in order, each while the clock tells its moment."""

    app: Flask
    latest: str
    organisation: str = ""  # whose notices go out meanwhile
    acts: list[tuple[str, int, Act]] = field(default_factory=list)
    phones: dict[str, Handset] = field(default_factory=dict)
    planned: int = 0

    def at(self, moment: str, act: Act) -> None:
        """Plan an act, at the latest for the moment at which the history ends."""
        self.planned += 1
        self.acts.append((min(moment, self.latest), self.planned, act))

    def play(self) -> None:
        """Run all acts; an act may plan further ones, at its own moment or later. Notices go out (to files) as time passes."""
        while self.acts:
            self.acts.sort(key=lambda each: each[:2])
            moment, _, act = self.acts.pop(0)
            with clock.telling(moment):
                act()
            with clock.telling(min(clock.later(moment, minutes=SETTLE_MINUTES), self.latest)):
                send_due(self.organisation)  # the job, as a worker would run it

    def enrol(self, organisation: str, person: str, login: str, label: str) -> None:
        """Enrol a technician's phone, as signing in on it does."""
        row = db.session.get_one(Person, (organisation, person))
        token = write(lambda: sessions.begin(row))
        who = sessions.caller_of(token)
        if who is None:
            raise RuntimeError(f"{login} could not sign in")
        key = ec.generate_private_key(ec.SECP256R1())
        raw = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        device = devices.enrol(who, raw, label, PLATFORM, "0.1.0")
        client = self.app.test_client()
        client.set_cookie(sessions.cookie_name(sessions.PHONE), token)
        phone = PythonPhone(
            lambda packed: _sync(client, packed), organisation, person, device.id, device.key_id, key, now=clock.now
        )
        self.phones[login] = Handset(phone, client)


@dataclass(slots=True)
class Handset:
    """A phone and what it still has to upload."""

    phone: PythonPhone
    client: Any
    waiting: list[tuple[bytes, str]] = field(default_factory=list)
    silent: bool = False

    def save(self, visit: str, kind: str, body: dict[str, Any], drawings: list[str]) -> None:
        """Save a fact, its pictures with it."""
        self.phone.report(kind, self._with_pictures(kind, body, drawings, visit), visit=visit)

    def newer(self) -> None:
        """A fact that this server does not know, as from a newer app: it is held back, whole."""
        self.phone.report("noise_measured", {"decibels": 41}, visit=next(iter(self.phone.visits)))

    def send(self, told: dict[str, Any] | None = None) -> None:
        """Sync and upload what waits, unless the phone has no network."""
        if self.silent:
            return
        told = told or {"unsent": 0, "free": 6_200_000_000, "quota": 32_000_000_000, "persisted": True}
        answer = self.phone.sync(told=told)
        while "changes" in answer and (self.phone.outbox or answer["more"]):
            answer = self.phone.sync(told=told)
        if "changes" not in answer:
            raise RuntimeError(f"sync failed: {answer.get('code')}")
        if any(change["type"] == "grant" for change in answer["changes"]):
            self.phone.sync(told=told)  # because only a phone's next word says that it has the last
        while self.waiting:
            self._upload(*self.waiting.pop(0))

    def _with_pictures(self, kind: str, body: dict[str, Any], drawings: list[str], visit: str) -> dict[str, Any]:
        if kind == "photographed":
            content = photograph(drawings[0], f"{visit} {len(self.waiting)} {clock.now()}")
            self.waiting.append((content, "image/jpeg"))
            return body | {
                "sha256": _digest(content),
                "size": len(content),
                "type": "image/jpeg",
                "width": 1200,
                "height": 900,
            }
        if kind == "signed":
            strokes, picture = signature(visit)
            self.waiting += [(strokes, "application/json"), (picture, "image/png")]
            return body | {
                "strokes": {"sha256": _digest(strokes), "size": len(strokes), "type": "application/json"},
                "picture": {"sha256": _digest(picture), "size": len(picture), "type": "image/png"},
            }
        return body

    def _upload(self, content: bytes, media_type: str) -> None:
        described = ",".join(
            f"{name} {base64.b64encode(value.encode()).decode()}"
            for name, value in (("sha256", _digest(content)), ("type", media_type))
        )
        answer = _post(
            self.client,
            "/api/v1/uploads",
            content,
            {
                "Tus-Resumable": "1.0.0",
                "Upload-Length": str(len(content)),
                "Upload-Metadata": described,
                "Content-Type": "application/offset+octet-stream",
            },
        )
        if answer.status_code != 201:
            raise RuntimeError(f"upload failed: {answer.status_code}")


def _sync(client: Any, packed: bytes) -> tuple[int, dict[str, Any]]:
    answer = _post(client, "/api/v1/sync", packed, {"Content-Type": "application/json", "Content-Encoding": "gzip"})
    return answer.status_code, answer.get_json(force=True)


def _post(client: Any, address: str, content: bytes, headers: dict[str, str]) -> Any:
    with client.application.app_context():  # because a request would else share what ours remembers of who asks
        return client.post(address, data=content, headers=headers)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
