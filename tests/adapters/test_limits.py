"""What holds us back: rate, quota, closed hours, the breaker, repeats that are safe, and a dry run."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from adapters import build
from adapters.engine.client import OutsideSystem
from adapters.engine.gate import Gate
from adapters.engine.hours import Closing
from adapters.engine.quotas import FileCounts
from adapters.engine.vocabulary import Limits, Retry
from adapters.engine.vocabulary.answering import Breaker
from models.errors import OutsideUnavailable
from models.values import SHANGHAI
from ports.exchanges import RESTING, Crossing, Verdict
from tests.adapters.conftest import StoppedClock, outside
from tests.adapters.records import licence, message

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
PROFILE = """
[adapter]
contract = "t@1"
kind = "case_system"
[outcome]
rule = [{ when = { status = [200] }, then = "ok" }, { when = { status = [503] }, then = "retry" }]
[retry]
base = "1ms"
attempts = 3
safe = ["receipt"]
[push.kinds.licence]
key = "{document_no}"
request = { method = "POST", path = "/put", json = { no = "{document_no}" } }
[push.receipt]
number = "$.no"
request = { method = "GET", path = "/receipt/{receipt_no}" }
inquire = { method = "GET", path = "/inquire/{record_key}" }
state = "$.state"
code = "$.code"
message = "$.message"
"""


def gate(limits: Limits, clock: StoppedClock, counts: FileCounts | None = None, at: datetime = NOON) -> Gate:
    retry = Retry(base="1s", jitter=0.0)
    return Gate("t", limits, retry, monotonic=clock, clock=lambda: at, counts=counts)


def here(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


async def test_a_quota_is_remembered_over_a_restart_and_new_at_midnight(tmp_path: Path, passing: StoppedClock) -> None:
    limits = Limits(quota="3/day")
    for _ in range(3):
        await gate(limits, passing, FileCounts(tmp_path, "t")).enter()  # a new process each time

    with pytest.raises(OutsideUnavailable) as refused:
        await gate(limits, passing, FileCounts(tmp_path, "t")).enter()
    await gate(limits, passing, FileCounts(tmp_path, "t"), at=NOON + timedelta(hours=12)).enter()

    assert (refused.value.code, refused.value.retry_after) == (RESTING, 12 * 3600 + 5)
    assert [file.stat().st_size for file in tmp_path.iterdir()] == [1]  # noqa: ASYNC240  yesterday's is swept away


@pytest.mark.parametrize(
    ("at", "rest"),
    [
        ("2026-11-20T12:00", 0),
        ("2026-11-20T22:30", 0.5 * 3600 + 6 * 3600 + 3600),
        ("2026-11-20T22:29", 0),
        ("2026-11-21T05:59", 60),
        ("2026-11-21T06:00", 0),
        ("2026-11-28T12:00", 2 * 3600),
    ],
    ids=["open", "closes", "the minute before", "the last minute", "opens", "maintenance"],
)
def test_nobody_calls_in_closed_hours(at: str, rest: float) -> None:
    closing = Closing(["22:30-06:00"], ["2026-11-28T08:00/2026-11-28T14:00"], "t")

    assert closing.opens_in(here(at)) == pytest.approx(rest)


def test_a_closed_system_says_when_it_opens(passing: StoppedClock) -> None:
    with pytest.raises(OutsideUnavailable, match="停用时段") as refused:
        gate(Limits(quiet=["11:00-13:00"]), passing).check()

    assert (refused.value.code, refused.value.retry_after) == (RESTING, 3600.0)


def test_the_breaker_opens_after_so_many_failures_for_so_long(passing: StoppedClock) -> None:
    door = gate(Limits(breaker=Breaker(fails=3, hold="10m")), passing)

    rests = [door.failed() for _ in range(3)]

    assert rests == [1.0, 2.0, 600.0]


def system(tmp_path: Path, crossings: list[Crossing], rehearsal: Path | None = None) -> OutsideSystem:
    setting = build.Setting(
        "t", "http://outside.test", {}, lambda: NOON, StoppedClock(), crossings.append, rehearsal=rehearsal
    )
    return build.system_of_text(PROFILE, "t.toml", setting)


@outside
async def test_a_question_is_repeated_at_once_and_a_deed_never(tmp_path: Path, crossings: list[Crossing]) -> None:
    asked = outside.get("http://outside.test/receipt/R1")
    asked.side_effect = [
        httpx.Response(503),
        httpx.ReadError("gone"),
        httpx.Response(200, json={"no": "R1", "state": "x"}),
    ]
    told = outside.post("http://outside.test/put").respond(503)
    platform = build.platform(system(tmp_path, crossings))

    receipt = await platform.receipt("R1")
    sent = await platform.send(platform.prepare([message(licence(), "licence")], batch_no="B", at=NOON))

    assert receipt is not None
    assert (asked.call_count, told.call_count) == (3, 1)
    assert sent.answer.verdict is Verdict.RETRY
    assert [crossing.status for crossing in crossings] == [503, None, 200, 503]


@outside
async def test_a_dry_run_reads_but_writes_down_what_it_would_send(tmp_path: Path, crossings: list[Crossing]) -> None:
    told = outside.post("http://outside.test/put")
    outside.get("http://outside.test/receipt/R1").respond(json={"no": "R1", "state": "x"})
    platform = build.platform(system(tmp_path, crossings, rehearsal=tmp_path / "dry-run"))
    prepared = platform.prepare([message(licence(), "licence")], batch_no="B", at=NOON)

    receipt = await platform.receipt("R1")
    with pytest.raises(OutsideUnavailable, match="试运行"):
        await platform.send(prepared)
    with pytest.raises(OutsideUnavailable, match="试运行") as refused:
        await platform.send(prepared)

    assert receipt is not None
    assert (refused.value.code, told.called) == (RESTING, False)
    (written,) = (tmp_path / "dry-run" / "t").iterdir()
    assert written.read_bytes().startswith(b"POST http://outside.test/put\r\n")
    assert written.read_bytes().endswith(prepared.request)
