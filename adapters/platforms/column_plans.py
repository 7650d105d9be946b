"""One column as the profile declares it, ready to be written: its texts, and what the receiver would refuse of them."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from adapters.engine.vocabulary import Column
from adapters.platforms.conditions import REMEMBERED, SEPARATOR, Columns, holder
from adapters.platforms.masks import MASKS
from rules import identifiers

FORBIDDEN = re.compile("[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_AMOUNT = re.compile(r"(0|[1-9][0-9]{0,11})\.[0-9]{6}", re.ASCII)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_NORMAL: dict[str, Callable[[str], str]] = {"number": identifiers.normal_number, "id": identifiers.normal_id}
_BETWEEN = {"YYYY-MM-DD": "-", "YYYY/MM/DD": "/", "YYYYMMDD": ""}  # what parts the numbers of a date
_LENGTHS: dict[str, tuple[Callable[[str], int], str]] = {
    "char": (len, "字"),
    "gb-byte": (lambda text: len(text.encode("gb18030")), "字节（国标编码）"),
    "utf8-byte": (lambda text: len(text.encode()), "字节（UTF-8）"),
}
_PARTS = {"all": slice(None), "first": slice(1), "rest": slice(1, None)}  # of several labels


class ColumnFault(Exception):
    """Why a record cannot be sent: the receiver's own word for it, and the column."""

    def __init__(self, code: str, field: str, message: str = "") -> None:
        super().__init__(f"{field}: {code}")
        self.code = code
        self.field = field
        self.message = message


class Written(NamedTuple):
    """The text of a column; `fault` = what is wrong with it by itself (code, words), `digit` = its check is right."""

    text: str
    fault: tuple[str, str] | None
    digit: bool


