"""A world's story, told by its seed: who has which phones, and what happens to them, to the office, the network and the server."""

from __future__ import annotations

from hashlib import sha256
from random import Random
from typing import Any

from tests.second_language import BELOW, ID, KIND, NEEDS_LINE
from tests.simulate.network import FATES

Step = dict[str, Any]
Story = dict[str, Any]

CASTS = (
    ["liming", "wangqiang"],
    ["liming", "liming", "wangqiang"],
    ["liming", "liming"],
    ["liming"],
    ["liming", "wangqiang", "wangqiang", "ayguli"],
)
TECHNICIANS = ("liming", "wangqiang", "ayguli")
CHOICES = {
    "speed": ["50", "100", "300"],
    "symptoms": ["offline", "drops"],
    "move-things": ["none", "agreed"],
    "check-cables": ["good", "bad"],
}
DEATHS = ("full", "lost", "unheard", "killed", "killed-after")
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
SPANS = (3_000, 3_000, 3_000, 40_000, 5 * MINUTE, HOUR, 9 * HOUR, DAY, 6 * DAY)
# How often each thing happens, against the others.
WEIGHTS = {
    "report": 34,
    "sync": 26,
    "order": 6,
    "assign": 6,
    "reschedule": 3,
    "instruct": 3,
    "cancel": 2,
    "settle": 3,
    "release": 2,
    "kill": 3,
    "clock": 2,
    "crash": 1,
    "backup": 2,
    "restore": 1,
    "late": 2,
    "expire": 1,
    "sign in": 1,
    "revoke": 0.4,
    "enrol again": 0.4,
    "rest": 1.5,
    "time": 2,
    "clone": 0.4,
    "wipe": 0.4,
    "promise": 1.5,
    "pause": 1,
    "roster": 1,
    "duty": 2,
}


def story_of(seed: int) -> Story:
    """The story of a seed: always the same."""
    chance = Random(seed)
    phones = chance.choice(CASTS)
    calm = chance.random() < 0.15
    teller = Teller(chance, phones, calm)
    steps = [teller.order({}) | {"days": 0} for _ in range(chance.choice((1, 1, 2, 3)))]
    steps += [{"do": "sync", "phone": f"p{number}"} for number in range(len(phones))]
    steps += [teller.step() for _ in range(chance.choice((4, 8, 14, 26)))]
    return {"seed": seed, "phones": phones, "postgresql": seed % 16 == 7, "steps": steps}


