"""What an operator is told of the outbox: what waits too long, and a channel by which nothing arrives (`doorstep doctor`). Names no customer."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Select, func, select

from server.accounts.models import Organisation
from server.kernel import clock
from server.kernel.db import db
from server.notices.models import Notice, NoticeChannel
from server.notices.rules import DELIVERED, SENT, WAITING
from server.notices.sealing import unsealed

LONG_HOURS = 1  # a service that cannot be reached is tried again within the hour
LOOKED_AT, FEWEST = 5, 3  # the last attempts of a channel, and how many of them say something
NIGHT = "quiet_hours"


def troubles() -> Iterator[str]:
    """A sentence for each channel of each organisation that waits or fails. Reads, never writes."""
    slugs = {row.id: row.slug for row in db.session.scalars(select(Organisation))}
    for organisation, channel, count, since in db.session.execute(_waiting()):
        yield f"{slugs[organisation]}: {count} wait for {channel}, the oldest since {since}."
    for row in db.session.scalars(
        select(NoticeChannel).where(NoticeChannel.on).order_by(NoticeChannel.organisation_id)
    ):
        if row.secret and not unsealed(row):
            yield f"{slugs[row.organisation_id]}: the secret of {row.channel} was sealed by another key. Type it again."
        elif why := _fails(row.organisation_id, row.channel):
            yield f"{slugs[row.organisation_id]}: nothing arrives by {row.channel}: {why}"


def _waiting() -> Select[str, str, int, str]:
    long_ago = clock.later(clock.now(), hours=-LONG_HOURS)
    counted = select(Notice.organisation_id, Notice.channel, func.count(), func.min(Notice.created_at)).where(
        Notice.state == WAITING, Notice.created_at < long_ago, Notice.reason != NIGHT
    )
    return counted.group_by(Notice.organisation_id, Notice.channel).order_by(Notice.organisation_id, Notice.channel)


def _fails(organisation: str, channel: str) -> str:
    """The newest reason where the last attempts all came to nothing; '' else."""
    tried = select(Notice.state, Notice.reason).where(
        Notice.organisation_id == organisation, Notice.channel == channel, Notice.attempts > 0, Notice.claimed_at > ""
    )
    last = db.session.execute(tried.order_by(Notice.claimed_at.desc(), Notice.id.desc()).limit(LOOKED_AT)).all()
    if len(last) < FEWEST or any(state in (SENT, DELIVERED) for state, _ in last):
        return ""
    return str(last[0].reason or last[0].state)
