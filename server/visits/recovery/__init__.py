"""Visits that phones bring back after a restore."""
