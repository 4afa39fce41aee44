"""Who may send a notice again or keep it back: dispatchers of the organisation whose visit it is about."""

from __future__ import annotations

from sqlalchemy import select

from server.kernel.db import db
from server.notices.models import Notice
from server.visits.models import Visit
from tests.server.authorisation.dispatch import ADMINISTRATORS, DISPATCHERS, DONE, of, page
from tests.server.authorisation.table import SIGNED_IN, Row, World


def prepare(world: World) -> None:
    """A visit in each organisation, whose customer is to be told."""
    scenario = world.scenario()
    for name, theirs in (("notice", False), ("their notice", True)):
        visit = scenario.order(days=1, theirs=theirs)
        with world.cast.app.app_context():
            found = db.session.scalars(select(Notice.id).where(Notice.subject_id == visit)).one()
            assert db.session.scalar(select(Visit.id).where(Visit.id == visit))
        world[name] = f"{visit}/notices/{found}"


PHONES = frozenset({"technician", "another technician", "helper", "their technician"})

ROWS = [
    Row("/api/v1/push", "GET", "the key", SIGNED_IN, refusals={"revoked": 403}),
    *(
        Row("/api/v1/push", method, "own phone", PHONES, (204,), send=send, refusals={"revoked": 403})
        for method, send in (("PUT", {"json": {"address": None, "cannot": "no_service"}}), ("DELETE", {}))
    ),
    page("/notices", *ADMINISTRATORS),
    Row("/console/notices", "POST", "own", ADMINISTRATORS, DONE),
    *(
        Row(rule, method, "own", ADMINISTRATORS, answers, path=path)
        for rule, path in (
            ("/console/notices/channels/<channel>", "/console/notices/channels/mail"),
            ("/console/notices/texts/<kind>/<language>", "/console/notices/texts/late/en"),
        )
        for method, answers in (("GET", (200,)), ("POST", DONE))
    ),
    Row(
        "/console/notices/channels/<channel>/test",
        "POST",
        "own",
        ADMINISTRATORS,
        DONE,
        path="/console/notices/channels/mail/test",
    ),
    *of("customer", "POST", "/customers/<customer_id>/notices", DISPATCHERS, DONE),
    *(
        Row(
            "/console/visits/<visit_id>/notices/<notice_id>/<doing>",
            "POST",
            f"{about}, {doing}",
            allowed,
            DONE,
            path=lambda world, name=name, doing=doing: f"/console/visits/{world[name]}/{doing}",
        )
        for doing in ("back", "again")
        for about, name, allowed in (
            ("our notice", "notice", DISPATCHERS & {"dispatcher"}),
            ("their notice", "their notice", DISPATCHERS & {"their dispatcher"}),
        )
    ),
]
