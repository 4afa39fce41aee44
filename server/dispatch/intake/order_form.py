"""An order as it is typed on the intake page: read forgivingly, checked, and said back to the customer (FT-16). Pure but for words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from server.customers import rules as customers
from server.customers.reading import house_of, long_parts
from server.i18n import dates
from server.kernel.clock import moment_at, trouble_at
from server.kernel.ids import is_id
from server.kernel.text.addresses import House
from server.kernel.text.days import day_trouble, read_day
from server.kernel.text.letters import tidy, tidy_name
from server.kernel.text.phones import read_phone, spaced_phone
from server.kernel.text.times import is_over_midnight, read_end, read_time
from server.kernel.text.typed import LONGEST_NAME, length_trouble

PARTS = ("name", "phone", "place", "time")
INPUT = "input_"  # how fields begin that a standard declares
LONGEST = {"name": LONGEST_NAME, "district": 80, "estate": 80, "rural": 160, "gate_note": 200, "symptom": 600}


@dataclass(frozen=True, slots=True)
class Order:
    """What was typed, tidied. `day`, `start`, `end`, `agreed` are wall-clock text; `at_once` is an emergency without a time."""

    phone: str
    no_phone: bool
    name: str
    salutation: str
    language: str
    hard_of_hearing: bool
    district: str
    estate: str
    building: str
    unit: str
    room: str
    rural: str
    gate_note: str
    work: str
    symptom: str
    at_once: bool
    day: str
    start: str
    end: str
    agreed: str
    team: str
    lead: str
    customer: str
    premises: str
    follows: str  # the visit that this order goes on with
    same_person: str  # what was answered to "is this the same person?": `same`, `other` or ''
    same_matter: str  # what was answered to "is this the same matter?": `join`, `new` or ''
    inputs: dict[str, str]  # what was typed for the inputs that standards declare
    called: str  # when the customer called, HH:MM of today; '' is now
    troubles: tuple[tuple[str, str], ...]  # field and code of what was typed and is not understood

    def moments(self, zone: str) -> tuple[tuple[str, str] | None, str | None]:
        """(window, agreed time) as moments."""
        if self.at_once or not self.day:
            return None, None
        at = {name: moment_at(on, shown, zone) for name, on, shown in self.clock_times()}
        return (at["slot"], at["end"]) if "end" in at else None, at.get("agreed")

    def clock_times(self) -> list[tuple[str, str, str]]:
        """(field, day, HH:MM) of the beginning and the end of the window and of the agreed time, as far as they are there."""
        night = is_over_midnight(self.start, self.end)
        following = (date.fromisoformat(self.day) + timedelta(night)).isoformat()
        window = [("slot", self.day, self.start), ("end", following, self.end)] if self.start and self.end else []
        agreed_on = following if self.agreed < self.start else self.day
        return [*window, *([("agreed", agreed_on, self.agreed)] if self.agreed else [])]


def too_long(form: Mapping[str, str], house: House) -> dict[str, str]:
    """Field → what does not fit; {} when everything does."""
    found = {name: length_trouble(form.get(name), longest) for name, longest in LONGEST.items()}
    return {name: trouble for name, trouble in (found | long_parts(house)).items() if trouble}


def order_of(form: Mapping[str, str]) -> Order:
    """The order out of a form; a slot is `YYYY-MM-DD HH:MM-HH:MM`, `now`, or '' when only a time was agreed."""
    slot = form.get("slot", "")
    day, _, window = slot.partition(" ")
    start, _, end = window.partition("-")
    typed_day = read_day(form.get("day"))[0]
    house = house_of(form)
    agreed, agreed_trouble = read_time(form.get("agreed"))
    called, called_trouble = read_time(form.get("called"))
    phone = read_phone(form.get("phone"))
    troubles = {
        "agreed": agreed_trouble,
        "called": called_trouble,
        "building": "" if house.understood else "house",
        "phone": phone.trouble if form.get("phone") else "",
        **too_long(form, house),
    }
    usable = dates.is_day(day) and bool(read_time(start)[0]) and bool(read_end(end)[0])
    if not usable:
        day, start, end = (typed_day if dates.is_day(typed_day) else ""), "", ""
    no_phone = form.get("no_phone") == "1"
    return Order(
        phone="" if no_phone else phone.kept,
        no_phone=no_phone,
        name=tidy_name(form.get("name")),
        salutation=value if (value := form.get("salutation", "")) in ("ms", "mr") else "none",
        language="en" if form.get("language") == "en" else "zh-CN",
        hard_of_hearing=form.get("hard_of_hearing") == "1",
        district=tidy(form.get("district"), None),
        estate=tidy(form.get("estate"), None),
        building=house.building,
        unit=house.unit,
        room=house.room,
        rural=tidy(form.get("rural"), None),
        gate_note=tidy(form.get("gate_note"), None),
        work=form.get("work", "")[:40],
        symptom=tidy(form.get("symptom"), None),
        at_once=slot == "now",
        day=day,
        start=start,
        end=end,
        agreed=agreed,
        **{
            name: value if is_id(value := form.get(name, "")) else ""
            for name in ("team", "lead", "premises", "follows")
        },
        customer=value if is_id(value := form.get("customer", "")) or value == "new" else "",
        same_matter=value if (value := form.get("same_matter", "")) in ("join", "new") else "",
        inputs={name.removeprefix(INPUT): value for name, value in form.items() if name.startswith(INPUT)},
        called=called,
        same_person=value if (value := form.get("same_person", "")) in ("same", "other") else "",
        troubles=tuple((name, code) for name, code in troubles.items() if code and not (name == "phone" and no_phone)),
    )


def mistakes_in(
    order: Order, works: Mapping[str, Any], today: str, clock: str = "", zone: str = "UTC"
) -> dict[str, str]:
    """Field → code of what is missing, not understood or impossible; {} when the order can be saved. `clock` is what it shows now, HH:MM, in `zone`."""
    found = dict(order.troubles)
    if not order.no_phone and not order.phone:
        found.setdefault("phone", "phone")
    if not order.name:
        found["name"] = "name"
    if not order.estate and not order.rural:
        found["estate"] = "place"
    if order.work not in works:
        found["work"] = "work"
    if order.called and clock and order.called > clock:
        found["called"] = "call_at"
    return found | ({} if order.at_once else _mistakes_in_time(order, today, clock, zone))


def _mistakes_in_time(order: Order, today: str, clock: str, zone: str) -> dict[str, str]:
    if not order.day or not (order.agreed or order.start):
        return (
            {}
            if ("agreed", "time") in order.troubles or ("agreed", "which_half") in order.troubles
            else {"slot": "slot"}
        )
    if trouble := day_trouble(order.day, today):
        return {"day": trouble}
    night = is_over_midnight(order.start, order.end)
    if order.start and order.start >= order.end and not night:
        return {"slot": "window"}
    outside = order.end < order.agreed < order.start if night else not order.start <= order.agreed <= order.end
    if order.agreed and order.start and outside:
        return {"agreed": "agreed_outside"}
    for name, on, at in order.clock_times():
        if name != "end" and (trouble := trouble_at(on, at, zone)):  # an end may be the midnight that clocks jump over
            return {name: trouble}
    latest = "24:00" if night and order.agreed <= order.end else order.agreed or order.end
    return {"agreed" if order.agreed else "slot": "past"} if order.day == today and latest < clock else {}


def said(order: Order, does: Mapping[str, str], today: str) -> dict[str, str]:
    """The four parts that are read back, in the customer's language: name, phone, address, time (FT-16)."""
    english = order.language == "en"
    spoken = customers.addressed_as(order.name, order.salutation, order.language)
    place = customers.full_address(order, order.language)
    when = time_said(order, today)
    phone = spaced_phone(order.phone, order.language)
    work = does.get(order.language, "")
    if english:
        parts = (
            f"You are {order.name}",
            f"phone {phone}" if phone else "without a telephone",
            f"address {place}",
            f"we come {when} to {work}",
        )
        return dict(
            zip(
                PARTS,
                (f"{part}{'.' if name == 'time' else ','}" for name, part in zip(PARTS, parts, strict=True)),
                strict=True,
            )
        )
    named = f"您是{order.name}，{spoken}，" if spoken != order.name else f"您是{order.name}，"
    parts = (
        named,
        f"电话 {phone}，" if phone else "家里没有电话，",
        f"地址{place.replace(' ', '')}，",
        f"我们{when}来{work}。",
    )
    return dict(zip(PARTS, parts, strict=True))


