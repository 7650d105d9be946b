"""What waits at the window: the clerk's own drafts, who has arrived, and applications that were sent back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.values import WINDOW, ApplicationState, shanghai_date
from usecases import appointments, window_drafts
from usecases.appointments import AppointmentFilter

APPLICATIONS = table_of(ApplicationRow)
MOST = 200


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that waits: a draft (number = its id), an arrival, or an application to be corrected."""

    kind: str  # draft, arrived, correcting
    number: str
    item: str
    who: str
    shop: str
    at: datetime | None
    note: str = ""


def waiting(session: Session, login: str, *, at: datetime) -> list[Line]:
    """Return everything that waits, drafts first."""
    return [*_drafts(session, login), *_arrived(session, at), *_correcting(session)]


def _drafts(session: Session, login: str) -> Iterator[Line]:
    for one in window_drafts.of_officer(session, login):
        told = one.entered
        yield Line("draft", str(one.id), one.item.value, told.get("name", ""), told.get("shop_name", ""), one.saved_at,
                   one.appointment)  # fmt: skip


def _arrived(session: Session, at: datetime) -> Iterator[Line]:
    wanted = AppointmentFilter(day=shanghai_date(at), state="arrived")
    for one in appointments.page(session, wanted, limit=MOST):
        yield Line("arrived", one.number, one.item, one.person, "", None, f"{one.hall_name} {one.begins}")


def _correcting(session: Session) -> Iterator[Line]:
    c = APPLICATIONS.c
    columns = (c.number, c.item, c.party_name, c.shop_name, c.correction_asked_at, c.channel_ref)
    wanted = select(*columns).where(c.channel == WINDOW, c.state == ApplicationState.CORRECTING.value)
    for row in session.execute(wanted.order_by(c.id).limit(MOST)):
        yield Line("correcting", row[0], row[1], row[2], row[3], row[4], row[5])
