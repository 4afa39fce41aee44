"""Show the fingerprints of this installation's keys, make a new key, save the private ones apart or put them back."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from server.accounts import key_files, keys
from server.app import create_app
from server.cli.refusal import refuse
from server.kernel.chain import decode, sha256
from server.kernel.folders import put
from server.kernel.problem import Problem
from server.kernel.signing import signer

NAME = "keys"


def arguments(parser: argparse.ArgumentParser) -> None:
    """`--rotate`, `--save FILE`, `--load FILE`."""
    parser.add_argument(
        "--rotate",
        action="store_true",
        help="retire the key in force and make a new one; running servers take it at their next start",
    )
    parser.add_argument(
        "--lost",
        action="store_true",
        help="with --rotate: the old private key is gone, so nobody can vouch for the new one",
    )
    parser.add_argument(
        "--save",
        type=Path,
        metavar="FILE",
        help="write all private keys into one file for its owner alone; a backup has none",
    )
    parser.add_argument("--load", type=Path, metavar="FILE", help="put private keys back from such a file")


def run(given: argparse.Namespace) -> int:
    """One line a key: the fingerprint that people compare, and from when to when it signed. Exit code 1 where the key in force is missing."""
    app = create_app()
    with app.app_context():
        try:
            if given.load:
                _load(given.load)
            if given.rotate:
                keys.rotate(lost=given.lost)
            signer()
            if given.save:
                put(given.save.resolve(), key_files.all_in(keys.folder()))
                print(
                    f"{given.save}: all private keys of {keys.folder()}. Keep it like a stamp, and apart from the backups."
                )
        except Problem as problem:
            return refuse(problem)
        except (OSError, ValueError) as error:
            print(f"doorstep keys: {error}", file=sys.stderr)
            return 1
        for key in keys.published():
            print(f"{sha256(decode(key['public_key']))}  {key['from']} – {key.get('until', 'in force')}")
    return 0


def _load(file: Path) -> None:
    for key in key_files.keys_in(file.read_bytes()):
        key_files.keep(keys.folder(), key)
        print(f"{key_files.name_of(key)} is in {keys.folder()}")
