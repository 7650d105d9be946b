"""One channel as its profile declares it: its rows, their attachments, and our word back."""

from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import msgspec

from adapters.engine.client import OutsideSystem
from adapters.engine.paths import getter
from adapters.engine.refusals import refusal
from adapters.engine.units import seconds
from adapters.engine.vocabulary import Cursor, Profile, Pull
from adapters.intake.acknowledging import Acknowledger
from adapters.intake.attachments import Fetcher
from adapters.intake.glances import Glancer
from adapters.intake.rows import RowReader
from adapters.intake.walks import Walker
from models.errors import InvalidInput
from models.forms import AttachmentRef
from models.said import said
from ports.exchanges import Answer, Verdict
from ports.intake import LATE, AttachmentContent, Bookmark, ChannelEvent, Page, Row

DAY = 86400.0  # seconds


class DeclaredChannel:
    """An intake channel (ports.intake.IntakeChannel) that a profile describes."""

    def __init__(self, system: OutsideSystem) -> None:
        pull = _pull(system.profile, system.source)
        self.system = system
        self._pull = pull
        self._reader = RowReader(system.profile, system.name, system.source)
        self._walker = Walker(system, pull, Glancer(system.profile, self._reader))
        self._one = system.template(pull.one.request, "one") if pull.one else None
        self._fetcher = Fetcher(system, pull.attach, self.one) if pull.attach else None
        self._acknowledger = Acknowledger(system, pull.ack) if pull.ack else None
        self._event = system.template(pull.writeback.request, "event")

    @property
    def name(self) -> str:
        """The system's name in the configuration."""
        return self.system.name

    @property
    def acknowledges(self) -> bool:
        """Whether rows must be acknowledged after they are kept."""
        return self._acknowledger is not None

    @property
    def patience(self) -> timedelta:
        """How long an attachment that is not there yet is asked for."""
        attach = self._pull.attach
        return timedelta(seconds=seconds(attach.wait)) if attach and attach.wait else LATE

    @property
    def rescan_days(self) -> int:
        """How many of the last days are read anew once a day; 0: never."""
        cursor = self._pull.cursor
        return int(seconds(cursor.rescan if cursor else Cursor().rescan) // DAY)

    def read(self, raw: bytes) -> Row:
        """Read one row from its own bytes (UTF-8 JSON); pure."""
        return self._reader.read(raw)

    def read_all(self, raws: Sequence[bytes]) -> tuple[Row, ...]:
        """Read rows from their own bytes, many at once; pure."""
        return self._reader.read_page(raws)

    def walk(self, bookmark: Bookmark | None, *, back_days: int = 0) -> AsyncIterator[Page]:
        """Yield pages from the bookmark, or the last `back_days` days anew without moving the bookmark.

        Raises OutsideUnavailable (worth repeating) and OutsideRejected (a person looks).
        """
        return self._walker.walk(bookmark, back_days)

    async def one(self, ref: str) -> Row | None:
        """Return the newest revision of one application; None where there is none, or no such question.

        Raises OutsideUnavailable and OutsideRejected.
        """
        if self._one is None or self._pull.one is None:
            return None
        answer = await self.system.call(self._one, {"ref": ref})
        if answer.verdict is Verdict.NOT_FOUND:
            return None
        record = getter(self._pull.one.record)(answer.data)
        if answer.verdict is not Verdict.OK or not isinstance(record, dict):
            raise refusal(self.name, answer, said("申请 {ref} ", ref=ref))
        return self._reader.read(msgspec.json.encode(record))

    async def attachment(self, ref: str, attachment: AttachmentRef) -> tuple[Answer, AttachmentContent | None]:
        """Fetch one attachment and compare size and digest with what was declared.

        RETRY = not ready or link ended; NOT_FOUND = final; REJECTED with code digest_mismatch (the content is
        given back too), too_large or link_refused. Raises only when nothing was sent.
        """
        if self._fetcher is None:
            return Answer(Verdict.NOT_FOUND, None, code="no_attachments"), None
        return await self._fetcher.fetch(ref, attachment)

    async def acknowledge(self, rows: Sequence[tuple[str, int]]) -> dict[tuple[str, int], str]:
        """Say that rows are safely stored; returns acked, already, stale or unknown for each.

        Raises OutsideUnavailable and OutsideRejected; a repeat is safe.
        """
        return await self._acknowledger.acknowledge(rows) if self._acknowledger else {}

    def event_request(self, event: ChannelEvent) -> bytes:
        """Return the exact body that reports the event; the same event gives the same bytes."""
        return self._event.content(event_values(event))

    async def report(self, event: ChannelEvent, request: bytes) -> Answer:
        """Send one write-back; raises only when nothing was sent."""
        return await self.system.call(self._event, event_values(event), body=request)

    async def aclose(self) -> None:
        """Close the connections."""
        await self.system.aclose()


def event_values(event: ChannelEvent) -> dict[str, object]:
    """Return the values that a write-back template may use; `step` is the type with its outcome."""
    values = {name: getattr(event, name) for name in ChannelEvent.__slots__}
    values["step"] = event.outcome if event.type == "result" else event.type
    return values


def _pull(profile: Profile, source: str) -> Pull:
    if profile.pull is None or not profile.map:
        raise InvalidInput(
            said("{source}：接收渠道的对接规范缺少 [pull] 或 [map]。", source=source), do_next="请补上。"
        )
    return profile.pull
