"""A backup is taken while people work, holds everything of one moment, and goes back whole or not at all."""

from __future__ import annotations

import hashlib
import json
import shutil
import stat
import threading
import zipfile
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select, text, update

from server.app import create_app
from server.backup.databases import opened
from server.config import Settings
from server.evidence.models import Stored
from server.kernel.db import db
from server.kernel.feed import ChangeClock
from server.kernel.transaction import write
from server.visits.models import Fact, Visit
from tests.scenario import Scenario
from tests.server.backup.conftest import Run

pytestmark = pytest.mark.both_databases  # because what is deleted, kept and written again differs

PICTURE = b"bytes of a photograph"
SHA256 = hashlib.sha256(PICTURE).hexdigest()


def a_days_work(scenario: Scenario, settings: Settings) -> str:
    visit = scenario.given()
    phone = scenario.phone()
    phone.report("opened", visit=visit)
    phone.sync_all()
    place = settings.data_dir / "evidence" / scenario.ours / SHA256[:2] / SHA256
    place.parent.mkdir(parents=True)
    place.write_bytes(PICTURE)
    with scenario.app.app_context():
        write(
            lambda: db.session.add(
                Stored(
                    organisation_id=scenario.ours,
                    sha256=SHA256,
                    size=len(PICTURE),
                    type="image/jpeg",
                    stored_at="2026-01-01T00:00:00.000Z",
                )
            )
        )
    return visit


def clocks(settings: Settings) -> dict[str, tuple[int, str]]:
    app = create_app(settings)
    with app.app_context():
        found = {row.organisation_id: (row.value, row.epoch) for row in db.session.scalars(select(ChangeClock))}
        db.session.remove()
        db.engine.dispose()
    return found


def test_what_was_backed_up_comes_back_whole_with_a_new_epoch(
    stamped: Scenario, settings: Settings, elsewhere: Settings, doorstep: Run, tmp_path: Path
) -> None:
    visit, file = a_days_work(stamped, settings), tmp_path / "backup.zip"
    code, said = doorstep(settings, "backup", file)
    assert code == 0 and "1 visits" in said and "keys --save" in said, said
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert not [path for path in tmp_path.iterdir() if path.name.startswith((".backup", "backup.zip."))]
    code, said = doorstep(elsewhere, "restore", file)
    assert code == 0, said
    assert (elsewhere.data_dir / "evidence" / stamped.ours / SHA256[:2] / SHA256).read_bytes() == PICTURE
    before, after = clocks(settings), clocks(elsewhere)
    assert all(after[name][0] > before[name][0] + 10**9 and after[name][1] != before[name][1] for name in before)
    app = create_app(elsewhere)
    with app.app_context():
        texts = list(db.session.scalars(select(Fact.text).where(Fact.subject_id == visit).order_by(Fact.position)))
        db.session.remove()
        db.engine.dispose()
    kept = sorted(stamped.rows(Fact, Fact.subject_id == visit), key=lambda row: row.position)
    assert texts == [row.text for row in kept]


def test_what_comes_back_is_known_to_the_planner_at_once(
    stamped: Scenario, settings: Settings, elsewhere: Settings, doorstep: Run, tmp_path: Path
) -> None:
    """Guard: `put_back` looks at the tables; PostgreSQL's dumps bring no statistics, and SQLite's file brings all."""
    a_days_work(stamped, settings)
    assert (
        doorstep(settings, "backup", tmp_path / "backup.zip")[0]
        == doorstep(elsewhere, "restore", tmp_path / "backup.zip")[0]
        == 0
    )
    if "postgresql" in elsewhere.database:
        with opened(elsewhere.database) as connection:
            assert (
                connection.scalar(
                    text("SELECT count(*) FROM pg_stats WHERE schemaname = 'public' AND tablename = 'fact'")
                )
                > 0
            )


