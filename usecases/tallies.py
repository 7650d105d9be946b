"""Tallies: exact counts for reports and demonstrations (the console shows capped ones)."""

from collections.abc import Iterable

from sqlalchemy import func, select
from sqlmodel import Session

from models.tables.applications import ApplicationRow, ChannelRow, QuarantineRow
from models.tables.columns import table_of
from models.tables.documents import DocumentRow
from models.tables.instant import InstantDecisionRow
from models.tables.outbox import OutboxRow

APPLICATIONS, CHANNELS = table_of(ApplicationRow), table_of(ChannelRow)
DOCUMENTS = table_of(DocumentRow)
QUARANTINE, OUTBOX, INSTANT = table_of(QuarantineRow), table_of(OutboxRow), table_of(InstantDecisionRow)
OPEN = ("blocked", "ready", "sending", "ambiguous", "delivered")


def by_state(session: Session) -> dict[str, int]:
    """Return how many applications stand where."""
    c = APPLICATIONS.c.state
    return {row[0]: row[1] for row in session.execute(select(c, func.count()).group_by(c))}


def instant(session: Session) -> dict[str, int]:
    """Return how many applications the machine granted, accepted and left to people."""
    c = INSTANT.c.outcome
    found = {row[0]: row[1] for row in session.execute(select(c, func.count()).group_by(c))}
    return {outcome: found.get(outcome, 0) for outcome in ("granted", "accepted", "person")}


def by_card(session: Session) -> dict[str, int]:
    """Return how many applications have which card."""
    c = APPLICATIONS.c.card
    return {row[0]: row[1] for row in session.execute(select(c, func.count()).group_by(c))}


def documents(session: Session) -> int:
    """Return how many documents are on paper."""
    wanted = select(func.count()).select_from(DOCUMENTS).where(DOCUMENTS.c.state.in_(("made", "sealed")))
    return int(session.execute(wanted).scalar_one())


def received(session: Session) -> tuple[dict[str, int], int]:
    """Return (applications received by channel, rows ignored because they were known)."""
    c = CHANNELS.c
    rows = session.execute(select(c.name, c.received, c.duplicates_ignored)).all()
    return {name: count for name, count, _ in rows}, sum(ignored for _, _, ignored in rows)


def quarantined(session: Session) -> int:
    """Return how many rows lie in quarantine."""
    wanted = select(func.count()).select_from(QUARANTINE).where(QUARANTINE.c.resolved_at.is_(None))
    return int(session.execute(wanted).scalar_one())


def messages(session: Session, systems: Iterable[str]) -> dict[str, dict[str, int]]:
    """Return, for each system, how many messages stand in which state."""
    found: dict[str, dict[str, int]] = {system: {} for system in systems}
    c = OUTBOX.c
    rows = session.execute(select(c.system, c.state, func.count()).group_by(c.state, c.system))
    for system, state, count in rows:
        if system in found:
            found[system][state] = count
    return found


def open_messages(session: Session) -> int:
    """Return how many messages are not yet at their end (rejected ones wait for a person and are not counted)."""
    wanted = select(func.count()).select_from(OUTBOX).where(OUTBOX.c.state.in_(OPEN))
    return int(session.execute(wanted).scalar_one())