class Teller:
    """Makes one step after the other; in a calm world nothing but people causes trouble."""

    def __init__(self, chance: Random, phones: list[str], calm: bool) -> None:
        self.chance, self.phones, self.calm, self.notes = chance, phones, calm, 0

    def step(self) -> Step:
        """Any step."""
        kind = self.chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        return self._made(kind) | {"wait": self.chance.choice(SPANS)}

    def _made(self, kind: str) -> Step:
        step: Step = {"do": kind}
        if kind in ("report", "sync", "kill", "clock", "sign in", "revoke", "enrol again", "clone", "wipe", "duty"):
            step["phone"] = f"p{self.chance.randrange(len(self.phones))}"
        making = getattr(self, kind.replace(" ", "_"), None)
        return making(step) if making else step

    def order(self, step: Step) -> Step:
        """Mostly for the person who has phones, mostly for these days."""
        step = {"do": "order", **self._when(), "people": self._people()} | step
        if self.chance.random() >= 0.3:
            return step
        return step | {"kind": KIND, "inputs": self.chance.choice(({}, {"speed": "100"}, {"speed": "300"}))}

    def assign(self, step: Step) -> Step:
        return step | {"visit": self._any(), "people": self._people(), **self._crash()}

    def reschedule(self, step: Step) -> Step:
        return step | {"visit": self._any(), **self._when(), **self._crash()}

    def instruct(self, step: Step) -> Step:
        self.notes += 1
        return step | {
            "visit": self._any(),
            "text": self.chance.choice(("", f"请先打电话 {self.notes}")),
            **self._crash(),
        }

    def cancel(self, step: Step) -> Step:
        return step | {"visit": self._any(), **self._crash()}

    def settle(self, step: Step) -> Step:
        return step | {
            "which": self._any(),
            "choice": self.chance.choice(("shown", "other", "again", "ask", "reopened")),
        }

    def promise(self, step: Step) -> Step:
        """The office speaks with a customer about what was promised."""
        return step | {
            "which": self._any(),
            "how": self.chance.choice(("kept", "kept", "moved", "waived", "missed")),
            **self._crash(),
        }

    def pause(self, step: Step) -> Step:
        """The clocks of a visit's matter stand still, or go on."""
        return step | {"visit": self._any(), "on": self.chance.random() < 0.4, **self._crash()}

    def roster(self, step: Step) -> Step:
        """Two turns of the field post after each other, whose first person begins at once."""
        return step | {"people": [self.chance.choice(self.phones) for _ in range(2)], **self._crash()}

    def duty(self, step: Step) -> Step:
        """Somebody hands over or takes over on the phone."""
        step["kind"] = self.chance.choice(("handed_over", "took_over", "duty_noted"))
        return step | self._may_die()

    def release(self, step: Step) -> Step:
        return step | {"which": self._any()}

    def expire(self, step: Step) -> Step:
        return step | {"person": self.chance.choice(self.phones)}

    def clock(self, step: Step) -> Step:
        return step | {"skew": self.chance.choice((0, 0, 1500, -4_000, 7 * MINUTE, -HOUR, 3 * DAY, -3 * DAY))}

    def report(self, step: Step) -> Step:
        return step | {"visit": self._any()} | self._said() | self._may_die()

    def _may_die(self) -> Step:
        if self.calm or self.chance.random() >= 0.12:
            return {}
        return {"death": {"at": self.chance.randint(1, 5), "how": self.chance.choice(DEATHS)}}

    def sync(self, step: Step) -> Step:
        if self.calm:
            return step
        step["net"] = [
            self.chance.choice(FATES) if self.chance.random() < 0.35 else "ok" for _ in range(self.chance.randint(0, 4))
        ]
        if self.chance.random() < 0.1:
            step["death"] = {"at": self.chance.randint(1, 12), "how": self.chance.choice(DEATHS)}
        for when in ("before", "after"):
            if self.chance.random() < 0.15:
                step[when] = [self._meanwhile(step["phone"]) for _ in range(self.chance.choice((1, 1, 2)))]
        return step

    def _meanwhile(self, phone: str) -> Step:
        """What can happen while a request of this phone is on its way."""
        kind = self.chance.choice(
            ("report", "report", "report", "assign", "reschedule", "cancel", "instruct", "sync", "order")
        )
        step = self._made(kind) | {"wait": 500}
        if kind == "report":
            step |= {"phone": phone}
            step.pop("death", None)
        if step.get("phone") == phone and kind != "report":
            return self._made("instruct") | {"wait": 500}
        return {name: value for name, value in step.items() if name not in ("before", "after")}

    def _said(self) -> Step:
        self.notes += 1
        if self.chance.random() < 0.15:
            return self.chance.choice(DECLARED) | {"standard": ID}
        draw = self.chance.random()
        if draw < 0.45:
            step = self.chance.choice(list(CHOICES))
            return {"kind": "answered", "body": {"step": step, "value": self.chance.choice(CHOICES[step])}}
        if draw < 0.52:
            return {
                "kind": "deviated",
                "body": {"step": self.chance.choice(list(CHOICES)), "reason": "other", "note": f"因故 {self.notes}"},
            }
        if draw < 0.6:
            return {
                "kind": "withdrawn",
                "body": {"reason": self.chance.choice(("slip", "弄错了"))},
                "withdraw": self._any(),
            }
        if draw < 0.65:
            return {"kind": "noted", "body": {"text": f"备注 {self.notes}"}}
        if draw < 0.71:
            return self.chance.choice(PROMISES)
        if draw < 0.75:
            said = self.chance.choice(CUT_OFF)
            return said | ({"photograph": f"notice {self.notes}"} if said["kind"] == "notice_posted" else {})
        if draw < 0.85:
            return {
                "kind": self.chance.choice(("opened", "departed", "arrived", "knocked", "entered", "left")),
                "body": {},
            }
        if draw < 0.9:
            return {"kind": "ended", "body": {"outcome": self.chance.choice(("done", "done", "nobody_home"))}}
        if draw < 0.915:
            return {"kind": "signed", "body": SIGNED}
        if (
            draw < 0.93
        ):  # the customer signs at once, before the phone's next exchange, or when everything rests, or never
            return {"kind": "signing_offered", "body": {"text": SHOWN}}
        if draw < 0.96:
            about = {"step": "photo-before", "purpose": "before", "width": 4, "height": 3}
            return {"kind": "photographed", "photograph": f"picture {self.notes}", "body": about}
        return self.chance.choice(POISON)

    def _when(self) -> Step:
        return {"days": self.chance.choice((0, 0, 0, 1, 3, 13, 15, 20)), "hour": self.chance.choice((9, 14))}

    def _people(self) -> list[str]:
        wanted = self.chance.sample(TECHNICIANS, self.chance.choice((1, 1, 1, 2, 3)))
        return [self.chance.choice(self.phones)] if self.chance.random() < 0.5 else wanted

    def _crash(self) -> Step:
        crash = not self.calm and self.chance.random() < 0.08
        return {"crash": self.chance.choice(("before commit", "after commit"))} if crash else {}

    def _any(self) -> int:
        return self.chance.randrange(6)


