"""What an operator sees from outside: logs that programs read, ids of requests, numbers, and whether a server can do its work."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError

from server.app import create_app
from server.cli import serve
from server.config import Settings
from server.kernel import clock, installation
from server.kernel.db import db
from server.kernel.jobs import JobRun
from server.kernel.problem import Problem
from server.kernel.transaction import write
from server.web import readiness
from server.web.log import AsJson, AsText
from tests.cast import Cast
from tests.scenario import Scenario, scenario  # noqa: F401 - a fixture
from tests.server.web.test_readiness import stamped, told  # noqa: F401 - a fixture

pytestmark = pytest.mark.both_databases  # because connections and transactions are the database's

TOKEN = "a-token-of-this-test"
SAID = "Key (name)=(王小明) already exists"


def failed(error: Exception) -> logging.LogRecord:
    try:
        raise error
    except Exception as caught:
        return logging.LogRecord(
            "doorstep.jobs", logging.ERROR, "here", 1, "it failed", None, (type(caught), caught, caught.__traceback__)
        )


@pytest.mark.parametrize("form", [AsJson(), AsText()])
def test_O7_a_logged_fault_tells_its_kind_and_place_and_nobodys_name(form: logging.Formatter) -> None:
    """O-7. Guard: server/kernel/faults.py:told"""
    line = form.format(failed(IntegrityError("INSERT", {"name": "王小明"}, Exception(SAID))))
    assert "IntegrityError" in line and "tests.server.web.test_observing:" in line and "王小明" not in line
    assert "\n" not in line
    full = form.format(failed(OSError(28, "No space left on device", "/var/lib/王小明")))
    assert "ENOSPC" in full and "王小明" not in full


def test_O8_each_line_of_the_log_is_an_object_with_the_id_that_the_answer_carries(
    cast: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    """O-8. Guard: server/web/log.py:attach, request_id"""
    caplog.set_level(logging.INFO, logger="doorstep.access")
    caplog.handler.setFormatter(AsJson())
    client = cast.visitor()
    answers = [client.get("/healthz?name=王小明"), client.get("/healthz", headers={"X-Request-Id": "from-a-proxy-1"})]
    answers.append(client.get("/healthz", headers={"X-Request-Id": 'x" ,"level":"none'}))
    lines = [json.loads(line) for line in caplog.text.splitlines()]
    assert [line["request"] for line in lines] == [each.headers["X-Request-Id"] for each in answers]
    assert lines[1]["request"] == "from-a-proxy-1" and re.fullmatch(r"[0-9a-f-]{36}", lines[2]["request"])
    assert {key: lines[0][key] for key in ("method", "route", "status", "level")} == {
        "method": "GET",
        "route": "/healthz",
        "status": 200,
        "level": "INFO",
    }
    assert "王小明" not in caplog.text and isinstance(lines[0]["ms"], int)


@pytest.fixture
def counted(scenario: Scenario) -> FlaskClient:
    """The same installation, with a token for its numbers."""
    settings = scenario.app.config["DOORSTEP"].at(metrics_token=TOKEN)
    return create_app(settings).test_client()


def test_numbers_are_for_who_knows_the_token(scenario: Scenario, counted: FlaskClient) -> None:
    """Guard: server/web/metrics.py:text_for"""
    assert scenario.cast.office("wufang").get("/metrics").status_code == 404
    for header in ("", "Bearer", "Bearer wrong-token-wrong", f"Basic {TOKEN}", "Bearer 王"):
        assert counted.get("/metrics", headers={"Authorization": header.encode().decode("latin-1")}).status_code == 404
    assert counted.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200


def test_numbers_say_what_waits_and_nobodys_name(scenario: Scenario, counted: FlaskClient) -> None:
    """Guard: server/web/metrics.py:_gauges"""
    visit = scenario.given()
    phone = scenario.phone()
    phone.report("opened", visit=visit)
    phone.sync_all()
    run = {
        "organisation_id": scenario.ours,
        "name": "holdings",
        "due": clock.now(),
        "ended_at": clock.later(clock.now(), minutes=-2),
        "failures": 3,
        "done": 0,
    }
    with scenario.app.app_context():
        write(lambda: db.session.add(JobRun(**run)))
    counted.get("/healthz")
    said = counted.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}).get_data(as_text=True)
    values = dict(line.rsplit(" ", 1) for line in said.splitlines() if not line.startswith("#"))
    assert values['doorstep_request_seconds_count{method="GET",route="/healthz",status="2xx"}'] == "1.0"
    assert values['doorstep_job_failures{job="holdings"}'] == "3"
    assert 120 <= float(values['doorstep_job_age_seconds{job="holdings"}']) < 600
    for name in ("quarantined", "conflicts_open", "evidence_awaited"):
        assert values[f"doorstep_{name}"] == "0"
    assert float(values["doorstep_disk_free_bytes"]) > 0 and "doorstep_unsent_oldest_seconds" in values
    assert not re.search(r"[\u4e00-\u9fff]|liming|[0-9a-f]{8}-[0-9a-f]{4}-7", said)


def test_O9_a_server_whose_writes_fail_is_not_ready(stamped: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """O-9: a full disk. Guard: server/web/readiness.py:_writable"""

    def full(_: object) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(readiness, "write", full)
        assert told(stamped) == (503, ["writable"])
    assert told(stamped) == (503, ["writable"])  # it is tried once a minute, because anybody may ask
    later = clock.later(clock.now(), minutes=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert told(stamped) == (200, [])


def test_O9_jobs_that_nobody_does_are_a_warning(stamped: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """O-9. Guard: server/web/readiness.py:warnings"""
    with stamped.app.app_context():
        write(
            lambda: db.session.add(
                JobRun(organisation_id="", name="x", due=clock.now(), ended_at=clock.now(), done=0, failures=0)
            )
        )
    assert stamped.visitor().get("/readyz").json["warnings"] == []
    later = clock.later(clock.now(), minutes=readiness.JOBS_LATE + 1)
    monkeypatch.setattr(clock, "now", lambda: later)
    answer = stamped.visitor().get("/readyz")
    assert (answer.status_code, answer.json["warnings"]) == (200, ["jobs"])


def prepared(folder: Path, database: Path) -> None:
    serve.prepare(
        Settings(
            data_dir=folder, database_url=f"sqlite:///{database}", keys_dir=database.with_name("keys"), testing=True
        ),
        False,
    )


def test_O10_a_data_folder_that_is_not_the_databases_own_is_refused_at_the_start(tmp_path: Path) -> None:
    """O-10, O-11. Guard: server/kernel/installation.py:tie"""
    database = tmp_path / "database.sqlite3"
    prepared(tmp_path / "data", database)
    prepared(tmp_path / "data", database)
    for strange in ("never", "others"):
        folder = tmp_path / strange
        if strange == "others":
            prepared(folder, tmp_path / "another.sqlite3")
        with pytest.raises(Problem) as refused:
            prepared(folder, database)
        assert refused.value.code == "data_folder_strange" and str(folder) in str(refused.value.errors)


def test_O10_a_folder_that_goes_away_while_serving_is_named(stamped: Cast) -> None:
    """O-10. Guard: server/web/readiness.py:_folder"""
    data = stamped.app.config["DOORSTEP"].data_dir
    with stamped.app.app_context():
        installation.tie(data)
    assert told(stamped) == (200, [])
    (data / "installation").unlink()
    assert told(stamped) == (503, ["folder"])
    with stamped.app.app_context():
        assert db.session.execute(text("SELECT 1")).scalar() == 1
