"""What we need from a channel: its new rows, their attachments, and a way to report back."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from models.forms import ApplicationForm, AttachmentRef
from models.records import Record, like_a_dataclass
from ports.exchanges import Answer

LATE = timedelta(minutes=30)  # so long a late attachment is waited for, where nothing else is declared (contract 11)


@like_a_dataclass
class Row(Record, frozen=True):
    """One row as it came: identity (channel, ref, revision), bytes, and what we could read.

    `form` is None when the row is malformed; then `fault` says why and `place` where. `ref` and
    `revision` are then as far as they could be read. `digest` is hex SHA-256 over the content without
    links and state, so that the same identity with other content is noticed (contract 3.4).

    A row that was only glanced at has no digest yet; IntakeChannel.read_all reads it from its bytes.
    """

    channel: str
    ref: str
    revision: int
    raw: bytes  # the row's own bytes (UTF-8 JSON text)
    digest: str
    form: ApplicationForm | None = None
    fault: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """How far a walk has read; `position` is the channel's own text, kept by us between polls."""

    position: str


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows, read or only glanced at; `bookmark` may be stored together with them (one transaction)."""

    rows: tuple[Row, ...]
    bookmark: Bookmark
    last: bool
    warning: str = ""  # e.g. a page seen before in this walk


@dataclass(frozen=True, slots=True)
class AttachmentContent:
    """The fetched bytes; `verdict` is judged by the caller of `attachment`."""

    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class ChannelEvent:
    """One write-back (contract 3.3); fields that the type does not call for are None."""

    event_id: str
    ref: str
    revision: int
    type: str  # accept, refuse, supplement, progress, result
    at: datetime
    officer: str
    opinion: str | None = None
    document_no: str | None = None
    materials: tuple[str, ...] = ()
    outcome: str | None = None  # granted, refused
    licence_no: str | None = None
    valid_from: str | None = None  # YYYY-MM-DD
    valid_to: str | None = None


class IntakeChannel(Protocol):
    """One of the ways in (微信, 网站, i厦门, 自助终端)."""

    @property
    def name(self) -> str:
        """The system's name in the configuration."""
        ...

    @property
    def acknowledges(self) -> bool:
        """Whether rows must be acknowledged after they are kept."""
        ...

    @property
    def patience(self) -> timedelta:
        """How long an attachment that is not there yet is asked for."""
        ...

    @property
    def rescan_days(self) -> int:
        """How many of the last days are read anew once a day; 0: never."""
        ...

    def walk(self, bookmark: Bookmark | None, *, back_days: int = 0) -> AsyncIterator[Page]:
        """Yield pages from the bookmark (with the profile's overlap), or the last `back_days` days anew.

        Raises OutsideUnavailable (worth repeating; nothing of the broken page was used) and
        OutsideRejected (key, secret or profile is wrong: stop and alarm). `error.crossing` has the bytes.
        """
        ...

    def read_all(self, raws: Sequence[bytes]) -> Sequence[Row]:
        """Read rows from their own bytes; pure."""
        ...

    async def one(self, ref: str) -> Row | None:
        """Return the newest revision of one application, where the channel offers it."""
        ...

    async def attachment(self, ref: str, attachment: AttachmentRef) -> tuple[Answer, AttachmentContent | None]:
        """Fetch one attachment; RETRY = not ready or link ended (fresh link next time), NOT_FOUND = final."""
        ...

    async def acknowledge(self, rows: Sequence[tuple[str, int]]) -> dict[tuple[str, int], str]:
        """Say that (ref, revision) are safely stored; returns acked, already, stale or unknown for each."""
        ...

    def event_request(self, event: ChannelEvent) -> bytes:
        """Return the exact body that reports the event (pure; the same event gives the same bytes)."""
        ...

    async def report(self, event: ChannelEvent, request: bytes) -> Answer:
        """Send one write-back; repeats are safe because the event id and bytes never change."""
        ...
