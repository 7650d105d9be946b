"""Payment of fines and confiscated sums: what is due when, how much is open, the surcharge for what is late (fen)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from models.errors import InvalidInput
from models.said import said, sentence
from models.values import Fen, yuan
from rules.basis import LegalBasis

BASIS = LegalBasis("行政处罚法", 2021, "第六十六条、第六十七条、第七十二条、第七十三条", "APL 66, 67, 72, 73")
PERCENT_A_DAY = 3  # APL 72(1)(1)
DAY = timedelta(days=1)
KEPT = "缴款安排未变更。"


class PaymentState(StrEnum):
    """How a sum stands (domain 7.5), with what was done to collect it or must be given back."""

    UNPAID = "unpaid"
    PARTIAL = "partial"
    PAID = "paid"
    OVERDUE = "overdue"
    SURCHARGED = "surcharged"
    DEFERRED = "deferred"
    REFUNDED = "refunded"
    DEMANDED = "demanded"  # late, and the party was told to pay (ACL 54)
    AT_COURT = "at_court"  # the court was asked to enforce (ACL 53)
    REFUNDING = "refunding"  # more is there than is due, and it was not given back yet
    CANCELLED = "cancelled"  # the decision fell before anything was paid
    NOT_ISSUED = "not_issued"  # nothing is due yet: not decided, or not served


STATE_NAMES = {
    PaymentState.UNPAID: "待缴",
    PaymentState.PARTIAL: "部分缴纳",
    PaymentState.PAID: "已缴清",
    PaymentState.OVERDUE: "逾期",
    PaymentState.SURCHARGED: "加处罚款",
    PaymentState.DEFERRED: "延期、分期",
    PaymentState.REFUNDED: "已退付",
    PaymentState.DEMANDED: "已催告",
    PaymentState.AT_COURT: "已申请强制执行",
    PaymentState.REFUNDING: "待退付",
    PaymentState.CANCELLED: "已作废",
    PaymentState.NOT_ISSUED: "未开具",
}
ORDERED = tuple(state for state in PaymentState if state is not PaymentState.NOT_ISSUED)  # of an order
URGENCY = (  # of two sums of a case, which says how the case stands
    PaymentState.AT_COURT, PaymentState.DEMANDED, PaymentState.SURCHARGED, PaymentState.OVERDUE, PaymentState.PARTIAL,
    PaymentState.UNPAID, PaymentState.DEFERRED, PaymentState.REFUNDING, PaymentState.PAID, PaymentState.REFUNDED,
    PaymentState.CANCELLED, PaymentState.NOT_ISSUED,
)  # fmt: skip


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
class Former:
    """The parts as they were due on the days before `until`, on which time was given: what is late by then stays so."""

    plan: tuple[Instalment, ...]
    until: date


@dataclass(frozen=True, slots=True)
class Account:
    """One sum: its parts in the order of their days, what arrived, the days that do not count.

    `former` are the parts before each grant of time, the oldest first.
    `plain` bears no surcharge (a confiscated sum is no fine); `void`: the decision fell, so nothing is due and
    everything is given back; `pressed` says what was done to collect it (demanded, at_court).
    """

    plan: tuple[Instalment, ...]
    paid: tuple[Paid, ...] = ()
    pauses: tuple[Pause, ...] = ()
    deferred: bool = False
    plain: bool = False
    void: bool = False
    pressed: PaymentState | None = None
    former: tuple[Former, ...] = ()

    @property
    def fine(self) -> Fen:
        """Return the whole sum of the decision."""
        return Fen(sum(part.amount for part in self.plan))

    def received(self, through: date) -> int:
        """Return what has arrived through a day, less what was refunded."""
        return sum(each.amount for each in self.paid if each.on <= through)

    def late(self, on: date) -> int:
        """Return what of the fine is late on a day: due before it and not there on the day before."""
        return max(0, self._due_before(on) - self.received(on - DAY))

    def _due_before(self, on: date) -> int:
        plan = next((each.plan for each in self.former if on < each.until), self.plan)
        return sum(part.amount for part in plan if part.due_on < on)

    def arrears(self, on: date) -> int:
        """Return what should be there on a day, parts due before it with the surcharge, and is not."""
        return max(0, self._due_before(on) + surcharge(self, on) - self.received(on))


@dataclass(frozen=True, slots=True)
class Accounts:
    """What one decision asks for: the fine with its surcharge, and the confiscated sum; each is paid by itself."""

    fine: Account
    confiscated: Account = Account((), plain=True)

    @property
    def both(self) -> tuple[Account, Account]:
        """Return the two in the order of the law."""
        return self.fine, self.confiscated

    def received(self, on: date) -> int:
        """Return what has arrived for both through a day."""
        return sum(each.received(on) for each in self.both)

    def owed(self, on: date) -> int:
        """Return what is open of both; too much for the one pays nothing of the other."""
        return sum(owed(each, on) for each in self.both)

    def excess(self, on: date) -> int:
        """Return what is to be given back of both."""
        return sum(excess(each, on) for each in self.both)

    def state(self, on: date) -> PaymentState:
        """Return how the case stands: as the sum of which something must be done first; not issued without any."""
        found = [state(each, on) for each in self.both if each.plan or each.paid]
        worst = min(found, key=URGENCY.index, default=PaymentState.NOT_ISSUED)
        return PaymentState.PARTIAL if worst is PaymentState.UNPAID and self.received(on) > 0 else worst


def surcharge(account: Account, on: date) -> Fen:
    """Return the surcharge through a day: 3 % a day of what is late, at most the fine (APL 72), rounded half up.

    The day of payment still counts; days of a reconsideration or lawsuit do not (APL 73).
    """
    parts = sum(stretch.amount for stretch in stretches(account, on))
    return Fen(min((parts + 50) // 100, account.fine))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row that bear a surcharge, on which the same sum was late."""

    first: date
    last: date
    late: int
    days: int

    @property
    def amount(self) -> int:
        """Return 3 % a day of what was late, in hundredths of a fen: rounded only in the sum of all."""
        return self.late * PERCENT_A_DAY * self.days


