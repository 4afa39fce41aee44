"""A day's work for every test of sync, and a clock that tests set."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from server.kernel import clock
from server.kernel.db import db
from server.kernel.transaction import write
from tests.scenario import scenario  # noqa: F401 - a fixture


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Set the server's clock."""

    def set_clock(moment: str) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    return set_clock


@pytest.fixture
def stored(app: Flask) -> Any:
    """Store rows; everything runs inside the app."""
    with app.app_context():
        yield lambda *rows: write(lambda: db.session.add_all(rows))
