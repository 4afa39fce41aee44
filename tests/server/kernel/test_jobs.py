"""What time makes due is done once, by whichever process comes first, caught up after a stop, and can be looked at."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from server.kernel import clock, jobs
from server.kernel.jobs import JobRun, Part, run_due
from server.kernel.wiring import Job
from tests.cast import Cast
from tests.scenario import Scenario, scenario  # noqa: F401 - a fixture

pytestmark = pytest.mark.both_databases  # because connections and transactions are the database's

ROOT = Path(__file__).resolve().parents[3]
NOON = "2026-07-14T12:00:00.000Z"
LOOKS = """
import sys
from pathlib import Path
from server.app import create_app
from server.config import Settings
from server.kernel.db import db
from server.kernel.jobs import Part, run_due
from server.kernel.wiring import Job

data, keys, address, done = map(str, sys.argv[1:5])
app = create_app(Settings(data_dir=Path(data), keys_dir=Path(keys), database_url=address, testing=True))
def run(organisation):
    with open(done, "a") as file:
        file.write(organisation + "\\n")
    return 1
parts = [Part(f"organisation-{number}", Job("counted", run, every=1440)) for number in range(20)]
print("ready", flush=True)
sys.stdin.readline()
with app.app_context():
    for _ in range(3):
        run_due(parts)
    db.session.remove()
    db.engine.dispose()
"""


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Set the server's clock."""
    return lambda moment: monkeypatch.setattr(clock, "now", lambda: moment)


def ran(scenario: Scenario, job: Job, *, now: bool = False) -> dict[str, int]:
    with scenario.app.app_context():
        return run_due([Part(scenario.ours, job)], now=now)


def test_two_processes_do_each_job_once(cast: Cast, tmp_path: Path) -> None:
    """Guard: server/kernel/jobs.py:_claim"""
    settings, done = cast.app.config["DOORSTEP"], tmp_path / "done"
    arguments = [str(settings.data_dir), str(settings.keys), settings.database, str(done)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("DOORSTEP_")}
    both = [
        subprocess.Popen(
            [sys.executable, "-c", LOOKS, *arguments],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for each in both:
        assert each.stdout and each.stdout.readline() == "ready\n"
    for each in both:
        assert each.stdin
        each.stdin.write("go\n")
        each.stdin.flush()
    for each in both:
        each.communicate()
    assert [each.returncode for each in both] == [0, 0]
    assert Counter(done.read_text().split()) == {f"organisation-{number}": 1 for number in range(20)}


def test_a_job_is_done_once_for_each_due_moment_and_caught_up_once_after_a_stop(scenario: Scenario, at) -> None:  # type: ignore[no-untyped-def]
    """Guard: server/kernel/jobs.py:_is_settled"""
    calls: list[str] = []
    job = Job("counted", lambda organisation: (calls.append(organisation), 3)[1])
    at(NOON)
    assert ran(scenario, job) == {"counted": 3, "failed": 0}
    at("2026-07-14T12:14:59.000Z")
    assert ran(scenario, job)["counted"] == 0
    at("2026-07-14T12:15:00.000Z")
    assert ran(scenario, job)["counted"] == 3
    at("2026-07-16T09:01:00.000Z")  # two days of due moments that nobody was there for
    assert ran(scenario, job)["counted"] == 3 and ran(scenario, job)["counted"] == 0
    assert len(calls) == 3
    assert ran(scenario, job, now=True)["counted"] == 3


def test_who_dies_while_running_gives_the_job_back(scenario: Scenario, at) -> None:  # type: ignore[no-untyped-def]
    """Guard: server/kernel/jobs.py:LEASE_MINUTES"""
    died = Job("counted", lambda _: (_ for _ in ()).throw(SystemExit), every=1440)
    at(NOON)
    with pytest.raises(SystemExit):
        ran(scenario, died)
    alive = Job("counted", lambda _: 1, every=1440)
    at(clock.later(NOON, minutes=jobs.LEASE_MINUTES - 1))
    assert ran(scenario, alive)["counted"] == 0
    at(clock.later(NOON, minutes=jobs.LEASE_MINUTES + 1))
    assert ran(scenario, alive)["counted"] == 1


def test_administrators_see_what_each_job_did_and_what_failed(scenario: Scenario, at) -> None:  # type: ignore[no-untyped-def]
    """Guard: server/kernel/jobs.py:_run, server/accounts/console/jobs.py"""
    client = scenario.cast.office("wufang")
    assert "还没有做过" in page(client)
    at(clock.now())

    def fails(_: str) -> int:
        raise ConnectionError("wang.xiaoming@example.com does not answer")

    assert ran(scenario, Job("reminders", fails))["failed"] == 1
    ran(scenario, Job("holdings", lambda _: 7), now=True)
    shown = page(client)
    assert "7 项" in shown and "连续 1 次没做成（ConnectionError）" in shown
    assert "wang.xiaoming" not in shown and shown.index("提醒到期的承诺") < shown.index("派单上手机")
    ran(scenario, Job("reminders", lambda _: 0), now=True)
    assert "没做成" not in page(client)
    [row] = scenario.rows(JobRun, JobRun.name == "holdings")
    assert row.done_at == row.ended_at and row.failures == 0


def page(client) -> str:  # type: ignore[no-untyped-def]
    answer = client.get("/console/jobs")
    assert answer.status_code == 200
    return str(answer.get_data(as_text=True))
