"""Notices: the dated texts that people are told, and what may stand in their blanks."""

import string
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from models.errors import InvalidInput
from models.values import Item
from rules.basis import LegalBasis

BASIS = LegalBasis("行政许可法", 2019, "第三十二条、第四十二条、第四十四条、第四十五条", "ALL 32, 42, 44, 45")
BLANKS = frozenset({
    "bureau", "number", "item", "document_no", "due_on", "licence_no", "valid_to", "materials", "reason", "subject",
    "card", "digest",
})  # fmt: skip
LONGEST = 300  # characters of a short message (reference city, sms)
LONGEST_PHRASE = 5  # characters (reference city 4)
TEMPLATES = frozenset({"progress", "supplement"})
MISSING = "—"


@dataclass(frozen=True, slots=True)
class Notice:
    """One text from its first through its last day; `items` empty = for every item."""

    kind: str
    text: str
    sms: bool
    phrase: str  # what the channel says in its place, "" where only the short message tells it
    template: str  # of the channel: progress, supplement
    items: frozenset[Item]
    valid_from: date
    valid_to: date

    def holds(self, kind: str, item: str, on: date) -> bool:
        """Tell whether this is the text of a kind for an item on a day."""
        return self.kind == kind and self.valid_from <= on <= self.valid_to and (not self.items or item in self.items)

    def filled(self, values: dict[str, object]) -> str:
        """Return the text with its blanks filled and never longer than a short message; no value is a dash."""
        known = dict.fromkeys(BLANKS, MISSING) | {name: str(value) for name, value in values.items() if value}
        text = self.text.format(**known)
        return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def find(notices: Iterable[Notice], kind: str, item: str, on: date) -> Notice | None:
    """Return the text in force; one that names the item counts before one for all; None where there is none."""
    found = [notice for notice in notices if notice.holds(kind, item, on)]
    return min(found, key=lambda notice: not notice.items, default=None)


def parse(text: str, source: str) -> tuple[Notice, ...]:
    """Return the notices of a TOML text.

    Raises: InvalidInput naming the notice whose blank is unknown, whose text cannot be filled, or whose days overlap.
    """
    try:
        rows = tomllib.loads(text).get("notice", [])
        notices = tuple(_notice(row) for row in rows)
        blanks = {notice: _blanks(notice) for notice in notices}
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidInput(f"通知文本{source}有误：{error}。") from error
    for notice in notices:
        _check(notice, blanks[notice], source)
    _never_twice(notices, source)
    return notices


def _notice(row: dict[str, object]) -> Notice:
    items = frozenset(Item(item) for item in row.get("items", ()))  # type: ignore[attr-defined]
    first, last = row["valid_from"], row.get("valid_to", date.max)
    if not isinstance(first, date) or not isinstance(last, date):
        raise TypeError(f"{row['kind']}的日期应写作YYYY-MM-DD")
    phrase, template = str(row.get("phrase", "")), str(row.get("template", "progress"))
    return Notice(str(row["kind"]), str(row["text"]), bool(row.get("sms", False)), phrase, template, items, first, last)


def _blanks(notice: Notice) -> set[str]:
    """Return the names of the blanks; ValueError where a brace is left open, or a blank says how to print it."""
    found = [(name, spec, how) for _, name, spec, how in string.Formatter().parse(notice.text) if name is not None]
    if styled := [name for name, spec, how in found if spec or how]:
        raise ValueError(f"{notice.kind}的空白“{styled[0]}”应写作{{{styled[0]}}}")
    return {name for name, _, _ in found}


def _check(notice: Notice, blanks: set[str], source: str) -> None:
    for name in sorted(blanks):
        if name not in BLANKS:
            known = "、".join(sorted(BLANKS))
            raise InvalidInput(f"通知文本{source}：{notice.kind}有不认识的空白“{name}”。", do_next=f"可用：{known}。")
    if len(notice.phrase) > LONGEST_PHRASE or notice.template not in TEMPLATES:
        raise InvalidInput(
            f"通知文本{source}：{notice.kind}的短语“{notice.phrase}”超过{LONGEST_PHRASE}个字，或者没有模板“{notice.template}”。",
            do_next=f"模板可用：{'、'.join(sorted(TEMPLATES))}。",
        )
    if len(notice.text) > LONGEST:
        raise InvalidInput(f"通知文本{source}：{notice.kind}超过{LONGEST}个字。")


def _never_twice(notices: tuple[Notice, ...], source: str) -> None:
    for place, one in enumerate(notices):
        for other in notices[:place]:
            same = one.kind == other.kind and (one.items & other.items or (not one.items and not other.items))
            if same and one.valid_from <= other.valid_to and other.valid_from <= one.valid_to:
                raise InvalidInput(f"通知文本{source}：{one.kind}在{one.valid_from}有两条有效的文本。")
