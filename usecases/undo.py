"""Undo: take back one's own newest deed while nothing has left the house; the ledger keeps both."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, DateTime, Table, and_, delete, or_, select, update
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Session

from models.errors import NotFound, Refused
from models.tables.applications import ApplicationRow, ProposalRow, UndoRow
from models.tables.casework import EnforcementCaseRow
from models.tables.columns import table_of
from models.tables.complaints import ComplaintRow
from models.tables.licences import LicenceRow
from models.tables.outbox import OutboxRow
from models.values import Officer
from usecases import (
    audit,
    documents,
    endings,
    licence_events,
    licence_index,
    licence_renames,
    numbers,
    undo_casework,
    undo_complaints,
    undo_examination,
    undo_penalties,
    undo_transfers,
)
from usecases.cases import columns_of
from usecases.deeds import deed
from usecases.outbox import promote

APPLICATIONS, UNDO, LICENCES = table_of(ApplicationRow), table_of(UndoRow), table_of(LicenceRow)
OUTBOX, PROPOSALS, CASES = table_of(OutboxRow), table_of(ProposalRow), table_of(EnforcementCaseRow)
COMPLAINTS = table_of(ComplaintRow)
WITH_PENALTY = ("case.publication_corrected", "case.publication_withdrawn")  # done to the case by a penalty's deed
TWO_CASES = (  # one deed that changes or makes another case
    "case.lead_registered", "case.joined", "case.split", "complaint.case_made",
)  # fmt: skip


@deed("deed.undone")
def undo_last(session: Session, subject: str | None = None, *, by: Officer, at: datetime) -> str:
    """Take back the officer's newest deed (on `subject`, if given) and return its subject.

    Raises NotFound (nothing to undo), Refused (the grace time is over, or something has left the house).
    """
    c = UNDO.c
    wanted = select(UNDO).where(c.by == by.login, c.undone_at.is_(None)).order_by(c.id.desc()).limit(1)
    row = session.execute(wanted if subject is None else wanted.where(c.subject == subject)).first()
    if row is None:
        raise NotFound("没有可以撤销的操作。", kept="未作任何更改。", do_next="已生效的决定请按更正或撤回程序办理。")
    record = columns_of(row)
    stroke = _together(session, record)
    if record["until"] <= at or _has_left(session, stroke) or _overtaken(session, stroke):
        raise Refused("已过撤销时限，或决定已经送出。", kept="原决定保持有效。", do_next="请按更正或撤回程序办理。")
    for one in stroke:
        take_back(session, one, by=by, at=at)
    return str(record["subject"])


def _together(session: Session, record: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what was done in one stroke with a deed, newest first: accepted and granted on the spot is one.

    A case that was decided and the penalty that was recorded with it are one as well, as are a penalty that was
    corrected or withdrawn and the mark of it in its case; so are two cases of one deed.
    """
    c, decided = UNDO.c, record["deed"].startswith("case.")
    about = c.subject.like("penalty:%") if decided else c.subject == record["subject"]
    if record["deed"].startswith("penalty."):
        about = c.deed.in_(WITH_PENALTY)
    elif record["deed"] in TWO_CASES:
        about = or_(about, c.deed.in_(TWO_CASES))
    mine = (
        or_(c.subject == record["subject"], about),
        c.by == record["by"],
        c.at == record["at"],
        c.undone_at.is_(None),
    )
    return [columns_of(row) for row in session.execute(select(UNDO).where(*mine).order_by(c.id.desc()))]


def _has_left(session: Session, stroke: Sequence[dict[str, Any]]) -> bool:
    """Tell whether a message of a stroke has left the house; if not, none can until this deed ends."""
    c = OUTBOX.c
    mine = c.ledger_seq.in_([record["ledger_seq"] for record in stroke])
    rows = session.execute(select(c.state, c.tries).where(mine).order_by(c.id).with_for_update()).all()
    never = {("dead", 0)}  # of a repaired record: it was written, and nobody ever tried to send it
    return any(row.state not in ("ready", "blocked") and (row.state, row.tries) not in never for row in rows)


def _overtaken(session: Session, stroke: Sequence[dict[str, Any]]) -> bool:
    """Tell whether anything was done since on a subject of a stroke."""
    newest: dict[str, int] = {}
    for record in stroke:
        newest[record["subject"]] = max(record["id"], newest.get(record["subject"], 0))
    c = UNDO.c
    later = [and_(c.subject == subject, c.id > last) for subject, last in newest.items()]
    return session.execute(select(c.id).where(or_(*later), c.undone_at.is_(None)).limit(1)).first() is not None


