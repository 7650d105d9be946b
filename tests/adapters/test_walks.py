"""Pages are read to their declared end, never twice, and what is read next time is remembered safely."""

import itertools
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from adapters import build
from adapters.engine.vocabulary import Cursor
from adapters.intake import bookmarks
from adapters.intake.bookmarks import Position
from adapters.intake.channel import DeclaredChannel
from models.errors import InvalidInput, OutsideRejected, OutsideUnavailable
from models.values import SHANGHAI
from ports.intake import Bookmark, Page
from tests.adapters.calling import whole
from tests.adapters.conftest import Reach, StoppedClock, crossed, outside, wait_of
from tests.adapters.rows import form_of, ixiamen, kiosk, website, wechat

BASE = "http://outside.test"
TOKEN = {"access_token": "token-of-the-test", "expires_in": 7200}


async def walk(channel: DeclaredChannel, bookmark: Bookmark | None = None, back_days: int = 0) -> list[Page]:
    return [page async for page in channel.walk(bookmark, back_days=back_days)]


async def collect(channel: DeclaredChannel, pages: list[Page], bookmark: Bookmark | None = None) -> None:
    async for page in channel.walk(bookmark):
        pages.append(page)  # noqa: PERF401  (what came before a failure must stay)


def cursor_of(channel: DeclaredChannel) -> Cursor:
    declared = channel._pull.cursor
    assert declared is not None
    return declared


def refs(pages: list[Page]) -> list[str]:
    return [row.ref for page in pages for row in page.rows]


def wechat_page(rows: list[dict[str, Any]], total: int) -> httpx.Response:
    body = {"errcode": 0, "errmsg": "ok", "total": total, "page": 1, "page_size": 50, "list": rows}
    return httpx.Response(200, json=body)


def website_page(rows: list[dict[str, Any]], page: int, pages: int, total: int = 9) -> httpx.Response:
    data = {"page": page, "pages": pages, "total": total, "rows": rows}
    text = json.dumps({"code": "200", "msg": "ok", "data": data}, ensure_ascii=False)
    return httpx.Response(200, content=text.encode("gb18030"), headers={"Content-Type": "application/json"})


@pytest.fixture
def wechat_token() -> None:
    outside.post(f"{BASE}/wechat/cgi-bin/stable_token").respond(json=TOKEN)


def recent(**past: int) -> Bookmark:
    moment = datetime.now(UTC) - timedelta(**past)
    return bookmarks.written(Position(moment, moment))


@outside
async def test_wechat_reads_until_page_times_size_reaches_the_total(reach: Reach, wechat_token: None) -> None:
    pages = [wechat_page([wechat(apply_id=f"W{n}") for n in range(start, start + count)], 101) for start, count in
             ((0, 50), (50, 50), (100, 1))]  # fmt: skip
    route = outside.post(f"{BASE}/wechat/apply/query").mock(side_effect=pages)

    found = await walk(build.intake(reach("wechat")), recent(hours=1))

    assert refs(found) == [f"W{n}" for n in range(101)]
    assert [page.last for page in found] == [False, False, True]
    bodies = [json.loads(call.request.content) for call in route.calls]
    assert [body["page"] for body in bodies] == [1, 2, 3]
    assert {body["page_size"] for body in bodies} == {50}
    assert all(call.request.url.params["access_token"] == TOKEN["access_token"] for call in route.calls)


@outside
async def test_wechat_windows_are_never_longer_than_seven_days_and_leave_no_gap(
    reach: Reach, wechat_token: None
) -> None:
    route = outside.post(f"{BASE}/wechat/apply/query").mock(side_effect=lambda _: wechat_page([], 0))

    await walk(build.intake(reach("wechat")))

    windows = [json.loads(call.request.content) for call in route.calls]
    assert all(0 < w["end_time"] - w["begin_time"] <= 7 * 86400 for w in windows)
    assert all(a["end_time"] >= b["begin_time"] for a, b in itertools.pairwise(windows))
    assert windows[-1]["end_time"] > datetime.now(UTC).timestamp()
    assert windows[0]["begin_time"] < datetime.now(UTC).timestamp() - 59 * 86400


@outside
async def test_a_walk_that_breaks_off_goes_on_behind_the_last_whole_window(
    reach: Reach, wechat_token: None, passing: StoppedClock
) -> None:
    good = [wechat_page([], 0)] * 3
    route = outside.post(f"{BASE}/wechat/apply/query").mock(side_effect=[*good, httpx.Response(503)])
    channel = build.intake(reach("wechat"))
    pages: list[Page] = []

    with pytest.raises(OutsideUnavailable):
        await collect(channel, pages)
    passing.seconds += 10
    route.mock(side_effect=lambda _: wechat_page([], 0))
    await walk(channel, pages[-1].bookmark)

    bodies = [json.loads(call.request.content) for call in route.calls]
    assert bodies[4]["begin_time"] == bodies[2]["end_time"] - 900 - 1
    assert len(bodies) == 4 + 6


