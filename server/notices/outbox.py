"""Puts notices into the outbox, in the transaction of the fact that they tell; another event of the same visit takes back what is no longer true."""

from __future__ import annotations

from sqlalchemy import func, select, update

from server.customers.models import Customer
from server.kernel import clock
from server.kernel.arrival import Arrival
from server.kernel.db import db
from server.kernel.ids import new_id
from server.notices.models import Notice, NoticeChannel, NoticeContact, NoticeRules
from server.notices.rules import BEFORE, CUSTOMER, DROPPED, KINDS, OUT, REFUSED, SETTLE_MINUTES, TIMES, WAITING
from server.visits.log.kinds import OFFICE
from server.visits.models import Fact, Visit
from server.visits.rules import is_done

FILE = "file"
TO_CUSTOMERS = ("sms", "mail", "webhook")  # the first that is switched on and reaches the customer
TO_STAFF = ("wecom", "dingtalk", "feishu")
BY_PHONE = {"departed": ("on_the_way",), "running_late": ("late", "staff_late")}
AT_THE_END = {"done": ("done",), "nobody_home": ("nobody_home", "staff_nobody_home")}
BY_OFFICE = frozenset({"ordered", "rescheduled", "cancelled", "withdrawn", "promise_kept"})


def react(arrivals: list[Arrival]) -> None:
    """A phone's facts have landed: on the way, running late, nobody home, done."""
    for each in arrivals:
        fact = each.fact
        if not each.stored or not fact or each.subject[0] != "visit":
            continue
        kinds = BY_PHONE.get(fact["kind"], ())
        if fact["kind"] == "ended":
            ended = fact["body"]
            kinds = AT_THE_END.get("done" if is_done(ended) else ended["outcome"], ())
        for kind in kinds:
            enqueue(each.organisation, kind, each.subject[1], fact["id"], fact["person"], happened=fact["at"])


def written(organisation: str, visit: str, kinds: frozenset[str]) -> None:
    """Inside `write`: the office has ordered, moved or cancelled a visit, or kept a promise."""
    if not kinds & BY_OFFICE:
        return
    db.session.flush()
    row = db.session.get_one(Visit, (organisation, visit))
    if "promise_kept" in kinds:
        fact = _last(organisation, visit, "promise_kept")
        enqueue(organisation, "promise_kept", visit, fact.id, fact.person_id)
    if "cancelled" in kinds:
        fact = _last(organisation, visit, "cancelled")
        drop(organisation, visit, "cancelled")
        if fact.body.get("by") == "us" and _told(organisation, visit):
            enqueue(organisation, "cancelled", visit, fact.id, fact.person_id)
    elif kinds & {"ordered", "rescheduled", "withdrawn"}:
        _time(row, kinds)


def _time(visit: Visit, kinds: frozenset[str]) -> None:
    """Tell the visit's time as it is now: confirmed while the customer was told none, else changed; what was undone in time is told to nobody."""
    organisation = visit.organisation_id
    fact = _last(organisation, visit.id, *(kinds & {"ordered", "rescheduled", "withdrawn"}))
    undone = fact.body.get("reason") == "undone"
    if fact.kind == "withdrawn" and not undone:
        return
    drop(organisation, visit.id, "replaced", TIMES)
    told = _told(organisation, visit.id)
    if not (visit.agreed_at or visit.window_from) or (undone and told):
        return  # because nothing is to be told, or what the customer was told last is true again
    enqueue(organisation, "changed" if told else "confirmed", visit.id, fact.id, fact.person_id)


