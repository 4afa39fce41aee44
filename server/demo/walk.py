"""How a technician walks through a visit: the facts of an ordinary one, step by step as its standard asks, up to where it stands now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from server.kernel.chain import sha256
from server.standards.completion import completion
from server.standards.record import record_of

Json = dict[str, Any]
BEFORE_END = ("prepare", "on-the-way", "door", "inside", "work", "show-and-clean", "customer", "leave")
TOLD: Json = {
    "optical-power": "-18.6",
    "speed": "486",
    "old-reading": "1284.6",
    "modem-serial": "ZJHG1180225A",
    "old-meter": "SB-2509-11873",
    "new-meter": "SB-2611-40217",
    "remedy": {"repair": "connector", "meter-repair": "gasket"},
    "risk": "agreed",
    "surroundings": "agreed",
    "move-things": "agreed",
    "water-off": "agreed",
}
DRAWN = {"before": "before", "after": "after", "finding": "serial", "visit-note": "visit-note"}
SEEN = {"zh-CN": "签名表示前面几页您都看过了。", "en": "Your signature says that you have read the pages before."}


@dataclass(slots=True)
class Walk:
    """A visit's log as it grows; `odd` gives other answers, `('deviated', reason, note)` a deviation."""

    document: Json
    kind_of_work: str
    language: str = "zh-CN"
    odd: Mapping[str, Any] = field(default_factory=dict)
    water: bool = False
    log: list[Json] = field(default_factory=list)

    def facts(self, until: str = "ended") -> Iterator[tuple[str, Json, list[str]]]:
        """(kind, body, names of drawings) of an ordinary visit, up to the moment `until` (a moment's id, or `ended`)."""
        for name in BEFORE_END:
            moment = next(each for each in self.document["moments"] if each["id"] == name)
            if name == "customer":
                yield self._note("customer_mode_entered", {"language": self.language})
            yield from self._moment(moment)
            if name == "customer":
                yield self._note("customer_mode_left", {})
            if name == until:
                return
        yield self._note("ended", {"outcome": "done"})

    def _moment(self, moment: Json) -> Iterator[tuple[str, Json, list[str]]]:
        tried: set[str] = set()
        while step := self._next(moment, tried):
            tried.add(step["id"])
            yield from self._do(step)

    def _next(self, moment: Json, tried: set[str]) -> Json | None:
        found = completion(self.document, record_of(self.log), {"kind_of_work": self.kind_of_work})
        reached = next(each for each in found["moments"] if each["id"] == moment["id"])
        here = {step["id"] for step in reached["steps"] if step["state"] == "open"}
        wanted = (step for step in moment["steps"] if step["id"] in here - tried)
        return next(
            (
                step
                for step in wanted
                if step.get("required", True) or step["answer"]["kind"] == "fact" or step["id"] == "parts"
            ),
            None,
        )

    def _do(self, step: Json) -> Iterator[tuple[str, Json, list[str]]]:
        answer, odd = step["answer"], self.odd.get(step["id"])
        if isinstance(odd, tuple):
            yield self._note("deviated", {"step": step["id"], "reason": odd[1]} | ({"note": odd[2]} if odd[2] else {}))
        elif answer["kind"] == "fact":
            yield self._note(answer["fact"], {"place": PLACE} if answer["fact"] == "arrived" else {})
        elif answer["kind"] == "photograph":
            for _ in range(max(answer["least"], 2 if answer["purpose"] == "before" else 1)):
                yield self._note(
                    "photographed", {"step": step["id"], "purpose": answer["purpose"]}, [self._drawing(step)]
                )
        elif answer["kind"] == "survey":
            yield self._note(
                "surveyed", {"answers": {"satisfied": 5, "tidy-work": 3, "honest": 3}, "language": self.language}
            )
            if comment := self.odd.get("comment"):
                yield self._note("commented", {"text": comment, "language": self.language})
        elif answer["kind"] == "signature":
            yield self._note("signed", self._signing(), ["signature"])
        else:
            yield self._note(
                "answered", {"step": step["id"], "value": odd if odd is not None else self._ordinary(step)}
            )

    def _drawing(self, step: Json) -> str:
        if self.water:
            return "meter"
        return (
            "power"
            if step["id"] == "photo-before" and any(each["kind"] == "photographed" for each in self.log)
            else DRAWN[step["answer"]["purpose"]]
        )

    def _signing(self) -> Json:
        shown = "\n".join([*(f"✓ {line}" for line in self._summaries()), SEEN[self.language]])
        return {
            "way": "drawn",
            "relation": "self",
            "shown": {"text": shown, "sha256": sha256(shown.encode()), "language": self.language},
        }

    def _summaries(self) -> Iterator[str]:
        """What was answered, as the standard sums it up for the customer; parts and photographs are left to the real pages."""
        values = {fact["body"]["step"]: fact["body"]["value"] for fact in self.log if fact["kind"] == "answered"}
        for step in (
            step
            for moment in self.document["moments"]
            for step in moment["steps"]
            if isinstance(values.get(step["id"]), str)
        ):
            choice: Json = next(
                (each for each in step["answer"].get("choices", []) if each["id"] == values[step["id"]]), {}
            )
            if summary := choice.get("summary") or step.get("summary"):
                said = choice.get("label", {}).get(self.language, values[step["id"]])
                yield summary[self.language].replace("{value}", said)

    def _ordinary(self, step: Json) -> Any:
        answer, told = step["answer"], TOLD.get(step["id"])
        told = told.get(self.kind_of_work) if isinstance(told, dict) else told
        choices = [each["id"] for each in answer.get("choices", [])]
        if told is not None and (not choices or told in choices):
            return told
        if choices:
            return [choices[0]] if answer["kind"] == "many" else choices[0]
        if answer["kind"] == "parts":
            return [{"code": each["code"], "name": each["name"]["zh-CN"], "count": 1} for each in answer["parts"][:2]]
        if answer["kind"] in ("number", "reading"):
            return (answer.get("good") or answer.get("range"))["least"]
        return True if answer["kind"] == "confirm" else "都看过了"

    def _note(self, kind: str, body: Json, drawings: list[str] | None = None) -> tuple[str, Json, list[str]]:
        self.log.append({"id": str(len(self.log)), "kind": kind, "at": "2026-01-01T00:00:00.000Z", "body": body})
        return kind, body, drawings or []


PLACE = {"lat": 30_274_100, "lon": 120_155_100, "datum": "GCJ-02", "accuracy": 12}
