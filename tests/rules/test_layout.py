"""The layout plan: what a file says, each fault with its line and column, the cell of an address, whose turn it is."""

from datetime import date
from typing import Any

import pytest

from models.errors import Refused
from rules.layout import Cell, Plan, cell_of, check_turn, read_plans

COLUMNS = "plan,district,valid_from,code,name,area_type,min_spacing_m,quota,places,school_buffer_m"
ROW = {
    "plan": "思明规划", "district": "350203", "valid_from": "2026-01-01", "code": "S1", "name": "滨南单元",
    "area_type": "商业区", "min_spacing_m": "50.5", "quota": "12", "places": "甲路；乙路; 甲路;",
    "school_buffer_m": "100",
}  # fmt: skip
FIRST = date(2026, 1, 1)


def csv_of(*rows: dict[str, str], head: str = COLUMNS) -> str:
    return "".join(f"{line}\n" for line in (head, *(",".join(each.values()) for each in rows)))


def faults(*rows: dict[str, str]) -> list[tuple[int, str, str]]:
    plans, found = read_plans(csv_of(*rows))
    assert plans == () or found == ()
    return list(found)


def test_a_file_says_the_cells_of_each_plan() -> None:
    other = {**ROW, "code": "S2", "area_type": "", "min_spacing_m": "", "quota": "0", "places": ""}
    later = {**ROW, "valid_from": "2027-01-01", "min_spacing_m": "0", "quota": "", "school_buffer_m": ""}

    plans, found = read_plans("\ufeff" + csv_of(ROW, other, later) + ",,\n")

    assert found == ()
    assert plans == (
        Plan("思明规划", "350203", FIRST, 100.0, (
            Cell("S1", "滨南单元", "商业区", 50.5, 12, ("甲路", "乙路")), Cell("S2", "滨南单元", "", None, 0, ()),
        )),
        Plan("思明规划", "350203", date(2027, 1, 1), None, (
            Cell("S1", "滨南单元", "商业区", 0.0, None, ("甲路", "乙路")),
        )),
    )  # fmt: skip


def test_columns_may_change_places_and_what_need_not_be_said_may_be_left_out() -> None:
    plans, found = read_plans(" Quota ,name,code,valid_from,district,plan\n 3 ,甲,S1,2026-01-01,350203,规划\n")

    assert (plans, found) == ((Plan("规划", "350203", FIRST, None, (Cell("S1", "甲", "", None, 3, ()),)),), ())


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", {f"缺少“{name}”列" for name in ("plan", "district", "valid_from", "code", "name")}),
        (COLUMNS.replace("code,", "colour,"), {"没有“colour”这一列", "缺少“code”列"}),
        (f"{COLUMNS},plan", {"有重复的列"}),
        (COLUMNS + "\n" * 20_001, {"最多20000行"}),
        (f"{COLUMNS}\n,,,\n", {"文件里没有单元格"}),
        (COLUMNS, {"文件里没有单元格"}),
    ],
    ids=["nothing", "a strange column", "a column twice", "too long", "empty lines only", "no line"],
)
def test_a_file_without_its_columns_or_any_cell_is_refused_in_its_first_line(text: str, wrong: set[str]) -> None:
    plans, found = read_plans(text)

    assert (plans, {line for line, _, _ in found}, {words for _, _, words in found}) == ((), {1}, wrong)


def test_the_longest_file_is_read() -> None:
    assert read_plans(csv_of(ROW) + "\n" * (20_000 - 2))[1] == ()


def test_what_is_no_csv_is_refused() -> None:
    plans, found = read_plans(f"{COLUMNS}\n{'x' * 140_000}")

    (fault,) = found
    assert (plans, fault[:2], fault[2].partition("：")[0]) == ((), (1, ""), "不是可读的CSV")


