"""The registries: commercial register, police, e-licences, past decisions, defaulters."""

import base64
import hashlib
from typing import Any

import pytest

from city.population.plans import plan_of
from tests.city.conftest import Visit

WHY = {"cause": "零售许可审查", "project_no": "A-2026-000001"}


def party(visit: Visit, variant: str) -> Any:
    """The applicant of the first application with a variant."""
    world = visit.city.world
    index = next(index for index in range(120) if plan_of(world.seed, index).variant == variant)
    return world.people.party(index)


def clean(visit: Visit, kind: str) -> Any:
    world = visit.city.world
    plans = ((index, plan_of(world.seed, index)) for index in range(120))
    found = next(index for index, plan in plans if plan.profile == "clean" and plan.kind == kind and index % 10 != 9)
    return world.people.party(found)


async def test_the_commercial_register_knows_the_applicant(visit: Visit) -> None:
    one = clean(visit, "sole_trader")

    entity = (await visit.ref("business").get(f"/v1/entities/{one.uscc}", **WHY)).json()

    assert (entity["name"], entity["status"], entity["legal_rep"]["id_no"]) == (one.shop.name, "open", one.person_no)
    assert "烟草" in entity["scope"]
    assert entity["investor_origin"] == "domestic"


@pytest.mark.parametrize(
    ("variant", "field", "value"),
    [
        ("licence_revoked", "status", {"revoked"}),
        ("foreign_invested", "investor_origin", {"foreign", "hk", "macao", "taiwan"}),
        ("franchise", "franchise_of_foreign", {True}),
    ],
)
async def test_the_register_shows_what_bars(visit: Visit, variant: str, field: str, value: set[Any]) -> None:
    entity = (await visit.ref("business").get(f"/v1/entities/{party(visit, variant).uscc}", **WHY)).json()

    assert entity[field] in value


async def test_the_register_says_which_number_is_wrong_and_which_unknown(visit: Visit) -> None:
    register = visit.ref("business")

    wrong = await register.get("/v1/entities/00000000000000000X", **WHY)
    unknown = await register.get("/v1/entities/91350200MA00000XYL", **WHY)
    absent = await register.get(f"/v1/entities/{party(visit, 'no_entity').uscc}", **WHY)
    unasked = await register.get("/v1/entities/91350200MA00000XYL", cause="查询事项")

    assert (wrong.status_code, wrong.json()["code"]) == (400, "check_digit")
    assert (unknown.status_code, absent.status_code) == (404, 404)
    assert (unasked.status_code, unasked.json()["code"]) == (400, "query_invalid")
    assert [one["code"] for one in visit.city.journal.violations] == ["check_digit", "query_invalid"]


async def test_the_police_tell_match_mismatch_and_no_record(visit: Visit) -> None:
    police, one = visit.ref("police"), clean(visit, "sole_trader")

    async def check(name: str, number: str) -> Any:
        return (await police.post("/v1/identity/check", {"name": name, "id_no": number, **WHY})).json()

    assert (await check(one.person, one.person_no))["result"] == "match"
    assert (await check("别人", one.person_no))["result"] == "mismatch"
    assert (await check("王明", "350203199003070014"))["result"] == "no_record"
    mismatch = party(visit, "identity_mismatch")
    assert (await check(mismatch.person, mismatch.person_no))["result"] == "mismatch"
    assert (await check("王明", "350203900307001"))["code"] == "check_digit"
    assert (await check("王明", "35020519880808004x"))["code"] == "check_digit"
    young = party(visit, "minor")
    assert (await check(young.person, young.person_no))["result"] == "match"


async def test_the_police_have_a_day_quota(visit: Visit) -> None:
    visit.city.world.timing.police_quota = 1
    body = {"name": "王明", "id_no": "350203199003070014", **WHY}
    await visit.ref("police").post("/v1/identity/check", body)

    response = await visit.ref("police").post("/v1/identity/check", body)

    assert (response.status_code, response.json()["code"]) == (429, "quota_exhausted")
    assert 0 < int(response.headers["Retry-After"]) <= 86401


