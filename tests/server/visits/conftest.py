"""A day's work for every test of visits."""

from tests.scenario import scenario  # noqa: F401 - a fixture
