"""Facts that were held back: the list, one record, and taking in a phone's file."""

from __future__ import annotations

from server.kernel.registry import Capability, NavEntry, Section
from server.kernel.roles import LEADING
from server.quarantine import waiting
from server.quarantine.console import import_page, record, record_list

capability = Capability(
    name="quarantine",
    console=(record_list, record, import_page),
    nav=(NavEntry("tray", "tray", LEADING, 60, waiting.count),),
    sections={"visits": (Section("waits", 20, "visits/_waits.html", waiting.waiting_section),)},
)
