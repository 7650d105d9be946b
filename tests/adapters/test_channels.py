"""Attachments, acknowledgements and write-backs of the four channels: exact bytes, exact meaning."""

import hashlib
import json
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs

import httpx
import pytest

from adapters import build
from adapters.intake.attachments import safe_link
from models.errors import OutsideRejected, OutsideUnavailable
from models.forms import AttachmentRef
from ports.exchanges import Verdict
from ports.intake import ChannelEvent
from tests.adapters.conftest import Reach, crossed, outside, wait_of
from tests.adapters.rows import website

BASE = "http://outside.test"
PICTURE = b"\x89PNG picture"
FILE = AttachmentRef("A1", "photo", "a.png", len(PICTURE), hashlib.sha256(PICTURE).hexdigest())
OLD_FILE = replace(FILE, digest=hashlib.md5(PICTURE).hexdigest(), algorithm="md5", url="/api/fj/A1?t=9%2B1")
PNG = {"Content-Type": "image/png"}
OCTETS = {"Content-Type": "application/octet-stream"}
PROVEN = {**PNG, "X-Content-SHA256": FILE.digest}
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


def old_json(document: object) -> httpx.Response:
    """Return an answer of the website: GB18030 that does not say so."""
    text = json.dumps(document, ensure_ascii=False)
    return httpx.Response(200, content=text.encode("gb18030"), headers={"Content-Type": "application/json"})


@pytest.fixture
def tokens() -> None:
    answer = {"access_token": "token-of-the-test", "expires_in": 1800, "refresh_token": "x"}
    outside.post(f"{BASE}/wechat/cgi-bin/stable_token").respond(json=answer)
    outside.get(f"{BASE}/ixiamen/api-gateway/gateway/get-token").respond(json=answer)


@outside
async def test_a_file_of_wechat_comes_by_its_id(reach: Reach, tokens: None) -> None:
    route = outside.get(f"{BASE}/wechat/media/get").respond(content=PICTURE, headers=PNG)

    answer, content = await build.intake(reach("wechat")).attachment("W1", FILE)

    assert answer.verdict is Verdict.OK
    assert content is not None
    assert (content.content, content.media_type) == (PICTURE, "image/png")
    assert route.calls[0].request.url.params["media_id"] == "A1"


@pytest.mark.parametrize(
    ("response", "verdict", "code"),
    [
        (httpx.Response(200, json={"errcode": 40007}), Verdict.RETRY, "40007"),
        (
            httpx.Response(200, json={"errcode": 40007}, headers={"Content-Type": "text/plain"}),
            Verdict.RETRY,
            "40007",
        ),
        (httpx.Response(200, html="<html>"), Verdict.UNKNOWN, ""),
        (httpx.Response(200, content=b""), Verdict.UNKNOWN, ""),
        (httpx.Response(200, content=PICTURE + b"x", headers=PNG), Verdict.REJECTED, "digest_mismatch"),
        (httpx.Response(200, content=PICTURE[::-1], headers=PNG), Verdict.REJECTED, "digest_mismatch"),
        (httpx.Response(302, headers={"Location": "/x"}), Verdict.UNKNOWN, "redirect_refused"),
    ],
    ids=["late or gone", "late or gone, as text", "html", "empty", "longer", "other bytes", "redirect"],
)
@outside
async def test_what_is_not_the_declared_file_is_said(
    reach: Reach, tokens: None, response: httpx.Response, verdict: Verdict, code: str
) -> None:
    outside.get(f"{BASE}/wechat/media/get").mock(return_value=response)

    answer, content = await build.intake(reach("wechat")).attachment("W1", FILE)

    assert (answer.verdict, answer.code) == (verdict, code)
    assert (content is not None) is (code == "digest_mismatch")


@outside
async def test_a_file_that_is_declared_too_large_is_not_asked_for(reach: Reach) -> None:
    answer, content = await build.intake(reach("wechat")).attachment("W1", replace(FILE, size=10 * 1024**2 + 1))

    assert (answer.verdict, answer.code, content) == (Verdict.REJECTED, "too_large", None)
    assert outside.calls.call_count == 0


@outside
async def test_a_link_of_the_website_is_used_as_it_came_and_with_the_key(reach: Reach) -> None:
    route = outside.get(url__startswith=f"{BASE}/website/api/fj/").respond(content=PICTURE, headers=OCTETS)

    answer, _ = await build.intake(reach("website")).attachment("X1", OLD_FILE)

    assert answer.verdict is Verdict.OK
    assert route.calls[0].request.url.raw_path == b"/website/api/fj/A1?t=9%2B1"
    assert route.calls[0].request.headers["X-Api-Key"] == "luqiao-website-test-key"


