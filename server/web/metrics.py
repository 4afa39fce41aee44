"""`/metrics` for a collector that knows the token: how long answers take, and what waits in the database. Numbers only, of nobody in particular.

The library is loaded where a token is set. Several processes share their counts through files (`share`), as it asks for.
"""

from __future__ import annotations

import hmac
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, request
from sqlalchemy import func, select

from server.accounts.models import Device, Organisation
from server.evidence.bucket import Transfer
from server.evidence.models import Awaited
from server.kernel import clock
from server.kernel.db import db
from server.kernel.jobs import JobRun
from server.kernel.problem import Problem
from server.notices.models import Notice
from server.quarantine.waiting import waiting
from server.visits.conflicts.models import Conflict

SHARED = "PROMETHEUS_MULTIPROC_DIR"
MOST = 10_000  # of a kind are counted; more say as much
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


def share(data: Path) -> None:
    """Before any process is made: a folder through which they add up their counts."""
    folder = data / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ[SHARED] = tempfile.mkdtemp(dir=folder)


def process_ended(process: int) -> None:
    """What this process counted stays; what it had going does not."""
    if SHARED in os.environ:
        import_module("prometheus_client.multiprocess").mark_process_dead(process)


def attach(app: Flask, token: str) -> None:
    """Count every answer, where somebody may ask for the counts."""
    if not token:
        return
    library = import_module("prometheus_client")
    own = library.CollectorRegistry()
    seconds = library.Histogram(
        "doorstep_request_seconds",
        "Time to answer",
        ("method", "route", "status"),
        registry=own,
        buckets=BUCKETS,
    )
    app.extensions["doorstep.metrics"] = own

    @app.after_request
    def observe(response: Response) -> Response:
        rule = request.url_rule.rule if request.url_rule else "(no route)"
        method = request.method if request.method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE") else "other"
        took = time.perf_counter() - g.get("began", time.perf_counter())
        seconds.labels(method, rule, f"{response.status_code // 100}xx").observe(took)
        return response


def text_for(authorization: str) -> Response:
    """Everything as text, for who sends `Bearer <token>`; `not_found` for anybody else, and where no token is set."""
    token = current_app.config["DOORSTEP"].metrics_token
    if not token or not hmac.compare_digest(authorization.encode(), f"Bearer {token}".encode()):
        raise Problem("not_found")
    library = import_module("prometheus_client")
    if SHARED in os.environ:
        registry = library.CollectorRegistry()
        import_module("prometheus_client.multiprocess").MultiProcessCollector(registry)
    else:
        registry = current_app.extensions["doorstep.metrics"]
    lines = [library.generate_latest(registry).decode(), *_gauges()]
    return Response("".join(lines), content_type=library.CONTENT_TYPE_LATEST)


def _gauges() -> Iterator[str]:
    data = Path(current_app.config["DOORSTEP"].data_dir)
    yield from _gauge("doorstep_disk_free_bytes", "Room in the data folder", [("", shutil.disk_usage(data).free)])
    yield from _gauge("doorstep_unsent_oldest_seconds", "Age of the oldest record that a phone has not sent", _unsent())
    yield from _gauge("doorstep_notices_oldest_seconds", "How long the oldest notice is overdue", _overdue_notice())
    counted = {
        "doorstep_notices_unknown": ("Notices of which nobody knows whether they arrived", _unknown_notices()),
        "doorstep_quarantined": (
            "Records held back that nobody has looked at, at most 200 of an organisation",
            _held_back(),
        ),
        "doorstep_conflicts_open": ("Cross purposes that nobody has settled", _open_conflicts()),
        "doorstep_evidence_for_bucket": (
            "Pieces of evidence on their way into the bucket, or to be removed from it",
            _for_bucket(),
        ),
        "doorstep_evidence_awaited": ("Pieces of evidence that are not home", _awaited()),
    }
    for name, (words, value) in counted.items():
        yield from _gauge(name, words, [("", value)])
    runs = db.session.execute(
        select(JobRun.name, func.max(JobRun.failures), func.min(JobRun.ended_at))
        .group_by(JobRun.name)
        .order_by(JobRun.name)
    ).all()
    yield from _gauge(
        "doorstep_job_failures",
        "Failures in a row, of the organisation that has most",
        [(f'{{job="{name}"}}', failures) for name, failures, _ in runs],
    )
    yield from _gauge(
        "doorstep_job_age_seconds",
        "Since it ended last, for the organisation that waits longest",
        [(f'{{job="{name}"}}', _age(ended)) for name, _, ended in runs if ended],
    )


def _gauge(name: str, words: str, values: list[tuple[str, float]]) -> Iterator[str]:
    yield f"# HELP {name} {words}.\n# TYPE {name} gauge\n"
    for labels, value in values:
        yield f"{name}{labels} {value}\n"


def _for_bucket() -> int:
    limited = select(Transfer.sha256).limit(MOST).subquery()
    return db.session.scalar(select(func.count()).select_from(limited)) or 0


def _age(moment: str) -> float:
    return max(0, clock.milliseconds_between(moment, clock.now())) / 1000


def _unsent() -> list[tuple[str, float]]:
    oldest = db.session.scalar(select(func.min(Device.oldest_unsent_at)).where(Device.revoked_at.is_(None)))
    return [("", _age(oldest) if oldest else 0)]


def _overdue_notice() -> list[tuple[str, float]]:
    oldest = db.session.scalar(select(func.min(Notice.due_at)).where(Notice.state.in_(("waiting", "sending"))))
    return [("", _age(oldest) if oldest else 0)]


def _unknown_notices() -> int:
    return _count(select(Notice.id).where(Notice.state == "unknown"))


def _held_back() -> int:
    organisations = list(db.session.scalars(select(Organisation.id)))
    return sum(waiting(each) for each in organisations)


def _open_conflicts() -> int:
    return _count(select(Conflict.id).where(Conflict.resolved_at.is_(None)))


def _awaited() -> int:
    return _count(select(Awaited.sha256).where(Awaited.arrived_at.is_(None)))


def _count(wanted: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(wanted.limit(MOST).subquery())) or 0
