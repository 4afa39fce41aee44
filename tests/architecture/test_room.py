"""There is room: what a new kind of fact touches, counted by kinds that came late (docs/CONTRIBUTING.md says the counts)."""

from __future__ import annotations

import re

from server.app import capability_of
from tests.architecture.sources import ROOT, files
from tests.architecture.test_one_place import added_kinds

# Kinds of interruptions and of duty whose names mean nothing else.
LATE = {
    "supply_cut": "outages",
    "notice_posted": "outages",
    "supply_back": "outages",
    "call_missed": "duty",
    "called_back": "duty",
    "relief_missing": "duty",
}
PROTOCOL = "docs/PROTOCOL.md"
WIRING = {"facts.py", "console/messages.yaml"}  # form and registration, words


def named_in(kind: str) -> set[str]:
    """Sources of the product, and its protocol, that name a kind; published standards are data."""
    word = re.compile(rf"(?<![\w.]){kind}(?!\w)")
    paths = [path for path in files(".py", ".ts", ".tsx", ".yaml", ".html") if path.startswith(("server/", "pwa/"))]
    return {
        path
        for path in [*paths, PROTOCOL]
        if "/builtin/" not in path and word.search((ROOT / path).read_text(encoding="utf-8"))
    }


def test_a_kind_of_fact_is_named_by_its_own_capability_and_the_protocol_alone() -> None:
    for kind, home in LATE.items():
        strangers = {
            path for path in named_in(kind) if not path.startswith((f"server/{home}/", f"pwa/technician/{home}/"))
        }
        assert strangers == {PROTOCOL}, kind


def test_it_is_wired_in_three_files_and_added_to_the_phone_by_the_page_that_reports_it() -> None:
    pages = {kind: path for path, kind in added_kinds()}
    for kind, home in LATE.items():
        subject = "visit" if home == "outages" else "duty"
        by_office = capability_of(f"server.{home}").facts[subject][kind].office
        named = named_in(kind)
        assert {path for path in named if path == PROTOCOL or path.split(f"/{home}/")[-1] in WIRING} == {
            PROTOCOL,
            *(f"server/{home}/{each}" for each in WIRING),
        }, kind
        assert (kind in pages) is not by_office, kind
