"""create_app: the only file that knows every capability."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from importlib.util import find_spec
from types import SimpleNamespace
from typing import Any, cast

from flask import Flask
from flask.json.provider import DefaultJSONProvider
from werkzeug.middleware.proxy_fix import ProxyFix

import server.accounts.keys
import server.accounts.sessions
import server.sync.domain
from server.accounts import devices, people
from server.accounts import restored_devices as devices_returning
from server.config import Settings
from server.dispatch import ports
from server.evidence import importing as evidence_importing
from server.evidence import ports as evidence_ports
from server.evidence import reactions as evidence
from server.evidence.issuing import issue_receipt
from server.evidence.ports import Ports
from server.kernel import authorise, db
from server.kernel.arrival import Arrival
from server.kernel.folders import make_root
from server.kernel.transaction import write
from server.sync import aside, importing, kept
from server.sync.contacts import batches_since
from server.sync.domain import Domain
from server.sync.models import HeldBackAct, Received
from server.sync.release import release
from server.visits import receive
from server.visits.conflicts import resolve
from server.visits.feed import changes, holdings
from server.visits.log.log import over
from server.visits.office import actions
from server.visits.office.attach import attach
from server.visits.recovery import restore_visits
from server.web import assets, errors, gate, headers, log, openapi, pages, shell

# Each offers `routes.blueprint` (JSON), `pages.blueprint` (pages), both or neither.
CAPABILITIES = ("accounts", "customers", "standards", "visits", "evidence", "dispatch", "sync")


def create_app(settings: Settings | None = None) -> Flask:
    """The application for these settings, else for those of the environment."""
    settings = settings or Settings.from_environment()
    app = Flask("server", static_folder=None, template_folder="web/templates")
    app.config.update(DOORSTEP=settings, TESTING=settings.testing)
    app.debug = settings.rebuild_assets
    cast(DefaultJSONProvider, app.json).ensure_ascii = False  # because Chinese as \\u escapes is twice as long
    make_root(settings.data_dir)
    if settings.proxies:
        proxies = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    db.prepare(app, settings.database)
    attach_front(app, settings)
    register_capabilities(app)
    connect_sync(app)
    connect_office(app)
    connect_evidence(app)
    return app


def attach_front(app: Flask, settings: Settings) -> None:
    """What stands before every capability: who asks, what may pass, how errors and pages look."""
    authorise.recognise_by(app, server.accounts.sessions.recognised)
    server.accounts.keys.attach(app)
    log.attach(app)
    gate.attach(app, settings.request_bytes)
    errors.attach(app)
    headers.attach(app, settings.https)
    shell.attach(app)
    assets.init_app(app)


def connect_office(app: Flask) -> None:
    """Give the console what it does through others: orders, people, devices, settling, and the inbox's facts that were held back."""
    held_back = SimpleNamespace(
        table=Received, acts=HeldBackAct, release=release, put_with=partial(aside.put_with, attach), set_aside=aside.set_aside, bring_back=aside.bring_back)
    imports = SimpleNamespace(facts=importing.take_from_file, evidence=evidence_importing.take_from_file)
    ports.attach(app, orders=actions, people=people, devices=devices, held_back=held_back, settle=settle, imports=imports,
                 contacts=batches_since)


def connect_sync(app: Flask) -> None:
    """Tell sync, which knows names and no meaning, how facts are understood, and who reacts to them."""
    server.sync.domain.attach(app, Domain(
        lock=receive.lock, receive=receive.receive, settled=react, refresh=holdings.refresh_lazily, dump=changes.dump,
        readmit=devices_returning.readmit, take_back=restore_visits.take_back))


def connect_evidence(app: Flask) -> None:
    """Give evidence what only the inbox keeps, and the customer's objection its way into the visit's log."""
    evidence_ports.attach(app, Ports(kept.beside, kept.unread, kept.countersignatures, actions.object_to_signature))


def react(arrivals: list[Arrival]) -> None:
    """What facts set in motion in the same transaction: their bytes are awaited, and a visit that has ended gets its receipt."""
    for arrival in arrivals:
        fact, (subject, subject_id) = arrival.fact, arrival.subject
        if fact and fact["kind"] in ("photographed", "signed"):
            visit = subject_id if subject == "visit" and arrival.stored else None
            evidence.expect_evidence(arrival.organisation, arrival.device, fact["id"], visit, fact["kind"], fact["body"])
    touched = {each.subject[1] for each in arrivals if each.stored and each.subject[0] == "visit"}
    if touched:
        sign_what_has_ended(arrivals[0].organisation, *touched)


def settle(organisation: str, by: str, conflict: str, choice: str, seen: str | None = None) -> None:
    """Settle a cross purpose (`visits.settling.settle`); in the same transaction a visit that has ended gets its receipt over the new head."""
    write(lambda: sign_what_has_ended(organisation, resolve.settle(organisation, by, conflict, choice, seen)))


def sign_what_has_ended(organisation: str, *visits: str) -> None:
    """Inside `write`: the receipts of those visits that are over."""
    for visit in over(organisation, visits):
        issue_receipt(organisation, visit)


def register_capabilities(app: Flask) -> None:
    """Register every capability's API and pages."""
    api = openapi.attach(app)
    for name in CAPABILITIES:
        for module, register in (("routes", api.register_blueprint), ("pages", app.register_blueprint)):
            found = part(f"server.{name}.{module}")
            if found:
                register(found.blueprint)
    app.register_blueprint(pages.blueprint)


def part(name: str) -> Any:
    """A module of a capability, if it offers one."""
    return import_module(name) if find_spec(name) else None
