"""A platform that exists only as a page of the guide, connected by the profile that the guide ends with."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest

from adapters import build
from adapters.engine.client import OutsideSystem
from adapters.engine.loading import load, profile_text
from adapters.engine.signing import Call, Signer
from adapters.platforms.credit import DeclaredCreditPlatform
from city.example import running_example
from city.systems.example_platform import KEY, USER, ExamplePlatform
from ports.exchanges import Verdict
from tests.adapters.conftest import StoppedClock
from tests.adapters.frontend.test_table_push import withdrawal
from tests.adapters.records import OPERATOR_NO, licence, message, penalty

GUIDE = Path(__file__).parents[2] / "docs" / "administrators"
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
DAY = date(2026, 11, 20)


class Town:
    """The platform, its clock, and the bureau's way to it."""

    def __init__(self) -> None:
        self.now = NOON.timestamp()
        self.passing = StoppedClock()
        self.platform = ExamplePlatform(lambda: self.now)

    def system(self, base_url: str, user: str = USER) -> OutsideSystem:
        setting = build.Setting("yunwan", base_url, {"user": user, "key": KEY}, lambda: NOON, self.passing)
        return build.system(str(GUIDE / "example-platform.toml"), setting)


@pytest.fixture
def town() -> Town:
    """A platform without a record."""
    return Town()


@pytest.fixture
async def credit(town: Town) -> AsyncIterator[DeclaredCreditPlatform]:
    """The bureau's side of it."""
    async with running_example(town.platform) as base_url:
        connected = build.credit(town.system(base_url))
        yield connected
        await connected.aclose()


async def test_records_are_pushed_confirmed_reconciled_and_withdrawn(
    town: Town, credit: DeclaredCreditPlatform
) -> None:
    messages = [message(penalty(f"厦烟处〔2026〕第{n}号"), "cf", key=str(n)) for n in range(60)]
    prepared = credit.prepare(messages, batch_no="B1", at=NOON)

    sent = await credit.send(prepared)
    early = await credit.receipt(sent.receipt_no)
    town.now += 10
    late = await credit.receipt(sent.receipt_no)
    taken = await credit.send(credit.prepare([withdrawal("厦烟处〔2026〕第7号")], batch_no="B2", at=NOON))
    town.now += 10
    gone = await credit.receipt(taken.receipt_no)
    held = await credit.held("cf", DAY)

    assert prepared.faults == ()
    assert early is not None
    assert late is not None
    assert gone is not None
    assert ({row.state for row in early.rows}, early.done) == ({"received"}, False)
    assert ({row.state for row in late.rows}, late.done) == ({"published"}, True)
    assert [row.state for row in gone.rows] == ["withdrawn"]
    assert {row.record_key: row.hash for row in held} == dict(zip(prepared.record_keys, prepared.hashes, strict=True))
    assert {row.record_key: row.version for row in held if row.state == "withdrawn"} == {"cf|厦烟处〔2026〕第7号": 2}
    assert (await credit.held_digest("cf", DAY)).digest == credit.digest_of(held)
    assert town.platform.violations == []


async def test_every_kind_of_party_is_taken_and_a_refused_row_costs_no_other(
    town: Town, credit: DeclaredCreditPlatform
) -> None:
    person = {"kind": "person", "name": "𠮷田㐂", "id_no": OPERATOR_NO}
    rows = [
        message(licence("1号"), key="a"),
        message(licence("2号", party=person, valid_to="2099-12-31"), key="b"),
        message(licence("3号", decided_on="2026-11-21"), key="c"),
    ]

    sent = await credit.send(credit.prepare(rows, batch_no="B1", at=NOON))

    assert [(row.verdict, row.code) for row in sent.rows] == [
        (Verdict.OK, ""),
        (Verdict.OK, ""),
        (Verdict.RETRY, "E04"),
    ]
    text = unquote_to_bytes(town.platform.bodies[0].replace(b"+", b" ")).decode("gb18030")
    assert OPERATOR_NO not in text
    assert re.findall(r'"zjhm":"([^"]*)"', text) == ["11010519******002X"]
    assert '"xdrmc":"𠮷田㐂"' in text


async def test_a_lost_answer_is_asked_about_and_never_makes_a_second_record(
    town: Town, credit: DeclaredCreditPlatform
) -> None:
    prepared = credit.prepare([message(licence("1号"))], batch_no="B1", at=NOON)
    before = await credit.inquire(prepared)
    town.platform.lose = 1

    lost = await credit.send(prepared)
    town.passing.seconds += 600
    asked = await credit.inquire(prepared)
    again = await credit.send(prepared)

    assert (before, lost.answer.verdict) == (None, Verdict.UNKNOWN)
    assert asked is not None
    assert [row.verdict for row in asked.rows] == [Verdict.OK]
    assert (again.receipt_no, len(town.platform.records)) == (asked.receipt_no, 1)


async def test_a_clock_that_is_wrong_is_learnt_and_a_wrong_user_stops(
    town: Town, credit: DeclaredCreditPlatform
) -> None:
    town.now += 4000
    prepared = credit.prepare([message(licence("1号"))], batch_no="B1", at=NOON)

    learnt = await credit.send(prepared)
    stranger = town.system(credit.system.setting.base_url, user="U000000")
    refused = await build.credit(stranger).send(prepared)
    await stranger.aclose()

    assert learnt.alike is not None
    assert learnt.alike.verdict is Verdict.OK
    assert refused.answer.verdict is Verdict.STOPPED


def test_the_signature_of_the_page_is_the_one_that_the_profile_explains() -> None:
    page = (GUIDE / "example-platform.md").read_text(encoding="utf-8")
    example = re.search(r"签名原文是\s+`([^`]+)`,签名是 `([0-9A-F]{32})`", page.replace("，", ","))
    assert example is not None

    text, source = profile_text(str(GUIDE / "example-platform.toml"))
    declared = load(text, source).sign
    assert declared is not None
    signer = Signer(declared, {"user": "U001", "key": "demo-key"}, source)
    worked = signer.worked(Call("POST", "/xyjk/hz", "", b"pch=B1", kind="form"), "1700000000", "0123456789abcdef")
    assert (worked.canonical, worked.signature) == (example[1], example[2])
