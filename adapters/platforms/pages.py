"""A declared list that is walked page by page, its rows left as bytes: ratings, payment notices."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass

from adapters.engine.client import OutsideSystem
from adapters.engine.paths import getter, steps
from adapters.engine.progress import Progress
from adapters.engine.records import Read, RecordReader
from adapters.engine.refusals import refusal, unavailable
from adapters.engine.splitting import split_page
from models.errors import InvalidInput
from models.said import said
from ports.exchanges import Answer, Verdict

REPEATED = "{what}列表重复给出读过的页，已停止；下次从本次的起点重新读取。"
STUCK = "{what}列表的游标没有前进，已停止；下次从本次的起点重新读取。"


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page as they came; a `warning` ends the walk before its end."""

    raws: tuple[bytes, ...]
    last: bool
    warning: str = ""


class Pages:
    """One [query.<name>] that comes in pages; `what` is what a clerk calls its rows."""

    def __init__(self, system: OutsideSystem, name: str, what: str) -> None:
        declared = system.profile.query.get(name)
        if declared is None or declared.next is None:
            words = said("{source}：缺少 [query.{name}] 或它的 next。", source=system.source, name=name)
            raise InvalidInput(words, do_next="请补上。")
        self._system, self._what, self.declared = system, what, declared
        self._names, self._rows, self._next = steps(declared.record), getter(declared.record), getter(declared.next)
        self._list = system.template(declared.request, name)
        self._reader = RecordReader(declared.map, system.profile.tables, f"{system.source} query.{name}.map")
        self.names = self._reader.names

    def read(self, raw: bytes) -> Read:
        """Return the values of one row in the order of `names`; raises Unreadable."""
        return self._reader.read(raw)

    async def walk(self, values: Mapping[str, object]) -> AsyncIterator[Page]:
        """Yield the pages to the end; raises OutsideError."""
        progress = Progress()
        while True:
            answer = await self._page(values, progress)
            found = self._rows(answer.data)
            if not isinstance(found, list):
                words = said("{name}：{what}列表里没有行。", name=self._system.name, what=self._what)
                raise unavailable(words, answer)
            raws = tuple(found)
            if raws and hash(raws) in progress.pages:
                yield Page((), last=True, warning=REPEATED.format(what=self._what))
                return
            progress.pages.add(hash(raws))
            following = self._next(answer.data)
            stuck = following not in {None, ""} and not _moved(following, progress)
            last = following in {None, ""} or stuck
            yield Page(raws, last=last, warning=STUCK.format(what=self._what) if stuck else "")
            if last:
                return

    async def _page(self, values: Mapping[str, object], progress: Progress) -> Answer:
        filled = {**values, "cursor": progress.cursor, "size": self.declared.size}
        answer = await self._system.call(self._list, filled, parse=lambda body: split_page(body, self._names))
        if answer.verdict is Verdict.OK:
            return answer
        if progress.begins_again(answer):
            return await self._page(values, progress)
        raise refusal(self._system.name, answer, self._what)


def _moved(following: object, progress: Progress) -> bool:
    """Move on to the next page; return whether the cursor is a new one."""
    if not isinstance(following, str) or following in progress.cursors:
        return False
    progress.cursors.add(following)
    progress.cursor = following
    return True
