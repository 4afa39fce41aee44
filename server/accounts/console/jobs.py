"""What the server does by itself: each job with its last and next run, what it did and what failed, for administrators."""

from __future__ import annotations

from typing import Any

from server.console.layout import render, t, translate_if_known
from server.console.page import page
from server.console.view import ViewContext, view_of
from server.i18n.dates import moment_short
from server.kernel.authorise import current
from server.kernel.jobs import NOBODY, JobRun, next_moment, runs_of
from server.kernel.registry import installed
from server.kernel.wiring import Job


@page("/jobs", "administrator")
def jobs() -> Any:
    """Those that failed come first, then in the order in which they are done."""
    who, reader = current(), view_of(current())
    ours, whole = runs_of(who.organisation.id), runs_of(NOBODY)
    rows = [_row(job, (whole if job.whole else ours).get(job.name), reader) for job in installed().jobs()]
    return render("accounts/jobs", "jobs", rows=sorted(rows, key=lambda each: not each["failed"]))


def _row(job: Job, run: JobRun | None, reader: ViewContext) -> dict[str, Any]:
    def at(moment: str | None) -> str:
        return moment_short(moment, reader.today, reader.zone) if moment else ""

    if run is None:
        state = "never"
    elif run.ended_at is None:
        state = "running"
    else:
        state = "failed" if run.failures else "ended"
    return {
        "name": job.name,
        "words": translate_if_known(f"job.{job.name}") or job.name,
        "state": t(f"jobs.{state}"),
        "failed": bool(run and run.failures),
        "last": at(run.ended_at or run.began_at) if run else "",
        "next": at(next_moment(reader.now, job.every)),
        "did": t("jobs.did", count=run.done) if run and run.ended_at and run.done else "",
        "did_last": at(run.done_at) if run else "",
        "failure": t("jobs.failure", count=run.failures, kind=run.failure or "") if run and run.failures else "",
    }
