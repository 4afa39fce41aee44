"""What every test of the server may ask for: a day's work, and the office at its browsers."""

from tests.scenario import scenario  # noqa: F401 - a fixture
from tests.server.console.desk import desk, their_desk  # noqa: F401 - fixtures
