"""Runs worlds one after the other in the same two processes, and shortens the story of one that broke a promise."""

from __future__ import annotations

import tempfile
import traceback
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.postgres import Postgres, running_postgres
from tests.reaper import folder_prefix
from tests.simulate.databases import PostgresDatabase, SqliteFile
from tests.simulate.model import Broken
from tests.simulate.pipe import Phones, PhonesDied
from tests.simulate.proof import Taker
from tests.simulate.server import SimulatedServer, mortal
from tests.simulate.stage import Stage
from tests.simulate.story import Story


@dataclass
class Theatre:
    """What all worlds share: a server on each kind of database (made when first needed), and the phones' process."""

    stack: ExitStack
    folder: Path
    phones: Phones
    sqlite: SimulatedServer
    cluster: Postgres | None = None
    postgresql: SimulatedServer | None = None

    def play(self, story: Story, take: Taker | None = None) -> str | None:
        """What went wrong in this world; None where everything was as promised. `take` is handed every record that verified."""
        stage = Stage(self._server(story["postgresql"]), self.phones, story["phones"])
        stage.taker = take
        try:
            stage.play(story["steps"])
        except (Broken, PhonesDied) as broken:
            return str(broken)
        except Exception as unforeseen:  # noqa: BLE001 - because whatever a server's act raises is what was looked for
            return "unforeseen: " + "".join(traceback.format_exception(unforeseen)[-6:])
        return None

    def _server(self, postgresql: bool) -> SimulatedServer:
        if not postgresql:
            return self.sqlite
        if self.postgresql is None:
            folder = self.folder / "postgresql"
            folder.mkdir()
            self.cluster = self.cluster or self.stack.enter_context(running_postgres())
            self.postgresql = SimulatedServer(folder, PostgresDatabase(self.cluster))
        return self.postgresql


@contextmanager
def theatre(cluster: Postgres | None = None, server: type[SimulatedServer] = SimulatedServer) -> Iterator[Theatre]:
    """Both processes, and everything gone afterwards; a PostgreSQL of its own unless one is there."""
    with ExitStack() as stack:
        stack.enter_context(mortal())
        folder = (
            Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=folder_prefix()))) / "world"
        )  # beside which its keys lie
        folder.mkdir()
        phones = Phones()
        stack.callback(phones.close)
        yield Theatre(stack, folder, phones, server(folder, SqliteFile(folder)), cluster)


def shortened(theatre: Theatre, story: Story, broken: str, tries: int = 300) -> tuple[Story, str]:
    """The story without the steps that it breaks as well without: first large parts, then single steps, then what is inside of them."""
    promise = broken.partition(":")[0]
    size = max(1, len(story["steps"]) // 2)
    while True:
        start, smaller = 0, False
        while start < len(story["steps"]) and tries > 0:
            shorter = story | {"steps": story["steps"][:start] + story["steps"][start + size :]}
            tries -= 1
            found = theatre.play(shorter)
            if found and found.partition(":")[0] == promise:
                story, broken, smaller = shorter, found, True
            else:
                start += size
        if size == 1 and not smaller or tries <= 0:
            return _plainer(theatre, story, broken, promise)
        size = max(1, size // 2)


def _plainer(theatre: Theatre, story: Story, broken: str, promise: str) -> tuple[Story, str]:
    for place, step in enumerate(story["steps"]):
        for name in [name for name in step if name in ("net", "before", "after", "death", "crash", "wait")]:
            plain = {key: value for key, value in story["steps"][place].items() if key != name}
            shorter = story | {"steps": [*story["steps"][:place], plain, *story["steps"][place + 1 :]]}
            found = theatre.play(shorter)
            if found and found.partition(":")[0] == promise:
                story, broken = shorter, found
    return story, broken
