"""`legacy_credit`: a credit platform as many cities still have it: SOAP, ROWDATA in CDATA, codes in the body."""

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, field
from typing import Any

from city.common import shapes, xml
from city.common.call import Answer, Call, Refusal, Route, route
from city.common.moments import rfc3339
from city.common.shapes import Check, Faulty
from city.systems.credit_2015_columns import FUTURE, REPAIRED, REPEATED, Result
from city.systems.credit_2015_records import COLUMN_OF_NAME, UNLINKED, WAITING, Record, Records2015, Row
from city.systems.credit_feedback import Feedback
from city.systems.credit_records import reconcile_digest
from city.systems.legacy_gate import PATH, Gate
from city.systems.legacy_soap import Operation, Soap, fault
from city.world import World

NAME, SERVICE = "legacy_credit", "/services/CreditService"
NAMESPACE = "http://credit.legacy.example/service"
MOST_ROWS, PAGE = 200, 100
TAKEN, REFUSED, THERE = "1", "2", "3"  # STATE of a row of an import
TWICE = Result("10006", "ROW_KEY", "同一批中重复")
_BATCH = shapes.ident(1, 40)
_VERSION = shapes.pattern(r"[1-9]\d{0,8}")
_DECISION = shapes.choice("taken", "refused")


@dataclass(slots=True)
class Batch:
    """A batch that was received: the digest of its text, its answer, and what the receipt shows of each row."""

    receipt_no: str
    digest: str
    answer: dict[str, Any]
    rows: list[dict[str, Any] | Row] = field(default_factory=list)  # what was refused at once, or its row


