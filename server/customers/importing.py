"""Customers, places and meters out of a file, and taken back while nothing rests on them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete, or_, select

from server.customers.changing import hang_meter, place_at
from server.customers.in_use import in_use
from server.customers.models import Customer, Meter, Premises
from server.customers.reading import HOUSE, LONGEST, MEASURES, METER_NUMBER, meter_number_of, place_of, salutation_of
from server.kernel import clock
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.search import unindex
from server.kernel.tables import Asker, Column, ImportKind, TableRow
from server.kernel.text.letters import YES, plain, tidy, tidy_name
from server.kernel.text.phones import read_phone
from server.kernel.text.typed import LONGEST_NAME

PLACE = tuple(
    Column(name, longest=LONGEST.get(name, 200))
    for name in ("district", "estate", *HOUSE, "rural", "gate_note", "door_note")
)
WHOSE = (Column("account", longest=40), Column("phone"), Column("name", longest=LONGEST_NAME))
ON_MAP = Column("position")
METER_WORDS = {
    "water": ("水", "水表", "water meter"),
    "gas": ("气", "燃气", "燃气表", "煤气", "天然气", "gas meter"),
    "electricity": ("电", "电表", "power", "electric"),
    "heat": ("热", "热表", "暖气", "heating"),
}


def read_customer(row: TableRow) -> None:
    """Name and number as a form takes them; a place where any part of one is given. The key is the account, else name and number or place."""
    cells = row.cells
    read_whose(row)
    if not row.values["name"]:
        row.troubles.append(("name", "name"))
    place, mistakes = place_of(cells)
    if any(place.values()):
        row.troubles += list(mistakes.items())
        row.values["place"] = place
    row.values |= {
        "salutation": salutation_of(cells.get("salutation")),
        "language": "en" if plain(cells.get("speaks")).lower() in ("en", "english", "英文", "英语") else "zh-CN",
        "hard_of_hearing": plain(cells.get("deaf")).lower() in YES,
    }
    where = "\n".join(str(part or "") for part in place.values())
    row.key = row.values["account"] or "\n".join((row.values["name"], row.values["phone"] or where))


def read_whose(row: TableRow) -> None:
    """By what a customer is known: account, number, name."""
    phone = read_phone(row.cells.get("phone"))
    if row.cells.get("phone", "").strip() and phone.trouble:
        row.troubles.append(("phone", "staff_phone" if phone.trouble == "phone" else phone.trouble))
    row.values |= {
        "name": tidy_name(row.cells.get("name")),
        "phone": phone.kept or None,
        "account": tidy(row.cells.get("account"), 40) or None,
    }


def look_at_customers(asker: Asker, rows: Sequence[TableRow]) -> None:
    """A customer of this account, else of this number and name, is there already; one without either is compared by name and place."""
    found = Whose(asker.organisation, rows)
    for row in rows:
        row.known = found.same(row)


def store_customers(asker: Asker, rows: Sequence[TableRow]) -> list[str]:
    """Inside `write`: a customer for each row, with the place that the row names."""
    made, now = [], clock.now()
    for row in rows:
        values = row.values
        customer = Customer(
            organisation_id=asker.organisation,
            id=new_id(),
            created_at=now,
            name=values["name"],
            phone=values["phone"],
            account_number=values["account"],
            **{name: values[name] for name in ("salutation", "language", "hard_of_hearing")},
        )
        db.session.add(customer)
        made.append(customer)
    db.session.flush()
    db.session.add_all(
        Premises(organisation_id=asker.organisation, id=new_id(), customer_id=customer.id, **row.values["place"])
        for customer, row in zip(made, rows, strict=True)
        if "place" in row.values
    )
    db.session.flush()
    return [each.id for each in made]


def undo_customers(asker: Asker, ids: Sequence[str]) -> set[str]:
    """Inside `write`: remove customers with their places; those whom anything names, also one of their places, stay."""
    organisation = asker.organisation
    joined = select(Customer.merged_into).where(Customer.organisation_id == organisation, Customer.merged_into.in_(ids))
    stay = in_use(organisation, "customer_id", ids) | {str(each) for each in db.session.scalars(joined)}
    theirs = select(Premises.id, Premises.customer_id).where(
        Premises.organisation_id == organisation, Premises.customer_id.in_(ids)
    )
    places = {row.id: row.customer_id for row in db.session.execute(theirs)}
    stay |= {places[each] for each in in_use(organisation, "premises_id", list(places))}
    _remove(Premises, organisation, [place for place, customer in places.items() if customer not in stay])
    _remove(Customer, organisation, [each for each in ids if each not in stay])
    return stay


def read_place(row: TableRow) -> None:
    """A further place of a customer who is known by account, or by number and name."""
    read_whose(row)
    place, mistakes = place_of(row.cells)
    row.troubles += list(mistakes.items())
    row.values["place"] = place
    row.key = "\n".join(str(part or "") for part in (_whose(row), *place.values()))
    if not _whose(row):
        row.troubles.append(("account", "no_whose"))


def look_at_places(asker: Asker, rows: Sequence[TableRow]) -> None:
    """Whose it is must be one customer who is here; the same place of the same customer is known."""
    found = Whose(asker.organisation, rows)
    for row in rows:
        if customer := found.one(row):
            row.values["customer"] = customer.id
            row.known = found.has_place(customer.id, row.values["place"])


def store_places(asker: Asker, rows: Sequence[TableRow]) -> list[str]:
    """Inside `write`: the places, each recorded with its customer."""
    made = []
    for row in rows:
        customer = db.session.get_one(Customer, (asker.organisation, row.values["customer"]))
        made.append(place_at(asker.organisation, asker.person, customer, None, row.values["place"]))
    return made


def undo_places(asker: Asker, ids: Sequence[str]) -> set[str]:
    """Inside `write`: remove places that no visit and no meter names."""
    stay = in_use(asker.organisation, "premises_id", ids)
    _remove(Premises, asker.organisation, [each for each in ids if each not in stay])
    return stay


def read_meter(row: TableRow) -> None:
    """A meter at the one place of a customer, or at that which the row names, too."""
    read_whose(row)
    measures = plain(row.cells.get("measures")).lower()
    row.values["measures"] = next((each for each in MEASURES if measures in (each, *METER_WORDS[each])), "")
    row.values["meter_number"] = meter_number_of(row.cells.get("meter_number"))
    row.values["hangs"] = tidy(row.cells.get("hangs"), 120)
    place, mistakes = place_of(row.cells)
    named = any(place[name] for name in ("estate", "rural", *HOUSE))
    row.values["place"] = place if named else None
    row.troubles += list(mistakes.items()) if named else []
    for name, wrong in (("measures", "measures"), ("meter_number", "missing")):
        row.troubles += [] if row.values[name] else [(name, wrong)]
    if not row.values["account"] and not row.values["phone"]:
        row.troubles.append(("account", "no_whose"))
    row.key = f"{row.values['measures']}\n{row.values['meter_number']}"


def look_at_meters(asker: Asker, rows: Sequence[TableRow]) -> None:
    """The place must be one; a meter that hangs there already is known, one that hangs elsewhere is refused."""
    found, organisation = Whose(asker.organisation, rows), asker.organisation
    numbers = [row.values["meter_number"] for row in rows]
    hanging = select(Meter).where(
        Meter.organisation_id == organisation, Meter.number.in_(numbers), Meter.removed_at.is_(None)
    )
    known = {(each.measures, each.number): each.premises_id for each in db.session.scalars(hanging)}
    for row in rows:
        customer = found.one(row)
        if customer is None:
            continue
        places = found.places_like(customer.id, row.values["place"])
        if len(places) != 1:
            row.troubles.append(("estate", "which_place" if places else "no_such_place"))
            continue
        row.values["premises"] = places[0]
        there = known.get((row.values["measures"], row.values["meter_number"]))
        row.known = there == places[0]
        if there and not row.known:
            row.troubles.append(("meter_number", "meter_taken"))


def store_meters(asker: Asker, rows: Sequence[TableRow]) -> list[str]:
    """Inside `write`: the meters, each recorded with its customer."""
    made = []
    for row in rows:
        place = db.session.get_one(Premises, (asker.organisation, row.values["premises"]))
        said = (row.values[name] for name in ("measures", "meter_number", "hangs"))
        made.append(hang_meter(asker.organisation, asker.person, place, *said))
    return made


def undo_meters(asker: Asker, ids: Sequence[str]) -> set[str]:
    """Inside `write`: remove meters that nothing names."""
    stay = in_use(asker.organisation, "meter_id", ids)
    _remove(Meter, asker.organisation, [each for each in ids if each not in stay])
    return stay


class Whose:
    """Which customers rows mean: by account, else by number (and name, where one is given). Asked once for many rows."""

    def __init__(self, organisation: str, rows: Sequence[TableRow]) -> None:
        accounts = {each for row in rows if (each := row.values["account"])}
        phones = {each for row in rows if (each := row.values["phone"])}
        names = {row.values["name"] for row in rows if not row.values["account"] and not row.values["phone"]}
        wanted = select(Customer).where(
            Customer.organisation_id == organisation,
            Customer.merged_into.is_(None),
            or_(Customer.account_number.in_(accounts), Customer.phone.in_(phones), Customer.name.in_(names)),
        )
        self.customers = list(db.session.scalars(wanted.order_by(Customer.id)))
        ids = [each.id for each in self.customers]
        theirs = select(Premises).where(Premises.organisation_id == organisation, Premises.customer_id.in_(ids))
        self.places: dict[str, list[Premises]] = {}
        for place in db.session.scalars(theirs.order_by(Premises.id)):
            self.places.setdefault(place.customer_id, []).append(place)
        self.by: dict[tuple[str, str], list[Customer]] = {}
        for each in self.customers:
            for column, value in (("account", each.account_number), ("phone", each.phone), ("name", each.name)):
                if value:
                    self.by.setdefault((column, value), []).append(each)

    def same(self, row: TableRow) -> bool:
        """Whether this very customer is here: the same account; else name and number, where not both have an account; else name and place."""
        account, phone, name = (row.values[each] for each in WHO)
        if account and self.by.get(("account", account)):
            return True
        named = [each for each in self.by.get(("phone", phone) if phone else ("name", name), ()) if each.name == name]
        if phone:
            return any(not account or not each.account_number for each in named)
        place = row.values.get("place")
        return not account and place is not None and any(self.has_place(each.id, place) for each in named)

    def one(self, row: TableRow) -> Customer | None:
        """The one customer whom the row means; where there is none or more than one the row says so."""
        account, phone, name = (row.values[each] for each in WHO)
        column, value = ("account", account) if account else ("phone", phone)
        found = self.by.get((column, value), [])
        if column == "phone" and name:
            found = [each for each in found if each.name == name]
        if len(found) != 1:
            row.troubles.append((column, "which_customer_row" if found else "no_such_customer"))
            return None
        return found[0]

    def has_place(self, customer: str, parts: dict[str, str | None]) -> bool:
        """Whether the customer has this very place."""
        return bool(self.places_like(customer, {name: parts[name] for name in WHERE}))

    def places_like(self, customer: str, parts: dict[str, str | None] | None) -> list[str]:
        """Ids of the customer's places that agree in every part; all places without parts."""
        wanted = {name: value for name, value in (parts or {}).items() if name in WHERE}
        return [
            place.id
            for place in self.places.get(customer, ())
            if all((getattr(place, name) or None) == value for name, value in wanted.items())
        ]


