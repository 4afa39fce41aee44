"""Check a bundle: offline, without a database.

Exit 0 verified · 1 something is wrong · 2 consistent: issuer not established, or no receipt · 3 there was nothing to check.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from server.evidence.verify import verify
from server.evidence.verify_result import lines
from server.i18n.messages import LANGUAGES
from server.tlog.policy import read_policy
from server.tlog.proof import FIRST as PROOF
from server.tlog.proof import read_proof

NAME = "verify"
NOTHING_TO_CHECK = 3  # because a file that is not there says nothing about a record


def arguments(parser: argparse.ArgumentParser) -> None:
    """The bundle, whose key to trust, and the receipt that the customer holds."""
    parser.add_argument("bundle", type=Path)
    parser.add_argument(
        "--trust",
        action="append",
        default=[],
        metavar="FINGERPRINT",
        help="SHA-256 of a server key, hex; may be repeated",
    )
    parser.add_argument(
        "--receipt", metavar="CODE|FILE", help="the 8 characters of the service card, or a receipt document"
    )
    parser.add_argument(
        "--head",
        default="",
        metavar="FINGERPRINT",
        help="the record's fingerprint as the receipt page shows it, 16 digits or more",
    )
    parser.add_argument(
        "--checkpoint",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="a checkpoint of the log that you have from elsewhere, or a proof of its growth; may be repeated",
    )
    parser.add_argument(
        "--policy",
        type=Path,
        metavar="FILE",
        help="the witnesses whose word you want, and how many of them (C2SP tlog-policy)",
    )


def run(given: argparse.Namespace) -> int:
    """Print the verdict in both languages."""
    try:
        checkpoints = [file.read_text("utf-8") for file in given.checkpoint]
        policy = read_policy(given.policy.read_text("utf-8")) if given.policy else None
        bundle, receipt = given.bundle.read_bytes(), receipt_given(given.receipt)
        result = verify(bundle, given.trust, receipt, given.head, checkpoints, policy)
    except (OSError, ValueError) as error:
        print(f"doorstep verify: {error}", file=sys.stderr)
        return NOTHING_TO_CHECK
    for language in LANGUAGES:
        print("\n".join(lines(result, language)))
    return result.exit


def receipt_given(named: str | None) -> str | dict[str, Any] | None:
    """A receipt document out of a file, or out of the proof of the log that encloses it; else the code as typed."""
    if not named or not Path(named).is_file():
        return named
    text = Path(named).read_text("utf-8")
    if text.startswith(PROOF):
        text = read_proof(text).extra.decode()
    found: dict[str, Any] = json.loads(text)
    return found
