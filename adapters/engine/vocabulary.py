"""Every word a profile may use; an unknown word is an error when the profile is loaded.

The tables follow the sections of a profile file; docs/interfaces/profiles.md explains them to administrators.
"""

from typing import Annotated, Any, Literal

import msgspec

Duration = Annotated[str, msgspec.Meta(pattern=r"^[0-9]+(ms|s|m|h|d)$")]  # 30s, 15m, 7d
Size = Annotated[str, msgspec.Meta(pattern=r"^[0-9]+(B|KiB|MiB)$")]  # 8MiB
Rate = Annotated[str, msgspec.Meta(pattern=r"^[1-9][0-9]*/s$")]  # 40/s
Path = Annotated[str, msgspec.Meta(pattern=r"^\$(\.([A-Za-z_][A-Za-z0-9_-]*|[0-9]+))*$")]  # $.data.list, $.orders.0.no
Source = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_-]*(\.[A-Za-z_][A-Za-z0-9_-]*)*$")]  # holder.name
Wait = Annotated[str, msgspec.Meta(pattern=r"^([0-9]+(ms|s|m|h|d)|midnight)$")]
Ttl = Annotated[str, msgspec.Meta(pattern=r"^(\$(\.[A-Za-z_][A-Za-z0-9_-]*)*|[0-9]+(ms|s|m|h|d))$")]


