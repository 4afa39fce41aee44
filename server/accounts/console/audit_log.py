"""Who signed in and who changed what: the organisation's audit log, for its administrators."""

from __future__ import annotations

from typing import Any

from flask import request
from sqlalchemy import select

from server.accounts import audit
from server.accounts.audit import AuditEntry
from server.accounts.models import Device, Person, Team
from server.console.layout import name_of, render, t, translate_if_known
from server.console.page import here, page
from server.console.view import view_of
from server.i18n.dates import moment_short
from server.kernel.authorise import current
from server.kernel.db import db

PAGE = 100


@page("/audit", "administrator")
def audit_log() -> Any:
    """The newest entries first, sign-ins or administration or both, and whether the whole chain holds."""
    who, reader = current(), view_of(current())
    only, number = request.args.get("only", ""), request.args.get("before", "")
    before = int(number) if number.isascii() and number.isdigit() and len(number) < 12 else None
    kinds = {"sign_ins": audit.SIGN_INS, "changes": audit.CHANGES}.get(only)
    found = audit.newest(who.organisation.id, kinds, before, PAGE + 1)
    names = _names(who.organisation.id, found, reader.language)
    rows = [
        {
            "number": each.number,
            "at": moment_short(each.at, reader.today, reader.zone),
            "what": translate_if_known(f"audit.kind.{each.kind}") or each.kind,
            "bad": each.kind in ("sign_in_refused", "sign_in_slowed"),
            "words": _words(each, names),
        }
        for each in found[:PAGE]
    ]
    return render(
        "accounts/audit",
        "audit_log",
        rows=rows,
        chain=audit.check(who.organisation.id),
        only=only if kinds else "",
        choose=lambda value: here(only=value, before=None),
        more=here(before=str(found[PAGE - 1].number)) if len(found) > PAGE else None,
    )


def _words(entry: AuditEntry, names: dict[str, str]) -> dict[str, str]:
    """Who, about whom or what, and what else: each as this page shows it."""
    if entry.said is None:
        return {"by": "", "about": t("audit.removed"), "detail": "", "place": ""}
    said = entry.words()
    detail = said.get("detail", {})
    return {
        "by": names.get(
            said.get("by", ""), t("audit.nobody") if entry.kind in audit.SIGN_INS else t("audit.command_line")
        ),
        "about": names.get(said.get("about", ""), ""),
        "detail": "，".join(
            _detail(name, value, names) for name, value in detail.items() if value not in ("", [], None)
        ),
        "place": said.get("place", ""),
    }


def _detail(name: str, value: Any, names: dict[str, str]) -> str:
    label = translate_if_known(f"audit.detail.{name}") or name
    parts = value if isinstance(value, list) else str(value).split()
    return f"{label} {'、'.join(names.get(each) or translate_if_known(f'audit.value.{each}') or each for each in map(str, parts))}"


def _names(organisation: str, entries: list[AuditEntry], language: str) -> dict[str, str]:
    """Id → name of every person, phone and team of the organisation that these entries speak of."""
    said = [each.words() for each in entries]
    wanted = {
        value for one in said for value in (one.get("by"), one.get("about"), *map(str, one.get("detail", {}).values()))
    }
    ids = [each for each in wanted if each]
    people = select(Person).where(Person.organisation_id == organisation, Person.id.in_(ids))
    teams = select(Team).where(Team.organisation_id == organisation, Team.id.in_(ids))
    phones = select(Device).where(Device.organisation_id == organisation, Device.id.in_(ids))
    found = {row.id: name_of(row, language) for row in (*db.session.scalars(people), *db.session.scalars(teams))}
    return found | {row.id: row.label for row in db.session.scalars(phones)}
