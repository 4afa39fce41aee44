"""Views of lists that somebody keeps: a name for the filters in an address. No search words are kept, because they name customers, and no single day."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from server.kernel import clock
from server.kernel.db import Id, Model, Moment, OfOrganisation, db
from server.kernel.ids import new_id
from server.kernel.problem import Problem
from server.kernel.text.typed import text_typed

PAGES = ("visits", "board", "matters", "complaints", "outages", "callbacks")
FILTERS = ("team", "technician", "work", "state", "delivery", "show", "view", "finished", "older")
MOST = 30  # of a person


class SavedView(OfOrganisation, Model):
    """`page` is the page's endpoint, `query` the filters of its address in their order."""

    __tablename__ = "saved_view"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    person_id: Mapped[str] = mapped_column(Id, index=True)
    page: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(40))
    query: Mapped[str] = mapped_column(String(400))
    made_at: Mapped[str] = mapped_column(Moment)


def query_of(address: str) -> str:
    """What of an address is kept: its filters, and that it shows all days."""
    given = dict(parse_qsl(urlsplit(address).query))
    kept = {name: given[name] for name in FILTERS if name in given and len(given[name]) <= 40}
    return urlencode(kept | ({"day": "all"} if given.get("day") == "all" else {}))


def views_of(organisation: str, person: str, page: str = "") -> list[SavedView]:
    """A person's views, of one page or of all, by name."""
    rows = select(SavedView).where(SavedView.organisation_id == organisation, SavedView.person_id == person)
    rows = rows.where(SavedView.page == page) if page else rows
    return list(db.session.scalars(rows.order_by(SavedView.name, SavedView.id)))


def save_view(organisation: str, person: str, page: str, name: str, address: str) -> str:
    """Inside `write`: keep the filters of an address; the same name again takes their place. `bad_input` for what is no view."""
    name, query = text_typed({"view_name": name}, "view_name", 40), query_of(address)
    if not name or page not in PAGES:
        raise Problem("bad_input", {"view_name": ["missing"]})
    if not query:
        raise Problem("bad_input", {"view_name": ["no_filter"]})
    mine = views_of(organisation, person)
    row = next((each for each in mine if (each.page, each.name) == (page, name)), None)
    if row is None and len(mine) >= MOST:
        raise Problem("bad_input", {"view_name": ["views_many"]})
    row = row or SavedView(organisation_id=organisation, id=new_id(), person_id=person, page=page, name=name)
    row.query, row.made_at = query, clock.now()
    db.session.add(row)
    return query


def drop_view(organisation: str, person: str, view: str) -> str:
    """Inside `write`: a view is wanted no more; its page. `not_found` also for a colleague's."""
    row = db.session.get(SavedView, (organisation, view))
    if row is None or row.person_id != person:
        raise Problem("not_found")
    db.session.delete(row)
    return row.page
