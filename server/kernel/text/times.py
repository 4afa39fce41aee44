"""A time of day as people write it: 14:30, 1430, 3点半, 下午三点, 3:30 pm, half past three. Pure."""

from __future__ import annotations

import re

from server.kernel.text.letters import in_digits, plain

MORNING, EVENING = (
    ("凌晨", "清晨", "早晨", "早上", "上午", "早", "am", "a.m."),
    ("下午", "午后", "傍晚", "晚上", "夜里", "半夜", "晚", "pm", "p.m."),
)
AT_NIGHT = {  # which hours are the evening's, which the morning's; their twelve is midnight, which only ends a window
    "晚上": (range(5, 12), range(0)),
    "晚": (range(5, 12), range(0)),
    "夜里": (range(8, 12), range(1, 6)),
    "半夜": (range(10, 12), range(1, 6)),
}
NOON = ("中午", "正午", "noon", "midday", "12noon")
HOURS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
SAID = re.compile(
    rf"(?P<part>half|(?:a)?quarter)(?P<side>past|to)(?P<hour>\d{{1,2}}|{'|'.join(HOURS)})(?:o'?clock)?(?P<after>.*)"
)

HALF = re.compile(
    rf"^(?P<before>{'|'.join(map(re.escape, (*MORNING, *EVENING, '中午')))})?(?P<time>.*?)"
    rf"(?P<after>a\.?m\.?|p\.?m\.?|{'|'.join(word for word in (*MORNING, *EVENING) if len(word) == 2 and not word.isascii())})?$"
)
SHAPES = (
    re.compile(r"(?P<hour>\d{1,2})[:.h](?P<minute>\d{2})(?::00)?"),
    re.compile(r"(?P<hour>\d{1,2}?)(?P<minute>\d{2})(?<=\d{3})"),
    re.compile(r"(?P<hour>\d{1,2})(?P<word>[点时]|:|h)?(?P<part>半|[一三]刻|整)?"),
    re.compile(r"(?P<hour>\d{1,2})(?P<word>[点时])(?P<minute>\d{1,2})分?"),
)
SPELLINGS = str.maketrans({"點": "点", "時": "时", "鐘": "钟", "兩": "两", "後": "后", "∶": ":"})
SAYS_NO_MORE = re.compile(r"(?<=\d)(?:o['’]?clock|uhr|hours|hrs)(?=$|[ap])")
PARTS = {"半": 30, "一刻": 15, "三刻": 45, "整": 0}
MIDNIGHT = re.compile(
    rf"24([:点时]?(00)?|点整)|({'|'.join(AT_NIGHT)})(12|十二)(点整?|:00)|午夜|子夜|12midnight|midnight"
)
BETWEEN = re.compile(r"\s*(?:-|~|至|到|\bto\b|\buntil\b)\s*")
LONGEST_NIGHT = 8 * 60  # minutes
FIRST_SURE = 7  # o'clock: what is said as an earlier hour, without a half of the day, is mostly the afternoon's


def read_time(text: str | None) -> tuple[str, str]:
    """(`HH:MM`, '') of a time of day; ('', '') for nothing typed.

    ('', `time`) for what is not understood, ('', `which_half`) for an hour that may be the night's or the afternoon's.
    """
    typed = _tidied(text)
    if not typed:
        return "", ""
    if typed in NOON:
        return "12:00", ""
    found = HALF.match(_in_figures(in_digits(typed)))
    if found is None:
        return "", "time"
    half = found["before"] or found["after"] or ""
    for shape in SHAPES:
        if match := shape.fullmatch(found["time"]):
            return _clock(match.groupdict(), half)
    return "", "time"


def read_end(text: str | None) -> tuple[str, str]:
    """The same where a window ends: midnight may be said as 24:00, 晚上12点 or midnight."""
    return ("00:00", "") if MIDNIGHT.fullmatch(_tidied(text)) else read_time(text)


def read_window(text: str | None) -> tuple[str, str, str]:
    """(start, end, '') of `9:00-11:00`, 下午2点到4点, 2-4 pm; ('', '', trouble) for anything else.

    A half of the day that is said once counts for both.
    """
    begin, *rest = BETWEEN.split(plain(text).lower().strip(), maxsplit=1)
    if not rest or not begin or not rest[0]:
        return "", "", "time"
    (start, wrong), (end, wrong_end) = read_time(begin), read_end(rest[0])
    if not wrong and wrong_end == "which_half" and (half := HALF.match(_tidied(begin))) and half["before"]:
        end, wrong_end = read_end(half["before"] + rest[0])
    if not wrong_end and wrong == "which_half" and (half := HALF.match(_tidied(rest[0]))) and half["after"]:
        start, wrong = read_time(begin + half["after"])
    return ("", "", wrong or wrong_end) if wrong or wrong_end else (start, end, "")


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
    elif half in AT_NIGHT and hour <= 12:
        evening, morning = AT_NIGHT[half]
        half, hour = ("" if hour in (*evening, *morning) else "?"), hour + 12 if hour in evening else hour
    elif half:
        half, hour = ("" if hour else "?"), hour + 12 if hour < 12 else hour
    elif spoken and 0 < hour < FIRST_SURE:
        return "", "which_half"
    return (f"{hour:02d}:{minute:02d}", "") if hour < 24 and minute < 60 and not half else ("", "time")


def _tidied(text: str | None) -> str:
    """Without gaps and without words that say nothing more: 下午三點鐘 as 下午三点, 1300 hours as 1300."""
    typed = plain(text).lower().replace(" ", "").translate(SPELLINGS)
    return SAYS_NO_MORE.sub("", re.sub("(?<=[点半刻])钟", "", typed))


def _in_figures(text: str) -> str:
    """halfpast3pm as 3:30pm, quarterto5 as 4:45; anything else as it is. An hour by itself still asks which half of the day is meant."""
    found = SAID.fullmatch(text)
    if found is None or (found["part"], found["side"]) == ("half", "to"):
        return text
    hour = HOURS.index(found["hour"]) + 1 if found["hour"] in HOURS else int(found["hour"])
    if found["part"] == "half":
        return f"{hour}点半{found['after']}"
    hour, part = (hour, "一刻") if found["side"] == "past" else ((hour - 2) % 12 + 1, "三刻")
    return f"{hour}点{part}{found['after']}"