@pytest.mark.parametrize(
    ("changes", "column", "words"),
    [
        *(({name: ""}, name, "必填") for name in ("plan", "district", "valid_from", "code", "name")),
        ({"district": "350200"}, "district", "应为350203、350205、350206、350211、350212、350213之一"),
        ({"valid_from": "2026-02-30"}, "valid_from", "应为真实存在的日期YYYY-MM-DD"),
        ({"min_spacing_m": "-1"}, "min_spacing_m", "应为0至100000的米数"),
        ({"min_spacing_m": "100000.1"}, "min_spacing_m", "应为0至100000的米数"),
        ({"school_buffer_m": "nan"}, "school_buffer_m", "应为0至100000的米数"),
        ({"school_buffer_m": "远"}, "school_buffer_m", "应为0至100000的米数"),
        ({"quota": "1.5"}, "quota", "应为0至100000的整数"),
        ({"quota": "９"}, "quota", "应为0至100000的整数"),
        ({"quota": "100001"}, "quota", "应为0至100000的整数"),
        ({"quota": "0000000001"}, "quota", "应为0至100000的整数"),
        ({"quota": "", "min_spacing_m": ""}, "quota", "间距和数量上限至少写一项"),
        ({"places": ";".join(f"{n}路" for n in range(201))}, "places", "最多200处"),
        ({"name": "甲\x1b[31m"}, "name", "含有不可见的控制字符"),
        ({"name": "甲\x1f乙"}, "name", "含有不可见的控制字符"),
        ({"plan": "长" * 101}, "plan", "超过100个字"),
        ({"code": "1" * 21}, "code", "超过20个字"),
        ({"name": "长" * 101}, "name", "超过100个字"),
        ({"area_type": "长" * 41}, "area_type", "超过40个字"),
        ({"more": "x"}, "", "列数与表头不符"),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_its_line_its_column_and_what_should_stand_there(
    changes: dict[str, str], column: str, words: str
) -> None:
    right = {
        **ROW,
        "code": "S0",
        "places": "",
        **{n: v for n, v in changes.items() if n in ("plan", "school_buffer_m")},
    }

    assert (3, column, words) in faults(right, {**ROW, **changes})
    assert {found for line, found, _ in faults(right, {**ROW, **changes}) if line == 3} == {column}


@pytest.mark.parametrize(
    "changes",
    [
        {"min_spacing_m": "0"}, {"min_spacing_m": "100000"}, {"quota": "0"}, {"quota": "100000"}, {"quota": ""},
        {"min_spacing_m": ""}, {"places": ";".join(f"{n}路" for n in range(200))}, {"plan": "长" * 100},
        {"code": "1" * 20}, {"name": "长" * 100}, {"area_type": "长" * 40}, {"quota": "000000001"}, {"name": "甲 乙"},
    ],
)  # fmt: skip
def test_what_lies_at_the_edge_is_right(changes: dict[str, str]) -> None:
    assert faults({**ROW, **changes}) == []


def test_two_rows_of_a_plan_claim_neither_the_same_code_nor_the_same_street() -> None:
    other = {**ROW, "plan": "另一规划", "school_buffer_m": "50", "places": "丙路；乙路；甲路"}

    assert faults(ROW, other, {**ROW, "code": "S3", "places": "丙路"}) == [
        (3, "code", "单元格代码重复"),
        (3, "plan", "同一规划的各行应相同"),
        (3, "school_buffer_m", "同一规划的各行应相同"),
        (3, "places", "“乙路、甲路”已属于另一单元格"),
        (4, "places", "“丙路”已属于另一单元格"),
    ]
    assert faults(ROW, {**ROW, "district": "350206", "plan": "湖里规划", "school_buffer_m": ""}) == []


@pytest.mark.parametrize(
    ("address", "code"),
    [("厦门市湖滨南路100号", "S2"), ("厦门市湖滨南路7号", "S1"), ("厦门市厦禾路7号", ""), ("厦禾路湖滨北路", ""),
     ("滨南路湖滨北路", "S4")],
    ids=["the longest piece", "the longer street", "nowhere", "in two of the same length", "longer than the other"],
)  # fmt: skip
def test_the_longest_piece_of_an_address_names_its_cell(address: str, code: str) -> None:
    pieces = [("S1", ["湖滨南路", "路"]), ("S2", ["湖滨南路100号"]), ("S3", ["滨南路"]), ("S4", ["湖滨北路"])]
    two = [("S5", ["厦禾路湖"])] if address.startswith("厦禾") else []

    assert cell_of(address.replace("厦门市厦禾路", "厦门市某处"), [*pieces, *two]) == code


def test_an_address_lies_in_no_cell_where_nothing_of_it_is_named() -> None:
    assert cell_of("湖滨南路1号", []) == ""
    assert cell_of("湖滨南路1号", [("S1", ["厦禾路"])]) == ""
    assert cell_of("湖滨南路1号", [("S1", ["厦禾路"]), ("S2", ["路"])]) == "S2"


@pytest.mark.parametrize(
    ("count", "ahead", "told"),
    [
        (2, [], ""), (1, ["A-1"], ""), (3, [], "已有3个零售点，上限3个"), (4, [], "已有4个零售点，上限3个"),
        (2, ["A-1"], "余1个名额，先受理的A-1尚未决定"),
        (0, [f"A-{n}" for n in range(1, 7)], "余3个名额，先受理的A-1、A-2、A-3、A-4、A-5尚未决定"),
    ],
)  # fmt: skip
def test_the_last_slots_belong_to_what_was_accepted_earlier(count: int, ahead: list[str], told: str) -> None:
    wanted: dict[str, Any] = {"name": "滨南单元", "quota": 3, "count": count, "ahead": ahead}

    if told:
        with pytest.raises(Refused, match=f"^滨南单元{told}"):
            check_turn(**wanted)
    else:
        check_turn(**wanted)
