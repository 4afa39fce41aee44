"""4.13, rulings 17 and 21: who is forgotten is nowhere any more, two people decide, holds hold, and the record still verifies."""

from __future__ import annotations

import json
import logging
import sqlite3
import struct
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import inspect, text, update

from server.accounts import audit
from server.accounts.responsibility import name_in_charge
from server.callbacks.models import CallBackWish
from server.customers.models import AccessRecord, Customer, HouseholdContact, Meter
from server.evidence import bundle
from server.evidence.models import Receipt
from server.evidence.verify import verify
from server.kernel import clock
from server.kernel.chain import document_bytes, server_signed, sha256
from server.kernel.db import db
from server.kernel.ids import new_id
from server.kernel.problem import Problem
from server.kernel.signing import signer
from server.kernel.transaction import write
from server.privacy import erasing, times
from server.privacy.models import Erasure
from server.visits.models import Visit
from tests.cast import PASSWORD
from tests.scenario import Scenario, scenario  # noqa: F401 - a fixture
from tests.server.evidence.conftest import STROKES, begin, jpeg, png

pytestmark = pytest.mark.both_databases  # because what is deleted, kept and written again differs

VALUES = 200
SOME = {"photographed": {"step": "photo-after", "purpose": "after", "width": 64, "height": 48}}


