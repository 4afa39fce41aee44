"""Tests of server/conflicts."""
