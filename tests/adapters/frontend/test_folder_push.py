"""Records go out as files once, and are confirmed, refused and taken back by the files that answer them."""

from datetime import date
from pathlib import Path

import pytest

from adapters import build
from city.systems.legacy_files import LegacyFiles
from models.errors import OutsideUnavailable
from ports.exchanges import Verdict
from tests.adapters.frontend.conftest import NOON, Reach
from tests.adapters.frontend.test_table_push import withdrawal
from tests.adapters.records import licence, message, penalty

PROFILE = "legacy/drop_push"
DAY = date(2026, 11, 20)


@pytest.fixture
def drop(tmp_path: Path) -> LegacyFiles:
    """An empty folder of the city."""
    return LegacyFiles(tmp_path / "drop")


async def test_a_record_is_pushed_confirmed_reconciled_and_taken_back(drop: LegacyFiles, reach: Reach) -> None:
    credit = build.credit(reach(PROFILE, drop.url))
    rows = [message(penalty("1号"), "cf", key="a"), message(penalty("二" * 60 + "号"), "cf", key="b")]
    prepared = credit.prepare(rows, batch_no="B1", at=NOON)

    sent = await credit.send(prepared)
    before = await credit.receipt(sent.receipt_no)
    drop.judge(DAY)
    after = await credit.receipt(sent.receipt_no)
    taken = await credit.send(credit.prepare([withdrawal("1号")], batch_no="B2", at=NOON))
    drop.judge(DAY)
    gone = await credit.receipt(taken.receipt_no)
    (held,) = await credit.held("cf", DAY)

    assert before is not None
    assert after is not None
    assert gone is not None
    assert ([row.state for row in before.rows], before.done) == (["received"] * 2, False)
    assert [(row.state, row.message) for row in after.rows] == [("published", ""), ("rejected", "文书号过长")]
    assert [(row.version, row.state) for row in gone.rows] == [(2, "withdrawn")]
    assert (held.record_key, held.version, held.hash) == (prepared.record_keys[0], 2, prepared.hashes[0])


async def test_the_same_batch_twice_is_one_even_when_the_other_side_took_it(drop: LegacyFiles, reach: Reach) -> None:
    credit = build.credit(reach(PROFILE, drop.url))
    prepared = credit.prepare([message(licence("1号"))], batch_no="B1", at=NOON)

    never = await credit.inquire(prepared)
    first = await credit.send(prepared)
    taken = drop.judge(DAY)
    again = await credit.send(prepared)
    left = drop.judge(DAY)

    assert never is None
    assert [one.alike.verdict for one in (first, again) if one.alike] == [Verdict.OK, Verdict.DUPLICATE]
    assert (taken, left) == (1, 0)


async def test_a_list_that_is_not_there_yet_is_not_an_empty_one(drop: LegacyFiles, reach: Reach) -> None:
    credit = build.credit(reach(PROFILE, drop.url))

    with pytest.raises(OutsideUnavailable):
        await credit.held("xk", DAY)


async def test_a_folder_that_cannot_be_written_is_no_success(drop: LegacyFiles, reach: Reach) -> None:
    credit = build.credit(reach(PROFILE, drop.url))
    (drop.folder / "out").rmdir()
    (drop.folder / "out").touch()  # a file where the folder was

    sent = await credit.send(credit.prepare([message(licence("1号"))], batch_no="B1", at=NOON))

    assert sent.answer.verdict is Verdict.UNKNOWN


async def test_a_writing_that_was_broken_off_is_finished_by_the_same_call(drop: LegacyFiles, reach: Reach) -> None:
    prepared = build.credit(reach(PROFILE, drop.url)).prepare([message(licence("1号"))], batch_no="B1", at=NOON)
    await build.credit(reach(PROFILE, drop.url)).send(prepared)
    (drop.folder / ".luqiao" / "B1.csv.out").unlink()  # it stopped before it was noted, and before the marker
    (drop.folder / "out" / "B1.csv.ok").unlink()

    again = await build.credit(reach(PROFILE, drop.url)).send(prepared)

    assert again.alike is not None
    assert again.alike.verdict is Verdict.OK
    assert drop.judge(DAY) == 1
