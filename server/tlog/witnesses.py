"""Witnesses of the log: a policy file (C2SP tlog-policy) names them, each is asked for its line on a checkpoint (C2SP tlog-witness)."""

from __future__ import annotations

import logging
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from server.kernel.transaction import write
from server.tlog.log import growth
from server.tlog.models import LogCheckpoint
from server.tlog.note import BadNote, in_base64, read_note, signers
from server.tlog.policy import Policy, read_policy, signed_by

log = logging.getLogger("doorstep.tlog")
SECONDS = 10
LARGEST_ANSWER = 64 * 1024
CONFLICT = 409


def policy_in(file: Path) -> Policy:
    """The policy of this installation; without a file nobody is asked."""
    return read_policy(file.read_text("utf-8")) if file.is_file() else Policy()


def ask_witnesses(policy: Policy, head: LogCheckpoint) -> set[str]:
    """Ask each witness that has an address and has not signed; keep what holds. Returns who has signed by now. Not inside `write`."""
    for name in sorted(policy.witnesses.keys() - signed_by(policy, head.note)):
        key, address = policy.witnesses[name]
        if not address:
            continue
        try:
            lines = _asked(address, head)
            if key not in signers(read_note(head.note + lines), [key]):
                raise BadNote("the answer is not signed by this witness")
        except (OSError, ValueError) as error:
            log.warning("witness %s did not sign %s leaves: %s", name, head.size, error)
            continue
        write(lambda lines=lines: setattr(head, "note", head.note + lines))  # type: ignore[misc]
    return signed_by(policy, head.note)


def request_of(old: int, head: LogCheckpoint) -> bytes:
    """What a witness is sent: the size that it knows, the growth from there, and the checkpoint."""
    proof = growth(old, head) if old else []
    return "".join([f"old {old}\n", *(f"{in_base64(each)}\n" for each in proof), "\n", head.note]).encode()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A witness answers where the policy says that it is, because elsewhere may be a place inside."""

    def redirect_request(self, *_given: Any, **_named: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(_NoRedirect)


def _asked(address: str, head: LogCheckpoint, old: int = 0) -> str:
    request = urllib.request.Request(f"{address}/add-checkpoint", data=request_of(old, head), method="POST")
    try:
        with _OPENER.open(request, timeout=SECONDS) as answer:
            return str(answer.read(LARGEST_ANSWER).decode())
    except urllib.error.HTTPError as refusal:
        known = refusal.read(100).decode().strip()
        if refusal.code == CONFLICT and not old and known.isdigit() and 0 < int(known) <= head.size:
            return _asked(address, head, int(known))
        raise