async def test_an_e_licence_is_found_and_fetched_five_times(visit: Visit) -> None:
    store, one = visit.ref("elicence"), clean(visit, "sole_trader")
    holder = {"holder_no": one.uscc, "holder_name": one.shop.name, **WHY}
    found = (await store.post("/v1/licences/find", {**holder, "type": "business_licence"})).json()
    wanted = {**holder, "identifier": found["identifiers"][0]}

    answers = [await store.post("/v1/licences/content", wanted) for _ in range(6)]
    stranger = await store.post("/v1/licences/content", {**wanted, "holder_name": "别人"})
    unknown = await store.post("/v1/licences/content", {**wanted, "identifier": "ELB9"})

    body = answers[0].json()
    content = base64.b64decode(body["content"])
    assert (content[:5], hashlib.sha256(content).hexdigest()) == (b"%PDF-", body["sha256"])
    assert [one.status_code for one in answers] == [200] * 5 + [429]
    assert (stranger.status_code, stranger.json()["code"]) == (403, "holder_mismatch")
    assert unknown.status_code == 404
    nobody = {**holder, "holder_name": "别人", "type": "business_licence"}
    assert (await store.post("/v1/licences/find", nobody)).json() == {"identifiers": []}


@pytest.mark.parametrize(
    ("variant", "kinds", "causes"),
    [
        ("disqualified", {"disqualification"}, {"other"}),
        ("concealed", {"refusal", "non_acceptance"}, {"concealment"}),
        ("annulled", {"annulment"}, {"fraud", "bribery"}),
        ("penalised_twice", {"penalty"}, {"unlicensed_trading"}),
    ],
)
async def test_past_decisions_stand_under_the_number(
    visit: Visit, variant: str, kinds: set[Any], causes: set[Any]
) -> None:
    one = party(visit, variant)
    number = one.uscc if one.organisation else one.id_no

    items = (await visit.ref("case_system").get("/v1/records", number=number)).json()["items"]

    assert len(items) == (2 if variant == "penalised_twice" else 1)
    assert {item["kind"] for item in items} <= kinds
    assert {item["cause"] for item in items} <= causes
    assert items == sorted(items, key=lambda item: item["on"])


async def test_the_holder_of_a_licence_is_found_by_licence_and_by_number(visit: Visit) -> None:
    register, world = visit.ref("case_system"), visit.city.world
    index = next(
        i for i in range(120) if plan_of(world.seed, i).item == "renew" and plan_of(world.seed, i).kind != "person"
    )
    one = world.people.party(index)

    held = (await register.get("/v1/licences", number=one.uscc)).json()["items"]
    same = (await register.get(f"/v1/licences/{held[0]['licence_no']}")).json()

    assert [same] == held
    assert (same["version"], same["status"], same["holder"]["uscc"]) == (1, "active", one.uscc)
    assert (await register.get("/v1/licences/350203100001")).status_code == 404


LICENCE: dict[str, Any] = {
    "licence_no": "350203100001", "version": 1, "status": "active",
    "holder": {"kind": "sole_trader", "name": "王明", "id_no": "350203199003070014", "uscc": "92350206MA2YFAKE0X"},
    "shop_name": "鹭桥便利店", "address": "厦门市思明区厦禾路1号", "district": "350203", "valid_from": "2026-11-22",
    "valid_to": "2031-11-21", "decided_on": "2026-11-22", "doc_no": "厦烟许〔2026〕第1号",
}  # fmt: skip


