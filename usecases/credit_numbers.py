"""The numbers a supervisor is measured by: published on time, late and why, missing, rejected, corrected, repaired."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from sqlalchemy import select
from sqlmodel import Session

from models.tables.columns import table_of
from models.tables.outbox import FeedbackRow, OutboxRow
from models.tables.penalties import PenaltyRow
from models.values import SHANGHAI, shanghai_date
from rules.publication import REPAIRED
from usecases import clocks, credit_clocks, whereabouts
from usecases.credit_clocks import ClockLine
from usecases.exports import Table
from usecases.penalty_records import exclusion

OUTBOX, FEEDBACK, PENALTIES = table_of(OutboxRow), table_of(FeedbackRow), table_of(PenaltyRow)
DONE = ("on_time", "late")
COLUMNS = (
    "月份", "机构", "应公示", "按时", "迟报", "漏报", "未到期", "不公示", "首次被拒收", "拒收率", "平均天数", "更正",
    "撤回", "修复", "异议", "迟报和漏报的原因",
)  # fmt: skip
CAUSES = {
    "recorded_late": "登记已晚", "disputed": "有异议", "given_up": "已作废", "rejected": "被拒收待更正",
    "held": "对方暂存（未关联）", "unconfirmed": "对方未确认", "platform_away": "对方平台不可用", "not_sent": "未送出",
}  # fmt: skip


@dataclass(slots=True)
class Numbers:
    """One month of one office, by the last day of each record; `month` or `office` "" = all of them."""

    month: str
    office: str
    on_time: int = 0
    late: int = 0
    missing: int = 0  # past its day and not confirmed
    pending: int = 0  # its day is still to come
    excluded: int = 0  # decided in the month, not published by the law
    rejected_first: int = 0
    days: int = 0  # calendar days from the decision to its confirmation, of all that are confirmed
    corrections: int = 0
    withdrawals: int = 0
    repairs: int = 0
    disputes: int = 0
    causes: Counter[str] = field(default_factory=Counter)

    @property
    def to_publish(self) -> int:
        """Return how many decisions had to be published by a day of the month."""
        return self.on_time + self.late + self.missing + self.pending

    @property
    def on_time_rate(self) -> float | None:
        """Return the share that was published on time, of those whose day is known to be kept or missed."""
        judged = self.on_time + self.late + self.missing
        return self.on_time / judged if judged else None

    @property
    def rejection_rate(self) -> float | None:
        """Return the share that the receiver rejected the first time."""
        return self.rejected_first / self.to_publish if self.to_publish else None

    @property
    def mean_days(self) -> float | None:
        """Return the mean number of calendar days from a decision to its confirmation."""
        done = self.on_time + self.late
        return self.days / done if done else None


Found = dict[tuple[str, str], Numbers]


def numbers(session: Session, since: date, through: date, *, at: datetime, office: str | None = None) -> list[Numbers]:
    """Return the numbers of each month and office, and behind them the total; of one office, if given."""
    found: Found = {}
    for line in records(session, since, through, at=at, office=office):
        _count(_of(found, line.due_on, line.office), line)
    _feedback(session, found, since, through, office)
    _excluded(session, found, since, through, office)
    lines = [found[key] for key in sorted(found)]
    return [*lines, total(lines)] if lines else []


def records(
    session: Session, since: date, through: date, *, at: datetime, office: str | None = None, what: str = ""
) -> list[ClockLine]:
    """Return the records behind the numbers of a span; `what` names the number that they make up, "" = all.

    A span that reaches to today holds what is still running as well, whenever its day is.
    """
    c = OUTBOX.c
    end = [] if through >= shanghai_date(at) else [c.deadline_on <= through]
    found = credit_clocks.lines(session, [c.deadline_on >= since, *end], known=clocks.reckoner(session, at))
    mine = [line for line in found if office in (None, line.office) and (line.confirmed_at or line.hold != REPAIRED)]
    return [line for line in mine if not what or what in told(line)]


def told(line: ClockLine) -> tuple[str, ...]:
    """Return the numbers in which a record counts."""
    if line.op == "withdraw":
        return ("withdrawals",)
    if line.term != "L25":
        return ("corrections",)
    first = ("to_publish", *(("rejected_first",) if line.rejected else ()))
    if line.confirmed_at is not None:
        return (*first, "late" if line.side else "on_time")
    return (*first, "missing" if line.left < 0 else "pending")


def total(lines: Iterable[Numbers]) -> Numbers:
    """Return the sum of all lines."""
    whole = Numbers("", "")
    for line in lines:
        for name in COUNTED:
            setattr(whole, name, getattr(whole, name) + getattr(line, name))
        whole.causes += line.causes
    return whole


COUNTED = (
    "on_time", "late", "missing", "pending", "excluded", "rejected_first", "days", "corrections", "withdrawals",
    "repairs", "disputes",
)  # fmt: skip


def as_json(line: Numbers) -> dict[str, object]:
    """Return one line as an object; rates as numbers between 0 and 1, null where there is nothing to divide."""
    more = {name: getattr(line, name) for name in COUNTED if name != "days"}
    rates = {"on_time_rate": line.on_time_rate, "rejection_rate": line.rejection_rate, "mean_days": line.mean_days}
    shown = {name: None if rate is None else round(rate, 4) for name, rate in rates.items()}
    head = {"month": line.month, "office": line.office, "to_publish": line.to_publish}
    return head | more | shown | {"causes": dict(sorted(line.causes.items()))}


def table(lines: Sequence[Numbers]) -> Table:
    """Return the numbers as a table to export."""
    return Table(COLUMNS, [_cells(line) for line in lines])


def _cells(line: Numbers) -> tuple[object, ...]:
    from content.office_list import known

    place = known().get(line.office)
    name = place.name if place else next((p.name for p in known().values() if p.division == line.office), line.office)
    counts = (line.to_publish, line.on_time, line.late, line.missing, line.pending, line.excluded, line.rejected_first)
    mean = "" if line.mean_days is None else f"{line.mean_days:.1f}"
    rate = "" if line.rejection_rate is None else f"{line.rejection_rate:.1%}"
    more = (line.corrections, line.withdrawals, line.repairs, line.disputes)
    return (line.month or "合计", name, *counts, rate, mean, *more, causes_text(line))


def causes_text(line: Numbers) -> str:
    """Return why records are late or missing, the most frequent first."""
    return "；".join(f"{CAUSES[why]}{count}" for why, count in line.causes.most_common())


def _of(found: Found, day: date, office: str) -> Numbers:
    key = (day.strftime("%Y-%m"), office)
    return found.setdefault(key, Numbers(*key))


def _count(numbers: Numbers, line: ClockLine) -> None:
    for what in told(line):
        if what != "to_publish":
            setattr(numbers, what, getattr(numbers, what) + 1)
    if line.term == "L25" and line.op == "upsert":
        if line.confirmed_at is not None:
            numbers.days += (shanghai_date(line.confirmed_at) - line.decided_on).days
        if line.cause:
            numbers.causes[line.cause] += 1


def _feedback(session: Session, found: Found, since: date, through: date, office: str | None) -> None:
    c = FEEDBACK.c
    first, last = (datetime.combine(day, edge, SHANGHAI) for day, edge in ((since, time.min), (through, time.max)))
    rows = session.execute(select(c.record_key, c.type, c.received_at).where(c.received_at.between(first, last)))
    names = {"repair": "repairs", "dispute": "disputes"}
    for row in rows.all():
        place = whereabouts.of_subject(session, row.record_key) or ""
        if row.type in names and office in (None, place):
            numbers = _of(found, shanghai_date(row.received_at), place)
            setattr(numbers, names[row.type], getattr(numbers, names[row.type]) + 1)


def _excluded(session: Session, found: Found, since: date, through: date, office: str | None) -> None:
    c = PENALTIES.c
    for row in session.execute(select(PENALTIES).where(c.decided_on.between(since, through))).mappings():
        place = whereabouts.of_number(row["canonical_no"])
        if office in (None, place) and exclusion(dict(row)) is not None:
            _of(found, row["decided_on"], place).excluded += 1
