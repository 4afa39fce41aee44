"""What technicians lack who packed for today: said at the head of the list, because somebody has to bring it or move the visit."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import and_, literal_column, select

from server.accounts.models import Person
from server.console.layout import listed, name_of, t
from server.i18n import dates
from server.kernel import clock
from server.kernel.db import db
from server.kernel.outcomes import SHOWS
from server.kernel.text.letters import shortened
from server.visits.console.view import ListView
from server.visits.models import PACKED, Fact

MOST = 200


def missing_section(view: ListView) -> dict[str, Any] | None:
    """{lines} of what technicians lack who packed today, for the head of the list."""
    reader, found = view.reader, []
    for person, said, at in missing_since(
        view.who.organisation.id, clock.moment_at(reader.today, "00:00", reader.zone)
    ):
        name, what = name_of(person, reader.language), listed(shortened(str(each), 60) for each in said["missing"][:12])
        what += f" · {shortened(str(said['note']), 1000)}" if said.get("note") else ""
        words = t("list.waits.missing_words", at=dates.clock_time(at, reader.zone), what=what)
        found.append(
            {
                "icon": "warn",
                "title": t("list.waits.missing", who=name),
                "words": words,
                "url": url_for("console.visits", technician=person.id),
            }
        )
    return {"lines": found} if found else None


def missing_since(organisation: str, since: str) -> list[tuple[Person, dict[str, Any], str]]:
    """(who, what they said, when) of each who packed since this moment and lacks something; only what they said last."""
    packed = (
        select(Fact, Person)
        .join(Person, and_(Person.organisation_id == Fact.organisation_id, Person.id == Fact.person_id))
        .where(
            Fact.organisation_id == organisation,
            literal_column(f"fact.{PACKED}"),
            Fact.received_at >= since,
            Fact.outcome.in_(SHOWS),
        )
    )
    last = {
        person.id: (person, fact.body, fact.corrected_at)
        for fact, person in db.session.execute(packed.order_by(Fact.corrected_at).limit(MOST))
    }
    return [each for each in last.values() if each[1].get("missing")]
