"""The world's network: it loses requests or answers, repeats them, holds them up, and puts other people's pages in between."""

from __future__ import annotations

import base64
from contextvars import Context
from typing import TYPE_CHECKING, Any

from tests.simulate.server import Crashed, SimulatedServer

if TYPE_CHECKING:
    from tests.simulate.stage import Stage

Json = dict[str, Any]
NEVER: Json = {}  # an answer without a status: the network failed
STRANGERS = {
    "portal": (200, "text/html", b"<html>Please sign in to the hotel</html>"),
    "502": (502, "text/html", b"<h1>Bad gateway</h1>"),
    "413": (413, "text/html", b"too large"),
    "empty": (200, "application/json", b"{}"),
}
# What can become of an exchange; the first word is the most usual one.
FATES = (
    "ok",
    "request lost",
    "answer lost",
    "twice",
    "late",
    "cut",
    "dies before commit",
    "dies after commit",
    "killed",
    "killed before",
    "overtaken",
    *STRANGERS,
)


class Network:
    """Carries every request of every phone, as the step that is being played expects."""

    def __init__(self, server: SimulatedServer, stage: Stage) -> None:
        self.server, self.stage = server, stage
        self.fates: dict[str, list[str]] = {}
        self.meanwhile: dict[str, dict[str, list[Json]]] = {}
        self.held_up: list[Json] = []

    def expect(self, phone: str, step: Json) -> None:
        """What becomes of the phone's next requests, and what else happens while the first is on its way."""
        self.fates[phone] = list(step.get("net", ()))
        self.meanwhile[phone] = {when: list(step.get(when, ())) for when in ("before", "after")}

    def forget(self, phone: str) -> None:
        """From here on everything works."""
        self.fates.pop(phone, None)
        self.meanwhile.pop(phone, None)

    def carry(self, asked: Json) -> Json | None:
        """One request there and back; None where nobody is left to hear the answer."""
        phone = asked["phone"]
        if "/session" in asked["path"] or "/devices" in asked["path"]:
            return self._reach(asked)
        fates = self.fates.get(phone, [])
        fate = fates.pop(0) if fates else "ok"
        self._happens(phone, "before")
        answer = self._by(fate, asked)
        self._happens(phone, "after")
        if fate.startswith("killed"):
            self.stage.call("start", phone)
            return None
        return answer

    def deliver(self) -> None:
        """What was held up arrives; nobody waits for its answers any more."""
        held_up, self.held_up = self.held_up, []
        for asked in held_up:
            self._reach(asked)

    def _happens(self, phone: str, when: str) -> None:
        steps = self.meanwhile.get(phone, {}).pop(when, [])
        for step in steps:
            self.stage.take(step)

    def _by(self, fate: str, asked: Json) -> Json:
        if fate in ("request lost", "killed before"):
            return NEVER
        if fate in STRANGERS:
            status, kind, body = STRANGERS[fate]
            return {"status": status, "headers": {"Content-Type": kind}, "body": base64.b64encode(body).decode()}
        if fate == "late":
            self.held_up.append(asked)
            return NEVER
        if fate.startswith("dies"):
            self.server.crash_at = fate.removeprefix("dies ")
        if fate == "overtaken":
            self.server.overtaking = self._another_syncs
        if fate == "twice":
            self._reach(asked)
        answer = self._reach(asked)
        self.server.crash_at, self.server.overtaking = "", None
        if fate == "cut" and answer:
            whole = base64.b64decode(answer["body"])
            return answer | {"body": base64.b64encode(whole[: len(whole) * 3 // 5]).decode()}
        return NEVER if fate == "answer lost" else answer

    def _another_syncs(self) -> None:
        """Two transactions at once, which SQLite has none of: all other phones exchange while this one's has yet to be committed."""
        for phone in self.stage.owners if self.server.store.concurrent else ():
            if phone not in self.fates:
                Context().run(
                    self.stage.call, "sync", phone
                )  # as another thread would, with a request and a session of its own

    def _reach(self, asked: Json) -> Json:
        try:
            status, headers, body = self.server.answer(asked["phone"], asked)
        except Crashed:
            self.server.forget_process()
            return NEVER
        return {"status": status, "headers": headers, "body": base64.b64encode(body).decode()}
