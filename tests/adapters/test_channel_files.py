"""Files of the channels: by id, by link, by one redirect, and never more than was declared."""

import hashlib
from dataclasses import replace

import httpx
import pytest

from adapters import build
from adapters.intake.attachments import kind_of, safe_link
from models.forms import AttachmentRef
from ports.exchanges import Verdict
from tests.adapters.channels import BASE, old_json, tokens
from tests.adapters.conftest import Reach, outside
from tests.adapters.rows import website

__all__ = ["tokens"]
PICTURE = b"\x89PNG picture"
FILE = AttachmentRef("A1", "photo", "a.png", len(PICTURE), hashlib.sha256(PICTURE).hexdigest())
OLD_FILE = replace(FILE, digest=hashlib.md5(PICTURE).hexdigest(), algorithm="md5", url="/api/fj/A1?t=9%2B1")
PNG = {"Content-Type": "image/png"}
OCTETS = {"Content-Type": "application/octet-stream"}
PROVEN = {**PNG, "X-Content-SHA256": FILE.digest}


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


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.4 ...", "pdf"),
        (b"\xff\xd8\xff\xe0", "jpg"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"PK\x03\x04..word/document.xml", "zip"),
        (b"PK\x03\x04......OFD.xml", "ofd"),
        (b"MZ\x90\x00", ""),
        (b"<html>", ""),
    ],
    ids=["pdf", "jpg", "png", "zip", "ofd", "a program", "a page"],
)
def test_a_file_is_what_its_first_bytes_say(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind
