"""A process of the server that comes up while the database does not answer, as after a kill of one of its backends."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from sqlalchemy.exc import OperationalError

from server.cli import serve
from server.config import Settings


def test_a_process_comes_up_while_the_database_does_not_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Found by killing PostgreSQL's backends: gunicorn ends the whole server where a process does not come up."""

    def recovering() -> Any:
        raise OperationalError("SELECT", {}, Exception("the database system is in recovery mode"))

    monkeypatch.setattr(serve, "signer", recovering)
    monkeypatch.setattr(serve.tick, "start", lambda *_: None)
    monkeypatch.setattr(serve.gc, "freeze", lambda: None)
    assert (
        serve.Server.load(cast(serve.Server, SimpleNamespace(settings=Settings(data_dir=tmp_path, testing=True)))).name
        == "server"
    )
