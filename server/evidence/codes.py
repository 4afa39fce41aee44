"""What a receipt's code opens and for how long, and what the whole record asks for beside it."""

from __future__ import annotations

import hmac

from sqlalchemy import func, select

from server.customers.models import Customer
from server.evidence.issuing import shown_code
from server.evidence.models import Receipt
from server.kernel import clock
from server.kernel.codes import code_in
from server.kernel.db import db
from server.kernel.problem import Problem
from server.kernel.rate_limit import count_guess, count_try, forget_tries, keyed_hash, refuse_guesses
from server.visits.models import Fact, Grant, Visit

WRONG_GUESSES = 30  # of codes, by one network in 15 minutes
WRONG_DIGITS = 5  # of one receipt's telephone digits, by whomever, in 15 minutes: 10,000 of them last for weeks
DIGITS = 4
OF_A_RECEIPT = 8  # letters (docs/PROTOCOL.md)
DAYS_OPEN = 365  # from the end of the visit


def opened_by(typed: str) -> Grant:
    """The grant whose receipt this code opens. `slow_down` before anything is looked up, `receipt_unknown`, `receipt_expired`.

    While the record is on its way each code of the visit says so. Then the code on the card of the visit's end opens it, and those of
    grants that were in force at the end; a grant that was taken away before opens nothing.
    """
    refuse_guesses("receipt", WRONG_GUESSES)
    code = code_in(typed, OF_A_RECEIPT)
    grant = db.session.scalar(select(Grant).where(Grant.code == code).limit(1)) if code else None
    receipt = db.session.get(Receipt, (grant.organisation_id, grant.visit_id)) if grant else None
    if grant is None or (receipt is not None and not _opens(grant, receipt)):
        count_guess("receipt", WRONG_GUESSES)
        raise Problem("receipt_unknown")
    return grant


def may_take_record(grant: Grant, digits: str) -> bool:
    """Whether these are the last digits of the customer's telephone; `slow_down` after too many wrong ones for this receipt."""
    visit = db.session.get_one(Visit, (grant.organisation_id, grant.visit_id))
    phone = db.session.get_one(Customer, (grant.organisation_id, visit.customer_id)).phone or ""
    tried = count_try(f"record\n{grant.organisation_id}\n{grant.visit_id}", WRONG_DIGITS)
    right = len(phone) >= DIGITS and hmac.compare_digest(phone[-DIGITS:].encode(), digits.strip().encode())
    if right:
        forget_tries(tried)
    return right


def record_key(visit: str) -> str:
    """The key of the link by which the company gives a customer the whole record; only this installation can make it."""
    return keyed_hash(f"whole record\n{visit}")[:40]


def is_record_key(grant: Grant, key: str) -> bool:
    """Whether a link's key is this visit's."""
    return hmac.compare_digest(record_key(grant.visit_id).encode(), key.encode())


def _opens(grant: Grant, receipt: Receipt) -> bool:
    """`receipt_expired` where it did, a year ago."""
    organisation, visit = grant.organisation_id, grant.visit_id
    ended = (
        db.session.scalar(
            select(func.min(Fact.received_at)).where(
                Fact.organisation_id == organisation, Fact.subject_id == visit, Fact.kind == "ended"
            )
        )
        or receipt.issued_at
    )
    if grant.code != receipt.code:
        grants = db.session.scalars(select(Grant).where(Grant.organisation_id == organisation, Grant.visit_id == visit))
        in_force = [each for each in grants if each.revoked_at is None or each.revoked_at >= ended]
        if grant.code not in {code for each in in_force for code in (each.code, shown_code(each))}:
            return False
    if clock.later(ended, days=DAYS_OPEN) < clock.now():
        raise Problem("receipt_expired")
    return True
