"""What anybody may ask of the log: its newest checkpoint, and the proof that it grew out of an older one. It holds hashes and tells nothing else."""

from __future__ import annotations

from flask import Blueprint, Response, request

from server.kernel.problem import Problem
from server.tlog.log import newest
from server.tlog.models import LogCheckpoint
from server.tlog.note import SIZE
from server.tlog.witnesses import request_of

blueprint = Blueprint("log", __name__, url_prefix="/log")


@blueprint.get("/checkpoint")
def checkpoint() -> Response:
    """The newest checkpoint that was signed; `not_found` before the first."""
    return Response(_newest().note, mimetype="text/plain")


@blueprint.get("/growth")
def growth() -> Response:
    """The newest checkpoint with the growth since the tree of `old` leaves, as witnesses are sent it and `verify --checkpoint` takes it."""
    old, head = request.args.get("old", ""), _newest()
    if not SIZE.fullmatch(old) or int(old) > head.size:
        raise Problem("not_found")
    return Response(request_of(int(old), head), mimetype="text/plain")


def _newest() -> LogCheckpoint:
    head = newest()
    if head is None:
        raise Problem("not_found")
    return head
