"""create_app: the only file that knows every capability."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import cast

from flask import Flask
from flask.json.provider import DefaultJSONProvider
from jinja2 import ChoiceLoader, FileSystemLoader
from werkzeug.middleware.proxy_fix import ProxyFix

import server.sync.domain
from server.accounts import restored_devices
from server.config import Settings
from server.console.page import blueprint_of
from server.devices.backed_up import backed_up_seq
from server.evidence import ports as evidence_ports
from server.evidence.ports import Ports
from server.housekeeping import JOBS
from server.i18n import messages
from server.kernel import db, fence
from server.kernel.folders import make_root
from server.kernel.registry import Registry, install
from server.kernel.wiring import Capability
from server.quarantine import export
from server.sync.domain import Domain
from server.visits import receive
from server.visits.feed import holdings
from server.visits.office import actions
from server.visits.recovery import restore_visits
from server.web import assets, errors, gate, headers, log, metrics, openapi, pages, shell

# From left to right; each offers `capability.capability` and imports only from its left.
CAPABILITIES = (
    "server.tlog",
    "server.accounts",
    "server.customers",
    "server.standards",
    "server.visits",
    "server.sync",
    "server.evidence",
    "server.attachments",
    "server.devices",
    "server.quarantine",
    "server.own_phone",
    "server.dispatch",
    "server.duty",
    "server.matters",
    "server.outages",
    "server.notices",
    "server.feedback",
    "server.complaints",
    "server.callbacks",
    "server.import_export",
    "server.api",
    "server.calendars",
    "server.webhooks",
    "server.recurring",
    "server.privacy",
)


def create_app(settings: Settings | None = None, capabilities: Sequence[str] = CAPABILITIES) -> Flask:
    """The application for these settings, else for those of the environment, made of these capabilities (module names)."""
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
    fence.attach(app)
    registry = install(app, [capability_of(each) for each in capabilities])
    registry.own_jobs = JOBS
    attach_front(app, settings)
    register(app, registry, capabilities)
    connect_sync(app, registry)
    connect_evidence(app)
    return app


def attach_front(app: Flask, settings: Settings) -> None:
    """What stands before every capability: what may pass, how errors and pages look."""
    log.attach(app)
    gate.attach(app, settings.request_bytes)
    errors.attach(app)
    headers.attach(app, settings.https)
    metrics.attach(app, settings.metrics_token)
    shell.attach(app)
    assets.init_app(app)


def connect_sync(app: Flask, registry: Registry) -> None:
    """Tell sync, which knows names and no meaning, how facts are understood, and who reacts to them."""
    server.sync.domain.attach(
        app,
        Domain(
            lock=receive.lock,
            receive=receive.receive,
            react=registry.react,
            refresh=holdings.refresh_lazily,
            dump=registry.dump,
            readmit=restored_devices.readmit,
            take_back=restore_visits.take_back,
            taken_back=registry.taken_back,
            delivered=holdings.note_delivered,
            backed_up=backed_up_seq,
        ),
    )


def connect_evidence(app: Flask) -> None:
    """Give evidence what only the inbox keeps, and the customer's objection its way into the visit's log."""
    evidence_ports.attach(
        app, Ports(export.beside, export.unread, export.countersignatures, actions.object_to_signature)
    )


def register(app: Flask, registry: Registry, capabilities: Sequence[str]) -> None:
    """Register every capability's API, pages, console pages and templates."""
    api = openapi.attach(app)
    for each in registry.capabilities:
        for blueprint in each.routes:
            api.register_blueprint(blueprint)
        for blueprint in each.pages:
            app.register_blueprint(blueprint)
    app.register_blueprint(blueprint_of(module for each in registry.capabilities for module in each.console))
    app.register_blueprint(pages.blueprint)
    folders = [Path(cast(str, import_module(name).__file__)).parent for name in ("server.console", *capabilities)]
    app.jinja_loader = ChoiceLoader(
        [cast(FileSystemLoader, app.jinja_loader), FileSystemLoader([each / "templates" for each in folders])]
    )
    for folder in folders:
        messages.add_root(folder)


def capability_of(module: str) -> Capability:
    """What the module's `capability.py` offers."""
    found = import_module(f"{module}.capability").capability
    if not isinstance(found, Capability):
        raise TypeError(f"{module}.capability offers no Capability")
    return found
