"""What is mutated, and which tests could notice first: one entry for each part that a day's work hangs on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """Globs of sources and of the tests that belong to them, the quickest first, all relative to the root of the project."""

    sources: tuple[str, ...]
    tests: tuple[str, ...]
    slower: tuple[str, ...] = ()  # for what these left, with --again

    @property
    def is_python(self) -> bool:
        return self.sources[0].endswith(".py")


PARTS = {
    "interpreter": Part(
        (
            "server/standards/evaluate.py",
            "server/standards/moment.py",
            "server/standards/record.py",
            "server/standards/completion.py",
        ),
        (
            "tests/server/standards/test_vectors.py",
            "tests/server/standards/test_clauses.py",
            "tests/server/standards/test_rules.py",
            "tests/server/standards/test_differential.py",
        ),
    ),
    "chain": Part(
        ("server/kernel/chain.py",), ("tests/server/kernel/test_chain.py", "tests/vectors/wire/test_server_agrees.py")
    ),
    "server-sync": Part(
        ("server/sync/*.py", "server/quarantine/*.py"),
        (
            "tests/server/sync",
            "tests/server/quarantine/test_record_page.py",
            "tests/server/evidence/test_bundle.py",
            "tests/server/backup/test_whole_again.py",
            "tests/server/backup/test_by_file.py",
        ),
    ),
    "standard": Part(
        ("pwa/technician/standard/*.ts",), ("tests/pwa/standard/vectors.test.ts", "tests/mutation/twin.test.mjs")
    ),
    "storage": Part(
        ("pwa/technician/storage/*.ts",),
        (
            *(
                f"tests/pwa/storage/{name}.test.ts"
                for name in ("pieces", "wire", "refused", "database", "between", "drafts", "saving")
            ),
            "tests/pwa/accounts/exportUnsent.test.ts",
            "tests/pwa/accounts/putAway.test.ts",
            "tests/pwa/sync/pull.test.ts",
        ),
        ("tests/pwa/sync/rows.test.ts", "tests/pwa/sync/recovery.test.ts", "tests/pwa/sync/push.test.ts"),
    ),
    "sync": Part(
        ("pwa/technician/sync/*.ts",),
        tuple(
            f"tests/pwa/sync/{name}.test.ts"
            for name in ("applyResponse", "rows", "changes", "recovery", "holdings", "exchange", "visitBatch", "loop")
        ),
        (
            *(f"tests/pwa/sync/{name}.test.ts" for name in ("restored", "pull", "push")),
            "tests/pwa/evidence/eviction.test.ts",
        ),
    ),
}
