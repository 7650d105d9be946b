"""Records reach the platforms of the city, once; lost answers are asked about."""

import json
from datetime import UTC, date, datetime, timedelta

import httpx
import pytest

from adapters import build
from city.server import City
from models.errors import OutsideUnavailable
from ports.exchanges import Verdict
from ports.platforms import Feedback, Misread, Outgoing, RowAnswer
from ports.registries import Query
from tests.adapters.conftest import Reach, outside
from tests.adapters.records import BUREAU, OPERATOR_NO, licence, message, penalty

DAY = date(2026, 11, 20)


def now() -> datetime:
    return datetime.now(UTC)


def decided(city: City) -> str:
    return str(city.world.today - timedelta(days=1))


async def test_a_batch_is_received_once_and_its_receipt_found_by_both_numbers(city: City, reach: Reach) -> None:
    credit = build.credit(reach("credit"))
    day = decided(city)
    messages = [message(licence("1号", decided_on=day), key="a"), message(licence("2号", decided_on=day), key="b")]
    prepared = credit.prepare(messages, batch_no="B1", at=now())

    sent = await credit.send(prepared)
    again = await credit.send(prepared)
    asked = await credit.inquire(prepared)
    receipt = await credit.receipt(sent.receipt_no)

    assert (sent.rows, sent.alike) == ((), RowAnswer("", Verdict.OK, "accepted"))
    assert again.alike == sent.alike
    assert again.receipt_no == sent.receipt_no
    assert asked is not None
    assert [(row.key, row.verdict) for row in asked.rows] == [("a", Verdict.OK), ("b", Verdict.OK)]
    assert receipt is not None
    assert {row.record_key for row in receipt.rows} == set(prepared.record_keys)
    assert city.journal.violations == []


async def test_a_batch_that_never_arrived_is_none(city: City, reach: Reach) -> None:
    credit = build.credit(reach("credit"))
    prepared = credit.prepare([message(licence())], batch_no="B-never", at=now())

    assert await credit.inquire(prepared) is None
    assert await credit.receipt("R-unknown") is None


async def test_a_row_with_a_future_date_goes_again_later_and_a_bad_one_waits_for_a_person(
    city: City, reach: Reach
) -> None:
    credit = build.credit(reach("credit"))
    future = str(city.world.today + timedelta(days=2))
    rows = [
        message(licence("1号", decided_on=future, valid_from=future), key="a"),
        message(licence("2号", decided_on=decided(city)), key="b"),
    ]

    sent = await credit.send(credit.prepare(rows, batch_no="B1", at=now()))

    assert [(row.verdict, row.code) for row in sent.rows] == [(Verdict.RETRY, "date_future"), (Verdict.OK, "")]


async def test_what_is_held_has_the_digest_that_we_compute_ourselves(city: City, reach: Reach) -> None:
    credit = build.credit(reach("credit"))
    day = city.world.today - timedelta(days=1)
    messages = [message(penalty(f"厦烟处〔2026〕第{n}号", decided_on=str(day)), "cf", key=str(n)) for n in range(7)]
    prepared = credit.prepare(messages, batch_no="B1", at=now())
    await credit.send(prepared)

    digest = await credit.held_digest("cf", day)
    held = await credit.held("cf", day)

    assert digest.count == len(held) == 7
    assert credit.digest_of(held) == digest.digest
    assert {row.hash for row in held} == set(prepared.hashes)


async def test_a_withdrawn_record_stays_with_its_last_hash(city: City, reach: Reach) -> None:
    credit = build.credit(reach("credit"))
    day = city.world.today - timedelta(days=1)
    first = credit.prepare([message(licence(decided_on=str(day)))], batch_no="B1", at=now())
    await credit.send(first)
    record = {
        "document_no": "厦烟许〔2026〕第12号",
        "agency_code": BUREAU["agency_code"],
        "reason": "决定已被撤销",
        "authority_no": "厦烟撤〔2026〕1号",
    }

    sent = await credit.send(credit.prepare([message(record, op="withdraw", version=2)], batch_no="B2", at=now()))

    assert sent.alike is not None
    assert sent.alike.verdict is Verdict.OK
    assert [(row.version, row.hash) for row in await credit.held("xk", day)] == [(2, first.hashes[0])]


async def test_feedback_is_listed_until_it_is_acknowledged(city: City, reach: Reach) -> None:
    credit = build.credit(reach("credit"))

    assert await credit.feedback() == ()


FEEDBACK = {
    "id": "FB1",
    "type": "repair",
    "key": "cf|1|x",
    "version": 1,
    "at": "2026-11-21T09:00:00+08:00",
    "due_on": "2026-11-28",
    "text": "信用修复",
    "fields": [{"name": "CF_GSJZQ", "old": None, "new": "2026-11-21"}],
}


