"""The channels: acknowledgements, and the newest revision of one application."""

import json

import httpx
import pytest

from adapters import build
from models.errors import OutsideRejected, OutsideUnavailable
from tests.adapters.channels import BASE, old_json, tokens
from tests.adapters.conftest import Reach, outside
from tests.adapters.rows import website

__all__ = ["tokens"]


@outside
async def test_rows_of_ixiamen_are_acknowledged_by_the_hundred(reach: Reach, tokens: None) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        items = json.loads(request.content)["items"]
        results = [{**item, "state": "stale" if item["projectNo"] == "I7" else "acked"} for item in items]
        return httpx.Response(200, json={"code": 0, "data": {"results": results}})

    route = outside.post(f"{BASE}/ixiamen/api-gateway/gateway/tobacco/ack").mock(side_effect=answer)
    rows = [(f"I{n}", 1) for n in range(150)]

    states = await build.intake(reach("ixiamen")).acknowledge([*rows, rows[0]])

    assert [len(json.loads(call.request.content)["items"]) for call in route.calls] == [100, 50]
    assert states == {row: "stale" if row[0] == "I7" else "acked" for row in rows}


@outside
async def test_an_acknowledgement_that_leaves_a_row_out_is_no_success(reach: Reach, tokens: None) -> None:
    results = [{"projectNo": "I1", "revision": 1, "state": "acked"}]
    outside.post(f"{BASE}/ixiamen/api-gateway/gateway/tobacco/ack").respond(
        json={"code": 0, "data": {"results": results}}
    )

    with pytest.raises(OutsideUnavailable):
        await build.intake(reach("ixiamen")).acknowledge([("I1", 1), ("I2", 1)])


@outside
async def test_rows_of_the_kiosk_are_acknowledged_one_by_one(reach: Reach) -> None:
    for ref, response in {
        "K1": httpx.Response(200, json={"id": "K1", "already": False}),
        "K2": httpx.Response(200, json={"id": "K2", "already": True}),
        "K3": httpx.Response(409, json={"code": "revision_stale"}),
        "K4": httpx.Response(404, json={"code": "not_found"}),
    }.items():
        outside.post(f"{BASE}/kiosk/v1/applications/{ref}/ack").mock(return_value=response)

    states = await build.intake(reach("kiosk")).acknowledge([(f"K{n}", 3) for n in (1, 2, 3, 4)])

    assert list(states.values()) == ["acked", "already", "stale", "unknown"]
    assert json.loads(outside.calls[0].request.content) == {"revision": 3}


async def test_channels_without_acknowledgement_say_so(reach: Reach) -> None:
    for name in ("wechat", "website"):
        channel = build.intake(reach(name))
        assert not channel.acknowledges
        assert await channel.acknowledge([("X", 1)]) == {}


@outside
async def test_the_newest_revision_of_one_application_where_there_is_such_a_question(reach: Reach) -> None:
    outside.get(f"{BASE}/website/api/sqxq").mock(
        return_value=old_json({"code": "200", "msg": "ok", "data": website(bbh="4")})
    )
    outside.get(f"{BASE}/kiosk/v1/applications/K9").respond(404, json={"code": "not_found"})
    outside.get(f"{BASE}/kiosk/v1/applications/K8").respond(400, json={"code": "query_invalid"})

    row = await build.intake(reach("website")).one("XM1")

    assert row is not None
    assert (row.ref, row.revision) == ("XM1", 4)
    assert await build.intake(reach("kiosk")).one("K9") is None
    assert await build.intake(reach("wechat")).one("W1") is None
    with pytest.raises(OutsideRejected):
        await build.intake(reach("kiosk")).one("K8")
