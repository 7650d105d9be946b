"""Hand-over between offices: an application goes to another office, which accepts it or sends it back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlmodel import Session

from content.office_list import known
from models.errors import InvalidInput, Refused
from models.tables.columns import table_of
from models.tables.offices import TransferRow
from models.values import ApplicationState, Officer
from rules import applications as rules
from rules import authority
from rules.competence import Kind
from usecases import audit, cases, officers, offices, remembering, whereabouts
from usecases.cases import Case
from usecases.deeds import deed

TRANSFERS = table_of(TransferRow)
_OPEN = select(TRANSFERS.c.id, TRANSFERS.c.to_office, TRANSFERS.c.note).where(
    TRANSFERS.c.number == bindparam("wanted"), TRANSFERS.c.closed_at.is_(None)
)


@dataclass(frozen=True, slots=True)
class Transfer:
    """A hand-over that waits for the receiving office."""

    id: int
    to_office: str
    note: str


def open_one(session: Session, number: str) -> Transfer | None:
    """Return the hand-over of an application that waits for an answer, None where there is none."""
    row = session.execute(_OPEN, {"wanted": number}).first()
    return None if row is None else Transfer(row.id, row.to_office, row.note)


@deed("application.transferred")
def transfer(session: Session, number: str, to: str, *, note: str, by: Officer, at: datetime) -> None:
    """Hand an application over to the city or a district bureau; until that accepts, it stays where it is.

    Raises NotFound; InvalidInput (office, no note); Refused (state, handed over already, the office it is at).
    """
    case = cases.read(session, number, locked=True)
    rules.after("application.transferred", ApplicationState(case.state))
    place = known()[offices.code_of(to)]
    if place.kind is Kind.HALL or not note.strip():
        raise InvalidInput(
            "移交须写明理由，并移交市局或者区局。", kept="申请未移交。", do_next="请写明理由和机构代码。"
        )
    now_at = case.row["taken_over"] or case.row["district"]
    if to == now_at or open_one(session, number) is not None:
        raise Refused("申请已在该机构，或者移交尚待答复。", kept="申请未移交。", do_next="请先接收或者退回已有的移交。")
    facts: dict[str, object] = {"from": now_at, "to": to}
    text = f"{place.name}：{note.strip()}"
    seq = audit.tell(session, by=by, at=at, deed="application.transferred", subject=case.number, note=text, facts=facts)
    values = {"number": case.number, "from_office": now_at, "to_office": to, "note": note.strip()[:500]}
    session.execute(insert(TRANSFERS).values(**values, by=by.login, at=at, seq=seq))
    remembering.remember(session, case, "application.transferred", by=by, at=at, ledger_seq=seq)
    cases.change(session, case, attention=case.row["attention"] or cases.WAITS, offered_to=to)


@deed("application.transfer_accepted")
def accept(session: Session, number: str, *, note: str = "", by: Officer, at: datetime) -> None:
    """Accept what was handed over: from now on the receiving office decides, and this officer goes on with it.

    Raises NotFound; Refused (state, nothing was handed over).
    """
    _answer(session, "accepted", number, note, by=by, at=at)


@deed("application.transfer_returned")
def send_back(session: Session, number: str, *, note: str, by: Officer, at: datetime) -> None:
    """Send back what was handed over; it stays with the office that it came from.

    Raises NotFound; InvalidInput (no note); Refused (state, nothing was handed over).
    """
    if not note.strip():
        raise InvalidInput("退回移交须写明理由。", kept="移交仍待答复。", do_next="请写明理由。")
    _answer(session, "returned", number, note, by=by, at=at)


def _answer(session: Session, result: str, number: str, note: str, *, by: Officer, at: datetime) -> None:
    case, waiting = _waiting(session, number)
    deed_name = f"application.transfer_{result}"
    facts: dict[str, object] = {"to": waiting.to_office}
    seq = audit.tell(session, by=by, at=at, deed=deed_name, subject=case.number, note=note.strip(), facts=facts)
    closed = {"closed_at": at, "closed_by": by.login, "closed_seq": seq, "result": result}
    session.execute(update(TRANSFERS).where(TRANSFERS.c.id == waiting.id).values(closed))
    remembering.remember(session, case, deed_name, by=by, at=at, ledger_seq=seq)
    attention = "" if case.row["attention"] == cases.WAITS else case.row["attention"]
    goes_on: dict[str, Any] = {"taken_over": waiting.to_office} if result == "accepted" else {}
    if goes_on and authority.may(officers.HANDLES, by):
        goes_on["assigned_to"] = by.login
    cases.change(session, case, attention=attention, offered_to=None, **goes_on)
    if result == "accepted":
        whereabouts.moved(session, case.id, case.number, waiting.to_office)


def _waiting(session: Session, number: str) -> tuple[Case, Transfer]:
    case = cases.read(session, number, locked=True)
    rules.after("application.transferred", ApplicationState(case.state))
    waiting = open_one(session, number)
    if waiting is None:
        raise Refused("该申请没有待答复的移交。", kept="申请未变更。", do_next="请先办理移交。")
    return case, waiting
