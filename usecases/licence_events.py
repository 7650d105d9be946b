"""The life of a licence: one row a step, written with its deed and taken back with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import delete, insert, select
from sqlmodel import Session

from models.tables.applications import HistoryRow
from models.tables.columns import table_of
from models.tables.licences import LicenceEventRow, LicenceRow
from models.values import LicenceStatus, Officer, shanghai_date
from rules.licences import STEPS
from rules.screening import Record, party
from usecases import together
from usecases.cases import columns_of

EVENTS, LICENCES, HISTORY = table_of(LicenceEventRow), table_of(LicenceRow), table_of(HistoryRow)
RECORD_CORRECTED = "licence_record.corrected"
_PUT = insert(EVENTS)
TOLD = (  # what of a licence a time line shows when it changes
    "holder_name", "legal_rep_name", "shop_name", "address", "valid_from", "valid_to", "suspended_from",
    "suspended_to", "delivered_on", "change_due_on", "reissues",
)  # fmt: skip
BARRING = {"licence.disqualified": "disqualification", "licence.annulled": "annulment"}


@dataclass(frozen=True, slots=True)
class Step:
    """One act with the status before ("" = not known, or none yet) and after."""

    act: str
    status_from: str
    status_to: LicenceStatus
    ground: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


def differences(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a deed changed, as plain values: column: [before, after]."""
    old = before or {}
    pairs = {name: (old.get(name), after.get(name)) for name in TOLD}
    return {name: [_plain(a), _plain(b)] for name, (a, b) in pairs.items() if a != b}


def record(
    session: Session,
    licence_no: str,
    steps: Sequence[Step],
    *,
    by: Officer,
    at: datetime,
    ledger_seq: int,
    document_no: str = "",
    application_id: int | None = None,
    note: str = "",
) -> None:
    """Write the steps of one deed."""
    common = {"licence_no": licence_no, "at": at, "by": by.login, "ledger_seq": ledger_seq, "note": note}
    common |= {"document_no": document_no, "application_id": application_id}
    for step in steps:
        own = {"act": step.act, "status_from": step.status_from, "status_to": step.status_to.value}
        together.put(session, _PUT, {**common, **own, "ground": step.ground, "detail": dict(step.detail)})


def life(session: Session, licence_no: str) -> list[dict[str, Any]]:
    """Return everything that happened to a licence, oldest first."""
    rows = session.execute(select(EVENTS).where(EVENTS.c.licence_no == licence_no).order_by(EVENTS.c.id))
    return [columns_of(row) for row in rows]


def deeds(licence_no: str) -> sa.CompoundSelect[Any]:
    """Return the query for the ledger entries that sent records of a licence: its steps, and corrections of these.

    A correction is no step of the licence; it may give the published record another number.
    """
    corrected = select(HISTORY.c.ledger_seq).where(HISTORY.c.subject == licence_no, HISTORY.c.deed == RECORD_CORRECTED)
    return sa.union_all(select(EVENTS.c.ledger_seq).where(EVENTS.c.licence_no == licence_no), corrected)


def forget(session: Session, licence_no: str, ledger_seq: int) -> None:
    """Take the steps of an undone deed back; the ledger keeps both."""
    mine = (EVENTS.c.licence_no == licence_no, EVENTS.c.ledger_seq == ledger_seq)
    session.execute(delete(EVENTS).where(*mine))


_BARRING = (
    select(EVENTS.c.id, EVENTS.c.act, EVENTS.c.at, EVENTS.c.detail, LICENCES.c.holder_name)
    .add_columns(LICENCES.c.holder_no, LICENCES.c.uscc)
    .join_from(LICENCES, EVENTS, EVENTS.c.licence_no == LICENCES.c.licence_no)
    .where(EVENTS.c.act.in_(BARRING))
)


def barring(session: Session, id_no: str, uscc: str) -> tuple[Record, ...]:
    """Return our own decisions that bar a party for years: disqualifications (R1) and annulments (R3)."""
    found: dict[int, Any] = {}
    for column, number in ((LICENCES.c.holder_no, id_no), (LICENCES.c.uscc, uscc)):
        if number:
            found |= {row.id: row for row in session.execute(_BARRING.where(column == number))}
    return tuple(
        Record(
            kind=BARRING[row.act],
            on=shanghai_date(row.at),
            cause=(row.detail or {}).get("cause", "other"),
            in_force=True,
            act=STEPS[row.act].name,
            by="tobacco",
            party=party(row.holder_name, row.holder_no, row.uscc),
        )
        for row in found.values()
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
