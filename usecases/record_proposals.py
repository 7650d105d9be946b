"""What waits for a second officer about published records, and by which deed each of it is turned down."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from models.errors import NotFound
from models.said import said
from models.tables.columns import table_of
from models.tables.outbox import FeedbackRow, OutboxRow
from rules.publication import number_of
from usecases import (
    credit_disputes,
    credit_extras,
    credit_repairs,
    licence_corrections,
    licence_withdrawals,
    outbox_desk,
    penalties,
    proposals,
)
from usecases.history import HISTORY, MACHINE, Step, lines, read
from usecases.proposals import PROPOSALS, Proposal

OUTBOX, FEEDBACK = table_of(OutboxRow), table_of(FeedbackRow)
MOST = 200
Deed = Callable[..., object]
DEEDS: dict[str, Deed] = {  # what is proposed: the deed that turns it down
    outbox_desk.GIVEN_UP: outbox_desk.reject_give_up,
    credit_extras.WITHDRAWN: credit_extras.reject,
    credit_disputes.ANSWERED: credit_disputes.reject,
    credit_repairs.DONE: credit_repairs.reject,
    licence_corrections.CORRECTED: licence_corrections.reject,
    licence_withdrawals.WITHDRAWN: licence_withdrawals.reject,
    penalties.WITHDRAWN: penalties.reject_withdrawal,
}


@dataclass(frozen=True, slots=True)
class Refusal:
    """How a proposal is turned down: the deed, what it is about, and its other arguments."""

    deed: Deed
    about: str | int
    more: dict[str, Any]


def waiting(session: Session, *, limit: int = MOST) -> list[Proposal]:
    """Return everything about published records that waits for a second officer, the oldest first."""
    c = PROPOSALS.c
    return proposals.found(session, [c.closed_at.is_(None), c.deed.in_(DEEDS)], limit=limit)


def one(session: Session, proposal_id: int) -> Proposal:
    """Return one of these; raises NotFound."""
    c = PROPOSALS.c
    wanted = [c.closed_at.is_(None), c.deed.in_(DEEDS), c.id == proposal_id]
    for proposal in proposals.found(session, wanted, limit=1):
        return proposal
    raise NotFound(
        said("没有编号为{proposal_id}的待确认提议。", proposal_id=proposal_id), do_next="请用 credit proposals 查看。"
    )


def keys_of(session: Session, system: str, subject: str) -> set[str]:
    """Return the names of a record: ours in the outbox, and those by which its receiver knows it."""
    c = OUTBOX.c
    sent = select(c.record_key).where(c.system == system, c.subject == subject, c.record_key != "").distinct()
    return {subject, *session.execute(sent).scalars()}


def on_record(session: Session, system: str, subject: str) -> list[Proposal]:
    """Return what is proposed about one record, under whichever of its names, the oldest first."""
    c = PROPOSALS.c
    mine = [c.closed_at.is_(None), c.subject.in_(_names(session, system, subject)), c.deed.in_(DEEDS)]
    return proposals.found(session, mine, limit=MOST)


def history(session: Session, system: str, subject: str) -> list[Step]:
    """Return what people did about one record, the newest first."""
    c = HISTORY.c
    about = c.subject.in_(_names(session, system, subject))
    return read(session, lines().where(about, c.deed.not_in(MACHINE)).order_by(c.id.desc()).limit(MOST))


def _names(session: Session, system: str, subject: str) -> set[str]:
    """Return every name under which something is proposed or done about a record: a penalty has its own besides."""
    names = keys_of(session, system, subject)
    return names | {f"penalty:{number_of(name)}" for name in names if name.startswith("cf|")}


def refusal(session: Session, proposal: Proposal) -> Refusal:
    """Return how a proposal is turned down; raises NotFound where what it is about is gone."""
    deed, about = DEEDS[proposal.deed], proposal.subject
    c, f = OUTBOX.c, FEEDBACK.c
    if proposal.deed == outbox_desk.GIVEN_UP:
        return Refusal(deed, _found(session.execute(select(c.key).where(c.id == int(proposal.reason))).scalar()), {})
    if proposal.deed == credit_extras.WITHDRAWN:
        return Refusal(deed, int(proposal.reason), {})
    if proposal.deed == credit_disputes.ANSWERED:
        row = session.execute(select(f.feedback_id, f.system).where(f.id == int(proposal.reason))).first()
        return Refusal(deed, _found(row.feedback_id if row else None), {"system": row.system if row else ""})
    if proposal.deed == licence_withdrawals.WITHDRAWN:
        newest = select(c.key).where(c.subject == about, c.kind == "xk").order_by(c.id.desc()).limit(1)
        return Refusal(deed, _found(session.execute(newest).scalar()), {})
    return Refusal(deed, about.partition(":")[2], {})


def _found(name: str | None) -> str:
    if name is None:
        raise NotFound("提议所指的内容已不存在。", kept="未作任何更改。")
    return name
