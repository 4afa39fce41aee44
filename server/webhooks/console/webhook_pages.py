"""Webhooks for administrators: endpoints, and each message with what was answered; nothing shows a secret twice."""

from __future__ import annotations

import json
from typing import Any

from flask import request, url_for
from sqlalchemy import select

from server.console.form import back_to, with_query
from server.console.layout import render, t
from server.console.page import form, here, page
from server.console.view import ViewContext, view_of
from server.i18n import dates
from server.kernel.authorise import Caller, current
from server.kernel.db import db
from server.webhooks import acts
from server.webhooks.events import GROUPS
from server.webhooks.models import WebhookDelivery, WebhookEndpoint

WHO = "administrator"
PAGE = 50


def settings_section(_organisation: Any) -> dict[str, Any]:
    """The way from the page of settings."""
    return {"url": url_for("console.webhooks"), "dead": dead(current())}


def dead(who: Caller) -> int:
    """How many endpoints were switched off because nothing came through."""
    if not who.person.has_role(WHO):
        return 0
    rows = select(WebhookEndpoint.off).where(WebhookEndpoint.organisation_id == who.organisation.id)
    return sum(each in ("dead", "gone") for each in db.session.scalars(rows))


@page("/webhooks", WHO)
def webhooks() -> Any:
    """All endpoints."""
    who, made = current(), current().unseal(request.args.get("link", "")) or {}
    rows = select(WebhookEndpoint).where(WebhookEndpoint.organisation_id == who.organisation.id)
    return render(
        "webhooks/webhooks",
        "settings",
        rows=[_row(each) for each in db.session.scalars(rows.order_by(WebhookEndpoint.id))],
        secret=made.get("key", ""),
        secret_name=made.get("name", ""),
        groups=[{"value": each, "label": t(f"webhooks.group.{each}")} for each in GROUPS],
    )


@form("/webhooks", WHO, at=lambda: url_for("console.webhooks"))
def add_webhook() -> str:
    """A new endpoint; the page that follows shows its secret once."""
    who, given = current(), request.form
    name = given.get("name", "")
    _, key = acts.add(who.organisation.id, who.person.id, name, given.get("url", "").strip(), given.getlist("groups"))
    return _shown_once(key, name)


@page("/webhooks/<endpoint_id>", WHO)
def webhook(endpoint_id: str) -> Any:
    """One endpoint and its latest messages; the one that the address names with its payload and what was answered."""
    who, reader = current(), view_of(current())
    row = acts.theirs(who.organisation.id, endpoint_id)
    sent = select(WebhookDelivery).where(
        WebhookDelivery.organisation_id == row.organisation_id, WebhookDelivery.endpoint_id == row.id
    )
    found = db.session.scalars(sent.order_by(WebhookDelivery.id.desc()).limit(PAGE)).all()
    chosen = next((each for each in found if each.id == request.args.get("delivery")), None)
    return render(
        "webhooks/webhook",
        "settings",
        one=_row(row),
        rows=[_delivery(each, reader) for each in found],
        chosen=_delivery(chosen, reader) if chosen else None,
    )


@form("/webhooks/<endpoint_id>/turn", WHO, at=lambda endpoint_id: _address(endpoint_id))
def turn_webhook(endpoint_id: str) -> str:
    """On or off."""
    acts.turn(current().organisation.id, current().person.id, endpoint_id, request.form.get("on") == "1")
    return back_to(_address(endpoint_id), done="webhook_turned")


@form("/webhooks/<endpoint_id>/rotate", WHO, at=lambda endpoint_id: _address(endpoint_id))
def rotate_webhook(endpoint_id: str) -> str:
    """Another secret, shown once; for a day both sign."""
    who = current()
    name = acts.theirs(who.organisation.id, endpoint_id).name
    return _shown_once(acts.rotate(who.organisation.id, who.person.id, endpoint_id), name)


@form("/webhooks/<endpoint_id>/test", WHO, at=lambda endpoint_id: _address(endpoint_id))
def test_webhook(endpoint_id: str) -> str:
    """A message that says nothing; the job sends it, and the page says what came of it."""
    acts.test(current().organisation.id, current().person.id, endpoint_id)
    return back_to(_address(endpoint_id), done="webhook_queued")


@form("/webhooks/<endpoint_id>/remove", WHO, at=lambda endpoint_id: url_for("console.webhooks"))
def remove_webhook(endpoint_id: str) -> str:
    """The endpoint and its messages go."""
    acts.remove(current().organisation.id, current().person.id, endpoint_id)
    return url_for("console.webhooks", done="webhook_removed")


@form(
    "/webhooks/<endpoint_id>/deliveries/<delivery_id>/replay",
    WHO,
    at=lambda endpoint_id, delivery_id: _address(endpoint_id),
)
def replay_delivery(endpoint_id: str, delivery_id: str) -> str:
    """The same message again, under an id of its own."""
    acts.replay(current().organisation.id, current().person.id, endpoint_id, delivery_id)
    return back_to(_address(endpoint_id), done="webhook_queued")


def _shown_once(key: str, name: str) -> str:
    sealed = current().seal({"key": key, "name": name[:80]})
    return with_query(url_for("console.webhooks"), "link", sealed)


def _address(endpoint_id: str) -> str:
    return url_for("console.webhook", endpoint_id=endpoint_id)


def _row(row: WebhookEndpoint) -> dict[str, Any]:
    return {
        "id": row.id,
        "url": _address(row.id),
        "name": row.name,
        "host": row.host,
        "groups": [t(f"webhooks.group.{each}") for each in row.groups.split()],
        "on": not row.off,
        "state": t(f"webhooks.off.{row.off or 'on'}"),
        "trouble": row.off in ("dead", "gone"),
    }


def _delivery(row: WebhookDelivery, reader: ViewContext) -> dict[str, Any]:
    def at(moment: str | None) -> str:
        return dates.moment_short(moment, reader.today, reader.zone) if moment else ""

    return {
        "id": row.id,
        "short": row.id[-8:],
        "url": here(delivery=row.id),
        "type": row.type,
        "state": t(f"webhooks.state.{row.state}"),
        "attempts": row.attempts,
        "status": row.status or row.reason,
        "created": at(row.created_at),
        "next": at(row.due_at) if row.state == "waiting" and row.attempts else "",
        "origin": row.origin,
        "payload": json.dumps(json.loads(row.payload), ensure_ascii=False, indent=2),
        "answer": row.answer,
    }
