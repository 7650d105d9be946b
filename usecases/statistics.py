"""Statistics of a period: applications received in it, by channel, item, district or month; past months are kept."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Date,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    insert,
    or_,
    select,
    text,
)
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session

from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.tables.instant import InstantDecisionRow
from models.tables.ratings import RatingRow
from models.tables.statistics import StatisticsMonthRow
from models.tables.terms import CardRow
from models.values import Fen, first_moment, shanghai_date, yuan
from rules import statistics as rules
from rules.statistics import WINDOW, Tally
from usecases.deeds import housekeeping
from usecases.exports import Table

APPLICATIONS, INSTANT = table_of(ApplicationRow), table_of(InstantDecisionRow)
CARDS, RATINGS, MONTHS = table_of(CardRow), table_of(RatingRow), table_of(StatisticsMonthRow)
BY = ("channel", "item", "district", "month")
DECIDED = ("granted", "refused")
OPEN = ("received", "correcting", "accepted", "examining")
COLUMNS = (
    "分类", "收件", "办结", "准予", "不予许可", "不予受理", "撤回", "在办", "准予率", "按时率", "平均天数",
    "九成以内天数", "秒批", "秒批率", "预警", "黄牌", "红牌", "节省天数", "节省（元）", "评价数", "平均评价",
)  # fmt: skip
_RECEIVED = (
    select(APPLICATIONS.c.received_at)
    .where(APPLICATIONS.c.id >= bindparam("from_id"))
    .order_by(APPLICATIONS.c.id)
    .limit(1)
)
Key = tuple[str, str, str, str]  # channel, item, district, month


@dataclass(slots=True)
class Line:
    """The figures of one channel, item, district or month (or of all)."""

    key: str
    tally: Tally
    visits: int = 0  # concluded without a visit to the window
    warnings: int = 0
    yellow: int = 0
    red: int = 0
    ratings: int = 0
    stars: int = 0

    @property
    def days_saved(self) -> float:
        """Return the days that applicants were spared."""
        return float(rules.days_saved(self.visits))

    @property
    def fen_saved(self) -> Fen:
        """Return what these days are worth."""
        return rules.fen_saved(self.visits)

    @property
    def mean_rating(self) -> float | None:
        """Return the mean of 1 (very unhappy) to 5."""
        return rules.share(self.stars, self.ratings)


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a period; `lines` are in the order of their keys."""

    since: date
    through: date
    by: str
    lines: tuple[Line, ...]
    total: Line


def figures(session: Session, since: date, through: date, by: str) -> Figures:
    """Return the figures of what was received from one day through another; cards and ratings are those given then.

    `by` is one of BY. Months that are over come from the kept figures, where they are there.
    """
    found: dict[str, Line] = {}
    place, total = BY.index(by), Line("", Tally())
    for key, tally in _counted(session, since, through):
        for line in (found.setdefault(key[place], Line(key[place], Tally())), total):
            line.tally.add(tally)
            line.visits += tally.concluded if key[0] != WINDOW else 0
    for name, kind, count, stars in (*_cards(session, since, through, by), *_rated(session, since, through, by)):
        for line in (found.setdefault(name, Line(name, Tally())), total):
            setattr(line, kind, getattr(line, kind) + count)
            line.stars += stars
    return Figures(since, through, by, tuple(found[name] for name in sorted(found)), total)


def _counted(session: Session, since: date, through: date) -> Iterator[tuple[Key, Tally]]:
    kept = {row.month: row.cells for row in session.execute(select(MONTHS.c.month, MONTHS.c.cells))}
    for first, last in rules.months(since, through):
        month = rules.month_of(first)
        cells = kept.get(month) if rules.whole(first, last) else None
        for channel, item, district, counts, days in _cells(session, first, last)[2] if cells is None else cells:
            tally = Tally(*counts)
            tally.days.update({int(length): count for length, count in days})
            yield (channel, item, district, month), tally


