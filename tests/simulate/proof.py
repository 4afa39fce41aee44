"""P9: what the server has accepted verifies, with the server's key and nothing else; of every visit that has ended, and never *wrong* before."""

from __future__ import annotations

from collections.abc import Callable

from server.evidence.bundle import export
from server.evidence.forgetting import forget
from server.evidence.verify import verify
from server.evidence.verify_result import Note
from server.kernel.chain import sha256
from server.kernel.transaction import write
from server.kernel.wiring import Forgetting
from tests.simulate.model import must
from tests.simulate.server import SimulatedServer

Taker = Callable[[bytes, list[str]], None]


def verifies(server: SimulatedServer, visits: list[str], take: Taker | None = None) -> None:
    """Export the record of each visit and check it; `take` is handed those that verified, and whom to trust."""
    trust = [sha256(bytes(key)) for (key,) in server.rows("SELECT public_key FROM server_key")]
    sealed = {visit for (visit,) in server.rows("SELECT visit_id FROM receipt WHERE organisation_id = :ours")}
    for number, visit in enumerate(visits):
        with server.telling(), server.app.app_context():
            bundle = export(server.cast.ours, visit, for_customer=number % 2 == 1)
        verdict = verify(bundle, trust)
        must(verdict.wrong is None, "P9", visit, "is wrong", verdict.wrong, verdict.notes)
        must(verdict.exit == (0 if visit in sealed else 2), "P9", visit, "ends with", verdict.exit, verdict.notes)
        if take and visit in sealed:
            take(bundle, trust)


def stays_taken_back(server: SimulatedServer) -> None:
    """The last thing in a world: what every visit with a withdrawal says is erased, and what was taken back stays taken back in the record."""
    trust = [sha256(bytes(key)) for (key,) in server.rows("SELECT public_key FROM server_key")]
    found = server.rows(
        "SELECT DISTINCT subject_id FROM fact WHERE organisation_id = :ours AND subject_type = 'visit' AND kind = 'withdrawn'"
    )
    for (visit,) in found:
        with server.telling(), server.app.app_context():
            before = _withdrawals(export(server.cast.ours, visit), trust)
            asked = Forgetting(server.cast.ours, frozenset({"bodies"}), "erased", subjects=(visit,))
            write(lambda asked=asked: forget(asked))  # type: ignore[misc]
            after = _withdrawals(export(server.cast.ours, visit), trust)
        must(before == after, "P9", "erased,", visit, "says that", after, "was taken back, and before that", before)


def _withdrawals(bundle: bytes, trust: list[str]) -> list[Note]:
    verdict = verify(bundle, trust)
    must(verdict.wrong is None, "P9", "is wrong", verdict.wrong, verdict.notes)
    return [note for note in verdict.notes if note.code.startswith("withdr") and note.code != "withheld"]
