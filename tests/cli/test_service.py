"""`luqiao deliveries` and `luqiao ratings` as scripts use them."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from daemon.jobs import serve_documents
from models.values import SYSTEM_OFFICER
from ports.ratings import Rating, RatingRow
from tests.support.deliveries import on_paper
from tests.support.desk import Desk
from tests.support.licences import new_licence
from tests.support.rows import OPERATOR_ID
from usecases import ratings


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """Return a bureau with two licences to deliver and one unhappy rating."""
    made = Desk(tmp_path, "http://127.0.0.1:9", capsys)
    assert made("init")[0] == 0
    office = made.open()
    new_licence(office, delivered=False)
    on_paper(office)
    serve_documents.plan(office)
    at = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)
    rating = Rating("RT1", "wechat", "NEW1", 1, "=等了很久\x1b[2J", False, "林海生", "13900000001", at)
    alike = Rating("RT10", "wechat", "NEW1", 5, "", True, "", "", at)  # newer, and begins alike
    rows = [RatingRow(b"1", "1", rating), RatingRow(b"2", "2", alike)]
    office.perform(ratings.receive, "rating", rows, by=SYSTEM_OFFICER)
    office.close()
    return made


def told(desk: Desk, *words: str) -> list[dict[str, Any]]:
    assert desk("--json", *words) == (0, "")
    return [json.loads(line) for line in desk.printed.splitlines()]


def test_a_delivery_is_listed_changed_and_handed_over(desk: Desk) -> None:
    (listed,) = told(desk, "deliveries", "list", "--state", "planned")
    number = listed["delivery"]
    (changed,) = told(desk, "deliveries", "change", number, "--way", "window", "--as", "clerk")
    refused, words = desk("deliveries", "send", number, "--as", "clerk")
    said = ("--receiver", "林海生", "--id-no", OPERATOR_ID, "--as", "clerk")
    (handed,) = told(desk, "deliveries", "hand-over", number, *said)

    assert (listed["way"], listed["mobile"], listed["address"]) == ("post", "1390*****01", None)
    assert changed["way"] == "window"
    assert refused == 1
    assert "窗口领取" in words
    assert (handed["state"], handed["receiver"]) == ("delivered", "林海生")
    assert handed["receipt_no"]


def test_a_rating_is_listed_visited_once_and_counted(desk: Desk) -> None:
    (listed,) = told(desk, "ratings", "list", "--state", "to_visit")
    said = ("--outcome", "explained", "--text", "已电话回访并说明", "--as", "clerk")
    (visited,) = told(desk, "ratings", "visit", "RT1", *said)
    again = desk("ratings", "visit", "RT1", *said)[0]
    (figures,) = told(desk, "ratings", "figures", "--from", "2026-11-01", "--to", "2026-11-30")

    assert (listed["level"], listed["rater"], listed["visit"]["state"]) == (1, "林** 1390*****01", "to_visit")
    assert (visited["visit"]["state"], visited["visit"]["by"]) == ("replying", "clerk")
    assert again == 1
    assert (figures["levels"]["1"], figures["visited"], figures["named_share"]) == (1, 1, 1.0)
    assert desk("ratings", "list")[0] == 0
    assert "\x1b" not in desk.printed
