"""The accounts' JSON API: sign in and out, who am I, enrol this phone, the server's keys."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Response, jsonify, make_response
from flask_smorest import Blueprint

from server.accounts import devices, keys, known_browsers, sessions
from server.accounts.rules import normal_login
from server.accounts.schemas import EnrolmentSchema, EnrolSchema, ServerKeySchema, SessionSchema, SignInSchema
from server.accounts.signing_in import sign_in
from server.kernel.authorise import Caller, current, recognise_again, signed_in

blueprint = Blueprint("accounts", __name__, url_prefix="/api/v1", description="Sign-ins, devices and the server's keys")


@blueprint.post("/session")
@blueprint.arguments(SignInSchema)
@blueprint.response(201, SessionSchema)
def begin_session(wish: dict[str, Any]) -> Response:
    """Sign in; the token comes as a cookie that scripts cannot read."""
    token = sign_in(
        wish["login"], wish["password"], surface=sessions.PHONE, device_id=wish.get("device"), code=wish.get("code", "")
    )
    answer = make_response(jsonify(_session(recognise_again(sessions.caller_of(token)))), 201)
    sessions.give_cookie(answer, sessions.PHONE, token)
    known_browsers.remember(answer, normal_login(wish["login"]))
    return answer


@blueprint.get("/session")
@signed_in(revoked_device=True)
@blueprint.response(200, SessionSchema)
def show_session() -> dict[str, Any]:
    """Who is signed in here."""
    return _session(current())


@blueprint.delete("/session")
@blueprint.response(204)
def end_session() -> Response:
    """Sign out; also right when nobody was signed in."""
    sessions.end_presented(sessions.PHONE)
    answer = make_response("", 204)
    sessions.take_cookie(answer, sessions.PHONE)
    return answer


@blueprint.post("/devices")
@signed_in()
@blueprint.arguments(EnrolSchema)
@blueprint.response(201, EnrolmentSchema)
def enrol_device(wish: dict[str, Any]) -> dict[str, Any]:
    """Enrol this phone: its public key against a certificate and all that the app keeps for offline use."""
    who = current()
    devices.must_hold_key(who, wish["public_key"], wish["proof"])
    device = devices.enrol(who, wish["public_key"], wish["label"], wish.get("platform"), wish.get("app_version"))
    told = {
        "device": device.id,
        "key": device.key_id,
        "certificate": devices.certificate_of(device),
        "server_keys": keys.published(),
    }
    return told | _who(who)


@blueprint.get("/keys")
@blueprint.response(200, ServerKeySchema(many=True))
def show_keys() -> list[dict[str, Any]]:
    """Every key with which this installation ever signed; public."""
    return keys.published()


def _session(who: Caller) -> dict[str, Any]:
    told = _who(who) | {"expires_at": who.expires_at}
    if who.device:
        told |= {"device": who.device.id} | ({"device_revoked": True} if who.device.revoked else {})
    return told


def _who(who: Caller) -> dict[str, Any]:
    """Caller's person and organisation as the API shows them; what is empty is left out."""
    organisation, person = asdict(who.organisation), asdict(who.person) | {"roles": list(who.person.roles)}
    shown = {
        "organisation": ("id", "name", "name_en", "time_zone", "hotline"),
        "person": ("id", "name", "name_en", "language", "roles", "badge"),
    }
    parts = {"organisation": organisation, "person": person}
    return {
        part: {name: parts[part][name] for name in names if parts[part][name] is not None}
        for part, names in shown.items()
    }
