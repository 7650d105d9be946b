"""An official calendar as a file: CSV with the columns date, kind (working, off) and, if wanted, name.

Each year in the file is taken as a whole year: the days listed, and ordinary weekends where none is listed. So the
State Council's notice can be typed in as it stands (days off and worked weekends), or every day of the year listed.
A year in which a statutory day would be worked is refused: that is how a half-typed year is noticed.
"""

import csv
from collections.abc import Iterable
from datetime import date
from sys import intern

from models.errors import InvalidInput
from models.said import said, together
from rules.basis import LegalBasis
from rules.calendar import OFF, WORKING, DayRow, Festivals, real_day, statutory_days

BASIS = LegalBasis("全国年节及纪念日放假办法", 2024, "第七条", "HOLIDAY 7")
COLUMNS = {"date", "kind", "name"}
SHOWN = 10  # faults in one message


def parse_festivals(text: str) -> tuple[Festivals, ...]:
    """Return the rows of the built-in table of festivals."""
    rows = csv.reader(text.splitlines()[1:])
    return tuple(Festivals(int(row[0]), *(date.fromisoformat(day) for day in row[1:])) for row in rows)


def parse_days(text: str, source: str) -> tuple[DayRow, ...]:
    """Return the rows of a built-in file, which our own tests check."""
    rows = csv.reader(text.splitlines()[1:])
    return tuple(DayRow(date.fromisoformat(day), intern(kind), intern(name), source) for day, kind, name in rows)


def read_official(text: str, source: str, festivals: Iterable[Festivals]) -> tuple[DayRow, ...]:
    """Return the days of an operator's file, checked.

    Raises: InvalidInput naming every faulty line (or the first ten), or the day that a year must have.
    """
    lines = list(csv.reader(text.removeprefix("\ufeff").splitlines()))
    columns = _columns(lines[0] if lines else [])
    rows: dict[date, DayRow] = {}
    faults = []
    for number, cells in enumerate(lines[1:], 2):
        if any(cell.strip() for cell in cells):
            found = _row(dict(zip(columns, (cell.strip() for cell in cells), strict=False)), source, rows)
            if isinstance(found, str):
                faults.append(f"第{number}行：{found}")
            else:
                rows[found.day] = found
    faults = faults or ([] if rows else ["文件里没有日期"]) or _incomplete(rows, festivals)
    if faults:
        more = said("等{count}处", count=len(faults)) if len(faults) > SHOWN else ""
        raise InvalidInput(
            said("日历文件有误：{faults}{more}。", faults=together(faults[:SHOWN]), more=more),
            kept="没有导入任何日期。",
        )
    return tuple(rows[day] for day in sorted(rows))


def decoded(content: bytes) -> str:
    """Return the text of a file in UTF-8 or else GB18030; InvalidInput for anything else."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InvalidInput("日历文件有误：既不是UTF-8也不是GB18030。", kept="没有导入任何日期。")


def _columns(header: list[str]) -> list[str]:
    columns = [cell.strip().lower() for cell in header]
    strange = [name for name in columns if name not in COLUMNS]
    if strange or not {"date", "kind"} <= set(columns) or len(set(columns)) < len(columns):
        raise InvalidInput("日历文件有误：第1行应为 date,kind 或 date,kind,name。", kept="没有导入任何日期。")
    return columns


def _row(cells: dict[str, str], source: str, seen: dict[date, DayRow]) -> DayRow | str:
    """Return the day of one line, or what is wrong with it."""
    text, kind = cells.get("date", ""), cells.get("kind", "")
    day = real_day(text)
    if day is None:
        return f"日期“{text}”应为YYYY-MM-DD且真实存在"
    if kind not in {WORKING, OFF}:
        return f"类型“{kind}”应为working或off"
    if day in seen:
        return f"日期{day}重复"
    return DayRow(day, kind, cells.get("name", ""), source)


def _incomplete(rows: dict[date, DayRow], festivals: Iterable[Festivals]) -> list[str]:
    """Return the statutory days that the file would have the bureau work on."""
    years = {day.year for day in rows}
    wanted = {
        day: name for festival in festivals if festival.year in years for day, name in statutory_days(festival).items()
    }
    return [f"{day}（{name}）是法定节日，文件里不是off" for day, name in wanted.items() if _worked(rows.get(day), day)]


def _worked(row: DayRow | None, day: date) -> bool:
    return row.kind == WORKING if row else day.weekday() < 5
