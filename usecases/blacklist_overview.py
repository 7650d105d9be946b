"""All lists at a glance: source, meaning, newest version and its age, entries, hits that wait, what is too old."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session

from models.tables.blacklist import BlacklistRow, ListHitRow, RefreshRow
from models.tables.columns import table_of
from models.values import shanghai_date
from usecases import blacklist_lists, blacklist_versions
from usecases.blacklist_lists import BlackList
from usecases.blacklist_versions import Version

ENTRIES, HITS, REFRESHES = table_of(BlacklistRow), table_of(ListHitRow), table_of(RefreshRow)
FEEDS = {"hand": "人工登记", "file": "文件导入", "source": "从来源更新"}


@dataclass(frozen=True, slots=True)
class ListState:
    """One list as it stands; `age` are days since it was last known to be up to date, None where it never was.

    `waits` = a change of the wording waits for a second officer; `fault` is what its source last said wrong.
    """

    worded: BlackList
    newest: Version | None
    entries: int
    hits: int
    age: int | None
    waits: bool
    fault: str = ""
    held: dict[str, int] | None = None

    @property
    def stale(self) -> bool:
        """Whether the list is older than it may be."""
        return bool(self.worded.stale_days) and (self.age is None or self.age > self.worded.stale_days)

    def as_json(self) -> dict[str, Any]:
        """Return what `luqiao blacklist lists` prints."""
        shown: dict[str, Any] = {"list": self.worded.name}
        shown |= {name: getattr(self.worded, name) for name in (*blacklist_lists.WORDING, "confirmed_by")}
        version = None if self.newest is None else self.newest.number
        updated = None if self.newest is None else self.newest.at
        shown |= {"version": version, "updated_at": updated, "entries": self.entries, "hits_waiting": self.hits}
        return shown | {"age_days": self.age, "stale": self.stale, "fault": self.fault, "held": self.held}

    def told(self) -> str:
        """Return the list on one line."""
        meaning = "命中不予许可" if self.worded.bars else "命中须核对"
        version = "无版本" if self.newest is None else f"第{self.newest.number}版"
        age = "" if self.age is None else f"{self.age} 天前更新"
        parts = (self.worded.name, FEEDS[self.worded.feed], meaning, version, f"{self.entries} 条", age)
        more = (f"{self.hits} 件命中待核对" if self.hits else "", "过期" if self.stale else "", self.fault)
        return "  ".join(part for part in (*parts, *more) if part)


def overview(session: Session, today: date) -> list[ListState]:
    """Return every list that stands, by name."""
    waiting = {one.name for one in blacklist_lists.standing(session, proposed=True)}
    hits = dict(_counted(session, HITS.c.list_name, HITS.c.state == "waiting"))
    entries = dict(_counted(session, ENTRIES.c.list_name, ENTRIES.c.lifted_at.is_(None)))
    refreshes = {row.list_name: row for row in session.execute(select(REFRESHES))}
    found = []
    for worded in blacklist_lists.standing(session):
        newest = next(iter(blacklist_versions.versions(session, worded.name, limit=1)), None)
        refresh = refreshes.get(worded.name)
        moments = [
            blacklist_versions.fed_at(session, worded.name, by_hand=worded.feed == "hand"),
            refresh.answered_at if refresh else None,
        ]
        days = [shanghai_date(moment) for moment in moments if moment is not None]
        age = (today - max(days)).days if days else None
        state = ListState(
            worded, newest, entries.get(worded.name, 0), hits.get(worded.name, 0), age, worded.name in waiting
        )
        found.append(state if refresh is None else replace(state, fault=refresh.fault, held=refresh.waiting))
    return found


def _counted(session: Session, column: Any, *where: Any) -> list[tuple[str, int]]:
    return [(row[0], row[1]) for row in session.execute(select(column, func.count()).where(*where).group_by(column))]


def stale(session: Session, today: date) -> list[ListState]:
    """Return the lists that are older than they may be."""
    return [one for one in overview(session, today) if one.stale]


def told_stale(one: ListState) -> str:
    """Return how old a list is that is too old."""
    if one.age is None:
        return f"名单“{one.worded.name}”还没有任何一版（应每 {one.worded.stale_days} 天更新）"
    return f"名单“{one.worded.name}”已 {one.age} 天没有更新（应每 {one.worded.stale_days} 天更新）"
