"""The figures of the hotline in a period: what came, how it ended, terms kept, ratings, rewards."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from models.complaints import HotlineState
from models.tables.columns import table_of
from models.tables.complaints import ComplaintRow
from models.tables.terms import RunningTermRow
from models.values import shanghai_date
from rules import complaints as rules

COMPLAINTS, RUNNING = table_of(ComplaintRow), table_of(RunningTermRow)
GROUPS = ("kind", "office", "matter", "month")
SHOWN = (
    "id", "kind", "office", "matter", "state", "received_on", "case_number", "level", "reward", "paid_on",
)  # fmt: skip


@dataclass(slots=True)
class Sums:
    """The figures of a group; money in fen."""

    received: int = 0
    open: int = 0
    overdue: int = 0  # of those, with the term to answer over
    answered: int = 0
    on_time: int = 0
    not_accepted: int = 0
    referred: int = 0
    withdrawn: int = 0
    cases: int = 0
    rated: int = 0
    happy: int = 0  # rated 3 to 5
    rewards: int = 0
    rewarded: int = 0
    paid: int = 0  # how many of the rewards were paid

    @property
    def share_on_time(self) -> float | None:
        """Return the share of answers that came in time, None where nothing was answered."""
        return self.on_time / self.answered if self.answered else None

    @property
    def satisfied(self) -> float | None:
        """Return the share of levels 3 to 5 among the rated answers, None where nobody rated."""
        return self.happy / self.rated if self.rated else None


@dataclass(slots=True)
class Figures:
    """The figures of a period: of everything, and by each of GROUPS and its value."""

    whole: Sums = field(default_factory=Sums)
    by: dict[str, dict[str, Sums]] = field(default_factory=lambda: {name: defaultdict(Sums) for name in GROUPS})
    levels: dict[int, int] = field(default_factory=lambda: dict.fromkeys(rules.LEVELS, 0))


def figures(session: Session, since: date, through: date, *, on: date) -> Figures:
    """Return the figures of what was received on some days, both included, as they are on a day."""
    c, r, found = COMPLAINTS.c, RUNNING.c, Figures()
    answering = (r.subject == c.number) & r.term.in_(rules.TO_ANSWER.values())
    shown = select(*(c[name] for name in SHOWN), r.due_on, r.done_at)
    wanted = shown.select_from(COMPLAINTS.outerjoin(RUNNING, answering))
    for row in session.execute(wanted.where(c.received_on >= since, c.received_on <= through)).mappings():
        groups = {name: row[name] for name in GROUPS if name != "month"} | {"month": f"{row['received_on']:%Y-%m}"}
        for sums in (found.whole, *(found.by[name][value] for name, value in groups.items())):
            _add(sums, row, on)
        if row["level"] is not None:
            found.levels[row["level"]] += 1
    return found


def _add(sums: Sums, row: Any, on: date) -> None:
    state = HotlineState(row["state"])
    sums.received += 1
    sums.open += state in rules.OPEN
    sums.overdue += state in rules.OPEN and row["due_on"] is not None and row["due_on"] < on
    sums.answered += state is HotlineState.ANSWERED
    sums.on_time += state is HotlineState.ANSWERED and shanghai_date(row["done_at"]) <= row["due_on"]
    sums.not_accepted += state is HotlineState.NOT_ACCEPTED
    sums.referred += state is HotlineState.REFERRED
    sums.withdrawn += state is HotlineState.WITHDRAWN
    sums.cases += row["case_number"] != ""
    sums.rated += row["level"] is not None
    sums.happy += row["level"] is not None and row["level"] > rules.UNHAPPY
    sums.rewards += row["reward"] is not None
    sums.rewarded += row["reward"] or 0
    sums.paid += row["paid_on"] is not None
