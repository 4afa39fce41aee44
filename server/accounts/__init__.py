"""Organisations, teams, people, devices and their sessions."""
