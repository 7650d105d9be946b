"""Notices: the text of a day and an item, its blanks, and what a faulty file is refused for."""

from datetime import date

import pytest

from models.errors import InvalidInput
from models.values import Item
from rules.notices import BLANKS, Notice, find, parse

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
ROW = '[[notice]]\nkind = "accepted"\ntext = "{text}"\nvalid_from = {first}\n{more}\n'


def row(text: str = "好", first: str = "2026-01-01", more: str = "") -> str:
    return ROW.replace("{text}", text).replace("{first}", first).replace("{more}", more)


def notice(text: str = "好", more: str = "") -> Notice:
    return parse(row(text, more=more), "n.toml")[0]


def test_a_notice_says_what_its_row_says_and_takes_the_rest_for_granted() -> None:
    told = row(
        more='sms = true\nphrase = "请您补正吧"\ntemplate = "supplement"\nitems = ["new"]\nvalid_to = 2026-12-31'
    )

    assert parse(row(), "n.toml") == (
        Notice("accepted", "好", False, "", "progress", frozenset(), FIRST, date.max),
    )  # fmt: skip
    assert parse(told, "n.toml") == (
        Notice("accepted", "好", True, "请您补正吧", "supplement", frozenset({Item.NEW}), FIRST, LAST),
    )


def test_a_text_holds_from_its_first_through_its_last_day_for_its_kind_and_items() -> None:
    every, new = notice(more="valid_to = 2026-12-31"), notice(more='items = ["new"]')

    days = (date(2025, 12, 31), FIRST, LAST, date(2027, 1, 1))
    assert [every.holds("accepted", "renew", on) for on in days] == [False, True, True, False]
    assert [new.holds("accepted", item, FIRST) for item in ("new", "renew")] == [True, False]
    assert not every.holds("granted", "renew", FIRST)


def test_a_text_that_names_the_item_counts_before_one_for_all() -> None:
    every, new = notice("甲"), notice("乙", 'items = ["new"]')

    for texts in ([every, new], [new, every]):
        assert find(texts, "accepted", "new", FIRST) == new
        assert find(texts, "accepted", "renew", FIRST) == every
    assert find([every], "granted", "new", FIRST) is None


def test_a_blank_is_filled_and_without_a_value_a_dash() -> None:
    values: dict[str, object] = {"number": 7, "item": "", "due_on": None, "more": "x"}

    assert notice("{number}{item}{due_on}{bureau}").filled(values) == "7———"
    assert {notice(f"{{{name}}}").filled({name: "值"}) for name in BLANKS} == {"值"}


@pytest.mark.parametrize(("length", "end"), [(290, "值"), (291, "…")])
def test_a_text_is_never_longer_than_a_short_message(length: int, end: str) -> None:
    found = notice("一二三四五六七八九十{reason}").filled({"reason": "值" * length})

    assert (len(found), found[-1], found[-2]) == (300, end, "值")


def test_the_blanks_are_those_that_the_desk_fills() -> None:
    assert {
        "bureau", "number", "item", "document_no", "due_on", "licence_no", "valid_to", "materials", "reason",
        "subject", "card", "digest",
    } == BLANKS  # fmt: skip


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[[notice]", "有误"), ('[[notice]]\nkind = "x"\nvalid_from = 2026-01-01\n', "有误.*text"),
        ("notice = 1", "有误"), (row(more='items = ["sell"]'), "有误"), (row("{number"), "有误"),
        (row("{number!x}"), "有误.*空白“number”应写作{number}"), (row("{due_on:d}"), "有误.*空白“due_on”"),
        (row(first='"2026"'), "accepted的日期应写作YYYY-MM-DD"), (row(more='valid_to = "2026"'), "日期应写作"),
        (row("{name}{number}"), "不认识的空白“name”"), (row(more='phrase = "一二三四五六"'), "超过5个字"),
        (row(more='template = "letter"'), "没有模板“letter”"), (row("好" * 301), "超过300个字"),
        (row() + row(), "在2026-01-01有两条有效的文本"),
        (row(more="valid_to = 2026-06-30") + row(first="2026-06-30"), "在2026-06-30有两条"),
        (row(first="2026-06-30") + row(more="valid_to = 2026-06-30"), "在2026-01-01有两条"),
        (row(more='items = ["new", "renew"]') + row(more='items = ["renew"]'), "有两条"),
    ],
)  # fmt: skip
def test_a_faulty_text_is_named_with_its_file(text: str, told: str) -> None:
    with pytest.raises(InvalidInput, match=f"通知文本n.toml.*{told}"):
        parse(text, "n.toml")


@pytest.mark.parametrize(
    "texts",
    [
        [row(more="valid_to = 2026-06-30"), row(first="2026-07-01")],
        [row(first="2026-07-01"), row(more="valid_to = 2026-06-30")],
        [row(), row(more='items = ["new"]')],
        [row(more='items = ["new"]'), row(more='items = ["renew"]')],
        [row(), row().replace("accepted", "granted")],
        [row("好" * 300, more='phrase = "一二三四五"')],
        [row("{{好}}")],
    ],
    ids=["one after the other", "in any order", "for all and for one item", "for two items", "two kinds",
         "as long as may be", "braces of its own"],
)  # fmt: skip
def test_texts_that_never_meet_are_kept(texts: list[str]) -> None:
    assert len(parse("".join(texts), "n.toml")) == len(texts)
