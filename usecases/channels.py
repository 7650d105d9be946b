"""Channels: how far each was read, and when its last days were read anew."""

from datetime import date

from sqlalchemy import select, update
from sqlmodel import Session

from models.tables.applications import ChannelRow
from models.tables.columns import table_of
from usecases.deeds import housekeeping
from usecases.first_rows import put_if_missing

CHANNELS = table_of(ChannelRow)


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
