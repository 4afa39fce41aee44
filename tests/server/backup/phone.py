"""A Python phone that keeps its journal as the real one does, and shows certificate and grants to a server that has forgotten."""

from __future__ import annotations

import base64
import gzip
import json
from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from server.demo.phone import PythonPhone
from tests.cast import PASSWORD
from tests.scenario import Scenario, sending


@dataclass
class Keeping(PythonPhone):
    """`journal`: acknowledged facts by seq; `presenting`: the next request shows who the phone is and what it holds."""

    certificate: dict[str, Any] = field(default_factory=dict)
    journal: dict[int, str] = field(default_factory=dict)
    presenting: bool = False

    def sync(self, **more: Any) -> dict[str, Any]:
        plain, presented = self.send, self.presenting
        if presented:
            self.send = lambda packed: plain(self._shown(packed))
        try:
            answer = super().sync(**more)
        finally:
            self.send = plain
        if answer.get("code") in ("device_not_yours", "signed_out") and not presented:
            self.presenting = True
            return self.sync(**more)
        if answer.get("code") == "cursor_too_old":
            self._start_anew(answer)
        elif "changes" in answer:
            granted = any(result.get("code") == "never_granted" for result in answer["results"])
            self.presenting = (self.presenting and not presented) or (granted and not presented)
        return answer

    def sync_all(self) -> None:
        for _ in range(10):
            answer = self.sync()
            if "changes" in answer and not (self.outbox or answer["more"] or self.presenting):
                return
        raise AssertionError(f"does not come to rest: {answer}")

    def apply(self, answer: dict[str, Any]) -> None:
        acknowledged = max(self.journal, default=0)
        self.journal |= {seq: text for seq, text in self.outbox if seq <= answer["last_seq"]}
        if answer["last_seq"] < acknowledged or (self.epoch and answer["epoch"] != self.epoch):
            self._start_anew(answer)
            answer |= {"more": True}
        else:
            super().apply(answer)

    def _start_anew(self, answer: dict[str, Any]) -> None:
        self.epoch, self.cursor, self.presenting = answer["epoch"], 0, True
        again = {seq: self.journal.pop(seq) for seq in list(self.journal) if seq > answer["last_seq"]}
        self.outbox = sorted((again | dict(self.outbox)).items())

    @property
    def grants(self) -> list[dict[str, Any]]:
        """What it shows of the visits that it holds."""
        return [
            {
                name: bundle[name]
                for name in ("grant", "number", "place", "customer", "contact", "log")
                if name in bundle
            }
            for bundle in self.visits.values()
        ]

    def _shown(self, packed: bytes) -> bytes:
        return gzip.compress(
            json.dumps(
                json.loads(gzip.decompress(packed)) | {"certificate": self.certificate, "grants": self.grants}
            ).encode()
        )


def keeping(scenario: Scenario, login: str = "liming", label: str = "Phone") -> Keeping:
    """An enrolled phone that has fetched its visits."""
    found = scenario.cast.phone(login, label)
    enrolment = found.enrolment
    phone = Keeping(
        sending(found.client),
        enrolment["organisation"]["id"],
        enrolment["person"]["id"],
        found.device,
        enrolment["key"],
        found.private_key,
        certificate=enrolment["certificate"],
    )
    phone.sync_all()
    return phone


def reaches(phone: Keeping, app: Flask) -> None:
    """From now on the phone's network leads to this app; its cookies come along."""
    old, client = phone.send.client, app.test_client()  # type: ignore[attr-defined]
    client.set_cookie("doorstep_phone", old.get_cookie("doorstep_phone").value)
    phone.send = sending(client)


def signs_in(phone: Keeping, login: str = "liming") -> None:
    """One sign-in on the enrolled phone."""
    client = phone.send.client  # type: ignore[attr-defined]
    answer = client.post("/api/v1/session", json={"login": login, "password": PASSWORD, "device": phone.device})
    assert answer.status_code == 201, answer.text


def uploads(phone: Keeping, content: bytes, sha256: str) -> None:
    """The bytes that a fact names, in one request."""
    described = ",".join(
        f"{name} {base64.b64encode(value.encode()).decode()}"
        for name, value in (("sha256", sha256), ("type", "application/json"))
    )
    client = phone.send.client  # type: ignore[attr-defined]
    answer = client.post(
        "/api/v1/uploads",
        data=content,
        headers={
            "Upload-Length": str(len(content)),
            "Upload-Metadata": described,
            "Content-Type": "application/offset+octet-stream",
            "Tus-Resumable": "1.0.0",
        },
    )
    assert answer.status_code == 201, answer.text
