"""What a visit's record is asked once it is home: every fact once and in order, authentic, with every byte; and whether a bundle proves it."""

from __future__ import annotations

import json
import zipfile
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.browser.world import World


def facts_of(world: World, visit: str) -> list[dict[str, Any]]:
    """The visit's facts as the server received them, in the order of its log."""
    from server.visits.models import Fact

    rows = sorted(world.scenario.rows(Fact, Fact.subject_id == visit), key=lambda row: row.position)
    return [json.loads(row.text) for row in rows]


def kinds_of(world: World, visit: str) -> list[str]:
    """The kinds of the phones' facts of a visit, in order."""
    return [fact["kind"] for fact in facts_of(world, visit) if fact["device"] != "office"]


def devices_of(world: World, person: str) -> list[Any]:
    """The phones of a person, oldest first."""
    from server.accounts.models import Device

    return sorted(world.scenario.rows(Device, Device.person_id == person), key=lambda row: row.enrolled_at)


def assert_home(world: World, visit: str, state: str) -> None:
    """Every fact of each phone on this visit is there once, in the phone's order, signed by it, applied, with its bytes."""
    from server.visits.models import Fact

    rows = world.scenario.rows(Fact, Fact.subject_id == visit)
    assert [row.position for row in sorted(rows, key=lambda row: row.position)] == list(range(1, len(rows) + 1))
    for device in {row.device for row in rows} - {"office"}:
        assert_device_whole(world, device)
        seqs = [row.seq for row in sorted(rows, key=lambda row: row.position) if row.device == device]
        assert seqs == sorted(set(seqs)), "a phone's facts stand in another order than it reported them, or twice"
    assert_bytes_home(world, visit)
    assert_judged_alike(world, visit)
    assert world.scenario.visit(visit).state == state
    assert world.scenario.visit(visit).awaited == 0


def assert_device_whole(world: World, device: str) -> None:
    """All that a phone ever reported was taken: no gap, no repetition, nothing refused or put aside, every signature its own."""
    from server.accounts.models import Device
    from server.kernel.chain import device_signed, fact_bytes
    from server.sync.models import Received
    from server.visits.models import Fact

    phone = world.scenario.rows(Device, Device.id == device)[0]
    taken = sorted(world.scenario.rows(Received, Received.device_id == device), key=lambda row: row.seq)
    assert [row.seq for row in taken] == list(range(1, phone.last_seq + 1))
    assert {(row.outcome, row.code) for row in taken} <= {("applied", None), ("merged", None), ("conflict", None)}
    texts = [json.loads(row.text) for row in world.scenario.rows(Fact, Fact.device == device)]
    assert sorted(fact["seq"] for fact in texts) == [row.seq for row in taken]
    for fact in texts:
        assert device_signed(phone.public_key, fact["signature"], fact_bytes(fact)), (
            f"{fact['kind']} is not signed by this phone"
        )


def assert_judged_alike(world: World, visit: str) -> None:
    """The app said with its end whether the visit may be finished, and the server, judging again, said the same."""
    from server.visits.models import CompletionCheck

    for row in world.scenario.rows(CompletionCheck, CompletionCheck.visit_id == visit):
        assert row.phone is not None, "the app did not say whether the visit may be finished"
        assert (row.phone, row.differs) == (row.here, False)


def assert_bytes_home(world: World, visit: str) -> None:
    """Every photograph, stroke and picture that a fact names is in the store, byte for byte."""
    from server.evidence.store import store

    for fact in facts_of(world, visit):
        body = fact["body"]
        for named in (body, body.get("strokes"), body.get("picture")):
            if isinstance(named, dict) and "sha256" in named and "size" in named:
                with world.app.app_context():
                    stored = store().read(world.cast.ours, named["sha256"])
                assert stored is not None, f"the bytes of {fact['kind']} are not there"
                assert (len(stored), sha256(stored).hexdigest()) == (named["size"], named["sha256"])


def assert_verifies(world: World, visit: str, folder: Path, receipt: str | None = None) -> None:
    """The exported bundle verifies with the server's key trusted; without trust it is consistent; changed anywhere it does not verify."""
    from server.evidence.verify import verify

    bundle = folder / f"{visit}.zip"
    code, said = world.command("export", visit, str(bundle))
    assert code == 0, said
    key = said.split("server key:")[1].split()[0]
    also = ("--receipt", receipt) if receipt else ()
    code, said = world.command("verify", str(bundle), "--trust", key, *also)
    assert code == 0, said
    assert verify(bundle.read_bytes(), []).exit == 2
    verdict = verify(changed(bundle).read_bytes(), [key])
    assert (verdict.exit, bool(verdict.wrong)) == (1, True)


def changed(bundle: Path) -> Path:
    """The same bundle with one letter of its last fact's time changed."""
    target = bundle.with_name(f"changed-{bundle.name}")
    with zipfile.ZipFile(bundle) as before, zipfile.ZipFile(target, "w") as after:
        last = max(name for name in before.namelist() if name.startswith("facts/"))
        for name in before.namelist():
            content = before.read(name)
            if name == last:
                fact = json.loads(content)
                content = content.replace(
                    fact["at"].encode(), (fact["at"][:-2] + ("1Z" if fact["at"][-2] != "1" else "2Z")).encode()
                )
            after.writestr(name, content)
    return target
