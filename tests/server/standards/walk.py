"""An ordinary visit, walked step by step as a technician would do it, so that a standard can be tried whole."""

from collections.abc import Mapping
from typing import Any

from server.standards.completion import completion
from server.standards.record import record_of

TAPS = {"text": 2, "number": 2, "reading": 2, "many": 2, "parts": 2, "photograph": 0, "survey": 0, "signature": 0}
MOVES_ON = 4  # inside → work → show and clean → customer, and handing the phone over: no step of theirs does it
FIELDS = {"arrived": "08:53", "left": "09:04", "phone": "0571 8802 6618", "contact": "李师傅"}


class Walk:
    """The log of a visit that grows as its open steps are answered; each choice takes its first option unless told."""

    def __init__(
        self, document: Mapping[str, Any], kind_of_work: str, told: Mapping[str, Any] | None = None, **inputs: Any
    ) -> None:
        self.document, self.inputs, self.told = document, {"kind_of_work": kind_of_work, **inputs}, told or {}
        self.log: list[dict[str, Any]] = []
        self.taps = 0

    def report(self, kind: str, **body: Any) -> "Walk":
        """One more fact, a minute after the last."""
        minute = len(self.log)
        at = f"2026-07-14T{8 + minute // 60:02}:{minute % 60:02}:00.000Z"
        self.log.append({"id": f"f{minute}", "kind": kind, "at": at, "body": body})
        return self

    def result(self, outcome: str = "done") -> dict[str, Any]:
        """The completion as it is now."""
        return completion(self.document, record_of(self.log), self.inputs, outcome)

    def step(self, name: str) -> str:
        """How one step stands; `absent` where it does not exist now."""
        steps = {step["id"]: step["state"] for moment in self.result()["moments"] for step in moment["steps"]}
        return steps.get(name, "absent")

    def do_all(self, *moments: str) -> "Walk":
        """Answer what is open in these moments until nothing required is, and tap the facts that the visit passes."""
        for name in moments:
            moment = next(each for each in self.document["moments"] if each["id"] == name)
            before = -1
            while before != len(self.log):
                before = len(self.log)
                self._do_next(moment)
        return self

    def _do_next(self, moment: Mapping[str, Any]) -> None:
        for step in moment["steps"]:
            wanted = step.get("required", True) or step["answer"]["kind"] == "fact"
            if wanted and self.step(step["id"]) == "open":
                self._do(step)
                return

    def _do(self, step: Mapping[str, Any]) -> None:
        answer = step["answer"]
        self.taps += TAPS.get(answer["kind"], 1)
        if answer["kind"] == "fact":
            self.report(answer["fact"], **(FIELDS if answer["fact"] == "visit_note_left" else {}))
        elif answer["kind"] == "photograph":
            for _ in range(answer["least"]):
                self.report("photographed", step=step["id"], purpose=answer["purpose"], sha256="0" * 64)
        elif answer["kind"] in ("survey", "signature"):
            self.report({"survey": "surveyed", "signature": "signed"}[answer["kind"]], way="drawn", relation="self")
        else:
            self.report("answered", step=step["id"], value=self.told.get(step["id"], ordinary(answer)))


def ordinary(answer: Mapping[str, Any]) -> Any:
    """An ordinary answer of this kind."""
    kinds = {"confirm": True, "text": "看过了", "moment": "2026-07-15T02:00:00.000Z", "scan": "SN12345678"}
    if answer["kind"] in ("number", "reading"):
        good = answer.get("good") or answer.get("range") or {}
        return good.get("least", "1")
    if answer["kind"] == "choice":
        return answer["choices"][0]["id"]
    if answer["kind"] == "parts":
        return [{"code": answer["parts"][0]["code"], "name": answer["parts"][0]["name"]["zh-CN"], "count": 1}]
    return [answer["choices"][0]["id"]] if answer["kind"] == "many" else kinds[answer["kind"]]
