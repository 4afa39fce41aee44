"""The organisation's phones as a list: contact, what is unsent as they told it, version, storage, clock, and what is at risk."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any, cast

from sqlalchemy import Select, and_, func, select

from server.accounts.models import Device, Person, Team, Unlocking
from server.accounts.search import search_phones
from server.console.layout import name_of, t
from server.evidence.models import Awaited
from server.i18n import dates
from server.kernel import clock
from server.kernel.db import db
from server.kernel.text.phones import masked_phone
from server.sync.contacts import batches_since
from server.visits.console.rules import minutes
from server.visits.console.visit_row import VisitViewContext
from server.visits.models import Holding, Visit

SILENT = 15  # minutes
UNUSED = 24 * 60
STRIP_FROM = 8  # the strip begins at this hour, before ten at midnight, and ends now
MOST = 500
MOST_CONTACTS = 20_000
LITTLE = 50_000_000  # bytes: about 150 photographs
WRONG_CLOCK = 5 * 60_000  # milliseconds: beyond it times of this phone prove nothing


def phones_of(organisation: str, reader: VisitViewContext, query: str = "") -> list[dict[str, Any]]:
    """Phones that are not revoked, and those revoked in the last days; an order that did not arrive comes first."""
    rows = _wanted(organisation, query).outerjoin(
        Team, and_(Team.organisation_id == Person.organisation_id, Team.id == Person.team_id)
    )
    first = (
        Device.revoked_at.is_not(None),
        func.coalesce(Device.unsent, 0) == 0,
        func.coalesce(Device.last_contact_at, Device.enrolled_at),
        Device.id,
    )
    found = db.session.execute(rows.add_columns(Team).order_by(*first).limit(MOST)).all()
    waiting, contacts, bytes_ = (
        _waiting(organisation),
        _contacts(organisation, [row[0].id for row in found], reader),
        _awaited(organisation),
    )
    newest = _newest(organisation)
    listed = [
        _row(device, person, team, waiting[device.person_id], contacts[device.id], reader)
        | {"photographs": bytes_.get(device.id, 0), "anew": _anew(device, newest[device.person_id], reader)}
        for device, person, team in found
    ]
    return sorted(
        listed,
        key=lambda each: (
            each["harm"],
            -(each["unsent"] or 0) if each["harm"] == 1 else 0,
            -each["minutes"],
            each["name"],
        ),
    )


def totals_of(organisation: str, query: str = "") -> tuple[int, int]:
    """How many phones there are, and how many records they all still carry, however many of them a page shows."""
    told = _wanted(organisation, query).with_only_columns(func.count(), func.coalesce(func.sum(Device.unsent), 0))
    count, unsent = db.session.execute(told).one()
    return int(count or 0), int(unsent or 0)


def _wanted(organisation: str, query: str) -> Select[Any]:
    return cast(
        "Select[Any]",
        select(Device, Person)
        .join(Person, and_(Person.organisation_id == Device.organisation_id, Person.id == Device.person_id))
        .where(Device.organisation_id == organisation, *search_phones(organisation, query)),
    )


def unlocked_by(organisation: str, device: str, reader: VisitViewContext) -> list[dict[str, str]]:
    """Who gave a code for this phone last, newest first."""
    rows = select(Unlocking.at, Person).join(
        Person, and_(Person.organisation_id == Unlocking.organisation_id, Person.id == Unlocking.person_id)
    )
    found = db.session.execute(
        rows.where(Unlocking.organisation_id == organisation, Unlocking.device_id == device)
        .order_by(Unlocking.at.desc())
        .limit(3)
    )
    return [
        {"at": dates.moment_short(at, reader.today, reader.zone), "by": name_of(person, reader.language)}
        for at, person in found
    ]


def _waiting(organisation: str) -> dict[str, list[int]]:
    """Person → versions of the grants of open visits that their phones are meant to hold."""
    holdings = select(Holding.person_id, Holding.granted_version).join(
        Visit, and_(Visit.organisation_id == Holding.organisation_id, Visit.id == Holding.visit_id)
    )
    open_ones = holdings.where(
        Holding.organisation_id == organisation, Holding.revoked_version.is_(None), Visit.state == "planned"
    )
    found: dict[str, list[int]] = defaultdict(list)
    for person, version in db.session.execute(open_ones):
        found[person].append(version)
    return found


def _awaited(organisation: str) -> dict[str, int]:
    """Device → photographs and signatures that its facts name and that have not arrived."""
    rows = select(Awaited.device_id, func.count()).where(
        Awaited.organisation_id == organisation, Awaited.arrived_at.is_(None)
    )
    return dict(db.session.execute(rows.group_by(Awaited.device_id)).all())


def _newest(organisation: str) -> dict[str, str]:
    """Person → when their newest phone was enrolled."""
    rows = select(Device.person_id, func.max(Device.enrolled_at)).where(Device.organisation_id == organisation)
    return dict(db.session.execute(rows.group_by(Device.person_id)).all())


def _anew(device: Device, newest: str, reader: VisitViewContext) -> str:
    """When the same person enrolled another phone after this one was last heard of with work on it: it may have been cleared; '' otherwise."""
    heard = max(device.last_contact_at or "", device.enrolled_at)
    return dates.moment_short(newest, reader.today, reader.zone) if device.unsent and newest > heard else ""


def _contacts(organisation: str, devices: list[str], reader: VisitViewContext) -> dict[str, list[int]]:
    """Device → minutes after the strip's begin at which it sent something today; of the phones that are shown."""
    start = strip_start(reader)
    found: dict[str, list[int]] = defaultdict(list)
    for device, at in batches_since(organisation, devices, start, MOST_CONTACTS):
        found[device].append(minutes(start, at))
    return found


