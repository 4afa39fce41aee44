"""Visits that come again and again: inspections, tests, replacement programmes. They order themselves ahead."""