class Words(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A table of a profile; only the declared keys are allowed."""


class Adapter(Words, frozen=True, kw_only=True):
    """[adapter]: which contract the file speaks, and for what it is used."""

    contract: str
    kind: Literal["intake", "credit", "joint", "business", "elicence", "police", "case_system", "post", "rating", "sms"]


class Transport(Words, frozen=True, kw_only=True):
    """[transport]: how bytes are carried and how large and slow they may be."""

    dialect: Literal["http-json"] = "http-json"
    charset_in: Literal["utf-8", "gb18030"] = "utf-8"
    charset_out: Literal["utf-8", "gb18030"] = "utf-8"
    media: list[str] = msgspec.field(default_factory=lambda: ["application/json"])
    timeout: Duration = "30s"
    max_answer: Size = "8MiB"
    max_attachment: Size = "10MiB"
    max_headers: int = 100


class Request(Words, frozen=True, kw_only=True):
    """One call: templates for path, query, headers and body; `open` sends it without any credentials."""

    method: Literal["GET", "POST"]
    path: str
    query: dict[str, str] = {}
    headers: dict[str, str] = {}
    body: dict[str, Any] | None = msgspec.field(default=None, name="json")
    form: dict[str, str] | None = None


class Sign(Words, frozen=True, kw_only=True):
    """[sign]: the exact string, its algorithm, and where the results are placed."""

    algorithm: Literal["md5", "sha1", "sha256", "sm3", "hmac-sha1", "hmac-sha256", "hmac-sm3"]
    key: str | None = None
    parts: list[str]
    query_order: Literal["sorted", "raw"] = "sorted"
    digest: Literal["md5", "sha256", "sm3"] = "sha256"
    encode: Literal["hex", "HEX", "base64"] = "hex"
    time: Literal["ms", "s"] = "ms"
    nonce: int = 32
    headers: dict[str, str] = {}
    query: dict[str, str] = {}


class Token(Words, frozen=True, kw_only=True):
    """[auth.token]: where a token comes from, how long it lives, where it goes."""

    request: Request
    token: Path
    ttl: Ttl
    early: Duration = "180s"
    headers: dict[str, str] = {}
    query: dict[str, str] = {}
    sign: Sign | None = None


class Auth(Words, frozen=True, kw_only=True):
    """[auth]: static headers, a token, or nothing beyond [sign]."""

    kind: Literal["none", "static", "token"] = "none"
    headers: dict[str, str] = {}
    token: Token | None = None


class When(Words, frozen=True, kw_only=True):
    """The conditions of an outcome rule; all that are stated must hold."""

    operation: list[str] | None = None
    status: list[int] | None = None
    header: str | None = None
    path: Path | None = None
    one_of: list[Any] | None = msgspec.field(default=None, name="in")
    not_in: list[Any] | None = None
    absent: bool = False
    body: Literal["json", "bytes"] | None = None
    not_media: list[str] | None = None


Then = Literal[
    "ok",
    "duplicate",
    "retry",
    "throttled",
    "unknown",
    "rejected",
    "stale",
    "not_acknowledged",
    "not_found",
    "stopped",
    "reauth",
    "skew",
    "renonce",
]


class Rule(Words, frozen=True, kw_only=True):
    """One outcome rule: when all holds, then this is what the answer means."""

    when: When
    then: Then
    wait: Wait | None = None
    scope: Literal["system", "call"] = "system"


class Outcome(Words, frozen=True, kw_only=True):
    """[outcome]: where the answer's own words stand, and the ordered rules; no match is unknown."""

    code: Path | None = None
    code_header: str | None = None
    message: Path | None = None
    field: Path | None = None
    server_time: Path | None = None
    rule: list[Rule]


class Page(Words, frozen=True, kw_only=True):
    """[pull.page]: how a list goes on and when it ends."""

    kind: Literal["page", "cursor"]
    size: int
    start: int = 1
    stop: Literal["total", "pages", "has_more", "next"]
    total: Path | None = None
    pages: Path | None = None
    has_more: Path | None = None
    next: Path | None = None


class Cursor(Words, frozen=True, kw_only=True):
    """[pull.cursor]: which stretch of time is read; without it every walk reads all that is waiting."""

    overlap: Duration = "15m"
    first_back: Duration = "60d"
    ahead: Duration = "20m"
    window: Duration | None = None
    cap: Duration = "7d"


class Attach(Words, frozen=True, kw_only=True):
    """[pull.attach]: how one attachment is fetched."""

    request: Request | None = None
    link: Literal["relative"] | None = None
    redirect: Literal["none", "same-host"] = "none"


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


class Pull(Words, frozen=True, kw_only=True):
    """[pull]: a list of rows with all that belongs to it."""

    request: Request
    records: Path
    page: Page
    cursor: Cursor | None = None
    one: Single | None = None
    attach: Attach
    ack: Ack | None = None
    writeback: WriteBack


FieldType = Literal["text", "int", "digits", "bool", "bool01", "moment", "epoch", "local", "date", "list", "texts"]


class Field(Words, frozen=True, kw_only=True):
    """[map.<field>]: where one of our values stands in theirs, and what it must be."""

    source: Source = msgspec.field(name="from")
    type: FieldType = "text"
    required: bool = False
    table: str | None = None
    max: int | None = None
    min: int = 0
    pattern: str | None = None
    each: dict[str, "Field"] = {}
    volatile: bool = False


class Query(Words, frozen=True, kw_only=True):
    """[query.<name>]: one question and the record that its answer gives; `next` where it comes in pages."""

    request: Request
    record: Path = "$"
    next: Path | None = None
    size: int = 0
    map: dict[str, Field]


class Column(Words, frozen=True, kw_only=True):
    """[push.kinds.<kind>.columns.<COLUMN>]: one column of the receiver, made from our record."""

    source: Source | None = msgspec.field(default=None, name="from")
    otherwise: list[Source] = []
    default: str | None = None
    type: Literal["text", "number", "id", "date", "wan", "labels", "flag"] = "text"
    table: str | None = None
    max: int | None = None
    pattern: str | None = None
    check: Literal["uscc", "id"] | None = None
    check_if: dict[str, list[str]] = {}
    required: bool = False
    required_if: dict[str, list[str]] = {}
    required_with: str | None = None
    any_of: list[str] = []
    any_of_if: dict[str, list[str]] = {}
    only_if: dict[str, list[str]] = {}
    prefix_only_if: dict[str, dict[str, list[str]]] = {}
    not_before: str | None = None


class Kind(Words, frozen=True, kw_only=True):
    """[push.kinds.<kind>]: one kind of record: alone as a `request`, or as `columns` of a row in a batch.

    `key` is the receiver's key of a record; `number` and `agency` name the columns that it is made of.
    """

    key: str
    request: Request | None = None
    number: str | None = None
    agency: str | None = None
    columns: dict[str, Column] = {}


class Batch(Words, frozen=True, kw_only=True):
    """[push.batch]: the request around the rows, and the shape of each row by operation."""

    rows: int
    request: Request
    row: dict[str, dict[str, str]]


class Rows(Words, frozen=True, kw_only=True):
    """[push.rows]: where the answer of each row stands, and what its words mean."""

    items: Path
    key: Path
    version: Path
    state: Path
    code: Path
    field: Path
    message: Path
    means: dict[str, Literal["ok", "duplicate", "rejected"]]
    codes: dict[str, Literal["retry", "rejected"]] = {}


class ReceiptRows(Words, frozen=True, kw_only=True):
    """[push.receipt]: how a receipt is asked for, by its number (`request`) and by our own (`inquire`)."""

    number: Path
    request: Request
    inquire: Request
    done: Path | None = None
    open: list[str] = []
    items: Path | None = None
    key: Path | None = None
    version: Path | None = None
    state: Path
    words: dict[str, str] = {}  # of the other side, where ours is another: { failed = "rejected" }
    code: Path
    field: Path | None = None
    message: Path


class Said(Words, frozen=True, kw_only=True):
    """[push.said]: where the answer to one message names our number, the number it got, and its refusal."""

    key: Path
    number: Path
    code: Path
    message: Path


class Push(Words, frozen=True, kw_only=True):
    """[push]: what is sent, what is answered, how it is confirmed."""

    kinds: dict[str, Kind]
    batch: Batch | None = None
    rows: Rows | None = None
    receipt: ReceiptRows | None = None
    said: Said | None = None
    calls: dict[str, Request] = {}


class Limits(Words, frozen=True, kw_only=True):
    """[limits]: our own brake, below the other side's limit."""

    rate: Rate | None = None


class Retry(Words, frozen=True, kw_only=True):
    """[retry]: how long we stay away after failures; `burst` failures in a row hold at least `hold`."""

    base: Duration = "1s"
    cap: Duration = "5m"
    burst: int = 4
    hold: Duration = "60s"
    wait: Duration = "60s"


class Profile(Words, frozen=True, kw_only=True):
    """One profile file."""

    adapter: Adapter
    transport: Transport = Transport()
    auth: Auth = Auth()
    sign: Sign | None = None
    outcome: Outcome
    pull: Pull | None = None
    map: dict[str, Field] = {}
    query: dict[str, Query] = {}
    push: Push | None = None
    tables: dict[str, dict[str, str]] = {}
    limits: Limits = Limits()
    retry: Retry = Retry()
