"""The days of the rows: no gap, no overlap, and nothing cited that was not in force on every day it is cited."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from models.errors import InvalidInput
from rules.basis import LegalBasis
from rules.lawfiles import Placed, Tables, wrong

if TYPE_CHECKING:
    from rules.lawfiles import Raw

BASIS = LegalBasis("立法法", 2023, "第一百零三条", "LEG 103")
REFERENCES = (  # table, key of the id it speaks of, the tables that may have it
    ("reason", "rule", ("rule",)),
    ("review", "units", ("unit",)),
    ("instant", "findings", ("rule",)),
    ("cause", "serious_of", ("cause",)),
    ("band", "cause", ("cause",)),
)
ASKED_FOR = (("review", "findings", ("rule", "negative")),)  # what begins later asks for nothing before
DAY = timedelta(days=1)
ASIDE = re.compile(r"[(（].*?[)）]")
NUMBERS = re.compile(r"[0-9]+")


def check(tables: Tables) -> None:
    """Refuse rows whose days overlap or leave a gap, and references to what was not in force.

    Raises: InvalidInput naming both rows with file, line and days.
    """
    for rows in tables.values():
        for row, later in _neighbours(rows):
            _side_by_side(row, later)
    for rows in tables.values():
        for row in rows:
            if "instrument" in row.raw:
                _cited(row, tables["instrument"])
    for table, key, targets in REFERENCES:
        for row in tables[table]:
            _spoken_of(row, key, [one for target in targets for one in tables[target]])
    for table, key, possible in ASKED_FOR:
        for row in tables[table]:
            _ever(row, key, {one.id for target in possible for one in tables[target]})


def span_of(raw: "Raw") -> tuple[date, date]:
    """Return the first and the last day of a row."""
    return raw["valid_from"], raw.get("valid_to", date.max)


def days(raw: "Raw") -> str:
    """Return the days of a row as a person reads them."""
    first, last = span_of(raw)
    return f"{first}起" if last == date.max else f"{first}至{last}"


def _neighbours(rows: Iterable[Placed]) -> Iterator[tuple[Placed, Placed]]:
    """Yield each row of an id with the one that follows it in time."""
    found: dict[str, list[Placed]] = {}
    for row in rows:
        found.setdefault(row.id, []).append(row)
    for some in found.values():
        yield from pairwise(sorted(some, key=lambda row: span_of(row.raw)))


def _side_by_side(row: Placed, later: Placed) -> None:
    """Refuse two rows of one id that hold on one day, or that leave days between them without saying why (gap)."""
    last, first = span_of(row.raw)[1], later.raw["valid_from"]
    if first <= last:
        raise _both(row, later, f"在{first}有两条有效的规定")
    if first > last + DAY and not later.raw.get("gap", "").strip():
        raise _both(row, later, f"在{last + DAY}至{first - DAY}没有规定（确实如此的，在后一条写明gap）")


def _both(row: Placed, later: Placed, why: str) -> InvalidInput:
    rows = "和".join(f"{one.place}（{days(one.raw)}）" for one in (row, later))
    return InvalidInput(
        f"法规库有误：{row.id}{why}：{rows}。", kept="什么都没有改变。", do_next="改正后用 luqiao law check 再查。"
    )


def _cited(row: Placed, instruments: Iterable[Placed]) -> None:
    """Refuse a row that cites an instrument, or an article of it, that some day of the row does not have."""
    key = row.raw["instrument"]
    editions = [one for one in instruments if one.raw["key"] == key]
    day = uncovered(row.raw, editions)
    if day is not None:
        texts = "、".join(f"{one.place}（{days(one.raw)}）" for one in editions) or "没有这部法规"
        raise wrong(row, f"{row.id}引用的{key}在{day}没有有效文本（本行{days(row.raw)}；文本：{texts}）")
    first, last = span_of(row.raw)
    for edition in editions:
        most, (begins, ends) = edition.raw.get("articles"), span_of(edition.raw)
        if most is not None and begins <= last and first <= ends:
            _articles(row, edition, int(most))


def _articles(row: Placed, edition: Placed, most: int) -> None:
    """Refuse a number of an article that an edition does not have."""
    beyond = [n for n in map(int, NUMBERS.findall(ASIDE.sub("", row.raw["ref"]))) if not 1 <= n <= most]
    if beyond:
        where = f"{edition.place}（{days(edition.raw)}，共{most}条）"
        raise wrong(row, f"引用的{row.raw['instrument']}没有第{beyond[0]}条：{where}，本行{days(row.raw)}")


def _spoken_of(row: Placed, key: str, rows: Iterable[Placed]) -> None:
    """Refuse a row that speaks of another one by an id that is not there on all of its days."""
    said = row.raw.get(key, ())
    known = list(rows)
    for name in [said] if isinstance(said, str) else said:
        mine = [one for one in known if one.id == name]
        day = uncovered(row.raw, mine)
        if day is not None:
            raise wrong(row, f"{key}所指的{name}在{day}没有规定（本行{days(row.raw)}）")


def _ever(row: Placed, key: str, known: set[str]) -> None:
    """Refuse a row that speaks of an id that no row has."""
    unknown = [name for name in row.raw.get(key, ()) if name not in known]
    if unknown:
        raise wrong(row, f"{key}所指的{unknown[0]}没有规定")


def uncovered(wanted: Mapping[str, object], rows: Iterable[Placed]) -> date | None:
    """Return the first day of a row that no other row covers, None where each is covered."""
    day, end = span_of(dict(wanted))
    for first, last in sorted(span_of(row.raw) for row in rows):
        if first <= day <= last:
            if last >= end:
                return None
            day = last + DAY
    return day