def _whose(row: TableRow) -> str:
    return str(row.values["account"] or row.values["phone"] or "")


def _remove(model: type[Customer] | type[Premises] | type[Meter], organisation: str, ids: Sequence[str]) -> None:
    unindex(model, organisation, ids)
    db.session.execute(delete(model).where(model.organisation_id == organisation, model.id.in_(ids)))


WHO = ("account", "phone", "name")
WHERE = ("district", "estate", *HOUSE, "rural")
CUSTOMERS = ImportKind(
    "customers",
    ("dispatcher",),
    (
        Column("name", needed=True, longest=LONGEST_NAME),
        Column("account", longest=40),
        *(Column(each) for each in ("phone", "salutation", "speaks", "deaf")),
        *PLACE,
        ON_MAP,
    ),
    read_customer,
    look_at_customers,
    store_customers,
    undo_customers,
)
PLACES = ImportKind(
    "places", ("dispatcher",), (*WHOSE, *PLACE, ON_MAP), read_place, look_at_places, store_places, undo_places
)
METERS = ImportKind(
    "meters",
    ("dispatcher",),
    (
        Column("meter_number", needed=True, longest=METER_NUMBER),
        Column("measures", needed=True),
        Column("hangs", longest=120),
        *WHOSE,
        *PLACE[:-2],
    ),
    read_meter,
    look_at_meters,
    store_meters,
    undo_meters,
)
IMPORTS = (CUSTOMERS, PLACES, METERS)