def time_said(order: Order, today: str) -> str:
    """今天下午 3 点到 5 点 / today, 15:00 to 17:00."""
    if order.at_once:
        return "right away" if order.language == "en" else "马上"
    if not order.day:
        return "…"
    ahead = {today: ("今天", "today")}.get(order.day)
    day = (
        (ahead[1] if order.language == "en" else ahead[0])
        if ahead
        else dates.named_day(order.day, order.language, today)
    )
    if order.language == "en":
        return f"{day} at {order.agreed}" if order.agreed else f"{day}, {order.start} to {order.end}"
    if order.agreed:
        return f"{day}{_chinese_hour(order.agreed)}"
    return f"{day}{_chinese_hour(order.start)}到{_chinese_hour(order.end, order.start)}" if order.start else day


def _chinese_hour(clock: str, before: str = "") -> str:
    hour, minute = int(clock[:2]), int(clock[3:])
    half = _half_of_day(hour)
    spoken = hour if hour <= 12 else hour - 12
    named = "" if before and half == _half_of_day(int(before[:2])) else half
    return f"{named} {spoken} 点" + (f" {minute:02d} 分" if minute else "")


def _half_of_day(hour: int) -> str:
    return "早上" if hour < 8 else "上午" if hour < 12 else "中午" if hour == 12 else "下午" if hour < 18 else "晚上"
