"""Every way in which lists go on is read to its end once, and a list that never ends is left with an alarm."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

import httpx
import pytest

from adapters import build
from adapters.engine.loading import profile_text
from adapters.intake.channel import DeclaredChannel
from adapters.intake.paging import ELSEWHERE, ENDLESS, STUCK
from adapters.intake.walks import REPEATED
from ports.intake import Page
from tests.adapters.conftest import StoppedClock, outside
from tests.adapters.rows import kiosk

BASE = "http://outside.test/kiosk"
ROWS = [kiosk(id=f"K{n}") for n in range(5)]
NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
Query = dict[str, str]
Answers = Callable[[Query], dict[str, object]]


def channel(query: str, paging: str) -> DeclaredChannel:
    """Return the kiosk with another [pull.page]; it asks for two rows at a time, signed as always."""
    text, source = profile_text("reference/kiosk")
    wanted = f'request = {{ method = "GET", path = "/v1/applications", query = {{ {query} }} }}'
    text = re.sub(r"(?<=\[pull\]\n)request = .*", wanted, text)
    text = re.sub(r"\[pull.page\]\n(.+\n)+", f"[pull.page]\nsize = 2\n{paging}\n", text)
    text = re.sub(r"\[pull.cursor\]\n(.+\n)+", "", text)
    setting = build.Setting("kiosk", BASE, {"app_key": "k", "secret": "s"}, lambda: NOON, StoppedClock())
    return build.intake(build.system_of_text(text, source, setting))


def served(answers: Answers) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=answers(dict(request.url.params)))

    outside.get(url__startswith=f"{BASE}/v1/applications").mock(side_effect=answer)


async def walk(found: DeclaredChannel) -> list[Page]:
    return [page async for page in found.walk(None)]


def by_offset(query: Query) -> dict[str, object]:
    begin = int(query["offset"])
    return {"items": ROWS[begin : begin + 2], "total": len(ROWS)}


def by_page(query: Query) -> dict[str, object]:
    begin = int(query["page"]) * 2
    return {"items": ROWS[begin : begin + 2]}


def by_link(query: Query) -> dict[str, object]:
    begin = int(query.get("at", "0"))
    more = f"{BASE}/v1/applications?at={begin + 2}" if begin < 4 else None
    return {"items": ROWS[begin : begin + 2], "links": {"next": more}}


def by_id(query: Query) -> dict[str, object]:
    return {"items": [row for row in ROWS if row["id"] > query.get("after", "")][:2]}


WAYS = {
    "offset to the total": ('offset = "{offset}"', 'kind = "offset"\nstop = "total"\ntotal = "$.total"', by_offset),
    "offset to a short page": ('offset = "{offset}"', 'kind = "offset"\nstop = "short"', by_offset),
    "pages from zero to an empty one": ('page = "{page}"', 'kind = "page"\nstart = 0\nstop = "empty"', by_page),
    "links": ('limit = "{size}"', 'kind = "link"\nstop = "next"\nnext = "$.links.next"', by_link),
    "behind an id": ('after = "{since?}"', 'kind = "since-id"\nstop = "short"\nid = "$.id"', by_id),
}


@outside
@pytest.mark.parametrize(("query", "paging", "answers"), WAYS.values(), ids=WAYS.keys())
async def test_a_list_is_read_to_its_end_once(query: str, paging: str, answers: Answers) -> None:
    served(answers)

    pages = await walk(channel(query, paging))

    assert [row.ref for page in pages for row in page.rows] == [row["id"] for row in ROWS]
    assert [page.last for page in pages] == [False] * (len(pages) - 1) + [True]
    assert {page.warning for page in pages} == {""}


@outside
async def test_a_table_is_asked_the_same_again_until_what_was_acknowledged_has_gone() -> None:
    left = list(ROWS)
    found = channel('limit = "{size}"', 'kind = "table-ack"')
    served(lambda _query: {"items": left[:2]})

    refs = []
    async for page in found.walk(None):
        refs += [row.ref for row in page.rows]
        del left[: len(page.rows)]

    assert refs == [row["id"] for row in ROWS]


@outside
async def test_a_table_of_which_nothing_is_acknowledged_ends_without_an_alarm() -> None:
    served(lambda _query: {"items": ROWS[:2]})

    pages = await walk(channel('limit = "{size}"', 'kind = "table-ack"'))

    assert [(len(page.rows), page.last, page.warning) for page in pages] == [(2, False, ""), (0, True, "")]


FOREVER: dict[str, tuple[str, str, Answers, str]] = {
    "the last page for ever": (
        'page = "{page}"',
        'kind = "page"\nstop = "empty"',
        lambda query: by_page({"page": str(min(int(query["page"]), 1))}),
        REPEATED,
    ),
    "new rows for ever": (
        'page = "{page}"',
        'kind = "page"\nstop = "empty"\nmax_pages = 4',
        lambda query: {"items": [kiosk(id=f"N{query['page']}")]},
        ENDLESS,
    ),
    "a link elsewhere": (
        'limit = "{size}"',
        'kind = "link"\nstop = "next"\nnext = "$.next"',
        lambda _query: {"items": ROWS[:2], "next": "http://elsewhere.test/v1/applications"},
        ELSEWHERE,
    ),
    "an id that stands still": (
        'after = "{since?}"',
        'kind = "since-id"\nid = "$.state"',
        lambda query: {"items": ROWS[2:4] if query.get("after") else ROWS[:2]},
        STUCK,
    ),
}


@outside
@pytest.mark.parametrize(("query", "paging", "answers", "alarm"), FOREVER.values(), ids=FOREVER.keys())
async def test_a_list_that_does_not_end_is_left_with_an_alarm(
    query: str, paging: str, answers: Answers, alarm: str
) -> None:
    served(answers)

    pages = await walk(channel(query, paging))

    assert pages[-1].warning == alarm
    assert pages[-1].last
