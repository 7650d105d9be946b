"""What goes wrong at a scene and on the way to the bureau: caught, explained, and nothing lost or doubled."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from models.errors import InvalidInput, OutsideUnavailable
from models.values import utc_now
from rules.goods import Goods
from tests.support.full_disk import full_disk
from wiring.scene_journal import Journal, read_events, read_scene

HEAD: dict[str, Any] = {"case": "C-2026-000001", "place": "湖滨南路1号", "officers": ["inspector", "inspector2"]}
CODE = "6901028075763"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "scene.jsonl"


@pytest.fixture
def journal(file: Path) -> Iterator[Journal]:
    with Journal.open(file, HEAD, utc_now) as opened:
        yield opened


@pytest.mark.parametrize("room", [0, 1, 40], ids=["nothing fits", "a byte fits", "half a line fits"])
def test_what_a_full_disk_refused_is_said_at_once_and_never_comes_back(file: Path, journal: Journal, room: int) -> None:
    journal.count(Goods("中华", 10, barcode=CODE), "scan")
    whole = file.read_bytes()
    with full_disk(len(whole) + room), pytest.raises(OutsideUnavailable, match="这一条没有登记") as said:
        journal.count(Goods("玉溪", 20), "scan")

    assert file.read_bytes() == whole
    assert [one.goods.packs for one in journal.entries] == [10]
    assert (said.value.kept, said.value.do_next) == (
        "以前登记的都在现场记录文件里。", "请腾出磁盘空间，再登记这一条。",
    )  # fmt: skip
    journal.count(Goods("玉溪", 20), "scan")
    assert [one.packs for one in read_scene(file.read_bytes())[0].goods] == [10, 20]


def test_a_scene_on_a_full_disk_is_not_begun_and_begins_when_there_is_room(file: Path) -> None:
    with full_disk(30), pytest.raises(OutsideUnavailable):
        Journal.open(file, HEAD, utc_now)

    assert file.read_bytes() == b""
    with Journal.open(file, HEAD, utc_now) as journal:
        journal.count(Goods("中华", 10), "scan")
    assert read_scene(file.read_bytes())[0].entries == 2


def altered(content: bytes, how: str) -> bytes:
    """Return a journal of four lines that somebody has altered by hand."""
    lines = content.splitlines(keepends=True)
    if how == "changed":
        lines[1] = lines[1].replace(b'"packs": 10', b'"packs": 99')
    elif how == "taken out":
        del lines[2]
    elif how == "put in":
        lines.insert(2, lines[1])
    elif how == "exchanged":
        lines[1], lines[2] = lines[2], lines[1]
    elif how == "another head":
        lines[0] = lines[0].replace(b"inspector2", b"inspector3")
    return b"".join(lines)


@pytest.mark.parametrize(
    ("how", "line"), [("changed", 3), ("taken out", 3), ("put in", 3), ("exchanged", 2), ("another head", 2)]
)
def test_a_journal_altered_by_hand_is_found_at_its_line_and_left_as_it_is(
    file: Path, journal: Journal, how: str, line: int
) -> None:
    for packs in (10, 20, 30):
        journal.count(Goods("中华", packs), "scan")
    journal.close()
    whole = file.read_bytes()
    file.write_bytes(altered(whole, how))

    with pytest.raises(InvalidInput, match=f"第{line}行和它前面的一行接不上") as said:
        read_scene(file.read_bytes())
    with pytest.raises(InvalidInput, match="接不上"):
        Journal.open(file, {}, utc_now)

    assert said.value.do_next == "请用没有改动过的原文件；没有原文件的，重新清点。"
    assert file.read_bytes() == altered(whole, how)
    assert read_scene(whole)[0].goods[0].packs == 60


def test_a_closed_lid_leaves_a_chain_that_goes_on(file: Path, journal: Journal) -> None:
    journal.count(Goods("中华", 10), "scan")
    journal.close()
    file.write_bytes(file.read_bytes() + b'{"id": "half a li')
    with Journal.open(file, {}, utc_now) as again:
        again.count(Goods("中华", 20), "scan")

    events, whole = read_events(file.read_bytes())
    assert whole == file.stat().st_size
    assert [event["do"] for event in events] == ["begun", "counted", "counted"]
    assert all(json.loads(line)["after"] for line in file.read_bytes().splitlines()[1:])
