"""The roles of an organisation's people, and which of them belong to the office. Pure."""

from __future__ import annotations

TECHNICIAN = "technician"
OFFICE = ("dispatcher", "supervisor", "administrator")
ROLES = (TECHNICIAN, *OFFICE)
DECIDING = ("dispatcher", "supervisor")  # who settles what phones and office disagree on, and closes what was promised
IMPORTING = ("dispatcher", "administrator")  # who fills lists from files: customers the one, people the other
LEADING = ("supervisor", "administrator")  # who answers for people, phones and what was put aside
