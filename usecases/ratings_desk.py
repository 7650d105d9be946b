"""Ratings as people see them: list and filter, what waits for a visit, whether the loop is closed, the figures."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlmodel import Session

from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from models.tables.ratings import RatingRow, ReturnVisitRow
from models.values import first_moment, shanghai_date
from rules import ratings as rules
from usecases.typed import begins_with

OUTBOX, APPLICATIONS = table_of(OutboxRow), table_of(ApplicationRow)
RATINGS, VISITS = table_of(RatingRow), table_of(ReturnVisitRow)
CAP = 10_001
STATES = ("to_visit", "replying", "closed", "stuck")
GONE = ("rejected", "dead", "cancelled")


@dataclass(frozen=True, slots=True)
class RatingFilter:
    """What the list shows; None = no condition. `state` says where a return visit stands, `since` the first day."""

    level: str | None = None
    state: str | None = None
    channel: str | None = None
    district: str | None = None
    officer: str | None = None
    since: date | None = None
    text: str = ""
    office: str | None = None  # which was competent


@dataclass(frozen=True, slots=True)
class RatingLine:
    """One rating with its visit; texts are untrusted, the rater is masked."""

    id: int
    rating_id: str
    system: str
    channel: str
    application_ref: str
    subject: str
    item: str
    district: str
    officer: str
    level: int
    text: str
    anonymous: bool
    rater: str
    at: datetime
    due_on: date | None
    outcome: str | None
    visit_text: str | None
    visited_at: datetime | None
    visited_by: str | None
    reply_key: str | None
    party_name: str | None
    reply_state: str | None

    @property
    def state(self) -> str:
        """Return where the return visit stands: none, to_visit, replying, closed, stuck."""
        if self.due_on is None:
            return "none"
        if not self.reply_key:
            return "to_visit"
        if self.reply_state == "confirmed":
            return "closed"
        return "stuck" if self.reply_state in GONE else "replying"


def page(
    session: Session, wanted: RatingFilter, *, after: int | None = None, before: int | None = None, limit: int = 128
) -> Sequence[RatingLine]:
    """Return ratings, newest first: one page behind the id `after`, or the page just before `before`."""
    c = RATINGS.c
    query = _narrowed(select(*_shown()).select_from(_joined()), wanted)
    if before is not None:
        rows = session.execute(query.where(c.id > before).order_by(c.id).limit(limit)).all()
        return [RatingLine(*row) for row in rows][::-1]
    query = query.where(c.id < after) if after is not None else query
    return [RatingLine(*row) for row in session.execute(query.order_by(c.id.desc()).limit(limit))]


def count(session: Session, wanted: RatingFilter, *, cap: int = CAP) -> int:
    """Return how many ratings the filter selects, at most `cap`."""
    query = _narrowed(select(RATINGS.c.id).select_from(_joined()), wanted)
    return int(session.execute(select(func.count()).select_from(query.limit(cap).subquery())).scalar_one())


def to_visit(session: Session, *, office: str | None = None, cap: int) -> int:
    """Return how many return visits are still to be made (by one office, if given), at most `cap`."""
    waiting = select(VISITS.c.id).where(VISITS.c.recorded_at.is_(None))
    if office is not None:
        waiting = waiting.join(RATINGS, RATINGS.c.id == VISITS.c.rating).where(RATINGS.c.office == office)
    return int(session.execute(select(func.count()).select_from(waiting.limit(cap).subquery())).scalar_one())


def _shown() -> tuple[Any, ...]:
    c, v = RATINGS.c, VISITS.c
    names = (
        "id", "rating_id", "system", "channel", "application_ref", "subject", "item", "district", "officer", "level",
        "text", "anonymous", "rater", "at",
    )  # fmt: skip
    visit = (v.due_on, v.outcome, v.text, v.visited_at, v.by, v.reply_key)
    return (*(c[name] for name in names), *visit, APPLICATIONS.c.party_name, OUTBOX.c.state)


def _joined() -> Any:
    c, v = RATINGS.c, VISITS.c
    reply = and_(OUTBOX.c.system == c.system, OUTBOX.c.key == v.reply_key, v.reply_key != "")
    joined = RATINGS.outerjoin(VISITS, v.rating == c.id).outerjoin(OUTBOX, reply)
    return joined.outerjoin(APPLICATIONS, and_(APPLICATIONS.c.number == c.subject, c.subject != ""))


def _narrowed(query: Select[Any], wanted: RatingFilter) -> Select[Any]:
    c = RATINGS.c
    pairs = ((c.channel, wanted.channel), (c.district, wanted.district), (c.officer, wanted.officer),
             (c.office, wanted.office))  # fmt: skip
    query = query.where(*[column == value for column, value in pairs if value])
    if wanted.level:
        query = query.where(c.level == int(wanted.level))
    if wanted.state:
        query = query.where(_standing(wanted.state))
    if wanted.since:
        query = query.where(c.at >= first_moment(wanted.since))
    if wanted.text:
        query = query.where(begins_with(wanted.text, c.subject, c.rating_id, APPLICATIONS.c.party_name))
    return query


def _standing(state: str) -> Any:
    v, o = VISITS.c, OUTBOX.c
    told = {"closed": o.state == "confirmed", "stuck": o.state.in_(GONE)}
    replying = or_(o.state.is_(None), o.state.not_in(("confirmed", *GONE)))
    return {
        "to_visit": and_(v.id.is_not(None), v.recorded_at.is_(None)),
        "replying": and_(v.recorded_at.is_not(None), replying),
    }.get(state, told.get(state))


@dataclass(slots=True)
class Figures:
    """The ratings of a period: by level, and by channel, officer and month (each: count, unhappy, sum of levels)."""

    levels: Counter[int] = field(default_factory=Counter)
    by_channel: dict[str, list[int]] = field(default_factory=dict)
    by_officer: dict[str, list[int]] = field(default_factory=dict)
    by_month: dict[str, list[int]] = field(default_factory=dict)
    visits: int = 0  # called for
    named: int = 0  # of them by a rater who gave a name
    visited: int = 0
    named_visited: int = 0
    in_time: int = 0

    @property
    def satisfied(self) -> float | None:
        """Return the share of levels 3 to 5 (满意率), None where nobody rated."""
        every = sum(self.levels.values())
        happy = sum(n for level, n in self.levels.items() if level > rules.UNHAPPY)
        return happy / every if every else None

    @property
    def named_share(self) -> float | None:
        """Return the share of named unhappy ratings that were visited (实名差评回访率), None where there was none."""
        return self.named_visited / self.named if self.named else None


def figures(session: Session, since: date, through: date) -> Figures:
    """Return the figures of the ratings of some days, both included."""
    c, v, found = RATINGS.c, VISITS.c, Figures()
    shown = select(c.level, c.channel, c.officer, c.at, c.anonymous, v.due_on, v.recorded_at, v.visited_at)
    query = shown.select_from(RATINGS.outerjoin(VISITS, v.rating == c.id))
    last = first_moment(through + timedelta(days=1))
    for row in session.execute(query.where(c.at >= first_moment(since), c.at < last)):
        found.levels[row.level] += 1
        groups = (found.by_channel, row.channel), (found.by_officer, row.officer), (found.by_month, _month(row.at))
        for group, name in groups:
            sums = group.setdefault(name, [0, 0, 0])
            sums[:] = [sums[0] + 1, sums[1] + (row.level <= rules.UNHAPPY), sums[2] + row.level]
        if row.due_on is not None:
            _count_visit(found, row)
    return found


def _month(at: datetime) -> str:
    return shanghai_date(at).isoformat()[:7]


def _count_visit(found: Figures, row: Any) -> None:
    done = row.recorded_at is not None
    found.visits += 1
    found.visited += done
    found.named += not row.anonymous
    found.named_visited += done and not row.anonymous
    found.in_time += done and shanghai_date(row.recorded_at) <= row.due_on
