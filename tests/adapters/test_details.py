"""A list that only names its rows: each is asked for by itself, and one that is gone holds up no other."""

import json
from urllib.parse import parse_qs, urlsplit

import pytest

from models.errors import InvalidInput, OutsideUnavailable
from tests.adapters.listening import JSON, Answered, Listening, listening
from tests.adapters.test_unnumbered_channel import TEXT, channel, read, row

NUMBERED = TEXT.replace("[map]\n", '[map]\nref = { from = "no", required = true }\n').replace(
    "rule = [", 'rule = [\n  { when = { status = [503] }, then = "retry" },'
)
DETAIL = '[pull.detail]\nrequest = { method = "GET", path = "/one/{ref}" }\nref = "id"\nrecord = "$.data"\n'


class Town:
    """A list of names, and the rows behind them; some answer otherwise."""

    def __init__(self, names: list[object], status: dict[str, int]) -> None:
        self.names, self.status = names, status

    def answer(self, target: str) -> Answered:
        """Return the list, or one row."""
        parts = urlsplit(target)
        if parts.path == "/list":
            first = parse_qs(parts.query)["page"] == ["1"]
            return 200, JSON, json.dumps({"rows": [{"id": name} for name in self.names if first]}).encode()
        name = parts.path.rpartition("/")[2]
        whole = {"data": {**row(), "no": f"N{name}"}}
        return self.status.get(name, 200), JSON, json.dumps(whole).encode()


def town(names: list[object], status: dict[str, int] | None = None) -> Town:
    return Town(names, status or {})


def asked(there: Listening) -> list[str]:
    return sorted(target for target, _ in there.asked if target.startswith("/one/"))


async def test_every_named_row_is_asked_for_and_one_that_is_gone_or_unnamed_is_set_aside() -> None:
    async with listening(town([1, "A2", "A3", None], {"A2": 404}).answer) as there:
        rows = await read(channel(there.base_url, DETAIL, text=with_revision(NUMBERED)))

    assert [(one.ref, one.form is not None) for one in rows] == [("N1", True), ("", False), ("NA3", True), ("", False)]
    assert rows[1].raw == b'{"id": "A2"}'
    assert asked(there) == ["/one/1", "/one/A2", "/one/A3"]


async def test_a_row_that_cannot_be_had_now_leaves_its_page_for_the_next_time() -> None:
    city = town(["A1", "A2"], {"A2": 503})
    async with listening(city.answer) as there:
        with pytest.raises(OutsideUnavailable, match="申请 A2 没有得到"):
            await read(channel(there.base_url, DETAIL, text=with_revision(NUMBERED)))
        city.status.clear()
        again = await read(channel(there.base_url, DETAIL, text=with_revision(NUMBERED)))

    assert [one.ref for one in again] == ["NA1", "NA2"]


def test_the_question_for_one_row_knows_its_name_alone() -> None:
    with pytest.raises(InvalidInput, match="没有名为“page”的值"):
        channel("http://127.0.0.1:9", DETAIL.replace("{ref}", "{page}"), text=NUMBERED)


def with_revision(text: str) -> str:
    return text.replace("[map]\n", '[map]\nrevision = { from = "bbh", type = "int", default = "1" }\n')
