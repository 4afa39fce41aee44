"""`POST /api/v1/sync`: first the facts of a device in, then the changes for its person out, each a transaction of its own."""

from __future__ import annotations

import json
import re
from typing import Any

from flask import Response, current_app, request
from flask_smorest import Blueprint
from sqlalchemy import select

from server.accounts.models import Device
from server.kernel import clock
from server.kernel.arrival import Arrival
from server.kernel.authorise import Caller, caller, reads_own_body
from server.kernel.db import db
from server.kernel.feed import clock_of
from server.kernel.fence import stay_within
from server.kernel.problem import Problem, next_step
from server.kernel.transaction import is_passing, write
from server.sync import columns
from server.sync.content_coding import NOT_WORTH_PACKING, coding_for, encoded
from server.sync.device_status import says_nothing_new
from server.sync.domain import FeedReader, domain
from server.sync.envelope import SIGNED_BY_IT, DeviceKey, read
from server.sync.inbox import Taken, take_in
from server.sync.outbox import IN_COLUMNS, Page, pull
from server.sync.recovery import readmitted, take_back
from server.sync.request import sync_request
from server.sync.schemas import SyncAnswer, SyncRequest

blueprint = Blueprint("sync", __name__, url_prefix="/api/v1", description="Facts up, changes down.")


@blueprint.route("/sync", methods=["POST"])
@blueprint.doc(requestBody={"required": True, "content": {"application/json": {"schema": SyncRequest}}})
@blueprint.response(200, SyncAnswer, description="What became of each fact, and the next page of changes")
@blueprint.alt_response(
    426, description="The app is too old for changes: its facts are taken in, and the problem says what became of each"
)
@reads_own_body
def sync() -> Response:
    """Send facts and receive changes; every fact gets a lasting outcome, or the whole request fails and nothing is kept."""
    who = caller()
    try:
        asked = sync_request()
        return _answer(*_exchange(asked, who))
    except Problem as problem:
        raise (
            problem
            if who or problem.code not in ("bad_input", "wrong_format", "batch_too_large")
            else Problem("signed_out")
        ) from None
    except Exception as error:
        if not is_passing(error):
            raise
        raise Problem("passing_fault", status=503) from error


def _exchange(asked: dict[str, Any], who: Caller | None) -> tuple[dict[str, Any], Page | None]:
    """The answer but for its changes, and the page with these."""
    now, signed_in = clock.now(), who is not None
    key, revoked = _device(asked["device"], who, is_back=readmitted(asked, who, now))
    stay_within(key.organisation)
    arrivals = [read(text, key, now) for text in asked["facts"]]  # signatures are checked here, before any lock
    status: dict[str, Any] | None = None
    if signed_in:
        status = asked.get("told", {}) | {"app_version": asked["app_version"], "cursor": asked["cursor"]}
        _note_skew(arrivals, status.get("now"), now)
        if asked.get("grants") and not revoked:
            take_back(key, asked["grants"])
    elif arrivals:
        arrivals = _its_own(arrivals)
    taken = _pushed(key, arrivals, status, now)
    answer = {
        "last_seq": taken.last_seq,
        "countersignatures": taken.countersignatures,
        "server_time": clock.now(),
        "results": [_result(*each) for each in taken.results],
        "minimum_app": current_app.config["DOORSTEP"].minimum_app,
    } | ({"expected_seq": taken.expected} if taken.expected else {})
    revoked = revoked or taken.revoked
    if revoked or "confidential" in asked:
        answer["backed_up_seq"] = domain().backed_up(key.organisation, key.device)
    if revoked:
        end = {"revoked": True, "epoch": clock_of(key.organisation).epoch, "cursor": asked["cursor"], "more": False}
        return answer | end, None
    page = _pulled(key, asked, answer)
    answer |= {"epoch": page.epoch, "cursor": page.cursor, "more": page.more}
    return answer | ({"as_of": page.as_of} if page.as_of else {}), page


