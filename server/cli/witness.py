"""Be a witness of another installation's log: sign its checkpoints as long as it only grows (C2SP tlog-witness)."""

from __future__ import annotations

import argparse
import time
from http.server import ThreadingHTTPServer
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from server.accounts import key_files
from server.tlog.note import WITNESS_KEY, BadNote, Key, read_key
from server.tlog.witness import Witness, handler_of

NAME = "witness"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Name, folder, the logs that are known, and where to listen."""
    parser.add_argument("name", help="how this witness signs, for example witness.example/doorstep")
    parser.add_argument(
        "folder", type=Path, help="its key and every checkpoint that it has seen; made if it is not there"
    )
    parser.add_argument(
        "--log", action="append", default=[], metavar="VKEY", help="a log's key; see `doorstep checkpoint`"
    )
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8090)


def run(given: argparse.Namespace) -> int:
    """Print the key that goes into a policy, then serve until it is stopped. Exit code 1 where a log's key cannot be read."""
    try:
        known = [read_key(each) for each in given.log]
    except BadNote as error:
        print(f"doorstep witness: {error}")
        return 1
    logs: dict[str, list[Key]] = {}
    for key in known:
        logs.setdefault(key.name, []).append(key)
    private = _own_key(given.folder / "key")
    print(
        f"witness {given.name} {Key(given.name, WITNESS_KEY, private.public_key().public_bytes_raw()).vkey}", flush=True
    )
    witness = Witness(given.name, private, logs, given.folder / "seen", lambda: int(time.time()))
    with ThreadingHTTPServer((given.host, given.port), handler_of(witness)) as server:
        print(f"http://{given.host}:{server.server_port}", flush=True)
        server.serve_forever()
    return 0


def _own_key(folder: Path) -> Ed25519PrivateKey:
    found = sorted(folder.glob("*.pem")) if folder.is_dir() else []
    if found:
        return key_files.keys_in(found[0].read_bytes())[0]
    made = Ed25519PrivateKey.generate()
    key_files.keep(folder, made)
    return made
