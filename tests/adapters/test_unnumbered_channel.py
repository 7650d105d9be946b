"""A channel that numbers nothing, dates its lists in its own way, and whose files come later or lie elsewhere."""

import hashlib
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters import build
from adapters.engine.dates import STEPS, bound_writer, moment_reader
from adapters.engine.vocabulary.mapping import Dates
from adapters.intake.channel import DeclaredChannel
from models.errors import InvalidInput
from models.forms import AttachmentRef
from ports.exchanges import Verdict
from ports.intake import LATE, Row
from tests.adapters.calling import whole
from tests.adapters.listening import JSON, Answered, Listening, listening

NOW = datetime(2026, 11, 21, 3, 4, 5, 600_000, UTC)
PICTURE = b"\x89PNG\r\n\x1a\n picture"
FILE = AttachmentRef("A1", "photo", "a.png", len(PICTURE), hashlib.sha256(PICTURE).hexdigest())
PNG = {"Content-Type": "image/png"}
CURSOR = '[pull.cursor]\nformat = "YYYYMMDDHHmmss"\ntz = "+00:00"\noverlap = "10m"\nrescan = "3d"\n'
IDENTITY = '[pull.identity]\nhash = ["sqr.xm", "tjsj"]\n'
FILES = '[pull.attach]\nrequest = { method = "GET", path = "/fj/{id}" }\nwait = "2h"\n'
TEXT = """
[adapter]
contract = "unnumbered@1"
kind = "intake"
[transport]
allow_hosts = ["127.0.0.1"]
[outcome]
rule = [
  { when = { status = [404] }, then = "not_found" },
  { when = { operation = ["attachment", "redirected"], status = [200], body = "bytes" }, then = "ok" },
  { when = { status = [200], body = "json" }, then = "ok" },
]
[pull]
records = "$.rows"
request = { method = "GET", path = "/list", query = { begin = "{from}", end = "{to}", page = "{page}" } }
page = { kind = "page", size = 2, stop = "empty" }
[pull.writeback]
request = { method = "POST", path = "/event", json = { ref = "{ref}" } }
[map]
item = { from = "sx", required = true }
kind = { from = "sqr.lb", required = true }
name = { from = "sqr.xm", required = true }
mobile = { from = "dh" }
shop_name = { from = "dm" }
address = { from = "dz" }
district = { from = "qh" }
submitted_at = { from = "tjsj", type = "moment", date = { in = ["YYYY-MM-DD HH:mm:ss"] }, required = true }
updated_at = { from = "tjsj", type = "moment", date = { in = ["YYYY-MM-DD HH:mm:ss"] }, required = true }
state = { from = "zt", default = "submitted" }
"""


def row(name: str = "林海生", at: str = "2026-11-21 09:30:00", **more: Any) -> dict[str, Any]:
    return {
        "sx": "new",
        "sqr": {"lb": "sole_trader", "xm": name},
        "dh": "139",
        "dm": "店",
        "dz": "路",
        "tjsj": at,
    } | more


def channel(base_url: str, *words: str, text: str = TEXT) -> DeclaredChannel:
    setting = build.Setting("hall", base_url, {}, lambda: NOW)
    return build.intake(build.system_of_text(text + "\n".join(words), "own.toml", setting))


def town_of(*rows: dict[str, Any]) -> "dict[str, bytes]":
    return {"1": json.dumps({"rows": rows}).encode(), "2": b'{"rows":[]}'}


@asynccontextmanager
async def town(*rows: dict[str, Any], files: dict[str, Answered] | None = None) -> AsyncIterator[Listening]:
    """Run a channel with these rows on its first page, and these files."""
    pages = town_of(*rows)

    def answer(target: str) -> Answered:
        parts = urlsplit(target)
        if parts.path == "/list":
            return 200, JSON, pages[parse_qs(parts.query)["page"][0]]
        return (files or {}).get(parts.path, (404, JSON, b"{}"))

    async with listening(answer) as one:
        yield one


async def read(one: DeclaredChannel) -> list[Row]:
    try:
        pages = [page async for page in one.walk(None)]
        return [row for page in pages for row in whole(one, page)]
    finally:
        await one.aclose()


async def test_rows_without_a_number_are_told_apart_by_the_named_members_and_known_again() -> None:
    rows = [row(), row(at="2026-11-21 09:31:00"), row(dm="另一家店"), row("")]
    async with town(*rows) as there:
        first = await read(channel(there.base_url, CURSOR, IDENTITY))
        again = await read(channel(there.base_url, CURSOR, IDENTITY))

    refs = [one.ref for one in first]
    assert [one.ref for one in again] == refs
    assert (refs[0] == refs[2], len(set(refs[:2]))) == (True, 2)
    assert first[0].digest != first[2].digest
    assert all(len(ref) == 32 for ref in refs[:3])
    assert [(one.revision, one.form is None) for one in first] == [(1, False)] * 3 + [(0, True)]
    assert (refs[3], "$.sqr.xm" in first[3].place) == ("", True)


