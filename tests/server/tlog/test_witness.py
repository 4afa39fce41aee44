"""A witness in another process's place: it signs what grew, refuses what did not, and keeps what shows a fork."""

from __future__ import annotations

import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask

from server.kernel.signing import signer
from server.tlog import log
from server.tlog.daily import bring_up_to_date
from server.tlog.merkle import consistency, leaf_hash, over
from server.tlog.note import LOG_KEY, WITNESS_KEY, Checkpoint, Key, in_base64, read_note, signed, signers
from server.tlog.outside import policy_file
from server.tlog.policy import read_policy
from server.tlog.proof import read_proof
from server.tlog.witness import Witness, handler_of
from tests.cast import Cast
from tests.patience import SECONDS
from tests.server.tlog.test_log import entered

pytestmark = pytest.mark.both_databases  # because who waits for whom

NOW = 1_700_000_000
OURS = Ed25519PrivateKey.from_private_bytes(bytes([7] * 32))
THEIRS = Ed25519PrivateKey.from_private_bytes(bytes([8] * 32))
ORIGIN, NAME = "doorstep.example/log/1", "witness.example/w1"
OWN = Key(NAME, WITNESS_KEY, THEIRS.public_key().public_bytes_raw())
LEAVES = over([leaf_hash(bytes([each])) for each in range(20)])
OTHER_LEAVES = over([leaf_hash(bytes([each + 1])) for each in range(20)])


def witness_of(folder: Path, origin: str = ORIGIN, key: Ed25519PrivateKey = OURS) -> Witness:
    known = Key(origin, LOG_KEY, key.public_key().public_bytes_raw())
    return Witness(NAME, THEIRS, {origin: [known]}, folder, lambda: NOW)


def asked(old: int, size: int, leaves: Any = LEAVES, key: Ed25519PrivateKey = OURS, origin: str = ORIGIN) -> str:
    proof = consistency(old, size, leaves) if old else []
    note = signed(Checkpoint(origin, size, leaves(0, size)), [key])
    return "".join([f"old {old}\n", *(f"{in_base64(each)}\n" for each in proof), "\n", note])


def test_it_signs_what_grew_and_says_how_far_it_has_come(tmp_path: Path) -> None:
    witness = witness_of(tmp_path)
    for old, size in ((0, 5), (5, 5), (5, 12), (12, 13)):
        status, _, line = witness.add_checkpoint(asked(old, size))
        assert status == 200
        note = read_note(signed(Checkpoint(ORIGIN, size, LEAVES(0, size)), [OURS]) + line)
        assert signers(note, [OWN]) == [OWN]
    assert witness.add_checkpoint(asked(5, 14)) == (409, "text/x.tlog.size", "13\n")
    assert witness_of(tmp_path).add_checkpoint(asked(0, 20))[2] == "13\n", "it has forgotten what it saw"


def test_a_fork_is_refused_and_kept_whole(tmp_path: Path) -> None:
    witness = witness_of(tmp_path)
    witness.add_checkpoint(asked(0, 8))
    assert witness.add_checkpoint(asked(8, 8, OTHER_LEAVES))[0] == 409
    assert witness.add_checkpoint(asked(8, 12, OTHER_LEAVES))[0] == 422
    kept = [read_note(file.read_text("utf-8")) for file in tmp_path.glob("*/fork-*.txt")]
    ours = Key(ORIGIN, LOG_KEY, OURS.public_key().public_bytes_raw())
    assert sorted(note.checkpoint.size for note in kept) == [8, 12]
    assert all(signers(note, [ours]) == [ours] for note in kept)
    assert witness.add_checkpoint(asked(8, 12))[0] == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400),
        ("old 0\n\nx\n", 400),
        (asked(0, 5).replace("old 0", "old 00"), 400),
        (asked(0, 5).replace("old 0\n", "old 6\n"), 400),
        (asked(0, 5, origin="other.example/log"), 404),
        (asked(0, 5, key=THEIRS), 403),
        (asked(0, 5).replace("\n5\n", "\n6\n"), 403),
    ],
)
def test_what_is_no_request_of_a_known_log_is_refused(tmp_path: Path, body: str, status: int) -> None:
    assert witness_of(tmp_path).add_checkpoint(body)[0] == status


