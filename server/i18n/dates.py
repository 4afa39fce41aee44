"""Days and times as the office reads them, in the organisation's zone and the reader's language. Pure."""

from __future__ import annotations

from datetime import date

from server.kernel import clock
from server.kernel.clock import day_of, local

WEEKDAYS = {"zh-CN": "一二三四五六日", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def clock_time(moment: str, zone: str) -> str:
    """14:06."""
    return local(moment, zone).strftime("%H:%M")


def short_day(day: str) -> str:
    """11-20 of a calendar day."""
    return day[5:]


def named_day(day: str, language: str, today: str) -> str:
    """11月20日 周四 / Thu 20 Nov, with its year where that is not today's. Twin of `dayWithWeekday` in pwa/technician/shell/dates.ts."""
    on, this_year = date.fromisoformat(day), day[:4] == today[:4]
    weekday = WEEKDAYS[language][on.weekday()]
    if language == "zh-CN":
        return f"{'' if this_year else f'{on.year}年'}{on.month}月{on.day}日 周{weekday}"
    return f"{weekday} {on.day} {MONTHS[on.month - 1]}{'' if this_year else f' {on.year}'}"


def days_between(first: str, last: str, language: str, today: str) -> str:
    """11月30日–12月6日 / 30 Nov – 6 Dec: the days from one to another, without their weekdays."""
    begin, end = (named_day(each, language, today) for each in (first, last))
    if language == "zh-CN":
        return f"{begin.partition(' ')[0]}–{end.partition(' ')[0]}"
    return f"{begin.partition(' ')[2]} – {end.partition(' ')[2]}"


def when(agreed_at: str | None, window_from: str | None, window_to: str | None, zone: str, language: str) -> str:
    """`约 14:30` for an agreed time, `14:00–16:00` for a window, '' where no time is known: never mixed up."""
    if agreed_at:
        return f"{'约' if language == 'zh-CN' else 'at'} {clock_time(agreed_at, zone)}"
    if window_from and window_to:
        return f"{clock_time(window_from, zone)}–{clock_time(window_to, zone)}"
    return ""


def moment_short(moment: str, today: str, zone: str) -> str:
    """14:06 today, 11-19 14:06 on another day, 2025-11-19 14:06 in another year."""
    day = day_of(moment, zone)
    if day == today:
        return clock_time(moment, zone)
    return f"{short_day(day) if day[:4] == today[:4] else day} {clock_time(moment, zone)}"


def span(minutes: int, language: str) -> str:
    """44 分, 5 时 10 分, 2 天 / 44 min, 5 h 10, 2 days."""
    minutes = abs(minutes)
    if minutes < 60:
        return f"{minutes} 分" if language == "zh-CN" else f"{minutes} min"
    if minutes < 48 * 60:
        hours, rest = divmod(minutes, 60)
        if language == "zh-CN":
            return f"{hours} 时 {rest:02d} 分" if rest else f"{hours} 时"
        return f"{hours} h {rest:02d}" if rest else f"{hours} h"
    return f"{minutes // 1440} 天" if language == "zh-CN" else f"{minutes // 1440} days"


def is_day(text: str) -> bool:
    """Whether this is a calendar day `YYYY-MM-DD` that a list can show."""
    return clock.is_day(text) and text.startswith("20")
