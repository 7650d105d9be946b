"""The rating system: its list is read page by page and row by row, replies go out one at a time."""

import hashlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from adapters.engine.client import OutsideSystem
from adapters.engine.paths import getter, steps
from adapters.engine.records import RecordReader
from adapters.engine.refusals import refusal, unavailable
from adapters.engine.splitting import split_page
from adapters.engine.values import Unreadable
from adapters.platforms.single import DeclaredPlatform
from models.errors import InvalidInput
from models.said import said
from ports.exchanges import Answer, Verdict
from ports.ratings import Rating, RatingPage, RatingRow

REPEATED = "评价列表重复给出读过的页，已停止；下次从本次的起点重新读取。"
STUCK = "评价列表的游标没有前进，已停止；下次从本次的起点重新读取。"
LEVELS = range(1, 6)


@dataclass(slots=True)
class Progress:
    """What one walk has seen."""

    cursor: str | None = None
    cursors: set[str] = field(default_factory=set)
    pages: set[int] = field(default_factory=set)
    restarted: bool = False


class DeclaredRatingPlatform(DeclaredPlatform):
    """A rating system that a profile describes (ports.ratings.RatingPlatform)."""

    def __init__(self, system: OutsideSystem) -> None:
        super().__init__(system)
        declared = system.profile.query.get("ratings")
        if declared is None or declared.next is None:
            raise InvalidInput(
                said("{source}：缺少 [query.ratings] 或它的 next。", source=system.source), do_next="请补上。"
            )
        self._size, self._names = declared.size, steps(declared.record)
        self._rows, self._next = getter(declared.record), getter(declared.next)
        self._list = system.template(declared.request, "ratings")
        self._reader = RecordReader(declared.map, system.profile.tables, f"{system.source} query.ratings.map")

    async def walk(self, since: datetime, until: datetime) -> AsyncIterator[RatingPage]:
        """Yield the pages from one moment up to another; a faulty row costs none of its neighbours."""
        progress = Progress()
        while True:
            answer = await self._page(since, until, progress)
            raws = self._rows(answer.data)
            if not isinstance(raws, list):
                raise unavailable(said("{name}：评价列表里没有行。", name=self.name), answer)
            rows = tuple(self.read(raw) for raw in raws)
            seen = hash(tuple(row.raw for row in rows))
            if rows and seen in progress.pages:
                yield RatingPage((), last=True, warning=REPEATED)
                return
            progress.pages.add(seen)
            following = self._next(answer.data)
            stuck = following not in {None, ""} and not _moved(following, progress)
            last = following in {None, ""} or stuck
            yield RatingPage(rows, last=last, warning=STUCK if stuck else "")
            if last:
                return

    async def _page(self, since: datetime, until: datetime, progress: Progress) -> Answer:
        values = {"from": since, "to": until, "cursor": progress.cursor, "size": self._size}
        answer = await self.system.call(self._list, values, parse=lambda body: split_page(body, self._names))
        if answer.verdict is Verdict.OK:
            return answer
        if answer.code == "cursor_invalid" and progress.cursor is not None and not progress.restarted:
            progress.cursor, progress.restarted = None, True
            progress.pages.clear()
            progress.cursors.clear()
            return await self._page(since, until, progress)
        raise refusal(self.name, answer, "评价")

    def read(self, raw: bytes) -> RatingRow:
        """Return one row; what breaks its contract says where."""
        try:
            found = self._reader.read(raw)
            named = zip(self._reader.names, found.values, strict=True)
            rating = _known({name: "" if value is None else value for name, value in named})
        except Unreadable as error:
            return RatingRow(raw, hashlib.sha256(raw).hexdigest(), None, error.fault, error.place)
        return RatingRow(raw, hashlib.sha256(repr(found.content).encode()).hexdigest(), rating)


def _known(values: dict[str, Any]) -> Rating:
    rating = Rating(**values)
    if rating.level not in LEVELS:
        raise Unreadable(f"没有评价等级{rating.level}", "$.level")
    return rating


def _moved(following: object, progress: Progress) -> bool:
    """Move on to the next page; return whether the cursor is a new one."""
    if not isinstance(following, str) or following in progress.cursors:
        return False
    progress.cursors.add(following)
    progress.cursor = following
    return True
