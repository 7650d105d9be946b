"""The credit platform: batches row by row, receipts, feedback, reconciliation."""

import hashlib
import json
from typing import Any

import pytest

from city.systems.credit_columns import canonical_number
from city.systems.credit_hash import data_hash
from city.systems.credit_records import reconcile_digest
from tests.city.conftest import Visit

BUREAU = "11350200MB1A2B3CXA"
KEY = "xk|厦烟许〔2026〕第12号|11350200MB1A2B3CXA"
LICENCE = {
    "XK_XDR_MC": "厦门市思明区鹭桥便利店", "XK_XDR_LB": "个体工商户", "XK_XDR_SHXYM": "92350206MA2YFAKE0X",
    "XK_FRDB": "王明",
    "XK_FR_ZJLX": "身份证", "XK_FR_ZJHM": "350203199003070014", "XK_XKWS": "准予烟草专卖行政许可决定书",
    "XK_WSH": "厦烟许（2026）第 12 号", "XK_XKLB": "普通", "XK_XKZS": "烟草专卖零售许可证", "XK_XKBH": "350203100001",
    "XK_NR": "烟草制品零售", "XK_JDRQ": "2026-11-20", "XK_YXQZ": "2026-11-20", "XK_YXQZI": "2031-11-19",
    "XK_XKJG": "厦门市烟草专卖局", "XK_XKJGDM": BUREAU,
    "XK_ZT": "1", "XK_LYDW": "厦门市烟草专卖局", "XK_LYDWDM": BUREAU,
}  # fmt: skip
PENALTY = {
    "CF_XDR_MC": "王明", "CF_XDR_LB": "自然人", "CF_XDR_ZJLX": "身份证", "CF_XDR_ZJHM": "35020519880808004X",
    "CF_WSH": "厦烟处〔2026〕第12号", "CF_WFXW": "无证经营", "CF_SY": "无烟草专卖零售许可证经营卷烟",
    "CF_YJ": "烟草专卖法第三十二条",
    "CF_CFLB": "警告;罚款", "CF_NR": "罚款1000.01元", "CF_NR_FK": "0.100001",
    "CF_JDRQ": "2026-11-20", "CF_YXQ": "2029-11-20",
    "CF_CFJG": "厦门市烟草专卖局", "CF_CFJGDM": BUREAU, "CF_SJLY": "厦门市烟草专卖局", "CF_SJLYDM": BUREAU,
}  # fmt: skip


def upsert(data: dict[str, str], version: int = 1, **more: Any) -> Any:
    kind = "xk" if "XK_WSH" in data else "cf"
    number, agency = (data[name] for name in (f"{kind.upper()}_WSH", "XK_XKJGDM" if kind == "xk" else "CF_CFJGDM"))
    key = f"{kind}|{canonical_number(number)}|{agency}"
    canonical = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    return {"op": "upsert", "key": key, "version": version, "hash": digest, "data": data, **more}


def withdraw(version: int, key: str = KEY) -> Any:
    return {"op": "withdraw", "key": key, "version": version, "reason": "登记有误", "doc_no": "厦烟撤〔2026〕1号"}


class Platform:
    """Sends batches with ever new numbers."""

    def __init__(self, visit: Visit) -> None:
        self.visit = visit
        self.ref = visit.ref("credit")
        self.count = 0

    async def post(self, rows: list[dict[str, Any]], kind: str = "xk", **more: Any) -> Any:
        self.count += 1
        body = {"batch_no": f"B{self.count}", "kind": kind, "rows": rows, **more}
        return await self.ref.post("/v1/batches", body, Idempotency_Key=f"batch-key-{self.count}")

    async def states(self, rows: list[dict[str, Any]], kind: str = "xk") -> list[str]:
        answer = (await self.post(rows, kind)).json()
        return [row.get("code") or row["state"] for row in answer["rows"]]

    async def receipt(self) -> Any:
        return (await self.ref.get("/v1/receipts", batch_no=f"B{self.count}")).json()


@pytest.fixture
def platform(visit: Visit) -> Platform:
    return Platform(visit)


