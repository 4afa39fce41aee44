"""The office at its browsers, for tests of taking orders."""

from tests.server.console.desk import Desk, Page, desk, their_desk  # noqa: F401 - fixtures, and their types
