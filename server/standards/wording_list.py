"""The organisation's list of forbidden phrases, versioned; the newest counts. An empty list checks nothing, and the page says so."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import String, Text, func, select
from sqlalchemy.orm import Mapped, mapped_column

from server.accounts import audit
from server.kernel import clock
from server.kernel.db import Id, Model, Moment, OfOrganisation, db
from server.kernel.ids import new_id
from server.kernel.problem import Problem
from server.kernel.text.letters import tidy
from server.standards.wording import MOST_NEEDLES, Phrase, hits, needle_of

SHORTEST, LONGEST = 2, 60  # letters of a needle; one letter alone would hit nearly everything


class WordingList(OfOrganisation, Model):
    """A version of the list; `entries` is JSON `[{id, clause, needle, advice}]`."""

    __tablename__ = "wording_list"
    version: Mapped[int] = mapped_column(primary_key=True)
    entries: Mapped[str] = mapped_column(Text)
    published_at: Mapped[str] = mapped_column(Moment)
    published_by: Mapped[str] = mapped_column(Id)


class WordingSent(OfOrganisation, Model):
    """Somebody sent what the check had hit, all the same: where, which phrases, and who."""

    __tablename__ = "wording_sent"
    id: Mapped[str] = mapped_column(Id, primary_key=True)
    about: Mapped[str] = mapped_column(String(60))
    phrases: Mapped[str] = mapped_column(String(400))
    person_id: Mapped[str] = mapped_column(Id)
    at: Mapped[str] = mapped_column(Moment)


def phrases_of(organisation: str) -> list[Phrase]:
    """The list that counts now."""
    newest = select(WordingList).where(WordingList.organisation_id == organisation)
    row = db.session.scalars(newest.order_by(WordingList.version.desc()).limit(1)).first()
    return [Phrase(**each) for each in json.loads(row.entries)] if row else []


def publish_wording(organisation: str, by: str, entries: Sequence[dict[str, Any]]) -> int:
    """Inside `write`: the next version of the list, which may be empty; returns its number. `bad_input` with the line that cannot be."""
    found, seen = [], set[str]()
    for place, entry in enumerate(entries, 1):
        needle = tidy(entry.get("needle"), LONGEST + 1)
        plain = needle_of(needle)
        clause, advice = (tidy(entry.get(name), None) for name in ("clause", "advice"))
        fits = SHORTEST <= len(plain) <= LONGEST and len(clause) <= 8 and len(advice) <= 200
        if not fits or plain in seen or place > MOST_NEEDLES:
            raise Problem("wording_line", {"entries": [f"line:{place}"]})
        seen.add(plain)
        found.append({"id": f"w{place}", "clause": clause, "needle": needle, "advice": advice})
    last = select(func.max(WordingList.version)).where(WordingList.organisation_id == organisation)
    version = (db.session.scalar(last) or 0) + 1
    db.session.add(
        WordingList(
            organisation_id=organisation,
            version=version,
            entries=json.dumps(found, ensure_ascii=False),
            published_at=clock.now(),
            published_by=by,
        )
    )
    audit.note(organisation, "wording_published", by=by, version=version, phrases=len(found))
    return version


def check_outgoing(organisation: str, by: str, about: str, text: str, *, all_the_same: bool) -> None:
    """Inside `write`, before something goes out to a customer: `forbidden_words` with the places, unless somebody says *send all the same*, which is recorded.

    Every act that sends or saves words for a customer calls this; `about` says what and where, as `matter 01a2…`.
    """
    found = hits(text, phrases_of(organisation))
    if not found:
        return
    if not all_the_same:
        said = [{"words": hit.words, "clause": hit.phrase.clause, "advice": hit.phrase.advice} for hit in found]
        raise Problem("forbidden_words", hits=said)
    db.session.add(
        WordingSent(
            organisation_id=organisation,
            id=new_id(),
            about=about[:60],
            phrases=" ".join(hit.phrase.id for hit in found)[:400],
            person_id=by,
            at=clock.now(),
        )
    )