def test_the_golden_key_hash_and_digest_come_out() -> None:
    digest = data_hash({"XK_ZT": "1", "XK_XDR_MC": "厦门市思明区鹭桥便利店"})

    assert canonical_number("厦烟许（2026）第 12 号") == "厦烟许〔2026〕第12号"
    assert canonical_number("[a]【b】 \u200b(c)\ufeff") == "〔a〕〔b〕〔c〕"
    assert digest == "78f103d4b225f32ca806337a2129fba162708bdc4a741c87b30423540c7d1e55"
    right = "5b3a6e1d3d1f05648859ac023bc4e738ce49ba4b016d5b2e3d76af79a7f3d683"
    assert reconcile_digest([(KEY, 1, digest)]) == right


async def test_a_record_is_accepted_validated_and_published(platform: Platform, visit: Visit) -> None:
    data = {**LICENCE}
    del data["XK_XDR_SHXYM"]
    response = await platform.post([upsert({**data, "XK_XDR_GSZC": "350206600123459"})])
    assert (response.status_code, response.json()["received"]) == (202, 1)
    assert response.json()["rows"] == [{"key": KEY, "version": 1, "state": "accepted"}]

    states = [(await platform.receipt())["rows"][0]["state"]]
    for seconds in (2, 3):
        await visit.advance(seconds)
        states.append((await platform.receipt())["rows"][0]["state"])

    assert states == ["received", "validated", "published"]
    by_number = await platform.ref.get(f"/v1/receipts/{response.json()['receipt_no']}")
    assert by_number.json()["done"] is True
    assert visit.city.journal.violations == []


async def test_a_party_that_the_register_does_not_know_is_held_first(platform: Platform, visit: Visit) -> None:
    await platform.post([upsert(LICENCE)])
    await visit.advance(5)
    held = await platform.receipt()
    await visit.advance(20)

    assert (held["rows"][0]["state"], held["done"]) == ("held", False)
    assert (await platform.receipt())["rows"][0]["state"] == "published"


async def test_good_rows_are_stored_although_others_are_rejected(platform: Platform) -> None:
    bad = {**LICENCE, "XK_WSH": "厦烟许〔2026〕第13号", "XK_ZT": "3"}
    other = {**LICENCE, "XK_WSH": "厦烟许〔2026〕第14号"}

    answer = (await platform.post([upsert(LICENCE), upsert(bad), upsert(other), upsert(LICENCE)])).json()

    assert [row["state"] for row in answer["rows"]] == ["accepted", "rejected", "accepted", "rejected"]
    assert [row.get("code") for row in answer["rows"]] == [None, "code_invalid", None, "row_duplicate"]
    assert answer["rows"][1]["field"] == "XK_ZT"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"XK_MORE": "x"}, "column_unknown"),
        ({"XK_NR": None}, "column_missing"),
        ({"XK_FRDB": None}, "column_missing"),
        ({"XK_XDR_SHXYM": None}, "column_missing"),
        ({"XK_XKBH": None}, "column_missing"),
        ({"XK_XDR_ZJLX": "身份证"}, "column_forbidden"),
        ({"XK_XDR_ZZJG": "MA31ABCD0"}, "column_forbidden"),
        ({"XK_NR": ""}, "value_invalid"),
        ({"XK_XKBH": "35020310001"}, "value_invalid"),
        ({"XK_XDR_LB": "法人及非法人组织"}, "value_invalid"),
        ({"XK_XDR_LB": "个体户"}, "code_invalid"),
        ({"XK_XKLB": "其他-"}, "code_invalid"),
        ({"XK_FR_ZJLX": "驾驶证"}, "code_invalid"),
        ({"BZ": "x" * 513}, "too_long"),
        ({"XK_JDRQ": "2026-02-30"}, "date_invalid"),
        ({"XK_YXQZI": "2026-11-19"}, "date_invalid"),
        ({"XK_JDRQ": "2099-01-01"}, "date_future"),
        ({"XK_FR_ZJHM": "35020319900307001X"}, "check_digit"),
        ({"XK_FR_ZJHM": "350203199002290015"}, "check_digit"),
        ({"XK_XDR_SHXYM": "92350206MA2YFAKE0Y"}, "check_digit"),
        ({"XK_LYDWDM": "11350200MB1A2B3CXB"}, "check_digit"),
        ({"XK_NR": "烟草\u200b零售"}, "character_forbidden"),
        ({"XK_NR": "烟草零售 "}, "character_forbidden"),
        ({"XK_NR": "烟草\n零售"}, "character_forbidden"),
    ],
)
async def test_a_licence_with_one_fault_is_rejected_for_it(
    platform: Platform, change: dict[str, Any], code: str
) -> None:
    data = {name: value for name, value in {**LICENCE, **change}.items() if value is not None}

    assert await platform.states([upsert(data)]) == [code]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"CF_NR_FK": "0.1"}, "amount_format"),
        ({"CF_NR_FK": "0.000000"}, "amount_format"),
        ({"CF_NR_FK": None}, "column_missing"),
        ({"CF_NR_WFFF": "0.000001"}, "column_forbidden"),
        ({"CF_CFLB": "警告;警告"}, "code_invalid"),
        ({"CF_CFLB": "警告;其他-通报批评"}, "column_forbidden"),
        ({"CF_XDR_SHXYM": "91350203MA31ABCD0Q"}, "column_forbidden"),
        ({"CF_YXQ": "2026-11-19"}, "date_invalid"),
        ({"CF_GSJZQ": "2026-11-01"}, "date_invalid"),
    ],
)
async def test_a_penalty_with_one_fault_is_rejected_for_it(
    platform: Platform, change: dict[str, Any], code: str
) -> None:
    data = {name: value for name, value in {**PENALTY, **change}.items() if value is not None}

    assert await platform.states([upsert(data)], "cf") == [code]