@outside
async def test_feedback_of_all_pages_comes_once_and_is_taken(reach: Reach) -> None:
    pages = [{"items": [FEEDBACK], "next_cursor": "c1"}, {"items": [FEEDBACK, {**FEEDBACK, "id": "FB2"}]}]
    route = outside.get(url__startswith="http://outside.test/credit/v1/feedback?").mock(
        side_effect=[httpx.Response(200, json=page) for page in pages]
    )
    ack = outside.post("http://outside.test/credit/v1/feedback/FB1/ack").respond(json={"id": "FB1", "already": True})
    credit = build.credit(reach("credit"))

    found = await credit.feedback()
    answer = await credit.acknowledge_feedback(
        "FB1", decision="taken", note="", by="王明", at=datetime(2026, 11, 21, 1, tzinfo=UTC)
    )

    assert [item.id for item in found if isinstance(item, Feedback)] == ["FB1", "FB2"]
    assert isinstance(found[0], Feedback)
    assert found[0].fields == (("CF_GSJZQ", "", "2026-11-21"),)
    assert [call.request.url.query for call in route.calls] == [b"limit=100", b"cursor=c1&limit=100"]
    assert answer.verdict is Verdict.DUPLICATE
    assert json.loads(ack.calls[0].request.content) == {
        "decision": "taken",
        "note": "",
        "by": "王明",
        "at": "2026-11-21T09:00:00+08:00",
    }


@outside
async def test_an_item_of_feedback_that_cannot_be_read_costs_no_other(reach: Reach) -> None:
    items = [{**FEEDBACK, "id": "FB0", "at": "bad"}, "text", FEEDBACK, {**FEEDBACK, "id": "FB3", "text": "a\0b"}]
    outside.get(url__startswith="http://outside.test/credit/v1/feedback?").respond(json={"items": items})

    broken, text, good, shown = await build.credit(reach("credit")).feedback()

    assert isinstance(broken, Misread)
    assert (broken.ref, broken.place, json.loads(broken.raw)) == ("FB0", "$.at", items[0])
    assert isinstance(text, Misread)
    assert (good.id, shown.text) == ("FB1", "a␀b")  # type: ignore[union-attr]


@outside
@pytest.mark.parametrize(("name", "value"), [("id", "F" * 65), ("key", "cf|" + "1" * 200), ("version", 2**31)])
async def test_an_item_of_feedback_that_no_table_can_keep_costs_no_other(
    reach: Reach, name: str, value: object
) -> None:
    items = [{**FEEDBACK, "id": "FB0", name: value}, FEEDBACK]
    outside.get(url__startswith="http://outside.test/credit/v1/feedback?").respond(json={"items": items})

    wide, good = await build.credit(reach("credit")).feedback()

    assert isinstance(wide, Misread)
    assert isinstance(good, Feedback)


@outside
async def test_a_cursor_that_comes_back_ends_the_question(reach: Reach) -> None:
    page = {"items": [FEEDBACK], "next_cursor": "c1"}
    outside.get(url__startswith="http://outside.test/credit/v1/feedback?").respond(json=page)

    with pytest.raises(OutsideUnavailable, match="游标"):
        await build.credit(reach("credit")).feedback()


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (httpx.Response(200, html="<html></html>"), Verdict.UNKNOWN),
        (httpx.Response(202, content=b""), Verdict.UNKNOWN),
        (httpx.Response(202, json={"received": 1}), Verdict.UNKNOWN),
        (httpx.Response(500, json={"code": "internal"}), Verdict.UNKNOWN),
        (httpx.Response(503, json={"code": "unavailable"}), Verdict.RETRY),
        (httpx.Response(429, json={"code": "rate_limited"}, headers={"Retry-After": "7"}), Verdict.THROTTLED),
        (httpx.Response(409, json={"code": "idempotency_conflict"}), Verdict.REJECTED),
        (httpx.Response(400, json={"code": "body_invalid"}), Verdict.REJECTED),
        (httpx.Response(401, json={"code": "signature_invalid"}), Verdict.STOPPED),
        (httpx.Response(302, headers={"Location": "http://127.0.0.2/"}), Verdict.UNKNOWN),
        (httpx.Response(418), Verdict.UNKNOWN),
    ],
    ids=lambda value: str(getattr(value, "status_code", value)),
)
@outside
async def test_nothing_but_a_known_success_is_a_success(reach: Reach, answer: httpx.Response, verdict: Verdict) -> None:
    outside.post("http://outside.test/credit/v1/batches").mock(return_value=answer)
    credit = build.credit(reach("credit"))

    sent = await credit.send(credit.prepare([message(licence())], batch_no="B1", at=now()))

    assert sent.answer.verdict is verdict
    assert sent.rows == ()


