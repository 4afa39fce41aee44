"""Tests of server/visits."""
