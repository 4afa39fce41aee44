"""The bytes of an attachment, for the phones of those who go on the visit: in parts, so that a cut costs a part."""

from __future__ import annotations

import io

from flask import Response, request, send_file
from flask_smorest import Blueprint

from server.attachments import actions
from server.attachments.models import Attachment
from server.attachments.rules import ENDINGS
from server.kernel.authorise import current, signed_in
from server.kernel.ids import is_id
from server.kernel.lookup import must_find
from server.kernel.problem import Problem

blueprint = Blueprint("attachments", __name__, url_prefix="/api/v1", description="Attachments of visits.")
SAFE = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
}


@blueprint.route("/attachments/<string:attachment_id>")
@blueprint.response(
    200, content_type="application/octet-stream", description="The bytes; with `Range` a part of them (206)"
)
@signed_in()
def attachment(attachment_id: str) -> Response:
    """An attachment of a visit that the asker is assigned to; `not_found` for every other."""
    who = current()
    if not is_id(attachment_id):
        raise Problem("not_found")
    row = must_find(Attachment, who.organisation.id, attachment_id)
    if row.removed_at or not actions.goes_there(who.organisation.id, who.person.id, row.visit_id):
        raise Problem("not_found")
    size, row_id = row.size, row.id
    answer = file_of(row)
    if who.device is not None and _has_the_end(answer, size):
        actions.fetched(row_id, who.organisation.id, who.person.id)
    return answer


def file_of(row: Attachment, *, shown: bool = False) -> Response:
    """The bytes as a file that no browser runs, or those that were asked for; `shown`: a picture may be looked at in a window of its own."""
    name = row.title + ENDINGS[row.type]
    answer = send_file(
        io.BytesIO(),
        mimetype=row.type,
        as_attachment=not (shown and row.type.startswith("image/")),
        download_name=name,
        conditional=False,
        etag=row.sha256,
    )
    answer.headers.update(SAFE)
    answer.make_conditional(request.environ, accept_ranges=True, complete_length=row.size)
    answer.direct_passthrough = False
    part = answer.content_range
    if answer.status_code == 206:
        answer.set_data(actions.bytes_of(row, part.start or 0, part.stop or row.size))
    elif answer.status_code == 200:
        answer.set_data(actions.bytes_of(row))
    return answer


def _has_the_end(answer: Response, size: int) -> bool:
    part = answer.content_range
    return answer.status_code == 200 or (answer.status_code == 206 and part.stop == size)
