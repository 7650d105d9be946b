"""The catalogue of service items: versions by day, differences, and the guide sheet that is published."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from content.servicebook import papers, services
from models.errors import InvalidInput
from models.values import CHANNELS, Item
from rules.catalogue import CHANNEL_NAMES, FIELD_NAMES, Paper, ServiceItem, differences, parse
from usecases import service_guide

DAY = date(2026, 11, 23)
ROW = """
[papers]
id_card = "身份证件"
[[item]]
code = "new"
name = "新办"
papers = [{ code = "id_card", how = ["applicant"] }]
basis = ["ALL 第二十九条"]
channels = ["window"]
valid_from = 2020-01-01
"""
HEAD, _, ITEM = ROW.partition("[[item]]")
EVERY = HEAD + "".join("[[item]]" + ITEM.replace("new", item.value) for item in Item)


def test_the_version_of_a_day_counts_and_its_last_day_too() -> None:
    first, second = services().versions(Item.NEW)

    assert services().on(Item.NEW, first.valid_to) is first
    assert services().on(Item.NEW, first.valid_to + timedelta(days=1)) is second
    with pytest.raises(InvalidInput, match="没有2010-01-01有效"):
        services().on(Item.NEW, date(2010, 1, 1))


def test_what_two_versions_differ_in_is_named_field_by_field() -> None:
    found = {d.field: d for d in differences(*services().versions(Item.NEW))}

    assert "不在中小学校、幼儿园周围" in found["conditions"].after
    assert found["basis"].after == ("ALL第三十四条", "LIC_R第十一条")
    assert "name" not in found


def test_what_is_gone_and_what_came_are_named_and_what_stayed_is_not() -> None:
    version = services().versions(Item.NEW)[-1]
    before, after = (replace(version, basis=tuple((key, "1") for key in keys)) for keys in ("AB", "BC"))

    found = {d.field: (d.before, d.after) for d in differences(before, after)}

    assert found == {"basis": (("A1",), ("C1",))}


def test_every_channel_and_field_has_its_name() -> None:
    assert {*CHANNEL_NAMES} == {*CHANNELS, "window"}
    assert {*FIELD_NAMES} == {
        "name", "conditions", "papers", "basis", "channels", "results", "fees", "process", "note",
    }  # fmt: skip


def test_a_fee_that_comes_is_no_difference_in_what_was_there_before() -> None:
    version = services().versions(Item.NEW)[-1]
    found = {d.field: d for d in differences(replace(version, note=""), replace(version, note="须预约"))}

    assert (found["note"].before, found["note"].after) == ((), ("须预约",))


def test_completeness_asks_for_what_the_contract_asks_for() -> None:
    assert papers(Item.NEW, DAY) == ("id_card", "business_licence", "premises_proof")
    for item in (Item.RENEW, Item.CHANGE, Item.REISSUE):
        assert papers(item, DAY) == ("id_card",)
    for item in (Item.SUSPEND, Item.RESUME, Item.CLOSE):
        assert papers(item, DAY) == ("old_licence",)
    assert papers(Item.NEW, date(2000, 1, 1)) == papers(Item.NEW, DAY)


@pytest.mark.parametrize("item", Item)
def test_every_guide_has_what_must_be_shown_in_public(item: Item) -> None:
    found = dict(service_guide.guide(item, DAY).parts)

    assert {"办理依据", "办理条件", "申请材料", "办理期限", "收费", "办理渠道", "结果文书"} <= set(found)
    assert "20个工作日" in found["办理期限"][0]
    assert all(line.strip() for lines in found.values() for line in lines)


def test_a_guide_is_markdown_for_publication() -> None:
    text = service_guide.markdown(service_guide.guide(Item.RENEW, DAY), "厦门市烟草专卖局")

    assert text.startswith("# 烟草专卖零售许可证延续办事指南\n")
    assert "## 申请材料\n\n1. 身份证件（申请人提交、以前提交过的可以再用）" in text
    assert "届满前未决定的视为准予延续" in text


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x", "有误"),
        ("x = = 1", "有误"),
        (ROW, "没有事项renew"),
        (EVERY.replace('"applicant"', '"post"'), "new的材料来源不认识"),
        (EVERY.replace("2020-01-01", "2020-01-02\nvalid_to = 2020-01-01", 1), "new的有效日期颠倒"),
        (EVERY.replace('"window"', '"pigeon"'), "new的渠道不认识"),
        (ROW.replace("name =", "nmae ="), "不认识的字段nmae"),
        (ROW.replace('code = "new"', 'code = "newer"'), "newer"),
        (ROW.replace('code = "id_card"', 'code = "passport"'), "passport"),
        (ROW.replace("papers = [{", "papers = [5, {"), "有误"),
        (ROW.replace("ALL 第二十九条", "第二十九条"), "有误"),
    ],
)
def test_a_faulty_catalogue_is_named(text: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        parse(text, "items.toml")


def test_a_catalogue_of_every_item_is_read_and_may_have_a_version_of_one_day() -> None:
    found = parse(EVERY.replace("2020-01-01", "2020-01-01\nvalid_to = 2020-01-01", 1), "items.toml")

    assert [len(found.versions(item)) for item in Item] == [1] * len(Item)


def test_an_item_is_read_key_by_key() -> None:
    paper = '{ code = "id_card", how = ["applicant", "sharing"], needed = false, note = "原件" }'
    lists = 'conditions = ["甲"]\nresults = ["乙"]\nprocess = ["丙"]\n'
    more = f'{lists}fees = "10元"\nnote = "须预约"\nvalid_to = 2020-12-31\n'
    text = EVERY.replace('{ code = "id_card", how = ["applicant"] }', paper, 1)
    (found,) = parse(
        text.replace("第二十九条", "第二十九条 第三款", 1).replace("valid_from", f"{more}valid_from", 1), "x"
    ).versions(Item.NEW)

    card = Paper("id_card", "身份证件", ("applicant", "sharing"), needed=False, note="原件")
    days, basis = (date(2020, 1, 1), date(2020, 12, 31)), (("ALL", "第二十九条 第三款"),)
    assert found == ServiceItem(
        Item.NEW, "新办", ("甲",), (card,), basis, ("window",), ("乙",), ("丙",), *days, "10元", "须预约"
    )
    assert found.needed == ()


def test_versions_stand_in_the_order_of_their_days_and_before_the_first_its_papers_are_asked_for() -> None:
    later = (
        ("[[item]]" + ITEM)
        .replace("2020-01-01", "2021-01-01")
        .replace('[{ code = "id_card", how = ["applicant"] }]', "[]")
    )
    found = parse(
        EVERY.replace("[[item]]", f"{later}[[item]]", 1).replace(
            "valid_from = 2020-01-01", "valid_from = 2020-01-01\nvalid_to = 2020-12-31", 1
        ),
        "x",
    )

    assert [row.valid_from.year for row in found.versions(Item.NEW)] == [2020, 2021]
    days = [date(2019, 12, 31), date(2020, 1, 1), date(2020, 12, 31), date(2021, 1, 1)]
    assert [found.needed(Item.NEW, day) for day in days] == [("id_card",), ("id_card",), ("id_card",), ()]


def test_two_versions_of_one_item_never_count_on_the_same_day() -> None:
    from content import read_text

    text = read_text("catalogue/items.toml").replace("valid_to = 2021-02-28", "valid_to = 2021-03-01")
    with pytest.raises(InvalidInput, match="new在2021-03-01有两个有效版本"):
        parse(text, "items.toml")
