"""The form of the tables: who asks, what a row says, and the world in which it is asked."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import delete

from server.kernel.db import db
from server.kernel.rate_limit import Attempt
from server.kernel.transaction import write
from tests.cast import Cast, Phone
from tests.scenario import Scenario, set_the_scene

# asker → (login, how they are signed in)
ASKERS = {
    "technician": ("liming", "phone"),  # whose own the objects are
    "another technician": ("wangqiang", "phone"),
    "helper": ("ayguli", "phone"),
    "dispatcher": ("chenjing", "office"),
    "supervisor": ("zhoumin", "office"),
    "administrator": ("wufang", "office"),
    "their technician": ("zhaolei", "phone"),
    "their dispatcher": ("sunli", "office"),
    "their supervisor": ("hexue", "office"),
    "their administrator": ("qiantao", "office"),
    "nobody": ("", "visitor"),
    "expired": ("chenjing", "expired"),
    "revoked": ("liming", "revoked"),
}
EVERYBODY = frozenset(ASKERS)
SIGNED_OUT = frozenset({"nobody", "expired"})
TECHNICIANS = frozenset({"technician", "another technician", "helper"})
OFFICE = frozenset({"dispatcher", "supervisor", "administrator"})
THEIR_OFFICE = frozenset({"their dispatcher", "their supervisor", "their administrator"})
OURS = TECHNICIANS | OFFICE
THEIRS = frozenset({"their technician"}) | THEIR_OFFICE
SIGNED_IN = OURS | THEIRS


@dataclass
class World:
    """The cast, a browser for each asker, and what the tables put into it."""

    cast: Cast
    browsers: dict[str, FlaskClient] = field(default_factory=dict)
    phones: dict[str, Phone] = field(default_factory=dict)
    things: dict[str, Any] = field(default_factory=dict)
    secrets: list[str] = field(default_factory=list)
    asking: str = "nobody"

    def __getitem__(self, name: str) -> Any:
        return self.things[name]

    def __setitem__(self, name: str, thing: Any) -> None:
        self.things[name] = thing

    def scenario(self) -> Scenario:
        """Standards, a customer in each organisation, and what can be played with them; made once for all tables."""
        if "scenario" not in self.things:
            self.things["scenario"] = set_the_scene(self.cast)
        return self.things["scenario"]

    def forget_tries(self) -> None:
        """Every row begins without a try against a limit, because all of them come from one address."""
        with self.cast.app.app_context():
            write(lambda: db.session.execute(delete(Attempt)))

    def browser(self, asker: str) -> FlaskClient:
        """The asker's browser, signed in as the table says."""
        if asker not in self.browsers:
            self.browsers[asker] = self._signed_in(asker)
        return self.browsers[asker]

    def _signed_in(self, asker: str) -> FlaskClient:
        login, how = ASKERS[asker]
        if how == "phone":
            return self.phone(asker).client
        if how == "visitor":
            return self.cast.visitor()
        if how == "expired":
            return self.cast.expired(login)
        return self.cast.office(login) if how == "office" else self.cast.revoked_phone(login).client

    def phone(self, asker: str) -> Phone:
        """A technician's enrolled phone."""
        if asker not in self.phones:
            self.phones[asker] = self.cast.phone(ASKERS[asker][0])
        return self.phones[asker]


Path = Callable[[World], str]


@dataclass(frozen=True)
class Row:
    """One question: this method of this rule, about this object; `allowed` get one of `answers`, everybody else is refused.

    `refusals` overrides, per asker, what a refusal is (a status); else: signed out → 401, or a page's 303 to the sign-in;
    a revoked phone → 403; another organisation about ours → 404 or 403; anybody else → 403 or 404.
    `spends`: the question changes who is signed in, so each asker gets a browser of its own.
    """

    rule: str
    method: str
    about: str
    allowed: Collection[str]
    answers: Collection[int] = (200,)
    path: Path | str | None = None
    send: Callable[[World], dict[str, Any]] | dict[str, Any] | None = None
    refusals: dict[str, int] = field(default_factory=dict)
    spends: bool = False

    @property
    def name(self) -> str:
        """What the test is called."""
        return f"{self.method} {self.rule} {self.about}".strip()

    def ask(self, world: World, browser: FlaskClient) -> Any:
        """Send the question."""
        path = self.path(world) if callable(self.path) else self.path or self.rule
        send = self.send(world) if callable(self.send) else self.send or {}
        return browser.open(path, method=self.method, **send)

    def refusal(self, asker: str) -> Collection[int]:
        """Which statuses refuse this asker."""
        if asker in self.refusals:
            return (self.refusals[asker],)
        if asker in SIGNED_OUT:
            return (401,) if self.rule.startswith("/api/") or self.method != "GET" else (303,)
        return (403, 404)
