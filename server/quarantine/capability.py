"""Facts that were held back: the list, one record, and taking in a phone's file."""

from __future__ import annotations

from server.kernel.roles import LEADING
from server.kernel.wiring import Capability, NavEntry, Section
from server.quarantine import forgetting, release, waiting
from server.quarantine.console import import_page, record, record_list

capability = Capability(
    forgetting=(forgetting.forget,),
    name="quarantine",
    after_recovery=(release.release_granted,),
    console=(record_list, record, import_page),
    nav=(NavEntry("quarantine", "tray", LEADING, 60, waiting.count),),
    sections={"visits": (Section("waits", 20, "visits/_waits.html", waiting.waiting_section),)},
)
