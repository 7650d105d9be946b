"""What a credit platform asks back: its list is read item by item, so that one broken item costs no other."""

import hashlib
from collections.abc import Sequence
from typing import Any

import msgspec

from adapters.engine.client import OutsideSystem
from adapters.engine.paths import getter
from adapters.engine.questions import Question
from adapters.engine.records import RecordReader
from adapters.engine.refusals import unavailable
from adapters.engine.values import Unreadable
from models.errors import InvalidInput
from models.said import said
from ports.platforms import Feedback, Misread

LONGEST = {"id": 64, "record_key": 200, "due_on": 10}  # characters that we can keep
LAST_VERSION = 2**31 - 1


class FeedbackList:
    """The question `feedback` of a profile."""

    def __init__(self, system: OutsideSystem) -> None:
        self._name, self._question = system.name, Question(system, "feedback")
        items = system.profile.query["feedback"].map.get("items")
        if items is None or items.type != "list":
            raise InvalidInput(
                said("{source}：[query.feedback.map] 缺少列表 items。", source=system.source), do_next="请补上。"
            )
        self._items = getter(f"$.{items.source}")
        self._reader = RecordReader(items.each, system.profile.tables, f"{system.source} query.feedback.map.items")

    async def read(self) -> Sequence[Feedback | Misread]:
        """Return every item of all pages once; raises OutsideUnavailable where a page has no list."""
        found: dict[str, Feedback | Misread] = {}
        for answer in await self._question.answers({}):
            items = self._items(answer.data)
            if not isinstance(items, list):
                raise unavailable(said("{name}：反馈列表里没有行。", name=self._name), answer)
            for item in items:
                one = self._one(item)
                found[one.id if isinstance(one, Feedback) else one.digest] = one
        return tuple(found.values())

    def _one(self, item: object) -> Feedback | Misread:
        raw = msgspec.json.encode(item)
        try:
            read = self._reader.read(raw)
            return _feedback(dict(zip(self._reader.names, read.values, strict=True)))
        except Unreadable as error:
            named = item.get("id") if isinstance(item, dict) else None
            ref = named if isinstance(named, str) else ""
            return Misread(ref, raw, hashlib.sha256(raw).hexdigest(), error.fault, error.place)


def _feedback(item: dict[str, Any]) -> Feedback:
    """Return an item; raises Unreadable for what could not be kept, which would cost its neighbours too."""
    for name, most in LONGEST.items():
        if len(item[name] or "") > most:
            raise Unreadable(f"过长：超过 {most}", f"$.{name}")
    if not 0 <= item["version"] <= LAST_VERSION:
        raise Unreadable("版本号超出范围", "$.version")
    fields = tuple((name, old or "", new or "") for name, old, new in item["fields"] or ())
    return Feedback(
        item["id"],
        item["type"],
        item["record_key"],
        item["version"],
        item["at"],
        item["due_on"] or "",
        item["text"] or "",
        fields,
    )
