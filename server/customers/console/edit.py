"""Putting a customer right: correcting, joining two who are one person, parting two who are not. Everything is recorded; no fact is touched."""

from __future__ import annotations

from flask import request, url_for
from sqlalchemy import select

from server.console.form import back_to, typed_again
from server.console.page import form
from server.customers.changing import change_customer, merge, separate, split
from server.customers.models import Customer, Premises, customers_with_phone
from server.customers.search import search
from server.kernel.authorise import current
from server.kernel.db import db
from server.kernel.ids import is_id
from server.kernel.lookup import must_find
from server.kernel.problem import Problem
from server.kernel.text.phones import read_phone
from server.kernel.text.typed import name_typed, text_typed

MOST = 6  # customers that a search offers


@form("/customers/<customer_id>", "dispatcher", at=lambda customer_id: _address(customer_id))
def correct_customer(customer_id: str) -> str:
    """Another spelling, number or habit of the same person; an empty number leaves the old one."""
    customer, typed = theirs(customer_id), request.form
    name, phone = name_typed(typed, "name"), read_phone(typed.get("phone"))
    mistakes = {"name": ["name"]} if not name else {}
    if typed.get("phone") and phone.trouble:
        mistakes["phone"] = [phone.trouble]
    if mistakes:
        raise Problem("bad_input", mistakes)
    no_phone = {"phone": None} if typed.get("no_phone") == "1" else {}
    changes = {
        "name": name,
        "salutation": value if (value := typed.get("salutation", "")) in ("ms", "mr") else "none",
        "language": "en" if typed.get("language") == "en" else "zh-CN",
        "hard_of_hearing": typed.get("hard_of_hearing") == "1",
        "account_number": text_typed(typed, "account_number", 40) or None,
    }
    change_customer(
        current().organisation.id,
        current().person.id,
        customer,
        changes | ({"phone": phone.kept} if phone.kept else no_phone),
    )
    return back_to(_address(customer_id), done="customer_corrected")


@form("/customers/<customer_id>/merge", "dispatcher", at=lambda customer_id: _address(customer_id))
def merge_customer(customer_id: str) -> str:
    """From now on this customer and the one that is named are the same; the named one's page shows both histories."""
    customer = theirs(customer_id)
    found = offered(customer, request.form.get("into", ""))
    chosen = [each for each in found if each.id == request.form.get("one_of")] or (found if len(found) == 1 else [])
    if not chosen:
        raise Problem("bad_input", {"into": ["which_customer" if found else "no_customer"]})
    merge(current().organisation.id, current().person.id, customer, chosen[0])
    return url_for("console.customer", customer_id=chosen[0].id, done="customer_merged")


@form("/customers/<customer_id>/split", "dispatcher", at=lambda customer_id: _address(customer_id))
def split_customer(customer_id: str) -> str:
    """Some places are another person's: a new customer takes them over, with the visits that were ordered for them."""
    customer, typed = theirs(customer_id), request.form
    name, phone = name_typed(typed, "other_name"), read_phone(typed.get("other_phone"))
    places = [each for each in typed.getlist("premises") if is_id(each) and _is_place_of(customer, each)]
    mistakes = {"other_name": ["name"]} if not name else {}
    if typed.get("other_phone") and phone.trouble:
        mistakes["other_phone"] = [phone.trouble]
    if not places:
        mistakes["premises"] = ["which_places"]
    if mistakes:
        raise Problem("bad_input", mistakes)
    new = split(current().organisation.id, current().person.id, customer, name, phone.kept or None, places)
    return url_for("console.customer", customer_id=new, done="customer_split")


@form("/customers/<customer_id>/separate", "dispatcher", at=lambda customer_id: _address(customer_id))
def separate_customer(customer_id: str) -> str:
    """Take a joining back."""
    separate(current().organisation.id, current().person.id, theirs(customer_id))
    return back_to(_address(customer_id), done="customer_separated")


def theirs(customer_id: str) -> Customer:
    """One customer of the caller's organisation; `not_found` for anything else."""
    found = must_find(Customer, current().organisation.id, customer_id)
    return found


def offered(customer: Customer, typed: str) -> list[Customer]:
    """Other customers who may be meant: whose number this is, else whom the search finds."""
    wanted = search(customer.organisation_id, typed)
    if not wanted:
        return []
    same = customers_with_phone(customer.organisation_id, read_phone(typed).kept)
    named = select(Customer).where(
        Customer.organisation_id == customer.organisation_id, Customer.merged_into.is_(None), *wanted
    )
    found = same or db.session.scalars(named.order_by(Customer.sorted_as, Customer.id).limit(MOST + 1)).all()
    return [each for each in found if each.id != customer.id][:MOST]


def offered_again(customer: Customer) -> list[Customer]:
    """The same for a form that was refused, to choose from."""
    return offered(customer, typed_again().get("into", ""))


def _is_place_of(customer: Customer, premises: str) -> bool:
    place = db.session.get(Premises, (customer.organisation_id, premises))
    return place is not None and place.customer_id == customer.id


def _address(customer_id: str) -> str:
    return url_for("console.customer", customer_id=customer_id)
