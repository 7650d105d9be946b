"""Ratings are read row by row to the end, and replies reach the rating system once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from adapters import build
from city.server import City
from ports.exchanges import Verdict
from ports.platforms import Outgoing
from ports.ratings import RatingPage
from tests.adapters.conftest import Reach, outside

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
URL = "http://outside.test/rating/v1/ratings"


def row(number: int, **changes: Any) -> dict[str, Any]:
    rater = {"name": "林海生", "mobile": "13900000001"}
    made = {"id": f"RT{number:08d}", "channel": "wechat", "application_id": "WX1", "level": 5, "text": "好"}
    return made | {"anonymous": False, "rater": rater, "at": "2026-11-21T11:00:00+08:00"} | changes


def page(*rows: dict[str, Any], cursor: str | None = None) -> httpx.Response:
    return httpx.Response(200, json={"items": list(rows), "next_cursor": cursor, "as_of": "2026-11-21T12:00:00+08:00"})


async def walked(reach: Reach, *answers: httpx.Response) -> list[RatingPage]:
    outside.get(URL).mock(side_effect=list(answers))
    ratings = build.ratings(reach("rating"))
    return [one async for one in ratings.walk(NOW - timedelta(days=1), NOW)]


@outside
async def test_a_faulty_row_costs_none_of_its_neighbours(reach: Reach) -> None:
    (found,) = await walked(reach, page(row(1), row(2, level=9), row(3, at=None), row(4, rater=None, anonymous=True)))

    assert [one.rating and one.rating.rating_id for one in found.rows] == ["RT00000001", None, None, "RT00000004"]
    assert [one.place for one in found.rows[1:3]] == ["$.level", "$.at"]
    assert b"RT00000002" in found.rows[1].raw


@outside
async def test_a_time_without_offset_is_read_as_that_of_the_city(reach: Reach) -> None:
    (found,) = await walked(reach, page(row(1, at="2026-11-21T11:00:00")))

    assert found.rows[0].rating is not None
    assert found.rows[0].rating.at == datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


@outside
async def test_a_page_that_comes_again_and_a_cursor_that_stands_still_end_the_walk(reach: Reach) -> None:
    again = await walked(reach, page(row(1), cursor="a"), page(row(1), cursor="b"))
    stuck = await walked(reach, page(row(1), cursor="a"), page(row(2), cursor="a"))

    assert [bool(one.warning) for one in again] == [False, True]
    assert [(len(one.rows), one.last, bool(one.warning)) for one in stuck] == [(1, False, False), (1, True, True)]


@outside
async def test_a_cursor_that_is_not_known_any_more_begins_the_walk_anew(reach: Reach) -> None:
    lost = httpx.Response(400, json={"code": "cursor_invalid", "message": "x", "trace": "t"})

    found = await walked(reach, page(row(1), cursor="a"), lost, page(row(1), cursor="b"), page(row(2)))

    assert [one.rating.rating_id for each in found for one in each.rows if one.rating] == [
        "RT00000001", "RT00000001", "RT00000002",
    ]  # fmt: skip


async def test_a_reply_is_taken_once_and_only_for_an_unhappy_rating(city: City, reach: Reach) -> None:
    city.town.ratings.items += [row(1, level=1), row(2, level=3)]
    ratings = build.ratings(reach("rating"))

    def reply(number: int) -> Outgoing:
        said = {
            "rating_id": f"RT{number:08d}",
            "reply_id": f"V-RT{number:08d}",
            "visited_at": "2026-11-21T11:30:00+08:00",
        }
        return Outgoing(
            f"reply-{number}", "reply", "create", 1, {**said, "by": "周雅", "text": "已电话回访", "outcome": "solved"}
        )

    first = ratings.prepare([reply(1)], batch_no="", at=NOW)
    sent, again = await ratings.send(first), await ratings.send(first)
    happy = await ratings.send(ratings.prepare([reply(2)], batch_no="", at=NOW))

    assert [one.answer.verdict for one in (sent, again, happy)] == [Verdict.OK, Verdict.DUPLICATE, Verdict.REJECTED]
    assert happy.answer.code == "level_invalid"
    assert list(city.town.ratings.replies.sent) == ["V-RT00000001"]
