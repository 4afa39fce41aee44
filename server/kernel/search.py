"""Search by beginnings: each row is known by terms, and what is typed finds every term that begins with it, through one index on both databases.

`follow(model, kind, columns, words)` keeps the terms of a model's rows in the very flush that writes them. Whoever writes rows by a statement calls `index`
afterwards. `matches(organisation, kind, token)` gives the ids that a token finds. What people type becomes tokens in `kernel.text.spelling`.
Pages ask `search(organisation, text)` of a capability (`visits.search`, `customers.search`), and `is_named` where a few rows are no table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Index, Select, String, delete, event, func, insert, inspect, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from server.kernel import marks
from server.kernel.db import Id, Model, OfOrganisation, OneEngineTwoManners, db
from server.kernel.text.pinyin import initials_of
from server.kernel.text.spelling import search_tokens
from server.kernel.transaction import write

LONGEST = 20  # characters of a term; a longer token is compared by so many
FEWEST_DIGITS = 3  # of the end of a number: 618 finds 8802 6618
COMMON = 5_000  # terms; naming so many takes some milliseconds
LAST = "\U0010ffff"  # sorts after everything that begins alike
AT_ONCE = 500  # rows of one write when an organisation is indexed for the first time
VERSION = "3"  # of how terms are made; another one indexes everybody again
MARK = "search"
Words = Callable[[Any], Iterable[str | None]]
SPACE = re.compile(
    r"(?<=[\u2e80-\U0003ffff])\s+|\s+(?=[\u2e80-\U0003ffff])"
)  # beside a Chinese character it means nothing
FOLLOWED: dict[type[Any], tuple[str, tuple[str, ...], Words]] = {}


class SearchTerm(OfOrganisation, Model):
    """A term by which a row is found. Compared byte by byte, because only then does an index know what begins alike."""

    __tablename__ = "search_term"
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    term: Mapped[str] = mapped_column(
        String(LONGEST).with_variant(String(LONGEST, collation="C"), "postgresql"), primary_key=True
    )
    subject_id: Mapped[str] = mapped_column(Id, primary_key=True)
    __table_args__ = (Index(None, "organisation_id", "kind", "subject_id"),)


@lru_cache(maxsize=4096)  # because very many live in the same estate
def terms_of(text: str) -> frozenset[str]:
    """Every beginning by which a spelling (narrow, lower case) is found: from each Chinese character, each word, each part of a number on."""
    found: set[str] = set()
    for word in SPACE.sub("", text).split():
        starts = [place for place in range(len(word)) if _begins(word, place)]
        found |= {word[place : place + LONGEST] for place in starts}
        if word.isdigit():
            found |= {word[place : place + LONGEST] for place in range(len(word) - FEWEST_DIGITS + 1)}
    for initials in initials_of(text.replace(" ", "")):
        found |= {initials[place : place + LONGEST] for place in range(max(1, len(initials) - 1))}
    return frozenset(found)


def _begins(word: str, place: int) -> bool:
    letter, before = word[place], word[place - 1] if place else ""
    if not letter.isalnum():
        return False
    return (
        not before
        or not before.isalnum()
        or not letter.isascii()
        or before.isdigit() != letter.isdigit()
        or not before.isascii()
    )


def matches(organisation: str, kind: str, token: str) -> Select[Any]:
    """The ids of this kind that a token finds; `*` in it stands for anything."""
    token = token.lstrip("*")[:LONGEST]
    plain, star, _ = token.partition("*")
    found = select(SearchTerm.subject_id).where(
        SearchTerm.organisation_id == organisation,
        SearchTerm.kind == kind,
        SearchTerm.term >= plain,
        SearchTerm.term < plain + LAST,
    )
    return found.where(SearchTerm.term.like(_like(token), escape="\\")) if star else found


def is_common(organisation: str, kinds: Iterable[str], token: str) -> bool:
    """Whether a token finds so much that whoever lists rows in an order comes upon enough of them sooner than the index names them all."""
    each = [matches(organisation, kind, token).limit(COMMON).subquery() for kind in kinds]
    counted = [select(func.count()).select_from(found).scalar_subquery() for found in each]
    return bool(db.session.scalar(select(sum(counted[1:], counted[0]) >= COMMON)))


def has(organisation: str, kind: str, token: str, subject: Any) -> ColumnElement[bool]:
    """The same as `subject IN (matches)`, looked up for each row by itself."""
    return matches(organisation, kind, token).where(SearchTerm.subject_id == subject).exists()


def is_named(typed: str, words: Iterable[str | None]) -> bool:
    """Whether what was typed finds something that is known by these words, in their plain spelling; true where nothing was typed."""
    terms = {term for each in words if each for term in terms_of(each)}
    shapes = [re.compile(".*".join(map(re.escape, token.lstrip("*").split("*")))) for token in search_tokens(typed)]
    return all(any(shape.match(term) for term in terms) for shape in shapes)


def _like(token: str) -> str:
    escaped = token.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return re.sub(r"[*]+", "%", escaped) + "%"


def follow(model: type[Any], kind: str, columns: tuple[str, ...], words: Words) -> None:
    """From now on rows of this model are found by these words, each in its plain spelling, which are made of these columns."""
    FOLLOWED[model] = (kind, columns, words)


def index(rows: Iterable[Any], fresh: bool = False) -> None:
    """Inside `write`: make the terms of these rows anew; `fresh` where they cannot have any."""
    found = list(rows)
    if not fresh:
        for row in found:
            db.session.execute(delete(SearchTerm).where(*_of(row)))
    entered = [each for row in found for each in _entries(row)]
    if entered:
        db.session.execute(insert(SearchTerm.__table__), entered)


def unindex(model: type[Any], organisation: str, ids: Sequence[str]) -> None:
    """Inside `write`: these rows of a model are removed by a statement."""
    theirs = (SearchTerm.organisation_id == organisation, SearchTerm.kind == FOLLOWED[model][0])
    db.session.execute(delete(SearchTerm).where(*theirs, SearchTerm.subject_id.in_(ids)))


def bring_up_to_date(organisation: str) -> int:
    """Index what was written before there was an index, once; how many rows."""
    if (mark := marks.at(organisation, MARK, VERSION)) and mark.at == VERSION:
        return 0
    done = sum(_index_all(organisation, model) for model in FOLLOWED)
    write(lambda: marks.leave(organisation, MARK, VERSION, str(done)))
    return done


def _index_all(organisation: str, model: type[Any]) -> int:
    done, last = 0, ""
    while True:
        page = select(model.id).where(model.organisation_id == organisation, model.id > last).order_by(model.id)
        ids = list(db.session.scalars(page.limit(AT_ONCE)))
        if not ids:
            return done
        wanted = select(model).where(model.organisation_id == organisation, model.id.in_(ids))
        write(lambda wanted=wanted: index(db.session.scalars(wanted)))  # type: ignore[misc]
        done, last = done + len(ids), ids[-1]


def _of(row: Any) -> tuple[Any, ...]:
    kind, *_ = FOLLOWED[type(row)]
    return (
        SearchTerm.organisation_id == row.organisation_id,
        SearchTerm.kind == kind,
        SearchTerm.subject_id == row.id,
    )


def _entries(row: Any) -> Iterator[dict[str, str]]:
    kind, _, words = FOLLOWED[type(row)]
    for term in sorted({term for each in words(row) if each for term in terms_of(each)}):
        yield {"organisation_id": row.organisation_id, "kind": kind, "term": term, "subject_id": row.id}


@event.listens_for(OneEngineTwoManners, "after_flush")
def _follow_what_is_written(session: Session, _context: Any) -> None:
    """In the same transaction, so that a row and its terms are kept together or not at all."""
    fresh = [row for row in session.new if type(row) in FOLLOWED]
    changed = [row for row in session.dirty if type(row) in FOLLOWED and _is_renamed(row)]
    gone = [row for row in session.deleted if type(row) in FOLLOWED]
    if fresh:
        index(fresh, fresh=True)
    if changed:
        index(changed)
    for row in gone:
        session.execute(delete(SearchTerm).where(*_of(row)))


def _is_renamed(row: Any) -> bool:
    _, columns, _ = FOLLOWED[type(row)]
    known = inspect(row).attrs
    return any(known[name].history.has_changes() for name in columns)
