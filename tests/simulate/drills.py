"""Restore drills: at a random moment of a simulated week the real commands take a backup, look into it and put it back; nothing may be lost."""

from __future__ import annotations

import io
import os
import shutil
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from random import Random
from unittest.mock import patch

import flask_migrate

from server.cli import main, migrate
from server.kernel import installation
from tests.scenario import Scenario
from tests.simulate.databases import Store
from tests.simulate.model import must
from tests.simulate.server import SimulatedServer
from tests.simulate.story import CASTS, DAY, Story, Teller

SITTINGS, STEPS = 14, 4  # of a week: so often something happens, and how much each time
NOT_DRAWN = (
    "backup",
    "restore",
    "wipe",
    "time",
)  # a backup is taken once; what a wiped phone had sent it has no copy of
KEPT = (
    "SELECT fact_id, outcome FROM received WHERE organisation_id = :ours",
    "SELECT id, text FROM fact WHERE organisation_id = :ours",
    "SELECT sha256, size FROM stored WHERE organisation_id = :ours",
)


def drill_of(seed: int) -> Story:
    """A week of people, phones and faults, one backup in it, and one restore some time later: always the same of a seed."""
    chance = Random(f"drill {seed}")
    phones = chance.choice(CASTS)
    teller = Teller(chance, phones, calm=False)
    steps = [teller.order({}) | {"days": 0}] + [{"do": "sync", "phone": f"p{n}"} for n in range(len(phones))]
    now = 0
    for begins in sorted(chance.randrange(7 * DAY) for _ in range(SITTINGS)):
        for number in range(STEPS):
            step = teller.step()
            while step["do"] in NOT_DRAWN:
                step = teller.step()
            wait = max(3_000, begins - now) if number == 0 else chance.choice((3_000, 3_000, 40_000))
            steps.append(step | {"wait": wait})
            now += wait
    backup = chance.randrange(2, len(steps))
    steps.insert(backup, {"do": "backup"})
    steps.insert(chance.randint(backup + 1, len(steps)), {"do": "restore"})
    return {"seed": seed, "phones": phones, "postgresql": False, "steps": steps}


class DrilledServer(SimulatedServer):
    """A server whose backups are those of `doorstep backup`, looked into by `--verify` and put back by `doorstep restore`."""

    def __init__(self, folder: Path, store: Store) -> None:
        self.backup = folder.with_name("backup.zip")
        self.kept: list[set[tuple[object, ...]]] = [set() for _ in KEPT]
        self.drills = self.facts = self.pieces = 0
        super().__init__(folder, store)

    def begin(self, name: str) -> bool:
        """A new world has no evidence of another one, and nothing that a restore has set aside."""
        self.backup.unlink(missing_ok=True)
        for left in (self.folder / "evidence", *self.folder.glob("before-restore-*")):
            shutil.rmtree(left, ignore_errors=True)
        (self.folder / installation.FILE).write_bytes(self.mark)
        return super().begin(name)

    def _populated(self) -> Scenario:
        """Also what revision the tables are of, which a backup names, and which folder is the database's."""
        with self.app.app_context():
            flask_migrate.stamp(directory=migrate.attached(self.app))
            installation.tie(self.folder)
        self.mark = (self.folder / installation.FILE).read_bytes()
        return super()._populated()

    def back_up(self) -> None:
        """Two commands, as a host runs them every night, while the server has its database open."""
        self.kept = self._kept()
        self._must_be_done("backup", str(self.backup))
        self._must_be_done("backup", "--verify", str(self.backup))

    def restore(self) -> None:
        """One command; at once everything is there that was there at the backup, before any phone has come back."""
        self.forget_process()
        self._must_be_done("restore", str(self.backup), "--replace")
        self.forget_process()
        lost = [before - now for before, now in zip(self.kept, self._kept(), strict=True)]
        must(not any(lost), "drill", "not in what was restored", *lost)
        gone = [sha256 for sha256, _ in self.kept[-1] if not any(self.folder.glob(f"evidence/*/*/{sha256}"))]
        must(not gone, "drill", "evidence without its bytes", gone)
        _, facts, pieces = map(len, self.kept)
        self.drills, self.facts, self.pieces = self.drills + 1, self.facts + facts, self.pieces + pieces

    def told(self) -> str:
        """What was drilled."""
        return f"{self.drills} restores of {self.facts} facts and {self.pieces} pieces of evidence: all there at once"

    def _kept(self) -> list[set[tuple[object, ...]]]:
        return [{tuple(row) for row in self.rows(statement)} for statement in KEPT]

    def _must_be_done(self, *command: str) -> None:
        place = {
            "DOORSTEP_DATA": str(self.folder),
            "DOORSTEP_DATABASE_URL": self.store.address,
            "DOORSTEP_ENV": str(self.folder / "none"),
        }
        said = io.StringIO()
        with patch.dict(os.environ, place), redirect_stdout(said), redirect_stderr(said), self.telling():
            code = main(list(command))
        must(code == 0, "drill", f"doorstep {' '.join(command)} ended with {code}", said.getvalue())
