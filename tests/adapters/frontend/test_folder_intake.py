"""Applications come out of a drop folder: whole files only, each row kept first, the same file twice is one."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters import build
from city.systems.legacy_files import LegacyFiles
from ports.exchanges import Verdict
from ports.intake import ChannelEvent
from tests.adapters.frontend.conftest import NOON, Reach, papers, read

PROFILE = "legacy/drop_folder"


@pytest.fixture
def drop(tmp_path: Path) -> LegacyFiles:
    """An empty folder of the city."""
    return LegacyFiles(tmp_path / "drop")


def names(drop: LegacyFiles, folder: str) -> list[str]:
    return sorted(file.name for file in (drop.folder / folder).glob("*.csv"))


async def test_a_file_is_put_away_only_when_each_of_its_rows_is_kept(drop: LegacyFiles, reach: Reach) -> None:
    handed = papers(5)
    drop.hand_in("sqb_1.csv", handed)
    channel = build.intake(reach(PROFILE, drop.url))

    rows = await read(channel)
    first = await channel.acknowledge([(row.ref, row.revision) for row in rows[:4]])
    between = names(drop, "in")
    again = build.intake(reach(PROFILE, drop.url))  # after a restart
    last = await again.acknowledge([(rows[4].ref, 1)])

    assert [row.fault for row in rows] == [""] * 5
    assert [row.form.premises.name for row in rows if row.form] == [paper.shop_name for paper in handed]
    assert set(first.values()) | set(last.values()) == {"acked"}
    assert (between, names(drop, "in"), names(drop, "done")) == (["sqb_1.csv"], [], ["sqb_1.csv"])


async def test_the_same_file_under_another_name_is_one(drop: LegacyFiles, reach: Reach) -> None:
    drop.hand_in("sqb_1.csv", papers(2))
    channel = build.intake(reach(PROFILE, drop.url))
    await channel.acknowledge([(row.ref, row.revision) for row in await read(channel)])
    drop.hand_in("sqb_2.csv", papers(2))

    rows = await read(channel)

    assert rows == []
    assert names(drop, "done") == ["sqb_1.csv", "sqb_2.csv"]


async def test_a_file_without_its_marker_is_not_touched(drop: LegacyFiles, reach: Reach) -> None:
    file = drop.hand_in("sqb_1.csv", papers(2))
    file.with_name("sqb_1.csv.ok").unlink()

    assert await read(build.intake(reach(PROFILE, drop.url))) == []
    assert names(drop, "in") == ["sqb_1.csv"]


async def test_without_markers_a_file_is_read_when_nobody_wrote_for_a_while(drop: LegacyFiles, reach: Reach) -> None:
    file = drop.hand_in("sqb_1.csv", papers(2))
    channel = build.intake(reach(PROFILE, drop.url, marker=None))

    os.utime(file, (NOON.timestamp() - 1,) * 2)
    fresh = await read(channel)
    os.utime(file, (NOON.timestamp() - 60,) * 2)
    old = await read(channel)

    assert (len(fresh), len(old)) == (0, 2)


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda whole: whole[:-40], "列"),
        (lambda whole: whole.decode("gb18030").encode("utf-16"), "gb18030"),
        (lambda whole: whole.replace(b"sqbh", b"bbh", 1), "重复"),
        (lambda _whole: b"", "没有表头"),
    ],
    ids=["cut short", "another charset", "two columns of one name", "empty"],
)
async def test_a_file_that_is_not_as_agreed_is_set_aside_with_its_bytes_and_stops_no_other(
    spoil: Callable[[bytes], bytes], why: str, drop: LegacyFiles, reach: Reach
) -> None:
    whole = drop.hand_in("sqb_0.csv", papers(3)).read_bytes()
    drop.put("sqb_0.csv", spoil(whole))
    drop.hand_in("sqb_1.csv", papers(2, first=10))
    channel = build.intake(reach(PROFILE, drop.url))

    rows = await read(channel)
    await channel.acknowledge([(row.ref, row.revision) for row in rows])

    assert [bool(row.form) for row in rows] == [False, True, True]
    assert why in rows[0].raw.decode()
    assert rows[0].ref.startswith("FILE-")
    assert (names(drop, "failed"), names(drop, "done")) == (["sqb_0.csv"], ["sqb_1.csv"])


async def test_a_file_that_is_not_the_one_of_its_control_file_is_set_aside(drop: LegacyFiles, reach: Reach) -> None:
    file = drop.hand_in("sqb_1.csv", papers(2))
    file.write_bytes(file.read_bytes() + b"\r\n")

    (row,) = await read(build.intake(reach(PROFILE, drop.url)))

    assert "摘要不符" in row.raw.decode()


async def test_our_word_is_a_file_that_is_whole_and_the_same_word_twice_is_one(drop: LegacyFiles, reach: Reach) -> None:
    channel = build.intake(reach(PROFILE, drop.url))
    event = ChannelEvent("E-2026-000001", "FZ00000001", 1, "accept", NOON, "周雅", document_no="厦烟受1号")
    request = channel.event_request(event)

    first, again = [await channel.report(event, request) for _ in range(2)]

    assert (first.verdict, again.verdict) == (Verdict.OK, Verdict.DUPLICATE)
    assert sorted(file.name for file in (drop.folder / "out").iterdir()) == [
        "ht_E-2026-000001.csv",
        "ht_E-2026-000001.csv.ok",
        "ht_E-2026-000001.csv.sha256",
    ]
    assert "厦烟受1号" in (drop.folder / "out" / "ht_E-2026-000001.csv").read_text("gb18030")