@outside
async def test_a_row_that_the_answer_leaves_out_is_unknown(reach: Reach) -> None:
    credit = build.credit(reach("credit"))
    prepared = credit.prepare(
        [message(licence("1号"), key="a"), message(licence("2号"), key="b"), message(licence("3号"), key="c")],
        batch_no="B1",
        at=now(),
    )
    rows = [
        {"key": prepared.record_keys[0], "version": 1, "state": "duplicate"},
        {"key": prepared.record_keys[1], "version": 1, "state": "fine"},
    ]
    route = outside.post("http://outside.test/credit/v1/batches").respond(202, json={"receipt_no": "R1", "rows": rows})

    sent = await credit.send(prepared)

    assert [row.verdict for row in sent.rows] == [Verdict.DUPLICATE, Verdict.UNKNOWN, Verdict.UNKNOWN]
    assert route.calls[0].request.headers["Idempotency-Key"] == "luqiao-B1"
    assert route.calls[0].request.content == prepared.request


def upsert(**changes: object) -> Outgoing:
    record: dict[str, object] = {
        "licence_no": "350203160001",
        "status": "active",
        "holder": {"kind": "sole_trader", "name": "王明", "id_no": "11010519491231002x", "uscc": None},
        "shop_name": "鹭桥便利店",
        "address": "中山路1号",
        "district": "350203",
        "valid_from": "2026-11-20",
        "valid_to": "2031-11-19",
        "decided_on": "2026-11-20",
        "document_no": "厦烟许〔2026〕第12号",
    }
    return message({**record, **changes}, "licence", key="licence-1")


async def test_a_licence_reaches_the_national_register_once_and_is_confirmed(city: City, reach: Reach) -> None:
    platform = build.platform(reach("case_system"))
    prepared = platform.prepare([upsert()], batch_no="", at=now())

    assert await platform.inquire(prepared) is None
    sent = await platform.send(prepared)
    again = await platform.send(prepared)
    asked = await platform.inquire(prepared)
    receipt = await platform.receipt(sent.receipt_no)

    assert (sent.answer.verdict, again.answer.verdict) == (Verdict.OK, Verdict.DUPLICATE)
    assert asked is not None
    assert asked.rows[0].verdict is Verdict.OK
    assert receipt is not None
    assert receipt.rows[0].state in {"received", "stored"}
    assert json.loads(prepared.request)["holder"] == {"kind": "sole_trader", "name": "王明", "id_no": OPERATOR_NO}
    assert city.journal.violations == []


async def test_a_case_reaches_the_national_register_with_its_money_in_yuan(city: City, reach: Reach) -> None:
    platform = build.platform(reach("case_system"))
    record = {
        "case_no": "厦烟案〔2026〕第1号",
        "stage": "decided",
        "cause": "C01",
        "party": {"kind": "person", "name": "陈建国", "id_no": OPERATOR_NO},
        "filed_on": "2026-11-01",
        "decided_on": "2026-11-20",
        "fine": 100001,
        "confiscated": None,
        "decision_no": "厦烟处〔2026〕第12号",
    }
    prepared = platform.prepare([message(record, "case")], batch_no="", at=now())

    sent = await platform.send(prepared)

    assert sent.answer.verdict is Verdict.OK
    body = json.loads(prepared.request)
    assert body["fine"] == "1000.01"
    assert "confiscated" not in body


def test_a_licence_without_a_mandatory_value_is_not_sent(reach: Reach) -> None:
    platform = build.platform(reach("case_system"))

    prepared = platform.prepare([upsert(shop_name="")], batch_no="", at=now())

    assert (prepared.request, prepared.keys) == (b"", ())
    assert [(fault.code, fault.field) for fault in prepared.faults] == [("field_missing", "shop_name")]


async def test_feedback_about_a_defaulter_follows_its_query_and_may_be_repeated(city: City, reach: Reach) -> None:
    people = city.world.people
    party = next(p for p in map(people.party, range(2000)) if p.plan.variant == "defaulter" and p.kind == "sole_trader")
    joint = reach("joint")
    answer = await build.defaulters(joint).query(Query(party.id_no, party.name, "许可审查", "LQ-1"))
    record = {
        "feedback_id": "luqiao-feedback-1",
        "log_no": answer.log_no,
        "number": party.id_no,
        "name": party.name,
        "case_nos": [row.case_no for row in answer.rows],
        "measure": "not_granted",
        "basis": "《烟草专卖许可证管理办法》第十四条",
        "decided_on": decided(city),
        "document_no": "厦烟不许〔2026〕1号",
        "by": "张炜",
    }
    platform = build.platform(joint)
    prepared = platform.prepare([message(record, "feedback", op="create")], batch_no="", at=now())

    first, second = await platform.send(prepared), await platform.send(prepared)

    assert (first.answer.verdict, second.answer.verdict) == (Verdict.OK, Verdict.DUPLICATE)
    assert platform.confirms is False
    assert city.journal.violations == []