def stretches(account: Account, on: date) -> list[Stretch]:
    """Return the arithmetic of the surcharge through a day, before the cap; pauses part the stretches."""
    found: list[Stretch] = []
    for day in () if account.plain or account.void else _days(account, on):
        late = account.late(day)
        if not late:
            continue
        before = found[-1] if found else None
        if before is not None and (before.late, before.last + DAY) == (late, day):
            found[-1] = Stretch(before.first, day, late, before.days + 1)
        else:
            found.append(Stretch(day, day, late, 1))
    return found


def _days(account: Account, on: date) -> Iterator[date]:
    """Yield the days from the first that can be late through `on` that bear a surcharge."""
    plans = [account.plan, *(each.plan for each in account.former)]
    day = min((part.due_on for plan in plans for part in plan), default=on) + DAY
    while day <= on:
        if not any(pause.holds(day) for pause in account.pauses):
            yield day
        day += DAY


def due(account: Account, on: date) -> int:
    """Return the whole sum with its surcharge on a day, 0 where the decision fell."""
    return 0 if account.void else account.fine + surcharge(account, on)


def owed(account: Account, on: date) -> int:
    """Return what is still open of a sum and its surcharge on a day."""
    return max(0, due(account, on) - account.received(on))


def excess(account: Account, on: date) -> int:
    """Return what arrived through a day beyond what is due: it is given back."""
    return max(0, account.received(on) - due(account, on))


def state(account: Account, on: date) -> PaymentState:
    """Return how a sum stands on a day."""
    received = account.received(on)
    if excess(account, on):
        return PaymentState.REFUNDING
    if received <= 0 and any(each.amount < 0 for each in account.paid):
        return PaymentState.REFUNDED
    if account.void:
        return PaymentState.CANCELLED
    return _unpaid(account, on) if owed(account, on) else PaymentState.PAID


def _unpaid(account: Account, on: date) -> PaymentState:
    """Return how a sum stands of which something is owed: the most pressing first."""
    if account.arrears(on):
        return account.pressed or (PaymentState.SURCHARGED if surcharge(account, on) else PaymentState.OVERDUE)
    if account.deferred:
        return PaymentState.DEFERRED
    return PaymentState.PARTIAL if account.received(on) > 0 else PaymentState.UNPAID


def check_plan(plan: Sequence[Instalment], fine: Fen, last_due: date, granted_on: date) -> None:
    """Raise InvalidInput for parts that are not the fine, not in order, or due before they were granted (APL 66).

    `last_due` is the last day as it stood: to be deferred, something must come after it.
    """
    days = [part.due_on for part in plan]
    wrong: list[str] = []
    if sum(part.amount for part in plan) != fine or any(part.amount <= 0 for part in plan):
        wrong.append(said("各期合计应为罚款{fine}元，每期大于零", fine=yuan(fine)))
    if days != sorted(set(days)):
        wrong.append("各期的日期应依次向后")
    if days and (days[0] < granted_on or days[-1] <= last_due):
        wrong.append(
            said("第一期不早于批准日{granted_on}，最后一期应在{last_due}之后", granted_on=granted_on, last_due=last_due)
        )
    if wrong or not plan:
        raise InvalidInput(sentence(wrong or ["没有写明各期"]), kept=KEPT, do_next="请改正缴款安排。")
