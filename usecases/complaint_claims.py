"""How a reward reaches a reporter whom nobody names: a code that they alone have, and a payment by the treasury."""

import hmac
import secrets
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session

from content.complaintbook import rewards
from models.complaints import HotlineKind
from models.errors import InvalidInput, Refused
from models.said import said
from models.tables.applications import HistoryRow
from models.tables.columns import table_of
from models.values import Officer, shanghai_date, yuan
from rules import complaints as rules
from usecases import audit, complaint_rows, systems, undo_complaints
from usecases.complaint_rows import COMPLAINTS
from usecases.deeds import deed
from usecases.desk import desk_of
from usecases.texts import storable

HISTORY = table_of(HistoryRow)
LETTERS, GROUPS, GROUP = "23456789ABCDEFGHJKMNPQRSTUVWXYZ", 3, 4  # none that is taken for another one
KEPT = "来件未变更。"
APART = ("complaint.code_given", "complaint.reward_proposed", "complaint.reward_approved")


@deed("complaint.code_given")
def give_code(session: Session, number: str, *, by: Officer, at: datetime) -> str:
    """Return a new code for who reported, to ask and to claim a reward with; only its digest is kept.

    An older code of the item ends. Raises NotFound; Refused (no report, referred or not accepted, paid).
    """
    found = complaint_rows.read(session, number, locked=True)
    rules.require(found.state, rules.CLAIMING, "给领奖码")
    if found.kind is not HotlineKind.REPORT or found.row["paid_on"] is not None:
        raise Refused("只有举报给领奖码，奖励支付以后不再给。", kept=KEPT)
    code = "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))
    undo_complaints.tell(session, found, "complaint.code_given", "", by=by, at=at, lasting=True)
    complaint_rows.change(session, found, claim=_digest(session, found.number, code))
    return code


@deed("complaint.reward_paid")
def pay(session: Session, number: str, code: str, voucher: str, *, by: Officer, at: datetime) -> str:
    """Note that the treasury or the bank paid a reward to who showed the code; no officer touches the money.

    Raises NotFound; Refused (nothing to pay, another code, too late, somebody who proposed, approved or gave the code);
    InvalidInput (no voucher, or one that was used).
    """
    found = complaint_rows.read(session, number, locked=True)
    row, paper = found.row, storable(voucher.strip(), 64)  # as it is kept, so that it is known again
    why = _against(session, number, row["reward"], row["paid_on"], by)
    if not why and not hmac.compare_digest(_digest(session, found.number, code), row["claim"]):
        why = "领奖码不对"
    if not why and shanghai_date(at) > _until(row["rewarded_on"]):
        why = "已过领取的期限"
    if why:
        raise Refused(said("不能登记奖励的支付：{why}。", why=why), kept=KEPT)
    if not paper or _used(session, paper):
        raise InvalidInput(
            "请写明财政或者银行支付凭证的号码，一张凭证只登记一次。",
            kept=KEPT,
            do_next="奖励由财政或者银行支付，不付现金。",
        )
    complaint_rows.keep_out(session, found, 凭证=paper)
    undo_complaints.tell(session, found, "complaint.reward_paid", paper, by=by, at=at, lasting=True)
    complaint_rows.change(session, found, paid_on=shanghai_date(at), voucher=paper)
    systems.settle_alarm(session, _system(session), rules.REWARD_DUE, found.number, at=at)
    return found.number


def ask_treasury(session: Session, number: str, fen: int, *, at: datetime) -> None:
    """Tell a person that a reward is to be paid out, by the number of the item only."""
    text = said("{number}的举报奖励{amount}元已批准，请由财政或者银行凭领奖码支付。", number=number, amount=yuan(fen))
    systems.raise_alarm(session, _system(session), rules.REWARD_DUE, number, text, at=at)


def _against(session: Session, number: str, reward: int | None, paid_on: date | None, by: Officer) -> str:
    if reward is None:
        return "没有批准的奖励"
    if paid_on is not None:
        return "已经支付"
    c = HISTORY.c
    mine = select(c.id).where(c.subject == number.strip(), c.deed.in_(APART), c.by == by.login).limit(1)
    return "提议、批准奖励和给领奖码的人员不能经办支付" if session.execute(mine).first() else ""


def _until(rewarded_on: date) -> date:
    rule = rewards(rewarded_on)
    return date.max if rule is None else rules.last_claim(rewarded_on, rule)


def _used(session: Session, voucher: str) -> bool:
    return session.execute(select(COMPLAINTS.c.id).where(COMPLAINTS.c.voucher == voucher).limit(1)).first() is not None


def _digest(session: Session, number: str, code: str) -> str:
    plain = "".join(char for char in code.upper() if char.isalnum())
    return audit.pseudonym(session, f"{number} {plain}")


def _system(session: Session) -> str:
    return desk_of(session).system_of("nontax") or "nontax"