@outside
async def test_website_stops_by_pages_and_names_moments_without_offset(reach: Reach) -> None:
    pages = [website_page([website(sqid=f"X{n}")], n, 2) for n in (1, 2)]
    route = outside.get(f"{BASE}/website/api/sqlb").mock(side_effect=pages)
    newest = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)

    channel = build.intake(reach("website"))
    found = await walk(channel, bookmarks.written(Position(newest, newest)))

    assert refs(found) == ["X1", "X2"]
    query = parse_qs(route.calls[0].request.url.query.decode())
    assert query["gxsj_q"] == ["2026-11-21 09:15:00"]
    assert b"gxsj_q=2026-11-21%2009%3A15%3A00" in route.calls[0].request.url.raw_path
    assert route.calls[0].request.headers["X-Api-Key"] == "luqiao-website-test-key"
    assert form_of(whole(channel, found[0])[0]).applicant.name == website()["sqrxm"]


@outside
async def test_nothing_found_is_one_empty_last_page(reach: Reach) -> None:
    outside.get(f"{BASE}/website/api/sqlb").mock(return_value=website_page([], 1, 0))

    found = await walk(build.intake(reach("website")))

    assert [(page.rows, page.last, page.warning) for page in found] == [((), True, "")]


@outside
async def test_a_whole_page_seen_before_ends_the_walk_where_it_began(reach: Reach) -> None:
    outside.get(f"{BASE}/website/api/sqlb").mock(
        side_effect=[website_page([website(sqid="X1")], 1, 3), website_page([website(sqid="X1")], 2, 3)]
    )
    before = recent(hours=2)

    found = await walk(build.intake(reach("website")), before)

    assert refs(found) == ["X1"]
    assert found[-1].last
    assert found[-1].warning
    assert found[-1].bookmark == before


@outside
async def test_an_empty_page_before_the_end_is_not_the_end(reach: Reach, wechat_token: None) -> None:
    outside.post(f"{BASE}/wechat/apply/query").mock(
        side_effect=[wechat_page([wechat(apply_id=f"W{n}") for n in range(50)], 120), wechat_page([], 120)]
    )
    before = recent(hours=2)

    found = await walk(build.intake(reach("wechat")), before)

    assert found[-1].warning
    assert found[-1].bookmark == before


@pytest.mark.parametrize("cursors", [["c1", "c1"], ["c1", "c2", "c1"]], ids=["does not move", "comes back"])
@outside
async def test_a_cursor_that_turns_in_a_circle_ends_the_walk(reach: Reach, cursors: list[str]) -> None:
    pages = [{"items": [kiosk(id=f"K{n}")], "next_cursor": c, "as_of": "x"} for n, c in enumerate(cursors)]
    outside.get(f"{BASE}/kiosk/v1/applications").mock(side_effect=[httpx.Response(200, json=page) for page in pages])
    before = recent(hours=2)

    found = await walk(build.intake(reach("kiosk")), before)

    assert len(refs(found)) == len(cursors)
    assert found[-1].warning
    assert found[-1].bookmark == before


@outside
async def test_ixiamen_walks_from_null_and_stops_by_has_more(reach: Reach) -> None:
    outside.get(f"{BASE}/ixiamen/api-gateway/gateway/get-token").respond(json={**TOKEN, "re_expires_in": 1})
    pages = [
        {"items": [ixiamen(projectNo="I1")], "nextCursor": "c1", "hasMore": True, "asOf": "x"},
        {"items": [ixiamen(projectNo="I2")], "nextCursor": None, "hasMore": False, "asOf": "x"},
    ]
    route = outside.post(f"{BASE}/ixiamen/api-gateway/gateway/tobacco/projectList").mock(
        side_effect=[httpx.Response(200, json={"code": 0, "message": "ok", "data": data}) for data in pages]
    )
    channel = build.intake(reach("ixiamen"))

    found = await walk(channel)

    assert refs(found) == ["I1", "I2"]
    assert [json.loads(call.request.content) for call in route.calls] == [
        {"cursor": None, "pageSize": 100},
        {"cursor": "c1", "pageSize": 100},
    ]
    assert route.calls[0].request.headers["Authorization"] == f"Basic {TOKEN['access_token']}"
    assert channel.acknowledges


