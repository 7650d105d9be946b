"""The fine of a step: within its range to the fen, below it only when lightened with a reason, lighter for a minor."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.values import PartyKind
from rules.casework.standing import Party
from tests.support.standing import DAY, PERSON, case, on, told

SAID: dict[str, Any] = {"kinds": ["fine"], "base": 30_000_00, "facts": "从外地进货"}
ABOVE = (
    "罚款3000.01元高于幅度：进货总额30000.00元×5%至10%=1500.00元至3000.00元（《烟草专卖法实施条例》(2023)第五十六条）"
)


@pytest.mark.parametrize(
    ("fine", "mitigation", "why"),
    [
        (1500_00, None, ""), (3000_00, None, ""), (0, None, ""), (None, None, ""), (3000_01, None, ABOVE),
        (3000_01, "减轻处罚", ABOVE), (1499_99, "有立功表现，减轻处罚", ""),
        (1499_99, None, "1499.99元低于幅度"), (1499_99, "从轻处罚", "减轻处罚须写明理由"),
    ],
)  # fmt: skip
def test_a_fine_is_within_its_range_unless_lightened(fine: int | None, mitigation: str | None, why: str) -> None:
    found = told("fine_in_range", case(), on(DAY, **SAID, fine=fine, mitigation=mitigation))

    assert why in found
    assert bool(found) is bool(why)


def test_the_base_must_be_stated_where_the_fine_is_a_part_of_it() -> None:
    said = {"kinds": ["fine"], "fine": 1}

    assert told("fine_in_range", case(), on(DAY, **said)) == "没有写明进货总额，不能核对罚款的幅度"
    assert told("fine_in_range", case(cause="C16"), on(DAY, **said)) == ""
    assert "高于幅度" in told("fine_in_range", case(cause="C16"), on(DAY, fine=50_000_01))
    assert told("fine_in_range", case(cause="C02s"), on(DAY, **said)).startswith("不能处以罚款：C02s没有法定的罚款幅度")
    assert told("fine_in_range", case(cause=""), on(DAY, **said)) == ""


@pytest.mark.parametrize(("born", "young"), [(date(2008, 10, 30), True), (date(2008, 10, 29), False), (None, False)])
def test_a_minor_is_punished_more_lightly_with_the_reason_stated(born: date | None, *, young: bool) -> None:
    standing = case(party=replace(PERSON, born_on=born))
    why = "当事人行为时不满十八周岁，应当从轻或者减轻处罚，须写明从轻减轻的理由"

    assert told("lightened_for_minor", standing, on(DAY, **SAID)) == (why if young else "")
    assert told("lightened_for_minor", standing, on(DAY, mitigation=" ")) == (why if young else "")
    assert told("lightened_for_minor", standing, on(DAY, mitigation="未成年，从轻处罚")) == ""
    shop = Party(PartyKind.SOLE_TRADER, "店", "92350206MA2YFAKE0X", born)
    assert told("lightened_for_minor", case(party=shop), on(DAY)) == ""
