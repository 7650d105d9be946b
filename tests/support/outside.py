"""Outside systems of the tests, in memory: a channel and a receiver that behave as the contract says."""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from models.errors import OutsideUnavailable
from models.forms import AttachmentRef
from ports.exchanges import Answer, Verdict
from ports.intake import LATE, AttachmentContent, Bookmark, ChannelEvent, Page, Row
from ports.platforms import Outgoing, Prepared, Receipt, SendAnswer

OK = Answer(Verdict.OK, None)


@dataclass
class InMemoryChannel:
    """A channel whose rows are given; `told` is what it was acknowledged, in order."""

    name: str = "kiosk"
    acknowledges: bool = True
    pages: list[list[Row]] = field(default_factory=list)
    told: list[tuple[str, int]] = field(default_factory=list)
    walks: list[tuple[str | None, int]] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    files: dict[str, tuple[Answer, AttachmentContent | None]] = field(default_factory=dict)
    before_page: Callable[[int], None] = lambda _: None
    deaf: bool = False
    patience: timedelta = LATE
    rescan_days: int = 7
    shown: dict[bytes, Row] = field(default_factory=dict)

    async def walk(self, bookmark: Bookmark | None, *, back_days: int = 0) -> AsyncIterator[Page]:
        """Yield the given pages; each moves the bookmark."""
        self.walks.append((bookmark.position if bookmark else None, back_days))
        for number, rows in enumerate(self.pages, 1):
            self.before_page(number)
            self.shown |= {row.raw: row for row in rows}
            yield Page(tuple(rows), Bookmark(self.position(number)), last=number == len(self.pages))

    def position(self, number: int) -> str:
        """Return the bookmark behind a page."""
        return f"p{number}"

    def read_all(self, raws: Sequence[bytes]) -> list[Row]:
        """Return the rows that were shown with these bytes."""
        return [self.shown[raw] for raw in raws]

    async def one(self, ref: str) -> Row | None:
        """Return the newest row of an application."""
        return next((row for rows in reversed(self.pages) for row in rows if row.ref == ref), None)

    async def attachment(self, ref: str, attachment: AttachmentRef) -> tuple[Answer, AttachmentContent | None]:
        """Return the given file, or say that there is none."""
        return self.files.get(attachment.id, (Answer(Verdict.NOT_FOUND, None, code="not_found"), None))

    async def acknowledge(self, rows: Sequence[tuple[str, int]]) -> dict[tuple[str, int], str]:
        """Note what is said to be kept."""
        if self.deaf:
            raise OutsideUnavailable("没有回答。")
        answers = {row: "already" if row in self.told else "acked" for row in rows}
        self.told += [row for row, answer in answers.items() if answer == "acked"]
        return answers

    def event_request(self, event: ChannelEvent) -> bytes:
        """Write an event."""
        return f"{event.event_id}|{event.type}".encode()

    async def report(self, event: ChannelEvent, request: bytes) -> Answer:
        """Take an event."""
        self.events.append(request.decode())
        return OK


@dataclass
class InMemoryPlatform:
    """A receiver of single messages; `answers` are what it says next, then OK for ever."""

    name: str = "joint"
    batch_limit: int = 1
    confirms: bool = False
    answers: list[Answer | Exception] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    known: SendAnswer | Exception | None = None
    sent: list[str] = field(default_factory=list)
    slow: dict[str, asyncio.Event] = field(default_factory=dict)
    after: tuple[int, asyncio.Event] | None = None  # let a slow one go when so many others were taken
    most_at_once: int = 0
    now: int = 0

    def prepare(self, messages: Sequence[Outgoing], *, batch_no: str, at: datetime) -> Prepared:
        """Write messages."""
        keys = tuple(message.key for message in messages)
        return Prepared("send", ",".join(keys).encode(), keys[0], batch_no, keys, keys, tuple("h" for _ in keys))

    async def send(self, prepared: Prepared) -> SendAnswer:
        """Take a request; slow ones wait until they are let go."""
        self.now += 1
        self.most_at_once = max(self.most_at_once, self.now)
        try:
            if (gate := self.slow.get(prepared.keys[0])) is not None:
                await gate.wait()
            await asyncio.sleep(0)
            self.sent += prepared.keys
            if self.after is not None and len(self.sent) == self.after[0]:
                self.after[1].set()
            answer = self.answers.pop(0) if self.answers else OK
            if isinstance(answer, Exception):
                raise answer
            return SendAnswer(answer)
        finally:
            self.now -= 1

    async def inquire(self, prepared: Prepared) -> SendAnswer | None:
        """Say what became of a request."""
        self.asked += prepared.keys
        if isinstance(self.known, Exception):
            raise self.known
        return self.known

    async def receipt(self, receipt_no: str) -> Receipt | None:
        """Return no receipt."""
        return None
