"""What the credit platform tells the bureau about records: repair, dispute, correction (section 8.2)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Protocol

from city.common import shapes
from city.common.call import Answer, Call, Refusal, Route, route
from city.common.moments import day_of, rfc3339
from city.common.ref import RefList, cut_sorted
from city.world import World

_ACK = shapes.record({
    "decision": shapes.choice("taken", "refused"),
    "note": shapes.text(500, 0),
    "by": shapes.text(50),
    "at": shapes.moment,
})  # fmt: skip
TYPES = ("repair", "dispute", "correction")
COLUMN_OF_NAME = {"xk": "XK_XDR_MC", "cf": "CF_XDR_MC"}  # of the party, in the columns of 2018
_TEXTS = {
    "repair": "信用修复已完成,停止公示",
    "dispute": "当事人对公示内容提出异议",
    "correction": "当事人申请更正公示内容",
}


class Held(Protocol):
    """A record as far as feedback is concerned."""

    kind: str
    newest: int
    repaired_at: float | None
    repair_known: bool


class Holder(Protocol):
    """What holds records by key."""

    @property
    def by_key(self) -> Mapping[str, Held]:
        """The records."""
        ...


class Feedback:
    """The items that wait for the bureau, and its decisions."""

    def __init__(
        self, world: World, records: Holder, system: str = "credit", names: Mapping[str, str] = COLUMN_OF_NAME
    ) -> None:
        self._world, self._names = world, names
        self._records = records
        self.items: list[dict[str, Any]] = []
        self.decisions: dict[str, dict[str, Any]] = {}
        self._list = RefList(world, system, 100)

    def routes(self) -> list[Route]:
        """The calls about feedback."""
        return [
            route("GET", "/v1/feedback", self.show),
            route("POST", "/v1/feedback/{}/ack", self.acknowledge, write=True),
        ]

    def create(self, key: str, kind: str, text: str = "", fields: list[dict[str, str]] | None = None) -> dict[str, Any]:
        """A new item about a record that is held; a repair ends its publication at once. Raises KeyError."""
        record, now = self._records.by_key[key], self._world.now()
        item: dict[str, Any] = {
            "id": f"FB{len(self.items) + 1:08d}",
            "type": kind,
            "key": key,
            "version": record.newest,
            "at": rfc3339(now),
            "due_on": str(day_of(now) + timedelta(days=15)),
            "text": text or _TEXTS[kind],
        }
        if kind == "correction":
            item["fields"] = fields or [{"name": self._names[record.kind], "old": "旧名称", "new": "新名称"}]
        if kind == "repair":
            record.repaired_at = now
        self.items.append(item)
        return item

    def show(self, call: Call, _: tuple[str, ...]) -> Answer:
        """GET /v1/feedback: what is not acknowledged, by (at, id)."""
        sent = self._list.arguments(call)
        waiting = [item for item in self.items if item["id"] not in self.decisions]
        pairs = sorted((((item["at"], item["id"]), item) for item in waiting), key=lambda pair: pair[0])
        return self._list.answer(call, sent, cut_sorted(pairs))

    def acknowledge(self, call: Call, segments: tuple[str, ...]) -> Answer:
        """POST /v1/feedback/{id}/ack."""
        sent, ident = call.json(_ACK), segments[0]
        item = next((one for one in self.items if one["id"] == ident), None)
        if item is None:
            raise Refusal("not_found", "no such feedback", status=404)
        if item["type"] == "repair" and sent["decision"] != "taken":
            raise Refusal("decision_invalid", "a repair must be taken", status=422)
        before = self.decisions.get(ident)
        if before is not None and before["decision"] != sent["decision"]:
            raise Refusal("ack_conflict", "decided otherwise before", status=409)
        self.decisions.setdefault(ident, sent)
        if item["type"] == "repair":
            self._records.by_key[item["key"]].repair_known = True
        return Answer({"id": ident, "already": before is not None})
