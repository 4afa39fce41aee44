"""Moments as text: cut to the whole second before anything compares them, UTC only, years 20xx. Twin of moment.ts."""

import re
from datetime import datetime, timedelta

MOMENT = re.compile(r"(20[0-9]{2})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]{1,9})?Z")
DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def second_of(text: object) -> int | None:
    """Seconds since 2000-01-01T00:00:00Z, the fraction cut off as text; None where it is no such moment."""
    match = MOMENT.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part) for part in match.groups()[:6])
    leap = 1 if year % 4 == 0 else 0  # because 2000 is a leap year and 2100 is out of reach
    if not 1 <= month <= 12 or not 1 <= day <= DAYS[month - 1] + (leap if month == 2 else 0):
        return None
    if hour > 23 or minute > 59 or second > 59:
        return None
    years = year - 2000
    days = years * 365 + (years + 3) // 4 + sum(DAYS[: month - 1]) + (leap if month > 2 else 0) + day - 1
    return ((days * 24 + hour) * 60 + minute) * 60 + second


def text_of(seconds: int) -> str:
    """The moment that many seconds after 2000-01-01T00:00:00Z, as text."""
    return (datetime(2000, 1, 1) + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")


def whole_second(text: str) -> str:
    """The moment as text without its fraction; text that is no moment comes back as it is."""
    return f"{text[:19]}Z" if second_of(text) is not None else text