async def test_key_and_hash_must_agree_with_the_data(platform: Platform) -> None:
    assert await platform.states([upsert(LICENCE, hash="0" * 64)]) == ["hash_mismatch"]
    assert await platform.states([upsert(LICENCE, key=KEY + "x")]) == ["key_mismatch"]
    assert await platform.states([upsert(PENALTY)], "cf") == ["accepted"]


async def test_versions_only_go_up(platform: Platform) -> None:
    changed = {**LICENCE, "XK_ZT": "2"}

    assert await platform.states([upsert(LICENCE, 2)]) == ["accepted"]
    assert await platform.states([upsert(LICENCE, 2)]) == ["duplicate"]
    assert await platform.states([upsert(changed, 2)]) == ["version_conflict"]
    assert await platform.states([upsert(changed, 1)]) == ["version_stale"]
    assert await platform.states([upsert(changed, 3)]) == ["accepted"]
    assert await platform.states([upsert(LICENCE, 2)]) == ["duplicate"]
    assert (await platform.receipt())["rows"][0]["state"] == "superseded"


async def test_a_record_is_withdrawn_and_its_hash_stays(platform: Platform, visit: Visit) -> None:
    assert await platform.states([withdraw(1)]) == ["not_found"]
    assert await platform.states([upsert(LICENCE)]) == ["accepted"]
    assert await platform.states([withdraw(1)]) == ["version_conflict"]
    assert await platform.states([withdraw(2)]) == ["accepted"]
    assert await platform.states([withdraw(2)]) == ["duplicate"]
    await visit.advance(5)

    assert (await platform.receipt())["rows"][0]["state"] == "withdrawn"
    answer = (await platform.ref.get("/v1/reconcile", kind="xk", date="2026-11-20")).json()
    assert (answer["count"], answer["digest"]) == (1, reconcile_digest([(KEY, 2, data_hash(LICENCE))]))
    keys = (await platform.ref.get("/v1/reconcile/keys", kind="xk", date="2026-11-20")).json()["items"]
    assert keys == [{"key": KEY, "version": 2, "hash": data_hash(LICENCE), "state": "withdrawn"}]


async def test_a_batch_is_repeated_by_its_key_and_never_by_another(platform: Platform) -> None:
    first = await platform.post([upsert(LICENCE)])
    body = json.dumps({"batch_no": "B1", "kind": "xk", "rows": [upsert(LICENCE)]}, ensure_ascii=False).encode()

    again = await platform.ref.post("/v1/batches", body, Idempotency_Key="batch-key-1")
    other = await platform.ref.post("/v1/batches", body + b" ", Idempotency_Key="batch-key-1")
    used = await platform.ref.post("/v1/batches", body, Idempotency_Key="batch-key-2")

    assert (again.status_code, again.json(), again.headers["X-Ref-Replayed"]) == (202, first.json(), "true")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_conflict")
    assert (used.status_code, used.json()["code"]) == (409, "batch_no_used")


