"""The real server code as a world's server: it answers phones, obeys the office, dies around COMMIT and comes back from a backup."""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from server.app import create_app
from server.backup.epoch import begin_anew
from server.config import Settings
from server.kernel import clock, transaction
from server.kernel.db import OneEngineTwoManners, db
from server.kernel.last_backup import FILE, remember
from server.kernel.problem import Problem
from server.kernel.transaction import write
from server.standards.publishing import publish
from tests.cast import Cast, bring_on
from tests.scenario import Scenario, set_the_scene
from tests.second_language import speed_visit
from tests.simulate.databases import Store

BEGINNING = "2026-07-14T00:00:00.000Z"
COOKIE = "doorstep_phone"
Answer = tuple[int, dict[str, str], bytes]


class Crashed(BaseException):
    """The server's process is gone; passes every handler, as a kill does."""


class SimulatedServer:
    """One server with its people and standards; `now` is the world's time in ms, `crash_at` says where it dies next."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.store, self.now, self.crash_at, self.folder = store, 0, "", folder
        self.overtaking: Callable[[], object] | None = None  # what happens between the change clock and the next COMMIT
        self.app: Flask = create_app(Settings(data_dir=folder, database_url=store.address, testing=True))
        with self.app.app_context():
            _without_flushing(db.engine)
            db.create_all()
        self.scenario: Scenario = self._populated()
        self.clients: dict[str, FlaskClient] = {}
        self.beginnings: dict[str, dict[str, str]] = {}  # the cookies of enrolled phones, by which phones they are
        self.openings: dict[
            str, tuple[int, list[str]]
        ] = {}  # of worlds whose first order was given: the time, and the visits
        self.keep("nobody")

    @property
    def cast(self) -> Cast:
        """Its people."""
        return self.scenario.cast

    def begin(self, name: str) -> bool:
        """A new world; False where nothing was kept under this name, so that its phones have yet to be enrolled."""
        known = name in self.beginnings
        self.forget_process()
        self.store.put_back(name if known else "nobody")
        self.now, self.crash_at, self.overtaking = 0, "", None
        (self.folder / FILE).unlink(missing_ok=True)  # of another world
        self.clients.clear()
        for phone, cookie in self.beginnings.get(name, {}).items():
            self._carries(phone, cookie)
        return known

    def keep(self, name: str) -> None:
        """What stands now is how worlds of this name begin."""
        self.forget_process()
        self.store.keep(name)
        cookies = {phone: client.get_cookie(COOKIE) for phone, client in self.clients.items()}
        self.beginnings[name] = {phone: cookie.value for phone, cookie in cookies.items() if cookie}

    def answer(self, phone: str, asked: dict[str, Any]) -> Answer:
        """What the server says to a phone's request; `Crashed` where it died over it."""
        client = (
            self.app.test_client(use_cookies=False)
            if asked["anonymous"]
            else self.clients.setdefault(phone, self.app.test_client())
        )
        body = base64.b64decode(asked["body"])
        with self._alive():
            said = client.open(asked["path"], method=asked["method"], headers=list(asked["headers"].items()), data=body)
        kept = {
            name: value
            for name, value in said.headers.items()
            if name in ("Content-Type", "Location", "Upload-Offset", "Upload-Length")
        }
        return said.status_code, kept, said.data

    def same_cookies(self, phone: str, other: str) -> None:
        """A cloned phone carries the other's sign-in."""
        cookie = self.clients.setdefault(other, self.app.test_client()).get_cookie(COOKIE)
        self._carries(phone, cookie.value if cookie else "")

    def _carries(self, phone: str, cookie: str) -> None:
        self.clients[phone] = self.app.test_client()
        if cookie:
            self.clients[phone].set_cookie(COOKIE, cookie)

    def office(self, work: Callable[..., Any], *given: Any, **named: Any) -> str:
        """An act of the office; returns the code of the problem where it is refused, else ''."""
        try:
            with self._alive(), self.app.app_context():
                work(*given, **named)
        except Problem as refused:
            return refused.code
        except Crashed:
            self.forget_process()
            return "crashed"
        return ""

    def rows(self, statement: str, **named: Any) -> list[Any]:
        """What is committed."""
        with self.app.app_context():
            return self.store.rows(statement, {"ours": self.cast.ours} | named)

    def forget_process(self) -> None:
        """What a new start of the process does not know any more."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        self.store.let_go()
        self.app.extensions.pop("doorstep.looked", None)

    def back_up(self) -> None:
        """Take a backup."""
        self.forget_process()
        self.store.keep("backup")
        remember(self.folder, clock.later(BEGINNING, milliseconds=self.now), self.folder / "backup", missing=0)

    def restore(self) -> None:
        """Come back from the last backup, in a new epoch."""
        self.forget_process()
        self.store.put_back("backup")
        with self.telling(), self.app.app_context():
            begin_anew([])
        self.forget_process()

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Within, the world's time is the server's."""
        with clock.telling(clock.later(BEGINNING, milliseconds=self.now)):
            yield

    @contextmanager
    def _alive(self) -> Iterator[None]:
        _alive_now.append(self)
        try:
            with self.telling():
                yield
        finally:
            _alive_now.pop()

    def dies(self, where: str) -> bool:
        """Whether this is the moment at which it was to die."""
        if self.crash_at != where:
            return False
        self.crash_at = ""
        return True

    def _populated(self) -> Scenario:
        with self.telling():
            scenario = set_the_scene(bring_on(self.app))
            with self.app.app_context():
                write(lambda: publish(scenario.ours, speed_visit(), clock.now()))
            return scenario


_alive_now: list[SimulatedServer] = []


def _without_flushing(engine: Any) -> None:
    """No power is cut here, so the disk need not be waited for."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF"))
        engine.dispose()


@contextmanager
def mortal() -> Iterator[None]:
    """Within, a server dies where `crash_at` says, and its log, which tells of what cannot be taken in, is not written."""
    log, committed = logging.getLogger("server"), transaction._committed

    def committed_and_perhaps_dead(work: Callable[[], Any]) -> Any:
        result = committed(work)
        _perhaps_die("after commit")
        return result

    before, transaction._committed = log.level, committed_and_perhaps_dead
    event.listen(OneEngineTwoManners, "before_commit", _before_commit)
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(before)
        event.remove(OneEngineTwoManners, "before_commit", _before_commit)
        transaction._committed = committed


def _before_commit(session: Any) -> None:
    if not session.in_nested_transaction() and session.info.get("writing"):
        _perhaps_be_overtaken()
        _perhaps_die("before commit")


def _perhaps_be_overtaken() -> None:
    if _alive_now and (happens := _alive_now[-1].overtaking):
        _alive_now[-1].overtaking = None
        happens()


def _perhaps_die(where: str) -> None:
    if _alive_now and _alive_now[-1].dies(where):
        raise Crashed
