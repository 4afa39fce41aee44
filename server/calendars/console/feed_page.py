"""Calendars for technicians and teams: dispatchers make an address, see it once, renew and end it."""

from __future__ import annotations

from typing import Any

from flask import current_app, request, url_for
from sqlalchemy import select

from server.accounts.models import Person, Team
from server.calendars import feeds
from server.calendars.models import CalendarFeed
from server.console.form import back_to, with_query
from server.console.layout import name_of, render, t
from server.console.page import form, page
from server.console.view import view_of
from server.i18n import dates
from server.kernel.authorise import current
from server.kernel.db import db

WHO = "dispatcher"


def imports_section(_context: Any) -> dict[str, Any] | None:
    """The way from the page of what comes in and goes out; nothing for those who may not."""
    return {"url": url_for("console.calendar_feeds")} if current().person.has_role(WHO) else None


@page("/calendars", WHO)
def calendar_feeds() -> Any:
    """All addresses without their secrets; the address of this page just after one was made holds it, sealed to this sign-in."""
    who, reader = current(), view_of(current())
    organisation, made = who.organisation.id, who.unseal(request.args.get("link", "")) or {}
    teams = db.session.scalars(select(Team).where(Team.organisation_id == organisation).order_by(Team.name)).all()
    staff = select(Person).where(Person.organisation_id == organisation, Person.left_at.is_(None))
    people = [each for each in db.session.scalars(staff.order_by(Person.name)) if each.has_role("technician")]
    names = {each.id: name_of(each, reader.language) for each in teams}
    names |= {each.id: name_of(each, reader.language) for each in people}
    rows = select(CalendarFeed).where(CalendarFeed.organisation_id == organisation).order_by(CalendarFeed.id.desc())
    return render(
        "calendars/feeds",
        "imports",
        address=made.get("address", ""),
        whose=[
            *({"value": f"team {each.id}", "label": names[each.id]} for each in teams),
            *({"value": f"person {each.id}", "label": names[each.id]} for each in people),
        ],
        rows=[
            {
                "id": each.id,
                "name": names.get(each.subject_id) or t("calendars.gone"),
                "made": dates.moment_short(each.made_at, reader.today, reader.zone),
                "read": dates.moment_short(each.read_at, reader.today, reader.zone) if each.read_at else "",
            }
            for each in db.session.scalars(rows)
        ],
    )


@form("/calendars", WHO, at=lambda: url_for("console.calendar_feeds"))
def make_calendar_feed() -> str:
    """A new address; the page that follows shows it once."""
    who = current()
    of, _, subject = request.form.get("whose", "").partition(" ")
    _, code = feeds.make(who.organisation.id, who.person.id, of, subject)
    return _shown_once(code)


@form("/calendars/<feed_id>/renew", WHO, at=lambda feed_id: url_for("console.calendar_feeds"))
def renew_calendar_feed(feed_id: str) -> str:
    """Another address in place of one that got into wrong hands."""
    who = current()
    return _shown_once(feeds.renew(who.organisation.id, who.person.id, feed_id))


@form("/calendars/<feed_id>/end", WHO, at=lambda feed_id: url_for("console.calendar_feeds"))
def end_calendar_feed(feed_id: str) -> str:
    """The address shows nothing any more."""
    who = current()
    feeds.end(who.organisation.id, who.person.id, feed_id)
    return back_to(url_for("console.calendar_feeds"), done="calendar_feed_ended")


def _shown_once(code: str) -> str:
    address = f"{current_app.config['DOORSTEP'].public_url}/calendar/{code}.ics"
    return with_query(back_to(url_for("console.calendar_feeds")), "link", current().seal({"address": address}))
