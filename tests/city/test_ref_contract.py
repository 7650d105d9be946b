"""The REF contract: golden vectors, the order of the checks, lists and cursors."""

import hashlib
import time
from typing import Any

import pytest

from city.common import ref
from city.common.call import split_query
from city.common.shapes import Faulty
from tests.city.clients import Ref, encoded, ref_headers
from tests.city.conftest import Visit, visiting

WINDOW = {"updated_from": "2020-01-01T00:00:00+08:00", "updated_to": "2099-01-01T00:00:00+08:00"}


def test_the_first_golden_vector_is_signed_as_the_contract_says() -> None:
    body = b'{"batch_no":"T1"}'

    digest = ref.digest_of("hmac-sha256", body)
    text = ref.canonical_string("POST", "/v1/batches", "", digest, ("demo-ak", "1700000000000", "abc123"))

    assert text == f"POST\n/v1/batches\n\n{digest}\ndemo-ak\n1700000000000\nabc123"
    assert digest == "bb4dbb63674e80921b19b7e00cba7d39d39b1d307a996c46d1573543df4a7184"
    right = "b25c6fb43f2b913d2f298d05589047ff1035767282a6380f7b31e03ea13c81c4"
    assert ref.signature_of("hmac-sha256", "demo-sk", text) == right


def test_the_second_golden_vector_sorts_the_query_and_uses_sm3() -> None:
    window = "updated_from=2026-11-21T00%3A00%3A00%2B08%3A00"
    query = f"updated_to=2026-11-22T00%3A00%3A00%2B08%3A00&limit=50&cursor=a%2Fb&{window}"

    digest = ref.digest_of("hmac-sm3", b"")
    text = ref.canonical_string("GET", "/v1/applications", query, digest, ("luqiao-kiosk", "1700000000000", "abc123"))

    assert digest == "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"
    right = "f680fd9f41ac81bb2b32a0009e0e7e3c105bfa5ef7a0ca56472815718f60c289"
    assert ref.signature_of("hmac-sm3", "luqiao-kiosk-test-secret", text) == right


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"X-Ref-Nonce": None}, "header_missing"),
        ({"X-Ref-Nonce": "abc"}, "header_missing"),
        ({"X-Ref-Key": "somebody", "X-Ref-Alg": "hmac-sm3", "X-Ref-Timestamp": "1"}, "key_unknown"),
        ({"X-Ref-Alg": "hmac-sm3", "X-Ref-Timestamp": "1"}, "alg_invalid"),
        ({"X-Ref-Timestamp": "1700000000000"}, "timestamp_skew"),
        ({"X-Ref-Signature": "0" * 64}, "signature_invalid"),
    ],
    ids=["no nonce", "short nonce", "key first", "then algorithm", "then timestamp", "then signature"],
)
async def test_a_badly_signed_request_is_a_401_and_a_violation(visit: Visit, change: dict[str, Any], code: str) -> None:
    headers = ref_headers("credit", "GET", "/v1/feedback", "", b"")
    headers = {name: value for name, value in {**headers, **change}.items() if value is not None}

    response = await visit.http.get("/credit/v1/feedback", headers=headers)

    assert (response.status_code, response.json()["code"]) == (401, code)
    assert {"code", "message", "trace"} <= set(response.json())
    assert [one["code"] for one in visit.city.journal.violations] == [code]


async def test_a_skewed_timestamp_is_told_the_servers_time(visit: Visit) -> None:
    headers = ref_headers("credit", "GET", "/v1/feedback", "", b"", at=time.time() - 400)

    body = (await visit.http.get("/credit/v1/feedback", headers=headers)).json()

    assert abs(body["server_time"] / 1000 - time.time()) < 5


async def test_a_nonce_is_used_up_whatever_the_answer(visit: Visit) -> None:
    headers = ref_headers("credit", "GET", "/v1/receipts/none", "", b"", nonce="once-only")
    first = await visit.http.get("/credit/v1/receipts/none", headers=headers)

    again = await visit.http.get("/credit/v1/receipts/none", headers=headers)

    assert (first.status_code, again.json()["code"]) == (404, "nonce_reused")


async def test_an_unknown_path_is_404_only_after_the_signature(visit: Visit) -> None:
    unsigned = await visit.http.get("/credit/v1/nothing")
    signed = await visit.ref("credit").get("/v1/nothing")

    assert (unsigned.status_code, signed.status_code) == (401, 404)
    assert (await visit.http.get("/nobody/v1/x")).status_code == 404


