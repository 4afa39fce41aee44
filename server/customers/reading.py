"""Customers and places as people type them, in a form or in a row of a file: tidied, taken apart, and what is wrong with them. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from server.kernel.text.addresses import House, read_house
from server.kernel.text.letters import plain, tidy
from server.kernel.text.positions import read_position
from server.kernel.text.typed import length_trouble

LONGEST = {"district": 80, "estate": 80, "rural": 160, "gate_note": 200, "door_note": 200}
LONGEST_PART = 20  # of a house: building, unit, room
POSITION = ("lat", "lon", "datum")
HOUSE = ("building", "unit", "room")
MEASURES = ("water", "gas", "electricity", "heat")
SALUTATIONS = {"ms": ("女士", "小姐", "女", "f", "female", "mrs", "miss"), "mr": ("先生", "男", "m", "male")}


def house_of(typed: Mapping[str, str]) -> House:
    """Building, unit and room; a whole house number that was written into the first is taken apart."""
    building, unit, room = (tidy(typed.get(part), None) for part in HOUSE)
    if building and not unit and not room:
        return read_house(typed.get("building"))
    return House(building, unit, room)


def long_parts(house: House) -> dict[str, str]:
    """Which of building, unit and room is too long to be one."""
    found = {name: length_trouble(getattr(house, name), LONGEST_PART) for name in HOUSE}
    return {name: trouble for name, trouble in found.items() if trouble}


def place_of(typed: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """(parts of a place, None for one that is not there; field → code of what is wrong). A position only where one is asked for."""
    parts: dict[str, Any] = {name: tidy(typed.get(name), None) or None for name in LONGEST}
    house = house_of(typed)
    mistakes = {name: length_trouble(typed.get(name), longest) for name, longest in LONGEST.items()} | long_parts(house)
    mistakes = {name: trouble for name, trouble in mistakes.items() if trouble}
    mistakes |= {} if house.understood else {"building": "house"}
    if not parts["estate"] and not parts["rural"]:
        mistakes["estate"] = "place"
    if "position" in typed:
        found = read_position(typed["position"])
        parts |= dict(zip(POSITION, found or (None, None, None), strict=True))
        mistakes |= {"position": "position"} if tidy(typed["position"], 80) and not found else {}
    return parts | {name: getattr(house, name) or None for name in HOUSE}, mistakes


METER_NUMBER = 40  # characters that the number of a meter may have


def meter_number_of(text: str | None) -> str:
    """The number of a meter as it is kept."""
    return "".join(tidy(text, None).upper().split())


def salutation_of(text: str | None) -> str:
    """`ms`, `mr` or `none` of what a file says of a customer."""
    said = plain(text).lower().strip(". ")
    return next((found for found, words in SALUTATIONS.items() if said == found or said in words), "none")
