"""Where our values stand in theirs: [map], [query]."""

from typing import Literal

import msgspec

from adapters.engine.vocabulary.carrying import Request
from adapters.engine.vocabulary.words import Path, Source, Words

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