class LegacyCredit:
    """The platform: batches in the columns of 2015, receipts, feedback, comparison (docs/interfaces/legacy-city.md)."""

    name = NAME

    def __init__(self, world: World) -> None:
        self.world = world
        self.gate = Gate(world, NAME)
        self.records = Records2015(world)
        self.feedback = Feedback(world, self.records, NAME, COLUMN_OF_NAME)
        self.by_batch: dict[str, Batch] = {}
        self.by_receipt: dict[str, Batch] = {}
        operations: dict[str, Operation] = {
            "queryPlatform": self._about,
            "importPermissionXml": self._permission,
            "importPunishXml": self._punish,
            "queryReceipt": self._receipt,
            "queryBatch": self._receipt_of_batch,
            "queryFeedback": self._feedback,
            "ackFeedback": self._acknowledge,
            "countRecords": self._count,
            "listRecords": self._list,
            "queryRecord": self._record,
        }
        self._soap = Soap(NAMESPACE, operations)
        self.routes: list[Route] = [
            route("GET", PATH, self.gate.token),
            route("POST", SERVICE, self._service, write=True, token=True, json=False),
        ]

    def authenticate(self, call: Call) -> None:
        """Tokens are looked at after the rate."""

    def answer(self, call: Call, found: Route | None, segments: tuple[str, ...]) -> Answer:
        """The answer to a call whose rate was admitted. Raises Refusal."""
        if found is None:
            raise Refusal("soap:Client", "no such service", status=500)
        if found.token:
            self.gate.check(call)
        try:
            return found.handler(call, segments)
        except Faulty as wrong:
            raise Refusal("param_invalid", str(wrong), status=400, headers={"x-error-code": "param_invalid"}) from wrong

    def refuse(self, refusal: Refusal) -> Answer:
        """A fault, or the gateway's own words with x-error-code."""
        if refusal.status == 400:
            payload = {"code": refusal.code, "message": refusal.why}
            return Answer(payload, 400, headers=refusal.headers)
        if refusal.status == 503:
            page = "<html><body><h1>503</h1>系统维护中</body></html>".encode()
            return Answer(body=page, status=503, content_type="text/html; charset=utf-8", headers=refusal.headers)
        return fault(str(refusal.code), refusal.why)

    def busy(self, kind: str, wait: int) -> Refusal:
        """503 with a page for people, or a fault of the server."""
        if kind == "unavailable":
            return Refusal("unavailable", "", status=503, normal=True, headers={"Retry-After": str(wait)})
        if kind == "rate_limit":
            return Refusal("soap:Server.Busy", "too fast", status=500, normal=True, headers={"Retry-After": str(wait)})
        return Refusal("soap:Server", "internal error", status=500, normal=True)

    def end_token(self, call: Call) -> None:
        """End the token that a call shows."""
        self.gate.end(call)

    def _service(self, call: Call, _: tuple[str, ...]) -> Answer:
        return self._soap.answer(call)

    def _about(self, _call: Call, sent: dict[str, str]) -> object:
        _exactly(sent, {})
        return {"code": "00", "platform": "双公示归集(旧式接口)", "generation": "2015"}

    def _permission(self, call: Call, sent: dict[str, str]) -> object:
        return self._import(call, "xk", sent)

    def _punish(self, call: Call, sent: dict[str, str]) -> object:
        return self._import(call, "cf", sent)

    def _import(self, call: Call, kind: str, sent: dict[str, str]) -> object:
        _exactly(sent, {"batchNo": _BATCH, "xml": shapes.text(1_000_000)})
        digest = hashlib.sha256(f"{kind}{sent['xml']}".encode()).hexdigest()
        before = self.by_batch.get(sent["batchNo"])
        if before is not None:
            if before.digest != digest:
                return self._no(call, "40009", "批次号已被别的数据使用")
            return {**before.answer, "code": "20001", "message": "无需继续推送"}
        rows = _rows(sent["xml"])
        if len(rows) > MOST_ROWS:
            return self._no(call, "40013", f"一批最多{MOST_ROWS}行")
        return self._store(call, kind, sent["batchNo"], rows, digest)

    def _store(self, call: Call, kind: str, batch_no: str, rows: list[dict[str, str]], digest: str) -> object:
        receipt_no = f"LR{len(self.by_batch) + 1:010d}"
        batch = Batch(receipt_no, digest, {})
        seen: set[str] = set()
        answers = [self._judge(call, kind, row, seen, batch) for row in rows]
        batch.answer = {"code": "00", "message": "成功", "receiptNo": receipt_no, "ROWS": {"ROW": answers}}
        self.by_batch[batch_no] = self.by_receipt[receipt_no] = batch
        return batch.answer

    def _judge(self, call: Call, kind: str, sent: dict[str, str], seen: set[str], batch: Batch) -> dict[str, Any]:
        row = _row(sent)
        shown: dict[str, Any] = {"ROW_KEY": row["id"], "ROW_VERSION": row["version"]}
        taken = self.records.take(kind, row, call.now) if row["id"] not in seen else None
        seen.add(row["id"])
        doubt = TWICE if taken is None else taken.doubt
        if doubt is None and taken is not None:
            batch.rows.append(taken)
            return shown | {"STATE": TAKEN}
        if doubt is None or doubt.code == REPEATED:
            batch.rows.append(self.records.by_key[row["id"]].row)
            return shown | {"STATE": THERE}
        shown |= {"CODE": doubt.code, "FIELD": doubt.field, "MESSAGE": doubt.message}
        batch.rows.append({**shown, "STATE": "rejected"})
        self._note(call, doubt, row["id"])
        return shown | {"STATE": REFUSED}

    def _note(self, call: Call, doubt: Result, key: str) -> None:
        """Keep in the journal that a row was refused: our fault, unless the client could not know."""
        known = self.records.by_key.get(key)
        unknown = doubt.code == REPAIRED and known is not None and not known.repair_known
        normal = unknown or (doubt.code == FUTURE and self.world.chance.skewed)
        self.world.journal.refused(call, Refusal(doubt.code, f"{key}: {doubt.field} {doubt.message}", normal=normal))

    def _no(self, call: Call, code: str, message: str) -> object:
        """A refusal in the body, with HTTP 200; the journal keeps it."""
        self.world.journal.refused(call, Refusal(code, message))
        return {"code": code, "message": message}

    def _receipt(self, call: Call, sent: dict[str, str]) -> object:
        _exactly(sent, {"receiptNo": shapes.text(40)})
        return self._shown(self.by_receipt.get(sent["receiptNo"]), call.now)

    def _receipt_of_batch(self, call: Call, sent: dict[str, str]) -> object:
        _exactly(sent, {"batchNo": _BATCH})
        return self._shown(self.by_batch.get(sent["batchNo"]), call.now)

    def _shown(self, batch: Batch | None, now: float) -> object:
        if batch is None:
            return {"code": "10404", "message": "没有这个批次或回执"}
        rows = [self._standing(row, now) for row in batch.rows]
        done = all(row["STATE"] not in {"received", "validated", "held"} for row in rows)
        return {
            "code": "00",
            "receiptNo": batch.receipt_no,
            "done": "1" if done else "0",
            "ROWS": {"ROW": rows},
        }

    def _standing(self, row: dict[str, Any] | Row, now: float) -> dict[str, Any]:
        if not isinstance(row, Row):
            return row
        return {"ROW_KEY": row.key, "ROW_VERSION": row.version, "STATE": self._confirmed(row, now)}

    def _confirmed(self, row: Row, now: float) -> str:
        """How far a row that was taken got: received, validated by the city, published upstream."""
        record, result = self.records.by_key[row.key], row.state(now)
        if record.row is not row:
            return "superseded"
        if record.repaired_at is not None:
            return "repaired"
        if result in {WAITING, UNLINKED}:
            return "received" if result == WAITING else "held"
        return record.standing(now) if now >= row.published_at else "validated"

    def _feedback(self, _call: Call, sent: dict[str, str]) -> object:
        _exactly(sent, {"after": shapes.text(40, 0)})
        waiting = [one for one in self.feedback.items if one["id"] not in self.feedback.decisions]
        behind = [one for one in waiting if one["id"] > sent["after"]]
        page = [{**one, "fields": {"FIELD": one.get("fields", [])}} for one in behind[:PAGE]]
        following = page[-1]["id"] if len(behind) > PAGE else ""
        return {"code": "00", "next": following, "ITEMS": {"ITEM": page}}

    def _acknowledge(self, call: Call, sent: dict[str, str]) -> object:
        shape = {"decision": _DECISION, "note": shapes.text(500, 0), "by": shapes.text(50), "at": shapes.moment}
        _exactly(sent, {"id": shapes.text(20), **shape})
        item = next((one for one in self.feedback.items if one["id"] == sent["id"]), None)
        if item is None:
            return self._no(call, "10404", "没有这条反馈")
        before = self.feedback.decisions.get(sent["id"])
        if before is not None and before["decision"] != sent["decision"]:
            return self._no(call, "40009", "已作过另一种答复")
        if item["type"] == "repair" and sent["decision"] != "taken":
            return self._no(call, "40022", "信用修复只能接受")
        self.feedback.decisions.setdefault(sent["id"], {name: sent[name] for name in shape})
        if item["type"] == "repair":
            self.records.by_key[item["key"]].repair_known = True
        return {"code": "00" if before is None else "20001"}

    def _count(self, call: Call, sent: dict[str, str]) -> object:
        _exactly(sent, {"kind": shapes.choice("xk", "cf"), "date": shapes.day})
        held = self.records.of_day(sent["kind"], sent["date"])
        digest = reconcile_digest([(record.key, record.newest, record.hash) for record in held])
        return {"code": "00", **sent, "count": len(held), "digest": digest, "asOf": rfc3339(call.now)}

    def _list(self, call: Call, sent: dict[str, str]) -> object:
        _exactly(sent, {"kind": shapes.choice("xk", "cf"), "date": shapes.day, "after": shapes.text(200, 0)})
        held = self.records.of_day(sent["kind"], sent["date"])
        start = bisect_right([record.key for record in held], sent["after"]) if sent["after"] else 0
        rows = [_held(record, call.now) for record in held[start : start + PAGE]]
        following = rows[-1]["key"] if start + PAGE < len(held) else ""
        return {"code": "00", "next": following, "ROWS": {"ROW": rows}}

    def _record(self, call: Call, sent: dict[str, str]) -> object:
        _exactly(sent, {"key": shapes.text(200)})
        found = self.records.by_key.get(sent["key"])
        if found is None:
            return {"code": "10404", "message": "没有这条记录"}
        return {"code": "00", **_held(found, call.now), "DATA": found.data}


