"""A server that cannot do its work says so, and names what is not in order."""

from __future__ import annotations

import flask_migrate
import pytest
from sqlalchemy import text

from server.cli import migrate
from server.evidence.models import Stored
from server.kernel.db import db
from server.kernel.transaction import write
from server.web import readiness
from tests.cast import SINCE, Cast

pytestmark = pytest.mark.both_databases  # because connections and transactions are the database's

SHA256 = "ab" * 32


@pytest.fixture
def stamped(cast: Cast) -> Cast:
    with cast.app.app_context():
        flask_migrate.stamp(directory=migrate.attached(cast.app))
    return cast


def told(cast: Cast) -> tuple[int, list[str]]:
    answer = cast.visitor().get("/readyz")
    return answer.status_code, answer.json["troubles"]


def test_O9_a_server_that_is_in_order_is_ready(stamped: Cast) -> None:
    assert told(stamped) == (200, [])


def test_O9_a_schema_of_another_version_is_named(stamped: Cast) -> None:
    """O-9. Guard: server/web/readiness.py:_schema"""
    with stamped.app.app_context():
        write(lambda: db.session.execute(text("UPDATE alembic_version SET version_num = '9999'")))
    assert told(stamped) == (503, ["schema"])


def test_O9_a_data_folder_that_is_not_the_databases_own_is_named(stamped: Cast) -> None:
    """O-9, O-10: a disk that was not mounted. Guard: server/web/readiness.py:_evidence"""
    with stamped.app.app_context():
        write(
            lambda: db.session.add(
                Stored(organisation_id=stamped.ours, sha256=SHA256, size=1, type="image/jpeg", stored_at=SINCE)
            )
        )
    assert told(stamped) == (503, ["evidence"])
    place = stamped.app.config["DOORSTEP"].data_dir / "evidence" / stamped.ours / SHA256[:2]
    place.mkdir(parents=True)
    (place / SHA256).write_bytes(b"x")
    assert told(stamped) == (200, [])


def test_O9_little_room_is_named(stamped: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    """O-9. Guard: server/web/readiness.py:_space"""
    monkeypatch.setattr(readiness, "LITTLE", 10**18)
    assert told(stamped) == (503, ["space"])
