"""Sign the log's head now, have it witnessed, and print it; or prove that it grew out of an older one."""

from __future__ import annotations

import argparse
from pathlib import Path

from server.app import create_app
from server.cli.refusal import refuse
from server.kernel.problem import Problem
from server.kernel.signing import signer
from server.tlog import log, outside
from server.tlog.note import LOG_KEY, BadNote, Key, read_note
from server.tlog.witnesses import ask_witnesses, policy_in, request_of

NAME = "checkpoint"


def arguments(parser: argparse.ArgumentParser) -> None:
    """An older checkpoint."""
    parser.add_argument(
        "--since",
        type=Path,
        metavar="FILE",
        help="print the growth since the checkpoint in FILE, for `doorstep verify --checkpoint`",
    )


def run(given: argparse.Namespace) -> int:
    """Exit code 1 where nothing can be signed, or FILE is no checkpoint of this log; 3 where the policy's quorum was not reached."""
    app = create_app()
    with app.app_context():
        try:
            head = log.checkpoint()
            policy = policy_in(outside.policy_file())
            witnessed = ask_witnesses(policy, head)
            origin = read_note(head.note).checkpoint.origin
            if given.since:
                old = read_note(given.since.read_text("utf-8")).checkpoint
                if old.origin != origin:
                    raise BadNote(f"{given.since} is of another log: {old.origin}")
                print(request_of(old.size, head).decode(), end="")
                return 0
        except Problem as problem:
            return refuse(problem)
        except (OSError, ValueError) as error:
            print(f"doorstep checkpoint: {error}")
            return 1
        print(head.note)
        print(f"log {Key(origin, LOG_KEY, signer().key.public_key().public_bytes_raw()).vkey}")
        print(f"witnesses: {', '.join(sorted(witnessed)) or 'none'}")
        return 0 if policy.is_met(witnessed) else 3