class ColumnPlan:
    """Writes and checks one column; what repeats from row to row (agency, kinds, dates) is worked out once."""

    def __init__(self, name: str, column: Column, tables: Mapping[str, Mapping[str, str]]) -> None:
        self.name, self._column = name, column
        self._paths = [tuple(source.split(".")) for source in (column.source, *column.otherwise) if source]
        self._table = None if column.table is None else tables[column.table]
        self._pattern = None if column.pattern is None else re.compile(column.pattern)
        self._known: dict[str, Written] = {}
        self._length, self._unit = _LENGTHS[column.unit]
        self._between = _BETWEEN[column.out] if column.type == "date" else "-"
        self.hide = None if column.mask in {None, "none"} or not column.publish else MASKS[str(column.mask)]
        self.leaves = column.publish
        self.has_default, self.may_stand = column.default is not None, holder(column.only_if)
        self._digit_counts = holder(column.check_if)
        self._prefixes = [(prefix, holder(conditions)) for prefix, conditions in column.prefix_only_if.items()]
        self.linked = bool(column.check or column.not_before or self._prefixes)

    def read(self, record: Mapping[str, object]) -> Written | None:
        """Return the column of a record, None where it has no value; raises ColumnFault."""
        for path in self._paths:
            raw: object = record
            for name in path:
                raw = raw.get(name) if isinstance(raw, dict) else None
            if raw is None or raw in ("", []):
                continue
            written = self._known.get(raw) if type(raw) is str else None
            if written is None:
                written = self._written(raw)
            if written.text:
                return written
        return None

    def told(self, record: Mapping[str, object]) -> Written | None:
        """Return the column where a record says it under its first name, None where it says nothing of it."""
        return self.read(record) if self._paths and self._paths[0][0] in record else None

    def default(self) -> Written:
        """Return the column of a record that leaves it to the profile; raises ColumnFault."""
        return self._judged(self._looked_up(self._column.default or ""))

    def _written(self, raw: object) -> Written:
        written = self._judged(self._text(raw))
        if type(raw) is str:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            self._known[raw] = written
        return written

    def _judged(self, text: str) -> Written:
        check, digit = self._column.check, True
        if check is not None:
            digit = identifiers.is_uscc(text) if check == "uscc" else identifiers.birth_of(text) is not None
        fault = self._fault(text)
        if self._between != "-" and fault is None:
            text = text.replace("-", self._between)
        return Written(text, fault, digit)

    def replaced(self, text: str) -> Written:
        """Return the column with a word of the receiver in place of our value."""
        return Written(text, None, True)

    def _text(self, raw: object) -> str:
        kind = self._column.type
        if kind == "wan":
            return wan(self.name, raw)
        if kind == "labels":
            return self._labels(raw)
        if kind == "flag" and isinstance(raw, bool):
            raw = "true" if raw else "false"
        if not isinstance(raw, str):
            raise ColumnFault("value_invalid", self.name, "应为文字")
        normal = _NORMAL.get(kind)
        return self._looked_up(raw.strip() if normal is None else normal(raw.strip()))

    def _labels(self, raw: object) -> str:
        classes = [str(one) for one in raw] if isinstance(raw, list | tuple) else [str(raw)]
        labels = [self._looked_up(one) for one in classes]
        if len(set(classes)) != len(classes) or any(SEPARATOR in label for label in labels):
            raise ColumnFault("value_invalid", self.name, "类别重复或含有分号")
        different = list(dict.fromkeys(labels))  # two classes of the law may be one label of the receiver
        return SEPARATOR.join(different[_PARTS[self._column.labels]])

    def _looked_up(self, word: str) -> str:
        if self._table is None or not word:
            return word
        if word in self._table:
            return self._table[word]
        for pattern, label in self._table.items():
            if pattern.endswith("*") and word.startswith(pattern[:-1]) and len(word) >= len(pattern):
                return label.replace("*", word[len(pattern) - 1 :])
        table = self._column.table
        why = f"代码表 {table} 中没有“{word[:40]}”；对方若有对应的代码，请补在对接规范的 [tables] {table} 中"
        raise ColumnFault("code_invalid", self.name, why)

    def _fault(self, text: str) -> tuple[str, str] | None:
        column = self._column
        if FORBIDDEN.search(text):
            return "character_forbidden", "含有控制或不可见字符"
        if column.max is not None and self._length(text) > column.max:
            return "too_long", f"超过 {column.max} {self._unit}"
        if self._pattern is not None and not self._pattern.fullmatch(text):
            return "value_invalid", "写法不对"
        if column.type == "wan" and not _AMOUNT.fullmatch(text):
            return "amount_format", "金额超出范围"
        if column.type == "date" and not _is_day(text):
            return "date_invalid", "不是真实的日期（YYYY-MM-DD）"
        return None

    def check(self, written: Written, values: Columns) -> None:
        """Raise ColumnFault where the column is at fault by itself or beside the others."""
        text, fault, digit = written
        earliest = self._column.not_before
        if fault is not None:
            raise ColumnFault(fault[0], self.name, fault[1])
        if earliest is not None and self._column.type == "date" and text < values.get(earliest, ""):
            raise ColumnFault("date_invalid", self.name, f"早于 {earliest}")
        if not digit and self._digit_counts(values):
            raise ColumnFault("check_digit", self.name, "校验码或出生日期不对")
        for prefix, may_stand in self._prefixes:
            if text.startswith(prefix) and not may_stand(values):
                raise ColumnFault("value_invalid", self.name, f"以 {prefix} 开头的代码与相对人类别不符")


def wan(name: str, fen: object) -> str:
    """Return whole fen in 万元 with six decimals: 1 fen is 0.000001."""
    if type(fen) is not int or fen <= 0:
        raise ColumnFault("amount_format", name, "金额应为大于零的整数（分）")
    return f"{fen // 1_000_000}.{fen % 1_000_000:06d}"


def _is_day(text: str) -> bool:
    try:
        return bool(_DAY.fullmatch(text)) and date.fromisoformat(text) is not None
    except ValueError:
        return False
