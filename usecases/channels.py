"""Channels: how far each was read, and when its last days were read anew."""

from datetime import date

from sqlalchemy import select, text, update
from sqlmodel import Session

from models.tables.applications import ChannelRow
from models.tables.columns import table_of
from usecases.deeds import housekeeping
from usecases.first_rows import put_if_missing

CHANNELS = table_of(ChannelRow)
_COUNT = text(
    "insert into channels (name, bookmark, received, duplicates_ignored, quarantined) "
    "values (:name, coalesce(cast(:bookmark as text), ''), :received, :duplicates, :quarantined) "
    "on conflict (name) do update set bookmark = coalesce(cast(:bookmark as text), channels.bookmark), "
    "received = channels.received + :received, quarantined = channels.quarantined + :quarantined, "
    "duplicates_ignored = channels.duplicates_ignored + :duplicates"
)


def bookmark(session: Session, channel: str) -> str | None:
    """Return how far a channel was read, None when it never was."""
    found = session.execute(select(CHANNELS.c.bookmark).where(CHANNELS.c.name == channel)).scalar()
    return found or None


def rescanned_on(session: Session, channel: str) -> date | None:
    """Return the day on which the last days of a channel were last read anew."""
    found: date | None = session.execute(select(CHANNELS.c.rescanned_on).where(CHANNELS.c.name == channel)).scalar()
    return found


@housekeeping
def note_rescan(session: Session, channel: str, on: date) -> None:
    """Note that the last days of a channel were read anew."""
    put_if_missing(session, CHANNELS, name=channel, bookmark="", received=0, duplicates_ignored=0, quarantined=0)
    session.execute(update(CHANNELS).where(CHANNELS.c.name == channel).values(rescanned_on=on))


def take_turn(session: Session, channel: str) -> None:
    """Let nobody else move what is kept of a channel until this transaction ends."""
    session.execute(select(CHANNELS.c.name).where(CHANNELS.c.name == channel).with_for_update())


def count(
    session: Session,
    channel: str,
    bookmark: str | None,
    *,
    received: int = 0,
    duplicates: int = 0,
    quarantined: int = 0,
) -> None:
    """Count what came, and move the bookmark where one is given; from now on it is this transaction's turn."""
    counts = {"received": received, "duplicates": duplicates, "quarantined": quarantined}
    session.execute(_COUNT, {"name": channel, "bookmark": bookmark, **counts})