async def test_every_answer_has_a_date(visit: Visit) -> None:
    answers = [await visit.http.get("/nobody"), await visit.ref("sms").get("/v1/messages/abcdefgh")]

    assert all("Date" in one.headers for one in answers)


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "other=1", "limit=1&limit=2", "cursor=", "limit"])
async def test_a_wrong_query_is_refused(visit: Visit, query: str) -> None:
    headers = ref_headers("credit", "GET", "/v1/feedback", query, b"")

    response = await visit.http.get(f"/credit/v1/feedback?{query}", headers=headers)

    assert (response.status_code, response.json()["code"]) == (400, "query_invalid")


@pytest.mark.parametrize("query", ["a=b+c", "a=%2f", "a=1&a=2", "a", "=1", "a=%E9%B7%AD%FF"])
def test_a_query_is_encoded_as_rfc_3986_says(query: str) -> None:
    with pytest.raises(Faulty):
        split_query(query)


@pytest.mark.parametrize(
    ("body", "kind", "status", "code"),
    [
        (b"{", "application/json", 400, "body_invalid"),
        (b'{"client_id": 7}', "application/json", 400, "body_invalid"),
        (b"{}", "text/plain", 415, "type_invalid"),
        (b" " * 1_048_577, "application/json", 413, "body_too_large"),
    ],
    ids=["not JSON", "wrong type", "wrong media type", "above 1 MiB"],
)
async def test_a_wrong_body_is_refused(visit: Visit, body: bytes, kind: str, status: int, code: str) -> None:
    headers = ref_headers("sms", "POST", "/v1/messages", "", body) | {"Content-Type": kind}

    response = await visit.http.post("/sms/v1/messages", content=body, headers=headers)

    assert (response.status_code, response.json()["code"]) == (status, code)


async def test_the_fifty_first_request_of_a_second_waits(visit: Visit) -> None:
    answers = [await visit.ref("rating").get("/v1/ratings", **WINDOW) for _ in range(60)]

    refused = [one for one in answers if one.status_code == 429]
    assert refused
    assert sum(one.status_code == 200 for one in answers[:50]) == 50
    assert all(one.json()["code"] == "rate_limited" and int(one.headers["Retry-After"]) >= 1 for one in refused)
    assert visit.city.journal.violations == []


async def test_a_list_is_walked_by_cursor_without_loss(visit: Visit) -> None:
    kiosk = visit.ref("kiosk")
    seen: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        page = (await kiosk.get("/v1/applications", **WINDOW, limit=7, **cursor)).json()
        seen += [(row["updated_at"], row["id"]) for row in page["items"]]
        if page["next_cursor"] is None:
            break
        assert len(page["next_cursor"]) <= 512
        cursor = {"cursor": page["next_cursor"]}

    assert seen == sorted(set(seen))
    assert len(seen) == 30


@pytest.mark.parametrize("change", [{"limit": 8}, {"updated_to": "2098-01-01T00:00:00+08:00"}, {"cursor": "abcd"}])
async def test_a_cursor_is_good_only_with_the_same_parameters(visit: Visit, change: dict[str, Any]) -> None:
    kiosk = visit.ref("kiosk")
    first = (await kiosk.get("/v1/applications", **WINDOW, limit=7)).json()

    response = await kiosk.get("/v1/applications", **{**WINDOW, "limit": 7, "cursor": first["next_cursor"], **change})

    assert (response.status_code, response.json()["code"]) == (400, "cursor_invalid")


async def test_a_cursor_ends_after_thirty_minutes(visit: Visit) -> None:
    query = {**WINDOW, "limit": 7}
    first = (await visit.ref("kiosk").get("/v1/applications", **query)).json()
    await visit.advance(1801)

    raw = encoded({**query, "cursor": first["next_cursor"]})
    headers = ref_headers("kiosk", "GET", "/v1/applications", raw, b"", at=time.time() + 1801)
    response = await visit.http.get(f"/kiosk/v1/applications?{raw}", headers=headers)

    assert response.json()["code"] == "cursor_invalid"
    assert visit.city.journal.violations == []


async def test_a_clock_that_was_moved_excuses_the_skew_but_not_for_ever(visit: Visit) -> None:
    await visit.advance(4000)
    credit = Ref(visit.http, "credit")

    codes = {(await credit.get("/v1/feedback")).json()["code"] for _ in range(20)}
    assert codes == {"timestamp_skew"}
    assert visit.city.journal.violations == []

    await credit.get("/v1/feedback")
    assert visit.city.journal.violation_count == 1


async def test_lifting_the_rate_is_a_setting_for_benchmarks() -> None:
    async with visiting() as visit:
        visit.city.town._rates["rating"]._limit = 0
        answers = [await visit.ref("rating").get("/v1/ratings", **WINDOW) for _ in range(60)]

    assert {one.status_code for one in answers} == {200}


def test_the_digest_of_nothing_is_that_of_zero_bytes() -> None:
    assert ref.digest_of("hmac-sha256", b"") == hashlib.sha256(b"").hexdigest()
