"""What a step of a case sets going outside of its row: orders to pay, and whatever other offices must hear."""

from collections.abc import Callable, Collection
from datetime import datetime

from sqlmodel import Session

from models.errors import Refused
from models.said import said
from models.values import Fen, Officer, shanghai_date, yuan
from rules.casework.collecting import cash_of, confiscated_of
from usecases import (
    casework_alarm,
    casework_goods,
    casework_joining,
    casework_messages,
    casework_register,
    casework_rows,
    complaint_answers,
    payment_accounts,
    payment_refunds,
    payments,
)
from usecases.casework_rows import EnforcementCase
from usecases.payment_accounts import CONFISCATED
from usecases.payments import Wanted

Taken = list[tuple[str, int]]  # sequences and numbers that an undo gives back
Follow = Callable[[Session, EnforcementCase, datetime, int], Taken]


def after(session: Session, deed: str, case: EnforcementCase, *, by: Officer, at: datetime, ledger_seq: int) -> Taken:
    """Set going what follows from a step that was just kept (`case`: as it is now)."""
    if deed in PUBLISHED:
        casework_messages.publish(session, case, dict(case.standing.taken[-1].said), by=by, at=at)
    elif deed == "case.amended":
        casework_messages.amended(session, case, dict(case.standing.taken[-1].said), by=by, at=at)
    elif deed == "case.annulled":
        casework_messages.annulled(session, case, dict(case.standing.taken[-1].said), by=by, at=at)
    elif deed == casework_joining.JOINED:
        casework_joining.join(session, case, case.standing.taken[-1].said, by=by, at=at)
    elif deed == casework_joining.SPLIT:
        said = case.standing.taken[-1].said
        casework_joining.split(session, case, said, by=by, at=at, ledger_seq=ledger_seq)
    casework_register.tell(session, case, at=at, ledger_seq=ledger_seq)
    complaint_answers.after(session, deed, case, by=by, at=at)
    return [taken for follow in FOLLOWS.get(deed, ()) for taken in follow(session, case, at, ledger_seq)]


def _order_sums(
    session: Session, case: EnforcementCase, at: datetime, ledger_seq: int, but: Collection[str] = ()
) -> Taken:
    """Order fine and confiscated sum at the treasury: fifteen days from the service of the decision (APL 67).

    `but` are the purposes for which an order stands.
    """
    served = case.standing.day("case.served") or case.standing.day("case.fined_on_the_spot")
    if served is None:
        return []
    due_on = casework_rows.asked(session, served).until("E25", served)
    sums = (("fine", case.row["fine"] or 0), (CONFISCATED, confiscated_of(case.standing)))
    wanted = [Wanted(purpose, Fen(amount), due_on) for purpose, amount in sums if amount and purpose not in but]
    made = [payments.order(session, case, each, at=at, ledger_seq=ledger_seq) for each in wanted]
    return [payments.sequence_of(number) for number in made]


def _order_surcharge(session: Session, case: EnforcementCase, at: datetime, ledger_seq: int) -> Taken:
    """Order the surcharge that was decided; it is what accrued until today and was not ordered before (APL 72)."""
    due = payment_accounts.surcharge_open(session, case, at=at)
    stated = int(case.standing.taken[-1].said["amount"])
    if stated != due or not due:
        words = said("到今天为止尚未决定的加处罚款为{due}元（{fen}分），与所写的不同。", due=yuan(due), fen=due)
        raise Refused(words, kept="案件未变更。", do_next="请按此金额办理。")
    wanted = Wanted("surcharge", Fen(due), shanghai_date(at))
    made = payments.order(session, case, wanted, at=at, ledger_seq=ledger_seq)
    payment_accounts.refresh(session, case, at=at)
    return [payments.sequence_of(made)]


def _look_again(session: Session, case: EnforcementCase, at: datetime, ledger_seq: int) -> Taken:
    """Look anew whether a case looks like a crime, with what its report says was sold and gained (CRIM 1–3)."""
    goods = casework_goods.of_case(session, case)
    found = casework_alarm.watch(session, case, case.row["cause"], goods, at=at, ledger_seq=ledger_seq)
    casework_rows.keep(session, case, {"alarm": found}, at=at)
    return []


def _recount(session: Session, case: EnforcementCase, at: datetime, ledger_seq: int) -> Taken:  # noqa: ARG001
    """Write what is owed, and how its orders stand, after a step that changes either."""
    payment_accounts.refresh(session, case, at=at)
    return []


def _cash_arrived(session: Session, case: EnforcementCase, at: datetime, ledger_seq: int) -> Taken:  # noqa: ARG001
    """Refuse to end a case on the word of those who took cash: the treasury must have told of it (APL 67, 71)."""
    cash, told = cash_of(case.standing), payment_accounts.told_of_cash(session, case)
    if told < cash:
        words = said(
            "当场收缴{cash}元，财政的缴款通知只到账{arrived}元，不能认定执行完毕。", cash=yuan(cash), arrived=yuan(told)
        )
        raise Refused(words, kept="案件未变更。", do_next="缴付银行后，财政的缴款通知到达再办理。")
    return []


def _give_back(session: Session, case: EnforcementCase, at: datetime, ledger_seq: int) -> Taken:
    """Take back what nobody paid, and ask for what was paid under a decision that fell (APL 48)."""
    payments.cancel(session, case, payment_refunds.FALLEN, at=at, ledger_seq=ledger_seq)
    by = case.standing.taken[-1].by
    payment_refunds.give_back(session, case, payment_refunds.FALLEN, by=by, at=at, ledger_seq=ledger_seq)
    return []


def _order_anew(session: Session, case: EnforcementCase, at: datetime, ledger_seq: int) -> Taken:
    """Order what a changed decision asks for in the place of what nobody paid; ask for what was paid beyond it.

    An order on which money lies stays: the treasury takes none back that was paid, and what is too much comes back.
    """
    sums = {"fine": int(case.row["fine"] or 0), CONFISCATED: int(confiscated_of(case.standing))}
    other = {purpose for purpose, amount in payments.standing(session, case) if sums.get(purpose, amount) != amount}
    other |= {"surcharge"} if "fine" in other else set()  # what was decided of another fine
    payments.cancel(session, case, payment_refunds.AMENDED, at=at, ledger_seq=ledger_seq, purposes=other)
    left = {purpose for purpose, _ in payments.standing(session, case)}
    made = _order_sums(session, case, at, ledger_seq, left)
    by = case.standing.taken[-1].by
    payment_refunds.give_back(session, case, payment_refunds.AMENDED, by=by, at=at, ledger_seq=ledger_seq)
    return made


PUBLISHED = frozenset({"case.decided", "case.fined_on_the_spot"})
FOLLOWS: dict[str, tuple[Follow, ...]] = {
    "case.reported": (_look_again,),
    "case.served": (_order_sums,),
    "case.fined_on_the_spot": (_order_sums,),
    "case.surcharge_decided": (_order_surcharge,),
    "case.payment_deferred": (_recount,),
    "case.payment_demanded": (_recount,),
    "case.enforcement_applied": (_recount,),
    "case.cash_collected": (_recount,),
    "case.executed": (_cash_arrived,),
    "case.remedy_begun": (_recount,),
    "case.remedy_ended": (_recount,),
    "case.amended": (_order_anew,),
    "case.annulled": (_give_back,),
}
