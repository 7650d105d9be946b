"""`credit`: the social credit platform (contract section 8)."""

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

from city.common import shapes
from city.common.call import Answer, Call, Refusal, Route, route
from city.common.moments import rfc3339
from city.common.ref import RefList, RefSystem, normal_404
from city.common.shapes import Faulty
from city.systems.credit_columns import RowFault
from city.systems.credit_feedback import Feedback
from city.systems.credit_records import Record, Records, reconcile_digest
from city.world import World

_KEY = shapes.text(512)


def _texts(value: Any, field_name: str) -> None:
    if not isinstance(value, dict):
        raise Faulty(field_name, "is not an object")
    for name, entry in value.items():
        if not isinstance(entry, str):
            raise Faulty(f"{field_name}.{name}", "is not a text")


_UPSERT = shapes.record({
    "op": shapes.choice("upsert"),
    "key": _KEY,
    "version": shapes.integer(1),
    "hash": shapes.text(128),
    "data": _texts,
})  # fmt: skip
_WITHDRAW = shapes.record({
    "op": shapes.choice("withdraw"),
    "key": _KEY,
    "version": shapes.integer(1),
    "reason": shapes.text(500, 4),
    "doc_no": shapes.text(64),
})  # fmt: skip
_MOST_ROWS = 500
_IDEMPOTENCY = shapes.ident(8, 64)
_KINDS = shapes.choice("xk", "cf")


def _row(value: Any, field_name: str) -> None:
    withdraw = isinstance(value, dict) and value.get("op") == "withdraw"
    (_WITHDRAW if withdraw else _UPSERT)(value, field_name)


_BATCH = shapes.record({
    "batch_no": shapes.ident(1, 40),
    "kind": _KINDS,
    "rows": shapes.listing(_row, 1, 100_000),
})  # fmt: skip


@dataclass(slots=True)
class Batch:
    """A batch that was received: its answer, and for each row what the receipt shows."""

    receipt_no: str
    batch_no: str
    digest: str
    answer: dict[str, Any]
    rows: list[dict[str, Any]] = field(default_factory=list)


