"""A blacklist of another office, read page by page to its end; a list that breaks off is no list."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from adapters.engine.client import OutsideSystem
from adapters.engine.paths import getter, steps
from adapters.engine.records import RecordReader
from adapters.engine.refusals import refusal, unavailable
from adapters.engine.splitting import split_page
from adapters.engine.values import Unreadable
from models.errors import InvalidInput
from models.said import said
from ports.exchanges import Answer, Verdict
from ports.lists import WholeList

COLUMNS = frozenset({"name", "number", "kind", "reason", "from_on", "to_on", "source"})
MOST_PAGES = 10_000


@dataclass(slots=True)
class Reading:
    """What one reading has seen."""

    rows: list[Mapping[str, str]] = field(default_factory=list)
    cursors: set[str] = field(default_factory=set)
    digest: "hashlib._Hash" = field(default_factory=hashlib.sha256)


class DeclaredListSource:
    """A list that a profile describes in [query.entries] (ports.lists.ListSource)."""

    def __init__(self, system: OutsideSystem) -> None:
        declared = system.profile.query.get("entries")
        if declared is None:
            raise InvalidInput(said("{source}：缺少 [query.entries]。", source=system.source), do_next="请补上。")
        strange = sorted(set(declared.map) - COLUMNS)
        if strange or "name" not in declared.map:
            known = "、".join(sorted(COLUMNS))
            raise InvalidInput(
                said(
                    "{source}：[query.entries.map] 的列 {names} 不对。",
                    source=system.source,
                    names="、".join(strange) or "name（缺少）",
                ),
                do_next=said("可用的列：{known}；name 必须有。", known=known),
            )
        self.system, self._size = system, declared.size
        self._names, self._rows = steps(declared.record), getter(declared.record)
        self._next = getter(declared.next) if declared.next else None
        self._list = system.template(declared.request, "entries")
        self._reader = RecordReader(declared.map, system.profile.tables, f"{system.source} query.entries.map")

    async def fetch(self) -> WholeList:
        """Return the whole list; raises OutsideError where any page or row of it is not as declared."""
        seen, cursor = Reading(), None
        while True:
            answer = await self._page(cursor)
            raws = self._rows(answer.data)
            if not isinstance(raws, list):
                raise unavailable(said("{name}：名单里没有行。", name=self.system.name), answer)
            self._take(seen, raws, answer)
            cursor = None if self._next is None else self._next(answer.data)
            if cursor in {None, ""}:
                return WholeList(tuple(seen.rows), seen.digest.hexdigest())
            if not isinstance(cursor, str) or cursor in seen.cursors or len(seen.cursors) == MOST_PAGES:
                raise unavailable(said("{name}：名单的游标没有前进，已停止。", name=self.system.name), answer)
            seen.cursors.add(cursor)

    async def _page(self, cursor: object) -> Answer:
        values = {"cursor": cursor, "size": self._size}
        answer = await self.system.call(self._list, values, parse=lambda body: split_page(body, self._names))
        if answer.verdict is not Verdict.OK:
            raise refusal(self.system.name, answer, "名单")
        return answer

    def _take(self, seen: Reading, raws: Sequence[bytes], answer: Answer) -> None:
        for raw in raws:
            seen.digest.update(raw + b"\n")
            try:
                values = self._reader.read(raw).values
            except Unreadable as error:
                words = said(
                    "{name}：名单第 {number} 行读不懂（{place}：{fault}）。",
                    name=self.system.name,
                    number=len(seen.rows) + 1,
                    place=error.place,
                    fault=error.fault,
                )
                raise unavailable(words, answer) from error
            named = zip(self._reader.names, values, strict=True)
            seen.rows.append({name: str(value) for name, value in named if value is not None})

    async def aclose(self) -> None:
        """Close the connections."""
        await self.system.aclose()
