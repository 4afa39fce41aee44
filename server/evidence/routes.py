"""Uploads by tus 1.0 under `/api/v1/uploads`, and evidence as the office is shown it."""

from __future__ import annotations

import base64
import binascii

from flask import Response, request, url_for
from flask.views import MethodView
from flask_smorest import Blueprint
from PIL.Image import DecompressionBombError
from sqlalchemy import select

from server.accounts.models import Device
from server.customers.access import saw
from server.evidence import described, uploads
from server.evidence.described import CHUNK_TYPE
from server.evidence.models import Awaited, Upload
from server.evidence.rules import FORMATS, LARGEST, LARGEST_CHUNK, is_hash, rendition
from server.evidence.store import store
from server.kernel.authorise import Caller, caller, current, reads_own_body, signed_in
from server.kernel.db import db
from server.kernel.fence import stay_within
from server.kernel.problem import Problem
from server.kernel.roles import OFFICE
from server.kernel.transaction import write
from server.visits.models import Assignment, Visit

blueprint = Blueprint("evidence", __name__, url_prefix="/api/v1", description="Bytes of photographs and signatures.")
ABOUT_TUS = {
    "Tus-Resumable": "1.0.0",
    "Tus-Version": "1.0.0",
    "Tus-Max-Size": str(LARGEST),
    "Tus-Extension": "creation,creation-with-upload,expiration,termination",
}
SIZES = {"thumbnail": 320, "page": 1600}


@blueprint.route("/uploads")
class Uploads(MethodView):
    """Where uploads begin."""

    @blueprint.response(204, description="What this server speaks of tus", headers=described.SPOKEN)
    @signed_in(revoked_device=True)
    def options(self) -> Response:
        """What this server speaks of tus."""
        return Response(status=204, headers=ABOUT_TUS)

    @blueprint.doc(
        parameters=[described.VERSION, described.LENGTH, described.METADATA, described.DEVICE],
        requestBody=described.chunk(required=False),
    )
    @blueprint.response(201, description="Begun, or found again; `Location` is the upload", headers=described.BEGUN)
    @blueprint.alt_response(413, description="The chunk is over 512 KB, or longer than the whole")
    @blueprint.alt_response(460, description="The whole has come and its SHA-256 is another; it is discarded")
    @reads_own_body
    def post(self) -> Response:
        """Begin an upload, with its first bytes where they come along."""
        device_id = _device_id()
        _check_version()
        described = _metadata()
        length = _whole_number("Upload-Length")
        chunk = _chunk() if request.mimetype == CHUNK_TYPE else b""

        def begun() -> tuple[str, int, bool]:
            upload = uploads.begin(
                _device(device_id, described["sha256"]), described["sha256"], described["type"], length
            )
            whole = uploads.take(upload, 0, chunk) if chunk and upload.offset == 0 else True
            return upload.id, upload.offset, whole

        upload_id, offset, whole = write(begun)
        if not whole:
            raise Problem("bytes_differ")
        place = url_for("evidence.OneUpload", upload_id=upload_id)
        return Response(status=201, headers=ABOUT_TUS | {"Location": place, "Upload-Offset": str(offset)})


@blueprint.route("/uploads/<string:upload_id>")
class OneUpload(MethodView):
    """An upload under way."""

    @blueprint.doc(parameters=[described.VERSION, described.DEVICE])
    @blueprint.response(200, description="How far it has come", headers=described.UPLOAD_HEADERS)
    def head(self, upload_id: str) -> Response:
        """How far it has come."""
        upload = uploads.of_device(_uploading_device(upload_id), upload_id)
        told = {
            "Upload-Offset": str(upload.offset),
            "Upload-Length": str(upload.length),
            "Upload-Expires": upload.expires_at,
        }
        return Response(status=200, headers=ABOUT_TUS | told | {"Cache-Control": "no-store"})

    @blueprint.doc(
        parameters=[described.VERSION, described.OFFSET, described.DEVICE], requestBody=described.chunk(required=True)
    )
    @blueprint.response(
        204,
        description="Taken; `Upload-Offset` says how far it has come",
        headers=described.RESUMABLE | described.REACHED,
    )
    @blueprint.alt_response(409, description="Another offset than the upload has come to; `offset` says which")
    @blueprint.alt_response(413, description="The chunk is over 512 KB, or longer than what is left")
    @blueprint.alt_response(460, description="The whole has come and its SHA-256 is another; it is discarded")
    @reads_own_body
    def patch(self, upload_id: str) -> Response:
        """Append a chunk."""
        device = _uploading_device(upload_id)
        _check_version()
        if request.mimetype != CHUNK_TYPE:
            raise Problem("chunk_type")
        offset, chunk = _whole_number("Upload-Offset"), _chunk()

        def taken() -> tuple[int, bool]:
            upload = uploads.of_device(device, upload_id, lock=True)
            whole = uploads.take(upload, offset, chunk)
            return offset + len(chunk), whole

        reached, whole = write(taken)
        if not whole:
            raise Problem("bytes_differ")
        return Response(status=204, headers=ABOUT_TUS | {"Upload-Offset": str(reached)})

    @blueprint.doc(parameters=[described.VERSION, described.DEVICE])
    @blueprint.response(204, description="Discarded", headers=described.RESUMABLE)
    def delete(self, upload_id: str) -> Response:
        """Give an upload up."""
        device = _uploading_device(upload_id)
        write(lambda: uploads.end(uploads.of_device(device, upload_id, lock=True)))
        return Response(status=204, headers=ABOUT_TUS)