async def test_the_list_is_asked_for_in_the_form_and_the_zone_of_the_platform() -> None:
    async with town(row()) as there:
        await read(channel(there.base_url, CURSOR, IDENTITY))

    asked = parse_qs(urlsplit(there.asked[0][0]).query)
    assert (asked["begin"], asked["end"]) == (["20260922030405"], ["20261121032406"])


def test_the_days_that_are_read_anew_are_those_of_the_profile() -> None:
    assert channel("http://127.0.0.1:9", CURSOR, IDENTITY).rescan_days == 3
    assert channel("http://127.0.0.1:9", IDENTITY).rescan_days == 7


@given(
    st.integers(1_577_836_800_000, 1_893_456_000_000).map(lambda ms: datetime.fromtimestamp(ms / 1000, UTC)),
    st.sampled_from([*STEPS, "YYYYMMDD", "YYYY/MM/DD", "DD/MM/YYYY"]),
    st.sampled_from(["+08:00", "+00:00", "-03:30"]),
)
def test_a_stretch_in_any_form_holds_what_was_meant(moment: datetime, form: Any, zone: str) -> None:
    write, back = bound_writer(form, zone), moment_reader(Dates(forms=[form], tz=zone))

    begin, end = back(write(moment, False)), back(write(moment, True))

    assert begin <= moment <= end
    assert end - begin <= STEPS.get(form, timedelta(days=1))


async def test_a_file_that_is_not_there_yet_is_asked_for_again_as_long_as_the_profile_says() -> None:
    files: dict[str, Answered] = {}
    async with town(files=files) as there:
        one, hasty = (
            channel(there.base_url, IDENTITY, FILES),
            channel(there.base_url, IDENTITY, FILES.replace('wait = "2h"', "")),
        )
        late, _ = await one.attachment("r", FILE)
        final, _ = await hasty.attachment("r", FILE)
        files["/fj/A1"] = 200, PNG, PICTURE
        came, content = await one.attachment("r", FILE)
        await one.aclose()
        await hasty.aclose()

    assert (late.verdict, late.alone, final.verdict) == (Verdict.RETRY, True, Verdict.NOT_FOUND)
    assert (one.patience, hasty.patience) == (timedelta(hours=2), LATE)
    assert (came.verdict, content is not None and content.content == PICTURE) == (Verdict.OK, True)


@pytest.mark.parametrize("way", ["link", "redirect"])
async def test_a_file_at_another_allowed_host_is_fetched_without_our_keys_and_no_other_is(way: str) -> None:
    here = '[auth]\nkind = "static"\nheaders = { X-Key = "ours" }\n'
    words = {
        "link": '[pull.attach]\nlink = "allowed-hosts"\n',
        "redirect": FILES.replace('wait = "2h"', 'redirect = "allowed-hosts"'),
    }[way]
    async with listening(lambda _: (200, PNG, PICTURE)) as store, listening(lambda _: (200, PNG, PICTURE)) as foreign:
        allowed = TEXT.replace('"127.0.0.1"', f'"localhost", "127.0.0.1:{store.port}"')
        goal = {"A1": f"{store.base_url}/a.png?t=1", "A2": f"{foreign.base_url}/a.png", "A3": "ftp://127.0.0.1/a"}
        moved: dict[str, Answered] = {f"/fj/{name}": (302, {"Location": url}, b"") for name, url in goal.items()}
        async with town(files=moved) as there:
            one = channel(f"http://localhost:{there.port}", IDENTITY, here, words, text=allowed)
            refs = [AttachmentRef(n, "photo", "a", FILE.size, FILE.digest, url=url) for n, url in goal.items()]
            told = [(await one.attachment("r", ref))[0].verdict for ref in refs]
            await one.aclose()

    assert told == [Verdict.OK, Verdict.REJECTED, Verdict.REJECTED]
    assert [(target, "x-key" in headers) for target, headers in store.asked] == [("/a.png?t=1", False)]
    assert foreign.asked == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((CURSOR, IDENTITY, '[map.ref]\nfrom = "id"\n'), "要有一个，也只能有一个"),
        ((CURSOR,), "要有一个，也只能有一个"),
        (("[pull.identity]\nhash = []\n",), "hash 要列出字段"),
        ((IDENTITY, '[pull.cursor]\nformat = "YYYYMM"\n'), "没有 'YYYYMM' 这个词"),
    ],
    ids=["both", "neither", "of nothing", "an unknown form"],
)
def test_what_cannot_be_meant_is_refused_when_it_is_loaded(words: tuple[str, ...], told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        channel("http://127.0.0.1:9", *words)


def test_a_bound_that_is_written_twice_and_a_foreign_host_that_is_not_declared_are_refused() -> None:
    with pytest.raises(InvalidInput, match="不能再带写法"):
        channel("http://127.0.0.1:9", CURSOR, IDENTITY, text=TEXT.replace("{from}", "{from|rfc3339}"))
    with pytest.raises(InvalidInput, match="allowed-hosts 需要"):
        channel(
            "http://127.0.0.1:9",
            IDENTITY,
            '[pull.attach]\nlink = "allowed-hosts"\n',
            text=TEXT.replace('allow_hosts = ["127.0.0.1"]', ""),
        )
