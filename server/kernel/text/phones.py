"""Telephone numbers as people write them: with area and country codes, extensions, brackets, and marks that came along unseen. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from server.kernel.text.letters import plain

EXTENSION = re.compile(
    r"(?:[,;]?\s*[(]?(?:转|轉|分机|分機|内线|extension|ext\.?|x|#|\*)|,{1,2})\s*[:.]?\s*(\d{1,6})[)]?$", re.IGNORECASE
)
LABEL = re.compile(r"(?:tel|phone|mobile|电话|手机|座机|联系电话)[.:]?\s*(?=[\d+(])", re.IGNORECASE)
BY_HYPHEN = re.compile(r"((?:\+?86[- ]?)?\(?0\d{2,3}\)?[- ]\d{7,8})-(\d{1,6})$")
ALLOWED = re.compile(r"[\d+()\-. /]*")
APART = re.compile(r"[/、,;]|或|or|和|\s{2,}")
NO_DIGIT = re.compile("[^0-9]+")
KEEP_ZERO = ("39", "225", "241", "242", "378")  # there a zero is part of the number
TRUNK_ZERO = re.compile(
    r"(2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|(?:2[1-689]|3[578]|42|5[09]|6[7-9]|8[05789]|9[679])\d)0"
)
AT_HOME = re.compile(r"1[3-9]\d{9}|0(?:10|2\d{1,2}|[3-9]\d{2})[2-9]\d{6,7}|[2-9]\d{6,7}|[48]00\d{7}|9[56]\d{3,6}")
ABROAD = re.compile(r"\+[1-9]\d{7,14}")


@dataclass(frozen=True, slots=True)
class Phone:
    """A number as it is kept: digits, `+` before another country, `,` before an extension. `trouble` is '' or why it cannot be one."""

    number: str
    extension: str = ""
    trouble: str = ""

    @property
    def kept(self) -> str:
        """One text, also for a dialler, which waits at the comma."""
        return f"{self.number},{self.extension}" if self.extension else self.number


def read_phone(text: str | None) -> Phone:
    """A telephone number; `trouble`: `phone` (none), `two_phones`, `phone_country` (no number of this country, and none is named)."""
    typed = LABEL.sub("", plain(text), count=1) if LABEL.match(plain(text)) else plain(text)
    main, extension = _without_extension(typed)
    if _are_two(main):
        return Phone("", trouble="two_phones")
    number = _national(main)
    if not ALLOWED.fullmatch(main) or not re.search(r"\d", number):
        return Phone(number[:20], extension, "phone")
    if AT_HOME.fullmatch(number) or ABROAD.fullmatch(number):
        return Phone(number, extension)
    long_enough = 7 <= len(number.lstrip("+")) <= 15
    return Phone(number[:20], extension, "phone_country" if long_enough and not number.startswith("+") else "phone")


def phone_digits(text: str | None) -> str:
    """The same in one text, however wrong it may be: what a search and a comparison go by."""
    return read_phone(text).kept


def is_phone(text: str | None) -> bool:
    """Whether somebody can be called there."""
    return not read_phone(text).trouble


def masked_phone(phone: str | None) -> str:
    """138****1234: what a screen shows until the number is being called (DA-1); '' for somebody without a phone."""
    digits, _, extension = (phone or "").partition(",")
    if len(digits) < 7:
        return "*" * len(digits)
    front = 4 if digits[0] in "0+" else 3
    masked = f"{digits[:front]}****{digits[-4:]}" if len(digits) >= 10 else f"{digits[:2]}***{digits[-2:]}"
    return f"{masked},{extension}" if extension else masked


def spaced_phone(phone: str | None, language: str = "zh-CN") -> str:
    """186 0000 3907: a number as it is read aloud (FT-16)."""
    digits, _, extension = (phone or "").partition(",")
    tail = f"{' 转 ' if language == 'zh-CN' else ' ext. '}{extension}" if extension else ""
    if len(digits) == 11 and digits.startswith("1"):
        return f"{digits[:3]} {digits[3:7]} {digits[7:]}{tail}"
    if re.fullmatch(r"[48]00\d{7}", digits):
        return f"{digits[:3]} {digits[3:6]} {digits[6:]}{tail}"
    area = 3 if digits.startswith(("010", "02")) else 4
    return (f"{digits[:area]} {digits[area:]}" if digits.startswith("0") and len(digits) > 9 else digits) + tail


def _without_extension(text: str) -> tuple[str, str]:
    for shape in (BY_HYPHEN, EXTENSION):
        if (found := shape.search(text)) and len(_digits(text[: found.start(found.lastindex or 1)])) >= 7:
            main = found[1] if shape is BY_HYPHEN else text[: found.start()]
            return main.strip(), found[found.lastindex or 1]
    return text, ""


def _are_two(text: str) -> bool:
    whole = [part for part in APART.split(text) if len(_digits(part)) >= 7]
    return len(whole) > 1 or len([part for part in text.split() if len(_digits(part)) >= 7]) > 1


def _national(text: str) -> str:
    """Digits of this country's number with its area code, `+` and digits of another country's."""
    abroad = text.lstrip("( ").startswith(("+", "00"))
    digits = _digits(re.sub(r"(?<=\d)\s*\(0\)", "", text) if abroad else text)
    digits = digits[2:] if digits.startswith("00") else digits
    if digits.startswith("86") and (abroad or len(digits) == 13):
        rest = _without_trunk_zero(digits[2:])
        return rest if re.match(r"0|1[3-9]\d{9}$|[48]00\d{7}$", rest) else f"0{rest}"
    return f"+{_dialled_from_abroad(digits)}" if abroad else _without_trunk_zero(digits)


def _without_trunk_zero(digits: str) -> str:
    """A mobile number is dialled with a zero before it from another city."""
    return digits[1:] if re.fullmatch(r"01[3-9]\d{9}", digits) else digits


def _dialled_from_abroad(digits: str) -> str:
    """+44 020 7946 0958 as +44 20 7946 0958: a zero after the country is dialled inside it only."""
    country = TRUNK_ZERO.match(digits)
    return digits if country is None or country[1] in KEEP_ZERO else country[1] + digits[country.end() :]


def _digits(text: str) -> str:
    return NO_DIGIT.sub("", text)
