"""The files of the law book: their rows with the place where each stands, every key known and of its kind."""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any

from models.errors import InvalidInput
from rules.basis import LegalBasis
from rules.lawswitches import SWITCHES

BASIS = LegalBasis("立法法", 2023, "第一百零三条", "LEG 103")  # of one body, the newer text goes before the older
BESIDE = "+"  # before the name of a file whose rows change those of the others
LAST = BESIDE + "\uffff"  # before that of one that changes the rows of all
Raw = dict[str, Any]
Kinds = Mapping[str, tuple[type, ...]]
TEXT, COUNT, FLAG, LIST = (str,), (int,), (bool,), (list,)
DAYS: Kinds = {"valid_from": (date,), "valid_to": (date,), "mark": TEXT, "note": TEXT, "gap": TEXT}
CITED: Kinds = {"instrument": TEXT, "article": TEXT, "ref": TEXT}
NAMED: Kinds = {"id": TEXT, "name": TEXT}
COLUMNS: Mapping[str, Kinds] = {
    "instrument": {"key": TEXT, "title": TEXT, "edition": (int, str), "articles": COUNT},
    "rule": {**NAMED, **CITED, "years": COUNT, "within_years": COUNT},
    "term": {**NAMED, **CITED, "count": COUNT, "unit": TEXT, "effect": TEXT, "then_count": COUNT, "then_unit": TEXT},
    "cause": {
        **NAMED, **CITED, "violated": TEXT, "decider": TEXT, "measures": TEXT, "low_percent": COUNT,
        "high_percent": COUNT, "base": TEXT, "low_yuan": COUNT, "high_yuan": COUNT, "may": FLAG, "heavy": FLAG,
        "closes": FLAG, "serious_of": TEXT,
    },
    "reason": {
        **NAMED, **CITED, "text": TEXT, "rule": TEXT, "kinds": LIST, "items": LIST, "record_cause": TEXT,
    },
    "setting": {"key": TEXT, "value": (bool, int, str, list), "district": TEXT, "item": TEXT},
    "carton": {"name": TEXT, "parts": LIST},
    "instant": {
        "id": TEXT, **CITED, "result": TEXT, "findings": LIST, "outcomes": LIST, "statuses": LIST, "registers": LIST,
        "shared": LIST, "against": LIST, "against_years": COUNT,
    },
    "threshold": {**NAMED, **CITED, "count": COUNT, "unit": TEXT},
    "paper": {"id": TEXT, **CITED, "months": COUNT},
    "negative": {**NAMED, **CITED, "text": TEXT, "items": LIST, "when": LIST, "outcome": TEXT},
    "provision": {"id": TEXT, "instrument": TEXT, "ref": TEXT, "number": COUNT, "about": TEXT},
    "reference": {"id": TEXT, "instrument": TEXT, "ref": TEXT, "cites": TEXT, "number": COUNT, "about": TEXT},
    "unit": {**NAMED, "roles": LIST},
    "review": {**NAMED, **CITED, "items": LIST, "findings": LIST, "units": LIST, "limit_wd": COUNT, "against": FLAG},
    "band": {
        **NAMED, **CITED, "cause": TEXT, "low_percent": COUNT, "high_percent": COUNT, "low_yuan": COUNT,
        "high_yuan": COUNT, "from_yuan": COUNT, "below_yuan": COUNT, "from_cartons": COUNT, "below_cartons": COUNT,
    },
}  # fmt: skip
OPTIONAL = frozenset({
    "articles", "years", "within_years", "count", "unit", "effect", "then_count", "then_unit", "measures",
    "low_percent", "high_percent", "base", "low_yuan", "high_yuan", "serious_of", "closes", "rule", "items", "district",
    "item", "statuses", "registers", "shared", "against_years", "from_yuan", "below_yuan", "from_cartons",
    "below_cartons",
})  # fmt: skip
HEADER = re.compile(r"^[ \t]*\[\[[ \t]*([A-Za-z_]+)[ \t]*\]\]", re.MULTILINE)
KIND_WORDS = {str: "文字", int: "整数", bool: "true或false", list: "一列，写作[ … ]", date: "日期，写作2026-11-21"}


@dataclass(frozen=True, slots=True)
class Placed:
    """One row and where it stands: file and line."""

    raw: Raw
    place: str

    @property
    def id(self) -> str:
        """Return what tells a row from others of its table; a row for one district or item is one of its own."""
        name = self.raw.get("id") or self.raw.get("key") or self.raw["name"]
        return " ".join(
            str(part) for part in (name, self.raw.get("district"), self.raw.get("item")) if part is not None
        )


Tables = dict[str, list[Placed]]


