"""What was promised, on other people's pages: above today's list, beside it, on the visit's page."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from sqlalchemy import and_, select

from server.accounts.models import Person
from server.console.layout import name_of, t
from server.console.page import here
from server.i18n import dates
from server.kernel import clock
from server.kernel.authorise import current
from server.kernel.db import db
from server.kernel.roles import DECIDING
from server.matters.console.owed_rows import owed_now
from server.matters.console.promise_row import PromiseLine, due_now, promise_lines, row_of
from server.matters.models import Commitment
from server.matters.reminders import Reminder
from server.matters.rules import ANEW, OPEN, RETURN
from server.visits.console.view import ChosenView, ListView, VisitView, view_context
from server.visits.console.visit_panel import panel_of
from server.visits.console.visit_row import VisitViewContext
from server.visits.rules import CHANNELS, RESULTS

DOINGS = {"kept": "keep_promise", "moved": "move_promise", "waived": "waive_promise", "spoke": "speak_of_promise"}
MAY_ACT = DECIDING


def top_section(view: ListView) -> dict[str, Any] | None:
    """The group of what was promised, the most urgent first; None where nothing is promised, or the list looks for something else."""
    filters = view.filters
    if filters.q or filters.state or filters.work or request.args.get("delivery"):
        return None
    later = request.args.get("promised") == "all"
    organisation = view.who.organisation.id
    lines, beyond, first = due_now(organisation, filters, view.reader.zone, later=later)
    owed, owed_later, owed_first = owed_now(filters, view.reader, organisation, later=later)
    beyond, first = beyond + owed_later, min((each for each in (first, owed_first) if each), default="")
    if not lines and not owed and not beyond:
        return None
    return {
        "rows": [row_of(each, view.reader) for each in lines],
        "owed": owed,
        "select": lambda id_: here(visit=id_, do=None),
        "beyond": beyond,
        "later": later,
        "first": dates.moment_short(first, view.reader.today, view.reader.zone) if first else "",
        "fold": here(promised=None),
        "unfold": here(promised="all"),
        "selected": request.args.get("visit", ""),
    }


def panel_section(view: ChosenView) -> dict[str, Any] | None:
    """The commitment that was chosen in the list: what is owed, whom to call, and the three ways in which it ends."""
    organisation = view.who.organisation.id
    row = db.session.get(Commitment, (organisation, view.id))
    lines = promise_lines(organisation, [row]) if row else []
    panel = panel_of(view.who, view.reader, row.source_id) if row and lines else None
    if row is None or panel is None:
        return None
    return _panel(view, lines[0], panel)


def visit_section(view: VisitView) -> dict[str, Any] | None:
    """Everything that was promised at a visit, with what became of it."""
    visit, reader = view.line.visit, view_context(current())
    wanted = select(Commitment).where(
        Commitment.organisation_id == visit.organisation_id, Commitment.source_id == visit.id
    )
    rows = db.session.scalars(wanted.order_by(Commitment.promised_at, Commitment.id)).all()
    lines = promise_lines(visit.organisation_id, rows)
    return (
        {"rows": [row_of(each, reader) | {"url": url_for("console.visits", visit=each.row.id)} for each in lines]}
        if lines
        else None
    )


def _panel(view: ChosenView, each: PromiseLine, panel: dict[str, Any]) -> dict[str, Any]:
    row, reader = each.row, view.reader
    may = row.state == OPEN and view.who.person.has_role(*MAY_ACT)
    promised = dates.moment_short(row.promised_at, reader.today, reader.zone)
    shown = row_of(each, reader)
    doing = view.doing if view.doing in DOINGS and may else ""
    return {
        "action": url_for(f"console.{DOINGS[doing]}", commitment_id=row.id) if doing else "",
        "doing": doing,
        "id": row.id,
        "headline": shown["headline"],
        "row": shown,
        "panel": panel,
        "may": may,
        "promised": t(
            f"commitment.{'undone' if row.kind == ANEW else 'noted' if row.about else 'made'}",
            at=promised,
            who=shown["owner"],
        ),
        "contacts": _contacts(each, reader),
        "reminded": _reminded(each, reader),
        "order": _order(row, reader) if view.who.person.has_role("dispatcher") else "",
        "channels": [{"value": name, "label": t(f"commitment.channel.{name}")} for name in CHANNELS],
        "results": [{"value": name, "label": t(f"commitment.result.{name}")} for name in RESULTS],
        "day": clock.day_of(reader.now, reader.zone),
        "may_decide": view.who.person.has_role("supervisor"),
        "title": _title(row, shown, panel),
        "successor": url_for("console.visits", visit=row.successor_id) if row.successor_id else "",
    }


def _order(row: Commitment, reader: VisitViewContext) -> str:
    """Where the visit is ordered that keeps it, with its day and time; '' where no visit does."""
    if row.kind not in (RETURN, ANEW) or row.untold_visit:
        return ""
    there = clock.local(row.due_at, reader.zone)
    day, agreed = (there.date().isoformat(), there.strftime("%H:%M")) if row.kind == RETURN else (None, None)
    return url_for("console.intake", again=row.source_id, day=day, agreed=agreed)


def _title(row: Commitment, shown: dict[str, Any], panel: dict[str, Any]) -> str:
    """15:00 前给林女士答复，剩 54 分."""
    key = f"commitment.title.{row.kind}"
    words = t(key, when=shown["when"], who=panel["customer"]["name"])
    return t("commitment.joined", first=words, second=shown["left"]) if shown["left"] else words


def _reminded(each: PromiseLine, reader: VisitViewContext) -> list[dict[str, str]]:
    """Who was told that it comes due, and when."""
    row = each.row
    told = (
        select(Reminder.at, Person)
        .join(Person, and_(Person.organisation_id == Reminder.organisation_id, Person.id == Reminder.person_id))
        .where(Reminder.organisation_id == row.organisation_id, Reminder.commitment_id == row.id)
        .order_by(Reminder.at, Person.id)
    )
    return [
        {"at": dates.moment_short(at, reader.today, reader.zone), "who": name_of(person, reader.language)}
        for at, person in db.session.execute(told)
    ]


def _contacts(each: PromiseLine, reader: VisitViewContext) -> list[dict[str, str]]:
    """The contacts about it, the newest first."""
    who = {contact.person_id for contact in each.contacts}
    people = (
        {
            one.id: one
            for one in db.session.scalars(
                select(Person).where(Person.organisation_id == each.row.organisation_id, Person.id.in_(who))
            )
        }
        if who
        else {}
    )
    return [
        {
            "at": dates.moment_short(one.at, reader.today, reader.zone),
            "words": one.summary,
            "line": f"{t(f'commitment.channel.{one.channel}')} · {t(f'commitment.result.{one.result}')}",
            "who": name_of(people[one.person_id], reader.language) if one.person_id in people else "",
        }
        for one in reversed(each.contacts)
    ]
