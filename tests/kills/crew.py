"""Six phones of four technicians in two organisations, on a fresh installation; each works in a thread of its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from server.app import create_app
from server.cli import migrate
from server.config import Settings
from server.kernel.db import db
from tests.cast import bring_on
from tests.kills.ledger import Ledger
from tests.kills.phone import WorkingPhone
from tests.patience import SECONDS
from tests.scenario import set_the_scene

PHONES = ("liming", "liming", "wangqiang", "wangqiang", "ayguli", "zhaolei")
VISITS = 12  # of each organisation's people


@dataclass
class Crew:
    """The phones and what they were told."""

    settings: Settings
    ledger: Ledger
    phones: list[WorkingPhone]

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Within, every phone works; at its end they send what they have, and it ends when all is home."""
        threads = [threading.Thread(target=phone.work, daemon=True) for phone in self.phones]
        for phone in self.phones:
            phone.over.clear()
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            for phone in self.phones:
                phone.over.set()
        for phone, thread in zip(self.phones, threads, strict=True):
            thread.join(2 * SECONDS)
            phone.close()
            if not phone.all_home():
                self.ledger.wrong(f"not all came home: {len(phone.phone.outbox)} facts, {len(phone.pictures)} pictures")


def hired(settings: Settings, port: int, seed: int, ledger: Ledger, phones: tuple[str, ...] = PHONES) -> Crew:
    """Tables, people, standards, visits of today and enrolled phones, on an empty installation."""
    app = create_app(settings)
    with app.app_context():
        migrate.upgrade(app)
    scenario = set_the_scene(bring_on(app))
    for turn in range(VISITS):
        scenario.given("liming", "wangqiang", "ayguli", hour=f"{8 + turn}:00")
        scenario.assign(scenario.order(theirs=True, hour=f"{8 + turn}:00"), "zhaolei", theirs=True)
    crew = Crew(settings, ledger, [])
    for number, login in enumerate(phones):
        phone = scenario.phone(login)
        cookie = phone.send.client.get_cookie("doorstep_phone")  # type: ignore[attr-defined]
        crew.phones.append(WorkingPhone(phone, cookie.value, port, ledger, f"{seed}/{number}"))
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    return crew
