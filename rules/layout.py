"""The layout plan (合理布局): its file, the cell of an address, and whose turn it is for the last slots."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from models.errors import Refused
from models.said import said
from models.values import DISTRICTS
from rules.basis import LegalBasis
from rules.calendar import real_day

BASIS = LegalBasis("烟草专卖许可证管理办法实施细则", "国烟法〔2020〕205号", "第十五条至第十八条", "LIC_R 15–18")
ORDER = LegalBasis("行政许可法", 2019, "第五十七条", "ALL 57")
NEEDED = ("plan", "district", "valid_from", "code", "name")
COLUMNS = (*NEEDED, "area_type", "min_spacing_m", "quota", "places", "school_buffer_m")
LIMITS = {"plan": 100, "code": 20, "name": 100, "area_type": 40}
MOST_ROWS, MOST_PLACES, MOST_QUOTA, FARTHEST = 20_000, 200, 100_000, 100_000.0
Fault = tuple[int, str, str]  # line, column, what is wrong
Key = tuple[str, date]  # district and first day


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell; `places` are pieces of addresses that lie in it."""

    code: str
    name: str
    area_type: str
    min_spacing_m: float | None
    quota: int | None
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """One version of a district's plan, in force from `valid_from` until the next one."""

    name: str
    district: str
    valid_from: date
    school_buffer_m: float | None
    cells: tuple[Cell, ...]


def read_plans(text: str) -> tuple[tuple[Plan, ...], tuple[Fault, ...]]:
    """Return the plans of a CSV file, and every fault with its line; with a fault nothing of it may be used."""
    try:
        lines = list(csv.reader(text.removeprefix("\ufeff").splitlines()))
    except csv.Error as error:
        return (), ((1, "", f"不是可读的CSV：{error}"),)
    header = [cell.strip().lower() for cell in lines[0]] if lines else []
    if faults := _header_faults(header, len(lines)):
        return (), faults
    found: dict[Key, _Seen] = {}
    wrong: list[Fault] = []
    for number, cells in enumerate(lines[1:], 2):
        if any(cell.strip() for cell in cells):
            row = dict(zip(header, (cell.strip() for cell in cells), strict=False))
            wrong += [(number, column, message) for column, message in _row_faults(row, len(cells) != len(header))]
            key = (row.get("district", ""), real_day(row.get("valid_from", "")) or date.min)
            wrong += [(number, *each) for each in found.setdefault(key, _Seen()).clashes(row)]
    if not found and not wrong:
        wrong.append((1, "code", "文件里没有单元格"))
    return (() if wrong else tuple(_plan(key, seen.rows) for key, seen in found.items())), tuple(wrong)


def _header_faults(header: list[str], count: int) -> tuple[Fault, ...]:
    if count > MOST_ROWS:
        return ((1, "", f"最多{MOST_ROWS}行"),)
    strange = [name for name in header if name not in COLUMNS]
    lacking = [name for name in NEEDED if name not in header]
    twice = len(set(header)) < len(header)
    words = [
        *(said("没有“{name}”这一列", name=name) for name in strange),
        *(said("缺少“{name}”列", name=name) for name in lacking),
    ]
    return tuple((1, "", word) for word in [*words, *(["有重复的列"] if twice else [])])


def _row_faults(row: Mapping[str, str], ragged: bool) -> Iterable[tuple[str, str]]:
    if ragged:
        yield "", "列数与表头不符"
    yield from ((name, "必填") for name in NEEDED if not row.get(name))
    yield from ((name, f"超过{most}个字") for name, most in LIMITS.items() if len(row.get(name, "")) > most)
    yield from ((name, "含有不可见的控制字符") for name, text in row.items() if any(ord(c) < 32 for c in text))
    if row.get("district") and row["district"] not in DISTRICTS:
        yield "district", f"应为{'、'.join(DISTRICTS)}之一"
    if row.get("valid_from") and real_day(row["valid_from"]) is None:
        yield "valid_from", "应为真实存在的日期YYYY-MM-DD"
    for name in ("min_spacing_m", "school_buffer_m"):
        if row.get(name) and _metres(row[name]) is None:
            yield name, f"应为0至{FARTHEST:g}的米数"
    if row.get("quota") and _quota(row["quota"]) is None:
        yield "quota", f"应为0至{MOST_QUOTA}的整数"
    if not row.get("min_spacing_m") and not row.get("quota"):
        yield "quota", "间距和数量上限至少写一项"
    if len(_places(row.get("places", ""))) > MOST_PLACES:
        yield "places", f"最多{MOST_PLACES}处"


@dataclass(slots=True)
class _Seen:
    """The rows of one plan so far, with what none of the next ones may repeat."""

    rows: list[Mapping[str, str]] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)

    def clashes(self, row: Mapping[str, str]) -> list[tuple[str, str]]:
        """Take a row and return what does not go with those before it."""
        wrong, places = [], set(_places(row.get("places", "")))
        if row.get("code", "") in self.codes:
            wrong.append(("code", "单元格代码重复"))
        first = self.rows[0] if self.rows else row
        wrong += [
            (n, "同一规划的各行应相同") for n in ("plan", "school_buffer_m") if row.get(n, "") != first.get(n, "")
        ]
        if shared := self.places & places:
            wrong.append(("places", f"“{'、'.join(sorted(shared))}”已属于另一单元格"))
        self.rows.append(row)
        self.codes.add(row.get("code", ""))
        self.places |= places
        return wrong


def _plan(key: Key, rows: Sequence[Mapping[str, str]]) -> Plan:
    (district, valid_from), first = key, rows[0]
    return Plan(first["plan"], district, valid_from, _metres(first.get("school_buffer_m", "")), tuple(map(_cell, rows)))


def _cell(row: Mapping[str, str]) -> Cell:
    spacing, quota = _metres(row.get("min_spacing_m", "")), _quota(row.get("quota", ""))
    return Cell(row["code"], row["name"], row.get("area_type", ""), spacing, quota, _places(row.get("places", "")))


def _metres(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if 0 <= value <= FARTHEST else None


def _quota(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 and int(text) <= MOST_QUOTA else None


def _places(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.replace("；", ";").split(";") if part.strip()))


def cell_of(address: str, places: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Return the code of the cell whose longest piece of an address is in this one; "" for none or for two."""
    found: dict[int, set[str]] = {}
    for code, pieces in places:
        longest = max((len(piece) for piece in pieces if piece in address), default=0)
        found.setdefault(longest, set()).add(code)
    found.pop(0, None)
    best = found[max(found)] if found else set()
    return next(iter(best)) if len(best) == 1 else ""


def check_turn(name: str, quota: int, count: int, ahead: Sequence[str]) -> None:
    """Raise Refused where a cell is full, or its last slots belong to what was accepted earlier (ALL 57)."""
    if count >= quota:
        raise Refused(
            said(
                "{name}已有{count}个零售点，上限{quota}个（{basis}）。",
                name=name,
                count=count,
                quota=quota,
                basis=BASIS,
            ),
            kept="申请未作决定。",
        )
    if count + len(ahead) >= quota:
        raise Refused(
            said(
                "{name}余{quota}个名额，先受理的{ahead}尚未决定（{basis}）。",
                name=name,
                quota=quota - count,
                ahead="、".join(ahead[:5]),
                basis=ORDER,
            ),
            kept="申请未作决定。",
            do_next="请先对先受理的申请作出决定。",
        )
