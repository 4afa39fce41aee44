"""A thousand notices through a mail server that refuses every third attempt: each arrives once, and how much time of the processor that takes."""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import func, select

from server.app import create_app
from server.config import Settings
from server.kernel import clock
from server.kernel.db import db
from server.notices.models import Notice
from server.notices.sending import send_due
from tests.beginnings import make_tables
from tests.bench.rush import machine
from tests.cast import bring_on
from tests.reaper import folder_prefix
from tests.scenario import set_the_scene
from tests.server.notices.conftest import Office
from tests.server.notices.receiver import Postbox

COUNT, RUNS = 1_000, 200
BEGIN = "2026-11-30T00:00:00.000Z"  # eight in the morning


def report() -> Iterator[str]:
    """How many arrived, how often, in how many attempts; seconds of wall and processor for all, on SQLite."""
    with tempfile.TemporaryDirectory(prefix=folder_prefix()) as folder:
        settings = Settings(data_dir=Path(folder) / "data", testing=True, notice_hosts=("127.0.0.1",))
        make_tables(settings)
        postbox = Postbox()
        postbox.says = lambda number: "451 try later" if number % 3 == 0 else "250 OK"
        try:
            with clock.telling(BEGIN):
                office = Office(set_the_scene(bring_on(create_app(settings))), lambda _: None)
                office.switch_on("mail", postbox.settings)
                office.mail_address("lin@example.com")
                for _ in range(COUNT):
                    office.scenario.order(hour="18:00")
            wall, processor = time.perf_counter(), time.process_time()
            _send_all(office)
            wall, processor = time.perf_counter() - wall, time.process_time() - processor
        finally:
            postbox.close()
        ids = Counter(each.content.split(b"Message-ID: ")[1].split(b"\r\n")[0] for each in postbox.mails)
        once = len(ids) == COUNT and set(ids.values()) == {1}
        yield f"{COUNT} notices, every third attempt refused; {machine()}"
        yield f"arrived once: {'all' if once else 'NOT all'} of {len(ids)}, in {postbox.tried} attempts (aim: all, once)"
        yield f"{wall:.1f} s, {processor:.1f} s CPU with the mail server"


def _send_all(office: Office) -> None:
    app, now = office.scenario.app, BEGIN
    for _ in range(RUNS):
        now = clock.later(now, minutes=3)
        with clock.telling(now), app.app_context():
            send_due(office.ours)
            waiting = select(func.count()).where(Notice.state.in_(("waiting", "sending")))
            if not db.session.scalar(waiting):
                return
