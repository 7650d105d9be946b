"""i厦门: what is not acknowledged, the token, files, and a supplement that the applicant answers."""

import hashlib
import time
from typing import Any

import pytest

from tests.city.conftest import Visit
from tests.city.deciding import acknowledge, now_text


async def test_after_a_supplement_the_applicant_sends_a_new_revision(visit: Visit) -> None:
    rows = [row for row in await visit.ixiamen.all_rows() if row["status"] == "submitted"]
    incomplete = next(row for row in rows if not row["materials"] or _lacks(row))
    ident = incomplete["projectNo"]
    await acknowledge(visit, ident, 1)
    sent = {
        "eventId": "supplement-1", "projectNo": ident, "revision": 1, "eventType": "supplement",
        "eventTime": now_text(),
        "operator": "周雅", "opinion": "缺材料", "docNo": "S1", "materials": ["全部"],
    }  # fmt: skip
    assert (await visit.ixiamen.post("events", sent)).json()["data"] == {"duplicate": False}
    too_early = await visit.ixiamen.post("events", {**sent, "eventId": "supplement-2"})
    await visit.advance(10)

    newer = next(row for row in await visit.ixiamen.all_rows() if row["projectNo"] == ident)

    assert too_early.headers["x-error-code"] == "order_invalid"
    assert (newer["revision"], newer["status"] in {"supplemented", "withdrawn"}) == (2, True)
    assert newer["updateTime"] > incomplete["updateTime"]
    stale = await visit.ixiamen.post("events", {**sent, "eventId": "supplement-3"})
    assert (stale.status_code, stale.headers["x-error-code"]) == (412, "revision_stale")
    unacknowledged = await visit.ixiamen.post("events", {**sent, "eventId": "supplement-4", "revision": 2})
    assert unacknowledged.headers["x-error-code"] == "ack_missing"


def _lacks(row: dict[str, Any]) -> bool:
    kinds = {one["materialType"] for one in row["materials"]}
    return row["taskCode"].endswith("01") and not {"id_card", "business_licence", "premises_proof"} <= kinds


async def test_ixiamen_shows_only_what_is_not_acknowledged(visit: Visit) -> None:
    rows = await visit.ixiamen.all_rows()
    ident = rows[3]["projectNo"]

    states = [await acknowledge(visit, ident, number) for number in (1, 1, 5)]
    states.append(await acknowledge(visit, "3502002699999999", 1))

    assert states == ["acked", "already", "stale", "unknown"]
    assert ident not in {row["projectNo"] for row in await visit.ixiamen.all_rows()}
    assert rows == sorted(rows, key=lambda row: (row["updateTime"], row["projectNo"]))


async def test_acknowledging_while_walking_skips_nothing(visit: Visit) -> None:
    everything = {row["projectNo"] for row in await visit.ixiamen.all_rows()}
    seen, cursor, more = set(), None, True
    while more:
        data = (await visit.ixiamen.post("projectList", {"cursor": cursor, "pageSize": 4})).json()["data"]
        for row in data["items"]:
            seen.add(row["projectNo"])
            await acknowledge(visit, row["projectNo"], 1)
        cursor, more = data["nextCursor"], data["hasMore"]

    assert seen == everything


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"pageSize": 10}, "param_invalid"),
        ({"cursor": None, "pageSize": 101}, "param_invalid"),
        ({"cursor": None, "pageSize": 10, "more": 1}, "param_invalid"),
        ({"cursor": "xyz", "pageSize": 10}, "cursor_invalid"),
    ],
)
async def test_a_faulty_list_call_of_ixiamen_is_a_400(visit: Visit, body: dict[str, Any], code: str) -> None:
    response = await visit.ixiamen.post("projectList", body)

    assert (response.status_code, response.headers["x-error-code"]) == (400, code)
    assert response.json()["code"] != 0


async def test_the_token_of_ixiamen_is_signed_with_md5(visit: Visit) -> None:
    from city.systems.ixiamen import sign

    assert sign("luqiao-ixm-test-code", "1700000000000") == "8316617a1ee7a7f3111dbef90ac285b3"
    assert (await visit.ixiamen.sign_in()).json()["expires_in"] == 1800
    old = await visit.ixiamen.sign_in(at=time.time() - 400)
    assert (old.status_code, old.headers["x-error-code"]) == (400, "timestamp_invalid")
    unknown = await visit.http.get(f"{visit.ixiamen.GATE}get-token?app_key=x&timestamp=1&sign=y")
    assert unknown.headers["x-error-code"] == "app_key_invalid"
    visit.ixiamen.token = "nothing"
    refused = await visit.ixiamen.post("projectList", {"cursor": None, "pageSize": 1})
    assert (refused.status_code, refused.headers["x-error-code"]) == (400, "access_token_invalid")


async def test_every_attachment_has_the_size_and_digest_of_its_row(visit: Visit) -> None:
    row = (await visit.ixiamen.all_rows())[0]

    for one in row["materials"]:
        response = await visit.ixiamen.get("material", materialId=one["materialId"])
        assert (len(response.content), hashlib.sha256(response.content).hexdigest()) == (one["size"], one["sha256"])
        assert response.headers["x-content-sha256"] == one["sha256"]
    unknown = await visit.ixiamen.get("material", materialId="AT999999999i")
    assert (unknown.status_code, unknown.headers["x-error-code"]) == (404, "material_not_found")