@outside
async def test_a_cursor_that_has_ended_starts_the_window_again_once(reach: Reach) -> None:
    first = httpx.Response(200, json={"items": [kiosk(id="K1")], "next_cursor": "c1"})
    bad = httpx.Response(400, json={"code": "cursor_invalid", "message": "x"})
    last = httpx.Response(200, json={"items": [kiosk(id="K1"), kiosk(id="K2")], "next_cursor": None})
    outside.get(f"{BASE}/kiosk/v1/applications").mock(side_effect=[first, bad, last])

    found = await walk(build.intake(reach("kiosk")))

    assert refs(found) == ["K1", "K1", "K2"]
    assert found[-1].warning == ""


@outside
async def test_a_broken_page_is_not_used_and_its_bytes_are_kept(reach: Reach) -> None:
    whole = json.dumps({"items": [kiosk(id="K1"), kiosk(id="K2")], "next_cursor": None}).encode()
    half = httpx.Response(200, content=whole[: len(whole) // 2], headers={"Content-Type": "application/json"})
    outside.get(f"{BASE}/kiosk/v1/applications").mock(return_value=half)

    with pytest.raises(OutsideUnavailable) as failure:
        await walk(build.intake(reach("kiosk")))

    assert crossed(failure.value).answer == whole[: len(whole) // 2]
    assert wait_of(failure.value) > 0


@outside
async def test_a_malformed_row_does_not_stop_its_neighbours(reach: Reach) -> None:
    rows = [kiosk(id="K1"), kiosk(id="K2", item="nonsense"), kiosk(id="K3")]
    outside.get(f"{BASE}/kiosk/v1/applications").respond(json={"items": rows, "next_cursor": None})

    channel = build.intake(reach("kiosk"))
    (page,) = await walk(channel)

    assert [(row.ref, row.form is None, row.place) for row in whole(channel, page)] == [
        ("K1", False, ""),
        ("K2", True, "$.item"),
        ("K3", False, ""),
    ]


@pytest.mark.parametrize("answer", [{}, {"items": None}, {"items": "x"}], ids=str)
@outside
async def test_an_answer_without_a_list_is_not_an_empty_list(reach: Reach, answer: dict[str, object]) -> None:
    outside.get(f"{BASE}/kiosk/v1/applications").respond(json=answer)

    with pytest.raises(OutsideUnavailable):
        await walk(build.intake(reach("kiosk")))


@outside
async def test_rows_that_moved_while_we_paged_are_looked_for_again(reach: Reach) -> None:
    def page(number: int) -> httpx.Response:
        later = (datetime.now(SHANGHAI) + timedelta(minutes=1)).strftime("%Y-%m-%d %H:%M:%S")
        return website_page([website(sqid=f"X{number}", gxsj=later if number == 2 else "2026-11-21 09:30:00")], 1, 2)

    outside.get(f"{BASE}/website/api/sqlb").mock(side_effect=lambda request: page(int(request.url.params["page"])))
    channel, bookmark, begins = build.intake(reach("website")), recent(hours=3), []

    for _ in range(5):
        begins.append(bookmarks.begin_of(bookmarks.read(bookmark), cursor_of(channel), datetime.now(UTC), 0))
        bookmark = (await walk(channel, bookmark))[-1].bookmark

    assert begins[0] == begins[1] == begins[2] == begins[3] < begins[4]


def here(**past: int) -> str:
    """Return a moment of the past as the website writes it."""
    return (datetime.now(SHANGHAI) - timedelta(**past)).strftime("%Y-%m-%d %H:%M:%S")


@pytest.mark.parametrize(
    ("total", "row", "again"),
    [
        (8, website(sqid="X2"), True),
        (9, website(sqid="X2", bbh="2", gxsj=here(minutes=4)), True),
        (10, website(sqid="X2"), False),
        (9, website(sqid="X2", gxsj=here(minutes=4)), False),
    ],
    ids=["a row left the list", "one moved to its end, stamped late", "a row came", "nothing moved"],
)
@outside
async def test_a_list_whose_rows_moved_forward_is_read_again_from_the_same_begin(
    reach: Reach, total: int, row: dict[str, Any], again: bool
) -> None:
    rows = [website(sqid="X1"), row, website(sqid="X3")]
    pages = [website_page([one], n, 3, 9 if n == 1 else total) for n, one in enumerate(rows, 1)]
    outside.get(f"{BASE}/website/api/sqlb").mock(side_effect=pages)
    channel, bookmark = build.intake(reach("website")), recent(hours=3)
    begin = bookmarks.begin_of(bookmarks.read(bookmark), cursor_of(channel), datetime.now(UTC), 0)

    read = [bookmarks.read(page.bookmark) for page in await walk(channel, bookmark)]

    assert [position.again == begin for position in read] == [False, again, again]


@outside
async def test_what_moved_in_a_walk_that_breaks_off_is_looked_for_a_few_times_only(
    reach: Reach, passing: StoppedClock
) -> None:
    def page(request: httpx.Request) -> httpx.Response:
        number = int(request.url.params["page"])
        return httpx.Response(503) if number == 3 else website_page([website(sqid=f"X{number}")], number, 3, 9 - number)

    outside.get(f"{BASE}/website/api/sqlb").mock(side_effect=page)
    channel, bookmark, begins = build.intake(reach("website")), recent(hours=3), []

    for _ in range(5):
        pages: list[Page] = []
        begins.append(bookmarks.begin_of(bookmarks.read(bookmark), cursor_of(channel), datetime.now(UTC), 0))
        with pytest.raises(OutsideUnavailable):
            await collect(channel, pages, bookmark)
        passing.seconds += 100
        bookmark = pages[-1].bookmark

    assert len(set(begins)) == 1
    assert bookmarks.read(bookmark).tries == bookmarks.PATIENCE


@outside
async def test_a_re_read_of_seven_days_leaves_the_bookmark_as_it_was(reach: Reach) -> None:
    route = outside.get(f"{BASE}/website/api/sqlb").mock(return_value=website_page([website()], 1, 1))
    before = recent(hours=1)

    found = await walk(build.intake(reach("website")), before, back_days=7)

    begin = datetime.strptime(route.calls[0].request.url.params["gxsj_q"], "%Y-%m-%d %H:%M:%S").replace(tzinfo=SHANGHAI)
    assert timedelta(days=7) - timedelta(minutes=1) < datetime.now(UTC) - begin < timedelta(days=7, minutes=1)
    assert found[-1].bookmark == before


NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.mark.parametrize(
    ("position", "begin"),
    [
        (Position(), NOW - timedelta(days=60)),
        (Position(NOW), NOW - timedelta(minutes=15)),
        (Position(NOW - timedelta(days=9), NOW - timedelta(days=9)), NOW - timedelta(days=9, minutes=15)),
        (Position(NOW - timedelta(days=90), NOW), NOW - timedelta(days=7)),
        (Position(NOW, NOW, again=NOW - timedelta(days=3), tries=1), NOW - timedelta(days=3)),
    ],
    ids=["first", "usual", "after nine days of silence on our side", "nothing new for long", "moved"],
)
async def test_where_a_walk_begins(reach: Reach, position: Position, begin: datetime) -> None:
    declared = cursor_of(build.intake(reach("website")))

    assert bookmarks.begin_of(bookmarks.read(bookmarks.written(position)), declared, NOW, 0) == begin


@pytest.mark.parametrize("text", ["{", "[]", '{"newest": 5}', '{"newest": "yesterday"}'])
def test_a_bookmark_that_is_not_ours_is_named(text: str) -> None:
    with pytest.raises(InvalidInput):
        bookmarks.read(Bookmark(text))


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("wechat", {"errcode": 61501, "errmsg": "window"}),
        ("website", {"code": "401", "msg": "key"}),
        ("kiosk", {"code": "signature_invalid"}),
    ],
)
@outside
async def test_a_refused_list_is_for_a_person(
    reach: Reach, wechat_token: None, name: str, answer: dict[str, object]
) -> None:
    outside.route(path__startswith=f"/{name}/").respond(401 if name == "kiosk" else 200, json=answer)

    with pytest.raises(OutsideRejected) as refusal:
        await walk(build.intake(reach(name)))

    assert refusal.value.code
    assert crossed(refusal.value).status in {200, 401}


def test_a_lag_keeps_us_behind_what_may_still_be_committed() -> None:
    now = datetime(2026, 11, 20, 4, tzinfo=UTC)

    (ahead,) = bookmarks.stretches(now - timedelta(hours=1), now, Cursor(ahead="20m"))
    (behind,) = bookmarks.stretches(now - timedelta(hours=1), now, Cursor(ahead="0s", lag="2m"))
    (nothing,) = bookmarks.stretches(now, now, Cursor(ahead="0s", lag="2m"))

    assert (ahead.end - now, now - behind.end) == (timedelta(minutes=20), timedelta(minutes=2))
    assert nothing.begin == nothing.end
