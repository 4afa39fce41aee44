"""Plays one world's story: each step is done to the real phones and the real server, and the model is asked after it."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

from server.kernel import clock
from server.kernel.canonical import canonical
from tests.cast import PASSWORD
from tests.simulate.customer import Customer
from tests.simulate.meant import meant_for, scope_is_right, turns_for
from tests.simulate.model import Broken, Model, must
from tests.simulate.network import Network
from tests.simulate.office import Office
from tests.simulate.pipe import Phones
from tests.simulate.promised import every_promise_waits, what_ends_open_is_a_matter, what_phones_said_is_carried_over
from tests.simulate.proof import Taker, stays_taken_back, verifies
from tests.simulate.server import BEGINNING, SimulatedServer

Step = dict[str, Any]
START = round(clock.instant(BEGINNING).timestamp() * 1000)
ROUNDS = 8
# What a phone may answer to a tap; the last two where a death that the story wants has hit this write.
REFUSALS = ("read_only", "not_offered", "nothing_to_withdraw", "not_enrolled", "no_space", "storage_gone")
__all__ = ["Broken", "Stage"]


class Stage:
    """A world under way: its server, its phones by name, and what must be true of them."""

    def __init__(self, server: SimulatedServer, phones: Phones, owners: list[str]) -> None:
        self.server, self.phones = server, phones
        self.owners = {f"p{number}": owner for number, owner in enumerate(owners)}
        self.model, self.office, self.network = Model(server), Office(server), Network(server, self)
        self.devices: dict[
            str, str
        ] = {}  # which device each phone is, where nothing gave it a reason to become another
        self.calls = 0
        self.taker: Taker | None = None  # is handed every record that verified
        self.looks: dict[str, Step | None] = {}  # what a phone said when it had done the last thing
        self.customer = Customer(server)
        phones.network = self.network.carry

    def play(self, steps: list[Step]) -> None:
        """The whole story, and the rest after it; `Broken` at the first promise that does not hold."""
        self._set_up()
        for step in self._after_opening(steps):
            self.take(step)
        self.rest({"do": "rest"})
        stays_taken_back(self.server)

    def _after_opening(self, steps: list[Step]) -> list[Step]:
        """The steps after the first order, which is given once for all worlds that begin with the same: giving it takes a tenth of a world."""
        if not steps or steps[0]["do"] != "order" or self.server.store.concurrent:
            return steps
        name = f"{self._name}_{sha256(canonical(steps[0])).hexdigest()[:16]}"
        if name in self.server.openings:
            self.server.begin(name)
            self.server.now, self.office.visits = self.server.openings[name][0], [*self.server.openings[name][1]]
        else:
            self.take(steps[0])
            self.server.keep(name)
            self.server.openings[name] = (self.server.now, [*self.office.visits])
        return steps[1:]

    def _set_up(self) -> None:
        """Every phone enrolled; done once for all worlds with these phones, because it costs as much as the rest of a short story."""
        kind = "postgresql" if self.server.store.concurrent else "sqlite"
        self._name = name = "_".join([kind, *self.owners.values()])
        known = self.server.begin(name)
        self.phones.loose.clear()
        self.call("world", name=name if known else "")
        for phone, owner in self.owners.items():
            self.call("start", phone)
            if not known:
                self.must_work(self.call("enrol", phone, login=owner, password=PASSWORD), "enrol")
        if not known:
            self.server.keep(name)
            self.call("keep", name=name)
        self.devices = {phone: self.call("look", phone)["device"] for phone in self.owners}

    def take(self, step: Step) -> None:
        """One step; what does not apply in this world is passed over."""
        self.server.now += step.get("wait", 3_000)
        phone = step.get("phone")
        if phone is not None and phone not in self.owners:
            return
        doing = getattr(self, step["do"].replace(" ", "_"), None)
        if doing:
            doing(step)
        else:
            getattr(self.office, step["do"].replace(" ", "_"))(step)
        if phone is not None:
            self.look(phone)
        must(not self.phones.loose, "P1", "an error that nobody heard", self.phones.loose)

    def report(self, step: Step) -> None:
        """A tap: a fact about the nth visit that the phone holds."""
        report = {
            name: step[name]
            for name in ("kind", "body", "visit", "withdraw", "photograph", "standard")
            if step.get(name) is not None
        }
        report["visits"] = self.office.visits
        done = self.call("report", step["phone"], report=report, death=step.get("death"))
        if "id" in done:
            self.model.saved(step["phone"], done)
        if "code" in done:
            self.customer.is_shown(str(done["code"]))
        must(done.get("refused", "read_only") in REFUSALS, "P1", step["phone"], "refused to save", step, done)

    def duty(self, step: Step) -> None:
        """A tap: the turn of this phone's person is handed over or taken over."""
        done = self.call("duty", step["phone"], kind=step["kind"], death=step.get("death"))
        if "id" in done:
            self.model.saved(step["phone"], done)
        must(
            done.get("refused", "no_turn") in ("no_turn", *REFUSALS), "P1", step["phone"], "refused to save", step, done
        )

    def sync(self, step: Step) -> None:
        """The phone looks for its server; `net` is what becomes of its requests, one after the other."""
        self.network.expect(step["phone"], step)
        self.call("sync", step["phone"], death=step.get("death"))
        self.network.forget(step["phone"])

    def kill(self, step: Step) -> None:
        """The app is killed and started again."""
        self.call("start", step["phone"])

    def clock(self, step: Step) -> None:
        """Somebody sets the phone's clock: off by so many ms from now on."""
        self.call("clock", step["phone"], skew=step["skew"])

    def sign_in(self, step: Step) -> None:
        """One sign-in on the phone."""
        self.call("sign in", step["phone"], login=self.owners[step["phone"]], password=PASSWORD)

    def revoke(self, step: Step) -> None:
        """The office revokes the phone."""
        self.office.revoke(self.call("look", step["phone"])["device"])

    def enrol_again(self, step: Step) -> None:
        """A phone that was revoked is set up anew."""
        if self.call("look", step["phone"])["revoked"]:
            self.devices.pop(step["phone"], None)
            self.call("enrol", step["phone"], login=self.owners[step["phone"]], password=PASSWORD)

    def clone(self, step: Step) -> None:
        """Somebody moves to a new device by a copy, and both go on."""
        copy = f"c{len(self.owners)}"
        self.owners[copy] = self.owners[step["phone"]]
        self.devices.clear()  # either may become another, and a copy of a copy, too
        self.server.same_cookies(copy, step["phone"])
        self.call("start", copy)
        self.call("clone", copy, **{"from": step["phone"]})

    def wipe(self, step: Step) -> None:
        """The browser throws the storage away, and the phone is set up anew. What was only there is lost, as is said in P1."""
        self.model.wiped(step["phone"], self.call("look", step["phone"])["outbox"])
        self.call("wipe", step["phone"])
        self.devices.pop(step["phone"], None)
        self.call("enrol", step["phone"], login=self.owners[step["phone"]], password=PASSWORD)

    def restore(self, step: Step) -> None:
        """The server comes back from its last backup."""
        self.office.restore(step)
        self.model.restored()

    def late(self, _step: Step) -> None:
        """Requests that were held up on the way arrive."""
        self.network.deliver()

    def rest(self, _step: Step) -> None:
        """Everything works for a while: all is sent, everybody is up to date, and the whole is checked."""
        self.server.now += 61_000
        self.customer.signs_later()
        self.network.deliver()
        self.office.midnight()
        looks, before = self._come_to_rest(), self._clock()
        self.office.midnight()  # what ended only now may be too old to be held
        looks = looks if before == self._clock() else self._come_to_rest()
        self.model.at_rest(looks)
        known = {visit for (visit,) in self.server.rows("SELECT id FROM visit WHERE organisation_id = :ours")}
        verifies(self.server, [visit for visit in self.office.visits if visit in known], self.taker)
        every_promise_waits(self.server)
        what_ends_open_is_a_matter(self.server)
        what_phones_said_is_carried_over(self.server)
        changed = {phone for phone, device in self.devices.items() if looks[phone]["device"] != device}
        must(not changed, "P2", "became other devices without a reason", changed)
        scope_is_right(self.server, clock.later(BEGINNING, milliseconds=self.server.now))
        trusted = {phone: owner for phone, owner in self.owners.items() if not looks[phone]["revoked"]}
        meant = {owner: meant_for(self.server, self.server.cast.people[owner]) for owner in set(trusted.values())}
        turns = {owner: turns_for(self.server, self.server.cast.people[owner]) for owner in meant}
        for phone, owner in trusted.items():
            whole = self.call("whole", phone)
            self.model.in_step(phone, whole["visits"], meant[owner])
            must(whole["turns"] == turns[owner], "P4", phone, "has other turns", whole["turns"], "than", turns[owner])

    def _come_to_rest(self) -> dict[str, Step]:
        looks: dict[str, Step] = {}
        up_to: dict[str, Any] = {}
        for _ in range(ROUNDS):
            for phone in self.owners:
                last = looks.get(
                    phone, {}
                )  # bytes that are offered once more go after the exchange that asked for them
                if last.get("outbox", True) or last["photographs"] or up_to.get(phone) != self._clock():
                    looks[phone] = self._heard_out(phone)
                    up_to[phone] = self._clock()
        return looks

    def _heard_out(self, phone: str) -> Step:
        look = self.call("sync", phone)["look"]
        if look["word"] == "signed_out":
            self.call("sign in", phone, login=self.owners[phone], password=PASSWORD)
            look = self.call("sync", phone)["look"]
        if (
            look["outbox"] and look["revoked"] and self.twins
        ):  # its numbers may be the other one's; without a twin it must hand in its work as it is
            self.enrol_again({"phone": phone})
            look = self.call("sync", phone)["look"]
        return self.model.at_every_step(phone, lambda: look)

    @property
    def twins(self) -> bool:
        """Whether somebody copied a phone."""
        return any(phone.startswith("c") for phone in self.owners)

    def look(self, phone: str) -> Step:
        """What the phone says and has, checked."""
        return self.model.at_every_step(phone, lambda: self.looks.pop(phone, None) or self.call("look", phone))

    def _clock(self) -> Any:
        return self.server.rows("SELECT value FROM change_clock WHERE organisation_id = :ours")

    def call(self, do: str, phone: str | None = None, **more: Any) -> dict[str, Any]:
        """A command to the phones, at the world's time."""
        about = {} if phone is None else {"phone": phone}
        self.calls += 1
        number = self.calls
        done = self.phones.call(do, START + self.server.now, **about, **more)
        if phone is not None:  # what came in between, on the way of a request, may be newer than this look
            self.looks[phone] = done.get("look") if self.calls == number else None
        return done

    @staticmethod
    def must_work(done: dict[str, Any], what: str) -> None:
        if "refused" in done:
            raise RuntimeError(f"{what}: {done['refused']}")
