"""The negative list: what is known and met is a finding with its article; what nobody knows is none."""

from datetime import date
from typing import Any

import pytest

from content import read_text
from content.lawbook import lawbook
from models.errors import InvalidInput
from models.values import Item, Outcome
from rules.lawbook import parse
from rules.lawrows import Condition
from rules.negative_list import compare, holds
from tests.rules.cases import judged

TODAY = lawbook().in_force(date(2026, 11, 21))
ROW = """
[[instrument]]
key = "ALL"
title = "行政许可法"
edition = 2019
valid_from = 2019-04-23
mark = "law"

[[rule]]
id = "R1"
name = "x"
instrument = "ALL"
article = "x"
ref = "1"
valid_from = 2020-01-01
mark = "law"

[[negative]]
id = "N1"
name = "甲"
text = "乙"
items = ["new"]
when = [{when}]
outcome = "{outcome}"
instrument = "ALL"
article = "第三十四条"
ref = "34"
valid_from = 2020-01-01
mark = "law"
"""


@pytest.mark.parametrize(
    ("op", "wanted", "value", "met"),
    [
        ("is", True, True, True),
        ("is", True, None, False),
        ("is", True, 1, False),
        ("is", False, False, True),
        ("in", ["revoked"], ["active", "revoked"], True),
        ("in", ["revoked"], [], False),
        ("contains", ["托管", "培训"], "食品销售；校外托管", True),
        ("contains", ["托管"], "食品销售", False),
        ("at_least", 3, 3, True),
        ("at_least", 3, 2.9, False),
        ("at_least", 3, True, False),
        ("at_most", 50, 50.0, True),
        ("at_most", 50, "50", False),
    ],
)
def test_a_condition_holds_only_of_what_is_known(op: str, wanted: Any, value: Any, *, met: bool) -> None:
    assert holds(Condition("x", op, wanted), {"x": value}) is met
    assert not holds(Condition("y", op, wanted), {"x": value})


def test_a_situation_is_a_finding_with_article_source_and_day() -> None:
    facts = {"site.vending_machine": True, "site.as_of": "2026-11-20"}

    (found,) = compare(TODAY.negative, Item.NEW, facts)

    assert (found.rule, found.outcome) == ("N2", Outcome.DENY)
    assert "烟草专卖许可证管理办法实施细则" in found.basis
    assert "第五十一条" in found.basis
    assert found.evidence.endswith("（实地核查，截至2026-11-20）。")
    assert compare(TODAY.negative, Item.CLOSE, facts) == ()
    assert compare(TODAY.negative, Item.NEW, {}) == ()


def test_the_list_is_dated_and_never_part_of_law_screen() -> None:
    before = lawbook().in_force(date(2015, 1, 1)).negative

    assert before == ()
    assert [f.rule for f in judged().findings if f.rule.startswith("N")] == []


@pytest.mark.parametrize(
    ("when", "outcome"),
    [
        ("", "review"),
        ('{ field = "a", is = true }', "grant"),
        ('{ field = "a", like = "x" }', "review"),
        ('{ field = "a", is = true, in = [1] }', "review"),
        ("{ is = true }", "review"),
        ('{ field = "a" }', "review"),
    ],
)
def test_a_row_without_a_proper_condition_is_an_error_of_the_law_office(when: str, outcome: str) -> None:
    text = ROW.replace("{when}", when).replace("{outcome}", outcome)
    files = {"x.toml": text, "settings.toml": read_text("law/settings.toml")}

    with pytest.raises(InvalidInput, match="法规库有误"):
        parse(files)
