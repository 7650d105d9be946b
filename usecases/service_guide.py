"""The guide sheet of a service item (办事指南): what the catalogue, the law and the promise say on one day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from content.documents import catalogue
from content.lawbook import lawbook
from content.servicebook import services
from models.values import Item
from rules.applications import ITEM_NAMES
from rules.catalogue import BASIS, CHANNEL_NAMES, FIELD_NAMES, ServiceItem, differences

TEMPLATE = "guide"  # content/templates/guide.typ


@dataclass(frozen=True, slots=True)
class Guide:
    """A guide as titled lists of lines, in the order in which it is published."""

    title: str
    parts: tuple[tuple[str, tuple[str, ...]], ...]
    valid_from: date
    on: date


def guide(item: Item, on: date) -> Guide:
    """Return the guide of an item on a day; raises InvalidInput where there is no version or no law of that day."""
    row = services().on(item, on)
    parts = (
        ("办理事项", (f"{row.name}（{ITEM_NAMES[item]}）",)),
        ("办理依据", basis(row, on)),
        ("办理条件", row.conditions),
        ("申请材料", tuple(paper.text + ("" if paper.needed else "（非必需）") for paper in row.papers)),
        ("办理期限", terms(item, on)),
        ("收费", (row.fees,)),
        ("办理渠道", tuple(CHANNEL_NAMES[channel] for channel in row.channels)),
        ("办理流程", row.process),
        ("结果文书", results(row, on)),
    )
    return Guide(f"{row.name}办事指南", tuple(p for p in parts if p[1]), row.valid_from, on)


def basis(row: ServiceItem, on: date) -> tuple[str, ...]:
    """Return the articles of an item as they are cited on a day."""
    known = {dated.id: dated.row for dated in lawbook().instruments if dated.span.holds(on)}
    return tuple(
        f"《{known[key].title}》（{known[key].edition}）{article}" for key, article in row.basis if key in known
    )


def terms(item: Item, on: date) -> tuple[str, ...]:
    """Return the statutory term and, where it is shorter, what the bureau promises."""
    law = lawbook().in_force(on)
    statutory, promised = law.terms["L04"], law.settings.committed_limit(item)
    lines = [f"法定期限：自受理之日起{statutory.count}个工作日（{statutory.basis}）"]
    if promised and promised < (statutory.count or 0):
        lines.append(f"承诺期限：自受理之日起{promised}个工作日")
    return tuple(lines)


def results(row: ServiceItem, on: date) -> tuple[str, ...]:
    """Return the titles of the documents that an item gives."""
    return tuple(dict.fromkeys(catalogue().kind(kind, on).title for kind in row.results))


def markdown(found: Guide, bureau: str) -> str:
    """Return a guide as Markdown for publication."""
    lines = [f"# {found.title}", "", f"{bureau}　自{found.valid_from}起施行　（{BASIS}）", ""]
    for title, texts in found.parts:
        lines += [f"## {title}", ""]
        lines += [f"{n}. {text}" for n, text in enumerate(texts, 1)] if len(texts) > 1 else list(texts)
        lines.append("")
    return "\n".join(lines)


def sheet(found: Guide, bureau: str) -> dict[str, Any]:
    """Return a guide as the data of its TEMPLATE."""
    parts = [{"title": title, "lines": list(texts)} for title, texts in found.parts]
    return {"title": found.title, "number": f"自{found.valid_from}起施行", "bureau": bureau, "parts": parts}


def history(item: Item) -> list[tuple[ServiceItem, list[tuple[str, str, str]]]]:
    """Return the versions of an item, newest first, each with what it changed: (field, gone, come) in words."""
    versions = services().versions(item)
    told = []
    for before, row in zip((None, *versions), versions, strict=False):
        changed = differences(before, row) if before is not None else []
        told.append((row, [(FIELD_NAMES[d.field], "；".join(d.before), "；".join(d.after)) for d in changed]))
    return told[::-1]