def enqueue(organisation: str, kind: str, visit: str, event: str, by: str, *, happened: str | None = None) -> None:
    """Inside `write`: one notice on each channel that this kind goes out by; an event that is known already adds nothing."""
    if kind in rules_of(organisation).kinds_off.split():
        return
    row, found, now = db.session.get_one(Visit, (organisation, visit)), KINDS[kind], clock.now()
    since = min(
        now, max(happened or now, clock.later(now, hours=-found.hours))
    )  # because a phone's clock may be anywhere
    expires = clock.later(since, hours=found.hours)
    due = clock.later(now, minutes=SETTLE_MINUTES) if found.settles else now
    on = switched_on(organisation)
    customer = db.session.get_one(Customer, (organisation, row.customer_id))
    contact = db.session.get(NoticeContact, (organisation, row.customer_id))
    for channel, state, reason in channels_for(on, found.audience, customer, contact):
        key = f"{event}:{kind}:{channel}"
        known = select(Notice.id).where(Notice.organisation_id == organisation, Notice.key == key)
        if db.session.scalar(known) is None:
            db.session.add(
                Notice(
                    organisation_id=organisation,
                    id=new_id(),
                    key=key,
                    kind=kind,
                    subject_type="visit",
                    subject_id=visit,
                    customer_id=row.customer_id,
                    event=event,
                    by=by,
                    channel=channel,
                    state=state,
                    reason=reason,
                    attempts=0,
                    created_at=now,
                    due_at=due,
                    expires_at=expires,
                    ended_at=None if state == WAITING else now,
                )
            )
    db.session.flush()


def drop(organisation: str, visit: str, reason: str, kinds: tuple[str, ...] = (*TIMES, *BEFORE)) -> int:
    """Inside `write`: what waits of these kinds is not sent; returns how many."""
    waiting = (
        Notice.organisation_id == organisation,
        Notice.subject_id == visit,
        Notice.state == WAITING,
        Notice.kind.in_(kinds),
    )
    count = db.session.scalar(select(func.count()).select_from(Notice).where(*waiting)) or 0
    if count:
        ended = {"state": DROPPED, "reason": reason, "ended_at": clock.now()}
        db.session.execute(update(Notice).where(*waiting).values(**ended))
    return count


def switched_on(organisation: str) -> set[str]:
    """The channels that an administrator has switched on."""
    on = select(NoticeChannel.channel).where(NoticeChannel.organisation_id == organisation, NoticeChannel.on)
    return set(db.session.scalars(on))


def address_on(channel: str, customer: Customer, contact: NoticeContact | None) -> str:
    """Where a channel reaches this customer; '' where it does not."""
    if channel == "sms":
        return customer.phone or ""
    if channel == "mail":
        return contact.mail if contact else ""
    return customer.id


def channels_for(
    on: set[str], audience: str, customer: Customer, contact: NoticeContact | None
) -> list[tuple[str, str, str]]:
    """(channel, state, reason) of each notice to be made; a customer who cannot be reached gets one that says so."""
    if audience != CUSTOMER:
        return [(each, WAITING, "") for each in TO_STAFF if each in on]
    able = [each for each in TO_CUSTOMERS if each in on]
    if contact is not None and not contact.wanted:
        return [(able[0] if able else FILE, DROPPED, "not_wanted")]
    if not able:
        return [(FILE, WAITING, "")]
    reached = next((each for each in able if address_on(each, customer, contact)), "")
    return [(reached, WAITING, "")] if reached else [(able[0], REFUSED, "no_address")]


def rules_of(organisation: str) -> NoticeRules:
    """Quiet hours and kinds of an organisation, as it has set them or as they are to begin with."""
    return db.session.get(NoticeRules, organisation) or NoticeRules(
        organisation_id=organisation, quiet_from="22:00", quiet_to="07:00", kinds_off=""
    )


def _told(organisation: str, visit: str) -> bool:
    """Whether the customer was told a time of this visit."""
    out = select(Notice.id).where(
        Notice.organisation_id == organisation,
        Notice.subject_id == visit,
        Notice.kind.in_(TIMES),
        Notice.state.in_((*OUT, "sending")),
    )
    return db.session.scalar(out.limit(1)) is not None


def _last(organisation: str, visit: str, *kinds: str) -> Fact:
    wanted = select(Fact).where(
        Fact.organisation_id == organisation, Fact.subject_id == visit, Fact.kind.in_(kinds), Fact.device == OFFICE
    )
    found = db.session.scalars(wanted.order_by(Fact.position.desc()).limit(1)).first()
    assert found is not None
    return found
