"""What a complaint's facts say: its state, its clocks, its six stages, its claims. Pure: everything stands in the facts (4.2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from server.complaints.case import ANSWERED, CLOSED, IN_HAND, RECEIVED, Case, Claim, Mending, Party
from server.complaints.clocks import ATTEMPTED, REACHED, Answer, Clock, Try, answer_clock, statement_due
from server.complaints.departments import OBJECTED, Joint, Word
from server.kernel.deadlines import Calendar
from server.standards.wording import Phrase, hits
from server.visits.log.shown import ShownFact

STATES = (RECEIVED, IN_HAND, ANSWERED, CLOSED)
VIA = ("phone", "text", "mail", "web", "link", "letter", "hall", "in_person", "visit_comment", "slip", "call_back")
WANTS = ("answer", "redo", "apology", "refund", "none")
GROUNDS = (
    "manner",
    "not_done_not_rearranged",
    "data_lost",
    "not_recorded",
    "not_passed_on",
    "start_up_late",
    "other",
)
FINDINGS = ("yes", "partly", "no", "cannot_say")
RESULTS = ("satisfied", "not_satisfied", "no_word")
CLOSINGS = ("satisfied", "withdrawn", "unreachable", "exhausted")
BY_HEAD = ("unreachable", "exhausted")  # closings that need the head of department (CP-3)
STAGES = ("listened", "asked", "followed", "answered", "recorded", "reported")
# What admits fault or promises money. Before every claim is judged it must not be said; regret may (CP-2, CP-5).
ADMISSIONS = (
    "是我们的错",
    "我们的责任",
    "我们负全责",
    "我们承认",
    "一定赔",
    "我们会赔",
    "赔偿您",
    "our fault",
    "we are liable",
    "we admit",
    "will compensate you",
)
BY_OFFICE = ("listened", "asked", "followed", "handled_by", "answered", "next_answer", "closed", "reopened")
EXHAUSTED_AFTER = 3  # answers that did not satisfy
SILENT_DAYS = 30  # without a word before a complaint may be closed as unreachable
REOPEN_DAYS = 30


def case_of(facts: Sequence[ShownFact], calendar: Calendar) -> Case:
    """Read a complaint's facts in the order of its log. `calendar` is the organisation's (kernel/deadlines.py)."""
    case = Case()
    for fact in facts:
        reader = _READERS.get(fact.kind)
        if reader is None:
            continue
        if fact.kind in BY_OFFICE:
            case.unheard_at = None
        cycle, running = case.cycle, answer_clock(case, calendar) if case.received_at else None
        reader(case, fact)
        if case.cycle != cycle and running is not None:
            case.past.append(_ended(running, fact))
    case.clock = answer_clock(case, calendar)
    return case


def _ended(clock: Clock, fact: ShownFact) -> Clock:
    """The clock of a cycle that is over: an answer that did not satisfy has stopped it, if it did not stop before."""
    if clock.stopped_at is None and fact.kind == "answered":
        return replace(clock, stopped_at=fact.at, stopped_how=REACHED)
    return clock


def open_stages(case: Case) -> list[str]:
    """The stages of *six times clear* that are not done yet; the sixth only counts for serious ones (CP-2)."""
    wanted = STAGES if case.serious else STAGES[:-1]
    return [each for each in wanted if each not in case.stages]


def needs_next_answer(case: Case) -> bool:
    """An answer did not satisfy and the customer does not know yet when the next one comes (CP-2)."""
    return case.state == IN_HAND and bool(case.answers) and case.next_answer is None


def admits(text: str) -> str:
    """The first words of a text that admit fault or promise money; '' where none do."""
    found = hits(text, [Phrase(str(place), "CP-5", each, "") for place, each in enumerate(ADMISSIONS)])
    return found[0].words if found else ""


def may_close(case: Case, how: str, days_since: Callable[[str], int]) -> str:
    """'' where it may be closed so, else the code of the problem. `days_since(moment)` counts the organisation's days up to now."""
    if case.state == CLOSED:
        return "complaint_closed"
    if how == "satisfied":
        return "" if case.answers and case.answers[-1].result == "satisfied" else "complaint_not_satisfied"
    if how == "exhausted":
        return "" if case.dissatisfied >= EXHAUSTED_AFTER else "complaint_not_exhausted"
    if how == "unreachable":
        silent = case.clock is not None and case.clock.stopped_how == ATTEMPTED
        return "" if silent and days_since(case.last_word_at) >= SILENT_DAYS else "complaint_not_silent"
    return ""


