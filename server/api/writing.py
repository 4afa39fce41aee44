"""What other systems write, under the rules of the forms: a customer, an order, a cancellation. Everything here runs inside `write`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.accounts.api_keys import KeyCaller
from server.accounts.models import Organisation, Team
from server.api.listing import shown_customer, shown_visit
from server.customers.importing import CUSTOMERS
from server.customers.models import Customer, current_customer, premises_of
from server.dispatch.importing import ORDERS
from server.i18n.messages import translate
from server.kernel.db import db
from server.kernel.ids import is_id
from server.kernel.problem import Problem
from server.kernel.tables import Asker, ImportKind, TableRow
from server.visits.models import Visit
from server.visits.office import actions

AS_CALLED = {
    "speaks": "language",
    "deaf": "hard_of_hearing",
    "work": "kind_of_work",
    "window": "agreed",
}  # field → here


def customer(who: KeyCaller, said: Mapping[str, Any]) -> dict[str, Any]:
    """Enter a customer; `bad_input` with a sentence for each field, `customer_known`."""
    asker = _asker(who)
    cells = {name: said.get(name, "") for name in ("name", "phone", "account", "salutation")}
    cells |= {"speaks": said.get("language", ""), "deaf": "1" if said.get("hard_of_hearing") else ""}
    row = _checked(CUSTOMERS, asker, TableRow(0, cells | said.get("place", {})))
    if row.known:
        raise Problem("customer_known")
    [made] = CUSTOMERS.store(asker, [row])
    return shown_customer(db.session.get_one(Customer, (who.organisation, made)), premises_of(who.organisation, made))


def order(who: KeyCaller, said: Mapping[str, Any]) -> dict[str, Any]:
    """Take an order; `bad_input` with a sentence for each field."""
    asker = _asker(who)
    if said.get("agreed") and (said.get("start") or said.get("end")):  # because one of them would be lost
        raise Problem("bad_input", {"agreed": [translate("console.mistake.one_time", asker.language)]})
    time = said.get("agreed", "") or f"{said.get('start', '')}-{said.get('end', '')}"
    cells = {name: said.get(name, "") for name in ("name", "phone", "account", "day", "symptom")}
    row = TableRow(0, cells | {"work": said["kind_of_work"], "window": time} | said.get("place", {}))
    if whose := said.get("customer"):
        found = db.session.get(Customer, (who.organisation, whose)) if is_id(whose) else None
        if found is None:
            raise Problem("bad_input", {"customer": [translate("console.mistake.no_such_customer", asker.language)]})
        row.values["given"] = current_customer(found)
    if team := said.get("team"):
        chosen = db.session.get(Team, (who.organisation, team)) if is_id(team) else None
        row.cells = dict(row.cells) | {"team": chosen.name if chosen else team}
    [made] = ORDERS.store(asker, [_checked(ORDERS, asker, row)])
    return shown_visit(db.session.get_one(Visit, (who.organisation, made)))


def cancelled(who: KeyCaller, visit_id: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """Cancel a visit; `not_found` for a stranger's, `visit_is_over` for one that has ended."""
    found = db.session.get(Visit, (who.organisation, visit_id)) if is_id(visit_id) else None
    if found is None:
        raise Problem("not_found")
    actions.cancel(who.organisation, who.person, visit_id, reason=said["reason"], asked_by=said["by"])
    return shown_visit(db.session.get_one(Visit, (who.organisation, visit_id)))


def _checked(kind: ImportKind, asker: Asker, row: TableRow) -> TableRow:
    kind.read(row)
    if not row.troubles:
        kind.look(asker, [row])
    if row.troubles:
        mistakes: dict[str, list[str]] = {}
        for name, code in row.troubles:
            sentence = translate(f"console.mistake.{code}", asker.language)
            mistakes.setdefault(AS_CALLED.get(name, name), []).append(sentence)
        raise Problem("bad_input", mistakes)
    return row


def _asker(who: KeyCaller) -> Asker:
    organisation = db.session.get_one(Organisation, who.organisation)
    return Asker(who.organisation, who.person, organisation.language, organisation.time_zone)
