"""Working days: an immutable calendar of working days and days off, confirmed or provisional."""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate, compress, cycle, islice

from models.errors import InvalidInput
from models.said import said
from rules.basis import LegalBasis

BASIS = LegalBasis("全国年节及纪念日放假办法", 2024, "第二条", "HOLIDAY 2")
DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
WORKING, OFF = "working", "off"
PROVISIONAL_SOURCE = "《全国年节及纪念日放假办法》推算"
WEEKEND_SOURCE = "周休日"
_WEEK = bytes((0, 1, 1, 1, 1, 1, 0))  # by ordinal % 7: Sunday first


@lru_cache(maxsize=8192)
def real_day(text: str) -> date | None:
    """Return the date of a text YYYY-MM-DD; None where it is written otherwise or no such day exists."""
    try:
        return date.fromisoformat(text) if DATE.fullmatch(text) else None
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class DayRow:
    """One day that differs from the ordinary week, or that is named: kind is working or off."""

    day: date
    kind: str
    name: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Festivals:
    """The days of one year that the sun and the moon decide."""

    year: int
    spring_festival: date
    qingming: date
    dragon_boat: date
    mid_autumn: date


def statutory_days(festivals: Festivals) -> dict[date, str]:
    """Return the 13 days off of a year with their names (HOLIDAY 2, revision of 2024-11-10)."""
    year, spring = festivals.year, festivals.spring_festival
    return {
        date(year, 1, 1): "元旦",
        **{spring + timedelta(days=n): "春节" for n in (-1, 0, 1, 2)},
        festivals.qingming: "清明节",
        **{date(year, 5, n): "劳动节" for n in (1, 2)},
        festivals.dragon_boat: "端午节",
        festivals.mid_autumn: "中秋节",
        **{date(year, 10, n): "国庆节" for n in (1, 2, 3)},
    }


def provisional_days(festivals: Festivals) -> list[DayRow]:
    """Return the days off of a year that nobody has announced yet.

    A statutory day on a weekend gives the next working day off (HOLIDAY 6); no weekend is worked.
    """
    names = dict(sorted(statutory_days(festivals).items()))
    rows = [DayRow(day, OFF, name, PROVISIONAL_SOURCE) for day, name in names.items()]
    taken = set(names)
    for day, name in names.items():
        if day.weekday() >= 5:
            while day in taken or day.weekday() >= 5:
                day += timedelta(days=1)  # noqa: PLW2901
            taken.add(day)
            rows.append(DayRow(day, OFF, f"{name}补休", PROVISIONAL_SOURCE))
    return sorted(rows, key=lambda row: row.day)


class Calendar:
    """All days from 1 January of the first year to 31 December of the last; answers take no time to speak of."""

    def __init__(self, years: range, rows: Iterable[DayRow], provisional: frozenset[int]) -> None:
        self.first, self.last = date(years[0], 1, 1), date(years[-1], 12, 31)
        self.provisional_years = provisional
        self._start = self.first.toordinal()
        self._rows = {row.day: row for row in rows}
        day = self._start % 7
        flags = bytearray(islice(cycle(_WEEK[day:] + _WEEK[:day]), self.last.toordinal() - self._start + 1))
        for row in self._rows.values():
            flags[row.day.toordinal() - self._start] = row.kind == WORKING
        self._flags = bytes(flags)
        self._passed = array("I", accumulate(flags))  # working days up to and including each day
        self._working = array("I", compress(range(self._start, self._start + len(flags)), flags))

    def is_working(self, day: date) -> bool:
        """Tell whether the bureau works on a day."""
        return bool(self._flags[self._index(day)])

    def day(self, day: date) -> DayRow:
        """Return what is known of a day: its kind, name and source."""
        kind = WORKING if self.is_working(day) else OFF
        return self._rows.get(day) or DayRow(day, kind, "", WEEKEND_SOURCE)

    def is_provisional(self, after: date, through: date) -> bool:
        """Tell whether any day after `after` up to and including `through` lies in a year not yet announced."""
        first = after + timedelta(days=1)
        return any(year in self.provisional_years for year in range(first.year, through.year + 1))

    def add_working_days(self, start: date, count: int) -> date:
        """Return the `count`-th working day after `start`, which itself is not counted (0 gives `start`)."""
        if count < 0:
            raise InvalidInput(said("工作日数不能为负：{count}。", count=count))
        if count == 0:
            return start
        position = self._passed[self._index(start)] + count - 1
        if position >= len(self._working):
            raise self._outside(said("{start}之后第{count}个工作日", start=start, count=count))
        return date.fromordinal(self._working[position])

    def working_days_between(self, after: date, through: date) -> int:
        """Return how many working days lie after `after` up to and including `through` (negative backwards)."""
        return self._passed[self._index(through)] - self._passed[self._index(after)]

    def on_or_next_working(self, day: date) -> date:
        """Return the day itself when the bureau works on it, else the next working day (CIVIL 203)."""
        self._index(day)  # a day outside is refused
        position = bisect_left(self._working, day.toordinal())
        if position >= len(self._working):
            raise self._outside(said("{day}之后的工作日", day=day))
        return date.fromordinal(self._working[position])

    def _index(self, day: date) -> int:
        index = day.toordinal() - self._start
        if not 0 <= index < len(self._flags):
            raise self._outside(str(day))
        return index

    def _outside(self, what: str) -> InvalidInput:
        years = f"{self.first.year}至{self.last.year}年"
        return InvalidInput(
            said("日历只收录{years}，算不出{what}。", years=years, what=what),
            do_next="请换一个日期，或导入含该年份的官方日历。",
        )


def build(confirmed: Iterable[DayRow], festivals: Iterable[Festivals], official: Iterable[DayRow] = ()) -> Calendar:
    """Join the built-in confirmed days, days loaded by an operator and the provisional rule for all other years.

    A year of `official` is confirmed and replaces the built-in year as a whole.
    """
    rows: dict[int, list[DayRow]] = {}
    for row in confirmed:
        rows.setdefault(row.day.year, []).append(row)
    loaded: dict[int, list[DayRow]] = {}
    for row in official:
        loaded.setdefault(row.day.year, []).append(row)
    rows |= loaded
    guessed = [festival for festival in festivals if festival.year not in rows]
    rows |= {festival.year: provisional_days(festival) for festival in guessed}
    years = range(min(rows), max(rows) + 1)
    if missing := [year for year in years if year not in rows]:
        raise InvalidInput(said("日历缺少{missing}年。", missing=missing[0]), do_next="请同时导入缺少的年份。")
    provisional = frozenset(festival.year for festival in guessed)
    return Calendar(years, (row for year in years for row in rows[year]), provisional)
