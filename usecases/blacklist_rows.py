"""One row of a blacklist file: its checks, each fault with its line and field, and the number in normal form."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from sys import intern

from models.values import PartyKind
from rules.identifiers import check_id, check_registration, check_uscc, normal_id, normal_number, visible
from rules.names import initials, normal_name, pinyin
from rules.names.cores import core_name
from usecases.faults import Fault
from usecases.texts import unstorable

COLUMNS = ("name", "number", "kind", "reason", "from_on", "to_on", "source")  # contract: blacklist files
LENGTHS = {"name": 200, "number": 40, "reason": 2000, "source": 200}
KINDS = tuple(kind.value for kind in PartyKind)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
EPOCH, SERIALS = date(1899, 12, 30), (10_000, 80_000)  # days of a spreadsheet from 1927 to 2119
LINES = {ord(char): None for char in "\r\n\t"}  # a reason may have several lines
OLD_ID = re.compile(r"[0-9]{15}")


@dataclass(frozen=True, slots=True)
class BadCell:
    """A cell that holds no value of ours, e.g. a formula."""

    message: str


class Digits(str):
    """A whole number of a spreadsheet as text: in a column of days, the serial number of one."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class NewEntry:
    """One checked entry of a file; `number` is the normal form, "" where there is none.

    `core`, `initials` and `syllables` are what the name is found by, worked out before any transaction begins.
    """

    line: int
    name: str
    number: str = ""
    kind: str = ""
    reason: str = ""
    from_on: date | None = None
    to_on: date | None = None
    source: str = ""
    core: str = ""
    initials: str = ""
    syllables: str = ""

    @property
    def identity(self) -> str:
        """What makes two entries the same: the number if there is one, else the name in normal form."""
        return identity(self.number, self.name)

    @property
    def content(self) -> tuple[object, ...]:
        """What must agree for an entry to be unchanged; the source is compared only where the row names one."""
        return (self.name, self.number, self.kind, self.reason, self.from_on, self.to_on)


def identity(number: str, name: str) -> str:
    """Return the key of an entry in its list."""
    return f"#{number}" if number else normal_name(name) or name


def list_number(text: str, kind: str = "") -> str:
    """Return a number in normal form; 15 digits are an old ID number, or a registration number where only that fits."""
    number = normal_number(text)
    if not OLD_ID.fullmatch(number):
        return number
    registered = check_registration(number).valid
    if registered and (kind == PartyKind.ENTERPRISE or not check_id(number).valid):
        return number
    return normal_id(number)


def number_fault(number: str, kind: str) -> str:
    """Return what is wrong with a number in normal form, "" where nothing is; other numbers than ours pass."""
    if "*" in number:
        return "号码带有 *，无法核对；请填完整号码，没有就留空"
    if len(number) == 15 and number.isdecimal():
        return "" if check_registration(number).valid else "15位号码既不是旧身份证号，也不是工商注册号"
    if len(number) != 18 or not (number.isascii() and number.isalnum()):
        return ""
    person = check_id(number)
    if person.valid or (kind != PartyKind.PERSON and check_uscc(number).valid):
        return ""
    if kind == PartyKind.PERSON or person.parts:
        return "身份证号有误：" + "；".join(person.faults)
    return "统一社会信用代码有误：" + "；".join(check_uscc(number).faults)


def checked(line: int, values: Mapping[str, object]) -> tuple[NewEntry | None, list[Fault]]:
    """Return the entry of one row, or all its faults; `values` are texts, dates or None by column."""
    faults: list[Fault] = []
    texts = {field: _text(values.get(field), field, line, faults) for field in COLUMNS[:4]}
    texts["source"] = _text(values.get("source"), "source", line, faults)
    days = {field: _day(values.get(field), field, line, faults) for field in ("from_on", "to_on")}
    if not any(fault.field == "name" for fault in faults) and not visible(texts["name"]):
        faults.append(Fault(line, "name", "缺少名称"))
    if texts["kind"] and texts["kind"] not in KINDS:
        faults.append(Fault(line, "kind", f"类别只能是 {'、'.join(KINDS)}"))
    texts["number"] = list_number(texts["number"], texts["kind"])
    wrong = number_fault(texts["number"], texts["kind"])
    if wrong:
        faults.append(Fault(line, "number", wrong))
    if days["from_on"] and days["to_on"] and days["to_on"] < days["from_on"]:
        faults.append(Fault(line, "to_on", "结束日期早于开始日期"))
    return (None if faults else _entry(line, texts, days)), faults


def _entry(line: int, texts: dict[str, str], days: dict[str, date | None]) -> NewEntry:
    core = core_name(texts["name"])
    if core == texts["name"]:
        core = texts["name"]  # one text, kept once: a list may have a million
    texts |= {field: intern(texts[field]) for field in ("kind", "reason", "source")}
    return NewEntry(
        line,
        **texts,
        from_on=days["from_on"],
        to_on=days["to_on"],
        core=core[:210],
        initials=initials(core)[:210],
        syllables=pinyin(core)[:500],
    )


def _text(value: object, field: str, line: int, faults: list[Fault]) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        faults.append(Fault(line, field, value.message if isinstance(value, BadCell) else "应为文本"))
        return ""
    text = value.strip()
    control = unstorable(text.translate(LINES) if field == "reason" else text)
    if control:
        faults.append(Fault(line, field, f"含有不可用的字符 {control}"))
        return ""
    if len(text) > LENGTHS.get(field, 20):
        faults.append(Fault(line, field, f"最多 {LENGTHS.get(field, 20)} 个字符，现有 {len(text)} 个"))
        return ""
    return text


def _day(value: object, field: str, line: int, faults: list[Fault]) -> date | None:
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, Digits) and SERIALS[0] <= int(value) <= SERIALS[1]:
        return EPOCH + timedelta(days=int(value))
    day = _real_day(value) if isinstance(value, str) else None
    if day is None:
        message = value.message if isinstance(value, BadCell) else "日期应写作 YYYY-MM-DD，且真实存在"
        faults.append(Fault(line, field, message))
    return day


def _real_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if DAY.fullmatch(text.strip()) else None
    except ValueError:
        return None