class Planted:
    """Two visits of one customer, with two hundred texts of theirs in every place that takes one."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario, self.values = scenario, list[str]()
        self.customer, self.premises = scenario.customers[scenario.ours]
        self.desk = scenario.cast.office("chenjing")
        self._customer()
        self.visit = scenario.given("liming", instructions=self.value())
        self.other = scenario.given("liming", instructions=self.value(), hour="14:00")
        self.phone = scenario.phone("liming")
        self._work()
        self._desk()

    def value(self) -> str:
        """One more text that stands nowhere else."""
        self.values.append(f"zq{len(self.values):03d}xw{7919 * (len(self.values) + 1) % 9973:04d}")
        return self.values[-1]

    def _customer(self) -> None:
        before = {"name": self.value(), "phone": f"139{55500000 + len(self.values)}", "account_number": self.value()}
        self.values.append(before["phone"])
        fields = dict.fromkeys(("district", "estate", "rural", "gate_note", "door_note", "last_time"), "")
        place = {name: self.value() for name in fields}
        with self.scenario.app.app_context():
            write(lambda: db.session.execute(update(Customer).where(Customer.id == self.customer).values(**before)))
            from server.customers.models import Premises

            write(lambda: db.session.execute(update(Premises).where(Premises.id == self.premises).values(**place)))
        with self.scenario.app.app_context():
            write(lambda: db.session.add_all(self._household()))
        now = {"name": self.value(), "phone": "13966600011", "salutation": "ms", "account_number": self.value()}
        self.values.append(now["phone"])
        assert self.desk.post(f"/console/customers/{self.customer}", data=now).status_code == 303

    def _household(self) -> list[object]:
        """A neighbour with the key, and the meter in the cellar."""
        said = {"organisation_id": self.scenario.ours, "created_at": clock.now()}
        neighbour = HouseholdContact(
            id=new_id(), customer_id=self.customer, name=self.value(), phone="13977700011", **said
        )
        self.values.append("13977700011")
        meter = Meter(
            id=new_id(), premises_id=self.premises, measures="water", number=self.value(), hangs=self.value(), **said
        )
        return [neighbour, meter]

    def _work(self) -> None:
        say = self.phone.report
        say("arrived", visit=self.visit)
        for number in range(60):
            say("noted", {"text": self.value(), "about": "customer"}, visit=self.visit if number % 2 else self.other)
        for number in range(60):
            say(
                "slipped", {"about": "request", "text": self.value(), "wants_answer": number % 2 == 0}, visit=self.visit
            )
        self.pictures = {sha256(content): content for content in (self._picture() for _ in range(10))}
        for digest, content in self.pictures.items():
            say(
                "photographed",
                SOME["photographed"] | {"sha256": digest, "size": len(content), "type": "image/jpeg"},
                visit=self.visit,
            )
        say("customer_mode_entered", {"language": "zh-CN"}, visit=self.visit)
        shown, drawn = self.value(), png()
        signed = {
            "way": "drawn",
            "relation": "self",
            "name": self.value(),
            "strokes": {"sha256": sha256(STROKES), "size": len(STROKES), "type": "application/json"},
            "picture": {"sha256": sha256(drawn), "size": len(drawn), "type": "image/png"},
            "shown": {"text": shown, "sha256": sha256(shown.encode()), "language": "zh-CN"},
        }
        say("signed", signed, visit=self.visit)
        say("customer_mode_left", visit=self.visit)
        for _ in range(10):
            say(
                "levitated", {"text": self.value()}, visit=self.visit
            )  # nobody understands it, so it is held back whole
        say("ended", {"outcome": "done"}, visit=self.visit)
        say("ended", {"outcome": "nobody_home"}, visit=self.other)
        self.phone.sync_all()
        client = self.phone.send.client  # type: ignore[attr-defined]
        for digest, content in self.pictures.items() | {(sha256(STROKES), STROKES), (sha256(drawn), drawn)}:
            kind = "image/jpeg" if digest in self.pictures else "image/png" if content == drawn else "application/json"
            assert begin(client, digest, kind, len(content), content).status_code == 201

    def _picture(self) -> bytes:
        words = self.value().encode()
        plain = jpeg(len(self.values) % 5)
        return plain[:2] + b"\xff\xfe" + struct.pack(">H", len(words) + 2) + words + plain[2:]

    def _desk(self) -> None:
        from server.matters.models import Commitment

        promises = self.scenario.rows(Commitment, Commitment.source_id == self.visit)
        spoke = {"channel": "phone", "result": "not_reached"}
        for promise in promises[:20]:
            self.desk.post(f"/console/promises/{promise.id}/spoke", data=spoke | {"summary": self.value()})
        self.desk.post(f"/console/customers/{self.customer}/callbacks/wish", data={"calls": "0"})
        while len(self.values) < VALUES:
            self.desk.post(
                "/console/intake", data={"name": self.value(), "phone": "13966600011", "customer": self.customer}
            )

    def found(self) -> dict[str, list[str]]:
        """Place → values that stand there: each table, each file of the data folder, the phone, what the office and customers read."""
        places: dict[str, str] = {}
        with self.scenario.app.app_context():
            for table in inspect(db.engine).get_table_names():
                rows = db.session.execute(text(f'SELECT * FROM "{table}"')).all()
                places[f"table {table}"] = "\n".join(
                    str([bytes(each) if isinstance(each, memoryview) else each for each in row]) for row in rows
                )
            db.session.rollback()
            whole = bundle.export(self.scenario.ours, self.visit)
            from tests.server.evidence.test_bundle import opened

            places["bundle"] = str(opened(whole))
            folder = Path(self.scenario.app.config["DOORSTEP"].data_dir)
            if db.engine.dialect.name == "sqlite":
                db.session.remove()
                with closing(sqlite3.connect(db.engine.url.database or "")) as file:
                    file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
                    file.execute("VACUUM")
                    file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        for path in sorted(each for each in folder.rglob("*") if each.is_file()):
            places[f"file {path.name}"] = path.read_bytes().decode("latin-1")
        for address in (
            f"/console/visits/{self.visit}",
            f"/console/customers/{self.customer}",
            "/console/customers?q=zq",
            "/console/visits?day=all",
        ):
            answer = self.desk.get(address)
            assert answer.status_code == 200, address
            places[address] = answer.text
        self.phone.sync_all()
        places["phone"] = json.dumps(
            [self.phone.visits[each] for each in (self.visit, self.other) if each in self.phone.visits],
            ensure_ascii=False,
        )
        return {
            place: held
            for place, content in places.items()
            if (held := [each for each in self.values if each in content])
        }


@pytest.fixture
def planted(scenario: Scenario) -> Planted:
    return Planted(scenario)


def in_app(scenario: Scenario, work):
    with scenario.app.app_context():
        return write(work)


def officer(scenario: Scenario, login: str = "zhoumin", deputy: str | None = None) -> str:
    people = scenario.cast.people
    in_app(
        scenario,
        lambda: name_in_charge(scenario.ours, "data_officer", people[login], people[deputy] if deputy else None),
    )
    return people[login]


def erase(scenario: Scenario, customer: str) -> dict:
    by = officer(scenario)
    asked = in_app(scenario, lambda: erasing.ask(scenario.ours, scenario.cast.people["wufang"], "customer", customer))
    return in_app(scenario, lambda: erasing.approve(scenario.ours, by, asked))


def test_413_two_hundred_values_of_a_forgotten_customer_are_found_nowhere(
    planted: Planted, caplog: pytest.LogCaptureFixture
) -> None:
    scenario = planted.scenario
    assert len(set(planted.values)) == VALUES
    before = planted.found()
    assert sorted(set(planted.values) - set().union(*before.values())) == [], "each is somewhere before"
    assert [row.customer_id for row in scenario.rows(CallBackWish)] == [planted.customer]  # a wish is a word about them
    with caplog.at_level(logging.DEBUG):
        certificate = erase(scenario, planted.customer)
    assert planted.found() == {}
    assert scenario.rows(CallBackWish) == []
    assert not any(each in caplog.text for each in planted.values)
    assert certificate["counts"]["bodies"] > 130 and certificate["counts"]["bytes"] == 12
    with scenario.app.app_context():
        key = signer().key.public_key().public_bytes_raw()
        assert server_signed(key, certificate["signature"], document_bytes(certificate))
        assert audit.check(scenario.ours).broken_at is None
    assert not any(each in json.dumps(certificate) for each in planted.values)


def test_413_the_record_of_a_forgotten_customer_verifies_and_says_what_was_destroyed(planted: Planted) -> None:
    scenario = planted.scenario
    erase(scenario, planted.customer)
    with scenario.app.app_context():
        whole = bundle.export(scenario.ours, planted.visit)
        trust = [sha256(signer().key.public_key().public_bytes_raw())]
    result = verify(whole, trust)
    assert (result.exit, result.wrong) == (0, None)
    told = str([(note.code, note.where) for note in result.notes])
    assert "destr" in told or "erased" in told, told


def test_413_a_body_that_goes_without_being_asked_for_makes_the_record_wrong(planted: Planted) -> None:
    """The guard of the one before: the same bytes, without the entry."""
    from server.evidence.models import Destruction

    scenario = planted.scenario
    erase(scenario, planted.customer)
    in_app(scenario, lambda: db.session.execute(text(f"DELETE FROM {Destruction.__tablename__}")))
    with scenario.app.app_context():
        whole = bundle.export(scenario.ours, planted.visit)
        trust = [sha256(signer().key.public_key().public_bytes_raw())]
    assert verify(whole, trust).exit == 1


def test_413_case_5_a_restored_backup_does_not_bring_back_what_was_destroyed(planted: Planted) -> None:
    scenario = planted.scenario
    if not scenario.app.config["DOORSTEP"].database.startswith("sqlite"):
        pytest.skip("a dump is put back the same way")
    file = Path(scenario.app.config["DOORSTEP"].data_dir) / "doorstep.sqlite3"
    with scenario.app.app_context():
        live = db.engine.url.database or str(file)
    copy = Path(live).with_suffix(".backup")
    with closing(sqlite3.connect(live)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    erase(scenario, planted.customer)
    with scenario.app.app_context():
        db.session.remove()
        db.engine.dispose()
    with closing(sqlite3.connect(copy)) as source, closing(sqlite3.connect(live)) as target:
        source.backup(target)
    copy.unlink()
    assert planted.found() != {}
    with scenario.app.app_context():
        assert erasing.apply_again() == 1
        assert erasing.apply_again() == 0
    assert planted.found() == {}


def test_413_case_5_an_order_that_nobody_here_signed_destroys_nothing(planted: Planted) -> None:
    scenario = planted.scenario
    forged = {
        "v": 1,
        "type": "erasure-order",
        "organisation": scenario.ours,
        "id": "x",
        "kind": "customer",
        "customers": [planted.customer],
        "subjects": [planted.visit],
        "at": clock.now(),
        "issuer": "0" * 16,
        "signature": "A" * 86,
    }
    file = Path(scenario.app.config["DOORSTEP"].data_dir) / erasing.ORDERS
    file.write_text(json.dumps(forged, separators=(",", ":"), sort_keys=True) + "\n{torn\n")
    with scenario.app.app_context():
        assert erasing.apply_again() == 0
    assert planted.found() != {}


def test_413_case_4_the_receipt_of_an_erased_visit_says_times_and_removed_by_rule(planted: Planted) -> None:
    scenario = planted.scenario
    [receipt] = scenario.rows(Receipt, Receipt.visit_id == planted.visit)
    before = scenario.app.test_client().get(f"/r/{receipt.code}").text
    assert "已按规定删除" not in before
    erase(scenario, planted.customer)
    for language, words in (("zh-CN", ("已按规定删除", "签过字")), ("en", ("removed by rule", "It was signed"))):
        page = scenario.app.test_client().get(f"/r/{receipt.code}?lang={language}")
        assert page.status_code == 200 and all(each in page.text for each in words)
        assert "今天的活做完了" not in page.text and "Nothing was signed" not in page.text
    visit = planted.desk.get(f"/console/visits/{planted.visit}")
    assert visit.status_code == 200 and "内容已按规定删除" in visit.text
    timeline = planted.desk.get(f"/api/v1/visits/{planted.visit}/timeline").get_json()
    assert len(timeline["facts"]) > 120 and not any(each["body"] for each in timeline["facts"])


def test_413_case_6_what_a_phone_brings_after_the_erasure_is_kept_and_the_data_officer_sees_it(
    planted: Planted,
) -> None:
    scenario = planted.scenario
    planted.phone.report("noted", {"text": "写在两个月前", "about": "visit"}, visit=planted.visit)
    planted.phone.report("slipped", {"about": "hazard", "text": "阀门漏水", "wants_answer": True}, visit=planted.visit)
    erase(scenario, planted.customer)
    officer_page = scenario.cast.office("zhoumin")
    assert "Came after it was destroyed" not in officer_page.get("/console/data").text
    with clock.telling(clock.later(clock.now(), days=60)):
        again = {"login": "liming", "password": PASSWORD, "device": planted.phone.device}
        assert planted.phone.send.client.post("/api/v1/session", json=again).status_code == 201  # type: ignore[attr-defined]
        planted.phone.sync_all()
        assert [kind for kind, _ in scenario.log(planted.visit)[-2:]] == ["noted", "slipped"]
        officer_page = scenario.cast.office("zhoumin")
        page = officer_page.get("/console/data").text
        assert (
            "Came after it was destroyed" in page and scenario.visit(planted.visit).number in page and "2 facts" in page
        )
        with scenario.app.app_context():
            whole = bundle.export(scenario.ours, planted.visit)
            trust = [sha256(signer().key.public_key().public_bytes_raw())]
            assert verify(whole, trust).exit == 0
            assert erasing.due(scenario.ours, "bodies") == []
    with clock.telling(clock.later(clock.now(), days=60 + 37 * 31)), scenario.app.app_context():
        assert erasing.due(scenario.ours, "bodies") == [planted.visit]


@pytest.mark.parametrize(
    ("ended", "kept", "from_"),
    [
        ("2026-05-31T04:00:00.000Z", "2026-11-30", "2026-11-30T16:00:00.000Z"),
        ("2026-08-31T04:00:00.000Z", "2027-02-28", "2027-02-28T16:00:00.000Z"),
        ("2026-05-31T16:30:00.000Z", "2026-12-01", "2026-12-01T16:00:00.000Z"),  # there it is 1 June already
    ],
)
def test_413_case_1_and_2_the_last_day_is_kept_whole_in_the_organisations_zone(
    ended: str, kept: str, from_: str
) -> None:
    assert times.kept_until(ended, 6, "Asia/Shanghai") == kept
    assert times.proposable_from(ended, 6, "Asia/Shanghai") == from_
    minute = clock.later(from_, minutes=-1)
    assert not ended < times.ended_before(minute, 6, "Asia/Shanghai")
    assert ended < times.ended_before(from_, 6, "Asia/Shanghai")


def test_413_case_3_a_closed_complaint_holds_thirty_days_longer() -> None:
    assert times.held_after_closing("2026-12-20T04:00:00.000Z") == "2027-01-19T04:00:00.000Z"


def test_413_photographs_have_their_time_and_stand_seven_days_on_the_page(planted: Planted) -> None:
    scenario, people = planted.scenario, planted.scenario.cast.people
    by = officer(scenario)
    past = clock.later(clock.now(), days=-190)
    in_app(
        scenario, lambda: db.session.execute(update(Visit).where(Visit.id == planted.visit).values(last_fact_at=past))
    )
    with scenario.app.app_context():
        assert erasing.due(scenario.ours, "photographs") == [planted.visit]
        assert erasing.due(scenario.ours, "bodies") == []
        assert erasing.dry_run(scenario.ours, "photographs")[1] == {"subjects": 1, "bodies": 0, "bytes": 12}
    asked = in_app(scenario, lambda: erasing.ask(scenario.ours, people["wufang"], "photographs"))
    with pytest.raises(Problem, match="notice_runs"):
        in_app(scenario, lambda: erasing.approve(scenario.ours, by, asked))
    with clock.telling(clock.later(clock.now(), days=7, minutes=1)):
        done = in_app(scenario, lambda: erasing.approve(scenario.ours, by, asked))
    assert done["counts"]["bytes"] == 10 and done["counts"].get("bodies", 0) == 0
    held = planted.found()
    assert not any(place.startswith("file") and len(place) > 60 for place in held), "pictures are gone"
    assert "table fact" in held, "what was said stays"
    digest = next(iter(planted.pictures))
    assert planted.desk.get(f"/api/v1/evidence/{digest}?visit={planted.visit}").status_code == 404


def test_413_under_a_hold_nothing_goes_and_the_hold_is_named(planted: Planted) -> None:
    scenario, people = planted.scenario, planted.scenario.cast.people
    by = officer(scenario)
    asked = in_app(scenario, lambda: erasing.ask(scenario.ours, people["wufang"], "customer", planted.customer))
    held = in_app(scenario, lambda: erasing.hold(scenario.ours, by, planted.customer, "court"))
    for work in (
        lambda: erasing.approve(scenario.ours, by, asked),
        lambda: erasing.ask(scenario.ours, people["wufang"], "customer", planted.customer),
    ):
        with pytest.raises(Problem) as refused:
            in_app(scenario, work)
        assert refused.value.code == "on_hold" and "court" in str(refused.value.errors)
    assert len(planted.found()) > 5
    in_app(scenario, lambda: erasing.lift(scenario.ours, held))
    in_app(scenario, lambda: erasing.approve(scenario.ours, by, asked))
    assert planted.found() == {}


def test_413_case_10_nobody_approves_what_they_have_asked_for(planted: Planted) -> None:
    scenario, wufang = planted.scenario, planted.scenario.cast.people["wufang"]
    officer(scenario, "wufang", deputy="zhoumin")
    asked = in_app(scenario, lambda: erasing.ask(scenario.ours, wufang, "customer", planted.customer))
    for login in ("wufang", "chenjing"):
        with pytest.raises(Problem, match="two_people"):
            in_app(scenario, lambda login=login: erasing.approve(scenario.ours, scenario.cast.people[login], asked))
    in_app(scenario, lambda: erasing.approve(scenario.ours, scenario.cast.people["zhoumin"], asked))
    [row] = scenario.rows(Erasure)
    assert (row.state, row.decided_by) == ("done", scenario.cast.people["zhoumin"])


def test_413_the_way_over_the_pages_asked_approved_and_read(planted: Planted) -> None:
    scenario, people = planted.scenario, planted.scenario.cast.people
    admin, supervisor = scenario.cast.office("wufang"), scenario.cast.office("zhoumin")
    assert supervisor.get("/console/data").status_code == 403 and planted.desk.get("/console/data").status_code == 403
    assert admin.post("/console/data/officer", data={"person": people["zhoumin"]}).status_code == 303
    assert admin.post("/console/data/erasures", data={"customer": planted.customer}).status_code == 303
    page = admin.get("/console/data").text
    assert "一位客户的全部" in page and "等批" in page and not any(each in page for each in planted.values)
    [row] = scenario.rows(Erasure)
    own = f"/console/data/erasures/{row.id}/approve"
    assert admin.post(own, data={"sure": "1"}, follow_redirects=True).text.count("已删除") == 0
    assert "done=erased" not in supervisor.post(own, data={}).headers["Location"], "asked twice"
    assert "done=erased" in supervisor.post(own, data={"sure": "1"}).headers["Location"]
    assert "destroyed" in supervisor.get("/console/data").text
    assert planted.found() == {}


def test_413_keeping_less_than_the_least_is_refused(scenario: Scenario) -> None:
    admin = scenario.cast.office("wufang")
    for months, taken in (("5", False), ("0", False), ("x", False), ("121", False), ("6", True)):
        answer = admin.post("/console/data/times", data={"kind": "access", "months": months})
        assert ("done=settled" in answer.headers["Location"]) is taken, months
    with scenario.app.app_context():
        assert erasing.keep_months(scenario.ours, "access") == 6


def test_413_looks_and_sign_ins_go_by_themselves(scenario: Scenario) -> None:
    from server.privacy.keeping import forget_due

    desk = scenario.cast.office("chenjing")
    desk.get(f"/console/customers/{scenario.customers[scenario.ours][0]}")
    with scenario.app.app_context():
        assert forget_due(scenario.ours) == 0
        with clock.telling(clock.later(clock.now(), days=220)):
            assert forget_due(scenario.ours) == 1
        with clock.telling(clock.later(clock.now(), days=37 * 31)):
            assert forget_due(scenario.ours) == 1
    assert scenario.rows(AccessRecord) == []