def test_people_go_on_working_and_the_backup_is_of_one_moment(
    stamped: Scenario,
    settings: Settings,
    elsewhere: Settings,
    doorstep: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Guard: the snapshot that is held open. Without it an SQLite copy begins anew with every commit and ends in a lull, if ever."""
    monkeypatch.setattr("server.backup.databases.PAGES", 1)
    if "sqlite" in settings.database:  # many steps, as a large database has them
        with stamped.app.app_context(), db.engine.begin() as connection:
            connection.execute(db.text("CREATE TABLE filler (content BLOB)"))
            connection.execute(db.text("INSERT INTO filler VALUES (zeroblob(30000000))"))
    visit, stop, written = a_days_work(stamped, settings), threading.Event(), []

    def rename() -> None:
        with stamped.app.app_context():
            while not stop.is_set():
                number = f"N-{len(written)}"
                write(partial(db.session.execute, update(Visit).values(number=number, search=number)))
                written.append(number)

    writer = threading.Thread(target=rename)
    writer.start()
    try:
        for name in ("one.zip", "two.zip"):
            before = len(written)
            assert doorstep(settings, "backup", tmp_path / name)[0] == 0
            after = len(written)
            while len(written) == before:
                assert writer.is_alive()
    finally:
        stop.set()
        writer.join()
    assert doorstep(elsewhere, "restore", tmp_path / "two.zip")[0] == 0
    app = create_app(elsewhere)
    with app.app_context():
        row = db.session.get_one(Visit, (stamped.ours, visit))
        assert row.number == row.search and before - 1 <= int(row.number[2:]) <= (before + after) / 2 + 1
        db.session.remove()
        db.engine.dispose()


def test_evidence_that_the_store_lacks_is_named_and_awaited_again(
    stamped: Scenario, settings: Settings, elsewhere: Settings, doorstep: Run, tmp_path: Path
) -> None:
    a_days_work(stamped, settings)
    (settings.data_dir / "evidence" / stamped.ours / SHA256[:2] / SHA256).unlink()
    assert doorstep(settings, "backup", tmp_path / "backup.zip", "--accept-missing")[0] == 3
    code, said = doorstep(elsewhere, "restore", tmp_path / "backup.zip")
    assert code == 3 and "1 pieces of evidence are not in the store" in said
    app = create_app(elsewhere)
    with app.app_context():
        assert db.session.scalars(select(Stored)).all() == []
        db.session.remove()
        db.engine.dispose()


def test_a_place_with_data_is_refused_and_with_replace_the_old_is_kept_aside(
    stamped: Scenario, settings: Settings, elsewhere: Settings, doorstep: Run, tmp_path: Path
) -> None:
    visit, file = a_days_work(stamped, settings), tmp_path / "backup.zip"
    assert doorstep(settings, "backup", file)[0] == 0
    assert doorstep(elsewhere, "restore", file)[0] == 0
    first = clocks(elsewhere)
    code, said = doorstep(elsewhere, "restore", file)
    assert code == 1 and "There is data here already" in said and clocks(elsewhere) == first
    code, said = doorstep(elsewhere, "restore", file, "--replace")
    assert code == 0 and "kept" in said
    assert clocks(elsewhere) != first
    aside = next(elsewhere.data_dir.glob("before-restore-*"))
    assert (aside / "evidence" / stamped.ours / SHA256[:2] / SHA256).read_bytes() == PICTURE
    if settings.database.startswith("sqlite"):
        assert clocks(elsewhere.at(database_url=f"sqlite:///{aside / 'doorstep.sqlite3'}")) == first
    else:
        app = create_app(elsewhere)
        with app.app_context():
            name = aside.name.lower().replace("-", "")
            assert (
                db.session.execute(db.text(f"SELECT count(*) FROM {name}.visit WHERE id = '{visit}'")).scalar_one() == 1
            )
            db.session.remove()
            db.engine.dispose()


def test_a_server_that_runs_is_not_restored_over(
    stamped: Scenario, settings: Settings, doorstep: Run, tmp_path: Path
) -> None:
    a_days_work(stamped, settings)
    assert doorstep(settings, "backup", tmp_path / "backup.zip")[0] == 0
    with stamped.app.app_context(), db.engine.connect() as busy:
        busy.execute(db.text("SELECT count(*) FROM visit"))
        code, said = doorstep(settings, "restore", tmp_path / "backup.zip", "--replace")
    assert code == 1 and "Stop the server" in said and not list(settings.data_dir.glob("before-restore-*"))


def test_a_backup_that_is_not_whole_is_refused_before_anything_is_written(
    stamped: Scenario, settings: Settings, elsewhere: Settings, doorstep: Run, tmp_path: Path
) -> None:
    a_days_work(stamped, settings)
    file = tmp_path / "backup.zip"
    assert doorstep(settings, "backup", file)[0] == 0
    for harm in ("a byte", "a member", "the manifest", "the end", "one too many"):
        spoiled = tmp_path / f"{harm}.zip"
        shutil.copyfile(file, spoiled)
        spoil(spoiled, harm)
        code, said = doorstep(elsewhere, "restore", spoiled)
        assert code == 1 and "no whole backup" in said and "Traceback" not in said, harm
        assert not elsewhere.data_dir.exists(), harm


def test_a_backup_of_a_newer_version_or_of_the_other_database_is_refused(
    stamped: Scenario, settings: Settings, elsewhere: Settings, doorstep: Run, tmp_path: Path
) -> None:
    file = tmp_path / "backup.zip"
    assert doorstep(settings, "backup", file)[0] == 0
    other = elsewhere.at(database_url="postgresql+psycopg://nobody@/nothing" if "sqlite" in settings.database else "")
    assert "other kind of database" in doorstep(other, "restore", file)[1]
    with stamped.app.app_context():
        write(lambda: db.session.execute(db.text("UPDATE alembic_version SET version_num = '9999'")))
    assert doorstep(settings, "backup", file)[0] == 0
    code, said = doorstep(elsewhere, "restore", file)
    assert code == 1 and "newer Doorstep" in said
    assert not elsewhere.data_dir.exists()


def test_a_restore_that_was_cut_off_is_not_served(settings: Settings, elsewhere: Settings, doorstep: Run) -> None:
    elsewhere.data_dir.mkdir()
    (elsewhere.data_dir / "restore.unfinished").touch()
    code, said = doorstep(elsewhere, "serve", "--port", "8380")
    assert code == 1 and "Restore once more" in said


def test_without_data_or_without_room_nothing_is_left_behind(
    stamped: Scenario,
    settings: Settings,
    elsewhere: Settings,
    doorstep: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    code, said = doorstep(elsewhere, "backup", tmp_path / "nothing.zip")
    assert code == 1 and "nothing to back up" in said and not (tmp_path / "nothing.zip").exists()
    code, said = doorstep(settings, "backup", tmp_path / "nowhere" / "backup.zip")
    assert code == 1 and "could not be written" in said
    if "postgresql" in settings.database:
        monkeypatch.setenv("PATH", str(tmp_path))
        assert "pg_dump" in doorstep(settings, "backup", tmp_path / "backup.zip")[1]
    assert not list(tmp_path.glob("*.zip*"))


def spoil(file: Path, harm: str) -> None:
    """Harm a backup so that it still looks like one."""
    if harm == "the end":
        file.write_bytes(file.read_bytes()[:-200])
        return
    with zipfile.ZipFile(file) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    evidence = next(name for name in members if name.startswith("evidence/"))
    if harm == "a byte":
        members[evidence] = members[evidence][:-1] + b"!"
    elif harm == "a member":
        del members[evidence]
    elif harm == "one too many":
        members["evidence/../../passwd"] = b"x"
    else:
        manifest = json.loads(members["manifest.json"])
        manifest["members"]["../outside"] = manifest["members"].pop(evidence)
        members["manifest.json"] = json.dumps(manifest).encode()
        members["../outside"] = members.pop(evidence)
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
