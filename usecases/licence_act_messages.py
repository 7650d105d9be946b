"""What an act on a licence sends: the national register, the published records, the applications still in hand."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.values import Officer, shanghai_date
from rules.applications import IN_HAND
from rules.licences import STEPS
from usecases import bulk, calendars, cases, licence_events, messages
from usecases.cases import columns_of
from usecases.licence_facts import NAMED
from usecases.outbox import NewMessage

OUTBOX, APPLICATIONS = table_of(OutboxRow), table_of(ApplicationRow)
NEVER_SENT = ("cancelled", "dead")
_ABOUT = bulk.Lookup(
    select(APPLICATIONS.c.number, APPLICATIONS.c.licence_no)
    .where(NAMED, APPLICATIONS.c.state.in_([state.value for state in IN_HAND]))
    .order_by(APPLICATIONS.c.id),
    APPLICATIONS.c.licence_no,
)
Values = dict[str, Any]


def of_act(
    session: Session, licence: Values, act: str, reason: str, seq: int, *, by: Officer, at: datetime
) -> list[NewMessage]:
    """Return everything that an act sends; `licence` is the row after it, `seq` the ledger entry."""
    step, number = STEPS[act], str(licence["licence_no"])
    found = [messages.register_licence(session, licence, seq)] if step.register else []
    told = [message for message in found if message is not None]
    if step.credit == "ended":
        told += ended_records(session, number, seq, at=at)
    elif step.credit == "withdrawn":
        told += withdrawn_records(session, licence, reason, seq, at=at)
    return told + _progress(session, number, f"许可证{number}：{step.name}（{step.basis}）。", seq, by=by, at=at)


def of_many(
    session: Session, licences: Sequence[Values], act: str, seq: int, *, by: Officer, at: datetime
) -> list[NewMessage]:
    """Return what an act that concerns no published record sends for many licences; `licences` are the rows after it.

    One from the register's import has no document of ours: it is named by its own number.
    """
    step = STEPS[act]
    told: list[NewMessage] = []
    for licence in licences:
        named = {"document_no": licence["document_no"] or licence["licence_no"]}
        message = messages.register_licence(session, licence | named, seq)
        told += [message] if message is not None else []
    wanted = [str(licence["licence_no"]) for licence in licences]
    for row in _ABOUT.run(session, wanted).all():
        opinion = f"许可证{row.licence_no}：{step.name}（{step.basis}）。"
        told.append(messages.event(cases.read(session, row.number), "progress", seq, by=by, at=at, opinion=opinion))
    return told


def ended_records(session: Session, licence_no: str, seq: int, *, at: datetime) -> list[NewMessage]:
    """Return the published records of a licence once more, saying that they are not valid any longer (XK_ZT 2)."""
    due = calendars.publicity_due(session, shanghai_date(at)).last_day
    return [
        _next(record, "upsert", record["payload"] | {"valid": False}, seq, due)
        for record in _published(session, licence_no)
        if record["payload"].get("valid")
    ]


def withdrawn_records(session: Session, licence: Values, reason: str, seq: int, *, at: datetime) -> list[NewMessage]:
    """Return the withdrawal of every published record of a licence: what was annulled was never right (ALL 69)."""
    due = calendars.change_due(session, shanghai_date(at))
    number = str(licence["document_no"])
    return [
        _next(
            record,
            "withdraw",
            {
                "document_no": record["payload"]["document_no"],
                "agency_code": record["payload"]["agency_code"],
                "reason": reason,
                "authority_no": number,
            },
            seq,
            due,
        )
        for record in _published(session, str(licence["licence_no"]))
    ]


def _next(record: Values, op: str, payload: Values, seq: int, due: Any = None) -> NewMessage:
    version, subject = int(record["version"]) + 1, str(record["subject"])
    return NewMessage(str(record["system"]), f"{subject}:v{version}:{seq}", subject, "xk", op, payload, version, due)


def _published(session: Session, licence_no: str) -> Sequence[Values]:
    """Return the newest version of every record of a licence that was, or will be, published."""
    c = OUTBOX.c
    told = (
        select(c.system, c.subject).where(c.ledger_seq.in_(licence_events.deeds(licence_no)), c.kind == "xk").distinct()
    )
    found = []
    for system, subject in session.execute(told.order_by(c.subject)).all():
        mine = select(OUTBOX).where(c.system == system, c.subject == subject, c.state.not_in(NEVER_SENT))
        row = session.execute(mine.order_by(c.version.desc(), c.id.desc()).limit(1)).first()
        if row is not None and row.op != "withdraw":
            found.append(columns_of(row))
    return found


def _progress(
    session: Session, licence_no: str, opinion: str, seq: int, *, by: Officer, at: datetime
) -> list[NewMessage]:
    """Return the news for every accepted application about the licence; decided ones can be told nothing more."""
    accepted = tuple(state.value for state in IN_HAND)
    return [
        messages.event(cases.read(session, number), "progress", seq, by=by, at=at, opinion=opinion)
        for number in numbers_about(session, licence_no, accepted)
    ]


def numbers_about(session: Session, licence_no: str, states: Sequence[str]) -> Sequence[str]:
    """Return the applications about a licence that are in one of some states, in the order of receipt."""
    c = APPLICATIONS.c
    wanted = select(c.number).where(c.licence_no == licence_no, NAMED, c.state.in_(states))
    return session.execute(wanted.order_by(c.id)).scalars().all()
