"""Customers and their addresses as they are spoken of, shown and found; what people type is read by `kernel.text`. Pure."""

from __future__ import annotations

import re
from typing import Protocol

from server.kernel.text.phones import phone_digits
from server.kernel.text.spelling import number_words, plain_spelling

COMPOUND_SURNAMES = re.compile(
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|长孙|宇文|司徒|夏侯|令狐|端木|南宫|独孤|百里|申屠|澹台"
)


class Address(Protocol):
    """The parts of an address as `customers.models.Premises` and an order have them, to be read; each may be missing."""

    @property
    def district(self) -> str | None: ...
    @property
    def estate(self) -> str | None: ...
    @property
    def building(self) -> str | None: ...
    @property
    def unit(self) -> str | None: ...
    @property
    def room(self) -> str | None: ...
    @property
    def rural(self) -> str | None: ...


def addressed_as(name: str, salutation: str, language: str) -> str:
    """How a customer is spoken of: 林女士, 阿依夏木·买买提女士, Ms Carter; the plain name without a salutation."""
    if salutation not in ("ms", "mr"):
        return name
    if language == "en" or _is_latin(name):
        return f"{'Ms' if salutation == 'ms' else 'Mr'} {surname(name)}"
    return f"{surname(name)}{'女士' if salutation == 'ms' else '先生'}"


def surname(name: str) -> str:
    """The part of a name that goes with a salutation: two characters of a compound surname, all of a minority name."""
    if _is_latin(name):
        return name.split()[-1] if name.split() else name
    if "·" in name or len(name) > 4:
        return name
    return name[:2] if COMPOUND_SURNAMES.match(name) and len(name) > 2 else name[:1]


def house(address: Address) -> str:
    """2-1-2803: building, unit and room, as far as they are known."""
    return "-".join(part for part in (address.building, address.unit, address.room) if part)


def headline(address: Address) -> str:
    """The one line by which a place is known: estate and building-unit-room, or the rural line."""
    place = address.estate or address.rural or address.district or ""
    return f"{place} {house(address)}".strip() if address.estate else place


def full_address(address: Address, language: str = "zh-CN") -> str:
    """The whole address as it is read back to the customer (FT-16) and carried in the contact."""
    if language == "en":
        named = (("building", address.building), ("unit", address.unit), ("room", address.room))
        parts = [address.district, address.estate, address.rural, *(f"{word} {part}" for word, part in named if part)]
        return ", ".join(part for part in parts if part)
    numbered = ((address.building, "幢"), (address.unit, "单元"), (address.room, "室"))
    parts = [
        address.district,
        address.estate,
        address.rural,
        *(_with_word(part, word) for part, word in numbered if part),
    ]
    return " ".join(part for part in parts if part)


def customer_words(name: str, salutation: str, phone: str | None, account: str | None) -> list[str]:
    """By what a customer is found, in the spelling of the index: also as they are spoken of, 施女士."""
    spoken = addressed_as(name, salutation, "zh-CN")
    parts = (name, spoken if spoken != name else "", phone_digits(phone), *number_words(account))
    return [plain_spelling(part) for part in parts if part]


def place_words(address: Address) -> list[str]:
    """By what a place is found: each part of it, and the house with and without its unit."""
    short = "-".join(part for part in (address.building, address.room) if part)
    whole = (
        f"{address.district or ''}{address.estate or address.rural or ''}"  # because nobody types a gap between them
    )
    parts = (address.district, address.estate, address.rural, whole, house(address), short)
    return [plain_spelling(part) for part in parts if part]


def _with_word(part: str, word: str) -> str:
    return (
        part if re.search(r"[幢栋座楼室号元户弄]$", part) else f"{part} {word}" if part.isascii() else f"{part}{word}"
    )


def _is_latin(name: str) -> bool:
    return bool(name) and all(ord(letter) < 0x250 for letter in name)
