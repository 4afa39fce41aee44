"""Rows of the inbox, and a clock that tests set."""

from tests.server.sync.conftest import at, stored  # noqa: F401 - fixtures
