"""Tests of server/sync."""
