"""How many batches of 20 signed facts a server takes in a second: SQLite with synchronous=FULL, verification and merging included."""

from __future__ import annotations

import gzip
import json
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from server.app import create_app
from server.config import Settings
from server.kernel.db import db
from tests.cast import bring_on
from tests.scenario import Scenario, set_the_scene

BATCHES, FACTS, VISITS = 150, 20, 10


def report() -> Iterator[str]:
    """Requests a second one after the other in one process, and the CPU that each takes."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data_dir=Path(folder), testing=True))
        with app.app_context():
            db.create_all()
        wall, cpu = push(set_the_scene(bring_on(app)))
    yield f"push, {FACTS} facts a request: {BATCHES / wall:.0f} requests/s, {1000 * cpu / BATCHES:.1f} ms of CPU each (aim: 80 requests/s)"


def push(scenario: Scenario) -> tuple[float, float]:
    """Send all batches; returns seconds of wall clock and of CPU."""
    visits = [scenario.given() for _ in range(VISITS)]
    phone = scenario.phone()
    requests = []
    for number in range(BATCHES):
        for turn in range(FACTS):
            answer = {"step": "symptoms", "value": ("offline", "slow")[turn % 4 // 2]}
            note = {"text": "光猫红灯闪烁，换了一台，恢复正常。", "about": "visit"}
            phone.report("answered" if turn % 2 else "noted", answer if turn % 2 else note, visit=visits[number % VISITS])
        facts = [text for _, text in phone.outbox[-FACTS:]]
        requests.append(gzip.compress(json.dumps({
            "protocol": 1, "app_version": "0.1.0", "device": phone.device, "cursor": phone.cursor, "facts": facts}).encode()))
    wall, cpu = time.perf_counter(), time.process_time()
    for packed in requests:
        status, answered = phone.send(packed)
        assert status == 200 and len(answered["results"]) == FACTS
    return time.perf_counter() - wall, time.process_time() - cpu
