"""Keys of other systems: administrators make one, read it once, see when it was last used, and revoke it."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from sqlalchemy import select

from server.accounts.api_keys import SCOPES, ApiKey, keys_of, make, revoke
from server.accounts.models import Person
from server.console.form import back_to, with_query
from server.console.layout import name_of, render, t
from server.console.page import form, page
from server.console.view import ViewContext, view_of
from server.i18n import dates
from server.kernel.authorise import current
from server.kernel.db import db


@page("/keys", "administrator")
def api_keys() -> Any:
    """All keys without their secrets; the address of a key just made holds it, sealed to this sign-in."""
    who, reader = current(), view_of(current())
    made = who.unseal(request.args.get("link", "")) or {}
    return render(
        "accounts/api_keys",
        "settings",
        rows=[_row(each, reader) for each in keys_of(who.organisation.id)],
        secret=made.get("key", ""),
        key_name=made.get("name", ""),
        scopes=[{"value": each, "label": t(f"api_key.scope.{each}")} for each in SCOPES],
    )


@form("/keys", "administrator", at=lambda: url_for("console.api_keys"))
def make_key() -> str:
    """A new key; the page that follows shows it once."""
    who, name = current(), request.form.get("name", "")
    key = make(who.organisation.id, who.person.id, name, request.form.getlist("scopes"))
    return with_query(back_to(url_for("console.api_keys")), "link", who.seal({"key": key, "name": name[:80]}))


@form("/keys/<key_id>/revoke", "administrator", at=lambda key_id: url_for("console.api_keys"))
def revoke_key(key_id: str) -> str:
    """From now on the key opens nothing."""
    who = current()
    revoke(who.organisation.id, who.person.id, key_id)
    return back_to(url_for("console.api_keys"), done="key_revoked")


def _row(each: ApiKey, reader: ViewContext) -> dict[str, Any]:
    maker = db.session.scalar(
        select(Person).where(Person.organisation_id == each.organisation_id, Person.id == each.made_by)
    )
    return {
        "id": each.id,
        "name": each.name,
        "begins": each.begins,
        "scopes": [t(f"api_key.scope.{scope}") for scope in each.scopes.split()],
        "made": dates.moment_short(each.made_at, reader.today, reader.zone),
        "by": name_of(maker, reader.language) if maker else "",
        "used": dates.moment_short(each.used_at, reader.today, reader.zone) if each.used_at else "",
        "revoked": dates.moment_short(each.revoked_at, reader.today, reader.zone) if each.revoked_at else "",
    }
