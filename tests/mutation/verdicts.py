"""What became of the mutants of a part, and how that is said."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

NOTICED = ("killed", "timeout")
RETRIED = ("survived", "no tests")  # not what hung: of 36 that did, 32 hung again, and each of them takes minutes
LEFT_OUT = ("left out", "invalid")  # not asked for in this sample, or no program at all


@dataclass(frozen=True, order=True)
class Verdict:
    """One mutant: where it stands, what was changed into what, and `killed`, `timeout`, `survived` or `no tests`."""

    path: str
    line: int
    change: str
    what: str

    @property
    def noticed(self) -> bool:
        return self.what in NOTICED


def report(part: str, verdicts: list[Verdict]) -> str:
    """One line of figures, and every mutant that nobody noticed."""
    tried = [each for each in verdicts if each.what not in LEFT_OUT]
    found = Counter(each.what for each in tried)
    share = 100 * sum(each.noticed for each in tried) / max(1, len(tried))
    sample = "" if len(tried) == len(verdicts) else f" (of {len(verdicts)})"
    figures = ", ".join(f"{count} {what}" for what, count in sorted(found.items()))
    missed = [f"  {each.path}:{each.line} [{each.what}] {each.change}" for each in sorted(tried) if not each.noticed]
    return "\n".join([f"{part}: {len(tried)} mutants{sample}, {figures}: {share:.1f} % noticed", *missed])
