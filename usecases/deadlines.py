"""Deadlines: cards and due dates computed again from dates, never counted down."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlmodel import Session

from content.lawbook import lawbook
from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.values import ApplicationState, Card, Officer, shanghai_date
from rules.terms import card
from usecases import audit, calendars
from usecases.deeds import deed

APPLICATIONS = table_of(ApplicationRow)
OPEN = tuple(s.value for s in (ApplicationState.RECEIVED, ApplicationState.ACCEPTED, ApplicationState.EXAMINING))
ORDER = (Card.NONE, Card.WARNING, Card.YELLOW, Card.RED)


@deed("deadlines.recomputed")
def recompute(session: Session, *, by: Officer, at: datetime) -> int:
    """Set card and due date of every open application anew; return how many changed.

    Nothing is written where nothing changed, so a day off needs no catching up.
    """
    c, today = APPLICATIONS.c, shanghai_date(at)
    columns: tuple[Any, ...] = (
        c.id, c.number, c.state, c.received_at, c.updated_at, c.accepted_at, c.due_on, c.due_provisional,
        c.extended, c.card,
    )  # fmt: skip
    rows = session.execute(select(*columns).where(c.state.in_(OPEN), c.due_on.is_not(None))).all()
    changes = [change for row in rows if (change := _change(session, row, today)) is not None]
    if changes:
        session.execute(_UPDATE, [{k: v for k, v in change.items() if k != "number"} for change in changes])
        cards = [[change["number"], change["new_card"], str(change["new_due"])] for change in changes]
        facts: dict[str, object] = {"on": today.isoformat(), "cards": cards}
        audit.record(session, by=by, at=at, deed="deadlines.recomputed", subject="deadlines", facts=facts)
    return len(changes)


recompute.always_recorded = False  # type: ignore[attr-defined]  # no change, no entry

_UPDATE = (
    update(APPLICATIONS)
    .where(APPLICATIONS.c.id == bindparam("row_id"))
    .values(card=bindparam("new_card"), due_on=bindparam("new_due"), due_provisional=bindparam("provisional"))
)


def _change(session: Session, row: Any, today: date) -> dict[str, Any] | None:
    start = shanghai_date(row.accepted_at or row.received_at)
    due = calendars.decision_due(session, start)
    if row.extended:
        extended = calendars.due(session, due.last_day, calendars.EXTENSION)
        due_on, provisional = extended.last_day, due.provisional or extended.provisional
    else:
        due_on, provisional = due.last_day, due.provisional
    new_card = card_of(session, row.state, start, due_on, today)
    if (new_card, due_on, provisional) == (row.card, row.due_on, row.due_provisional):
        return None
    return {
        "row_id": row.id,
        "number": row.number,
        "new_card": new_card,
        "new_due": due_on,
        "provisional": provisional,
    }


def card_of(session: Session, state: str, start: date, due_on: date, today: date) -> str:
    """Return the worse of two cards: the decision (L04) and, before acceptance, the first answer (L01)."""
    settings, calendar = lawbook().in_force(today).settings, calendars.current(session)
    cards = [card(due_on, today, calendar, settings)]
    if state == ApplicationState.RECEIVED.value:
        first = calendars.due(session, start, calendars.CORRECTION).last_day
        cards.append(card(first, today, calendar, settings))
    return max(cards, key=ORDER.index).value
