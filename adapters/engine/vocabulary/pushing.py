"""What is sent, in which columns, and how it is confirmed: [push]."""

from typing import Literal

import msgspec

from adapters.engine.vocabulary.carrying import Request
from adapters.engine.vocabulary.words import Path, Source, Words

DateForm = Literal["YYYY-MM-DD", "YYYY/MM/DD", "YYYYMMDD"]
Mask = Literal["none", "birth6", "id-mid"]


class Column(Words, frozen=True, kw_only=True):
    """[push.kinds.<kind>.columns.<COLUMN>]: one column of the receiver, made from our record.

    `standard` names the column of the standard that a renamed one stands for.
    """

    source: Source | None = msgspec.field(default=None, name="from")
    otherwise: list[Source] = []
    standard: str | None = None
    default: str | None = None
    type: Literal["text", "number", "id", "date", "wan", "labels", "flag"] = "text"
    labels: Literal["all", "first", "rest"] = "all"  # of several: which stand in this column
    out: DateForm = "YYYY-MM-DD"
    table: str | None = None
    mask: Mask | None = None  # how it leaves; an identity number needs one
    publish: bool = True  # False: it serves the conditions of others and never leaves
    max: int | None = None
    unit: Literal["char", "gb-byte", "utf8-byte"] = "char"  # in which the receiver counts `max`
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

    `key` is the receiver's key of a record; `number` and `agency` name the columns that it is made of (without
    `agency`, our record's own agency code). `masks` says of each identity value of a request how it leaves.
    """

    key: str
    request: Request | None = None
    masks: dict[str, Mask] = {}
    number: str | None = None
    agency: str | None = None
    required_any_of: list[list[str]] = []
    columns: dict[str, Column] = {}


class Adjust(Words, frozen=True, kw_only=True):
    """[[push.adjust]]: what is done with a value that is right and that this receiver refuses all the same.

    It holds for values that match `matches`, or do not match `unless`; `line` is set when the file is loaded.
    """

    columns: list[str]
    matches: str | None = None
    unless: str | None = None
    then: Literal["suppress", "replace", "hold"]
    value: str | None = None  # replace: by this
    why: str
    line: int = 0


class Generation(Words, frozen=True, kw_only=True):
    """[push.generation]: how the receiver is asked for its generation of columns, and where its answer stands."""

    request: Request
    path: Path
    expected: str


class Batch(Words, frozen=True, kw_only=True):
    """[push.batch]: the request around the rows, and the shape of each row by operation.

    Without `row.withdraw` a withdrawal is the record once more, with the state that says so.
    """

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
    codes: dict[str, str] = {}  # the state that a code means, whatever the word beside it: { 20001 = "published" }
    code: Path
    field: Path | None = None
    message: Path


class Whole(Words, frozen=True, kw_only=True):
    """[push.record]: how one record is asked for as it is held there (`record_key`), and where its columns stand.

    A receiver without `batch.row.withdraw` takes back what we never sent only as it holds it itself.
    """

    request: Request
    key: Path
    version: Path
    columns: Path


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
    adjust: list[Adjust] = []
    generation: Generation | None = None
    record: Whole | None = None