@pytest.mark.parametrize(
    ("rows", "status", "code"),
    [
        ([], 400, "body_invalid"),
        ([{**upsert(LICENCE), "more": 1}], 400, "body_invalid"),
        ([{**upsert(LICENCE), "version": 0}], 400, "body_invalid"),
        ([{**upsert(LICENCE), "data": {"XK_ZT": None}}], 400, "body_invalid"),
        ([{**withdraw(1), "reason": "短"}], 400, "body_invalid"),
        ([withdraw(1)] * 501, 413, "body_too_large"),
    ],
    ids=["no row", "unknown field", "version 0", "null value", "short reason", "501 rows"],
)
async def test_a_faulty_batch_is_refused_as_a_whole(
    platform: Platform, rows: list[Any], status: int, code: str
) -> None:
    response = await platform.post(rows)

    assert (response.status_code, response.json()["code"]) == (status, code)
    assert (await platform.ref.get("/v1/receipts", batch_no="B1")).status_code == 404


async def test_a_batch_needs_an_idempotency_key(platform: Platform) -> None:
    response = await platform.ref.post("/v1/batches", {"batch_no": "B9", "kind": "xk", "rows": [upsert(LICENCE)]})

    assert (response.status_code, response.json()["code"]) == (400, "body_invalid")


async def test_a_repair_is_taken_and_the_record_never_sent_again(platform: Platform, visit: Visit) -> None:
    row = upsert(PENALTY)
    await platform.states([row], "cf")
    made = (await visit.http.post("/_city/feedback", json={"key": row["key"], "type": "repair"})).json()

    listed = (await platform.ref.get("/v1/feedback")).json()["items"]
    path = f"/v1/feedback/{made['id']}/ack"
    answer = {"decision": "taken", "note": "", "by": "周雅", "at": "2026-11-22T09:00:00+08:00"}
    refused = await platform.ref.post(path, {**answer, "decision": "refused"})
    taken = [(await platform.ref.post(path, answer)).json()["already"] for _ in range(2)]

    assert [one["id"] for one in listed] == [made["id"]]
    assert (refused.status_code, refused.json()["code"]) == (422, "decision_invalid")
    assert taken == [False, True]
    assert (await platform.ref.get("/v1/feedback")).json()["items"] == []
    assert await platform.states([upsert(PENALTY, 2)], "cf") == ["repaired"]
    assert visit.city.journal.violations[-1]["code"] == "repaired"


async def test_a_dispute_is_decided_once(platform: Platform, visit: Visit) -> None:
    await platform.states([upsert(LICENCE)])
    made = (await visit.http.post("/_city/feedback", json={"key": KEY, "type": "dispute"})).json()
    path, answer = f"/v1/feedback/{made['id']}/ack", {"note": "", "by": "周雅", "at": "2026-11-22T09:00:00+08:00"}

    await platform.ref.post(path, {**answer, "decision": "refused"})
    other = await platform.ref.post(path, {**answer, "decision": "taken"})

    assert (other.status_code, other.json()["code"]) == (409, "ack_conflict")
    assert (await platform.ref.post("/v1/feedback/none/ack", {**answer, "decision": "taken"})).status_code == 404


async def test_the_keys_of_a_day_are_walked_by_cursor(platform: Platform) -> None:
    long = "厦烟许〔2026〕" + "长" * 40
    rows = [upsert({**LICENCE, "XK_WSH": f"{long}{number}号"}) for number in range(7)]
    await platform.states(rows)

    query, seen = {"kind": "xk", "date": "2026-11-20", "limit": 3}, []
    cursor: dict[str, str] = {}
    while True:
        page = (await platform.ref.get("/v1/reconcile/keys", **query, **cursor)).json()
        seen += [one["key"] for one in page["items"]]
        if page["next_cursor"] is None:
            break
        assert len(page["next_cursor"]) <= 512
        cursor = {"cursor": page["next_cursor"]}

    assert seen == sorted(row["key"] for row in rows)
