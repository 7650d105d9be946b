"""The rows of the evaluation table with their days: no two of one id on one day, no day between them without one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from models.errors import InvalidInput

TABLES = ("scale", "grade", "item")
KEYS = {
    "scale": {"start", "least", "most"},
    "grade": {"name", "least", "consequence"},
    "item": {"name", "event", "points", "cap"},
}
EVERY = {"id", "valid_from", "mark"}
MORE = {"valid_to", "note"}
OPTIONAL = {"scale": MORE, "grade": MORE, "item": MORE | {"causes", "steps", "years"}}

Raw = Mapping[str, object]


@dataclass(frozen=True)
class Rows:
    """All rows of all days; `digest` is that of their file."""

    tables: Mapping[str, tuple[Raw, ...]]
    digest: str

    def holding(self, on: date) -> dict[str, Sequence[Raw]]:
        """Return the rows of each table that count on a day."""
        return {name: [row for row in rows if first(row) <= on <= last(row)] for name, rows in self.tables.items()}


def first(row: Raw) -> date:
    """Return the first day of a row."""
    return _day(row, "valid_from", date.min)


def last(row: Raw) -> date:
    """Return the last day of a row."""
    return _day(row, "valid_to", date.max)


def rows_of(document: Mapping[str, object], name: str, digest: str) -> Rows:
    """Return the rows of a file; raises InvalidInput naming file, table and row, and both rows of a gap or overlap."""
    unknown = set(document) - {*TABLES}
    if unknown:
        raise InvalidInput(f"{name}：不认识的表“{min(unknown)}”。", do_next=f"可用的表：{'、'.join(TABLES)}。")
    tables = {table: tuple(_read(document.get(table, []), table, name)) for table in TABLES}
    for table, rows in tables.items():
        for own in {str(row["id"]): None for row in rows}:
            _follow([row for row in rows if row["id"] == own], f"{name}的[[{table}]] {own}")
    return Rows(tables, digest)


def _read(rows: object, table: str, name: str) -> Iterable[Raw]:
    for place, row in enumerate(rows if isinstance(rows, list) else [], 1):
        where = f"{name}的第{place}个[[{table}]]"
        if not isinstance(row, dict):
            raise InvalidInput(f"{where}不是表。")
        missing = (EVERY | KEYS[table]) - set(row)
        unknown = set(row) - EVERY - KEYS[table] - OPTIONAL[table]
        if missing or unknown:
            words = [f"缺少{'、'.join(sorted(missing))}"] * bool(missing) + [
                f"不认识{'、'.join(sorted(unknown))}"
            ] * bool(unknown)
            raise InvalidInput(f"{where}：{'；'.join(words)}。", do_next="请改正文件。")
        if first(row) > last(row):
            raise InvalidInput(f"{where}（{row['id']}）：{first(row)}起而{last(row)}止，日期颠倒。")
        yield row


def _follow(rows: Sequence[Raw], where: str) -> None:
    """Refuse two rows of one id that overlap, or leave days between them that no row covers."""
    for before, after in pairwise(sorted(rows, key=first)):
        spans = f"{first(before)}至{last(before)}，{first(after)}至{last(after)}"
        if first(after) <= last(before):
            raise InvalidInput(f"{where}有两行在同一天有效：{spans}。", do_next="请改正起止日期。")
        if first(after) > last(before) + timedelta(days=1):
            raise InvalidInput(f"{where}的两行之间有空档：{spans}。", do_next="请补上空档，或者改正起止日期。")


def _day(row: Raw, key: str, default: date) -> date:
    value = row.get(key, default)
    if not isinstance(value, date):
        raise InvalidInput(f"{row.get('id')}的{key}应为日期。")
    return value
