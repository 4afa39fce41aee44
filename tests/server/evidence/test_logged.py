"""A record against checkpoints of the log that somebody has kept, in both verifiers: one history, entered before or after, forked, or begun anew."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.cli import main
from server.kernel.signing import signer
from server.kernel.transaction import write
from server.tlog import log
from server.tlog.note import Checkpoint, read_note, signed
from server.tlog.proof import read_proof
from tests.proof.mutations import members_of
from tests.proof.records import plain
from tests.proof.twins import Twins, twins
from tests.server.evidence.checking import bundle_of, fingerprints
from tests.server.evidence.conftest import Record

pytestmark = pytest.mark.both_databases  # because a whole path


@pytest.fixture(scope="module")
def both() -> Iterator[Twins]:
    with twins() as found:
        yield found


def note_of(record: Record) -> str:
    """The newest checkpoint, as it was written down outside."""
    with record.scenario.app.app_context():
        return log.checkpoint().note


def verdict(both: Twins, record: Record, bundle: bytes, *held: str) -> tuple[int, str]:
    """Exit code, and what the verdict says of the log."""
    found = both.verify(bundle, fingerprints(record.scenario), record.code, checkpoints=held)
    codes = {"compared", "entered_later", "not_compared", "began_anew"}
    said = [note.code for note in found.notes if note.code in codes]
    return found.exit, found.wrong.code if found.wrong else " ".join(said)


def test_the_checkpoint_of_the_proof_itself_is_one_history(both: Twins, at_home: Record) -> None:
    bundle = bundle_of(at_home.scenario, at_home.visit)
    assert verdict(both, at_home, bundle, note_of(at_home)) == (0, "compared")


def test_a_later_checkpoint_needs_the_growth_and_an_earlier_one_says_entered_later(
    both: Twins, at_home: Record
) -> None:
    earlier = note_of(at_home)
    late = plain(at_home.scenario)
    bundle = bundle_of(at_home.scenario, late)
    with at_home.scenario.app.app_context():
        head = log.checkpoint()
        old = read_note(earlier).checkpoint.size
        growth = (
            f"old {old}\n" + "".join(f"{each}\n" for each in map(base64_of, log.growth(old, head))) + f"\n{head.note}"
        )
        trust = fingerprints(at_home.scenario)
    found = both.verify(bundle, trust, checkpoints=[earlier])
    assert (found.exit, [note.code for note in found.notes if "compared" in note.code]) == (2, ["not_compared"])
    found = both.verify(bundle, trust, checkpoints=[earlier, growth])
    assert found.exit == 0
    assert [note.code for note in found.notes if note.code in ("entered_later", "compared")] == [
        "entered_later",
        "compared",
    ]
    crooked = growth.replace(f"old {old}\n", f"old {old}\n{base64_of(bytes(32))}\n", 1)
    assert both.verify(bundle, trust, checkpoints=[earlier, crooked]).wrong.code == "log_forked"  # type: ignore[union-attr]


def test_a_log_that_was_signed_twice_is_found_by_who_kept_the_first(both: Twins, at_home: Record) -> None:
    """S-5: whoever holds database and key writes another history; the checkpoint that was kept elsewhere finds it."""
    bundle = bundle_of(at_home.scenario, at_home.visit)
    head = read_note(note_of(at_home)).checkpoint
    with at_home.scenario.app.app_context():
        key = signer().key
    other = signed(Checkpoint(head.origin, head.size, bytes(32)), [key])
    assert verdict(both, at_home, bundle, other) == (1, "log_forked")


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (lambda note: note.replace("\n— ", "\n- "), "checkpoint_unreadable"),
        (lambda note: "hello", "checkpoint_unreadable"),
        (lambda note: f"old x\n\n{note}", "checkpoint_unreadable"),
        (
            lambda note: signed(read_note(note).checkpoint, [Ed25519PrivateKey.from_private_bytes(bytes(32))]),
            "checkpoint_unsigned",
        ),
    ],
)
def test_what_is_no_checkpoint_of_this_log_is_named(both: Twins, at_home: Record, spoil, code: str) -> None:  # type: ignore[no-untyped-def]
    bundle = bundle_of(at_home.scenario, at_home.visit)
    assert verdict(both, at_home, bundle, spoil(note_of(at_home))) == (1, code)


def test_after_a_restore_the_new_log_names_the_old_and_both_proofs_hold(both: Twins, at_home: Record) -> None:
    old_note, before = note_of(at_home), bundle_of(at_home.scenario, at_home.visit)
    with at_home.scenario.app.app_context():
        write(log.begin_anew)
    late = plain(at_home.scenario)
    after, trust = bundle_of(at_home.scenario, late), fingerprints(at_home.scenario)
    assert both.verify(after, trust, checkpoints=[old_note]).exit == 0
    assert "began_anew" in [note.code for note in both.verify(after, trust, checkpoints=[old_note]).notes]
    assert verdict(both, at_home, before, note_of(at_home)) == (0, "began_anew")
    stranger = signed(Checkpoint("other.example/log/9", 3, bytes(32)), [at_home_key(at_home)])
    assert verdict(both, at_home, before, stranger) == (1, "log_differs")


def test_the_command_prints_the_growth_that_verify_takes(
    both: Twins, at_home: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = at_home.scenario.app.config["DOORSTEP"]
    for name, value in (("DATA", settings.data_dir), ("DATABASE_URL", settings.database_url), ("KEYS", settings.keys)):
        monkeypatch.setenv(f"DOORSTEP_{name}", str(value))
    kept, bundle = tmp_path / "kept.txt", tmp_path / "bundle.zip"
    kept.write_text(note_of(at_home), "utf-8")
    bundle.write_bytes(bundle_of(at_home.scenario, plain(at_home.scenario)))
    capsys.readouterr()
    assert main(["checkpoint", "--since", str(kept)]) == 0
    (tmp_path / "growth.txt").write_text(capsys.readouterr().out, "utf-8")
    trust = [word for mark in fingerprints(at_home.scenario) for word in ("--trust", mark)]
    assert (
        main(["verify", str(bundle), *trust, "--checkpoint", str(kept), "--checkpoint", str(tmp_path / "growth.txt")])
        == 0
    )
    assert "entered after it" in capsys.readouterr().out
    (tmp_path / "receipt.tlog-proof").write_bytes(receipt_with_proof(bundle.read_bytes()))
    assert main(["verify", str(bundle), *trust, "--receipt", str(tmp_path / "receipt.tlog-proof")]) == 0


def receipt_with_proof(bundle: bytes) -> bytes:
    """The receipt as a customer keeps it: the proof of the log with the document in it."""
    members = members_of(bundle)
    proof = members["log/receipt.tlog-proof"].decode()
    enclosed = base64_of(members["receipt.json"])
    return proof.replace("\nindex", f"\nextra {enclosed}\nindex", 1).encode()


def at_home_key(record: Record) -> Ed25519PrivateKey:
    with record.scenario.app.app_context():
        return signer().key


def base64_of(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def test_a_customer_keeps_the_receipt_and_anybody_reads_the_checkpoint(both: Twins, at_home: Record) -> None:
    visitor = at_home.scenario.cast.visitor()
    kept = read_proof(visitor.get(f"/r/{at_home.code}/receipt.tlog-proof").text)
    bundle, trust = bundle_of(at_home.scenario, at_home.visit), fingerprints(at_home.scenario)
    assert both.verify(bundle, trust, json.loads(kept.extra)).exit == 0
    assert read_note(visitor.get("/log/checkpoint").text) == kept.note
    assert visitor.get("/log/growth?old=1").text.startswith("old 1\n")
    assert [visitor.get(f"/log/growth?old={old}").status_code for old in ("", "x", "01", "999999")] == [404] * 4


def test_the_receipts_proof_is_a_tlog_proof_that_stands_alone(at_home: Record) -> None:
    members = members_of(bundle_of(at_home.scenario, at_home.visit))
    kept = read_proof(receipt_with_proof(bundle_of(at_home.scenario, at_home.visit)).decode())
    assert kept.extra == members["receipt.json"]
