"""What an act on a licence states besides its ground, checked: dates, terms, a penalty, a compensation."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from content.lawbook import lawbook
from models.errors import InvalidInput, Refused
from models.said import listed, said
from models.tables.columns import table_of
from models.tables.penalties import PenaltyRow
from models.values import LicenceStatus, PartyKind
from rules import licence_grounds, licences
from rules.lawrows import Law
from rules.licence_grounds import NEED_NAMES, NOTICED, PENALTY_NO, SINCE, Ground
from rules.terms.licences import longest_suspension, recall_of_closed, recall_of_unused
from rules.terms.spans import span
from usecases import calendars
from usecases.proposals import Proposal

PENALTIES = table_of(PenaltyRow)
LEAST, MOST = 4, 500
REVOCATION = "revocation"  # a kind of penalty (rules.penalties)
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Order:
    """One act as it is wanted: its ground, the reason in words, what is stated besides (NEED_NAMES, plain text)."""

    act: str
    ground: str
    reason: str
    stated: Mapping[str, str] = field(default_factory=dict)

    def note(self) -> str:
        """Return what a proposal keeps of it."""
        return json.dumps({"reason": self.reason, "stated": dict(self.stated)}, ensure_ascii=False)


def order_of(proposal: Proposal) -> Order:
    """Return the act that was proposed."""
    kept = json.loads(proposal.note)
    return Order(proposal.deed, proposal.reason, kept["reason"], kept["stated"])


def check(session: Session, licence: Values, order: Order, today: date) -> Ground:
    """Return the ground of an act that may be done today.

    Raises InvalidInput (unknown ground, reason too short, something not stated), Refused (status, ground, a term that
    is not over yet, a penalty that is not ours).
    """
    status, kind = LicenceStatus(licence["status"]), PartyKind(licence["holder_kind"])
    if order.act not in licences.EX_OFFICIO:
        known = listed(
            said("{name}（{detail}）", name=act, detail=licences.STEPS[act].name) for act in licences.EX_OFFICIO
        )
        raise InvalidInput(
            said("没有依职权的处理“{act}”。", act=order.act),
            kept="许可证未变更。",
            do_next=said("可以办理：{known}。", known=known),
        )
    licences.after(order.act, status)
    ground = licence_grounds.ground(order.act, order.ground)
    licence_grounds.check_ground(order.act, ground, status, kind)
    _said(order, ground)
    for name in ground.needs:
        if name in CHECKS:  # what a compensation comes to is agreed elsewhere: any words will do
            CHECKS[name](session, licence, order, today)
    if ground.code == "suspension_over":
        _check_suspension_over(licence, today, lawbook().in_force(today))
    return ground


def _said(order: Order, ground: Ground) -> None:
    """Raise InvalidInput where the reason is too short, or something that the ground needs was not stated."""
    if not LEAST <= len(order.reason.strip()) <= MOST:
        raise InvalidInput(said("须写明理由（{least}至{most}字）。", least=LEAST, most=MOST), kept="许可证未变更。")
    lacking = [NEED_NAMES[name] for name in ground.needs if not order.stated.get(name, "").strip()]
    if lacking:
        raise InvalidInput(
            said(
                "以“{name}”办理须写明：{lacking}（{basis}）。",
                name=ground.name,
                lacking="、".join(lacking),
                basis=ground.basis,
            ),
            kept="许可证未变更。",
        )


def day(order: Order, name: str) -> date:
    """Return a stated date; raises InvalidInput for one that does not exist."""
    text = order.stated[name].strip()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidInput(
            said("{name}“{text}”不是真实的日期。", name=NEED_NAMES[name], text=text),
            kept="许可证未变更。",
            do_next="请写成 2026-11-21 的样子。",
        ) from None


def _check_penalty(session: Session, licence: Values, order: Order, _today: date) -> None:
    """Raise Refused where the penalty that revokes is not recorded here, or names somebody else (MINOR 123)."""
    number = order.stated[PENALTY_NO].strip()
    c = PENALTIES.c
    named = select(c.party_no, c.uscc, c.legal_rep_no, c.kinds).where(c.document_no == number, c.state == "recorded")
    row = session.execute(named).first()
    if row is None or REVOCATION not in (row.kinds or ()):
        raise Refused(
            said("没有登记文号为{number}、处罚种类含吊销许可证的处罚决定。", number=number),
            kept="许可证未变更。",
            do_next="请先登记处罚决定。",
        )
    holder = {licence["holder_no"], licence["uscc"]} - {""}
    if holder and not holder & {row.party_no, row.uscc, row.legal_rep_no}:
        raise Refused(
            said("处罚决定{number}的当事人不是持证人。", number=number),
            kept="许可证未变更。",
            do_next="请核对处罚决定书文号。",
        )


def _check_since(session: Session, _licence: Values, order: Order, today: date) -> None:
    """Raise Refused while the time without trading is too short (L22, L23)."""
    since, law = day(order, SINCE), lawbook().in_force(today)
    calendar = calendars.current(session)
    unused = order.ground == "never_used"
    found = (recall_of_unused if unused else recall_of_closed)(since, law.terms, calendar)
    if today < found.notice_from:
        raise Refused(
            said(
                "自{since}起停止经营的时间还不够，{notice_from}起才能办理（{basis}）。",
                since=since,
                notice_from=found.notice_from,
                basis=found.basis,
            ),
            kept="许可证未变更。",
            do_next=said("请在{notice_from}以后办理。", notice_from=found.notice_from),
        )


def _check_notice(session: Session, _licence: Values, order: Order, today: date) -> None:
    """Raise Refused while the public notice still runs (L22: a month; under Order 51 three)."""
    noticed, since = day(order, NOTICED), day(order, SINCE)
    law, calendar = lawbook().in_force(today), calendars.current(session)
    rule, first = law.terms["L22"], recall_of_closed(since, law.terms, calendar).notice_from
    over = span(noticed, rule.then_count, rule.then_unit, calendar)
    if noticed < first or today <= over:
        raise Refused(
            said(
                "公告尚未期满：公告不得早于{first}，{noticed}的公告到{over}期满（{basis}）。",
                first=first,
                noticed=noticed,
                over=over,
                basis=rule.basis,
            ),
            kept="许可证未变更。",
            do_next="请在公告期满后办理收回。",
        )


def _check_suspension_over(licence: Values, today: date, law: Law) -> None:
    """Raise Refused while the suspension still runs: it was granted to a day, and at most for a year (L20)."""
    first, last = licence["suspended_from"], licence["suspended_to"]
    if first is not None:
        last = min(last or date.max, longest_suspension(first, law.terms))
    if last is not None and today <= last:
        raise Refused(
            said("停业到{last}才期满（{basis}）。", last=last, basis=law.terms["L20"].basis),
            kept="许可证未变更。",
            do_next="请在期满后办理收回。",
        )


CHECKS: dict[str, Callable[[Session, Values, Order, date], None]] = {
    PENALTY_NO: _check_penalty,
    SINCE: _check_since,
    NOTICED: _check_notice,
}
