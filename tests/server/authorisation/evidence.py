"""Who may ask what of uploads, pictures and receipts."""

from __future__ import annotations

import base64

from server.kernel.chain import receipt_code, sha256
from tests.server.authorisation.table import EVERYBODY, OFFICE, SIGNED_IN, TECHNICIANS, Row, World
from tests.server.evidence.conftest import FONTS, Record, append, begin, jpeg

PHONES = TECHNICIANS | {"their technician"}
WITHOUT_A_PHONE = dict.fromkeys(SIGNED_IN - PHONES, 403)
CHUNK = "application/offset+octet-stream"
GUESSED = "/r/2222-2222"


def prepare(world: World) -> None:
    """A visit of the technician, helped by the helper, with one photograph home; and an upload under way."""
    scenario = world.scenario()
    visit = scenario.given("liming", "ayguli")
    record = Record(scenario, scenario.phone("liming"), visit)
    record.work()
    record.phone.sync_all()
    record.send_bytes()
    photograph = next(digest for digest, (kind, _) in record.bytes.items() if kind == "image/jpeg")
    code = receipt_code(visit, record.phone.grant_of(visit) or "")
    world.things |= {
        "evidence": f"/api/v1/evidence/{photograph}?visit={visit}",
        "receipt": f"/r/{code}",
        "picture": f"/r/{code}/pictures/{photograph}",
        "report": f"/console/visits/{visit}/report.pdf",
    }
    config = world.cast.app.config
    config["DOORSTEP"] = config["DOORSTEP"].at(report_fonts=FONTS)
    world["upload"] = begin(world.phone("technician").client, sha256(b"one"), "image/jpeg", 100, b"o").headers[
        "Location"
    ]
    assert append(world.phone("technician").client, world["upload"], 1, b"n").status_code == 204


def beginning(_: World) -> dict[str, object]:
    """The headers of an upload that begins."""
    content = jpeg(5)
    words = {"sha256": sha256(content), "type": "image/jpeg"}
    metadata = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in words.items())
    return {"headers": {"Tus-Resumable": "1.0.0", "Upload-Length": str(len(content)), "Upload-Metadata": metadata}}


def offset(at: int) -> dict[str, object]:
    """A chunk for this place."""
    return {"headers": {"Tus-Resumable": "1.0.0", "Upload-Offset": str(at)}, "data": b"x", "content_type": CHUNK}


UPLOAD = "/api/v1/uploads/<string:upload_id>"
ROWS = [
    Row("/api/v1/uploads", "POST", "own bytes", PHONES, (201,), send=beginning, refusals=WITHOUT_A_PHONE),
    Row(
        UPLOAD,
        "PATCH",
        "own upload, elsewhere",
        set(),
        path=lambda world: world["upload"],
        send=offset(50),
        refusals={"technician": 409},
    ),
    Row(UPLOAD, "DELETE", "nobody's upload", set(), path="/api/v1/uploads/none"),
    Row(
        "/api/v1/evidence/<string:sha256>",
        "GET",
        "own visit",
        OFFICE | {"technician", "helper"},
        path=lambda world: world["evidence"],
    ),
    Row("/console/visits/<visit_id>/report.pdf", "GET", "our visit", OFFICE, path=lambda world: world["report"]),
    Row(
        "/console/visits/<visit_id>/report.pdf",
        "GET",
        "a visit that nobody has",
        set(),
        path=f"/console/visits/{'0' * 36}/report.pdf",
    ),
    Row("/r/", "GET", "public", EVERYBODY),
    Row("/r/<string:code>", "GET", "by its code", EVERYBODY, path=lambda world: world["receipt"]),
    Row(
        "/r/<string:code>/receipt.tlog-proof",
        "GET",
        "by its code",
        EVERYBODY,
        path=lambda world: f"{world['receipt']}/receipt.tlog-proof",
    ),
    Row("/r/<string:code>", "GET", "guessed", set(), path=GUESSED, refusals=dict.fromkeys(EVERYBODY, 404)),
    Row(
        "/r/<string:code>/pictures/<string:sha256>",
        "GET",
        "by its code",
        EVERYBODY,
        path=lambda world: world["picture"],
    ),
    Row(
        "/r/<string:code>/pictures/<string:sha256>",
        "GET",
        "guessed",
        set(),
        path=f"{GUESSED}/pictures/{'0' * 64}",
        refusals=dict.fromkeys(EVERYBODY, 404),
    ),
    Row(
        "/r/<string:code>/bundle.zip",
        "GET",
        "by its code alone",
        EVERYBODY,
        (303,),
        path=lambda world: f"{world['receipt']}/bundle.zip",
    ),
    Row(
        "/r/<string:code>/bundle.zip",
        "GET",
        "guessed",
        set(),
        path=f"{GUESSED}/bundle.zip",
        refusals=dict.fromkeys(EVERYBODY, 404),
    ),
    Row(
        "/r/<string:code>/bundle.zip",
        "POST",
        "code and digits",
        EVERYBODY,
        path=lambda world: f"{world['receipt']}/bundle.zip",
        send={"data": {"digits": "1234"}},
    ),
    Row(
        "/r/<string:code>/objection",
        "POST",
        "by its code",
        EVERYBODY,
        (303,),
        path=lambda world: f"{world['receipt']}/objection",
    ),
]
