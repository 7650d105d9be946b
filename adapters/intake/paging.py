"""How a list goes on and when it ends: by number, by cursor, by link, behind an id, or until nothing is left."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from adapters.engine.calls import Target
from adapters.engine.paths import Getter, getter
from adapters.engine.progress import Progress as Seen
from adapters.engine.vocabulary import Page as Paging
from adapters.intake.attachments import safe_link
from ports.exchanges import Answer

STUCK = "游标没有前进或又回到原处，已停止；下次从本次的起点重新读取。"
EMPTY = "还没有读完就给出空页，已停止；下次从本次的起点重新读取。"
ENDLESS = "页数超过上限，已停止；下次从本次的起点重新读取。"
ELSEWHERE = "下一页的链接不在本系统内，已停止；下次从本次的起点重新读取。"
NUMBERED = frozenset({"page", "offset"})


class NoTotal(Exception):
    """A list does not say how many rows or pages it has."""


@dataclass(slots=True)
class Progress(Seen):
    """What one window of one walk has seen."""

    number: int = 0
    count: int = 0  # pages that were read
    total: int = 0  # rows of the list as the last page said
    shrunk: bool = False  # a row left the list: those behind it moved forward, one may have slipped past us


class Pager:
    """The [pull.page] of a profile."""

    def __init__(self, declared: Paging, base_url: str) -> None:
        self._declared, self._base_url = declared, base_url
        self._total, self._pages = _optional(declared.total), _optional(declared.pages)
        self._more, self._next, self._id = (
            _optional(declared.has_more),
            _optional(declared.next),
            _optional(declared.id),
        )

    def values(self, progress: Progress) -> dict[str, object]:
        """Return what the question for the next page may name."""
        declared, by_id = self._declared, self._declared.kind == "since-id"
        return {
            "page": progress.number,
            "offset": (progress.number - declared.start) * declared.size,
            "size": declared.size,
            "cursor": None if by_id else progress.cursor,
            "since": progress.cursor if by_id else None,
        }

    def target(self, progress: Progress) -> Target | None:
        """Return where the next page is, where the answer said so."""
        if self._declared.kind != "link" or progress.cursor is None:
            return None
        path, _, query = progress.cursor.partition("?")
        return Target(path, query)

    def end(self, answer: Answer, rows: Sequence[bytes], progress: Progress) -> tuple[bool, str]:
        """Return (whether this was the last page, warning), and move on to the next one; raises NoTotal."""
        progress.count += 1
        done, warning = self._ended(answer.data, rows, progress)
        if not done and not warning and progress.count >= self._declared.max_pages:
            return False, ENDLESS
        return done, warning

    def _ended(self, document: object, rows: Sequence[bytes], progress: Progress) -> tuple[bool, str]:
        kind, stop = self._declared.kind, self._declared.stop
        if kind == "window" or (stop == "empty" and not rows) or (stop == "short" and len(rows) < self._declared.size):
            return True, ""
        if kind == "table-ack":
            return not rows, ""
        if kind in {"cursor", "link"}:
            return self._follow(document, progress)
        if kind == "since-id":
            return False, self._step(self._id(msgspec.json.decode(rows[-1])) if rows else None, progress)
        return self._count(document, rows, progress)

    def _count(self, document: object, rows: Sequence[bytes], progress: Progress) -> tuple[bool, str]:
        total = self._total(document)
        if type(total) is int:
            progress.shrunk = progress.shrunk or total < progress.total
            progress.total = total
        read = progress.number - self._declared.start + 1
        progress.number += 1
        if self._declared.stop in {"empty", "short"}:
            return False, ""
        limit = total if self._declared.stop == "total" else self._pages(document)
        if type(limit) is not int:
            raise NoTotal
        seen = read * self._declared.size if self._declared.stop == "total" else read
        done = seen >= limit
        return done, EMPTY if not rows and not done else ""

    def _follow(self, document: object, progress: Progress) -> tuple[bool, str]:
        following = self._next(document)
        wanted = self._declared.stop == "has_more"
        if not (self._more(document) is True if wanted else following not in {None, ""}):
            return True, ""
        if self._declared.kind == "link" and isinstance(following, str):
            following = following.removeprefix(self._base_url)
            if not safe_link(following):
                return False, ELSEWHERE
        return False, self._step(following, progress)

    def _step(self, following: object, progress: Progress) -> str:
        following = str(following) if type(following) is int else following
        if not isinstance(following, str) or not following or following in progress.cursors:
            return STUCK
        progress.cursors.add(following)
        progress.cursor = following
        return ""


def _optional(path: str | None) -> Getter:
    return getter(path) if path is not None else lambda _document: None
