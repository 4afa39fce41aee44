"""A day's work for every test of conflicts, and a clock that tests set."""

from collections.abc import Callable

import pytest

from server.kernel import clock
from tests.scenario import scenario  # noqa: F401 - a fixture


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Set the server's clock."""

    def set_clock(moment: str) -> None:
        monkeypatch.setattr(clock, "now", lambda: moment)

    return set_clock
