"""Undo for the hotline: an item as it was before a deed, with its terms; the drawer is never part of what is kept."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, insert, update
from sqlmodel import Session

from models.tables.applications import UndoRow
from models.tables.columns import table_of
from models.tables.complaints import ComplaintReporterRow, ComplaintRow
from models.tables.terms import RunningTermRow
from models.values import Officer
from rules.complaints import REWARD_DUE
from usecases import audit, running_terms, systems
from usecases.complaint_rows import Complaint
from usecases.desk import desk_of, grace_of

COMPLAINTS, DRAWER = table_of(ComplaintRow), table_of(ComplaintReporterRow)
UNDO, RUNNING = table_of(UndoRow), table_of(RunningTermRow)
TERM = ("handler", "district", "done_by")  # of a term, besides the moment at which it was done
TERMS = "terms"


def tell(
    session: Session,
    before: Complaint,
    deed_name: str,
    note: str,
    *,
    by: Officer,
    at: datetime,
    lasting: bool = False,
    **facts: object,
) -> None:
    """Record a deed on an item and keep the item and its terms as they were before it.

    `lasting`: nobody takes it back, nor what came before it.
    """
    seq = audit.tell(session, by=by, at=at, deed=deed_name, subject=before.number, note=note, facts=facts)
    terms = [_term(row) for row in running_terms.of_subject(session, before.number)]
    kept = {name: _plain(value) for name, value in before.row.items()} | {TERMS: terms}
    until = at if lasting else at + grace_of(session)
    _put(session, deed_name, before.number, kept, [], by=by, at=at, until=until, ledger_seq=seq)


def remember_new(session: Session, number: str, row_id: int, *, by: Officer, at: datetime, ledger_seq: int) -> None:
    """Keep that an item was not there before; its number is given back by the undo."""
    year, serial = number.removeprefix("H-").split("-")
    taken = [[f"complaints-{year}", int(serial)]]
    until, kept = at + grace_of(session), {"id": row_id, TERMS: []}
    _put(session, "complaint.received", number, kept, taken, by=by, at=at, until=until, ledger_seq=ledger_seq)


def _put(
    session: Session,
    deed_name: str,
    number: str,
    kept: Mapping[str, Any],
    taken: list[list[Any]],
    *,
    by: Officer,
    at: datetime,
    until: datetime,
    ledger_seq: int,
) -> None:
    values = {"subject": number, "deed": deed_name, "by": by.login, "at": at, "until": until, "before": {}}
    more = {"licence_no": "", "licence": dict(kept), "numbers": taken, "ledger_seq": ledger_seq}
    session.execute(insert(UNDO).values(values | more))


def restore(session: Session, record: Mapping[str, Any], row: Mapping[str, Any]) -> None:
    """Put an item back as it was before a deed (`row`: its columns), and its terms; a new one goes with its drawer."""
    _restore_terms(session, str(record["subject"]), record["licence"][TERMS])
    mine = COMPLAINTS.c.id == row["id"]
    if record["deed"] == "complaint.reward_approved":
        treasury = desk_of(session).system_of("nontax") or "nontax"
        systems.settle_alarm(session, treasury, REWARD_DUE, str(record["subject"]), at=record["at"])
    if record["deed"] == "complaint.received":
        session.execute(delete(DRAWER).where(DRAWER.c.complaint_id == row["id"]))
        session.execute(delete(COMPLAINTS).where(mine))
    else:
        session.execute(update(COMPLAINTS).where(mine).values({name: row[name] for name in row if name != "id"}))


def _restore_terms(session: Session, number: str, terms: list[dict[str, Any]]) -> None:
    c, known = RUNNING.c, [term["id"] for term in terms]
    session.execute(delete(RUNNING).where(c.subject == number, c.id.not_in(known)))
    for term in terms:
        done_at = datetime.fromisoformat(term["done_at"]) if term["done_at"] else None
        values = {name: term[name] for name in TERM} | {"done_at": done_at}
        session.execute(update(RUNNING).where(c.id == term["id"]).values(values))


def _term(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("id", *TERM)} | {"done_at": _plain(row["done_at"])}


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else value
