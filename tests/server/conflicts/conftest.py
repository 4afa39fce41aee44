"""A day's work for every test of conflicts."""

from tests.scenario import scenario  # noqa: F401 - a fixture
