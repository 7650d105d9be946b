"""Rows of the law book as they are shown: article, instrument and edition, through which days they count."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from rules.lawbook import Dated, LawBook
from rules.lawfiles import Raw

SHOWN = ("rule", "negative")  # the tables whose rows findings are named after
SWITCHES = ("bar_inclusive", "r6", "criminal_punishment_denies", "school_buffer_m")  # what the screening rules read


@dataclass(frozen=True, slots=True)
class RowInForce:
    """One row that counted on a day; `valid_to` None = until further notice, `value` only of a setting."""

    table: str
    id: str
    name: str
    article: str
    instrument: str
    edition: int | str
    key: str
    valid_from: date
    valid_to: date | None
    mark: str
    note: str
    value: Any = None


def rows_of(book: LawBook, on: date, ids: Iterable[str]) -> tuple[RowInForce, ...]:
    """Return the rows in force on a day behind some findings, and the switches that the rules read."""
    wanted = frozenset(ids)
    found = [
        row_of(book, table, dated, on) for table in SHOWN for dated in in_force(book, table, on) if dated.id in wanted
    ]
    settings = [dated for dated in in_force(book, "setting", on) if dated.row["key"] in SWITCHES]
    return (*found, *(row_of(book, "setting", dated, on) for dated in settings))


def in_force(book: LawBook, table: str, on: date) -> list[Dated[Raw]]:
    """Return the rows of a table that count on a day."""
    return [dated for dated in book.tables[table] if dated.span.holds(on)]


def row_of(book: LawBook, table: str, dated: Dated[Raw], on: date) -> RowInForce:
    """Return one row with the edition of its instrument that was in force."""
    row, span = dated.row, dated.span
    edition = next((one for one in book.instruments if one.id == row.get("instrument") and one.span.holds(on)), None)
    return RowInForce(
        table=table,
        id=dated.id,
        name=str(row.get("name", "")),
        article=str(row.get("article", "")),
        instrument=edition.row.title if edition else "",
        edition=edition.row.edition if edition else "",
        key=f"{row['instrument']} {row['ref']}" if edition else "",
        valid_from=span.valid_from,
        valid_to=None if span.valid_to == date.max else span.valid_to,
        mark=span.mark,
        note=span.note,
        value=row.get("value"),
    )
