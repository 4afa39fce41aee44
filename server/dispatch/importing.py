"""Orders out of a file: each row is read as the intake page reads what is typed, and becomes a visit with its customer and place."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sqlalchemy import select

from server.accounts.models import Team
from server.customers.importing import PLACE, Whose, read_whose
from server.customers.models import household_of, premises_of
from server.dispatch.intake.lookup import as_typed
from server.dispatch.intake.order_form import INPUT, LONGEST, mistakes_in, order_of
from server.dispatch.intake.place_order import store_order
from server.i18n.messages import translate
from server.kernel import clock
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.tables import Asker, Column, ImportKind, TableRow
from server.kernel.text.days import read_day
from server.kernel.text.letters import plain, tidy
from server.kernel.text.times import read_time, read_window
from server.standards.published import Kind, kinds_in_force
from server.visits.models import Visit
from server.visits.office.actions import cancel
from server.visits.order_inputs import read_inputs
from server.visits.rules import FINISHED

INPUT_TROUBLES = {"unknown": "no_such_input", "too_long": "input_too_long"}  # codes of `read_inputs` → of a file
FIELD_OF = {"slot": "window", "agreed": "window"}  # of a form → of a file


def read_order(row: TableRow) -> None:
    """The order as a form says it. A time is a window (`9:00-11:00`) or a moment that was agreed (`14:30`)."""
    read_whose(row)
    cells = row.cells
    day, trouble = read_day(cells.get("day"))
    if trouble:
        row.troubles.append(("day", trouble))
    typed = {name: cells.get(name, "") for name in ("name", "phone", *(each.name for each in PLACE), "symptom")}
    typed |= {"day": day, "no_phone": "" if row.values["phone"] else "1"} | _time(row, day, cells.get("window", ""))
    row.values |= {"typed": typed, "work": plain(cells.get("work")).casefold(), "team": tidy(cells.get("team"), 80)}
    whose = row.values["account"] or row.values["phone"] or row.values["name"]
    row.key = "\n".join((str(whose), row.values["work"], *(typed.get(each, "") for each in ("slot", "day", "agreed"))))


def look_at_orders(asker: Asker, rows: Sequence[TableRow]) -> None:
    """Kind of work, team and time must be possible; the same work for the same customer on the same day is known."""
    now = clock.now()
    today, hour = clock.day_of(now, asker.zone), clock.hour_and_minute(now, asker.zone)
    works = kinds_in_force(asker.organisation, today)
    teams = db.session.scalars(select(Team).where(Team.organisation_id == asker.organisation).order_by(Team.name)).all()
    found = Whose(asker.organisation, rows)
    for row in rows:
        typed = row.values["typed"]
        typed["work"] = _work(row.values["work"], works)
        typed["team"] = _team(row.values["team"], teams)
        if row.values["team"] and not typed["team"]:
            row.troubles.append(("team", "no_such_team"))
        typed |= _inputs(row, works.get(typed["work"]))
        _know(asker, row, found)
        order = order_of(typed)
        mistakes = mistakes_in(order, works, today, hour, asker.zone)
        row.troubles += [(FIELD_OF.get(name, name), code) for name, code in mistakes.items()]
        if not row.troubles:
            row.values["order"], row.values["kind"] = order, works[order.work]
            row.known = bool(row.values["customer"]) and _is_ordered(asker, row)


def store_orders(asker: Asker, rows: Sequence[TableRow]) -> list[str]:
    """Inside `write`: a visit for each row; customers and places as the intake page makes or finds them."""
    return [
        store_order(
            asker.organisation,
            asker.person,
            row.values["order"],
            row.values["kind"],
            zone=asker.zone,
            known=row.values["customer"],
            team=row.values["order"].team,
        )
        for row in rows
    ]


def undo_orders(asker: Asker, ids: Sequence[str]) -> set[str]:
    """Inside `write`: a visit that nobody has begun is cancelled, so whoever was told hears of it; others stay."""
    rows = select(Visit).where(Visit.organisation_id == asker.organisation, Visit.id.in_(ids))
    states = {each.id: each.state for each in db.session.scalars(rows)}
    reason = translate("console.imports.undone_reason", asker.language)
    stay = set()
    for each, state in states.items():
        if state == "planned":
            cancel(asker.organisation, asker.person, each, reason=reason, asked_by="us")
        elif state != "cancelled":
            stay.add(each)
    return stay


def _know(asker: Asker, row: TableRow, found: Whose) -> None:
    """The customer: by account, else by a number that is theirs under this name or one of the household's; else a new one."""
    row.values["customer"] = None
    if (given := row.values.get("given")) is not None:  # named by its id
        customer = given
    elif row.values["account"]:
        customer = found.one(row)
    else:
        same = found.by.get(("phone", row.values["phone"] or ""), [])
        names = {
            each.id: {each.name, *(one.name for one in household_of(each.organisation_id, each.id))} for each in same
        }
        fitting = [each for each in same if row.values["name"] in ("", *names[each.id])]
        customer = fitting[0] if fitting else None
        if same and not customer:
            row.troubles.append(("name", "other_name"))
    if customer is not None:
        typed, places = row.values["typed"], premises_of(asker.organisation, customer.id)
        row.values["customer"] = customer.id
        place = places[0] if len(places) == 1 and not any(typed[each.name] for each in PLACE) else None
        given = {name: value for name, value in typed.items() if value}
        typed |= as_typed(customer, place) | given
        if not typed["phone"] and customer.phone:
            typed |= {"phone": customer.phone, "no_phone": ""}