@blueprint.route("/evidence/<string:sha256>")
@blueprint.response(200, content_type="image/jpeg", description="A rendition, re-encoded here")
@signed_in()
def picture(sha256: str) -> Response:
    """A photograph or signature of a visit, for those who may see the visit: `?visit=<id>&size=thumbnail|page`."""
    asking = current()
    visit = request.args.get("visit", "")
    if not is_hash(sha256) or not _may_see(asking, visit):
        raise Problem("not_found")
    return show_picture(asking.organisation.id, visit, sha256, request.args.get("size", "page"), asking)


def show_picture(organisation: str, visit: str, sha256: str, size: str, asking: Caller | None = None) -> Response:
    """A rendition of a picture of this visit; a browser that kept it asks whether it may still show it."""
    media_type = db.session.scalar(
        select(Awaited.type)
        .where(
            Awaited.organisation_id == organisation,
            Awaited.visit_id == visit,
            Awaited.sha256 == sha256,
            Awaited.arrived_at.is_not(None),
            Awaited.trouble.is_(None),
            Awaited.type.in_(list(FORMATS)),
        )
        .limit(1)
    )
    if media_type is None:
        raise Problem("not_found")
    if asking is not None:
        _on_record(asking, visit, sha256)
    # Asked for again each time, because a picture must not be there for whoever sits down after somebody has signed out.
    tag = f"{sha256[:32]}-{size if size in SIZES else 'page'}"
    headers = {"Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff", "ETag": f'"{tag}"'}
    if request.if_none_match.contains(tag):
        return Response(status=304, headers=headers)
    content = store().read(organisation, sha256)
    if content is None:
        raise Problem("not_found")
    try:
        shown = rendition(content, SIZES.get(size, SIZES["page"]))
    except (
        OSError,
        ValueError,
        SyntaxError,
        DecompressionBombError,
    ):  # what was let in by an earlier version is no fault of ours
        raise Problem("not_found") from None
    return Response(shown, mimetype="image/jpeg", headers=headers)


def _on_record(asking: Caller, visit: str, sha256: str) -> None:
    """Whose picture somebody of the staff is shown."""
    same = (Awaited.organisation_id == asking.organisation.id, Awaited.visit_id == visit, Awaited.sha256 == sha256)
    drawn = db.session.scalar(select(Awaited.purpose).where(*same).limit(1)) == "signature"
    customer = db.session.scalar(
        select(Visit.customer_id).where(Visit.organisation_id == asking.organisation.id, Visit.id == visit)
    )
    saw(asking, "signature" if drawn else "photographs", customer, visit)


def _may_see(asking: Caller, visit: str) -> bool:
    if asking.person.has_role(*OFFICE):
        return True
    return (
        db.session.scalar(
            select(Assignment.role).where(
                Assignment.organisation_id == asking.organisation.id,
                Assignment.visit_id == visit,
                Assignment.person_id == asking.person.id,
            )
        )
        is not None
    )


def _device_id() -> str:
    """The signed-in phone's id; a revoked phone whose sign-in has ended names itself in `Doorstep-Device`."""
    asking, named = caller(), request.headers.get("Doorstep-Device", "")
    if asking is not None and asking.device is not None:
        if named not in (
            "",
            asking.device.id,
        ):  # a tab of somebody who used this phone before: these bytes are not of this sign-in's phone
            raise Problem("device_not_yours")
        return asking.device.id
    if asking is None and named and _revoked(named):
        return named
    raise Problem("signed_out" if asking is None else "device_not_yours")


def _revoked(device_id: str) -> Device | None:
    return db.session.scalar(select(Device).where(Device.id == device_id, Device.revoked_at.is_not(None)))


def _device(device_id: str, sha256: str) -> Device:
    """The phone; a revoked one may only hand in bytes that one of its stored facts names."""
    device = db.session.scalar(select(Device).where(Device.id == device_id))
    if device is None:
        raise Problem("signed_out")
    stay_within(device.organisation_id)
    if (
        device.revoked_at
        and db.session.scalar(
            select(Awaited.fact_id).where(
                Awaited.organisation_id == device.organisation_id,
                Awaited.device_id == device.id,
                Awaited.sha256 == sha256,
            )
        )
        is None
    ):
        raise Problem("device_revoked")
    return device


def _uploading_device(upload_id: str) -> Device:
    upload = db.session.scalar(select(Upload).where(Upload.id == upload_id))
    return _device(_device_id(), upload.sha256 if upload else "")


def _check_version() -> None:
    if request.headers.get("Tus-Resumable", "1.0.0") != "1.0.0":
        raise Problem("tus_version")


def _whole_number(header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        raise Problem("evidence_not_accepted")
    return int(text)


def _metadata() -> dict[str, str]:
    found = {"sha256": "", "type": ""}
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        name, _, value = pair.strip().partition(" ")
        try:
            found[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise Problem("evidence_not_accepted") from None
    return found


def _chunk() -> bytes:
    if (request.content_length or 0) > LARGEST_CHUNK:
        raise Problem("chunk_too_large")
    chunk = request.stream.read(LARGEST_CHUNK + 1)
    if len(chunk) > LARGEST_CHUNK:
        raise Problem("chunk_too_large")
    return chunk