def _held(record: Record, now: float) -> dict[str, Any]:
    shown = record.shown(now)
    return {"key": shown.pop("id"), **shown}


def _exactly(sent: dict[str, str], shape: dict[str, Check]) -> None:
    """Raise Faulty where the arguments of an operation are not exactly these."""
    for name in sorted(sent.keys() ^ shape.keys()):
        raise Faulty(name, "is missing" if name in shape else "is not known")
    for name, check in shape.items():
        check(sent[name], name)


def _rows(text: str) -> list[dict[str, str]]:
    root = xml.parse(text, "xml")
    if root[0] != "ROWDATA" or not root[2] or {child[0] for child in root[2]} != {"ROW"}:
        raise Faulty("xml", "is not ROWDATA with ROW")
    return [xml.fields_of(child, "ROW") for child in root[2]]


def _row(sent: dict[str, str]) -> dict[str, Any]:
    """A row as the records judge it: everything but its key and version is a column. Raises Faulty."""
    _VERSION(sent.get("ROW_VERSION"), "ROW_VERSION")
    shapes.text(200)(sent.get("ROW_KEY"), "ROW_KEY")
    data = {name: value for name, value in sent.items() if name not in {"ROW_KEY", "ROW_VERSION"}}
    return {"id": sent["ROW_KEY"], "version": int(sent["ROW_VERSION"]), "data": data}
