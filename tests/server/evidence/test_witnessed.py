"""A reader who wants the word of witnesses: those of their own policy, on a checkpoint that covers the receipt."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from server.cli import main
from server.evidence.verify_result import VerifyResult, lines
from server.tlog import log
from server.tlog.note import WITNESS_KEY, Key, cosigned, read_note
from server.tlog.policy import read_policy
from tests.architecture.sources import ROOT
from tests.npm import NODE
from tests.proof.twins import LOADER, twins
from tests.server.evidence.checking import bundle_of, fingerprints
from tests.server.evidence.conftest import Record
from tests.server.tlog.test_witness import NAME, NOW, OURS, OWN, THEIRS

OTHER = Key("witness.example/w2", WITNESS_KEY, OURS.public_key().public_bytes_raw())
ONE = f"witness W1 {OWN.vkey}\nquorum W1\n"
BOTH = f"witness W1 {OWN.vkey}\nwitness W2 {OTHER.vkey}\ngroup both all W1 W2\nquorum both\n"


READ = """const { readPolicy } = await import('./pwa/customer/verifier/policy.ts');
readPolicy(process.argv.at(-1) === '-e' ? '' : process.argv[1] ?? '').then(() => console.log('read'), (e) => console.log(e.constructor.name));"""


def witnessed_note(record: Record) -> str:
    """The newest checkpoint with the first witness's line below it."""
    with record.scenario.app.app_context():
        note = log.checkpoint().note
    return note + cosigned(read_note(note), NAME, THEIRS, NOW)


def verdict(record: Record, policy: str, *held: str) -> VerifyResult:
    """That of both verifiers."""
    bundle = bundle_of(record.scenario, record.visit)
    with twins() as both:
        return both.verify(bundle, fingerprints(record.scenario), record.code, "", held, policy)


def said(found: VerifyResult) -> tuple[int, str]:
    notes = [f"{note.code} {note.where}" for note in found.notes if "witness" in note.code]
    return found.exit, found.wrong.code if found.wrong else " ".join(notes)


def test_a_quorum_is_asked_of_a_checkpoint_that_covers_the_receipt(at_home: Record) -> None:
    """Guard: server/evidence/logged.py:_is_witnessed"""
    assert said(verdict(at_home, ONE)) == (2, "too_few_witnesses –")
    note = witnessed_note(at_home)
    assert said(verdict(at_home, ONE, note)) == (0, "witnessed W1")
    assert said(verdict(at_home, BOTH, note)) == (2, "too_few_witnesses W1")
    assert said(verdict(at_home, "quorum none\n")) == (0, "witnessed –")
    told = "\n".join(lines(verdict(at_home, BOTH, note), "en"))
    assert "Too few witnesses: signed by W1, wanted is both" in told and "no receipt" not in told


def test_a_witness_line_that_does_not_hold_is_wrong(at_home: Record) -> None:
    note = witnessed_note(at_home)
    at = note.rindex("\n", 0, -1) + 1
    name, _, signature = note[at:].rpartition(" ")
    spoiled = note[:at] + f"{name} {signature[:20]}{'A' if signature[20] != 'A' else 'B'}{signature[21:]}"
    assert said(verdict(at_home, ONE, spoiled)) == (1, "witness_differs")


def test_the_command_takes_a_policy(at_home: Record, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bundle, policy, held = tmp_path / "bundle.zip", tmp_path / "policy.txt", tmp_path / "checkpoint.txt"
    bundle.write_bytes(bundle_of(at_home.scenario, at_home.visit))
    policy.write_text(ONE, "utf-8")
    held.write_text(witnessed_note(at_home), "utf-8")
    trust = [word for mark in fingerprints(at_home.scenario) for word in ("--trust", mark)]
    assert main(["verify", str(bundle), *trust, "--policy", str(policy)]) == 2
    assert main(["verify", str(bundle), *trust, "--policy", str(policy), "--checkpoint", str(held)]) == 0
    assert "Witnesses have signed: W1" in capsys.readouterr().out
    policy.write_text("quorum nobody\n", "utf-8")
    assert main(["verify", str(bundle), *trust, "--policy", str(policy)]) == 3


@pytest.mark.parametrize(
    "policy",
    [
        "quorum nobody\n",
        "quorum none\nquorum none\n",
        "",
        f"witness W1 {OWN.vkey}\nwitness W1 {OWN.vkey}\nquorum W1\n",
        f"witness W1 {OWN.vkey[:-4]}AAA=\nquorum W1\n",
        f"witness W1 {OWN.vkey}\ngroup g 2 W1\nquorum g\n",
        f"witness W1 {OWN.vkey}\ngroup g any W2\nquorum g\n",
        "witness\nquorum none\n",
    ],
    ids=["nobody", "twice", "nothing", "one name twice", "another key", "two of one", "unknown member", "half a line"],
)
def test_both_verifiers_refuse_what_is_no_policy(policy: str) -> None:
    with pytest.raises(ValueError):
        read_policy(policy)
    command = [NODE, "--import", str(LOADER), "--no-warnings", "--input-type=module", "-e", READ, policy]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip() == "BadNote"