class Credit:
    """The state of the platform: batches, records, feedback."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.records = Records(world)
        self.feedback = Feedback(world, self.records)
        self.by_idempotency: dict[str, Batch] = {}
        self.by_batch: dict[str, Batch] = {}
        self.by_receipt: dict[str, Batch] = {}
        self._list = RefList(world, "credit", 500)

    def routes(self) -> list[Route]:
        """The calls of this system."""
        return [
            route("POST", "/v1/batches", self.receive, write=True),
            route("GET", "/v1/receipts/{}", self.receipt),
            route("GET", "/v1/receipts", self.receipt_of_batch),
            *self.feedback.routes(),
            route("GET", "/v1/reconcile", self.reconcile),
            route("GET", "/v1/reconcile/keys", self.reconcile_keys),
        ]

    def receive(self, call: Call, _: tuple[str, ...]) -> Answer:
        """POST /v1/batches."""
        key = call.headers.get("Idempotency-Key", "")
        _IDEMPOTENCY(key, "Idempotency-Key")
        digest = hashlib.sha256(call.body).hexdigest()
        before = self.by_idempotency.get(key)
        if before is not None:
            if before.digest != digest:
                raise Refusal("idempotency_conflict", "the key was used with another body", status=409)
            return Answer(before.answer, 202, headers={"X-Ref-Replayed": "true"})
        sent = call.json(_BATCH)
        if len(sent["rows"]) > _MOST_ROWS:
            raise Refusal("body_too_large", f"more than {_MOST_ROWS} rows", status=413)
        if sent["batch_no"] in self.by_batch:
            raise Refusal("batch_no_used", "the batch number was used before", status=409)
        batch = self._store(call, sent, digest)
        self.by_idempotency[key] = batch
        return Answer(batch.answer, 202)

    def _store(self, call: Call, sent: dict[str, Any], digest: str) -> Batch:
        receipt_no = f"CR{len(self.by_batch) + 1:010d}"
        batch = Batch(receipt_no, sent["batch_no"], digest, {})
        seen: set[str] = set()
        answers = [self._judge(call, sent["kind"], row, seen, batch) for row in sent["rows"]]
        batch.answer = {
            "receipt_no": receipt_no,
            "batch_no": sent["batch_no"],
            "received": len(sent["rows"]),
            "rows": answers,
        }
        self.by_batch[sent["batch_no"]] = self.by_receipt[receipt_no] = batch
        return batch

    def _judge(self, call: Call, kind: str, row: dict[str, Any], seen: set[str], batch: Batch) -> dict[str, Any]:
        answer: dict[str, Any] = {"key": row["key"], "version": row["version"]}
        try:
            answer["state"] = self.records.judge(kind, row, seen, call.now)
        except RowFault as fault:
            answer |= {"state": "rejected", "code": fault.code, "field": fault.field, "message": str(fault)}
            batch.rows.append({**answer, "at": rfc3339(call.now)})
            self._note(call, fault, row["key"])
        else:
            batch.rows.append({"key": row["key"], "version": row["version"]})
        return answer

    def _note(self, call: Call, fault: RowFault, key: str) -> None:
        refusal = Refusal(fault.code, f"{key}: {fault.field}", normal=bool(fault.excuse))
        refusal.normal = refusal.normal or (fault.code == "date_future" and self.world.chance.skewed)
        self.world.journal.refused(call, refusal)

    def receipt(self, call: Call, segments: tuple[str, ...]) -> Answer:
        """GET /v1/receipts/{receipt_no}."""
        call.arguments({})
        return self._show(self.by_receipt.get(segments[0]), call.now)

    def receipt_of_batch(self, call: Call, _: tuple[str, ...]) -> Answer:
        """GET /v1/receipts?batch_no=."""
        return self._show(self.by_batch.get(call.arguments({"batch_no": shapes.text(64)})["batch_no"]), call.now)

    def _show(self, batch: Batch | None, now: float) -> Answer:
        if batch is None:
            raise normal_404("batch or receipt")
        rows = [row if "state" in row else self._state(row, now) for row in batch.rows]
        done = all(row["state"] not in {"received", "validated", "held"} for row in rows)
        payload = {"receipt_no": batch.receipt_no, "batch_no": batch.batch_no, "done": done, "rows": rows}
        return Answer(payload)

    def _state(self, row: dict[str, Any], now: float) -> dict[str, Any]:
        state, code, at = self.records.by_key[row["key"]].state(row["version"], now)
        shown = {**row, "state": state, "at": rfc3339(at)}
        return {**shown, "code": code, "message": "数据来源有异议"} if code else shown

    def reconcile(self, call: Call, _: tuple[str, ...]) -> Answer:
        """GET /v1/reconcile."""
        sent = call.arguments({"kind": _KINDS, "date": shapes.day})
        held = self.records.held(sent["kind"], sent["date"], call.now)
        digest = reconcile_digest([(record.key, record.newest, record.hash) for record in held])
        payload = {**sent, "count": len(held), "digest": digest, "as_of": rfc3339(call.now)}
        return Answer(payload)

    def reconcile_keys(self, call: Call, _: tuple[str, ...]) -> Answer:
        """GET /v1/reconcile/keys."""
        sent = self._list.arguments(call, {"kind": _KINDS, "date": shapes.day})
        held = self.records.held(sent["kind"], sent["date"], call.now)
        keys = [record.key for record in held]

        def cut(after: Any, limit: int) -> tuple[list[tuple[Any, Any]], bool]:
            start = 0 if after is None else bisect_right(keys, self.records.order[after])
            shown = held[start : start + limit]
            return [(record.number, self.shown(record, call.now)) for record in shown], start + limit < len(held)

        return self._list.answer(call, sent, cut)

    def shown(self, record: Record, now: float) -> dict[str, Any]:
        """A record as the list of keys shows it."""
        state = record.state(record.newest, now)[0]
        return {"key": record.key, "version": record.newest, "hash": record.hash, "state": state}


def build(world: World) -> tuple[Credit, RefSystem]:
    """The platform and its REF front."""
    credit = Credit(world)
    return credit, RefSystem(world, "credit", credit.routes())