SHOWN = "今天修好了"
SIGNED = {
    "way": "declined",
    "relation": "self",
    "reason": "不想签",
    "shown": {"text": SHOWN, "sha256": sha256(SHOWN.encode()).hexdigest(), "language": "zh-CN"},
}
# What somebody is owed afterwards, and what a technician notes for the company.
PROMISES: list[Step] = [
    {"kind": "answered", "body": {"step": "answer-by", "value": "2026-07-20T07:00:00.000Z"}},
    {"kind": "answered", "body": {"step": "answer-by", "value": "2026-07-21T09:00:00.000Z"}},
    {"kind": "appointed", "body": {"step": "speed", "what": "再测一次网速", "from": "2026-07-22T02:00:00.000Z"}},
    {"kind": "slipped", "body": {"about": "request", "text": "阳台加一个面板", "wants_answer": True}},
    {"kind": "slipped", "body": {"about": "hazard", "text": "井盖翘起来了", "wants_answer": False}},
    {"kind": "slipped", "body": {"about": "suggestion", "text": "贴个标签", "wants_answer": False}},
    {"kind": "told_missing", "body": {"items": ["房产证"], "written": "paper"}},
    {"kind": "told_missing", "body": {"items": ["房产证", "身份证"], "written": "text"}},
]
# What a standard of language 2 makes of an answer and of an end: promised, left to be done, a matter of its own.
DECLARED: list[Step] = [
    {"kind": "answered", "body": {"step": "call-by", "value": "2026-07-20T07:00:00.000Z"}},
    {"kind": "answered", "body": {"step": "call-by", "value": "2026-07-21T09:00:00.000Z"}},
    *({"kind": "answered", "body": {"step": "speed", "value": value}} for value in ("60.5", "100", "299.9")),
    *({"kind": "ended", "body": {"outcome": end, "counts_as": "not_done"}} for end in (BELOW, NEEDS_LINE, NEEDS_LINE)),
]
# A valve that others hang on; what follows names the last one of this phone's.
ENTRANCES = ["1 单元门口", "2 单元门口"]
CUT_OFF: list[Step] = [
    {
        "kind": "supply_cut",
        "body": {"medium": "water", "until": "2026-07-20T07:00:00.000Z", "households": 12, "entrances": ENTRANCES},
    },
    *({"kind": "notice_posted", "body": {"place": place}} for place in ENTRANCES),
    {"kind": "supply_back", "body": {}},
]
# What nobody here understands, and must keep all the same.
POISON: list[Step] = [
    {"kind": "sang", "body": {"song": "茉莉花"}},
    {"kind": "answered", "body": {"step": "no-such-step", "value": "1"}},
    {"kind": "answered", "body": {"step": "speed", "value": True}},
    {"kind": "ended", "body": {"outcome": "flew_away"}},
    {"kind": "noted", "body": {"text": "x" * 9000}},
    {"kind": "answered", "body": {"step": "symptoms", "value": "没有这个"}},
]
