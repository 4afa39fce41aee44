"""What may be done about a complaint on its page, by whom and when, as names of `complaint_forms.ACTS`."""

from __future__ import annotations

from server.complaints.console.departments import department_acts
from server.complaints.models import Complaint
from server.complaints.rules import CLOSED, Case
from server.kernel.authorise import Caller


def acts_of(row: Complaint, case: Case, who: Caller) -> list[str]:
    """What may be done about it now, as the names of forms; of departments what this person may say."""
    if case.erased:
        return []
    if case.state == CLOSED:
        return ["reopen"]
    found = ["answer", "note", "take", "ask", "judge", "mend", "next", "close"]
    if any(each.person and not each.stated_at for each in case.parties):
        found += ["state_for", "release"]
    found += department_acts(row, case, who)
    if not case.serious:
        found.append("serious")
    elif case.head_told_at is None:
        found.insert(0, "head")
    if case.anonymous:
        found = [each for each in found if each not in ("answer", "next")]
    return found
