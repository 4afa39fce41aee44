"""What every test of the server may ask for: a day's work, and the office at its browsers."""

from tests.scenario import given_visit, scenario  # noqa: F401 - fixtures
from tests.server.console.desk import desk, their_desk  # noqa: F401 - fixtures
