"""Evidence and samples of a scene: numbered once and for all; what lacks something is told and not kept."""

from typing import Any

import pytest

from models.errors import InvalidInput
from rules.scene_things import (
    KINDS,
    LIMITS,
    MOST_PHOTO,
    Kept,
    Photo,
    Sample,
    Thing,
    as_json,
    kept,
    rows,
    sample_faults,
    stored,
    thing_faults,
    to_minute,
    unusual,
)

HEAD: dict[str, Any] = {"id": "0", "do": "begun", "scene": "a3f0", "at": "2026-11-02T09:00:00+08:00"}
LEDGER = {"kind": "ledger", "name": "进货笔记本", "amount": "1本", "place": "抽屉", "holder": "李思远", "note": ""}
PICTURE = {"sha256": "ab" * 32, "size": 9, "type": "image/png", "taken_at": "2026-11-02T09:10", "file": "1.png"}
SAMPLE = {"barcode": "6901028075763", "product": "中华", "packs": 20, "base": 300, "count": 2, "place": "仓库",
          "purpose": "鉴别检验"}  # fmt: skip


def event(name: str, do: str, what: object = None, **more: Any) -> dict[str, Any]:
    return {"id": name, "do": do, "at": "2026-11-02T09:30:59+08:00", "what": what} | more


def test_numbers_stay_whatever_is_taken_off_the_list() -> None:
    events = [
        HEAD, event("1", "found", LEDGER), event("2", "found", LEDGER | {"name": "手机", "kind": "phone"}),
        event("3", "sampled", SAMPLE), event("4", "undone", of="1"), event("5", "undone", of=["3"]),
        event("6", "found", LEDGER), event("2", "found", LEDGER), event("7", "sampled", SAMPLE | {"count": 1}),
    ]  # fmt: skip

    found = kept(events)

    assert [(one.number, one.name) for one in found.things] == [("WA3-02", "手机"), ("WA3-03", "进货笔记本")]
    assert [one.numbers for one in found.samples] == [("YA3-03",)]
    assert (found.samples[0].base, found.samples[0].at) == (300, "2026-11-02T09:30+08:00")
    assert found.last == "7"
    assert kept(events[:7]).last == "6"
    assert kept([]) == Kept((), ())
    assert kept([HEAD]).last == ""


def test_a_picture_is_kept_by_its_digest_and_comes_back_from_a_hand_over() -> None:
    found = kept([HEAD, event("1", "found", LEDGER | {"photo": PICTURE}), event("2", "sampled", SAMPLE)])

    assert found.things[0].photo == Photo(**PICTURE)  # type: ignore[arg-type]
    assert rows(found.things) == [["WA3-01", "账册票据", "进货笔记本", "1本", "抽屉", "李思远", "ab" * 32]]
    again = stored(*as_json(found.things, found.samples))
    assert (again.things, again.samples) == (found.things, found.samples)
    bare = kept([HEAD, event("1", "found", LEDGER)])
    assert stored(*as_json(bare.things, ())).things == bare.things
    assert rows(bare.things)[0][-1] == ""
    assert kept([HEAD, event("1", "found", LEDGER | {"photo": None})]).things == bare.things


@pytest.mark.parametrize("kind", KINDS)
def test_a_line_of_evidence_says_what_where_and_who(kind: str) -> None:
    assert thing_faults(LEDGER | {"kind": kind}, has_photo=True) == []
    wanted = ["name", "place"] if kind == "photo" else ["name", "amount", "place", "holder"]
    assert [key for key, _ in thing_faults({"kind": kind}, has_photo=True)] == wanted
    assert thing_faults(LEDGER | {"kind": kind}, has_photo=False) == (
        [("photo", "缺少照片文件")] if kind == "photo" else []
    )


def test_lengths_and_the_size_of_a_picture_are_these() -> None:
    assert LIMITS == {"name": 100, "amount": 40, "place": 100, "holder": 100, "note": 200}
    assert MOST_PHOTO == 33_554_432


@pytest.mark.parametrize("name", LIMITS)
def test_words_of_evidence_have_a_length(name: str) -> None:
    assert thing_faults(LEDGER | {name: "字" * LIMITS[name]}, has_photo=False) == []
    assert thing_faults(LEDGER | {name: "字" * (LIMITS[name] + 1)}, has_photo=False) == [
        (name, f"最长{LIMITS[name]}字")
    ]


def test_a_kind_that_is_none_is_named() -> None:
    assert thing_faults(LEDGER | {"kind": "car"}, has_photo=False) == [("kind", "证据种类不对")]


@pytest.mark.parametrize(
    ("base", "count", "wrong"),
    [
        (1, 1, []), (5, 5, []), (0, 1, ["base"]), (-1, 1, ["base"]), (True, 1, ["base"]), ("3", 1, ["base"]),
        (5, 6, ["count"]), (5, 0, ["count"]), (5, True, ["count"]), (5, 1.0, ["count"]),
    ],
)  # fmt: skip
def test_a_sample_is_whole_cartons_of_those_that_are_there(base: object, count: object, wrong: list[str]) -> None:
    assert [key for key, _ in sample_faults(base, count)] == wrong


@pytest.mark.parametrize(
    ("base", "count", "told"),
    [(100, 2, ""), (100, 3, "通行做法为1至2条"), (300, 2, ""), (300, 1, "通行做法为2至2条")],
)
def test_an_unusual_sample_is_told(base: int, count: int, told: str) -> None:
    assert unusual(base, count) == told


@pytest.mark.parametrize(
    "bad",
    [
        event("1", "found"), event("1", "found", {"kind": "ledger"}), event("1", "found", LEDGER | {"colour": "红"}),
        event("1", "found", LEDGER | {"photo": {"sha256": "1"}}), event("1", "found", LEDGER | {"kind": "photo"}),
        event("1", "sampled"), event("1", "sampled", SAMPLE | {"count": 301}), event("1", "sampled", {"base": 1}),
        {"id": "1", "do": "found"}, event("1", "found", "ledger"), {"id": "1", "do": "sampled"},
        event("1", "sampled", SAMPLE, at="gestern"), event("1", "sampled", "zwei"),
        event("1", "sampled", SAMPLE | {"base": "3"}),
    ],
)  # fmt: skip
def test_what_cannot_be_read_makes_no_scene(bad: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        kept([HEAD, bad])


def test_a_moment_is_written_to_the_minute() -> None:
    assert to_minute("2026-11-02T09:30:59.123+08:00") == "2026-11-02T09:30+08:00"


def test_records_of_evidence_and_samples_have_every_field() -> None:
    thing = Thing("W1", "other", "n", "a", "p", "h", "o", "t")
    sample = Sample(("Y1",), "", "烟", 10, 1, "p", "u", "t")
    assert stored(*as_json([thing], [sample])) == Kept((thing,), (sample,))
