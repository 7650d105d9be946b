"""How a fine is collected: parts by day, demand, application to the court, and cash where the law allows it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from models.casework import CaseStage
from models.errors import InvalidInput
from models.said import bare, said
from models.values import Fen
from rules.basis import LegalBasis
from rules.casework.asked import Asked
from rules.casework.standing import Standing, Taken
from rules.payments import Former, Instalment, check_plan

BASIS = LegalBasis("行政处罚法", 2021, "第六十六条至第七十三条", "APL 66–73, ACL 53, 54")
SPOT, DEFERRED, DEMANDED = "case.fined_on_the_spot", "case.payment_deferred", "case.payment_demanded"
COLLECTED, HANDED_IN, BANKED = "case.cash_collected", "case.cash_handed_in", "case.cash_banked"
SMALL, HARD, REMOTE = "一百元以下", "事后难以执行", "边远地区"  # APL 68(1), 68(2), 69
MOST_AT_ONCE = Fen(100_00)  # APL 68(1)
NOTHING_OWED = "没有未缴清的罚款"


def fine_of(case: Standing) -> Fen:
    """Return the fine of the decision that stands, 0 where it has none."""
    decision = case.punishment
    return Fen(int((decision.said.get("fine") if decision else 0) or 0))


def confiscated_of(case: Standing) -> Fen:
    """Return what the decision that stands takes in money: the confiscated sum without what is taken in kind."""
    decision = case.punishment if case.last("case.decided") else None
    return in_money(decision.said) if decision else Fen(0)


def in_money(said: Mapping[str, Any]) -> Fen:
    """Return the part of a confiscated sum that is to be paid."""
    return Fen(int(said.get("confiscated") or 0) - int(said.get("in_kind") or 0))


def confiscated_plan(case: Standing, asked: Asked) -> tuple[Instalment, ...]:
    """Return the confiscated sum with its last day (E25, as the fine's); none where nothing is paid or served."""
    served, amount = case.day("case.served"), confiscated_of(case)
    return (Instalment(asked.until("E25", served), amount),) if served and amount else ()


def plan(case: Standing, asked: Asked) -> tuple[Instalment, ...]:
    """Return the parts of a fine with their last days: as granted, else whole, due by E25; none before the service.

    Where the decision was changed since to a lower fine, the last parts become less.
    """
    granted = case.last(DEFERRED)
    return _whole(case, asked) if granted is None else _granted(case, granted)


def former(case: Standing, asked: Asked) -> tuple[Former, ...]:
    """Return the parts as they were due before each grant of time, the oldest first."""
    granted = [step for step in case.taken if step.deed == DEFERRED]
    plans = [_whole(case, asked), *(_granted(case, step) for step in granted)]
    return tuple(Former(parts, step.on) for parts, step in zip(plans, granted, strict=False))


def _granted(case: Standing, grant: Taken) -> tuple[Instalment, ...]:
    left, parts = int(fine_of(case)), list[Instalment]()
    for part in parts_of(grant.said):
        parts.append(Instalment(part.due_on, Fen(min(part.amount, left))))
        left -= parts[-1].amount
    return tuple(part for part in parts if part.amount) or tuple(parts[:1])


def _whole(case: Standing, asked: Asked) -> tuple[Instalment, ...]:
    served = case.day("case.served") or case.day(SPOT)
    return () if served is None else (Instalment(asked.until("E25", served), fine_of(case)),)


def parts_of(said: Mapping[str, Any]) -> tuple[Instalment, ...]:
    """Return the parts that a grant names, [{"due_on", "amount" in fen}]; raises InvalidInput."""
    try:
        return tuple(Instalment(date.fromisoformat(row["due_on"]), _fen(row["amount"])) for row in said["parts"])
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInput("各期应写明日期（due_on）和以分计的金额（amount）。", kept="缴款安排未变更。") from error


def _fen(value: object) -> Fen:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError
    return Fen(value)


def not_ordered(case: Standing) -> str:
    """Return why no sum of a case is due yet."""
    if case.stage is CaseStage.ANNULLED:
        return "决定已撤销"
    if case.last("case.decided"):
        return "尚未送达"
    return "没有罚没款项" if case.last("case.not_punished") or case.last("case.handled") else "尚未决定"


def remedies_over(case: Standing, asked: Asked) -> date | None:
    """Return the last day of reconsideration and lawsuit (E30, E31; E32 behind a reconsideration), None if unserved."""
    served = case.day("case.served") or case.day(SPOT)
    if served is None:
        return None
    ended = case.day("case.remedy_ended")
    days = [asked.until("E30", served), asked.until("E31", served)]
    return max([*days, asked.until("E32", ended)] if ended else days)


def court_from(case: Standing, asked: Asked) -> date | None:
    """Return the day from which the months to ask the court run, None if unserved.

    It is the last one of the remedies (ACL 53) or, where time was given to pay, the last one of that (APL 72(2)).
    """
    over, granted = remedies_over(case, asked), case.last(DEFERRED)
    return over if over is None or granted is None else max([over, *(part.due_on for part in _granted(case, granted))])


def cash_of(case: Standing) -> int:
    """Return the cash that was collected on the spot, in fen."""
    collected = case.last(COLLECTED)
    return int(collected.said["amount"]) if collected else 0


def _fine_owed(case: Standing, _: Asked) -> str:
    return "" if case.owed else NOTHING_OWED


def _fine_overdue(case: Standing, asked: Asked) -> str:
    if not case.unpaid:
        return NOTHING_OWED
    parts = [(case.owed or 0, plan(case, asked)), (case.confiscated_owed or 0, confiscated_plan(case, asked))]
    late = any(left > _waiting(parts_, asked.on) for left, parts_ in parts)
    return "" if late else "罚款还没有到期"


def _waiting(parts: tuple[Instalment, ...], on: date) -> int:
    return sum(part.amount for part in parts if part.due_on >= on)


def _in_kind_right(_: Standing, asked: Asked) -> str:
    return "" if in_money(asked.said) >= 0 else "没收实物的价值大于没收金额"


def _plan_right(case: Standing, asked: Asked) -> str:
    try:
        parts, before = parts_of(asked.said), plan(case, asked)
        check_plan(parts, fine_of(case), max(part.due_on for part in before), asked.on)
    except InvalidInput as error:
        return bare(error.message)
    return ""


def _demanded(case: Standing, asked: Asked) -> str:
    demanded = case.last(DEMANDED, after=DEFERRED)  # time that was given since is waited for, and demanded behind
    if demanded is None:
        return "还没有催告"
    until = asked.until("E34", demanded.on)
    return "" if asked.on > until else said("催告的期限到{until}才届满", until=until)


def _remedies_over(case: Standing, asked: Asked) -> str:
    over = remedies_over(case, asked)
    if over is None:
        return "决定还没有送达"
    return "" if asked.on > over else said("申请复议、提起诉讼的期限到{until}才届满", until=over)


def _before_court_term(case: Standing, asked: Asked) -> str:
    begun = court_from(case, asked)
    until = asked.until("E34m", begun) if begun else asked.on
    return "" if asked.on <= until else said("申请强制执行的期限已于{until}届满", until=until)


def _cash_allowed(case: Standing, asked: Asked) -> str:
    if case.last(COLLECTED):
        return "已经当场收缴过"
    if int(asked.said.get("amount") or 0) != case.owed:
        return "当场收缴的金额应为未缴清的罚款"
    return CASH.get(str(asked.said.get("ground")), _no_ground)(case, asked)


def _no_ground(_: Standing, __: Asked) -> str:
    return said("当场收缴的理由应为：{grounds}", grounds="、".join(CASH))


def _small(case: Standing, asked: Asked) -> str:
    return _hard(case, asked) or ("" if fine_of(case) <= MOST_AT_ONCE else "罚款超过一百元")


def _hard(case: Standing, _: Asked) -> str:
    return "" if case.last(SPOT) else "不是当场作出的处罚决定"


def _remote(_: Standing, asked: Asked) -> str:
    return "" if asked.said.get("requested") else "当事人没有提出当场缴纳"


def _cash_out(case: Standing, _: Asked) -> str:
    return "" if case.last(COLLECTED, after=HANDED_IN) else "没有在执法人员手中的罚款"


def _cash_in_house(case: Standing, _: Asked) -> str:
    return "" if case.last(HANDED_IN, after=BANKED) else "没有交回本局、尚未缴付银行的罚款"


def cash_open(case: Standing) -> bool:
    """Tell whether cash was collected that did not reach the bank."""
    return case.last(COLLECTED, after=BANKED) is not None


Condition = Callable[[Standing, Asked], str]
CASH: Mapping[str, Condition] = {SMALL: _small, HARD: _hard, REMOTE: _remote}
COLLECTING: Mapping[str, Condition] = {
    "fine_owed": _fine_owed,
    "fine_overdue": _fine_overdue,
    "plan_right": _plan_right,
    "demanded": _demanded,
    "remedies_over": _remedies_over,
    "before_court_term": _before_court_term,
    "cash_allowed": _cash_allowed,
    "cash_out": _cash_out,
    "cash_in_house": _cash_in_house,
    "in_kind_right": _in_kind_right,
}
