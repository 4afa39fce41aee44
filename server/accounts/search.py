"""People of the staff found by what is typed: name, initials, badge. See `kernel.search`."""

from __future__ import annotations

from server.accounts.models import Person
from server.kernel.search import follow

STAFF = "staff"
follow(
    Person,
    STAFF,
    ("name", "name_en", "badge"),
    lambda row: [part.lower() for part in (row.name, row.name_en, row.badge) if part],
)
