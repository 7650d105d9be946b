"""Events to the channels: each in its own words, and what every answer means."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs

import httpx
import pytest

from adapters import build
from models.errors import OutsideUnavailable
from ports.exchanges import Verdict
from ports.intake import ChannelEvent
from tests.adapters.channels import BASE, tokens
from tests.adapters.conftest import Reach, crossed, outside, wait_of

__all__ = ["tokens"]
EVENT = ChannelEvent(
    event_id="event-0001",
    ref="X1",
    revision=2,
    type="supplement",
    at=datetime(2026, 11, 21, 1, 30, tzinfo=UTC),
    officer="王明",
    opinion="缺少; 产权证明",
    document_no="厦烟补〔2026〕1号",
    materials=("产权证明", "照片"),
)
GRANT = replace(
    EVENT,
    type="result",
    opinion=None,
    materials=(),
    outcome="granted",
    licence_no="350203100001",
    valid_from="2026-11-20",
    valid_to="2031-11-19",
)
REFUSED = replace(EVENT, type="result", materials=(), outcome="refused")


async def test_the_event_of_wechat(reach: Reach) -> None:
    assert json.loads(build.intake(reach("wechat")).event_request(EVENT)) == {
        "event_id": "event-0001",
        "apply_id": "X1",
        "revision": 2,
        "type": "supplement",
        "occur_time": int(EVENT.at.timestamp()),
        "operator": "王明",
        "opinion": "缺少; 产权证明",
        "doc_no": "厦烟补〔2026〕1号",
        "materials": ["产权证明", "照片"],
    }


async def test_the_event_of_the_website_is_a_form_of_gb18030_bytes(reach: Reach) -> None:
    body = build.intake(reach("website")).event_request(EVENT)

    assert b"blr=%CD%F5%C3%F7" in body
    assert body.isascii()
    assert parse_qs(body.decode(), encoding="gb18030", strict_parsing=True) == {
        "sjid": ["event-0001"],
        "sqid": ["X1"],
        "bbh": ["2"],
        "sjlx": ["22"],
        "sj": ["2026-11-21 09:30:00"],
        "blr": ["王明"],
        "yj": ["缺少; 产权证明"],
        "wsh": ["厦烟补〔2026〕1号"],
        "bzcl": ["产权证明;照片"],
    }


async def test_a_material_with_a_separator_stays_one_for_the_website(reach: Reach) -> None:
    event = replace(EVENT, materials=("产权证明; 或租赁合同;", "照片"))

    body = build.intake(reach("website")).event_request(event)

    assert parse_qs(body.decode(), encoding="gb18030")["bzcl"] == ["产权证明； 或租赁合同；;照片"]


@pytest.mark.parametrize(
    ("event", "sjlx"),
    [
        (replace(EVENT, type="accept", materials=()), "20"),
        (replace(EVENT, type="refuse", materials=()), "21"),
        (EVENT, "22"),
        (replace(EVENT, type="progress", materials=(), document_no=None), "30"),
        (GRANT, "40"),
        (REFUSED, "41"),
    ],
    ids=["accept", "refuse", "supplement", "progress", "granted", "refused"],
)
async def test_the_website_knows_six_types_and_no_outcome(reach: Reach, event: ChannelEvent, sjlx: str) -> None:
    fields = parse_qs(build.intake(reach("website")).event_request(event).decode(), encoding="gb18030")

    assert fields["sjlx"] == [sjlx]
    assert "outcome" not in fields


async def test_rare_characters_cross_without_loss(reach: Reach) -> None:
    opinion = "\U00020bb7\ue000\U000f0000ḿ&=+ %"
    body = build.intake(reach("website")).event_request(replace(EVENT, opinion=opinion))

    yj = next(piece.removeprefix("yj=") for piece in body.decode().split("&") if piece.startswith("yj="))
    assert parse_qs(f"yj={yj}", encoding="gb18030")["yj"][0] == opinion.replace("ḿ", "\ue7c7")  # A8BC, as of old


async def test_the_events_of_ixiamen_and_of_the_kiosk(reach: Reach) -> None:
    assert json.loads(build.intake(reach("ixiamen")).event_request(GRANT)) == {
        "eventId": "event-0001",
        "projectNo": "X1",
        "revision": 2,
        "eventType": "result",
        "eventTime": "2026-11-21T09:30:00+08:00",
        "operator": "王明",
        "docNo": "厦烟补〔2026〕1号",
        "outcome": "granted",
        "licenceNo": "350203100001",
        "validFrom": "2026-11-20",
        "validTo": "2031-11-19",
    }
    assert json.loads(build.intake(reach("kiosk")).event_request(REFUSED)) == {
        "event_id": "event-0001",
        "revision": 2,
        "type": "result",
        "at": "2026-11-21T09:30:00+08:00",
        "by": "王明",
        "opinion": "缺少; 产权证明",
        "doc_no": "厦烟补〔2026〕1号",
        "outcome": "refused",
    }


URLS = {
    "wechat": f"{BASE}/wechat/apply/status",
    "website": f"{BASE}/website/api/ztht",
    "ixiamen": f"{BASE}/ixiamen/api-gateway/gateway/tobacco/events",
    "kiosk": f"{BASE}/kiosk/v1/applications/X1/events",
}


def wechat_says(code: int, **more: object) -> httpx.Response:
    return httpx.Response(200, json={"errcode": code, "errmsg": "x", **more})


def website_says(code: str, cf: str = "0") -> httpx.Response:
    return httpx.Response(200, json={"code": code, "msg": "x", "data": {"cf": cf}})


def ixiamen_says(status: int, word: str) -> httpx.Response:
    return httpx.Response(status, json={"code": 7, "message": "x"}, headers={"x-error-code": word})


def kiosk_says(status: int, word: str) -> httpx.Response:
    return httpx.Response(status, json={"code": word, "message": "x", "trace": "t"})


@pytest.mark.parametrize(
    ("name", "response", "verdict", "code"),
    [
        ("wechat", wechat_says(0, duplicate=False), Verdict.OK, "0"),
        ("wechat", wechat_says(0, duplicate=True), Verdict.DUPLICATE, "0"),
        ("wechat", wechat_says(47001), Verdict.REJECTED, "47001"),
        ("wechat", wechat_says(61511), Verdict.REJECTED, "61511"),
        ("wechat", wechat_says(61510), Verdict.REJECTED, "61510"),
        ("wechat", wechat_says(61512), Verdict.STALE, "61512"),
        ("wechat", wechat_says(61513), Verdict.REJECTED, "61513"),
        ("wechat", wechat_says(-1), Verdict.RETRY, "-1"),
        ("wechat", wechat_says(45011), Verdict.THROTTLED, "45011"),
        ("wechat", wechat_says(99999), Verdict.UNKNOWN, "99999"),
        ("website", website_says("200"), Verdict.OK, "200"),
        ("website", website_says("200", "1"), Verdict.DUPLICATE, "200"),
        ("website", website_says("400"), Verdict.REJECTED, "400"),
        ("website", website_says("404"), Verdict.REJECTED, "404"),
        ("website", website_says("409"), Verdict.REJECTED, "409"),
        ("website", website_says("412"), Verdict.STALE, "412"),
        ("website", website_says("422"), Verdict.REJECTED, "422"),
        ("website", website_says("401"), Verdict.STOPPED, "401"),
        ("website", website_says("429"), Verdict.THROTTLED, "429"),
        ("website", website_says("500"), Verdict.UNKNOWN, "500"),
        ("website", website_says("503"), Verdict.RETRY, "503"),
        ("ixiamen", httpx.Response(200, json={"code": 0, "data": {"duplicate": False}}), Verdict.OK, "0"),
        ("ixiamen", httpx.Response(200, json={"code": 0, "data": {"duplicate": True}}), Verdict.DUPLICATE, "0"),
        ("ixiamen", httpx.Response(200, json={"code": "0", "data": {}}), Verdict.UNKNOWN, "0"),
        ("ixiamen", ixiamen_says(400, "param_invalid"), Verdict.REJECTED, "param_invalid"),
        ("ixiamen", ixiamen_says(404, "project_not_found"), Verdict.REJECTED, "project_not_found"),
        ("ixiamen", ixiamen_says(409, "event_conflict"), Verdict.REJECTED, "event_conflict"),
        ("ixiamen", ixiamen_says(412, "revision_stale"), Verdict.STALE, "revision_stale"),
        ("ixiamen", ixiamen_says(422, "ack_missing"), Verdict.NOT_ACKNOWLEDGED, "ack_missing"),
        ("ixiamen", ixiamen_says(422, "order_invalid"), Verdict.REJECTED, "order_invalid"),
        ("ixiamen", ixiamen_says(429, "rate_limited"), Verdict.THROTTLED, "rate_limited"),
        ("ixiamen", ixiamen_says(503, "unavailable"), Verdict.RETRY, "unavailable"),
        ("kiosk", httpx.Response(200, json={"duplicate": False}), Verdict.OK, ""),
        ("kiosk", httpx.Response(200, json={"duplicate": True}), Verdict.DUPLICATE, ""),
        ("kiosk", kiosk_says(400, "body_invalid"), Verdict.REJECTED, "body_invalid"),
        ("kiosk", kiosk_says(404, "not_found"), Verdict.REJECTED, "not_found"),
        ("kiosk", kiosk_says(409, "event_conflict"), Verdict.REJECTED, "event_conflict"),
        ("kiosk", kiosk_says(409, "revision_stale"), Verdict.STALE, "revision_stale"),
        ("kiosk", kiosk_says(422, "ack_missing"), Verdict.NOT_ACKNOWLEDGED, "ack_missing"),
        ("kiosk", kiosk_says(422, "order_invalid"), Verdict.REJECTED, "order_invalid"),
        ("kiosk", kiosk_says(500, "internal"), Verdict.UNKNOWN, "internal"),
        ("kiosk", httpx.Response(200, html="<html>"), Verdict.UNKNOWN, ""),
    ],
    ids=lambda value: str(getattr(value, "status_code", value)),
)
@outside
async def test_every_answer_to_a_write_back_means_what_the_table_says(
    reach: Reach, tokens: None, name: str, response: httpx.Response, verdict: Verdict, code: str
) -> None:
    route = outside.post(URLS[name]).mock(return_value=response)
    channel = build.intake(reach(name))
    request = channel.event_request(EVENT)

    answer = await channel.report(EVENT, request)

    assert (answer.verdict, answer.code) == (verdict, code)
    assert route.calls[0].request.content == request
    assert crossed(answer).request == request


@outside
async def test_a_write_back_is_not_sent_while_the_bar_is_down(reach: Reach) -> None:
    route = outside.post(URLS["kiosk"]).respond(503)
    channel = build.intake(reach("kiosk"))
    await channel.report(EVENT, b"{}")

    with pytest.raises(OutsideUnavailable) as told:
        await channel.report(EVENT, b"{}")

    assert wait_of(told.value) > 0
    assert route.call_count == 1
