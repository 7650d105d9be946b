"""`credit2015`: a credit platform of the 2015 generation, outside the contract: state as a column, results by row."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from city.common import shapes
from city.common.call import Answer, Call, Refusal, Route, route
from city.common.moments import rfc3339
from city.common.ref import RefList, RefSystem, cut_sorted
from city.common.shapes import Faulty
from city.systems.credit_2015_columns import TABLES
from city.systems.credit_2015_records import COLUMN_OF_NAME, DOUBTFUL, RIGHT, UPDATED, Records2015, Row
from city.systems.credit_feedback import Feedback
from city.systems.credit_records import reconcile_digest
from city.world import World

NAME = "credit2015"
_OK, _UNKNOWN = "00", "04"


def _texts(value: Any, name: str) -> None:
    if not isinstance(value, dict) or not all(isinstance(one, str) for one in value.values()):
        raise Faulty(name, "is not an object of texts")


_ROW = shapes.record({"id": shapes.text(512), "version": shapes.integer(1), "data": _texts})
_REPORT = shapes.record({
    "batch": shapes.ident(1, 40),
    "table": shapes.choice(*TABLES),
    "rows": shapes.listing(_ROW, 1, 500),
})  # fmt: skip
_KIND = shapes.choice(*TABLES.values())


@dataclass(slots=True)
class Report:
    """A report that was taken: its line, the digest of its body, its rows."""

    line: str
    batch: str
    digest: str
    rows: list[Row] = field(default_factory=list)


class Credit2015:
    """The state of the platform: reports, records, feedback."""

    def __init__(self, world: World) -> None:
        self.world, self.records = world, Records2015(world)
        self.feedback = Feedback(world, self.records, NAME, COLUMN_OF_NAME)
        self.by_line: dict[str, Report] = {}
        self.by_batch: dict[str, Report] = {}
        self._list = RefList(world, NAME, 500)

    def routes(self) -> list[Route]:
        """The calls of this system."""
        return [
            route("GET", "/v1/about", self.about),
            route("POST", "/v1/report", self.receive, write=True),
            route("GET", "/v1/report", self.show),
            *self.feedback.routes(),
            route("GET", "/v1/reconcile", self.reconcile),
            route("GET", "/v1/reconcile/keys", self.keys),
            route("GET", "/v1/record", self.record),
        ]

    def about(self, call: Call, _: tuple[str, ...]) -> Answer:
        """GET /v1/about: what the platform says of itself."""
        call.no_query()
        return Answer({"code": _OK, "platform": "双公示归集(旧版)", "generation": "2015", "tables": list(TABLES)})

    def receive(self, call: Call, _: tuple[str, ...]) -> Answer:
        """POST /v1/report: taken as a whole; what is wrong with a row shows in its result."""
        sent, digest = call.json(_REPORT), hashlib.sha256(call.body).hexdigest()
        before = self.by_batch.get(sent["batch"])
        if before is not None and before.digest != digest:
            raise Refusal("20001", "the batch was used with other rows", status=409)
        if before is None:
            before = Report(f"RW{len(self.by_line) + 1:08d}", sent["batch"], digest)
            self.by_line[before.line] = self.by_batch[before.batch] = before
            kind = TABLES[sent["table"]]
            before.rows = [self.records.take(kind, row, call.now) for row in sent["rows"]]
        return Answer({"code": _OK, "line": before.line, "received": len(before.rows)})

    def show(self, call: Call, _: tuple[str, ...]) -> Answer:
        """GET /v1/report?line= or ?batch=: how far the report is, with the result of every row."""
        sent = call.arguments({}, {"line": shapes.text(64), "batch": shapes.text(64)})
        found = self.by_line.get(sent.get("line", "")) or self.by_batch.get(sent.get("batch", ""))
        if found is None:
            return Answer({"code": _UNKNOWN, "message": "没有这个任务"})
        states = [row.state(call.now) for row in found.rows]
        counts = {"right": states.count(RIGHT), "wrong": states.count(DOUBTFUL), "update": states.count(UPDATED)}
        done = all(state in {RIGHT, DOUBTFUL, UPDATED} for state in states)
        rows = [_shown(row, state) for row, state in zip(found.rows, states, strict=True)]
        return Answer({"code": _OK, "line": found.line, "done": done, **counts, "rows": rows})

    def reconcile(self, call: Call, _: tuple[str, ...]) -> Answer:
        """GET /v1/reconcile: count and digest of a day."""
        sent = call.arguments({"kind": _KIND, "date": shapes.day})
        held = self.records.of_day(sent["kind"], sent["date"])
        digest = reconcile_digest([(one.key, one.newest, one.hash) for one in held])
        return Answer({"code": _OK, **sent, "count": len(held), "digest": digest, "as_of": rfc3339(call.now)})

    def keys(self, call: Call, _: tuple[str, ...]) -> Answer:
        """GET /v1/reconcile/keys: every record of a day, by key."""
        sent = self._list.arguments(call, {"kind": _KIND, "date": shapes.day})
        held = self.records.of_day(sent["kind"], sent["date"])
        return self._list.answer(call, sent, cut_sorted([([one.key], one.shown(call.now)) for one in held]))

    def record(self, call: Call, _: tuple[str, ...]) -> Answer:
        """GET /v1/record?id=: one record as it is held, with its columns."""
        found = self.records.by_key.get(call.arguments({"id": shapes.text(512)})["id"])
        if found is None:
            return Answer({"code": _UNKNOWN, "message": "没有这条记录"})
        return Answer({"code": _OK, **found.shown(call.now), "data": found.data})


def _shown(row: Row, state: str) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": row.key, "version": row.version, "kind": state}
    if state == DOUBTFUL and row.doubt is not None:
        shown |= row.doubt._asdict()
    return shown


def build(world: World) -> tuple[Credit2015, RefSystem]:
    """The platform and its front."""
    platform = Credit2015(world)
    return platform, RefSystem(world, NAME, platform.routes())
