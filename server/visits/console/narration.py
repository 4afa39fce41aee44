"""Facts told in words: what the timeline, the panel and the latest lines say. Values from phones are bounded and never trusted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from server.console.layout import listed, t, translate_if_known
from server.i18n import dates
from server.kernel.clock import MOMENT, day_of
from server.kernel.outcomes import CONFLICT, QUARANTINED
from server.kernel.registry import installed
from server.kernel.text.letters import shortened, tidy
from server.visits.models import Fact
from server.visits.rules import BY_THE_CUSTOMER


@dataclass(frozen=True, slots=True)
class Narration:
    """One fact in words: the line, one grey line under it, its meaning and where it came from (phone, office, customer)."""

    line: str
    detail: str = ""
    tone: str = ""
    source: str = "phone"


@dataclass(frozen=True, slots=True)
class Narrator:
    """What telling needs to know: who reads, names of people, the standard's steps, and the other facts by id."""

    language: str
    zone: str
    today: str
    people: Mapping[str, str]
    steps: Mapping[str, dict[str, Any]]
    agreed_at: str | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)
    purposes: Mapping[str, dict[str, str]] = field(default_factory=dict)
    others: Mapping[str, str] = field(default_factory=dict)
    decided: Mapping[str, str] = field(default_factory=dict)
    gone: Collection[str] = ()
    questions: Mapping[str, dict[str, Any]] = field(default_factory=dict)
    ends: Mapping[str, str] = field(default_factory=dict)  # those that the standard declares, by their title

    def outcome(self, outcome: Any) -> str:
        """How a visit ended, in words: the language's own ends by the catalogue, those of a standard by their title."""
        return self.ends.get(str(outcome)) or translate_value("outcome", outcome)

    def surveyed(self, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
        """[(question, answer)] of a survey in words, in the order of the standard; what it does not know stays as it came."""
        said = {str(id_)[:40]: value for id_, value in answers.items()}
        order = [*(id_ for id_ in self.questions if id_ in said), *(id_ for id_ in said if id_ not in self.questions)]
        return [self._question(id_, said[id_]) for id_ in order[:12]]

    def is_bad(self, id_: str, value: Any) -> bool:
        """Whether an answer of the survey lies below the middle of its choices: the worst of three, the two worst of five."""
        choices = [each["value"] for each in self.questions.get(id_, {}).get("choices", [])]
        known = type(value) is int and value in choices
        return known and 2 * value < min(choices) + max(choices)

    def _question(self, id_: str, value: Any) -> tuple[str, str]:
        asked = self.questions.get(id_)
        if asked is None:
            return tidy(id_, 40), shortened(str(value), 40)
        labels = {str(each["value"]): each["label"][self.language] for each in asked.get("choices", [])}
        return asked["text"][self.language], labels.get(str(value), shortened(str(value), 40))

    def with_context(self, others: Mapping[str, str], decided: Mapping[str, str], gone: Collection[str]) -> Narrator:
        """The same, knowing the words of facts that withdrawals name, those of choices (`conflict choice` → words), and what is withdrawn."""
        return replace(self, others=others, decided=decided, gone=gone)

    def quote(self, fact: Fact) -> Narration:
        """The fact as a side of a cross purpose: without what the card says itself (who, and that it does not agree)."""
        body = fact.body
        narration = self.narrate(fact)
        if fact.kind == "cancelled":
            return replace(narration, detail=t("cross.quoted", words=self.reason(body)))
        drop = {self.name(fact.person_id), _outcome(fact.outcome)}
        return replace(narration, detail=" · ".join(part for part in narration.detail.split(" · ") if part not in drop))

    def narrate(self, fact: Fact) -> Narration:
        """The fact in words; a kind that nobody worded is still shown."""
        body = fact.body
        form = installed().fact_kind(fact.subject_type, fact.kind)
        narration = form.narrate(self, body, fact) if form and form.narrate else self._plain(fact, body)
        by_customer = (
            fact.kind in BY_THE_CUSTOMER
        )  # also where the receipt took it down, which writes on the office's chain
        source = "customer" if by_customer else "office" if fact.device == "office" else "phone"
        gone, doubts = fact.id in self.gone, [t(f"doubt.{code}") for code in (fact.doubts or "").split()]
        details = [
            narration.detail,
            t("detail.uncertain") if fact.uncertain else "",
            _outcome(fact.outcome),
            t("detail.withdrawn") if gone else "",
            t("detail.erased") if fact.is_erased else "",
            *doubts,
        ]
        tone = "problem" if doubts else "quiet" if gone else narration.tone or ("attention" if fact.uncertain else "")
        return Narration(narration.line, " · ".join(part for part in details if part), tone, source)

    def step(self, id_: Any) -> str:
        """A step's text in the standard that the visit pins; its id where the standard does not know it."""
        found = self.steps.get(str(id_))
        return found["text"][self.language] if found else shortened(str(id_ or ""), 60)

    def value(self, id_: Any, value: Any) -> str:
        """An answer as people read it: the choice's label, the number with its unit."""
        answer = self.steps.get(str(id_), {}).get("answer", {})
        if isinstance(value, list):
            return listed(self.value(id_, each) for each in value[:12])
        if isinstance(value, dict):
            return f"{shortened(str(value.get('name') or value.get('code') or ''), 60)} × {value.get('count', 1)}"
        text = shortened(str(value), 1000)
        labels = {each["id"]: each["label"][self.language] for each in answer.get("choices", [])}
        if MOMENT.fullmatch(text):
            return dates.moment_short(text, self.today, self.zone)
        unit = answer.get("unit", {}).get(self.language, "")
        return labels.get(text) or (f"{text} {unit}" if unit else text)

    def name(self, person: Any) -> str:
        """A person's name; '' for somebody unknown."""
        return self.people.get(str(person), "")

    def time(self, body: Mapping[str, Any]) -> str:
        """An agreed time or a window with its day."""
        window = part_of(body, "window")
        agreed, start, end = body.get("agreed_at"), window.get("from"), window.get("to")
        moments = [each for each in (agreed, start, end) if isinstance(each, str) and MOMENT.fullmatch(each)]
        if not moments:
            return ""
        text = dates.when(agreed, start, end, self.zone, self.language) or dates.clock_time(moments[0], self.zone)
        return f"{dates.named_day(day_of(moments[0], self.zone), self.language, self.today)} {text}"

    def moment(self, moment: Any) -> str:
        """A moment as text, '' where it is none."""
        return (
            dates.moment_short(moment, self.today, self.zone)
            if isinstance(moment, str) and MOMENT.fullmatch(moment)
            else ""
        )

    def reason(self, body: Mapping[str, Any]) -> str:
        """A reason in words: the standard's, ours, or what was typed; with its note."""
        reason = shortened(str(body.get("reason") or ""), 1000)
        said = self.reasons.get(reason) or translate_if_known(f"reason.{reason}") or reason
        note = shortened(str(body.get("note") or ""), 1000)
        return (
            f"{said}：{note}"
            if said and note and self.language == "zh-CN"
            else f"{said}: {note}"
            if said and note
            else said or note
        )

    def wish(self, body: Mapping[str, Any], fact: Fact) -> str:
        """What a technician would choose, with their note."""
        said = translate_if_known(f"cross.wish.{body.get('wish')}") or ""
        note = shortened(str(body.get("note") or ""), 1000)
        return " · ".join(each for each in (said.format(who=self.name(fact.person_id)), note) if each)

    def kind(self, kind: Any) -> str:
        """A kind of fact in words where they need nothing else, else its own name."""
        words = translate_if_known(f"fact.{kind}") or ""
        return words if words and "{" not in words else shortened(str(kind or ""), 40)

    def _plain(self, fact: Fact, body: Mapping[str, Any]) -> Narration:
        words = translate_if_known(f"fact.{fact.kind}")
        return Narration(words if words and "{" not in words else t("fact.other", kind=tidy(fact.kind, 40)))


def part_of(body: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A part of a fact's body, empty where a phone sent none or something else."""
    part = body.get(name)
    return part if isinstance(part, dict) else {}


def _outcome(outcome: str) -> str:
    return translate_if_known(f"detail.{outcome}") or "" if outcome in (CONFLICT, QUARANTINED) else ""


def translate_value(group: str, value: Any) -> str:
    """Our words for a value of a fact, else the value itself, tidied."""
    return translate_if_known(f"{group}.{value}") or shortened(str(value or ""), 60)
