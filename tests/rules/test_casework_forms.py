"""The blanks of a step: every wrong one is named, sums are whole fen, what is empty is missing."""

from typing import Any

import pytest

from models.errors import InvalidInput
from rules.casework import forms
from tests.support.standing import TEAM


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"colour": "红"}, "没有“colour”这一项"), ({"place": ""}, "缺少“地点”"), ({"place": 3}, "应为文字"),
        ({"place": "长" * 5001}, "最长5000字"), ({"certificates_shown": "是"}, "应为是或者否"),
        ({"started_at": "2026-11-02T09:00"}, "带时区"), ({"started_at": "昨天"}, "带时区"),
        ({"on": "2026-02-30"}, "应为日期"),
        ({"goods": "许多"}, "应为一列"), ({"goods": [1] * 2001}, "最多2000行"),
        ({"officers": [["a", "b"]]}, "登录名"), ({"officers": ["abc"]}, "登录名"),
        ({"officers": ["inspector"]}, "登录名"),
    ],
)  # fmt: skip
def test_a_blank_that_is_wrong_is_named(changed: dict[str, Any], fault: str) -> None:
    good = {"officers": TEAM, "certificates_shown": True, "place": "思明区", "found": "有" * 5000,
            "goods": [1] * 2000, "started_at": "2026-11-02T09:00+08:00", "ended_at": "2026-11-02T10:00+08:00",
            "on": "2026-11-02"}  # fmt: skip
    assert forms.read("case.scene_recorded", good) == good
    with pytest.raises(InvalidInput, match=fault):
        forms.read("case.scene_recorded", good | changed)


@pytest.mark.parametrize(("value", "wrong"), [(0, False), (-1, True), (True, True), ("5", True), (10**12, False)])
def test_sums_are_whole_fen(value: object, wrong: bool) -> None:
    said = {"kinds": ["fine"], "fine": value, "facts": "有烟", "content": "罚款"}
    if wrong:
        with pytest.raises(InvalidInput, match="不小于零的整数"):
            forms.read("case.decided", said)
    else:
        assert forms.read("case.decided", said)["fine"] == value
    with pytest.raises(InvalidInput, match="每一项应为文字"):
        forms.read("case.decided", said | {"kinds": [1]})
    with pytest.raises(InvalidInput, match="“处罚种类”应为一列"):
        forms.read("case.decided", said | {"kinds": "fine"})


@pytest.mark.parametrize("nothing", ["", [], (), None])
def test_what_is_empty_is_missing(nothing: object) -> None:
    with pytest.raises(InvalidInput, match="缺少“处罚种类”"):
        forms.read("case.decided", {"kinds": nothing, "facts": "有烟", "content": "罚款"})


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("text", "字", " "), ("day", "2026-11-02", "2026-02-30"),
        ("moment", "2026-11-02T10:00+08:00", "2026-11-02T10:00"),
        ("number", 0, -1), ("fen", 1, "1"), ("flag", False, 0), ("rows", [], "一列"), ("texts", ["一"], [""]),
        ("people", [["a", "甲", "1"]], [["a", "甲"]]),
    ],
)  # fmt: skip
def test_every_kind_of_blank_takes_what_it_is_for(kind: str, right: object, wrong: object) -> None:
    assert forms.KINDS[kind](right) == ""
    assert forms.KINDS[kind](wrong).startswith(("应为", "每一项"))
    assert len(forms.KINDS) == 9
