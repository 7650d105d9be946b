"""Faults in the lists: rows, pages, moments and files that are not as they should be."""

import hashlib
import time
from email.utils import parsedate_to_datetime
from typing import Any

from tests.city.faulty import WINDOW, Ahead, faulty


async def test_a_page_comes_again() -> None:
    async with faulty("repeat_page") as visit:
        pages = [[row["apply_id"] for row in (await visit.wechat.rows(page, 10))["list"]] for page in (1, 2)]
        first = (await visit.website.rows(1, 10))["data"]["rows"]
        second = (await visit.website.rows(2, 10))["data"]
        kiosk = visit.ref("kiosk")
        page = (await kiosk.get("/v1/applications", **WINDOW, limit=7)).json()
        again = (await kiosk.get("/v1/applications", **WINDOW, limit=7, cursor=page["next_cursor"])).json()

    assert pages[0] == pages[1]
    assert ([row["sqid"] for row in second["rows"]], second["page"]) == ([row["sqid"] for row in first], 2)
    assert again["items"] == page["items"]


async def test_a_row_stands_on_two_pages_and_none_is_lost() -> None:
    async with faulty("shifting_page") as visit:
        now, seen, page = int(time.time()), [], 0
        while True:
            page += 1
            body = {"begin_time": now - 604000, "end_time": now, "page": page, "page_size": 10}
            answer = await visit.wechat.post("/apply/query", body)
            seen += [row["apply_id"] for row in answer["list"]]
            if page * 10 >= answer["total"]:
                break

    assert (len(seen), len(set(seen))) == (49, 48)


async def test_a_cursor_does_not_move() -> None:
    async with faulty("cursor_stuck") as visit:
        kiosk = visit.ref("kiosk")
        first = (await kiosk.get("/v1/applications", **WINDOW, limit=7)).json()
        second = (await kiosk.get("/v1/applications", **WINDOW, limit=7, cursor=first["next_cursor"])).json()
        page = (await visit.ixiamen.post("projectList", {"cursor": None, "pageSize": 3})).json()["data"]
        after = {"cursor": page["nextCursor"], "pageSize": 3}
        again = (await visit.ixiamen.post("projectList", after)).json()["data"]

    assert (second["next_cursor"], second["items"]) == (first["next_cursor"], first["items"])
    assert (again["nextCursor"], again["items"]) == (page["nextCursor"], page["items"])


async def test_a_row_is_delivered_twice() -> None:
    async with faulty("duplicate_delivery") as visit:
        wechat = [row["apply_id"] for row in (await visit.wechat.rows(1, 50))["list"]]
        items = (await visit.ref("kiosk").get("/v1/applications", **WINDOW)).json()["items"]

    assert len(wechat) == len(set(wechat)) + 1
    assert items[0] == items[-1]


async def test_many_rows_share_a_timestamp() -> None:
    async with faulty("same_timestamp", applications=1200) as visit:
        rows = await visit.ixiamen.all_rows()

    moments = [row["updateTime"] for row in rows]
    assert len(set(moments)) < len(moments)
    order = [(row["updateTime"], row["projectNo"]) for row in rows]
    assert order == sorted(order)


async def test_a_late_row_shows_behind_the_newest_one() -> None:
    async with faulty("late_commit", 0.2) as visit:
        before = {row["apply_id"]: row["update_time"] for row in await visit.wechat.all_rows()}
        await visit.advance(60)
        after = {row["apply_id"]: row["update_time"] for row in await visit.wechat.all_rows()}

    late = {ident: moment for ident, moment in after.items() if ident not in before}
    assert late
    assert all(0 < time.time() + 60 - moment < 600 for moment in late.values())
    assert len(after) == 48


async def test_malformed_rows_stay_or_come_again_corrected() -> None:
    async with faulty("malformed_row", 0.5) as visit:
        before = await visit.wechat.all_rows()
        await visit.advance(60)
        after = {row["apply_id"]: row for row in await visit.wechat.all_rows()}

    broken = [row["apply_id"] for row in before if malformed(row)]
    assert len(broken) > 8
    fixed = [ident for ident in broken if not malformed(after[ident])]
    assert 0 < len(fixed) < len(broken)
    assert all(after[ident]["revision"] == 2 for ident in fixed)


def malformed(row: dict[str, Any]) -> bool:
    return (
        row.get("item_code", "99") == "99"
        or not isinstance(row.get("mobile"), str)
        or not isinstance(row["media"], list)
    )


async def test_odd_numbers_and_rare_characters_come_in_rows() -> None:
    async with faulty("odd_numbers,rare_characters") as visit:
        rows = await visit.wechat.all_rows()
        website = (await visit.website.rows())["data"]["rows"]

    assert sum(not str(row.get("id_no") or row.get("uscc") or "").isalnum() for row in rows) > 3
    assert any(len(str(row.get("id_no"))) == 15 for row in rows)
    assert all(row["shop_name"].endswith("\U0002b5af\ue863") for row in rows)
    assert all(row["jydmc"].endswith("\U0002b5af\ue863") for row in website)


async def test_moments_come_without_offset() -> None:
    async with faulty("naive_time") as visit:
        kiosk = (await visit.ref("kiosk").get("/v1/applications", **WINDOW)).json()["items"]

    assert {len(row["updated_at"]) for row in kiosk} == {19}


async def test_a_clock_is_off_and_can_be_learnt() -> None:
    async with faulty("clock_skew") as visit:
        first = await visit.ref("credit").get("/v1/feedback")
        told = first.json()["server_time"] / 1000
        shown = parsedate_to_datetime(first.headers["Date"]).timestamp()
        again = await Ahead(visit.http, "credit", told - time.time()).get("/v1/feedback")

    assert abs(shown - told) < 3
    assert (first.status_code, first.json()["code"], again.status_code) == (401, "timestamp_skew", 200)
    assert 300 < abs(told - time.time()) <= 900
    assert visit.city.journal.violations == []


async def test_an_attachment_is_late_or_wrong() -> None:
    async with faulty("late_attachment") as visit:
        row = (await visit.ixiamen.all_rows())[0]
        ident = row["materials"][0]["materialId"]
        early = await visit.ixiamen.get("material", materialId=ident)
        await visit.advance(20)
        later = await visit.ixiamen.get("material", materialId=ident)

    assert (early.status_code, early.headers["x-error-code"], "Retry-After" in early.headers) == (
        404,
        "not_ready",
        True,
    )
    assert later.status_code == 200


async def test_a_wrong_digest_is_wrong_once_or_for_ever() -> None:
    async with faulty("wrong_digest") as visit:
        outcomes = set()
        for one in [one for row in (await visit.ixiamen.all_rows())[:8] for one in row["materials"]]:
            found = [await visit.ixiamen.get("material", materialId=one["materialId"]) for _ in range(2)]
            outcomes.add(tuple(hashlib.sha256(each.content).hexdigest() == one["sha256"] for each in found))

    assert outcomes == {(False, True), (False, False)}