def take_back(session: Session, record: dict[str, Any], *, by: Officer, at: datetime) -> None:
    """Put everything back as it was before a deed, cancel its messages, and say so in the ledger."""
    c = OUTBOX.c
    cancelled = select(c.system, c.subject).where(c.ledger_seq == record["ledger_seq"])
    freed = session.execute(cancelled).all()
    session.execute(update(OUTBOX).where(c.ledger_seq == record["ledger_seq"]).values(state="cancelled"))
    for system, subject in freed:
        promote(session, system, subject)
    if record["deed"].startswith("penalty."):
        undo_penalties.restore(session, record)
    elif record["deed"].startswith("licence."):
        _restore_licence(session, record)
    elif record["deed"].startswith("complaint."):
        columns = {name: value for name, value in record["licence"].items() if name in COMPLAINTS.c}
        undo_complaints.restore(session, record, _typed(COMPLAINTS, columns))
    elif record["deed"].startswith("case."):
        columns = {name: value for name, value in record["licence"].items() if name in CASES.c}
        undo_casework.restore(session, record, _typed(CASES, columns))
    else:
        _restore_application(session, record)
        undo_examination.restore(session, record)
        undo_transfers.restore(session, record)
        endings.reopen(session, record)
    _reopen_proposals(session, record)
    on_paper = documents.take_back(session, record["subject"], record["at"])
    for sequence, number in record["numbers"]:
        if (sequence, number) not in on_paper:  # a paper that was made keeps its number
            numbers.give_back(session, sequence, number)
    session.execute(update(UNDO).where(UNDO.c.id == record["id"]).values(undone_at=at))
    facts: dict[str, object] = {"undone": record["deed"], "seq": record["ledger_seq"]}
    audit.tell(session, by=by, at=at, deed="deed.undone", subject=record["subject"], facts=facts, note=record["deed"])


def _restore_application(session: Session, record: dict[str, Any]) -> None:
    before = _typed(APPLICATIONS, record["before"])
    application = APPLICATIONS.c.number == record["subject"]
    version = session.execute(select(APPLICATIONS.c.version).where(application)).scalar_one()
    session.execute(update(APPLICATIONS).where(application).values(**before, version=version + 1))
    _restore_licence(session, record)


def _restore_licence(session: Session, record: dict[str, Any]) -> None:
    """Put a licence back as it was before a deed; one that the deed made is gone, from the index too."""
    if not record["licence_no"]:
        return
    licence_events.forget(session, record["licence_no"], record["ledger_seq"])
    mine = LICENCES.c.licence_no == record["licence_no"]
    row = session.execute(select(LICENCES).where(mine)).first()
    if row is None:
        return
    if record["licence"]:
        before = _typed(LICENCES, record["licence"])
        session.execute(update(LICENCES).where(mine).values(before))
        licence_index.renew(session, [(columns_of(row), columns_of(row) | before)])
        licence_renames.note(session, [(columns_of(row), columns_of(row) | before)])
    else:
        licence_index.take(session, [columns_of(row)])
        session.execute(delete(LICENCES).where(mine))


def _reopen_proposals(session: Session, record: dict[str, Any]) -> None:
    c = PROPOSALS.c
    mine = (c.subject == record["subject"], c.by == record["by"], c.at == record["at"])
    undone = {"closed_at": record["at"], "closed_by": record["by"], "result": "undone"}
    session.execute(update(PROPOSALS).where(*mine, c.closed_at.is_(None)).values(undone))
    confirmed = (c.subject == record["subject"], c.closed_at == record["at"], c.result.in_(("confirmed", "overtaken")))
    session.execute(update(PROPOSALS).where(*confirmed).values(closed_at=None, closed_by=None, result=""))


def _typed(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    """Turn stored text back into dates and moments by the table's columns."""
    return {name: _value(table.c[name].type, value) for name, value in values.items()}


def _value(kind: TypeEngine[Any], value: Any) -> Any:
    plain = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    if isinstance(value, str) and isinstance(plain, Date):
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if isinstance(value, str) and isinstance(plain, DateTime) else value
