"""The job that reads the mailbox: each mail is one write, together with how far it has been read, so a cut connection goes on where it was."""

from __future__ import annotations

from functools import partial

from sqlalchemy import func, select

from server.complaints.acting import locked, write_fact
from server.complaints.mailbox.imap import BROKEN, Place, Unreadable, opened
from server.complaints.mailbox.letters import Letter, read_letter
from server.complaints.models import Complaint, ComplaintMailbox
from server.complaints.opening import Said, open_complaint
from server.complaints.received_once import known_as, remember
from server.complaints.story import facts_in
from server.kernel import clock
from server.kernel.alone import alone, alone_in_this_write
from server.kernel.db import db
from server.kernel.transaction import write
from server.notices.models import NoticeContact
from server.notices.sealing import opened as unsealed

A_SENDER_AND_DAY = 5  # new complaints of one address; more are read by a person in the mailbox itself
RECENT_DAYS = 365  # in which a number in a subject names a complaint


def read_mailbox(organisation: str) -> int:
    """The job: take what is new; returns how many mails became part of a complaint. Safe to run twice and at once."""
    row = db.session.get(ComplaintMailbox, organisation)
    if row is None or not row.on:
        return 0
    place = Place(row.host, row.port, row.safety, row.user, unsealed(row.secret).get("password", ""), row.folder)
    db.session.rollback()
    with alone(f"mailbox {organisation}", wait=False) as ours:
        return _read(organisation, place) if ours else 0


def _read(organisation: str, place: Place) -> int:
    taken, trouble = 0, ""
    try:
        with opened(place) as reading:
            for uid in reading.after(write(partial(_begin, organisation, reading.validity))):
                letter = read_letter(reading.mail(uid))
                taken += write(partial(_take, organisation, uid, letter))
    except Unreadable as why:
        trouble = str(why)
    except BROKEN:
        trouble = "line_broke"
    write(partial(_end, organisation, trouble))
    return taken


def _begin(organisation: str, validity: str) -> int:
    """Inside `write`: the last mail that was read; 0 where the mailbox counts anew, and then marks tell what is known already."""
    row = db.session.get_one(ComplaintMailbox, organisation)
    if row.validity != validity:
        row.validity, row.last_uid = validity, 0
    return row.last_uid


def _end(organisation: str, trouble: str) -> None:
    row = db.session.get_one(ComplaintMailbox, organisation)
    row.read_at, row.trouble = clock.now(), trouble


def _take(organisation: str, uid: int, letter: Letter) -> int:
    """Inside `write`: one mail, once: part of the complaint that its subject names, else a new one."""
    db.session.get_one(ComplaintMailbox, organisation).last_uid = uid
    alone_in_this_write(f"complaint mail {organisation}")
    if letter.automatic or not letter.text or known_as(organisation, "mail", letter.reference) is not None:
        return 0
    named = _named(organisation, letter.number)
    if named is not None:
        body = {"via": "mail", "text": letter.text, "known": _is_theirs(named, letter.sender), "mail": letter.sender}
        locked(organisation, named.id)
        write_fact(organisation, named.customer_id or organisation, named.id, "wrote", body)
        remember(organisation, named.id, "mail", letter.reference)
        return 1
    if _lately(organisation, letter.sender) >= A_SENDER_AND_DAY:
        return 0
    customer = _customer(organisation, letter.sender)
    said = Said(via="mail", text=letter.text, customer=customer, caller=letter.name, mail=letter.sender, sure=True)
    complaint = open_complaint(organisation, customer or organisation, said)
    remember(organisation, complaint, "mail", letter.reference)
    return 1


def _named(organisation: str, number: str) -> Complaint | None:
    if not number:
        return None
    since = clock.later(clock.now(), days=-RECENT_DAYS)
    wanted = select(Complaint).where(
        Complaint.organisation_id == organisation, Complaint.number == number, Complaint.received_at > since
    )
    return db.session.scalars(wanted.order_by(Complaint.received_at.desc()).limit(1)).first()


def _is_theirs(row: Complaint, sender: str) -> bool:
    """Whether the complaint's customer writes from an address that is known: anybody can guess a number."""
    first = facts_in(row.organisation_id, row.id)[0].body
    contact = db.session.get(NoticeContact, (row.organisation_id, row.customer_id or ""))
    return sender in (first.get("mail"), contact.mail.lower() if contact and contact.mail else "")


def _customer(organisation: str, sender: str) -> str:
    """The one customer who gave this address; '' for nobody or several."""
    wanted = select(NoticeContact.customer_id).where(
        NoticeContact.organisation_id == organisation, func.lower(NoticeContact.mail) == sender
    )
    found = db.session.scalars(wanted.limit(2)).all()
    return found[0] if len(found) == 1 else ""


def _lately(organisation: str, sender: str) -> int:
    """How many complaints this address has begun within a day."""
    since = clock.later(clock.now(), days=-1)
    wanted = select(Complaint.id).where(
        Complaint.organisation_id == organisation, Complaint.via == "mail", Complaint.received_at > since
    )
    firsts = (facts_in(organisation, each)[0].body for each in db.session.scalars(wanted.limit(200)))
    return sum(each.get("mail") == sender for each in firsts)
