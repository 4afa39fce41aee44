"""Show the fingerprints of this installation's keys, or make a new key."""

from __future__ import annotations

import argparse

from server.accounts import keys
from server.app import create_app
from server.kernel.chain import decode, sha256

NAME = "keys"


def arguments(parser: argparse.ArgumentParser) -> None:
    """`--rotate`."""
    parser.add_argument("--rotate", action="store_true", help="retire the key in force and make a new one; running servers take it at their next start")


def run(given: argparse.Namespace) -> int:
    """One line a key: the fingerprint that people compare, and from when to when it signed."""
    app = create_app()
    with app.app_context():
        if given.rotate:
            keys.rotate()
        for key in keys.published():
            print(f"{sha256(decode(key['public_key']))}  {key['from']} – {key.get('until', 'in force')}")
    return 0
