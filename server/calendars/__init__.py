"""Visits of a technician or a team in their own calendars: a secret address that a calendar subscribes to."""
