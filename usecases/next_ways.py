"""The next way: who cannot be reached as a message wanted gets a short message, or a letter where it was a reminder."""

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.tables.register import RenewalReminderRow
from usecases import notices
from usecases.desk import desk_of

OUTBOX, REMINDERS = table_of(OutboxRow), table_of(RenewalReminderRow)
BY_SMS = "对方收不到渠道通知，已改发短信。"
BY_LETTER = "对方收不到渠道通知，已列入信函名单。"


def take(session: Session, message_id: int, payload: dict[str, Any], *, at: datetime) -> str:
    """Tell somebody whom the channel cannot reach by the next way; return what was done, "" where there is none.

    A reminder of a renewal keeps to the bureau's own ways and their order (`[reminders] ways`).
    """
    reminder = _reminder(session, message_id, payload)
    for way in _ways(session, reminder):
        if way == "sms" and (key := notices.short_message_instead(session, message_id, payload, at=at)) is not None:
            return _noted(session, reminder, BY_SMS, way=way, message_key=key)
        if way == "letter":  # listed from today on, as if it had been one from the beginning
            return _noted(session, reminder, BY_LETTER, way=way, message_key="", at=at)
    return ""


def _reminder(session: Session, message_id: int, payload: dict[str, Any]) -> Any:
    """Return the reminder that a message carries, None where it carries something else."""
    c = REMINDERS.c
    key = session.execute(select(OUTBOX.c.key).where(OUTBOX.c.id == message_id)).scalar_one()
    mine = c.licence_no == str(payload.get("number", "")), c.message_key == key
    return session.execute(select(c.id, c.way).where(*mine)).first()


def _ways(session: Session, reminder: Any) -> tuple[str, ...]:
    if reminder is None:
        return ("sms",)
    ways = desk_of(session).reminder_ways
    return ways[ways.index(reminder.way) + 1 :] if reminder.way in ways else ()


def _noted(session: Session, reminder: Any, words: str, **values: object) -> str:
    if reminder is not None:
        session.execute(update(REMINDERS).where(REMINDERS.c.id == reminder.id).values(values))
    return words
