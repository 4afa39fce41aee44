"""A time of day as people write it: 14:30, 1430, 3点半, 下午三点, 3:30 pm. Pure."""

from __future__ import annotations

import re

from server.kernel.text.letters import plain

DIGITS = {letter: value for value, letter in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
MORNING, EVENING = (
    ("凌晨", "清晨", "早晨", "早上", "上午", "早", "am", "a.m."),
    ("下午", "傍晚", "晚上", "夜里", "晚", "pm", "p.m."),
)
HALF = re.compile(
    rf"^(?P<before>{'|'.join(map(re.escape, (*MORNING, *EVENING, '中午')))})?(?P<time>.*?)(?P<after>a\.?m\.?|p\.?m\.?)?$"
)
SHAPES = (
    re.compile(r"(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?::00)?"),
    re.compile(r"(?P<hour>\d{1,2}?)(?P<minute>\d{2})(?<=\d{3})"),
    re.compile(r"(?P<hour>\d{1,2})(?P<word>[点时]|:|h)?(?P<part>半|[一三]刻|整)?"),
    re.compile(r"(?P<hour>\d{1,2})(?P<word>[点时])(?P<minute>\d{1,2})分?"),
)
PARTS = {"半": 30, "一刻": 15, "三刻": 45, "整": 0}
MIDNIGHT = re.compile(r"24([:点时]?(00)?|点整)")
LONGEST_NIGHT = 8 * 60  # minutes
FIRST_SURE = 7  # o'clock: what is said as an earlier hour, without a half of the day, is mostly the afternoon's


def read_time(text: str | None) -> tuple[str, str]:
    """(`HH:MM`, '') of a time of day; ('', '') for nothing typed.

    ('', `time`) for what is not understood, ('', `which_half`) for an hour that may be the night's or the afternoon's.
    """
    typed = plain(text).lower().replace(" ", "")
    if not typed:
        return "", ""
    found = HALF.match(_in_digits(typed))
    if found is None:
        return "", "time"
    half = found["before"] or found["after"] or ""
    for shape in SHAPES:
        if match := shape.fullmatch(found["time"]):
            return _clock(match.groupdict(), half)
    return "", "time"


def read_end(text: str | None) -> tuple[str, str]:
    """The same where a window ends: midnight may be said as 24:00."""
    return ("00:00", "") if MIDNIGHT.fullmatch(plain(text).replace(" ", "")) else read_time(text)


def is_over_midnight(start: str, end: str) -> bool:
    """Whether a window ends on the next day: it is at most eight hours long then, because a longer one is a slip of the hand."""
    if not start or not end or end >= start:
        return False
    minutes = [int(clock[:2]) * 60 + int(clock[3:]) for clock in (start, end)]
    return minutes[1] + 24 * 60 - minutes[0] <= LONGEST_NIGHT


def _clock(parts: dict[str, str | None], half: str) -> tuple[str, str]:
    hour, minute = int(parts["hour"] or 0), int(parts.get("minute") or PARTS.get(parts.get("part") or "", 0))
    spoken = bool(parts.get("word") or not parts.get("minute"))
    if half == "中午":
        hour += 12 if hour in (1, 2) else 0
        half = "" if 11 <= hour <= 14 else "?"
    elif half in MORNING or half.startswith("a"):
        half, hour = ("" if hour <= 12 else "?"), hour % 12 if hour == 12 else hour
    elif half:
        half, hour = ("" if hour else "?"), hour + 12 if hour < 12 else hour
    elif spoken and 0 < hour < FIRST_SURE:
        return "", "which_half"
    return (f"{hour:02d}:{minute:02d}", "") if hour < 24 and minute < 60 and not half else ("", "time")


def _in_digits(text: str) -> str:
    """十二点三十 as 12点30."""

    def number(match: re.Match[str]) -> str:
        tens, _, ones = match[0].rpartition("十")
        if "十" not in match[0]:
            return "".join(str(DIGITS[letter]) for letter in match[0])
        return str((DIGITS.get(tens, 1) if len(tens) < 2 else 99) * 10 + (DIGITS.get(ones, 0) if len(ones) < 2 else 99))

    return re.sub(rf"[{''.join(DIGITS)}十]+(?!刻)", number, text)
