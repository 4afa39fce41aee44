"""The address to which a calendar subscribes: no sign-in, the code is the secret."""

from __future__ import annotations

from flask import Blueprint, Response, request

from server.calendars.feeds import read

blueprint = Blueprint("calendar_feed", __name__, url_prefix="/calendar")


@blueprint.get("/<string:code>.ics")
def feed(code: str) -> Response:
    """The visits of thirty days back and three months ahead; 304 where nothing has changed."""
    found = read(code)
    answer = Response(found.content, content_type="text/calendar; charset=utf-8")
    answer.set_etag(found.tag)
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.make_conditional(request)
    return answer
