"""The website: pages, GB18030, links that end, events as a form."""

import hashlib
import time
from typing import Any

import pytest

from tests.city.conftest import Visit


async def test_the_website_repeats_its_last_page_past_the_end(visit: Visit) -> None:
    last, past = (await visit.website.rows(3, 10))["data"], (await visit.website.rows(9, 10))["data"]

    assert (last["pages"], last["total"], past["page"]) == (3, 24, 9)
    assert [row["sqid"] for row in past["rows"]] == [row["sqid"] for row in last["rows"]]
    assert all(isinstance(value, str | list) for row in last["rows"] for value in row.values())


async def test_the_website_includes_both_ends_and_finds_nothing_without_pages(visit: Visit) -> None:
    row = (await visit.website.rows())["data"]["rows"][4]
    both = await visit.website.get("/api/sqlb", page=1, rows=10, gxsj_q=row["gxsj"], gxsj_z=row["gxsj"])
    none = await visit.website.get(
        "/api/sqlb", page=1, rows=10, gxsj_q="2001-01-01 00:00:00", gxsj_z="2001-01-02 00:00:00"
    )

    assert [one["sqid"] for one in both["data"]["rows"]] == [row["sqid"]]
    assert none["data"] == {"page": 1, "pages": 0, "total": 0, "rows": []}


async def test_the_website_answers_in_gb18030_without_a_charset(visit: Visit) -> None:
    response = await visit.http.get(
        "/website/api/sqxq?sqid=XM202600000000", headers={"X-Api-Key": "luqiao-website-test-key"}
    )

    assert response.headers["Content-Type"] == "application/json"
    with pytest.raises(UnicodeDecodeError):
        response.content.decode("utf-8")
    assert "厦门市" in response.content.decode("gb18030")


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ({"page": 0}, "400"),
        ({"rows": 101}, "400"),
        ({"gxsj_q": "2026-11-21T00:00:00"}, "400"),
        ({"more": "1"}, "400"),
    ],
)
async def test_a_faulty_list_call_of_the_website_is_code_400(visit: Visit, query: dict[str, Any], code: str) -> None:
    right = {"page": 1, "rows": 10, "gxsj_q": "2026-11-01 00:00:00", "gxsj_z": "2026-12-01 00:00:00"}

    assert (await visit.website.get("/api/sqlb", **{**right, **query}))["code"] == code


async def test_a_link_of_the_website_needs_the_key_and_ends_after_ten_minutes(visit: Visit) -> None:
    one = (await visit.website.get("/api/sqxq", sqid="XM202600000000"))["data"]["cl"][0]
    key = {"X-Api-Key": "luqiao-website-test-key"}

    found = await visit.http.get("/website" + one["url"], headers=key)
    keyless = await visit.http.get("/website" + one["url"])
    await visit.advance(601)
    ended = await visit.http.get("/website" + one["url"], headers=key)
    fresh = (await visit.website.get("/api/sqxq", sqid="XM202600000000"))["data"]["cl"][0]

    assert hashlib.md5(found.content).hexdigest() == one["md5"]
    assert found.headers["Content-Type"] == "application/octet-stream"
    assert (keyless.json()["code"], ended.json()["code"]) == ("401", "410")
    assert (await visit.http.get("/website" + fresh["url"], headers=key)).content == found.content


async def test_the_website_takes_a_form_in_gb18030(visit: Visit) -> None:
    rows = (await visit.website.rows())["data"]["rows"]
    ident = next(row["sqid"] for row in rows if row["sxlx"] == "01")
    moment = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(time.time() + 8 * 3600))
    sent = {
        "sjid": "website-1",
        "sqid": ident,
        "bbh": "1",
        "sjlx": "20",
        "sj": moment,
        "blr": "王明",
        "wsh": "𠮷〔2026〕1号",
    }

    async def code(**change: str) -> Any:
        return (await visit.website.post({**sent, **change}))["code"]

    assert (await visit.website.post(sent))["data"] == {"cf": "0"}
    assert (await visit.website.post(sent))["data"] == {"cf": "1"}
    assert await code(blr="张炜") == "409"
    assert await code(sjid="website-2", sqid="XM202699999999") == "404"
    assert await code(sjid="website-3", bbh="2") == "412"
    assert await code(sjid="website-4") == "422"
    assert await code(sjid="website-5", yj="") == "400"
    assert await code(sjid="website-6", xkzh="350203100001") == "400"
    stored = visit.city.town.arrivals.books["website"].events["website-1"].content
    assert stored["wsh"] == "𠮷〔2026〕1号"


async def test_the_website_form_must_say_its_charset(visit: Visit) -> None:
    headers = {"X-Api-Key": "luqiao-website-test-key", "Content-Type": "application/x-www-form-urlencoded"}

    response = await visit.http.post("/website/api/ztht", content=b"blr=%CD%F5%C3%F7", headers=headers)

    assert response.json()["code"] == "400"
