"""Where our values stand in theirs: [map], [query]."""

from typing import Literal

import msgspec

from adapters.engine.vocabulary.carrying import Request
from adapters.engine.vocabulary.proving import Proof
from adapters.engine.vocabulary.words import DayForm, Path, Source, TimeForm, Words, Zone

FieldType = Literal[
    "text", "int", "digits", "bool", "bool01", "moment", "epoch", "local", "date", "stamp", "money", "list", "texts"
]
Norm = Literal["nfkc", "strip", "zwsp", "upper-x", "id15to18", "brackets"]


class Dates(Words, frozen=True, kw_only=True):
    """[map.<field>].date: the forms in which a day or a moment may come; a text that two of them read apart is none."""

    forms: list[DayForm | TimeForm] = msgspec.field(name="in")
    tz: Zone = "+08:00"


class Money(Words, frozen=True, kw_only=True):
    """[map.<field>].money: the unit of an amount; it is read as whole fen, and what is no whole fen is refused."""

    unit: Literal["fen", "yuan", "wan"] = msgspec.field(name="in")


class Field(Words, frozen=True, kw_only=True):
    """[map.<field>]: where one of our values stands in theirs, and what it must be.

    The type stamp is a moment as whole seconds since 1970: the revision of a channel that numbers none.
    `norm` is applied first, in its order; a value that it changed is noted, the row's bytes keep it as it came.
    `max` counts in `unit`. A text in which `suspect` is found (测试 in production) makes its record one to look at. The
    conditions name other fields of the same record.
    """

    source: Source = msgspec.field(name="from")
    type: FieldType = "text"
    norm: list[Norm] = []
    date: Dates | None = None
    money: Money | None = None
    default: str | None = None
    required: bool = False
    required_if: dict[str, list[str]] = {}
    required_any_of: list[str] = []
    table: str | None = None
    max: int | None = None
    unit: Literal["char", "gb-byte", "utf8-byte"] = "char"
    min: int = 0
    pattern: str | None = None
    suspect: str | None = None
    each: dict[str, "Field"] = {}
    volatile: bool = False


class Query(Words, frozen=True, kw_only=True):
    """[query.<name>]: one question and the record that its answer gives; `next` where it comes in pages.

    `proof` says how each record of the answer is signed by itself.
    """

    request: Request
    record: Path = "$"
    next: Path | None = None
    size: int = 0
    map: dict[str, Field]
    proof: Proof | None = None
