"""A log of the office about something that is no visit: chained, signed, exported and checked."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from server.app import CAPABILITIES
from server.evidence.archive import close_bundle
from server.evidence.subject_bundle import export_subject
from server.evidence.verify import verify
from server.kernel.canonical import canonical
from server.kernel.chain import fact_bytes, genesis, sha256
from server.kernel.ids import new_id
from server.kernel.problem import Problem
from server.kernel.signing import sign, signer
from server.kernel.transaction import write
from server.visits.models import Fact
from server.visits.office.subjects import Subject, append_fact, facts_of
from tests.scenario import Scenario
from tests.toy import capability as toy


@pytest.fixture
def capabilities() -> tuple[str, ...]:
    """What the product consists of, and a toy that greets who comes on duty."""
    return (*CAPABILITIES, "tests.toy")


@pytest.fixture
def duty(scenario: Scenario) -> Subject:
    """Three greetings in the log of one turn of duty, and one in another's."""
    one, other = Subject("duty", new_id()), Subject("duty", new_id())
    toy.HEARD.clear()
    with scenario.app.app_context():
        for seconds in (1, 2, 3):
            append_fact(scenario.ours, one, "greeted", {"seconds": seconds}, scenario.cast.people["chenjing"])
        append_fact(scenario.ours, other, "greeted", {"seconds": 9}, scenario.cast.people["chenjing"])
    return one


def test_40_facts_of_the_office_about_a_subject_are_chained_and_signed(scenario: Scenario, duty: Subject) -> None:
    with scenario.app.app_context():
        facts = facts_of(scenario.ours, duty)
        assert [(each.seq, each.position, each.device, each.body["seconds"]) for each in facts] == [
            (1, 1, "office", 1),
            (2, 2, "office", 2),
            (3, 3, "office", 3),
        ]
        texts = [json.loads(each.text) for each in facts]
        first = genesis(scenario.ours, "office", {"type": "duty", "id": duty.id})
        assert [each["prev"] for each in texts] == [first, *(sha256(fact_bytes(each)) for each in texts[:2])]
        assert [what[1:] for what in toy.HEARD][:3] == [("duty", duty.id, "greeted")] * 3


def test_40_a_body_that_does_not_fit_and_a_strange_subject_write_nothing(scenario: Scenario, duty: Subject) -> None:
    by = scenario.cast.people["chenjing"]
    with scenario.app.app_context():
        before = len(scenario.rows(Fact))
        for subject, kind, body in (
            (duty, "greeted", {"seconds": "long"}),
            (duty, "unheard_of", {}),
            (Subject("complaint", duty.id), "greeted", {"seconds": 1}),
            (Subject("visit", duty.id), "greeted", {"seconds": 1}),
        ):
            with pytest.raises(ValueError):
                append_fact(scenario.ours, subject, kind, body, by)
        assert len(scenario.rows(Fact)) == before


def test_40_an_act_that_fails_afterwards_leaves_no_fact(scenario: Scenario, duty: Subject) -> None:
    def work() -> None:
        append_fact(scenario.ours, duty, "greeted", {"seconds": 4}, scenario.cast.people["chenjing"])
        raise Problem("not_found")

    with scenario.app.app_context():
        with pytest.raises(Problem):
            write(work)
        assert len(facts_of(scenario.ours, duty)) == 3


def test_40_its_record_is_exported_and_verified_and_no_fact_can_be_left_out(scenario: Scenario, duty: Subject) -> None:
    with scenario.app.app_context():
        bundle = export_subject(scenario.ours, duty)
        trust = sha256(signer().key.public_key().public_bytes_raw())
        good = verify(bundle, [trust])
        assert (good.exit, good.wrong, good.facts) == (0, None, 3)
        assert verify(bundle, [trust], head=good.head[:16]).exit == 0
        assert verify(bundle, [trust], head="0" * 16).exit == 1
        members = opened(bundle)
        assert code_of(without(members, "facts/0002.json"), trust) == "chain_broken"
        assert code_of(without(members, "facts/0003.json", honest_head=False), trust) == "head_differs"
        changed = json.loads(members["facts/0001.json"])
        changed["body"]["seconds"] = 7
        assert code_of(sealed(members | {"facts/0001.json": canonical(changed)}), trust) == "signature_wrong"
        strange = sealed(members | {"facts/0004.json": other_subject(scenario, duty)}, facts=4)
        assert code_of(strange, trust) == "another_visit"
        with pytest.raises(Problem, match="not_found"):
            export_subject(scenario.ours, Subject("duty", new_id()))


def opened(bundle: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sealed(members: dict[str, bytes], **more: object) -> bytes:
    """Signed anew by the server itself: the worst that its own operator can do."""
    manifest = json.loads(members["manifest.json"])
    files = {name: sha256(content) for name, content in members.items() if name != "manifest.json"}
    unsigned = {name: value for name, value in manifest.items() if name not in ("signature", "issuer")}
    return close_bundle(members | {"manifest.json": canonical(sign(unsigned | {"files": files} | more))})


def without(members: dict[str, bytes], name: str, honest_head: bool = True) -> bytes:
    facts = json.loads(members["manifest.json"])["facts"]
    return sealed(
        {each: content for each, content in members.items() if each != name},
        **({"facts": facts - 1} if honest_head else {}),
    )


def other_subject(scenario: Scenario, duty: Subject) -> bytes:
    rows = [row for row in scenario.rows(Fact) if row.subject_type == "duty" and row.subject_id != duty.id]
    return rows[0].text.encode()


def code_of(bundle: bytes, trust: str) -> str:
    verdict = verify(bundle, [trust])
    assert verdict.exit == 1 and verdict.wrong
    return verdict.wrong.code
