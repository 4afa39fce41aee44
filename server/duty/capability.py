"""Duty: the roster, taking over and handing over, and the calls that nobody answered (FT-11, FT-13, FT-16)."""

from __future__ import annotations

from server.duty import actions, calls, forgetting, routes, story
from server.duty.console import call_words, duty_forms, duty_page, turn_page
from server.duty.facts import FACTS
from server.kernel.registry import Capability, Job, NavEntry
from server.kernel.roles import OFFICE

capability = Capability(
    name="duty",
    routes=(routes.blueprint,),
    console=(duty_page, turn_page, duty_forms),
    nav=(NavEntry("duties", "calendar", OFFICE, 35, duty_page.waiting),),
    facts=FACTS,
    after_subject=(story.written,),
    left_open=(actions.missed_calls,),
    say_left_open=(call_words.say,),
    forgetting=(forgetting.forget,),
    jobs=(Job("missed_calls", calls.notice), Job("old_callers", calls.forget_callers, every=1440)),
)
