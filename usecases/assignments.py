"""Assignments: who handles an application; only people who may, of an office that is competent."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlmodel import Session

from models.errors import Refused
from models.said import said
from models.values import Officer
from usecases import audit, cases, officers, offices, remembering
from usecases.cases import APPLICATIONS, Case, columns_of
from usecases.deeds import deed
from usecases.texts import storable

NOTE_LIMIT = 500
_A = APPLICATIONS.c
_WHERE = select(_A.district, _A.taken_over).distinct().where(_A.number.in_(bindparam("numbers", expanding=True)))


def candidates(session: Session, numbers: Sequence[str]) -> list[tuple[Officer, str]]:
    """Return everybody to whom all of these applications may be given, by login, with the office ("" = the city's)."""
    rows = [columns_of(row) for row in session.execute(_WHERE, {"numbers": list(numbers)})]
    able = [one for one in officers.handlers(session) if all(offices.may_have(session, one, row) for row in rows)]
    places = [offices.place_of(session, one) for one in able]
    return [(one, place.name if place else "") for one, place in zip(able, places, strict=True)]


@deed("application.assigned")
def assign(session: Session, number: str, to: str | None, *, note: str = "", by: Officer, at: datetime) -> None:
    """Give an application to an officer (None = to nobody), with a note for who goes on with it.

    Raises NotFound; Refused (nobody of that name, or one who handles no applications).
    """
    case = cases.read(session, number, locked=True)
    words = "" if to is None else handler_named(session, case, to)
    words += f"：{storable(note.strip(), NOTE_LIMIT)}" if note.strip() else ""
    facts: dict[str, object] = {"to": to or ""}
    seq = audit.tell(session, by=by, at=at, deed="application.assigned", subject=case.number, note=words, facts=facts)
    cases.change(session, case, assigned_to=to)
    remembering.remember(session, case, "application.assigned", by=by, at=at, ledger_seq=seq)


def handler_named(session: Session, case: Case, login: str) -> str:
    """Return the name of whom an application may be given to; raises Refused."""
    officer = next((one for one in officers.handlers(session) if one.login == login), None)
    if officer is None:
        raise Refused(
            said("不能分派给{login}：不在岗，或不办理申请。", login=login),
            kept="承办人未变。",
            do_next="请分派给承办人员。",
        )
    if not offices.may_have(session, officer, case.row):
        raise Refused(
            said("不能分派给{name}：所属机构不能办理该申请。", name=officer.name),
            kept="承办人未变。",
            do_next="请分派给有权办理的机构的人员，或先移交。",
        )
    return officer.name