def test_a_policy_says_who_is_enough() -> None:
    keys = [Key(f"w{number}", WITNESS_KEY, bytes([number] * 32)).vkey for number in range(4)]
    lines = [f"witness W{number} {key} http://w{number}" for number, key in enumerate(keys)]
    policy = read_policy("\n".join([*lines, "group any2 2 W0 W1 W2", "group both all any2 W3", "quorum both"]))
    assert (
        policy.is_met({"W0", "W2", "W3"}) and not policy.is_met({"W0", "W1", "W2"}) and not policy.is_met({"W0", "W3"})
    )
    assert read_policy("# nobody\nquorum none\n").is_met(set())
    for bad in (
        "",
        "quorum x",
        "quorum none\nquorum none",
        "group g 2 W0\nquorum g",
        f"{lines[0]}\n{lines[0]}\nquorum none",
    ):
        with pytest.raises(ValueError):
            read_policy(bad)


@pytest.fixture
def served(cast: Cast, tmp_path: Path) -> Iterator[tuple[Flask, Witness]]:
    """An installation whose policy names a witness that listens."""
    with cast.app.app_context():
        origin = read_note(log.checkpoint().note).checkpoint.origin
        witness = witness_of(tmp_path / "seen", origin, signer().key)
        with ThreadingHTTPServer(("127.0.0.1", 0), handler_of(witness)) as server:
            threading.Thread(target=server.serve_forever, daemon=True).start()
            policy_file().write_text(f"witness W {OWN.vkey} http://127.0.0.1:{server.server_port}\nquorum W\n", "utf-8")
            yield cast.app, witness
            server.shutdown()


def test_the_tick_has_each_checkpoint_witnessed_and_proofs_carry_the_line(
    served: tuple[Flask, Witness], cast: Cast
) -> None:
    for number in range(3):
        made = entered(3, f"{number}")
        assert bring_up_to_date(cast.ours) == 1
        proof = read_proof(log.proof_of("receipt", made[0]))
        assert signers(proof.note, [OWN]) == [OWN]
    assert bring_up_to_date(cast.ours) == 0


def test_a_witness_that_does_not_answer_stops_nothing(cast: Cast) -> None:
    with cast.app.app_context():
        entered(2)
        policy_file().parent.mkdir(parents=True, exist_ok=True)
        policy_file().write_text(f"witness W {OWN.vkey} http://127.0.0.1:9\nquorum W\n", "utf-8")
        assert bring_up_to_date(cast.ours) == 1
        assert log.checkpoint().size == 2


def test_its_http_server_refuses_other_addresses(served: tuple[Flask, Witness]) -> None:
    address = policy_file().read_text("utf-8").split()[3]
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{address}/anything", data=b"x", timeout=SECONDS)


def test_a_witness_that_sends_elsewhere_is_not_followed(cast: Cast) -> None:
    """A redirect could lead to a place inside. Guard: server/tlog/witnesses.py:_NoRedirect"""
    asked_for: list[str] = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(302)
            self.send_header("Location", "/inside")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            asked_for.append(self.path)
            self.send_error(404)

    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server, cast.app.app_context():
        threading.Thread(target=server.serve_forever, daemon=True).start()
        entered(1)
        policy_file().parent.mkdir(parents=True, exist_ok=True)
        policy_file().write_text(f"witness W {OWN.vkey} http://127.0.0.1:{server.server_port}\nquorum W\n", "utf-8")
        assert bring_up_to_date(cast.ours) == 1 and asked_for == []
        server.shutdown()