def _cells(session: Session, first: date, last: date) -> tuple[int, int, list[list[Any]]]:
    """Count what was received on some days; return first and last id and [channel, item, district, counts, days]."""
    begin, end = first_id(session, first_moment(first)), first_id(session, first_moment(last + timedelta(days=1)))
    c, cells = APPLICATIONS.c, defaultdict[tuple[str, str, str], Tally](Tally)
    mine = (c.id >= begin, c.id < end)
    for channel, item, district, state, days, count, accepted, timely in session.execute(_grouped(session, mine)):
        tally, name = cells[channel, item, district], "open" if state in OPEN else state
        for counter, more in ((name, count), ("received", count), ("accepted", accepted), ("in_time", timely)):
            setattr(tally, counter, getattr(tally, counter) + more)
        if days is not None:
            tally.days[days] += count
    for channel, item, district, count in session.execute(_instant(mine)):
        cells[channel, item, district].instant += count
    return begin, end - 1, [[*key, *_plain(tally)] for key, tally in sorted(cells.items())]


def _grouped(session: Session, mine: Sequence[ColumnElement[bool]]) -> Select[Any]:
    """Return the query for channel, item, district, state, days, and how many, how many accepted, how many in time."""
    c = APPLICATIONS.c
    length = case((c.state.in_(DECIDED), _days_between(session, c.received_at, c.decided_at)), else_=None)
    in_time = and_(c.state.in_(DECIDED), or_(c.due_on.is_(None), _day(session, c.decided_at) <= c.due_on))
    shown = [c.channel, c.item, c.district, c.state, length]
    sums = [func.count(), _sum(c.accepted_at.is_not(None)), _sum(in_time)]
    return select(*shown, *sums).where(*mine).group_by(*shown)


def _plain(tally: Tally) -> tuple[list[int], list[tuple[int, int]]]:
    return [getattr(tally, name) for name in rules.COUNTS], sorted(tally.days.items())


def _instant(mine: Sequence[ColumnElement[bool]]) -> Select[Any]:
    c, d = APPLICATIONS.c, INSTANT.c
    at_once = exists().where(d.application_id == c.id, d.outcome == "granted").correlate(APPLICATIONS)
    keys = (c.channel, c.item, c.district)
    return select(*keys, func.count()).where(*mine, c.state == "granted", at_once).group_by(*keys)


