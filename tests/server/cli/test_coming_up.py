"""A process of the server that comes up while the database does not answer, as after a kill of one of its backends."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy.exc import OperationalError

from server.cli import serve
from server.config import Settings
from tests.browser.server_process import ServerProcess


def test_a_process_comes_up_while_the_database_does_not_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Found by killing PostgreSQL's backends: gunicorn ends the whole server where a process does not come up."""

    def recovering() -> Any:
        raise OperationalError("SELECT", {}, Exception("the database system is in recovery mode"))

    monkeypatch.setattr(serve, "signer", recovering)
    monkeypatch.setattr(serve.tick, "start", lambda *_: None)
    monkeypatch.setattr(serve.gc, "freeze", lambda: None)
    given = SimpleNamespace(no_jobs=False)
    coming = SimpleNamespace(settings=Settings(data_dir=tmp_path, testing=True), given=given)
    assert serve.Server.load(cast(serve.Server, coming)).name == "server"


def test_K12_the_addresses_and_logins_are_the_last_that_is_said(tmp_path: Path) -> None:
    """Whoever starts it reads what it is doing and how long that takes, and in the end where to go and as whom."""
    server = ServerProcess(tmp_path / "data", ("--demo",))
    server.from_scratch = True
    server.start()
    try:
        lines = [line.strip() for line in server.log.read_text("utf-8").splitlines() if line.strip()]
    finally:
        server.sigkill()
    said = [line for line in lines if line.startswith("doorstep:")]
    assert any("tables" in line for line in said) and any("demonstration" in line and "minute" in line for line in said)
    here = next(place for place, line in enumerate(lines) if f"{server.url}/app/" in line)
    after = " ".join(lines[here:])
    assert "lijianguo" in after and "chenjing" in after and "shangmen2026" in after
    assert len(lines) - here <= 8, lines[here:]
