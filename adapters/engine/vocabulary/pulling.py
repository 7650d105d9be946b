"""How a list of rows is read, acknowledged and answered: [pull]."""

from typing import Literal

from adapters.engine.vocabulary.carrying import Request
from adapters.engine.vocabulary.words import DayForm, Duration, Path, Size, Source, TimeForm, Words, Zone


class Page(Words, frozen=True, kw_only=True):
    """[pull.page]: how a list goes on and when it ends.

    page, offset: by number; cursor: by what the answer gives; link: by a path that it gives; since-id: behind the last
    `id` of the page; table-ack: the same question again, what is acknowledged has gone; window: one answer a stretch.
    A page that comes again, and more than `max_pages`, end the walk with an alarm.
    """

    kind: Literal["page", "offset", "cursor", "link", "since-id", "table-ack", "window"]
    size: int
    start: int = 1
    stop: Literal["total", "pages", "has_more", "next", "empty", "short"] = "empty"
    total: Path | None = None
    pages: Path | None = None
    has_more: Path | None = None
    next: Path | None = None
    id: Path | None = None
    max_pages: int = 100_000
    on_repeat: Literal["stop+alarm"] = "stop+alarm"


class Cursor(Words, frozen=True, kw_only=True):
    """[pull.cursor]: which stretch of time is read; without it every walk reads all that is waiting.

    It ends `ahead` beyond our clock, less the `lag` that the other side asks for. With `format` its bounds are texts of
    that form in `tz`, the first never later and the last never earlier than meant. Once a day the last days are read
    anew: as many as `rescan` says.
    """

    format: DayForm | TimeForm | None = None
    tz: Zone = "+08:00"
    rescan: Duration = "7d"

    overlap: Duration = "15m"
    first_back: Duration = "60d"
    ahead: Duration = "20m"
    lag: Duration = "0s"
    window: Duration | None = None
    cap: Duration = "7d"


class Identity(Words, frozen=True, kw_only=True):
    """[pull.identity]: which members tell one application from another where the other side numbers none.

    The reference is the digest of their values as they came; a row that lacks one of them is set aside.
    """

    hash: list[Source]


class Attach(Words, frozen=True, kw_only=True):
    """[pull.attach]: how one attachment is fetched, how long it may be, and what its first bytes must say it is.

    A link, or a redirect, to `allowed-hosts` is a whole address at one of transport.allow_hosts, asked without
    credentials. With `wait` a file that is not there yet is asked for again and again, so long; then a person is told.
    """

    request: Request | None = None
    link: Literal["relative", "allowed-hosts"] | None = None
    redirect: Literal["none", "same-host", "allowed-hosts"] = "none"
    wait: Duration | None = None
    max: Size | None = None
    types: list[Literal["pdf", "jpg", "png", "gif", "tif", "bmp", "zip", "ole", "ofd"]] = []


class Ack(Words, frozen=True, kw_only=True):
    """[pull.ack]: how rows are acknowledged, alone or in batches."""

    request: Request
    batch: int = 1
    items: str | None = None
    item: dict[str, str] = {}
    results: Path | None = None
    ref: Path | None = None
    revision: Path | None = None
    state: Path | None = None
    already: Path | None = None


class WriteBack(Words, frozen=True, kw_only=True):
    """[pull.writeback]: how one of our events is reported."""

    request: Request


class Single(Words, frozen=True, kw_only=True):
    """[pull.one]: how the newest revision of one application is asked for."""

    request: Request
    record: Path


class Detail(Words, frozen=True, kw_only=True):
    """[pull.detail]: for a list that only names its rows: each is asked for by itself, and `record` is the row.

    `ref` is the member of the list's row that says which one it is.
    """

    request: Request
    ref: Source
    record: Path = "$"


class Pull(Words, frozen=True, kw_only=True):
    """[pull]: a list of rows with all that belongs to it."""

    request: Request
    records: Path
    page: Page
    cursor: Cursor | None = None
    identity: Identity | None = None
    one: Single | None = None
    detail: Detail | None = None
    attach: Attach | None = None
    ack: Ack | None = None
    writeback: WriteBack
