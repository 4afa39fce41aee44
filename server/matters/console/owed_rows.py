"""What no visit promised and somebody waits for all the same: what a matter or an interruption leaves to be told, as rows of the list and of the matter's page.

Results that have to be fed back (FT-6) are one row, because each visit that ends leaves one and they would hide the others; the list of matters names them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from sqlalchemy import select

from server.accounts.names import PeopleNames
from server.console.layout import t, translate_if_known
from server.customers.models import Customer, Premises
from server.customers.rules import addressed_as, headline
from server.duty.actions import said_of
from server.i18n import dates
from server.kernel.authorise import current
from server.kernel.db import db
from server.matters.console.promise_row import (
    ICONS,
    MOST,
    OFFICE_KINDS,
    beyond,
    clock_words,
    end_of_list,
    left_of,
    on_day,
    open_of,
    promise_lines,
    row_of,
    state_words,
    when_of,
)
from server.matters.loop import FEED_BACK
from server.matters.matter_log import Whole
from server.matters.matter_models import Matter
from server.matters.models import Commitment
from server.matters.rules import OPEN
from server.visits.console.view import view_context
from server.visits.console.visit_query import Filters
from server.visits.console.visit_row import VisitViewContext

MOST_RESULTS = 99  # because more says nothing
Json = dict[str, Any]


def owed_now(
    filters: Filters, reader: VisitViewContext, organisation: str, *, later: bool
) -> tuple[list[Json], int, str]:
    """Rows of what is due beside the promises of visits; how many wait beyond the list's day, and for when the first."""
    asked = open_of(organisation, filters, Commitment.source_type != "visit", Commitment.state == OPEN)
    ends = end_of_list(filters, reader.zone)
    others, results = asked.where(Commitment.kind.in_(OFFICE_KINDS)), asked.where(Commitment.kind == FEED_BACK)
    here = on_day(others, Commitment.due_at < ends, filters, reader.zone, later=later)
    found = [
        row
        for kind in OFFICE_KINDS  # each by itself, because in the order of time the many results would be read, too
        for row in db.session.scalars(
            here.where(Commitment.kind == kind).order_by(Commitment.due_at, Commitment.id).limit(MOST)
        )
    ]
    due = db.session.scalars(
        on_day(results, Commitment.due_at < ends, filters, reader.zone, later=later)
        .with_only_columns(Commitment.due_at)
        .order_by(Commitment.due_at, Commitment.id)
        .limit(MOST_RESULTS)
    ).all()
    count, first = beyond(others, Commitment.due_at >= ends, filters)
    rows = rows_of(organisation, found, reader)
    if due:
        rows.append(_results(len(due), due[0], filters, reader))
    return sorted(rows, key=lambda each: (each["due"], each["url"])), count, first


def rows_of(organisation: str, found: Sequence[Commitment], reader: VisitViewContext) -> list[Json]:
    """These commitments of matters and interruptions in the words of whoever they belong to, each with the page where it is done."""
    said = said_of(organisation, [row.id for row in found], reader.language)
    people = PeopleNames(organisation, reader.language)
    about = _about(organisation, found, reader)
    return [
        (stands := left_of(row, reader))
        | {
            "due": row.due_at,
            "when": when_of(row, reader),
            "url": said.get(row.id, ("", ""))[1],
            "kind": kind_of(row),
            "owner": people.get(row.owner_id or "") or t("commitment.team"),
            "icon": "late" if stands["overdue"] else ICONS.get(row.kind, "promise"),
            "unchecked": row.provisional,
            "clause": row.clause,
            "state": row.state,
            "state_word": state_words(row, reader),
            "far": "",
        }
        | about.get(row.source_id, {"place": row.what, "customer": "", "what": said.get(row.id, ("", ""))[0]})
        for row in found
    ]


def kind_of(row: Commitment) -> str:
    """报回结果; what it is about where its kind alone says nothing."""
    return translate_if_known(f"commitment.owed.{row.about}") or t(f"commitment.kind.{row.kind}")


def feed_backs(organisation: str, matters: Sequence[str]) -> Mapping[str, Commitment]:
    """Matter → its open commitment to feed a result back, the first due."""
    wanted = select(Commitment).where(
        Commitment.organisation_id == organisation, Commitment.source_id.in_(matters)
    )  # and nothing else, because whoever asks by the kind reads every result that waits
    found: dict[str, Commitment] = {}
    for row in db.session.scalars(wanted.order_by(Commitment.due_at, Commitment.id)) if matters else ():
        if (row.kind, row.state) == (FEED_BACK, OPEN):
            found.setdefault(row.source_id, row)
    return found


def matter_section(this: Whole) -> Json | None:
    """Everything that was promised in a matter, at its visits and about itself, with what became of it."""
    organisation, reader = this.row.organisation_id, view_context(current())
    sources = [this.row.id, *(each.id for each in this.visits)]
    wanted = select(Commitment).where(Commitment.organisation_id == organisation, Commitment.source_id.in_(sources))
    found = db.session.scalars(wanted.order_by(Commitment.promised_at, Commitment.id).limit(MOST)).all()
    own = rows_of(organisation, [row for row in found if row.source_id == this.row.id], reader)
    lines = promise_lines(organisation, [row for row in found if row.source_id != this.row.id])
    theirs = [
        row_of(each, reader) | {"url": url_for("console.visits", visit=each.row.id), "due": each.row.due_at}
        for each in lines
    ]
    rows = sorted([*theirs, *(each | {"url": "", "what": ""} for each in own)], key=lambda each: str(each["due"]))
    return {"rows": rows, "title": t("commitment.of_matter")} if rows else None


def _results(count: int, earliest: str, filters: Filters, reader: VisitViewContext) -> Json:
    """One row for every result that nobody has fed back by its time."""
    stands = clock_words(earliest, reader)
    return stands | {
        "due": earliest,
        "when": t("commitment.by", moment=dates.moment_short(earliest, reader.today, reader.zone)),
        "url": url_for("console.matters", show="loops", team=filters.team or None),
        "place": t("commitment.results", count=count),
        "kind": t("commitment.kind.feed_back"),
        "customer": "",
        "owner": "",
        "what": t("commitment.results_hint"),
        "icon": "late" if stands["overdue"] else "promise",
        "unchecked": False,
        "far": "",
    }


def _about(organisation: str, found: Sequence[Commitment], reader: VisitViewContext) -> dict[str, Json]:
    """Matter → where and about whom it is."""
    wanted = (
        select(Matter, Premises, Customer)
        .outerjoin(Premises, (Premises.organisation_id == Matter.organisation_id) & (Premises.id == Matter.premises_id))
        .outerjoin(Customer, (Customer.organisation_id == Matter.organisation_id) & (Customer.id == Matter.customer_id))
        .where(Matter.organisation_id == organisation, Matter.id.in_({row.source_id for row in found}))
    )
    return {
        matter.id: {
            "place": headline(premises) if premises else matter.place or matter.number,
            "customer": addressed_as(customer.name, customer.salutation, reader.language) if customer else "",
            "what": " · ".join(each for each in (matter.number, matter.hotline) if each),
        }
        for matter, premises, customer in (db.session.execute(wanted) if found else ())
    }
