"""The catalogue of service items: the row in force on a day, what two versions differ in, what an item asks for."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from itertools import pairwise
from typing import Any

from models.errors import InvalidInput
from models.values import CHANNELS, WINDOW, Item
from rules.basis import LegalBasis

BASIS = LegalBasis("行政许可法", 2019, "第三十条", "ALL 30")  # what must be shown in public
WAYS = {"applicant": "申请人提交", "sharing": "数据共享取得", "earlier": "以前提交过的可以再用"}
CHANNEL_NAMES = {
    "window": "办证大厅窗口",
    "wechat": "微信公众号",
    "website": "局网站",
    "ixiamen": "i厦门",
    "kiosk": "自助终端",
}
FIELD_NAMES = {
    "name": "名称", "conditions": "办理条件", "papers": "申请材料", "basis": "办理依据", "channels": "办理渠道",
    "results": "结果文书", "fees": "收费", "process": "办理流程", "note": "说明",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of an item: `how` says the ways it may come, `needed` whether nothing goes on without it."""

    code: str
    name: str
    how: tuple[str, ...]
    needed: bool = True
    note: str = ""

    @property
    def text(self) -> str:
        """Return the paper as a reader sees it."""
        return f"{self.name}（{'、'.join(WAYS[way] for way in self.how)}）{self.note}"


@dataclass(frozen=True, slots=True)
class ServiceItem:
    """One version of one item, from its first through its last day; `basis` is (instrument, article)."""

    item: Item
    name: str
    conditions: tuple[str, ...]
    papers: tuple[Paper, ...]
    basis: tuple[tuple[str, str], ...]
    channels: tuple[str, ...]
    results: tuple[str, ...]
    process: tuple[str, ...]
    valid_from: date
    valid_to: date
    fees: str = "不收费"
    note: str = ""

    def holds(self, on: date) -> bool:
        """Tell whether this version counts on a day."""
        return self.valid_from <= on <= self.valid_to

    @property
    def needed(self) -> tuple[str, ...]:
        """Return the codes of the papers without which an application is not complete."""
        return tuple(paper.code for paper in self.papers if paper.needed)


@dataclass(frozen=True, slots=True)
class Difference:
    """What one field lost and what it gained from one version to the next."""

    field: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ServiceCatalogue:
    """Every version of every item, the oldest first."""

    rows: tuple[ServiceItem, ...]

    def versions(self, item: Item) -> tuple[ServiceItem, ...]:
        """Return the versions of an item, the oldest first."""
        return tuple(row for row in self.rows if row.item is item)

    def on(self, item: Item, day: date) -> ServiceItem:
        """Return the version in force on a day; raises InvalidInput where there is none."""
        found = next((row for row in self.versions(item) if row.holds(day)), None)
        if found is None:
            raise InvalidInput(f"事项目录中没有{day}有效的“{item.value}”。", do_next="请换一个较晚的日期。")
        return found

    def needed(self, item: Item, day: date) -> tuple[str, ...]:
        """Return the papers that an application received on a day must have; before the first version those of it."""
        first = self.versions(item)[0]
        return self.on(item, max(day, first.valid_from)).needed


def differences(before: ServiceItem, after: ServiceItem) -> list[Difference]:
    """Return what changed between two versions, field by field; the days themselves are not a change."""
    found = []
    for name in FIELD_NAMES:
        old, new = _lines(getattr(before, name)), _lines(getattr(after, name))
        if old != new:
            gone, come = tuple(x for x in old if x not in new), tuple(x for x in new if x not in old)
            found.append(Difference(name, gone, come))
    return found


def _lines(value: object) -> tuple[str, ...]:
    if isinstance(value, tuple):
        return tuple(
            one.text if isinstance(one, Paper) else "".join(one) if isinstance(one, tuple) else str(one)
            for one in value
        )
    return (str(value),) if value else ()


def parse(text: str, source: str) -> ServiceCatalogue:
    """Return the catalogue of a TOML text.

    Raises InvalidInput naming the item whose row is wrong, whose days overlap, or that is not there at all.
    """
    try:
        raw = tomllib.loads(text)
        names = raw.get("papers", {})
        rows = tuple(_row(row, names) for row in raw.get("item", []))
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInput(f"事项目录{source}有误：{error}。") from error
    ordered = tuple(sorted(rows, key=lambda row: (list(Item).index(row.item), row.valid_from)))
    for fault in _faults(ordered):
        raise InvalidInput(f"事项目录{source}有误：{fault}。")
    return ServiceCatalogue(ordered)


def _row(row: dict[str, Any], names: Mapping[str, str]) -> ServiceItem:
    unknown = set(row) - {field.name for field in fields(ServiceItem)} - {"code"}
    if unknown:
        raise ValueError(f"{row['code']}有不认识的字段{'、'.join(sorted(unknown))}")
    papers = tuple(Paper(**({"name": names[p["code"]]} | p | {"how": tuple(p["how"])})) for p in row["papers"])
    basis = tuple((key, article) for key, article in (one.split(" ", 1) for one in row["basis"]))
    named = ("conditions", "channels", "results", "process")
    lists: dict[str, Any] = {name: tuple(row.get(name, ())) for name in named}
    texts = {name: row[name] for name in ("name", "fees", "note") if name in row}
    days = {"valid_from": row["valid_from"], "valid_to": row.get("valid_to", date.max)}
    return ServiceItem(item=Item(row["code"]), papers=papers, basis=basis, **lists, **texts, **days)


def _faults(rows: tuple[ServiceItem, ...]) -> Iterator[str]:
    for item in Item:
        if not any(row.item is item for row in rows):
            yield f"没有事项{item.value}"
    for one, following in pairwise(rows):
        if one.item is following.item and one.valid_to >= following.valid_from:
            yield f"{one.item.value}在{following.valid_from}有两个有效版本"
    for row in rows:
        if any(way not in WAYS for paper in row.papers for way in paper.how):
            yield f"{row.item.value}的材料来源不认识"
        if any(channel not in (*CHANNELS, WINDOW) for channel in row.channels):
            yield f"{row.item.value}的渠道不认识"
        if row.valid_from > row.valid_to:
            yield f"{row.item.value}的有效日期颠倒"
