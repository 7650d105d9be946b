"""Undo for enforcement cases: the row as it was before a deed, kept so that the deed can be taken back."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, update
from sqlmodel import Session

from models.tables.applications import UndoRow
from models.tables.casework import CaseGoodsRow, CaseStepRow, EnforcementCaseRow
from models.tables.columns import table_of
from models.tables.complaints import ComplaintRow
from models.tables.payments import PaymentOrderRow, PaymentRefundRow
from models.tables.scenes import CaseSceneRow
from models.values import Officer
from usecases import complaint_answers, payments
from usecases.casework_rows import EnforcementCase
from usecases.desk import grace_of
from usecases.undo_penalties import bring_back, free_keys

COMPLAINTS = table_of(ComplaintRow)
UNDO, CASES, STEPS = table_of(UndoRow), table_of(EnforcementCaseRow), table_of(CaseStepRow)
GOODS, GOODS_KEY = table_of(CaseGoodsRow), "goods"
ORDERS, REFUNDS = table_of(PaymentOrderRow), table_of(PaymentRefundRow)
SCENES = table_of(CaseSceneRow)


def remember(
    session: Session,
    deed_name: str,
    before: EnforcementCase,
    *,
    by: Officer,
    at: datetime,
    ledger_seq: int,
    taken: Sequence[tuple[str, int]] = (),
    goods: Sequence[dict[str, object]] | None = None,
) -> None:
    """Keep a case as it was before a deed (with its goods, where the deed lists others); only within a grace time."""
    row = {name: _plain(value) for name, value in before.row.items()} | ({} if goods is None else {GOODS_KEY: goods})
    _put(session, deed_name, before.number, row, by=by, at=at, ledger_seq=ledger_seq, taken=taken)


def remember_new(session: Session, number: str, row_id: int, *, by: Officer, at: datetime, ledger_seq: int) -> None:
    """Keep that a case was not there before; its number is given back by the undo."""
    year, serial = number.removeprefix("C-").split("-")
    taken = [(f"cases-{year}", int(serial))]
    _put(session, "case.lead_registered", number, {"id": row_id}, by=by, at=at, ledger_seq=ledger_seq, taken=taken)


def _put(
    session: Session,
    deed_name: str,
    number: str,
    row: Mapping[str, Any],
    *,
    by: Officer,
    at: datetime,
    ledger_seq: int,
    taken: Sequence[tuple[str, int]],
) -> None:
    grace = grace_of(session)
    if not grace:
        return
    values = {"subject": number, "deed": deed_name, "by": by.login, "at": at, "until": at + grace, "before": {}}
    kept = {"licence_no": "", "licence": dict(row), "numbers": [list(pair) for pair in taken]}
    session.execute(insert(UNDO).values(**values, **kept, ledger_seq=ledger_seq))


def restore(session: Session, record: Mapping[str, Any], row: Mapping[str, Any]) -> None:
    """Put a case back as it was before a deed (`row`: its columns), without the step that the deed wrote."""
    for table in (STEPS, ORDERS, REFUNDS, SCENES):
        session.execute(delete(table).where(table.c.ledger_seq == record["ledger_seq"]))
    bring_back(session, record["ledger_seq"])
    free_keys(session, record["ledger_seq"])
    complaint_answers.take_back(session, record["subject"], record["at"])
    mine, goods = CASES.c.id == row["id"], record["licence"].get(GOODS_KEY)
    if goods is not None:
        session.execute(delete(GOODS).where(GOODS.c.case_id == row["id"]))
        for one in goods:
            session.execute(insert(GOODS).values({"price_basis": ""} | one | {"case_id": row["id"], "note": ""}))
    if record["deed"] == "case.lead_registered":
        reported = COMPLAINTS.c.case_number == record["subject"]
        session.execute(update(COMPLAINTS).where(reported).values(case_number=""))  # they may become a case again
        session.execute(delete(CASES).where(mine))
    else:
        session.execute(update(CASES).where(mine).values({name: row[name] for name in row if name != "id"}))
        payments.restore(session, record["subject"], record["at"])


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value
