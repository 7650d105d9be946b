"""Write one of our records in the columns of a receiver; what the receiver would refuse is named, not mended."""

import re
from collections.abc import Mapping
from datetime import date

from adapters.engine.vocabulary import Column, Kind
from rules import identifiers

Columns = dict[str, str]
Conditions = Mapping[str, list[str]]
FORBIDDEN = re.compile("[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_AMOUNT = re.compile(r"(0|[1-9][0-9]{0,11})\.[0-9]{6}", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
SEPARATOR = ";"
NO_VALUE: tuple[object, ...] = (None, "", [])


class ColumnFault(Exception):
    """Why a record cannot be sent: the receiver's own word for it, and the column."""

    def __init__(self, code: str, field: str, message: str = "") -> None:
        super().__init__(f"{field}: {code}")
        self.code = code
        self.field = field
        self.message = message


class ColumnWriter:
    """The columns of one kind of record; writing is pure."""

    def __init__(self, kind: Kind, tables: Mapping[str, Mapping[str, str]]) -> None:
        self._columns = kind.columns
        self._tables = tables

    def write(self, record: Mapping[str, object]) -> Columns:
        """Return the columns that have a value; raises ColumnFault for the first that is at fault."""
        values: Columns = {}
        for name, column in self._columns.items():
            value = self._value(name, column, record)
            if value is None and column.default is not None and _holds(column.only_if, values):
                value = self._looked_up(name, column, column.default)
            if value is not None:
                values[name] = value
        for name, column in self._columns.items():
            _check_presence(name, column, values)
        for name, value in values.items():
            _check_value(name, self._columns[name], value, values)
        return values

    def _value(self, name: str, column: Column, record: Mapping[str, object]) -> str | None:
        for source in (column.source, *column.otherwise):
            raw = _reach(record, source) if source else None
            if raw not in NO_VALUE:
                text = self._text(name, column, raw)
                if text:
                    return text
        return None

    def _text(self, name: str, column: Column, raw: object) -> str:
        if column.type == "wan":
            return wan(name, raw)
        if column.type == "labels":
            return self._labels(name, column, raw)
        if column.type == "flag" and isinstance(raw, bool):
            raw = "true" if raw else "false"
        if not isinstance(raw, str):
            raise ColumnFault("value_invalid", name, "应为文字")
        text = raw.strip()
        if column.type == "number":
            text = identifiers.normal_number(text)
        elif column.type == "id":
            text = identifiers.normal_id(text)
        return self._looked_up(name, column, text)

    def _labels(self, name: str, column: Column, raw: object) -> str:
        classes = [str(one) for one in raw] if isinstance(raw, list | tuple) else [str(raw)]
        labels = [self._looked_up(name, column, one) for one in classes]
        if len(set(labels)) != len(labels) or any(SEPARATOR in label for label in labels):
            raise ColumnFault("value_invalid", name, "类别重复或含有分号")
        return SEPARATOR.join(labels)

    def _looked_up(self, name: str, column: Column, word: str) -> str:
        if column.table is None or not word:
            return word
        table = self._tables[column.table]
        if word in table:
            return table[word]
        for pattern, label in table.items():
            if pattern.endswith("*") and word.startswith(pattern[:-1]) and len(word) >= len(pattern):
                return label.replace("*", word[len(pattern) - 1 :])
        raise ColumnFault("code_invalid", name, f"代码表中没有“{word[:40]}”")


def wan(name: str, fen: object) -> str:
    """Return whole fen in 万元 with six decimals: 1 fen is 0.000001."""
    if type(fen) is not int or fen <= 0:
        raise ColumnFault("amount_format", name, "金额应为大于零的整数(分)")
    return f"{fen // 1_000_000}.{fen % 1_000_000:06d}"


def _reach(record: object, source: str) -> object:
    for name in source.split("."):
        record = record.get(name) if isinstance(record, Mapping) else None
    return record


def _holds(conditions: Conditions, values: Columns) -> bool:
    """Whether every named column has one of the words; of several labels one is enough."""
    return all(
        not set(words).isdisjoint(values.get(column, "").split(SEPARATOR)) for column, words in conditions.items()
    )


def _check_presence(name: str, column: Column, values: Columns) -> None:
    if name in values:
        if not _holds(column.only_if, values):
            raise ColumnFault("column_forbidden", name, "该类相对人或处罚不应填写此项")
        return
    needed = column.required or bool(column.required_if and _holds(column.required_if, values))
    needed = needed or (column.required_with is not None and column.required_with in values)
    if column.any_of and _holds(column.any_of_if, values):
        needed = needed or not any(other in values for other in column.any_of)
    if needed:
        raise ColumnFault("column_missing", name, "缺少必填项")


def _check_value(name: str, column: Column, value: str, values: Columns) -> None:
    if FORBIDDEN.search(value):
        raise ColumnFault("character_forbidden", name, "含有控制或不可见字符")
    if column.max is not None and len(value) > column.max:
        raise ColumnFault("too_long", name, f"超过 {column.max} 字")
    if column.pattern is not None and not re.fullmatch(column.pattern, value):
        raise ColumnFault("value_invalid", name, "写法不对")
    if column.type == "wan" and not _AMOUNT.fullmatch(value):
        raise ColumnFault("amount_format", name, "金额超出范围")
    if column.type == "date":
        _check_day(name, column, value, values)
    if column.check is not None and _holds(column.check_if, values):
        _check_digit(name, column, value)
    for prefix, conditions in column.prefix_only_if.items():
        if value.startswith(prefix) and not _holds(conditions, values):
            raise ColumnFault("value_invalid", name, f"以 {prefix} 开头的代码与相对人类别不符")


def _check_day(name: str, column: Column, value: str, values: Columns) -> None:
    try:
        real = bool(_DAY.fullmatch(value)) and date.fromisoformat(value) is not None
    except ValueError:
        real = False
    if not real:
        raise ColumnFault("date_invalid", name, "不是真实的日期(YYYY-MM-DD)")
    if column.not_before is not None and value < values.get(column.not_before, ""):
        raise ColumnFault("date_invalid", name, f"早于 {column.not_before}")


def _check_digit(name: str, column: Column, value: str) -> None:
    valid = identifiers.is_uscc(value) if column.check == "uscc" else identifiers.birth_of(value) is not None
    if not valid:
        raise ColumnFault("check_digit", name, "校验码或出生日期不对")
