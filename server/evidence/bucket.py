"""Evidence in an S3-compatible bucket, so that several application servers share it (decision 0140).

Chunks, and whole pieces for as long as they are on their way, lie in the database, in the transaction of the fact that names them: a phone never waits
for the bucket, and a bucket that is away for a day loses nothing. A job carries pieces over and removes what was destroyed. The library (extra `s3`)
reads AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_REGION and AWS_ENDPOINT_URL from the environment.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Index, LargeBinary, delete, exists, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from server.evidence.folder import Folder
from server.evidence.models import Awaited, Stored
from server.evidence.needed import needed
from server.evidence.rules import matches
from server.kernel import clock
from server.kernel.db import Hash, Id, Model, Moment, OfOrganisation, db
from server.kernel.problem import Problem
from server.kernel.transaction import write

log = logging.getLogger("doorstep.evidence")
AT_ONCE = 20  # pieces of a megabyte at most
MOST = 2000  # in one run of the job
UNNAMED_DAYS = 7  # as long as a piece that no fact names may stay (evidence.uploads)
ANSWER_WITHIN = "10s"
TRIES = 2


class Chunk(OfOrganisation, Model):
    """A part of an upload that is under way."""

    __tablename__ = "chunk"
    upload_id: Mapped[str] = mapped_column(Id, primary_key=True)
    begin: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Transfer(OfOrganisation, Model):
    """A piece on its way into the bucket, or, without `content`, one that is to be removed from there."""

    __tablename__ = "transfer"
    sha256: Mapped[str] = mapped_column(Hash, primary_key=True)
    content: Mapped[bytes | None] = mapped_column(LargeBinary)
    since: Mapped[str] = mapped_column(Moment)
    __table_args__ = (Index(None, "organisation_id", "since"),)


@dataclass(frozen=True, slots=True)
class Bucket:
    """A `Store` (evidence.store) at an address like `s3://bucket/below/here`; what still lies in the data folder is found there."""

    address: str
    before: Folder

    def append(self, organisation: str, upload: str, offset: int, chunk: bytes) -> None:
        """Put a chunk at its place; what stood behind it goes."""
        mine = (Chunk.organisation_id == organisation, Chunk.upload_id == upload)
        db.session.execute(delete(Chunk).where(*mine, Chunk.begin >= offset))
        db.session.add(Chunk(organisation_id=organisation, upload_id=upload, begin=offset, content=chunk))
        db.session.flush()

    def incoming(self, organisation: str, upload: str) -> bytes:
        """What has come of an upload so far."""
        mine = (Chunk.organisation_id == organisation, Chunk.upload_id == upload)
        return b"".join(db.session.scalars(select(Chunk.content).where(*mine).order_by(Chunk.begin)))

    def keep(self, organisation: str, upload: str, sha256: str) -> None:
        """Let a finished upload begin its way into the bucket."""
        self._transfer(organisation, sha256, self.incoming(organisation, upload))
        self.forget_upload(organisation, upload)

    def bring_back(self, organisation: str, upload: str, sha256: str, offset: int) -> None:
        """Chunks are in the same transaction as what is said of them: there is never anything to bring back."""

    def forget_upload(self, organisation: str, upload: str) -> None:
        """Discard what has come of an upload."""
        db.session.execute(delete(Chunk).where(Chunk.organisation_id == organisation, Chunk.upload_id == upload))

    def forget(self, organisation: str, sha256: str) -> None:
        """Let the piece be removed; from now on nobody reads it."""
        self._transfer(organisation, sha256, None)
        self.before.forget(organisation, sha256)

    def has(self, organisation: str, sha256: str) -> bool:
        """Whether the database knows it, because a phone that asks must not wait for the bucket."""
        on_its_way = db.session.get(Transfer, (organisation, sha256))
        if on_its_way is not None:
            return on_its_way.content is not None
        return db.session.get(Stored, (organisation, sha256)) is not None

    def read(self, organisation: str, sha256: str) -> bytes | None:
        """On its way, in the folder of an earlier time, or in the bucket; bytes that are others than their name says are none."""
        on_its_way = db.session.get(Transfer, (organisation, sha256), populate_existing=True)
        if on_its_way is not None:
            return on_its_way.content
        return self.before.read(organisation, sha256) or fetched(self.address, organisation, sha256)

    def part(self, organisation: str, sha256: str, begin: int, end: int) -> bytes | None:
        """Some bytes of it, from where the whole would be read."""
        some = func.substr(Transfer.content, begin + 1, end - begin)
        on_its_way = db.session.execute(
            select(some).where(Transfer.organisation_id == organisation, Transfer.sha256 == sha256)
        ).one_or_none()
        if on_its_way is not None:
            return cast("bytes | None", on_its_way[0])
        kept = self.before.part(organisation, sha256, begin, end)
        return fetched_part(self.address, organisation, sha256, begin, end) if kept is None else kept

    def _transfer(self, organisation: str, sha256: str, content: bytes | None) -> None:
        db.session.merge(
            Transfer(organisation_id=organisation, sha256=sha256, content=content, since=clock.now()), load=True
        )
        db.session.flush()


def transfer(address: str, organisation: str) -> int:
    """Bring what waits into the bucket, and remove what was destroyed; how much went. Raises where the bucket does not answer, and all waits on.

    A piece that no fact names yet waits, because the fact's arrival looks into it, and a phone must not wait for the bucket then.
    """
    carried = 0
    while carried < MOST and (waiting := _waiting(organisation)):
        for sha256, content in waiting:
            if content is None:
                removed(address, organisation, sha256)
            else:
                placed(address, organisation, sha256, content)
            # What was changed meanwhile (destroyed while it was carried, sent anew while it was removed) stays for the next round.
            same = Transfer.content.is_(None) if content is None else Transfer.content.is_not(None)
            gone = delete(Transfer).where(Transfer.organisation_id == organisation, Transfer.sha256 == sha256, same)
            write(lambda gone=gone: db.session.execute(gone))  # type: ignore[misc]
        carried += len(waiting)
    return carried


def _waiting(organisation: str) -> list[tuple[str, bytes | None]]:
    named = exists().where(Awaited.organisation_id == Transfer.organisation_id, Awaited.sha256 == Transfer.sha256)
    kept = [Transfer.sha256.in_(each) for each in needed(organisation)]
    due = or_(Transfer.content.is_(None), named, *kept, Transfer.since < clock.later(clock.now(), days=-UNNAMED_DAYS))
    rows = db.session.execute(
        select(Transfer.sha256, Transfer.content)
        .where(Transfer.organisation_id == organisation, due)
        .order_by(Transfer.since, Transfer.sha256)
        .limit(AT_ONCE)
    ).all()
    db.session.rollback()  # because the database must not wait for the bucket
    return [(sha256, content) for sha256, content in rows]


def fetched(address: str, organisation: str, sha256: str) -> bytes | None:
    """A piece from the bucket; None where it has none of that name whose bytes are right. `evidence_unreachable` where it does not answer."""
    import obstore

    try:
        content = bytes(obstore.get(_client(address, os.getpid()), _key(organisation, sha256)).bytes())
    except FileNotFoundError:
        return None
    except Exception as error:
        raise _unreachable(error) from None
    if not matches(content, sha256):
        log.warning("a piece in the bucket is not what its name says")
        return None
    return content


def fetched_part(address: str, organisation: str, sha256: str, begin: int, end: int) -> bytes | None:
    """Some bytes of a piece of the bucket; None where there is none."""
    import obstore

    try:
        return bytes(obstore.get_range(_client(address, os.getpid()), _key(organisation, sha256), start=begin, end=end))
    except FileNotFoundError:
        return None
    except Exception as error:
        raise _unreachable(error) from None


def placed(address: str, organisation: str, sha256: str, content: bytes) -> None:
    """Put a piece where there is none of its name; one that is there and damaged is written anew."""
    import obstore

    client, key = _client(address, os.getpid()), _key(organisation, sha256)
    try:
        try:
            obstore.put(client, key, content, mode="create")
        except obstore.exceptions.AlreadyExistsError:
            if fetched(address, organisation, sha256) is None:
                obstore.put(client, key, content)
    except Problem:
        raise
    except Exception as error:
        raise _unreachable(error) from None


def removed(address: str, organisation: str, sha256: str) -> None:
    """Remove a piece; one that is not there is removed."""
    import obstore

    try:
        obstore.delete(_client(address, os.getpid()), _key(organisation, sha256))
    except FileNotFoundError:
        return
    except Exception as error:
        raise _unreachable(error) from None


def _key(organisation: str, sha256: str) -> str:
    return f"{organisation}/{sha256[:2]}/{sha256}"


@lru_cache(maxsize=4)
def _client(address: str, _process: int) -> Any:
    """One for each process, because its threads do not survive a fork."""
    from obstore.store import S3Store

    bucket, _, prefix = address.removeprefix("s3://").partition("/")
    plain = os.environ.get("AWS_ENDPOINT_URL", "").startswith("http://")
    return S3Store(
        bucket,
        prefix=prefix or None,
        client_options={"timeout": ANSWER_WITHIN, "connect_timeout": ANSWER_WITHIN, "allow_http": plain},
        retry_config={"max_retries": TRIES},
    )


def _unreachable(error: Exception) -> Problem:
    """The library's words name addresses and keys: only the kind of the error goes into the log."""
    log.warning("the bucket did not answer: %s", type(error).__name__)
    return Problem("evidence_unreachable", retry_after=60)
