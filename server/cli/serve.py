"""Serve the application: bring the tables up to date, then answer until stopped."""

from __future__ import annotations

import argparse
import gc
import logging
import os
import resource
import threading
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from server.accounts.models import Organisation
from server.app import create_app
from server.backup.restore import refuse_unfinished
from server.cli import migrate, tick
from server.cli.refusal import refuse
from server.config import Settings
from server.kernel import clock, installation, search
from server.kernel.alone import alone
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.signing import KeyMissing, signer
from server.privacy import erasing
from server.quarantine.retry_after_upgrade import retry_after_upgrade
from server.standards import publishing
from server.web import metrics
from server.web.log import configure

log = logging.getLogger("doorstep.serve")
NAME = "serve"
PROCESSES = min(4, os.cpu_count() or 1)  # one a core, because Python computes in one thread at a time
MOST_PROCESSES = 64
THREADS = 8
WORKER = "server.web.patient_worker.PatientWorker"
CONNECTIONS = 1000  # of one process; most of them wait, and none of those holds a thread


def arguments(parser: argparse.ArgumentParser) -> None:
    """`--host`, `--port`, `--workers`, `--no-jobs`, `--demo`."""
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument(
        "--workers", type=_processes, default=PROCESSES, help=f"processes; {PROCESSES} here unless told"
    )
    parser.add_argument("--no-jobs", action="store_true", help="leave what time makes due to `doorstep worker`")
    parser.add_argument(
        "--demo", action="store_true", help="keep a demonstration organisation whose visits are dated today"
    )


def _processes(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= MOST_PROCESSES:
        raise argparse.ArgumentTypeError(f"must be a whole number from 1 to {MOST_PROCESSES}")
    return int(text)


def run(given: argparse.Namespace) -> int:
    """Migrate, prepare the demonstration when asked, serve."""
    os.umask(0o077)  # because the database names customers, however the host is set up
    settings = settings_for(given.host, given.port)
    configure(settings.log)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    if settings.metrics_token:
        metrics.share(settings.data_dir)
    try:
        refuse_unfinished(settings.data_dir)
    except Problem as problem:
        return refuse(problem)
    access = logging.getLogger("doorstep.access")
    access.setLevel(logging.WARNING)  # because the demonstration's phones are no visitors
    try:
        lines = prepare(settings, given.demo)
    except KeyMissing as missing:
        return refuse(missing)
    finally:
        access.setLevel(logging.INFO)
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(
        resource.RLIMIT_NOFILE, (most, most)
    )  # because each connection is an open file, and 1,024 are usual
    Server(settings, given, lambda: announce(settings, lines)).run()
    return 0


def settings_for(host: str, port: int) -> Settings:
    """The environment's settings; links lead to this host and port unless a public address is given."""
    settings = Settings.from_environment()
    return settings if os.environ.get("DOORSTEP_PUBLIC_URL") else settings.at(public_url=f"http://{host}:{port}")


def prepare(settings: Settings, demo: bool) -> list[str]:
    """What happens once before serving: tables, keys, the shipped standards for everybody; returns the lines of the demonstration's logins."""
    app = create_app(settings)
    with app.app_context(), alone("starting"):  # because two servers that start at once would prepare the same
        say("bringing the tables up to date")
        migrate.upgrade(app)
        installation.tie(settings.data_dir, evidence_elsewhere=bool(settings.evidence_bucket))
        signer()
        if again := erasing.apply_again():
            log.info("%d erasures that a backup had brought back were carried out again", again)
        for refused in publishing.bring_up_to_date(clock.now()):
            log.warning("%s", refused)
        if taken_in := retry_after_upgrade():
            log.info("%d records of newer apps are understood now and were taken in", taken_in)
        index_for_search()
        if demo:
            say(
                "dressing the demonstration's day: thirty visits with photographs, once a day; a quarter of a minute to a minute"
            )
        lines = _demonstration(app) if demo else []
        db.session.remove()
        db.engine.dispose()  # because connections must not be inherited by the processes that serve
    return lines


def index_for_search() -> None:
    """What was written before there was an index of terms; once, because from then on each write keeps its own."""
    for organisation in list(db.session.scalars(select(Organisation.id).order_by(Organisation.id))):
        if rows := search.bring_up_to_date(organisation):
            log.info("%d rows can be searched now", rows)


def say(what: str) -> None:
    """What takes a while, before it does: nobody should wonder whether anything happens."""
    print(f"doorstep: {what} …", flush=True)


def announce(settings: Settings, lines: list[str]) -> None:
    """Say where to go: the last lines that are printed, so that they stand above the prompt and not above a minute of reports."""
    at = settings.public_url
    print(f"\nDoorstep 上门  {at}/\n  technician 师傅  {at}/app/\n  office 办公室  {at}/console/", flush=True)
    for line in lines:
        print(f"  {line}", flush=True)


class Server(BaseApplication):
    """gunicorn with threads, configured here instead of in a file."""

    def __init__(self, settings: Settings, given: argparse.Namespace, ready: Callable[[], None]) -> None:
        self.settings, self.given, self.ready = settings, given, ready
        super().__init__()

    def load_config(self) -> None:
        options: dict[str, Any] = {
            "bind": f"{self.given.host}:{self.given.port}",
            "workers": self.given.workers,
            "worker_class": WORKER,
            "worker_connections": CONNECTIONS,
            "threads": THREADS,
            "timeout": 60,
            "graceful_timeout": 10,
            "loglevel": "warning",
            "keepalive": 30,
            "limit_request_line": 4094,
            "control_socket_disable": True,
            "when_ready": lambda _: self.ready(),
            "proc_name": "doorstep",
            "child_exit": lambda _, worker: metrics.process_ended(worker.pid),
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        app = create_app(self.settings)
        with (
            app.app_context(),
            suppress(DBAPIError),
        ):  # because gunicorn ends the whole server where a process of it does not come up
            signer()  # remembered here, because within a write it is looked up anew each time
        gc.collect()
        gc.freeze()  # because what was loaded once stays as long as the process and need not be looked through again and again
        if not self.given.no_jobs:
            tick.start(app, threading.Event())
        return app


def _demonstration(app: Flask) -> list[str]:
    if not find_spec("server.demo"):
        return []
    return list(import_module("server.demo").prepare(app) or [])