def is_own_matter(case: Case, person: str, teams: Sequence[str] = ()) -> bool:
    """Nobody decides in their own matter: not a person concerned, nor the leader of a concerned team alone (4.0)."""
    return any(each.person == person or (each.team and each.team in teams) for each in case.parties)


def _complained(case: Case, fact: ShownFact) -> None:
    body = fact.body
    case.received_at, case.anonymous = fact.received_at, bool(body.get("anonymous"))
    case.last_word_at, case.recorded_by = fact.at, fact.person
    case.stages.add("recorded")
    about = body.get("about") or {}
    for person in about.get("persons", ()):
        case.parties.append(Party(person=person))
    if about.get("team") and not about.get("persons"):
        case.parties.append(Party(team=about["team"]))
    for number, text in enumerate(body.get("claims") or (body["text"],), 1):
        case.claims.append(Claim(f"{fact.id}:{number}", str(text)))


def _stage(case: Case, fact: ShownFact) -> None:
    case.stages.add(fact.kind)
    if fact.kind == "listened":
        case.listened_by = fact.person
    if case.state == RECEIVED:
        case.state = IN_HAND


def _handled_by(case: Case, fact: ShownFact) -> None:
    case.handler = str(fact.body["person"])
    if case.state == RECEIVED:
        case.state = IN_HAND


def _statement_asked(case: Case, fact: ShownFact) -> None:
    party = _party(case, str(fact.body["person"]))
    party.asked_at, party.asked_for = fact.at, str(fact.body.get("gist", ""))
    if fact.body.get("told"):
        _deliver(party, fact.at)


def _statement_seen(case: Case, fact: ShownFact) -> None:
    _deliver(_party(case, str(fact.body["person"])), fact.at)


def _deliver(party: Party, at: str) -> None:
    if party.delivered_at is None:
        party.delivered_at, party.due_at = at, statement_due(at)


def _stated(case: Case, fact: ShownFact) -> None:
    party = _party(case, str(fact.body["person"]))
    if party.stated_at is None:
        # The clock starts with its receipt (CP-3), also where it was written long before on an offline phone.
        party.stated_at = fact.received_at
        party.statement, party.stated_by = str(fact.body.get("text", "")), str(fact.body["by"])
        party.written_at = str(fact.body.get("written_at", ""))


def _not_concerned(case: Case, fact: ShownFact) -> None:
    party = case.party(str(fact.body["person"]))
    if party is not None and party.stated_at is None:
        case.parties.remove(party)
        case.released.append(party.person)


def _departments_asked(case: Case, fact: ShownFact) -> None:
    body, before = fact.body, case.joint
    case.joint = Joint(
        str(body["leads"]),
        tuple(body["teams"]),
        str(body["plan"]),
        before.first_at if before and not before.is_settled else fact.at,
        fact.person,
        objections=before.objections if before and not before.is_settled else [],
    )


def _department_said(case: Case, fact: ShownFact) -> None:
    if case.joint is not None:
        body = fact.body
        word = Word(str(body["team"]), str(body["said"]), str(body.get("why", "")), fact.person, fact.at)
        case.joint.words.append(word)
        if word.said == OBJECTED:
            case.joint.objections.append(word)


def _arbitrated(case: Case, fact: ShownFact) -> None:
    if case.joint is not None:
        case.joint.leads, case.joint.decision = str(fact.body["leads"]), str(fact.body["decision"])
        case.joint.decided_by, case.joint.decided_at = fact.person, fact.at


