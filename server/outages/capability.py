"""Interruptions of supply: the list and its notice, the banner at intake, and the customers' page (FT-7)."""

from __future__ import annotations

from server.kernel.roles import OFFICE
from server.kernel.wiring import Capability, NavEntry, Section
from server.outages import on_phones, pages, story
from server.outages.console import outage_list, outage_page, outage_words
from server.outages.exporting import EXPORTS
from server.outages.facts import FACTS

capability = Capability(
    name="outages",
    exports=EXPORTS,
    pages=(pages.blueprint,),
    console=(outage_list, outage_page),
    nav=(NavEntry("outages", "late", OFFICE, 30, outage_list.waiting),),
    sections={"intake": (Section("caller", 5, "outages/_of_caller.html", outage_page.caller_section),)},
    facts=FACTS,
    reactions=(on_phones.react,),
    after_subject=(story.written,),
    say_left_open=(outage_words.say_left_open,),
)
