"""What other systems write, under the rules of the forms: customers, orders, matters, and what is done about them. Everything here runs inside `write`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.accounts.api_keys import KeyCaller
from server.accounts.models import Organisation, Team
from server.api.listing import shown_commitment, shown_customer, shown_matter, shown_visit
from server.customers.importing import CUSTOMERS
from server.customers.models import Customer, current_customer, premises_of
from server.dispatch.importing import ORDERS
from server.i18n.messages import mistake_said, translate
from server.kernel import clock
from server.kernel.db import db
from server.kernel.ids import is_id
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.kernel.tables import Asker, ImportKind, TableRow
from server.kernel.text.letters import tidy
from server.matters.actions import Spoke, keep
from server.matters.matter_models import Matter
from server.matters.models import Commitment
from server.matters.opening import take_matter
from server.visits.console.retiming import retime_visit
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
    row.values["inputs"] = said.get("inputs", {})
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
    _locked(who, visit_id, said)
    actions.cancel(who.organisation, who.person, visit_id, reason=said["reason"], asked_by=said["by"])
    return _as_it_is(who, visit_id)


def assigned(who: KeyCaller, visit_id: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """Give a visit to a lead and helpers, or to nobody; `not_a_technician`."""
    _locked(who, visit_id, said)
    lead = said["lead"]
    if said["helpers"] and not lead:
        raise _wrong(who, {"lead": ["helpers_alone"]})
    helpers = sorted({each for each in said["helpers"] if each != lead})
    actions.assign(who.organisation, who.person, visit_id, lead, helpers)
    return _as_it_is(who, visit_id)


def retimed(who: KeyCaller, visit_id: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """Another time: our own change needs a reason, at late notice an apology, too (HV-8c)."""
    visit, zone = _locked(who, visit_id, said), _asker(who).zone
    typed = {name: said.get(name, "") for name in ("day", "agreed", "by", "reason")}
    typed |= {"from": said.get("start", ""), "to": said.get("end", ""), "apology": "1" if said.get("apology") else ""}
    try:
        retime_visit(who.organisation, who.person, zone, visit, typed)
    except Problem as problem:
        if problem.code != "bad_input":
            raise
        raise _wrong(who, problem.errors or {}) from None
    return _as_it_is(who, visit_id)


def matter(who: KeyCaller, said: Mapping[str, Any]) -> dict[str, Any]:
    """Take a matter; its clocks begin with the call, never later than now."""
    now = clock.now()
    wrong: dict[str, Any] = {}
    team, customer = said["team"], said.get("customer")
    if db.session.get(Team, (who.organisation, team)) is None:
        wrong["team"] = ["missing"]
    found = db.session.get(Customer, (who.organisation, customer)) if customer else None
    if customer and found is None:
        wrong["customer"] = ["no_such_customer"]
    call_at = said.get("call_at")
    if call_at and not clock.later(now, hours=-actions.CALL_HOURS) <= call_at <= now:
        wrong["call_at"] = ["call_at"]
    if wrong:
        raise _wrong(who, wrong)
    body = {name: said[name] for name in ("kind", "originator", "team", "title")}
    body |= {name: said[name] for name in ("place", "hotline", "call_at") if said.get(name)}
    body |= {"customer": current_customer(found).id} if found else {}
    body |= {"urgent": True} if said.get("urgent") else {}
    made = take_matter(who.organisation, who.person, body)
    return shown_matter(db.session.get_one(Matter, (who.organisation, made)))


def told(who: KeyCaller, commitment: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """What was promised is done and the customer heard it: kept where somebody was reached, else only the contact is stored."""
    if not is_id(commitment):
        raise Problem("not_found")
    spoke = Spoke(said["channel"], said["result"], tidy(said["summary"], 1000), said["direction"])
    keep(who.organisation, who.person, commitment, spoke)
    return shown_commitment(db.session.get_one(Commitment, (who.organisation, commitment)))


def _locked(who: KeyCaller, visit_id: str, said: Mapping[str, Any]) -> Visit:
    """The visit, nobody else's until this write ends; `changed_meanwhile` where it is no longer at the `version` that was named."""
    if not is_id(visit_id):
        raise Problem("not_found")
    visit = must_find(Visit, who.organisation, visit_id, locked=True)
    if said.get("version") not in (None, visit.version):
        raise Problem("changed_meanwhile")
    return visit


def _as_it_is(who: KeyCaller, visit_id: str) -> dict[str, Any]:
    return shown_visit(db.session.get_one(Visit, (who.organisation, visit_id)))


def _wrong(who: KeyCaller, found: Mapping[str, Any]) -> Problem:
    """`bad_input` with a sentence for each field, under the names of the API."""
    language, named = _asker(who).language, {"from": "start", "to": "end"}
    return Problem(
        "bad_input",
        {named.get(name, name): [mistake_said(codes[0], language)] for name, codes in found.items()},
    )


def _checked(kind: ImportKind, asker: Asker, row: TableRow) -> TableRow:
    kind.understand(row)
    if not row.troubles:
        kind.look(asker, [row])
    if row.troubles:
        mistakes: dict[str, list[str]] = {}
        for name, code in row.troubles:
            sentence = mistake_said(code, asker.language)
            mistakes.setdefault(AS_CALLED.get(name, name), []).append(sentence)
        raise Problem("bad_input", mistakes)
    return row


def _asker(who: KeyCaller) -> Asker:
    organisation = db.session.get_one(Organisation, who.organisation)
    return Asker(who.organisation, who.person, organisation.language, organisation.time_zone)
