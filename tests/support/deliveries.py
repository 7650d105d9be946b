"""Deliveries of a bureau with a channel, the post and short messages: planned, answered, on their way."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from daemon.jobs import serve_documents
from models.tables.columns import table_of
from models.tables.documents import DocumentRow
from models.tables.outbox import OutboxRow
from ports.letters import Step, Trace
from tests.support.licences import new_licence
from tests.support.rows import staffed
from usecases import (
    delivery_rows,
)
from usecases.desk import Desk
from wiring.office import Office

DOCUMENTS, OUTBOX = table_of(DocumentRow), table_of(OutboxRow)
POSTAL = Desk(
    "厦门市烟草专卖局",
    "11350200MB1A2B3CXA",
    systems=(("wechat", "intake"), ("post", "post"), ("sms", "sms")),
)
MORNING = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)


@pytest.fixture
def bureau(office: Office) -> Office:
    """Return a bureau that is connected to a channel, the post and a gateway of short messages."""
    office.desk = POSTAL
    return staffed(office)


def on_paper(office: Office, state: str = "sealed") -> None:
    """Let every waiting document be made, as the daemon would."""
    with office.reading() as session:
        session.execute(update(DOCUMENTS).where(DOCUMENTS.c.state == "waiting").values(state=state, sha256="ab" * 32))
        session.connection().commit()
    told(office)


def told(office: Office) -> None:
    """Let the channel confirm every write-back, so that the decisions may be served."""
    with office.reading() as session:
        known = update(OUTBOX).where(OUTBOX.c.kind == "event").values(state="confirmed", confirmed_at=office.now())
        session.execute(known)
        session.connection().commit()


def planned(office: Office) -> list[dict[str, Any]]:
    """Plan what may be planned, and return every delivery."""
    serve_documents.plan(office)
    with office.reading() as session:
        return [dict(row._mapping) for row in session.execute(delivery_rows.DELIVERIES.select().order_by("id"))]


def one(office: Office, number: str) -> dict[str, Any]:
    """Return one delivery."""
    with office.reading() as session:
        return delivery_rows.read(session, number)


def new_one(office: Office) -> tuple[str, dict[str, Any]]:
    """Grant a new licence and plan its delivery; return both."""
    licence_no = new_licence(office, delivered=False)
    on_paper(office)
    (row,) = planned(office)
    return licence_no, row


def answered(office: Office, key: str, state: str, **values: Any) -> None:
    """Let the outbox have an answer to a message."""
    with office.reading() as session:
        session.execute(
            update(OUTBOX).where(OUTBOX.c.key == key).values(state=state, confirmed_at=office.now(), **values)
        )
        session.connection().commit()


def letter(*codes: str) -> Trace:
    """Return the trace of a letter with a step for each code, an hour apart."""
    return Trace("EX1CN", tuple(Step(MORNING + timedelta(hours=n), code, f"第{n}步") for n, code in enumerate(codes)))
