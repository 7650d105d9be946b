"""Statistics: what is counted of applications, the rates that follow, and what was saved (domain 9)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from models.values import Fen
from rules.basis import LegalBasis

BASIS = LegalBasis("国务院关于在线政务服务的若干规定", "国务院令第716号", "第七条", "ONLINE 7")
DAYS_A_VISIT = Decimal("0.5")  # a visit to the window costs half a day (the self-service study of 2019)
FEN_A_VISIT = Fen(50_00)  # and 50 yuan: the study's 4,117 visits are 2,058.5 days and 205,850 yuan
WINDOW = "window"  # the only channel for which the applicant comes to the hall
COUNTS = (
    "received", "open", "accepted", "granted", "refused", "not_accepted", "withdrawn", "closed", "instant", "in_time",
)  # fmt: skip


@dataclass(slots=True)
class Tally:
    """The counts of some applications; `days` says how many took so many days from receipt to decision."""

    received: int = 0
    open: int = 0
    accepted: int = 0
    granted: int = 0
    refused: int = 0
    not_accepted: int = 0
    withdrawn: int = 0
    closed: int = 0
    instant: int = 0  # granted by the system at once
    in_time: int = 0  # granted or refused on or before the last day
    days: Counter[int] = field(default_factory=Counter)

    @property
    def decided(self) -> int:
        """Return how many were granted or refused."""
        return self.granted + self.refused

    @property
    def concluded(self) -> int:
        """Return how many have come to any end."""
        return self.received - self.open

    @property
    def granted_share(self) -> float | None:
        """Return granted to decided, None where nothing was decided."""
        return share(self.granted, self.decided)

    @property
    def on_time_rate(self) -> float | None:
        """Return the share of decisions that came on or before their last day."""
        return share(self.in_time, self.decided)

    @property
    def instant_share(self) -> float | None:
        """Return the share of grants that the system gave at once."""
        return share(self.instant, self.granted)

    @property
    def mean_days(self) -> float | None:
        """Return the mean days from receipt to decision."""
        return share(sum(days * count for days, count in self.days.items()), self.days.total())

    def percentile(self, part: float) -> int | None:
        """Return the days within which so great a part was decided (nearest rank)."""
        wanted, passed = part * self.days.total(), 0
        for days in sorted(self.days):
            passed += self.days[days]
            if passed >= wanted:
                return days
        return None

    def add(self, other: "Tally") -> None:
        """Count another tally in."""
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.days.update(other.days)


def share(part: float, whole: int) -> float | None:
    """Return part to whole, None of nothing."""
    return part / whole if whole else None


def days_saved(visits: int) -> Decimal:
    """Return the days that applicants saved by so many visits that were not needed."""
    return visits * DAYS_A_VISIT


def fen_saved(visits: int) -> Fen:
    """Return what these visits would have cost, in fen."""
    return Fen(visits * FEN_A_VISIT)


def month_of(day: date) -> str:
    """Return the month of a day, 2026-11."""
    return f"{day.year:04d}-{day.month:02d}"


def months(since: date, through: date) -> Iterable[tuple[date, date]]:
    """Yield the months of a period as (first day, last day), cut at its ends."""
    first = since
    while first <= through:
        following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        yield first, min(through, following - timedelta(days=1))
        first = following


def whole(first: date, last: date) -> bool:
    """Return whether two days are the first and the last of one month."""
    return first.day == 1 and (last + timedelta(days=1)).day == 1