def _row(
    device: Device,
    person: Person,
    team: Team | None,
    versions: list[int],
    contacts: list[int],
    reader: VisitViewContext,
) -> dict[str, Any]:
    last = device.last_contact_at
    silent = minutes(last, reader.now) if last else minutes(device.enrolled_at, reader.now)
    undelivered = sum(1 for version in versions if version > device.cursor)
    group = _group(device, silent, undelivered)
    state, tone = _state(device, group, undelivered)
    return {
        "id": device.id,
        "name": name_of(person, reader.language),
        "badge": person.badge or "",
        "team": name_of(team, reader.language) if team else "",
        "label": device.label,
        "phone": person.phone or "",
        "masked": masked_phone(person.phone),
        "group": group,
        "minutes": silent,
        "silence": dates.span(silent, reader.language),
        "last": dates.moment_short(last, reader.today, reader.zone) if last else "",
        "undelivered": undelivered,
        "unsent": device.unsent,
        "oldest": dates.moment_short(device.oldest_unsent_at, reader.today, reader.zone)
        if device.oldest_unsent_at
        else "",
        "state": state,
        "tone": tone,
        "word": t(f"phones.state.{state}"),
        "note": _note(device, group, undelivered, reader),
        "version": device.app_version or "",
        "free": _size(device.storage_free),
        "kept": device.storage_kept,
        "skew": _skew(device.clock_skew, reader),
        "enrolled": dates.moment_short(device.enrolled_at, reader.today, reader.zone),
        "revoked": bool(device.revoked_at),
        "holds": len(versions),
        "strip": _strip(device, contacts, reader),
        "harm": 0 if undelivered and group != "unused" else 1 if group == "silent" else 2 if group == "in_touch" else 3,
    }


def _group(device: Device, silent: int, undelivered: int) -> str:
    """Silent for a day and nothing at stake means not in use; with work on it, or an order that waits for it, it is still silent."""
    at_stake = bool(device.unsent) or bool(undelivered)
    if device.revoked_at or (silent >= UNUSED and not at_stake):
        return "unused"
    return "silent" if silent >= SILENT else "in_touch"


def _note(device: Device, group: str, undelivered: int, reader: VisitViewContext) -> str:
    """What a dispatcher should know beside the state: the worst first, and one thing only."""
    if group == "unused":
        return ""
    if undelivered:
        return t("phones.note.undelivered", count=undelivered)
    if device.storage_free is not None and device.storage_free < LITTLE:
        return t("phones.note.space", free=_size(device.storage_free))
    if device.clock_skew is not None and abs(device.clock_skew) >= WRONG_CLOCK:
        return t("phones.note.clock", skew=_skew(device.clock_skew, reader))
    return t("phones.note.kept") if device.storage_kept is False else ""


def _state(device: Device, group: str, undelivered: int) -> tuple[str, str]:
    """(icon and word, tone). Silence is normal; an order that has not arrived is not."""
    if device.revoked_at:
        return "revoked", "quiet"
    if group == "unused":
        return "unused", "quiet"
    if undelivered and group == "silent":
        return "silent", "problem"
    if group == "silent":
        return "silent", "attention" if device.unsent else "quiet"
    return ("sending", "accent") if device.unsent else ("home", "good")


def _strip(device: Device, contacts: list[int], reader: VisitViewContext) -> dict[str, Any]:
    """The day as a strip of minutes: a tick a contact, a dashed gap since the last."""
    start = strip_start(reader)
    width = now = max(minutes(start, reader.now), 1)
    last = minutes(start, device.last_contact_at) if device.last_contact_at else None
    ticks = Counter(each for each in [*contacts, *([last] if last is not None else [])] if 0 <= each <= width)
    gap = max(last or 0, 0)
    return {
        "width": width,
        "now": now,
        "ticks": sorted(ticks),
        "gap": (gap, now - gap) if last is not None and now - gap >= SILENT else None,
    }


def strip_start(reader: VisitViewContext) -> str:
    """The moment at which the strips begin."""
    early = clock.local(reader.now, reader.zone).hour < STRIP_FROM + 2
    return clock.moment_at(reader.today, "00:00" if early else f"{STRIP_FROM:02d}:00", reader.zone)


def hours_of(reader: VisitViewContext) -> list[tuple[int, int]]:
    """(hour, percent of the strip's width) of every second hour, as the strip's scale."""
    start = strip_start(reader)
    width, first = max(minutes(start, reader.now), 1), clock.local(start, reader.zone).hour
    return [
        (hour, round(100 * (hour - first) * 60 / width))
        for hour in range(first + 2, 24, 2)
        if (hour - first) * 60 < width * 0.95
    ]


def _size(size: int | None) -> str:
    return "" if size is None else f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size // 1_000_000} MB"


def _skew(skew: int | None, reader: VisitViewContext) -> str:
    """Server minus phone in milliseconds: a positive one means that the phone is slow."""
    if skew is None:
        return ""
    seconds = round(abs(skew) / 1000)
    if seconds < 2:
        return t("phones.clock.right")
    span = (
        dates.span(seconds // 60, reader.language)
        if seconds >= 60
        else f"{seconds} {'秒' if reader.language == 'zh-CN' else 's'}"
    )
    return t("phones.clock.slow" if skew > 0 else "phones.clock.fast", span=span)
