"""Disputes of the credit evaluation: what a retailer says was counted wrongly, and what another officer finds."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session

from models.errors import InvalidInput, NotFound, Refused
from models.said import said
from models.tables.columns import table_of
from models.tables.evaluation import EvaluationDisputeRow
from models.values import Officer, shanghai_date
from rules import authority
from usecases import audit, evaluations, licence_facts, officers
from usecases.deeds import deed
from usecases.texts import storable

DISPUTES = table_of(EvaluationDisputeRow)
OPEN, UPHELD, TURNED_DOWN = "open", evaluations.UPHELD, "turned_down"
SETTLED = "evaluation.dispute_settled"
LEAST, LONGEST = 4, 500  # characters of a reason


@dataclass(frozen=True, slots=True)
class Dispute:
    """One dispute; `answer` is what was found, "" while it is open."""

    licence_no: str
    ref: str
    reason: str
    state: str
    by: str
    at: datetime
    answer: str
    settled_by: str | None


SHOWN = [DISPUTES.c[name] for name in Dispute.__slots__]


@deed("evaluation.disputed")
def dispute(session: Session, licence_no: str, ref: str, reason: str, *, by: Officer, at: datetime) -> None:
    """Note that a retailer disputes what counts against them: the decision or act numbered `ref`.

    Raises NotFound for a licence or event that is not there, InvalidInput without a reason, Refused twice.
    """
    licence = licence_facts.read(session, licence_no, locked=True)
    number, why = str(licence["licence_no"]), _reason(reason)
    counted = [
        one.ref for one in evaluations.events_of(session, [licence], shanghai_date(at))[number] if not one.struck
    ]
    if ref not in counted:
        known = "、".join(counted) or "没有计分的事项"
        raise NotFound(
            said("许可证{number}没有计入“{ref}”。", number=number, ref=ref),
            kept="异议未登记。",
            do_next=said("可以提出异议的：{known}。", known=known),
        )
    if _open(session, number, ref) is not None:
        raise Refused(said("“{ref}”已有未答复的异议。", ref=ref), kept="原异议仍待答复。", do_next="请另一名人员答复。")
    values = {"licence_no": number, "ref": ref, "reason": why, "state": OPEN, "by": by.login, "at": at, "answer": ""}
    session.execute(insert(DISPUTES).values(values))
    note = f"对信用评价计入“{ref}”提出异议：{why}"
    audit.tell(session, by=by, at=at, deed="evaluation.disputed", subject=number, note=note, facts={"ref": ref})


@deed(SETTLED)
def settle(
    session: Session, licence_no: str, ref: str, answer: str, *, upheld: bool, by: Officer, at: datetime
) -> None:
    """Answer a dispute, as another officer than the one who noted it; upheld, the event counts no more.

    Raises NotFound, InvalidInput (no reason), Refused (the same officer).
    """
    number, why = str(licence_facts.read(session, licence_no, locked=True)["licence_no"]), _reason(answer)
    found = _open(session, number, ref)
    if found is None:
        raise NotFound(
            said("许可证{number}没有对“{ref}”的待答复异议。", number=number, ref=ref), do_next="请先登记异议。"
        )
    noted_by = officers.find(session, found.by) or Officer(found.by, found.by, frozenset())  # serves no more
    authority.check_pair(SETTLED, noted_by, by)
    state = UPHELD if upheld else TURNED_DOWN
    values = {"state": state, "answer": why, "settled_by": by.login, "settled_at": at}
    session.execute(update(DISPUTES).where(DISPUTES.c.id == found.id).values(values))
    note = f"{'异议成立，不再计分' if upheld else '异议不成立'}（{ref}）：{why}"
    audit.tell(session, by=by, at=at, deed=SETTLED, subject=number, note=note, facts={"ref": ref, "state": state})
    evaluations.refresh(session, number, by=by, at=at)


def of_licence(session: Session, licence_no: str) -> list[Dispute]:
    """Return the disputes about one licence, newest first."""
    query = select(*SHOWN).where(DISPUTES.c.licence_no == licence_no).order_by(DISPUTES.c.id.desc())
    return [Dispute(*row) for row in session.execute(query)]


def waiting(session: Session, *, limit: int = 200) -> list[Dispute]:
    """Return the disputes that wait for an answer, the oldest first."""
    query = select(*SHOWN).where(DISPUTES.c.state == OPEN).order_by(DISPUTES.c.id).limit(limit)
    return [Dispute(*row) for row in session.execute(query)]


def _open(session: Session, licence_no: str, ref: str) -> Any:
    c = DISPUTES.c
    query = select(c.id, c.by).where(c.licence_no == licence_no, c.ref == ref, c.state == OPEN)
    return session.execute(query).first()


def _reason(text: str) -> str:
    words = storable(text.strip())
    if not LEAST <= len(words) <= LONGEST:
        raise InvalidInput(
            said("理由应为{least}至{longest}个字。", least=LEAST, longest=LONGEST),
            kept="没有任何改动。",
            do_next="请写明理由。",
        )
    return words
