"""Duty: the roster, taking over and handing over, and the calls that nobody answered (FT-11, FT-13, FT-16)."""

from __future__ import annotations

from server.duty import actions, calls, forgetting, on_board, on_phones, routes, story
from server.duty.console import call_words, duty_forms, duty_page, turn_page
from server.duty.exporting import EXPORTS
from server.duty.facts import FACTS
from server.kernel.roles import OFFICE
from server.kernel.wiring import Capability, FeedPart, Job, NavEntry, Section

capability = Capability(
    name="duty",
    exports=EXPORTS,
    routes=(routes.blueprint,),
    console=(duty_page, turn_page, duty_forms),
    nav=(NavEntry("duties", "calendar", OFFICE, 35, duty_page.waiting),),
    sections={
        "board": [
            Section("lane", 10, "duty/_on_board.html", on_board.on_day),
            Section("week", 10, "", on_board.in_week),
        ]
    },
    facts=FACTS,
    reactions=(on_phones.react,),
    after_subject=(story.written, on_phones.written),
    left_open=(actions.missed_calls,),
    say_left_open=(call_words.say,),
    forgetting=(forgetting.forget,),
    feed=(FeedPart(frozenset({on_phones.DUTY}), on_phones.dump, lasting=True),),
    jobs=(
        Job("missed_calls", calls.notice),
        Job("duty_on_phones", on_phones.tell_changes),
        Job("old_callers", calls.forget_callers, every=1440),
    ),
)
