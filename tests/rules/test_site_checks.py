"""Site checks: who may go and when, what a record needs, and how it is said on paper."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.errors import InvalidInput, Refused
from models.values import Officer, Role
from rules.site_checks import (
    DISTANCES,
    MOST_PHOTOS,
    QUESTIONS,
    TEXTS,
    Photo,
    check_inspectors,
    check_times,
    checked,
    rows,
)

MORNING = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)  # midnight of the 21st in Shanghai
MINUTE = timedelta(minutes=1)
ONE = Officer("one", "甲", frozenset({Role.INSPECTOR, Role.SUPERVISOR}), "3502-001")
OTHER = Officer("other", "乙", frozenset({Role.INSPECTOR}), "3502-002")
FOUND: dict[str, Any] = {"conclusion": "符合"}


@pytest.mark.parametrize(
    ("media_type", "size", "right"),
    [("image/jpeg", 1, True), ("image/png", 10 * 2**20, True), ("image/gif", 1, False), ("image/png", 0, False),
     ("image/png", 10 * 2**20 + 1, False)],
)  # fmt: skip
def test_a_photo_is_a_picture_of_at_most_ten_megabytes(media_type: str, size: int, *, right: bool) -> None:
    photo = Photo("ab" * 32, "门头.jpg", media_type, size)

    if right:
        photo.check()
    else:
        with pytest.raises(InvalidInput, match=r"照片“门头\.jpg”(不是|为空或者超过10MB)"):
            photo.check()


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (ONE, "须由两名以上人员进行"),
        (Officer("other", "乙", frozenset({Role.LICENCE_CLERK}), "3502-002"), "乙不是持有执法证号的核查员"),
        (Officer("other", "乙", frozenset({Role.INSPECTOR}), " "), "乙不是持有执法证号的核查员"),
    ],
    ids=["one person twice", "no inspector", "no certificate"],
)
def test_two_certified_inspectors_go(other: Officer, told: str) -> None:
    check_inspectors([ONE, OTHER])
    with pytest.raises(Refused, match=told):
        check_inspectors([ONE, other])


@pytest.mark.parametrize(
    ("start", "end", "now", "told"),
    [
        (0, 0, 0, ""), (0, 1439, 1439, ""), (1, 0, 5, "先开始、后结束"), (0, 2, 1, "不晚于现在"),
        (0, 1440, 1440, "同一天"), (-1, 0, 0, "同一天"),
    ],
    ids=["a moment", "a whole day", "ends before it begins", "in the future", "until midnight", "from the eve on"],
)  # fmt: skip
def test_a_visit_lies_within_one_day_of_shanghai_and_is_over(start: int, end: int, now: int, told: str) -> None:
    moments = [MORNING + minutes * MINUTE for minutes in (start, end, now)]

    if told:
        with pytest.raises(InvalidInput, match=told):
            check_times(*moments)
    else:
        check_times(*moments)


def test_what_nobody_looked_at_is_left_out() -> None:
    found = {**FOUND, "fixed": False, "safe": None, "remark": "", "school_distance_m": 0, "method": "测距仪"}

    assert checked(found) == {
        "conclusion": "符合", "fixed": False, "school_distance_m": 0, "method": "测距仪",
    }  # fmt: skip


@pytest.mark.parametrize(
    "found",
    [
        *({name: value, "method": "测距仪"} for name in DISTANCES for value in (0, 100_000.0)),
        *({name: answer} for name in QUESTIONS for answer in (True, False)),
        *({name: "长" * most} for name, most in TEXTS.items()),
    ],
)
def test_what_lies_at_the_edge_is_kept(found: dict[str, Any]) -> None:
    assert checked(FOUND | found) == FOUND | found


@pytest.mark.parametrize(
    ("found", "told"),
    [
        *(
            ({name: value, "method": "测距仪"}, f"{what}应为0至100000米")
            for name, what in DISTANCES.items()
            for value in (-1, 100_000.5, float("nan"), True, "5")
        ),
        *(({name: 1}, f"“{what}”应答是或否") for name, (what, _) in QUESTIONS.items()),
        *(({name: "长" * (most + 1)}, f"文字过长或者不是文字（{name}）") for name, most in TEXTS.items()),
        ({"remark": 1}, "不是文字（remark）"),
        ({"colour": "x", "size": 1}, "没有这些栏目：colour、size"),
        ({"school_distance_m": 5}, "还应写明测量方法"),
        ({"nearest_shop_m": 5}, "还应写明测量方法"),
        ({"conclusion": None}, "缺少结论"),
        ({"conclusion": " "}, "缺少结论"),
    ],
)
def test_what_cannot_be_is_refused_by_its_field(found: dict[str, Any], told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        checked(FOUND | found)


def test_the_texts_and_pictures_have_the_room_of_the_form() -> None:
    assert MOST_PHOTOS == 20
    assert TEXTS == {
        "method": 100, "school": 100, "nearest_shop": 100, "conclusion": 500, "present": 50, "relation": 50,
        "remark": 500, "signature": 100, "cell": 20,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("name", "what", "good"),
    [
        ("fixed", "固定经营场所", True),
        ("separate_from_home", "与住所相独立", True),
        ("safe", "没有不适宜经营卷烟的安全因素", True),
        ("vending_machine", "利用自动售货机销售", False),
        ("dangerous_goods", "存放易燃易爆等危险物品", False),
        ("online_sales", "通过信息网络销售", False),
    ],
)
def test_an_answer_that_speaks_against_the_applicant_is_said_to(name: str, what: str, *, good: bool) -> None:
    assert rows({name: good}) == [[what, "是" if good else "否", ""]]
    assert rows({name: not good}) == [[what, "否" if good else "是", "不符合"]]


def test_every_question_and_distance_stands_in_the_form() -> None:
    assert list(QUESTIONS) == [
        "fixed", "separate_from_home", "safe", "vending_machine", "dangerous_goods", "online_sales",
    ]  # fmt: skip
    assert list(DISTANCES) == ["school_distance_m", "nearest_shop_m"]


def test_a_distance_says_to_what_and_how_it_was_measured() -> None:
    found = {"school_distance_m": 120.5, "school": "滨北小学", "nearest_shop_m": 50, "method": "测距仪"}

    assert rows(found) == [
        ["与最近中小学、幼儿园出入口的距离", "120.5米", "滨北小学；测量方法：测距仪"],
        ["与最近零售点的距离", "50米", "测量方法：测距仪"],
    ]
    assert rows({**found, "nearest_shop": "鹭江店"})[1][2] == "鹭江店；测量方法：测距仪"


def test_what_the_applicant_says_stands_last_with_the_signature() -> None:
    assert rows({"fixed": True, "remark": "无异议"})[1:] == [["申请人意见", "无异议", "签名：未签名"]]
    assert rows({"remark": "无异议", "signature": "林海生"}) == [["申请人意见", "无异议", "签名：林海生"]]
    assert rows({"conclusion": "符合"}) == [["现场情况", "见结论", ""]]