def _device(device_id: str, who: Caller | None, *, is_back: bool) -> tuple[DeviceKey, bool]:
    """The device whose facts these are, and whether it is revoked. Only its own sign-in may send them, or nobody's once it is revoked."""
    own = who.device if who else None
    if who and own and own.id == device_id:
        return DeviceKey(who.organisation.id, own.id, who.person.id, own.key_id, own.public_key), own.revoked
    if who and not is_back:
        raise Problem("device_not_yours")
    device = db.session.scalar(select(Device).where(Device.id == device_id))
    if device is None or (who is None and device.revoked_at is None):
        raise Problem("device_not_yours" if who else "signed_out")
    key = DeviceKey(device.organisation_id, device.id, device.person_id, device.key_id, device.public_key)
    return key, device.revoked_at is not None


def _pushed(key: DeviceKey, arrivals: list[Arrival], status: dict[str, Any] | None, now: str) -> Taken:
    if not arrivals and status is not None and (known := says_nothing_new(key.organisation, key.device, status, now)):
        return Taken(known[0], revoked=known[1])
    return write(lambda: take_in(key.organisation, key.device, [arrival.again() for arrival in arrivals], status, now))


def _pulled(key: DeviceKey, asked: dict[str, Any], answer: dict[str, Any]) -> Page:
    """The changes; where there can be none, the problem carries what became of the facts."""
    if _older(asked["app_version"], answer["minimum_app"]):
        raise Problem("app_too_old", **answer)
    domain().refresh(key.organisation, key.person)
    db.session.rollback()  # so that the pull reads one snapshot, taken after the push was committed
    try:
        return pull(
            FeedReader(key.organisation, key.person, key.device),
            asked.get("epoch"),
            asked["cursor"],
            asked.get("limit"),
            asked.get("as_of", 0),
            IN_COLUMNS if _reads_columns() else 1,
        )
    except Problem as problem:
        raise Problem(problem.code, **(answer | problem.extra)) from None


def _result(seq: int, fact_id: str | None, outcome: str, code: str | None) -> dict[str, Any]:
    found: dict[str, Any] = {"seq": seq, "outcome": outcome}
    if fact_id:
        found["id"] = fact_id
    if code:
        found |= {"code": code, "next": next_step(code)}
    return found


def _note_skew(arrivals: list[Arrival], phones_now: str | None, now: str) -> None:
    """How far the phone's clock is off at this moment, said of the facts of the clock run that is still going on."""
    last = next((arrival.fact for arrival in reversed(arrivals) if arrival.fact), None)
    if last is None or phones_now is None:
        return
    for arrival in arrivals:
        if arrival.fact and arrival.fact["clock_run"] == last["clock_run"]:
            arrival.skew = clock.milliseconds_between(phones_now, now)


def _its_own(arrivals: list[Arrival]) -> list[Arrival]:
    """What of a batch that nobody's sign-in vouches for stands on the phone's own signature; `signed_out` where nothing does."""
    own = [arrival for arrival in arrivals if arrival.code in SIGNED_BY_IT]
    if not own:
        raise Problem("signed_out")
    return own


def _older(version: str, minimum: str) -> bool:
    return [int(part) for part in re.findall(r"\d{1,6}", version)[:3]] < [
        int(part) for part in re.findall(r"\d{1,6}", minimum)[:3]
    ]


def _reads_columns() -> bool:
    """Whether the client names the second form; `*/*` does not."""
    return any(named == columns.TYPE and quality > 0 for named, quality in request.accept_mimetypes)


def _answer(answer: dict[str, Any], page: Page | None) -> Response:
    changes, form = f'"changes":[{",".join(page.texts if page else ())}]', "application/json"
    if page and _reads_columns() and columns.are_worth_it(page.changes):
        changes, form = f'"columns":{_json(columns.in_columns(page.changes))}', columns.TYPE
    text = f"{_json(answer)[:-1]},{changes}}}".encode()
    response = Response(mimetype=form, headers={"Cache-Control": "no-store", "Vary": "Accept, Accept-Encoding"})
    coding = coding_for(request.accept_encodings) if len(text) > NOT_WORTH_PACKING else None
    response.set_data(encoded(text, coding) if coding else text)
    if coding:
        response.headers["Content-Encoding"] = coding
    return response


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
