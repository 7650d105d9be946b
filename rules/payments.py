"""Payment of fines: what is due when, how much is open, and the surcharge for what comes late (all sums in fen)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from models.errors import InvalidInput
from models.values import Fen, yuan
from rules.basis import LegalBasis

BASIS = LegalBasis("行政处罚法", 2021, "第六十六条、第六十七条、第七十二条、第七十三条", "APL 66, 67, 72, 73")
PERCENT_A_DAY = 3  # APL 72(1)(1)
DAY = timedelta(days=1)
KEPT = "缴款安排未变更。"


class PaymentState(StrEnum):
    """How a fine stands (domain 7.5)."""

    UNPAID = "unpaid"
    PARTIAL = "partial"
    PAID = "paid"
    OVERDUE = "overdue"
    SURCHARGED = "surcharged"
    DEFERRED = "deferred"
    REFUNDED = "refunded"


STATE_NAMES = {
    PaymentState.UNPAID: "待缴",
    PaymentState.PARTIAL: "部分缴纳",
    PaymentState.PAID: "已缴清",
    PaymentState.OVERDUE: "逾期",
    PaymentState.SURCHARGED: "加处罚款",
    PaymentState.DEFERRED: "延期、分期",
    PaymentState.REFUNDED: "已退付",
}


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of a fine and the last day on which it is in time."""

    due_on: date
    amount: Fen


@dataclass(frozen=True, slots=True)
class Paid:
    """A sum that arrived on a day; a refund is negative."""

    on: date
    amount: int


@dataclass(frozen=True, slots=True)
class Pause:
    """Days that bear no surcharge: from the beginning of a reconsideration or lawsuit through its end (None: open)."""

    from_on: date
    to_on: date | None = None

    def holds(self, day: date) -> bool:
        """Tell whether a day lies in it, its first and last day included."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True, slots=True)
class Account:
    """One fine: its parts in the order of their days, what arrived, the days that do not count."""

    plan: tuple[Instalment, ...]
    paid: tuple[Paid, ...] = ()
    pauses: tuple[Pause, ...] = ()
    deferred: bool = False

    @property
    def fine(self) -> Fen:
        """Return the whole fine."""
        return Fen(sum(part.amount for part in self.plan))

    def received(self, through: date) -> int:
        """Return what has arrived through a day, less what was refunded."""
        return sum(each.amount for each in self.paid if each.on <= through)

    def late(self, on: date) -> int:
        """Return what of the fine is late on a day: due before it and not there on the day before."""
        due = sum(part.amount for part in self.plan if part.due_on < on)
        return max(0, due - self.received(on - DAY))


def surcharge(account: Account, on: date) -> Fen:
    """Return the surcharge through a day: 3 % a day of what is late, at most the fine (APL 72), rounded half up.

    The day of payment still counts; days of a reconsideration or lawsuit do not (APL 73).
    """
    parts = sum(account.late(day) * PERCENT_A_DAY for day in _days(account, on))
    return Fen(min((parts + 50) // 100, account.fine))


def _days(account: Account, on: date) -> Iterator[date]:
    """Yield the days from the first that can be late through `on` that bear a surcharge."""
    day = min((part.due_on for part in account.plan), default=on) + DAY
    while day <= on:
        if not any(pause.holds(day) for pause in account.pauses):
            yield day
        day += DAY


def owed(account: Account, on: date) -> int:
    """Return what is still open of fine and surcharge on a day."""
    return max(0, account.fine + surcharge(account, on) - account.received(on))


def excess(account: Account, on: date) -> int:
    """Return what arrived through a day beyond fine and surcharge: it is given back."""
    return max(0, account.received(on) - account.fine - surcharge(account, on))


def state(account: Account, on: date) -> PaymentState:
    """Return how a fine stands on a day."""
    received = account.received(on)
    if received <= 0 and any(each.amount < 0 for each in account.paid):
        return PaymentState.REFUNDED
    if not owed(account, on):
        return PaymentState.PAID
    if surcharge(account, on):
        return PaymentState.SURCHARGED
    if account.late(on + DAY) and on > min(part.due_on for part in account.plan):
        return PaymentState.OVERDUE
    if account.deferred:
        return PaymentState.DEFERRED
    return PaymentState.PARTIAL if received else PaymentState.UNPAID


def check_plan(plan: Sequence[Instalment], fine: Fen, last_due: date, granted_on: date) -> None:
    """Raise InvalidInput for parts that are not the fine, not in order, or due before they were granted (APL 66).

    `last_due` is the last day as it stood: to be deferred, something must come after it.
    """
    days = [part.due_on for part in plan]
    wrong = []
    if sum(part.amount for part in plan) != fine or any(part.amount <= 0 for part in plan):
        wrong.append(f"各期合计应为罚款{yuan(fine)}元，每期大于零")
    if days != sorted(set(days)):
        wrong.append("各期的日期应依次向后")
    if days and (days[0] < granted_on or days[-1] <= last_due):
        wrong.append(f"第一期不早于批准日{granted_on}，最后一期应在{last_due}之后")
    if wrong or not plan:
        raise InvalidInput("；".join(wrong or ["没有写明各期"]) + "。", kept=KEPT, do_next="请改正缴款安排。")
