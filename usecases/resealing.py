"""Change of keys: bodies that an older key sealed are opened and sealed with the newest, some at a time."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, LargeBinary, literal, select, type_coerce, update
from sqlmodel import Session

from models.tables.applications import QuarantineRow, RevisionConflictRow, RevisionRow
from models.tables.arrivals import ArrivalRow
from models.tables.columns import table_of, vault_of
from models.tables.complaints import ComplaintReporterRow
from models.tables.outbox import BatchRequestRow, CrossingRow, RequestRow
from models.tables.publications import DifferenceRow
from models.tables.window import FormDraftRow
from models.values import Officer
from usecases import audit
from usecases.deeds import deed, housekeeping

SEALED = {  # table: its key, its sealed columns
    table_of(CrossingRow): ("id", ("url", "request", "answer")),
    table_of(BatchRequestRow): ("batch_id", ("request",)),
    table_of(RequestRow): ("message_id", ("request",)),
    table_of(ArrivalRow): ("id", ("raw",)),
    table_of(RevisionRow): ("id", ("raw",)),
    table_of(RevisionConflictRow): ("id", ("raw",)),
    table_of(QuarantineRow): ("id", ("raw",)),
    table_of(DifferenceRow): ("id", ("their_record",)),
    table_of(ComplaintReporterRow): ("complaint_id", ("name", "phone", "id_no", "address", "words", "told")),
    table_of(FormDraftRow): ("id", ("entered",)),
}
TABLES = {table.name: table for table in SEALED}
SOME = 200  # rows of one transaction


@dataclass(frozen=True, slots=True)
class Slice:
    """One slice of a table: where it ended (None: the table is done), bodies looked at, sealed anew, unreadable."""

    last: int | None
    looked_at: int = 0
    resealed: int = 0
    unreadable: int = 0


@housekeeping
def reseal(session: Session, name: str, *, after: int = 0, most: int = SOME) -> Slice:
    """Seal the bodies of some rows of a table with the newest key; what no key opens stays as it is and is counted."""
    table = TABLES[name]
    vault = vault_of(session.connection().dialect)
    key, columns = SEALED[table]
    raw = [type_coerce(table.c[column], LargeBinary).label(column) for column in columns]
    wanted = select(table.c[key], *raw).where(table.c[key] > after).order_by(table.c[key]).limit(most)
    rows = session.execute(wanted.with_for_update())
    last, looked, anew, lost = None, 0, 0, 0
    for row in rows.all():
        last = row[0]
        values: dict[str, ColumnElement[bytes]] = {}
        for column, body in zip(columns, row[1:], strict=True):
            looked += bool(body)
            if body and not vault.current(bytes(body)):
                opened = vault.opened(bytes(body))
                lost += opened is None
                values |= {} if opened is None else {column: literal(vault.seal(opened), LargeBinary)}
        if values:
            session.execute(update(table).where(table.c[key] == last).values(values))
        anew += len(values)
    return Slice(last, looked, anew, lost)


@deed("vault.resealed")
def resealed(session: Session, counts: dict[str, int], *, by: Officer, at: datetime) -> None:
    """Record that the bodies were sealed anew: how many, and how many no key opens."""
    audit.record(session, by=by, at=at, deed="vault.resealed", subject="vault", facts=dict(counts))
