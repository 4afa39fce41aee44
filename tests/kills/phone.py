"""A phone at work: it reports facts and photographs, sends both over HTTP, and goes on after whatever happens to the server."""

from __future__ import annotations

import base64
import http.client
import json
import random
import threading
import time
from typing import Any

from server.accounts import sessions
from server.demo.phone import PythonPhone
from server.kernel.chain import sha256
from tests.kills.ledger import Ledger
from tests.patience import SECONDS

MOST_WAITING = 30
PATIENCE = 0.02  # seconds until a phone whose server is gone tries again
TUS = {"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream"}


class Gone(Exception):
    """Nobody answered, or only half."""


class WorkingPhone:
    """One enrolled phone with its sign-in; a thread of its own works on its visits until told to stop."""

    def __init__(self, phone: PythonPhone, token: str, port: int, ledger: Ledger, seed: str) -> None:
        self.phone, self.ledger, self.chance = phone, ledger, random.Random(seed)
        self.headers, self.port = {"Cookie": f"{sessions.PHONE}={token}", "Host": f"127.0.0.1:{port}"}, port
        self.line: http.client.HTTPConnection | None = None
        self.pictures: list[bytes] = []  # that are not home
        self.over, self.idle = threading.Event(), threading.Event()
        self.step = _first_photograph(phone)
        phone.send = self._send

    def work(self) -> None:
        """Report and send until it is over; then send until all is home."""
        while not (self.over.is_set() and self.all_home()):
            if not self.over.is_set() and len(self.phone.outbox) < MOST_WAITING:
                self._report()
            try:
                self._exchange()
            except Gone:
                time.sleep(PATIENCE)
            except (
                Exception
            ) as error:  # because a thread that ends silently would look like a phone that has nothing to say
                self.ledger.wrong(f"a phone stumbled: {error!r}")
                return

    def all_home(self) -> bool:
        """Whether nothing waits on this phone."""
        return not self.phone.outbox and not self.pictures

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None
    ) -> tuple[int, Any, bytes]:
        """Status, headers and body; `Gone` where there is no whole answer."""
        try:
            self.line = self.line or http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
            self.line.request(method, path, body, self.headers | (headers or {}))
            heard = self.line.getresponse()
            content = heard.read()
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Gone from error
        self.ledger.answered("" if heard.status < 400 else f"{heard.status} {_code(content)} on {method} {path[:15]}")
        if heard.status >= 500:
            raise Gone
        return heard.status, heard.headers, content

    def close(self) -> None:
        """Let go of the connection."""
        if self.line:
            self.line.close()
        self.line = None

    def _report(self) -> None:
        visit = self.chance.choice(sorted(self.phone.visits))
        for _ in range(self.chance.randint(1, 6)):
            if self.chance.random() < 0.5:
                self.phone.report("noted", {"text": "换了一台光猫，恢复正常。", "about": "visit"}, visit=visit)
            else:
                self.phone.report(
                    "answered", {"step": "symptoms", "value": self.chance.choice(("offline", "slow"))}, visit=visit
                )
        if self.chance.random() < 0.4:
            self._photograph(visit)

    def _photograph(self, visit: str) -> None:
        content = self.chance.randbytes(self.chance.randint(500, 60_000))
        named = {
            "sha256": sha256(content),
            "size": len(content),
            "type": "image/jpeg",
            "purpose": "before",
            "width": 3,
            "height": 2,
        }
        step = (
            "a step of another standard" if self.chance.random() < 0.1 else self.step
        )  # the first goes into quarantine
        self.phone.report("photographed", named | {"step": step}, visit=visit)
        self.pictures.append(content)

    def _exchange(self) -> None:
        bytes_first = self.chance.random() < 0.3
        if self.pictures and bytes_first:
            self._upload(self.pictures[0])
        answer = self.phone.sync()
        if "changes" not in answer:
            self.ledger.wrong(f"a sync was refused: {answer.get('code')}")
            raise Gone
        if self.pictures and not bytes_first:
            self._upload(self.pictures[0])

    def _send(self, packed: bytes) -> tuple[int, dict[str, Any]]:
        status, _, content = self.ask(
            "POST", "/api/v1/sync", packed, {"Content-Type": "application/json", "Content-Encoding": "gzip"}
        )
        answer = json.loads(content)
        if status == 200:
            device = self.phone.device
            for result in answer["results"]:
                self.ledger.fact(device, result["seq"], (result.get("id"), result["outcome"]))
            if answer.get("expected_seq"):
                self.ledger.wrong(
                    f"the server waits for {answer['expected_seq']} of {device}, which it had acknowledged"
                )
        return status, answer

    def _upload(self, content: bytes) -> None:
        """From where the server stands to the end, in one to four chunks; `Gone` leaves it for later."""
        digest, step = sha256(content), max(1, len(content) // self.chance.randint(1, 4))
        described = f"sha256 {_b64(digest)},type {_b64('image/jpeg')}"
        status, headers, _ = self.ask(
            "POST",
            "/api/v1/uploads",
            headers={"Tus-Resumable": "1.0.0", "Upload-Length": str(len(content)), "Upload-Metadata": described},
        )
        if status != 201:
            return
        place, offset = headers["Location"], int(headers["Upload-Offset"])
        upload = place.rpartition("/")[2]
        while offset < len(content):
            status, headers, _ = self.ask(
                "PATCH", place, content[offset : offset + step], TUS | {"Upload-Offset": str(offset)}
            )
            if status != 204:
                return
            offset = int(headers["Upload-Offset"])
            if offset < len(content):
                self.ledger.chunk(upload, content[:offset])
        self.ledger.bytes_home(self.phone.organisation, digest, len(content))
        self.pictures.remove(content)


def _first_photograph(phone: PythonPhone) -> str:
    steps = (
        step
        for standard in phone.standards.values()
        for moment in standard["document"]["moments"]
        for step in moment["steps"]
    )
    return next(step["id"] for step in steps if step["answer"]["kind"] == "photograph")


def _code(content: bytes) -> str:
    try:
        return str(json.loads(content).get("code"))
    except ValueError:
        return "no JSON"


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()