def _time(row: TableRow, day: str, text: str) -> dict[str, str]:
    agreed, trouble = read_time(text)
    start, end, no_window = ("", "", "") if agreed or not trouble else read_window(text)
    if trouble and no_window:
        row.troubles.append(("window", trouble if trouble != "time" else no_window))
    return {"slot": f"{day} {start}-{end}"} if start else {"agreed": agreed}


def _work(said: str, works: Mapping[str, Kind]) -> str:
    return next(
        (
            each.id
            for each in works.values()
            if said in (each.id, *(title.casefold() for title in each.titles.values()))
        ),
        "",
    )


def _inputs(row: TableRow, kind: Kind | None) -> dict[str, str]:
    """What a row says for the inputs that its standard declares: `签约速率：300；端口：A3`, by title in either language or by id."""
    said = row.values.get("inputs") or {
        name.strip(): value.strip()
        for part in re.split(r"[;；\n]", row.cells.get("inputs", ""))
        if part.strip()
        for name, value in [[*re.split("[:：=]", part, maxsplit=1), ""][:2]]
    }
    if not said or kind is None:
        return {}
    names = {text.casefold(): each["id"] for each in kind.inputs for text in (each["id"], *each["title"].values())}
    given = {names.get(str(name).casefold(), str(name)): str(value) for name, value in said.items()}
    try:
        read_inputs({"inputs": kind.inputs}, kind.id, given)
    except Problem as problem:
        row.troubles += [
            ("inputs", INPUT_TROUBLES.get(code, code)) for codes in (problem.errors or {}).values() for code in codes
        ]
    return {f"{INPUT}{name}": value for name, value in given.items()}


def _team(said: str, teams: Sequence[Team]) -> str:
    """The team of this name; without a name the only team there is, or the first."""
    names = {name.casefold(): each.id for each in teams for name in (each.name, each.name_en) if name}
    return names.get(said.casefold(), "") if said else (teams[0].id if teams else "")


def _is_ordered(asker: Asker, row: TableRow) -> bool:
    order = row.values["order"]
    same = select(Visit.id).where(
        Visit.organisation_id == asker.organisation,
        Visit.customer_id == row.values["customer"],
        Visit.kind_of_work == order.work,
        Visit.day == order.day,
        Visit.state.not_in(FINISHED),
    )
    return db.session.scalar(same.limit(1)) is not None


ORDERS = ImportKind(
    "orders",
    ("dispatcher",),
    (
        Column("name", longest=LONGEST["name"]),
        Column("phone"),
        Column("account", longest=40),
        *(Column(each, needed=True) for each in ("work", "day", "window")),
        Column("symptom", longest=LONGEST["symptom"]),
        Column("team", longest=80),
        Column("inputs", longest=400),
        *PLACE[:-1],
    ),
    read_order,
    look_at_orders,
    store_orders,
    undo_orders,
)