def read_files(texts: Mapping[str, str]) -> Tables:
    """Return the rows of every table; files whose name begins with + change the rows of the others, in their order.

    A row of such a file is laid over the one of the same id and first day, or is added. Raises InvalidInput naming
    file, line and row: no TOML, an unknown table or key (with the nearest), a missing key, a wrong kind, reversed days.
    """
    tables: Tables = {table: [] for table in COLUMNS}
    for name in sorted(texts, key=lambda name: (name.startswith(BESIDE), name)):
        for table, row in read_rows(name, texts[name]):
            _lay(tables[table], row, over=name.startswith(BESIDE))
    for table, rows in tables.items():
        for row in rows:
            _complete(table, row)
    return tables


def _lay(rows: list[Placed], row: Placed, *, over: bool) -> None:
    """Add a row, or lay it over the one that it changes."""
    key = (row.id, row.raw.get("valid_from"))
    known = (n for n, each in enumerate(rows) if (each.id, each.raw["valid_from"]) == key)
    found = next(known, None) if over else None
    if found is None:
        rows.append(row)
    else:
        rows[found] = replace(row, raw=rows[found].raw | row.raw)


def read_rows(name: str, text: str) -> Iterator[tuple[str, Placed]]:
    """Yield (table, row) of one file; every key that is there is known and of its kind."""
    shown = name.removeprefix(LAST).removeprefix(BESIDE)
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(f"法规文件{shown}有误：{error}。", kept="什么都没有改变。") from error
    lines = _lines(text)
    for table, rows in found.items():
        if table not in COLUMNS or not isinstance(rows, list):
            near = _near(table, COLUMNS)
            raise InvalidInput(f"法规文件{shown}有误：没有“{table}”这个表{near}，每行写作[[表名]]。")
        for number, raw in enumerate(rows):
            row = Placed(raw, f"{shown}第{lines.get((table, number), 1)}行")
            _known(table, row)
            yield table, row


def _lines(text: str) -> dict[tuple[str, int], int]:
    """Return on which line each row of each table begins, by table and number."""
    found: dict[tuple[str, int], int] = {}
    for header in HEADER.finditer(text):
        number = sum(1 for table, _ in found if table == header[1])
        found[header[1], number] = text.count("\n", 0, header.start()) + 1
    return found


def _near(word: str, known: Iterable[str]) -> str:
    near = get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"，是不是“{near[0]}”" if near else ""


def wrong(row: Placed, why: str) -> InvalidInput:
    """Return the error for one row: its place, its id, why."""
    name = row.raw.get("id") or row.raw.get("key") or row.raw.get("name") or "没有编号的一行"
    return InvalidInput(
        f"法规库有误：{row.place}，{name}：{why}。", kept="什么都没有改变。", do_next="改正后用 luqiao law check 再查。"
    )


def _known(table: str, row: Placed) -> None:
    """Refuse a key that the table does not have, and a value of another kind."""
    kinds = {**COLUMNS[table], **DAYS}
    if not isinstance(row.raw, dict):
        raise InvalidInput(f"法规库有误：{row.place}不是一行[[{table}]]。")
    for key, value in row.raw.items():
        if key not in kinds:
            raise wrong(row, f"没有“{key}”这个键{_near(key, kinds)}")
        if type(value) not in kinds[key] or isinstance(value, datetime):
            raise wrong(row, f"{key}应为{KIND_WORDS[kinds[key][0]]}")
    if not {"id", "key", "name"} & row.raw.keys():
        raise wrong(row, "没有写明编号")
    if table == "setting" and row.raw.get("key") not in SWITCHES:
        raise wrong(row, f"没有“{row.raw.get('key')}”这个开关{_near(str(row.raw.get('key')), SWITCHES)}")
    if not isinstance(row.raw.get("valid_from"), date):
        raise wrong(row, "缺少valid_from")


def _complete(table: str, row: Placed) -> None:
    """Refuse a row without what its table needs, with reversed days, or with a value that its switch does not take."""
    needed = [key for key in (*COLUMNS[table], "mark") if key not in OPTIONAL]
    if table == "reason" and "rule" in row.raw:
        needed = [key for key in needed if key not in CITED]
    missing = [key for key in needed if key not in row.raw]
    if missing:
        raise wrong(row, f"缺少{'、'.join(missing)}")
    if row.raw["valid_from"] > row.raw.get("valid_to", date.max):
        raise wrong(row, f"日期颠倒：{row.raw['valid_from']}至{row.raw['valid_to']}")
    if table == "setting" and (fault := SWITCHES[row.raw["key"]].fault(row.raw["value"])):
        raise wrong(row, f"{row.raw['key']}{fault}")
