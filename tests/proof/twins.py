"""Both verifiers asked the same: the one in Python, and the browser's in a Node of its own; they must say the same, to the last note."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from server.evidence.verify import verify
from server.evidence.verify_result import VerifyResult
from server.tlog.policy import read_policy
from tests.npm import NODE

HERE = Path(__file__).parent
LOADER = HERE.parent / "pwa" / "loader.mjs"
Json = dict[str, Any]


class Twins:
    """`verify` with the same arguments as `server.evidence.verify.verify`; AssertionError where the two verifiers differ."""

    def __init__(self, ask: IO[str], answers: IO[str]) -> None:
        self.ask, self.answers = ask, answers

    def verify(
        self,
        content: bytes,
        trust: Iterable[str] = (),
        receipt: str | Json | None = None,
        head: str = "",
        checkpoints: Iterable[str] = (),
        policy: str = "",
    ) -> VerifyResult:
        """The verdict on which both agree."""
        ours = verify(content, trust, receipt, head, checkpoints, read_policy(policy) if policy else None)
        asked: Json = {"trust": list(trust), "head": head, "checkpoints": list(checkpoints)}
        asked |= {"bundle": base64.b64encode(content).decode()} | ({"receipt": receipt} if receipt else {})
        asked |= {"policyText": policy} if policy else {}
        self.ask.write(json.dumps(asked) + "\n")
        self.ask.flush()
        theirs = json.loads(self.answers.readline())
        assert theirs == told(ours), f"python {told(ours)}\nbrowser {theirs}"
        return ours


def told(verdict: VerifyResult) -> Json:
    """A verdict as the browser's verifier spells it."""
    names = ("exit", "facts", "evidence", "fingerprints", "head", "trusted", "sealed")
    found: Json = {name: getattr(verdict, name) for name in names} | {"notes": [asdict(note) for note in verdict.notes]}
    wrong = verdict.wrong
    return found | ({"wrong": {"code": wrong.code, "where": wrong.where}} if wrong else {})


@contextmanager
def twins() -> Iterator[Twins]:
    """Both verifiers, as long as the block lasts."""
    command = [NODE, "--import", str(LOADER), "--no-warnings", str(HERE / "in_browser.ts")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as node:
        assert node.stdin and node.stdout
        yield Twins(node.stdin, node.stdout)
        node.stdin.close()
        node.wait()
