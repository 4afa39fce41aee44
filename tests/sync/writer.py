"""A second process of the server that writes to the same database: `python -m tests.sync.writer FOLDER DATABASE ORGANISATION PERSON TURNS`.

Says when it is ready, begins when it hears a line, and prints the versions of the feed that its changes were given.
"""

import json
import sys
from functools import partial
from pathlib import Path

from flask import Flask

from server.app import create_app
from server.config import Settings
from server.kernel.feed import announce, clock_of
from server.kernel.ids import new_id
from server.kernel.transaction import write


def main(folder: str, database: str, organisation: str, person: str, turns: str) -> None:
    """Write as often as told."""
    app = create_app(Settings(data_dir=Path(folder), database_url=database, testing=True))
    with app.app_context():
        clock_of(organisation)
    print("ready", flush=True)
    sys.stdin.readline()
    print(json.dumps(write_changes(app, organisation, person, int(turns))))


def write_changes(app: Flask, organisation: str, person: str, turns: int) -> list[int]:
    """One to three changes at a time; the versions that they were given."""
    stamped: list[int] = []

    def work(count: int) -> None:
        for _ in range(count):
            announce(organisation, person, "contact_gone", visit=new_id(), stamp=stamped.append)

    with app.app_context():
        for turn in range(turns):
            write(partial(work, 1 + turn % 3))
    return stamped


if __name__ == "__main__":
    main(*sys.argv[1:])