def _sum(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _day(session: Session, moment: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the day in Shanghai of a moment."""
    if session.get_bind().dialect.name == "sqlite":
        return func.date(moment, text("'+8 hours'"))
    return cast(func.timezone(text("'Asia/Shanghai'"), moment), Date)


def _days_between(session: Session, earlier: ColumnElement[Any], later: ColumnElement[Any]) -> ColumnElement[Any]:
    first, last = _day(session, earlier), _day(session, later)
    if session.get_bind().dialect.name == "sqlite":
        return cast(func.julianday(last) - func.julianday(first), Integer)
    return last.op("-", return_type=Integer())(first)


def first_id(session: Session, moment: datetime) -> int:
    """Return the id from which on applications were received at or after a moment: ids rise in the order of receipt."""
    c = APPLICATIONS.c
    newest = session.execute(select(func.max(c.id))).scalar() or 0

    def received(row_id: int) -> datetime:
        found: datetime = session.execute(_RECEIVED, {"from_id": row_id}).scalar_one()
        return found

    return bisect_left(range(newest + 1), moment, lo=1, key=received) if newest else 1


def _cards(session: Session, since: date, through: date, by: str) -> Iterator[tuple[str, str, int, int]]:
    """Yield (key, what is counted, how many, 0) of the cards of applications that were given in a period."""
    c = CARDS.c
    key = _key(session, by, c.subject, c.given_at)
    query = select(key, c.kind, func.count()).where(*_within(c.given_at, since, through), c.lifted_at.is_(None))
    for name, kind, count in session.execute(query.group_by("key", c.kind)):
        if name:
            yield str(name), "warnings" if kind == "warning" else kind, count, 0


def _rated(session: Session, since: date, through: date, by: str) -> Iterator[tuple[str, str, int, int]]:
    """Yield (key, what is counted, how many, the sum of the stars) of ratings of our applications."""
    c = RATINGS.c
    key = _key(session, by, c.subject, c.at)
    query = select(key, func.count(), func.sum(c.level)).where(*_within(c.at, since, through), c.subject != "")
    for name, count, stars in session.execute(query.group_by("key")):
        if name:
            yield str(name), "ratings", count, int(stars)


def _key(session: Session, by: str, subject: ColumnElement[str], moment: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return what a card or rating is counted under; its application is looked up, so that no planner begins there."""
    if by != "month":
        mine = APPLICATIONS.c.number == subject
        return select(APPLICATIONS.c[by]).where(mine).scalar_subquery().label("key")
    return func.substr(cast(_day(session, moment), String), 1, 7).label("key")


def _within(moment: ColumnElement[Any], since: date, through: date) -> tuple[ColumnElement[bool], ...]:
    return moment >= first_moment(since), moment < first_moment(through + timedelta(days=1))


@housekeeping
def keep_next(session: Session, *, at: datetime) -> str | None:
    """Keep the figures of the newest month that is over and not kept; return the month, None when all are."""
    oldest = session.execute(select(APPLICATIONS.c.received_at).order_by(APPLICATIONS.c.id).limit(1)).scalar()
    if oldest is None:
        return None
    kept = set(session.execute(select(MONTHS.c.month)).scalars())
    today = shanghai_date(at)
    missing = [
        (first, last)
        for first, last in rules.months(shanghai_date(oldest).replace(day=1), today.replace(day=1) - timedelta(days=1))
        if rules.month_of(first) not in kept
    ]
    if not missing:
        return None
    if session.get_bind().dialect.name == "postgresql":  # what changes meanwhile would be forgotten by nobody
        session.execute(text("lock table applications in share mode"))
    first, last = missing[-1]
    begin, end, cells = _cells(session, first, last)
    month = rules.month_of(first)
    values = {"month": month, "first_id": begin, "last_id": end, "cells": cells, "made_at": at}
    session.execute(insert(MONTHS), values)
    return month


def table(found: Figures) -> Table:
    """Return the figures as a table to export; the last row is the sum."""
    return Table(COLUMNS, [cells(line) for line in (*found.lines, found.total)])


def cells(line: Line) -> tuple[object, ...]:
    """Return a line as the cells of the exported table."""
    t = line.tally
    rates = [None if one is None else f"{one:.4f}" for one in (t.granted_share, t.on_time_rate, t.instant_share)]
    mean, rating = (None if one is None else f"{one:.2f}" for one in (t.mean_days, line.mean_rating))
    return (
        line.key or "合计", t.received, t.concluded, t.granted, t.refused, t.not_accepted, t.withdrawn, t.open,
        rates[0], rates[1], mean, t.percentile(0.9), t.instant, rates[2], line.warnings, line.yellow, line.red,
        f"{line.days_saved:.1f}", yuan(line.fen_saved), line.ratings, rating,
    )  # fmt: skip


def as_json(found: Figures) -> dict[str, object]:
    """Return the figures as the command prints them."""
    lines = [_object(line) for line in found.lines]
    return {"from": found.since, "to": found.through, "by": found.by, "lines": lines, "total": _object(found.total)}


def _object(line: Line) -> dict[str, object]:
    t = line.tally
    counts = {name: getattr(t, name) for name in rules.COUNTS if name != "in_time"}
    return {
        "key": line.key, **counts, "decided": t.decided, "concluded": t.concluded, "granted_share": t.granted_share,
        "on_time_rate": t.on_time_rate, "instant_share": t.instant_share, "mean_days": t.mean_days,
        "median_days": t.percentile(0.5), "p90_days": t.percentile(0.9),
        "cards": {"warning": line.warnings, "yellow": line.yellow, "red": line.red}, "visits_spared": line.visits,
        "days_saved": line.days_saved, "yuan_saved": yuan(line.fen_saved), "ratings": line.ratings,
        "mean_rating": line.mean_rating,
    }  # fmt: skip
