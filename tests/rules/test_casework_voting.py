"""Collective deliberation: opinions that are none, without a reason, without a majority."""

import pytest

from rules.casework.voting import dissenting, faults

TWO = [["张炜", "同意", ""], ["吴佩琪", "同意", ""]]
SPLIT = [["张炜", "同意", ""], ["吴佩琪", "不同意", "金额过高"]]
MOST = [*SPLIT, ["郑明", "同意", ""]]


@pytest.mark.parametrize(
    ("votes", "agreed", "found"),
    [
        (TWO, True, []),
        (SPLIT, False, []),
        (MOST, True, []),
        ([*MOST, ["林芳", "保留意见", "依据不足"]], False, []),
        ([*MOST, ["林芳", "保留意见", "依据不足"]], True, ["同意的2人，没有过半数，不能写“通过处理意见”"]),
        (SPLIT, True, ["同意的1人，没有过半数，不能写“通过处理意见”"]),
        ([*TWO, ["郑明", "不同意", " "]], True, ["郑明不同意，没有写明理由"]),
        ([*TWO, ["郑明", "保留意见"]], True, ["郑明保留意见，没有写明理由"]),
        ([*TWO, ["郑明", "弃权", ""]], True, ["郑明的意见应为同意、不同意或者保留意见"]),
        ([*TWO, ["", "同意", ""]], True, ["没有写明参加人的姓名"]),
    ],
)
def test_a_deliberation_is_judged_whole(votes: list[list[str]], agreed: bool, found: list[str]) -> None:
    assert faults(votes, agreed=agreed) == found


def test_who_disagrees_or_reserves_an_opinion_dissents() -> None:
    rows: tuple[list[str], ...] = ([], ["甲"], ["甲", "同意"], ["甲", "不同意", "理由"], ["甲", "保留意见", "理由"])

    assert [dissenting(row) for row in rows] == [False, False, False, True, True]
