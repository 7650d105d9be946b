"""What gives a reporter away is found in any writing, however it is parted; what does not is left alone."""

import pytest

from models.complaints import Reporter
from rules.complaint_words import giving_away, words_in

WHO = Reporter("林海", "0592-2234567", "350203198811223337", "枋湖北路", ("闽D12345", "面包车"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("林海举报", ["姓名"]),
        ("林 · 海举报", ["姓名"]),
        ("林先生举报，海边见", []),
        ("电话22234567", ["电话"]),
        ("电话2223-4567转", ["电话"]),
        ("电话二二二三四五六七", ["电话"]),
        ("电话2234567", []),  # seven of the last eight
        ("证件尾号11223337", ["证件号码"]),
        ("证件尾号1223337", []),
        ("住在枋湖北路口", ["住址"]),
        ("住在枋湖北", []),
        ("开闽ｄ１２３４５的人", ["其他可以认出的字样"]),
        ("有人开面包 车", ["其他可以认出的字样"]),
        ("某店夜间售假", []),
        ("林海，电话02234567，面包车", ["姓名", "其他可以认出的字样"]),
    ],
)
def test_a_text_that_gives_a_reporter_away_says_by_what(text: str, found: list[str]) -> None:
    assert giving_away(WHO, text) == found


@pytest.mark.parametrize(
    ("reporter", "text"),
    [
        (Reporter(name="海"), "海沧的海"),  # one character is in half of all texts
        (Reporter(phone="1231"), "1231"),
        (Reporter(address="湖里区"), "湖里区某店"),
        (Reporter(words=("店",)), "某店"),
        (Reporter(), "什么都没有"),
    ],
)
def test_what_is_too_short_to_tell_anybody_gives_nobody_away(reporter: Reporter, text: str) -> None:
    assert giving_away(reporter, text) == []


@pytest.mark.parametrize(
    ("reporter", "text", "what"),
    [
        (Reporter(name="海波"), "海波", "姓名"),
        (Reporter(phone="12319"), "12319", "电话"),
        (Reporter(id_no="E1234567X"), "证件1234567x", "证件号码"),
        (Reporter(address="湖里一村"), "湖里一村", "住址"),
        (Reporter(words=("司机",)), "司机", "其他可以认出的字样"),
    ],
)
def test_the_shortest_that_tells_is_found(reporter: Reporter, text: str, what: str) -> None:
    assert giving_away(reporter, text) == [what]


def test_words_are_parted_by_commas_points_and_blanks() -> None:
    assert words_in("面包车，闽D12345、司机;保安 胖子\n高个；") == (
        "面包车",
        "闽D12345",
        "司机",
        "保安",
        "胖子",
        "高个",
    )
    assert words_in(" ") == ()
