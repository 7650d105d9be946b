"""Deemed effects: what the law itself decides when the bureau does not (deemed acceptance, deemed renewal)."""

from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any

from sqlalchemy import bindparam, select, text
from sqlmodel import Session

from models.errors import Refused
from models.tables.applications import OPEN_STATES, RevisionRow
from models.tables.columns import table_of
from models.values import SHANGHAI, Card, Item, Officer, shanghai_date
from rules.basis import LegalBasis
from usecases import audit, cases, clocks, documents, messages, notices, outbox, proposals, remembering
from usecases.cases import Case
from usecases.clocks import APPLICATIONS, LICENCES, OPEN, RECEIVED
from usecases.deeds import deed

ACCEPTANCE = LegalBasis("行政许可法", 2019, "第三十二条第一款第(四)项", "ALL 32(4)")
RENEWAL = LegalBasis("行政许可法", 2019, "第五十条第二款", "ALL 50")
REVISIONS = table_of(RevisionRow)
OVERDUE = (Card.YELLOW.value, Card.RED.value)
_C = APPLICATIONS.c
_UNANSWERED = (
    clocks.looked_at()
    .add_columns(_C.corrections, _C.missing)
    .where(text(OPEN_STATES), _C.state == RECEIVED, _C.card.in_(OVERDUE))
    .order_by(_C.id)
)
_UNDECIDED = (
    clocks.looked_at()
    .add_columns(_C.missing)
    .where(text(OPEN_STATES), _C.item == Item.RENEW.value, _C.state.in_(OPEN), _C.card.in_(OVERDUE))
    .where(LICENCES.c.valid_to < bindparam("today"))
    .order_by(_C.id)
)


def awaiting_acceptance(session: Session, *, at: datetime) -> list[str]:
    """Return the applications that count as accepted because nobody answered in time (L01: 5 working days).

    One that was asked for correction and is still incomplete was answered: it waits for a person.
    """
    known = clocks.reckoner(session, at)
    rows = session.execute(_UNANSWERED).all()
    return [row.number for row in rows if _unanswered(row) and _missed(known, row)]


def _unanswered(row: Any) -> bool:
    return not row.corrections or not row.missing


def _missed(known: clocks.Reckoner, row: Any) -> bool:
    return any(owed.term == "L01" and owed.due_on < known.today for owed in known.standing(row).owed)


@deed("application.deemed_accepted")
def accept(session: Session, number: str, *, by: Officer, at: datetime) -> None:
    """Note that an application counts as accepted from the day its material was received (ALL 32(4)).

    Raises NotFound; Refused where it was answered meanwhile, or the term still runs.
    """
    case = cases.read(session, number, locked=True)
    row, _ = clocks.standing(session, number, at=at)
    if case.state != RECEIVED or not _missed(clocks.reckoner(session, at), row):
        raise Refused("申请已经答复，或者答复期限未届满。", kept="申请未变更。")
    received_at = _received_at(session, case)
    proposals.overtake(session, number, by=by, at=at)
    due = clocks.decision(session, case, accepted_on=shanghai_date(received_at), at=at)
    said = {"accepted_on": shanghai_date(received_at), "due_on": due.on, "due_provisional": due.provisional}
    document_no, taken = documents.issue(session, number, "acceptance", said, by=by, at=at)
    note = f"{document_no}，逾期未告知补正，自{shanghai_date(received_at)}收到材料之日起即为受理（{ACCEPTANCE}）。"
    facts: dict[str, object] = {"document": document_no, "from": shanghai_date(received_at).isoformat()}
    seq = audit.tell(session, by=by, at=at, deed="application.deemed_accepted", subject=number, note=note, facts=facts)
    cases.change(session, case, state="accepted", accepted_at=received_at, attention="")
    clocks.refresh(session, case, at=at)
    event = messages.event(case, "accept", seq, by=by, at=at, document_no=document_no)
    outbox.enqueue(session, [event], at=at, ledger_seq=seq)
    remembering.remember(session, case, "application.deemed_accepted", by=by, at=at, ledger_seq=seq, taken=[taken])
    notices.on(session, case, "deemed_accepted", seq, at=at, document_no=document_no, due_on=due.on)


def _received_at(session: Session, case: Case) -> datetime:
    c = REVISIONS.c
    newest = select(c.received_at).where(c.application_id == case.id, c.revision == case.row["revision"])
    found: datetime = session.execute(newest).scalar() or case.row["received_at"]
    return found


def awaiting_renewal(session: Session, *, at: datetime) -> list[str]:
    """Return the renewals that count as granted: the old licence has ended and nobody decided (L15, ALL 50)."""
    known = clocks.reckoner(session, at)
    rows = session.execute(_UNDECIDED, {"today": known.today}).all()
    return [row.number for row in rows if not row.missing and _ended(session, known, row)]


def _ended(session: Session, known: clocks.Reckoner, row: Any) -> bool:
    standing = known.standing(row, clocks.pauses_of(session, row.id))
    return any(owed.term == "L15" and owed.due_on < known.today for owed in standing.owed)


@deed("application.deemed_renewed")
def renew(session: Session, number: str, *, by: Officer, at: datetime) -> str:
    """Note that a renewal counts as granted, and return the licence number (ALL 50).

    It counts from the last day of the old licence, so that the new term begins on the day after. Raises NotFound;
    Refused where it was decided meanwhile, or the old licence has not ended.
    """
    case = cases.read(session, number, locked=True)
    row, _ = clocks.standing(session, number, at=at)
    if case.state not in OPEN or not _ended(session, clocks.reckoner(session, at), row):
        raise Refused("延续申请已经决定，或者原许可证尚未届满。", kept="申请未变更。")
    from usecases import applications  # only here: the daemon looks every day, and hardly ever finds one

    last_moment = datetime.combine(row.expires_on, time(23, 59, 59), SHANGHAI).astimezone(UTC)
    if case.state == RECEIVED:
        applications.write_acceptance(session, case, note="视为受理", by=by, at=at)
        case = cases.read(session, number)
    cases.change(session, case, due_on=row.expires_on, due_provisional=False)
    screening = cases.newest_screening(session, case.id) or {}
    note = f"届满前未作决定，视为准予延续（{RENEWAL}）。"
    return applications.write_grant(session, case, screening, note=note, by=by, at=at, as_of=last_moment)


def both(session: Session, *, at: datetime) -> Iterator[tuple[Any, str]]:
    """Yield (deed, number) of everything that the law has decided by now; renewals first."""
    renewed = awaiting_renewal(session, at=at)
    yield from ((renew, number) for number in renewed)
    yield from ((accept, number) for number in awaiting_acceptance(session, at=at) if number not in renewed)
