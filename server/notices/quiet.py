"""Quiet hours on the organisation's clock: whether they are, and when they end."""

from __future__ import annotations

from server.kernel import clock


def is_quiet(now: str, zone: str, quiet_from: str, quiet_to: str) -> bool:
    """Whether the organisation's clock stands within its quiet hours, which may go over midnight; alike means none."""
    there = clock.local(now, zone).strftime("%H:%M")
    if quiet_from <= quiet_to:
        return quiet_from <= there < quiet_to
    return there >= quiet_from or there < quiet_to


def allowed_from(now: str, zone: str, quiet_from: str, quiet_to: str) -> str:
    """From when on something may go out: now, or the end of the quiet hours."""
    if not is_quiet(now, zone, quiet_from, quiet_to):
        return now
    today = clock.day_of(now, zone)
    ends = clock.moment_at(today, quiet_to, zone)
    return ends if ends > now else clock.moment_at(clock.day_of(clock.later(now, days=1), zone), quiet_to, zone)
