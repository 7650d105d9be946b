"""Terms: the last day of a number of working days, calendar days or years."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from models.errors import InvalidInput
from models.said import said
from rules.basis import LegalBasis
from rules.calendar import Calendar

BASIS = LegalBasis("民法典", 2020, "第二百条至第二百零四条", "CIVIL 200–204")
WORKING_DAYS = LegalBasis("行政许可法", 2019, "第八十二条", "ALL 82")
CALENDAR_DAYS = LegalBasis("民法典", 2020, "第二百零一条、第二百零三条", "CIVIL 201, 203")
YEARS = LegalBasis("民法典", 2020, "第二百零一条、第二百零二条", "CIVIL 201, 202")
LENGTH = re.compile(r"([0-9]{1,5})(wd|d|y)")


@dataclass(frozen=True, slots=True)
class Term:
    """A term that was counted: day 0 is `start`; `provisional` = it touches a day nobody has announced yet."""

    start: date
    length: str
    last_day: date
    provisional: bool
    basis: str


def add_years(day: date, years: int) -> date:
    """Return the same day of the month some years later, or the month's last where it is missing (CIVIL 202).

    What would lie after the year 9999 is its last day.
    """
    year = day.year + years
    if year > date.max.year:
        return date.max
    if day.month == 2 and day.day == 29 and not (year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)):
        return date(year, 2, 28)
    return day.replace(year=year)


def in_words(day: date) -> str:
    """Return a day as documents write it: 2026年11月21日."""
    return f"{day.year}年{day.month}月{day.day}日"


def term(start: date, length: str, calendar: Calendar) -> Term:
    """Return the last day of a term that begins with an event on `start`: "20wd", "15d" or "3y".

    The day of the event is not counted. Working days follow the calendar; calendar days that end on a day off
    roll to the next working day; years neither roll nor are provisional (contract: Readings, Terms).
    Raises: InvalidInput for a length of zero or less or another unit, and outside the calendar.
    """
    found = LENGTH.fullmatch(length)
    if found is None or int(found[1]) == 0:
        raise InvalidInput(
            said("期限“{length}”无法计算。", length=length),
            do_next="请写成20wd（工作日）、15d（日）或3y（年），数字大于零。",
        )
    count = int(found[1])
    if found[2] == "y":
        return _years(start, length, count)
    return _working_days(start, length, count, calendar) if found[2] == "wd" else _days(start, length, count, calendar)


def _years(start: date, length: str, count: int) -> Term:
    if start.year + count > date.max.year:
        raise InvalidInput(said("期限“{length}”超出可计算的年份。", length=length), do_next="请缩短期限。")
    last = add_years(start, count)
    text = f"自{start}次日起{count}年，届满日为对应日，没有对应日的为月末日，不顺延"
    return Term(start, length, last, provisional=False, basis=f"{YEARS.with_key()}:{text}")


def _working_days(start: date, length: str, count: int, calendar: Calendar) -> Term:
    last = calendar.add_working_days(start, count)
    text = f"自{start}次日起算{count}个工作日，不含法定节假日"
    provisional = calendar.is_provisional(start, last)
    return Term(start, length, last, provisional, f"{WORKING_DAYS.with_key()}:{text}{_warning(provisional)}")


def _days(start: date, length: str, count: int, calendar: Calendar) -> Term:
    if (date.max - start).days < count:
        raise InvalidInput(said("期限“{length}”超出可计算的年份。", length=length), do_next="请缩短期限。")
    end = start + timedelta(days=count)
    last = calendar.on_or_next_working(end)
    rolled = f"，{end}是休息日，顺延至{last}" if last != end else ""
    provisional = calendar.is_provisional(start, last)
    text = f"自{start}次日起算{count}日{rolled}{_warning(provisional)}"
    return Term(start, length, last, provisional, f"{CALENDAR_DAYS.with_key()}:{text}")


def _warning(provisional: bool) -> str:
    return "；含暂定日历的日期，官方放假安排导入后重新计算" if provisional else ""
