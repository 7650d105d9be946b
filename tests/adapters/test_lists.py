"""A list of another office is read to its end as declared, or not at all."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from adapters import build
from adapters.engine.client import Setting
from adapters.offline import checked
from adapters.registries.lists import DeclaredListSource
from models.errors import InvalidInput, OutsideUnavailable
from tests.adapters.conftest import outside

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
URL = "http://outside.test/court/v1/defaulters"
PROFILE = """
[adapter]
contract = "court/list@1"
kind = "lists"

[outcome]
rule = [
  { when = { status = [503] }, then = "retry" },
  { when = { operation = ["entries"], status = [200], body = "json" }, then = "ok" },
]

[query.entries]
request = { method = "GET", path = "/v1/defaulters", query = { after = "{cursor?}", limit = "{size}" } }
record = "$.items"
next = "$.next"
size = 2

[query.entries.map]
name = { from = "iname", required = true, max = 200 }
number = { from = "cardNum", max = 40 }
reason = { from = "duty" }
from_on = { from = "regDate" }
"""


def source(text: str = PROFILE) -> DeclaredListSource:
    setting = Setting("court", "http://outside.test/court", {}, lambda: NOW)
    return build.lists(build.system_of_text(text, "court.toml", setting))


def page(*names: str, following: str | None = None, **more: Any) -> httpx.Response:
    rows = [{"iname": name, "cardNum": None, "duty": "未履行", "regDate": "2026-01-31"} | more for name in names]
    return httpx.Response(200, json={"items": rows, "next": following})


@outside
async def test_a_list_is_read_to_its_end_by_our_names() -> None:
    outside.get(URL).mock(side_effect=[page("甲", "乙", following="2"), page("丙")])

    found = await source().fetch()

    assert [row["name"] for row in found.rows] == ["甲", "乙", "丙"]
    assert found.rows[0] == {"name": "甲", "reason": "未履行", "from_on": "2026-01-31"}
    assert len(found.sha256) == 64


@outside
@pytest.mark.parametrize(
    "answers",
    [
        [page("甲", following="2"), httpx.Response(503)],
        [page("甲", following="2"), page("乙", following="2")],
        [page("甲", following="2"), page("", following=None, iname=None)],
        [httpx.Response(200, json={"items": {}})],
    ],
    ids=["breaks off", "turns in a circle", "a row without a name", "no list"],
)
async def test_half_a_list_is_no_list(answers: list[httpx.Response]) -> None:
    outside.get(URL).mock(side_effect=[*answers, *[httpx.Response(503)] * 5])

    with pytest.raises(OutsideUnavailable):
        await source().fetch()


def test_a_profile_of_a_list_is_checked_when_it_is_read() -> None:
    checked(PROFILE, "court.toml", lambda: NOW)
    with pytest.raises(InvalidInput, match="colour"):
        source(PROFILE.replace("reason =", "colour ="))
    with pytest.raises(InvalidInput, match="entries"):
        source(PROFILE.replace("query.entries", "query.check").replace("{cursor?}", "x").replace("{size}", "2"))