def _answered(case: Case, fact: ShownFact) -> None:
    body = fact.body
    channel, result = str(body["channel"]), str(body["contact"])
    if result != REACHED:
        case.tries.append(Try(fact.at, channel, result))
        return
    said = str(body["result"])
    case.answers.append(Answer(fact.at, said))
    case.stages.add("answered")
    case.next_answer = None
    if said != "no_word":
        case.last_word_at = fact.at
    case.state = ANSWERED
    if said == "not_satisfied":
        _begin_cycle(case, fact)


def _heard(case: Case, fact: ShownFact) -> None:
    """The customer says on the page whether the last answer satisfies."""
    case.last_word_at = fact.at
    if not case.answers or case.state != ANSWERED:
        return
    last = case.answers[-1]
    case.answers[-1] = Answer(last.at, str(fact.body["result"]))
    if fact.body["result"] == "not_satisfied":
        _begin_cycle(case, fact)


def _wrote(case: Case, fact: ShownFact) -> None:
    """The customer, or somebody who knows the number, wrote again: only a known address breaks the silence."""
    case.unheard_at = case.unheard_at or fact.at
    if fact.body["known"]:
        case.last_word_at = fact.at


def _begin_cycle(case: Case, fact: ShownFact) -> None:
    case.state, case.cycle, case.cycle_began, case.next_answer = IN_HAND, case.cycle + 1, fact.at, None
    case.tries.clear()


def _next_answer(case: Case, fact: ShownFact) -> None:
    case.next_answer = str(fact.body["at"])


def _made_serious(case: Case, fact: ShownFact) -> None:
    if not case.serious:
        case.serious, case.serious_at = str(fact.body["why"]), fact.at


def _head_told(case: Case, fact: ShownFact) -> None:
    if case.head_told_at is None:
        case.head_told_at = fact.at
        case.stages.add("reported")


def _claimed(case: Case, fact: ShownFact) -> None:
    case.claims.append(Claim(fact.id, str(fact.body["text"])))


def _found(case: Case, fact: ShownFact) -> None:
    body = fact.body
    claim = next((each for each in case.claims if each.id == body["claim"]), None)
    if claim is not None:
        claim.finding, claim.ground, claim.why = str(body["valid"]), str(body.get("ground", "")), str(body["why"])
        claim.found_by, claim.found_at = fact.person, fact.at
        claim.evidence = tuple(body.get("evidence", ()))
    if body.get("cause"):
        case.cause = str(body["cause"])


def _mending(case: Case, fact: ShownFact) -> None:
    if fact.body.get("nothing"):
        case.nothing_to_mend = str(fact.body["nothing"])
    else:
        case.mendings.append(Mending(str(fact.body["what"]), str(fact.body["owner"]), str(fact.body["due"])))


def _closed(case: Case, fact: ShownFact) -> None:
    case.state, case.closed_how, case.closed_at = CLOSED, str(fact.body["how"]), fact.at


def _reopened(case: Case, fact: ShownFact) -> None:
    case.closed_how, case.closed_at, case.last_word_at = "", None, fact.at
    _begin_cycle(case, fact)


def _party(case: Case, person: str) -> Party:
    found = case.party(person)
    if found is None:
        found = Party(person=person)
        case.parties.append(found)
    return found


_READERS = {
    "complained": _complained,
    "listened": _stage,
    "asked": _stage,
    "followed": _stage,
    "handled_by": _handled_by,
    "statement_asked": _statement_asked,
    "statement_seen": _statement_seen,
    "stated": _stated,
    "not_concerned": _not_concerned,
    "departments_asked": _departments_asked,
    "department_said": _department_said,
    "arbitrated": _arbitrated,
    "answered": _answered,
    "heard": _heard,
    "wrote": _wrote,
    "next_answer": _next_answer,
    "made_serious": _made_serious,
    "head_told": _head_told,
    "claimed": _claimed,
    "found": _found,
    "mending": _mending,
    "closed": _closed,
    "reopened": _reopened,
}
KINDS = tuple(_READERS)
