"""On the page of somebody who leaves: the visits that they leave behind, and to whom each of them goes."""

from __future__ import annotations

from typing import Any

from server.accounts.models import Person
from server.accounts.offered import offered_technicians
from server.console.layout import name_of
from server.kernel.authorise import current
from server.visits.console.view import view_context
from server.visits.console.visit_query import lines_of
from server.visits.console.visit_row import row
from server.visits.office.hand_over import left_behind


def leaving_section(person: Person) -> dict[str, Any] | None:
    """{visits, people}: None for somebody who leaves nothing behind."""
    behind = {visit.id: role for visit, role in left_behind(person.organisation_id, person.id)}
    if not behind:
        return None
    reader = view_context(current())
    lines = sorted(
        lines_of(person.organisation_id, list(behind)), key=lambda line: (line.visit.day, line.visit.due, line.visit.id)
    )
    offered, _ = offered_technicians(person.organisation_id, [person.team_id] if person.team_id else ())
    people = [{"value": each.id, "label": name_of(each, reader.language)} for each in offered if each.id != person.id]
    return {"visits": [row(line, reader) | {"role": behind[line.visit.id]} for line in lines], "people": people}