async def test_a_licence_is_received_then_stored_and_only_its_newest_version_held(visit: Visit) -> None:
    register = visit.ref("case_system")

    async def send(**change: Any) -> Any:
        return await register.post("/v1/licences", {**LICENCE, **change})

    first, again = await send(), await send()
    receipt = first.json()["receipt_no"]
    states = [(await register.get(f"/v1/receipts/{receipt}")).json()["state"]]
    await visit.advance(3)
    states.append((await register.get("/v1/receipts", no="350203100001", version=1)).json()["state"])

    assert (first.status_code, first.json()["duplicate"], again.json()["duplicate"]) == (202, False, True)
    assert again.json()["receipt_no"] == receipt
    assert states == ["received", "stored"]
    assert (await send(status="suspended")).json()["code"] == "version_conflict"
    assert (await send(status="suspended", version=2)).status_code == 202
    assert (await send(version=1, shop_name="x")).json()["code"] == "version_stale"
    assert (await register.get("/v1/licences/350203100001")).json()["status"] == "suspended"
    assert (await register.get("/v1/receipts", no="350203100001", version=9)).status_code == 404
    wrong = await send(licence_no="350203100002", holder={**LICENCE["holder"], "id_no": "350203199003070015"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "check_digit")


async def test_a_decided_case_needs_its_decision(visit: Visit) -> None:
    case = {
        "case_no": "厦烟立〔2026〕第1号", "version": 1, "stage": "decided", "cause": "C08",
        "party": {"kind": "person", "name": "王明"}, "filed_on": "2026-11-01", "fine": "1000.01",
    }  # fmt: skip
    register = visit.ref("case_system")

    missing = await register.post("/v1/cases", case)
    filed = await register.post("/v1/cases", {**case, "stage": "filed"})
    money = await register.post("/v1/cases", {**case, "stage": "filed", "fine": "1000.1"})

    assert (missing.status_code, missing.json()["code"]) == (422, "field_missing")
    assert (filed.status_code, money.status_code) == (202, 400)


async def test_defaulters_are_hit_possible_or_clear(visit: Visit) -> None:
    async def query(number: str, name: str) -> Any:
        body = {"id": number, "name": name, "reason": "许可审查", "reasonId": "A-2026-000001"}
        return await visit.joint.post("/api/defaulter/query", body)

    listed, possible = party(visit, "defaulter"), party(visit, "possible_defaulter")
    led, free = party(visit, "legal_rep_defaulter"), clean(visit, "sole_trader")

    hit = await query(listed.id_no, listed.name)
    masked = await query(possible.id_no, possible.name)
    assert (hit["code"], hit["data"][0]["cardNum"]) == ("01", listed.id_no)
    assert (masked["code"], "*" in masked["data"][0]["cardNum"]) == ("02", True)
    assert (await query(led.person_no, led.person))["code"] == "01"
    assert (await query(led.uscc, led.name))["code"] == "00"
    clear = await query(free.id_no, free.name)
    assert (clear["code"], clear["data"]) == ("00", [])
    assert (await query("350203199003070015", "王明"))["code"] == "12"
    assert (await query("350203900307001", "王明"))["code"] == "12"


async def test_feedback_names_only_what_the_query_showed(visit: Visit) -> None:
    listed = party(visit, "defaulter")
    query = {"id": listed.id_no, "name": listed.name, "reason": "许可审查", "reasonId": "A-2026-000001"}
    shown = await visit.joint.post("/api/defaulter/query", query)
    sent = {
        "feedbackId": "feedback-1", "logNo": shown["logNo"], "id": listed.id_no, "name": listed.name,
        "caseNo": [shown["data"][0]["caseNo"]], "measure": "not_granted", "basis": "联合惩戒清单",
        "decidedOn": "2026-11-22",        "by": "周雅",
    }  # fmt: skip

    async def feed(**change: Any) -> Any:
        return await visit.joint.post("/api/defaulter/feedback", {**sent, **change})

    assert await feed() == {"code": "00", "message": "ok", "duplicate": False}
    assert (await feed())["duplicate"] is True
    assert (await feed(measure="none"))["code"] == "09"
    assert (await feed(feedbackId="feedback-2", caseNo=["别的案号"]))["code"] == "12"
    assert (await feed(feedbackId="feedback-3", logNo="JL9"))["code"] == "12"
    assert (await feed(feedbackId="feedback-4", more=1))["code"] == "12"


async def test_a_joint_token_can_be_wrong_and_ended(visit: Visit) -> None:
    wrong = (await visit.http.post("/joint/api/token", json={"username": "luqiao", "password": "x"})).json()
    visit.joint.token = "never issued"
    ended = await visit.joint.post("/api/defaulter/query", {})

    assert (wrong["code"], ended["code"]) == ("10", "11")