@outside
async def test_an_ended_link_is_renewed_once(reach: Reach) -> None:
    fresh = website(cl=[{**website()["cl"][0], "clid": "A1", "url": "/api/fj/A1?t=2"}])
    outside.get(f"{BASE}/website/api/sqxq").mock(return_value=old_json({"code": "200", "data": fresh}))
    ended = httpx.Response(200, json={"code": "410", "msg": "ended"})
    route = outside.get(url__startswith=f"{BASE}/website/api/fj/").mock(
        side_effect=[ended, httpx.Response(200, content=PICTURE, headers=OCTETS)]
    )

    answer, _ = await build.intake(reach("website")).attachment("X1", OLD_FILE)

    assert answer.verdict is Verdict.OK
    assert [call.request.url.params["t"] for call in route.calls] == ["9+1", "2"]


@outside
async def test_a_link_that_ends_again_is_tried_another_time(reach: Reach) -> None:
    outside.get(f"{BASE}/website/api/sqxq").respond(json={"code": "404", "msg": "none"})
    outside.get(url__startswith=f"{BASE}/website/api/fj/").respond(json={"code": "410", "msg": "ended"})
    system = reach("website")

    answer, _ = await build.intake(system).attachment("X1", OLD_FILE)

    assert (answer.verdict, answer.code, system.gate.failures) == (Verdict.RETRY, "410", 0)


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1/x", "//evil/x", "file:///etc/passwd", "/\\evil/x", "/a/../../x", "/a/%2e%2E/x", "", "api/fj",
        "/a b", "/ä", "/a\r\nX: y", "/a#b", "/..",
    ],
)  # fmt: skip
async def test_a_link_elsewhere_is_refused_without_a_call(reach: Reach, link: str) -> None:
    assert not safe_link(link)

    answer, _ = await build.intake(reach("website")).attachment("X1", replace(OLD_FILE, url=link))

    assert (answer.verdict, answer.code, answer.crossing) == (Verdict.REJECTED, "link_refused", None)


@outside
async def test_a_file_of_ixiamen_may_be_late(reach: Reach, tokens: None) -> None:
    late = {"x-error-code": "not_ready", "Retry-After": "90"}
    outside.get(f"{BASE}/ixiamen/api-gateway/gateway/tobacco/material").mock(
        side_effect=[
            httpx.Response(404, json={"code": 1, "message": "x"}, headers=late),
            httpx.Response(404, json={"code": 1, "message": "x"}, headers={"x-error-code": "material_not_found"}),
            httpx.Response(200, content=PICTURE, headers=PROVEN),
        ]
    )
    channel = build.intake(reach("ixiamen"))

    first, _ = await channel.attachment("I1", FILE)
    second, _ = await channel.attachment("I1", FILE)
    third, content = await channel.attachment("I1", FILE)

    assert (first.verdict, first.retry_after) == (Verdict.RETRY, 90)
    assert second.verdict is Verdict.NOT_FOUND
    assert content is not None
    assert (third.verdict, content.content) == (Verdict.OK, PICTURE)


@outside
async def test_the_one_redirect_of_the_kiosk_stays_on_its_host_and_shows_no_key(reach: Reach) -> None:
    outside.get(f"{BASE}/kiosk/v1/attachments/A1").respond(302, headers={"Location": "/blob/A1?t=1"})
    blob = outside.get(f"{BASE}/blob/A1?t=1").respond(content=PICTURE, headers=PNG)

    answer, _ = await build.intake(reach("kiosk")).attachment("K1", FILE)

    assert answer.verdict is Verdict.OK
    assert not [name for name in blob.calls[0].request.headers if name.startswith("x-ref")]


@pytest.mark.parametrize(
    "location", ["http://outside.test/blob", "//outside.test/blob", "file:///x", "blob", "", "/\\x", "/a/../b"]
)
@outside
async def test_any_other_redirect_of_the_kiosk_is_refused(reach: Reach, location: str) -> None:
    route = outside.route().respond(302, headers={"Location": location})

    answer, _ = await build.intake(reach("kiosk")).attachment("K1", FILE)

    assert (answer.verdict, answer.code, route.call_count) == (Verdict.REJECTED, "redirect_refused", 1)


@outside
async def test_a_second_redirect_is_not_followed(reach: Reach) -> None:
    route = outside.route().respond(302, headers={"Location": "/blob/A1"})

    answer, content = await build.intake(reach("kiosk")).attachment("K1", FILE)

    assert (answer.code, content, route.call_count) == ("redirect_refused", None, 2)


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
