"""What a customer was told, and where, goes with the bodies; kinds, moments and states stay, so that counts hold."""

from __future__ import annotations

from sqlalchemy import delete, or_, select, update

from server.kernel.db import db
from server.kernel.wiring import Forgetting
from server.notices.channels import file
from server.notices.models import Notice, NoticeContact, VisitLink
from server.notices.rules import DROPPED, WAITING


def forget(asked: Forgetting) -> dict[str, int]:
    """Inside `write`: texts, masked addresses and files of these customers' and visits' notices; what waits is not sent."""
    organisation, done = asked.organisation, {}
    theirs = or_(Notice.customer_id.in_(asked.customers), Notice.subject_id.in_(asked.subjects))
    ours = (Notice.organisation_id == organisation, theirs)
    if "bodies" in asked.what:
        found = list(db.session.scalars(select(Notice.id).where(*ours)))
        waiting = update(Notice).where(*ours, Notice.state == WAITING)
        db.session.execute(waiting.values(state=DROPPED, reason="erased"))
        db.session.execute(update(Notice).where(*ours).values(subject="", text="", sent_to="", their_id=""))
        links = (VisitLink.organisation_id == organisation, VisitLink.visit_id.in_(asked.subjects))
        db.session.execute(delete(VisitLink).where(*links))
        file.remove(organisation, found)
        done["notices"] = len(found)
    if "contact" in asked.what:
        kept = (NoticeContact.organisation_id == organisation, NoticeContact.customer_id.in_(asked.customers))
        db.session.execute(delete(NoticeContact).where(*kept))
    return done
