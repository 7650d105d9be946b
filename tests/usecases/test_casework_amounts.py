"""What the fine of a case may be: from its goods, the party's age and the law of its days, beside similar decisions."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import insert, update

from models.errors import InvalidInput
from models.tables.casework import EnforcementCaseRow
from models.tables.columns import table_of
from models.tables.penalties import PenaltyRow
from models.values import Fen
from rules.goods import Goods
from tests.support.casework import FACTS, INSPECTOR, Clock, at_work, decided, did, noticed
from tests.support.one_kind import database_url
from usecases import casework, casework_amounts, casework_goods
from usecases.casework_amounts import Amount, Wish

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url"]
CASES, PENALTIES = table_of(EnforcementCaseRow), table_of(PenaltyRow)
TEN_THOUSAND = Fen(10_000_00)
BLANK = (
    "uscc", "registration_no", "id_type", "legal_rep_name", "legal_rep_id_type", "legal_rep_no", "initials",
    "violation", "certificate", "note", "case_number", "withdrawn_reason", "withdrawal_no",
)  # fmt: skip


def weighed(office: "Office", number: str, **wish: Any) -> Amount:
    with office.reading() as session:
        return casework_amounts.of_case(session, number, replace(Wish(), **wish), at=office.now())


def write(office: "Office", statement: Any) -> None:
    with office.engine.begin() as connection:
        connection.execute(statement)


def penalty(office: "Office", number: str, ratio: int, on: date = date(2026, 5, 8), **more: object) -> None:
    """Record an earlier decision for C01 on a base of 10,000 yuan."""
    row = {"document_no": number, "canonical_no": number, "party_kind": "person", "party_name": "陈大文",
           "party_no": "350203199001010010", "cause": "C01", "facts": "甲", "basis": "乙", "content": "丙",
           "kinds": ["fine"], "base": 10_000_00, "fine": 100_00 * ratio, "acted_on": on, "decided_on": on,
           "valid_until": on, "recorded_at": office.now(), "recorded_by": "inspector"}  # fmt: skip
    defaults = dict.fromkeys(BLANK, "")
    kept = defaults | {"simple_procedure": False, "state": "recorded", "version": 1} | row | more
    write(office, insert(PENALTIES).values(kept))


def test_the_base_is_the_value_of_the_goods_unless_said(bureau: "Office") -> None:
    number = bureau.perform(casework.register, FACTS, by=INSPECTOR)
    with pytest.raises(InvalidInput, match="C01的罚款按进货总额的比例计算"):
        weighed(bureau, number)
    goods = [Goods("测试牌", 100, carton_price=Fen(100_00)), Goods("另一牌", 50)]
    bureau.perform(casework_goods.list_goods, number, goods, by=INSPECTOR)
    with pytest.raises(InvalidInput, match="C01的罚款按进货总额的比例计算"):
        weighed(bureau, number)

    bureau.perform(casework_goods.list_goods, number, goods[:1], by=INSPECTOR)
    found = weighed(bureau, number)
    assert (found.base, found.weighed.low, found.weighed.high) == (1_000_00, 50_00, 100_00)
    assert weighed(bureau, number, base=Fen(20_00)).weighed.high == 2_00


def test_the_base_that_was_stated_last_counts_before_the_goods(bureau: "Office", clock: Clock) -> None:
    number = noticed(at_work(bureau, clock))
    write(bureau, update(CASES).values(stage="investigating"))  # as if the goods had been listed before the notice
    goods = [Goods("测试牌", 100, carton_price=Fen(100_00))]
    bureau.perform(casework_goods.list_goods, number, goods, by=INSPECTOR)
    write(bureau, update(CASES).values(stage="noticed"))
    assert (weighed(bureau, number).base, weighed(bureau, number, base=Fen(1)).base) == (3_000_000, 1)

    clock.to(date(2026, 11, 6))
    said: dict[str, Any] = {
        "kinds": ["fine"],
        "base": 2_000_000,
        "fine": 100_000,
        "facts": "从外地进货",
        "content": "罚款",
    }
    did(bureau, number, "case.noticed", **said)
    assert weighed(bureau, number).base == 2_000_000


def test_a_minor_is_known_by_the_day_of_birth(bureau: "Office") -> None:
    party = {"kind": "person", "name": "林小海", "number": "350203201010310012"}
    number = bureau.perform(casework.register, replace(FACTS, party=party), by=INSPECTOR)

    found = weighed(bureau, number, base=TEN_THOUSAND)
    assert (found.weighed.low, found.weighed.high) == (0, 1_000_00)
    assert "行为时已满十四周岁不满十八周岁" in found.weighed.notes[-1]


def test_a_ratio_is_looked_at_with_its_hearing(bureau: "Office") -> None:
    number = bureau.perform(casework.register, FACTS, by=INSPECTOR)

    right = weighed(bureau, number, base=Fen(100_000_00), ratio=Decimal(10), gains=Fen(9_999_99))
    assert (right.fine, right.faults) == (10_000_00, ())
    assert right.hearings == ("罚款10000.00元，达到对公民的听证标准10000.00元",)
    wrong = weighed(bureau, number, base=Fen(100_000_00), ratio=Decimal("4.99"), gains=Fen(10_000_00))
    assert wrong.faults == ("罚款4990.00元低于可以决定的5000.00元至10000.00元",)
    assert wrong.hearings == ("没收违法所得10000.00元，达到对公民的听证标准10000.00元",)


def test_what_has_no_cause_or_base_cannot_be_weighed(bureau: "Office") -> None:
    number = bureau.perform(casework.register, replace(FACTS, cause=""), by=INSPECTOR)
    with pytest.raises(InvalidInput, match="还没有写明案由"):
        weighed(bureau, number)
    number = bureau.perform(casework.register, replace(FACTS, cause="C16"), by=INSPECTOR)
    with pytest.raises(InvalidInput, match="没有计算基数"):
        weighed(bureau, number, ratio=Decimal(5))
    assert weighed(bureau, number).similar == ()


def test_similar_decisions_are_near_recent_and_in_force(bureau: "Office") -> None:
    number = bureau.perform(casework.register, FACTS, by=INSPECTOR)
    assert (weighed(bureau, number, base=TEN_THOUSAND).similar, weighed(bureau, number, base=TEN_THOUSAND).middle) == (
        (),
        None,
    )
    for n, more in enumerate((
        {}, {"base": 20_000_00}, {"base": 5_000_00}, {"base": 20_000_01}, {"base": 4_999_99}, {"cause": "C02"},
        {"state": "withdrawn"}, {"fine": None}, {"note": "减轻处罚"},
    )):  # fmt: skip
        penalty(bureau, f"N{n}", 6, **more)  # type: ignore[arg-type]
    penalty(bureau, "Y0", 6, date(2023, 11, 2))
    penalty(bureau, "Y1", 6, date(2023, 11, 1))

    found = weighed(bureau, number, base=TEN_THOUSAND)
    assert [one.number for one in found.similar] == ["N0", "Y0", "N2", "N1", "N8"]
    assert {one.party for one in found.similar} == {"陈**"}
    lighter = weighed(bureau, number, base=TEN_THOUSAND, circumstances=("confessed",))
    assert [one.number for one in lighter.similar][:2] == ["N8", "N0"]


def test_a_ratio_far_from_the_others_must_be_answered_for(bureau: "Office") -> None:
    number = bureau.perform(casework.register, FACTS, by=INSPECTOR)
    for n, ratio in enumerate((6, 6, 6, 8)):
        penalty(bureau, f"N{n}", ratio)

    like = weighed(bureau, number, base=TEN_THOUSAND, ratio=Decimal("7.25"))
    assert (like.middle, like.faults, like.outliers) == (Decimal(6), (), frozenset({"N3"}))
    unlike = weighed(bureau, number, base=TEN_THOUSAND, ratio=Decimal("7.26"))
    assert unlike.faults[0].startswith("罚款比例7.26%与近三年类似案件（6%）相差较大")


def test_one_act_of_one_party_is_not_fined_twice(bureau: "Office", clock: Clock) -> None:
    number = bureau.perform(casework.register, FACTS, by=INSPECTOR)
    penalty(bureau, "旧号", 6, party_no=FACTS.party["number"], acted_on=FACTS.acted_on)
    penalty(bureau, "别人", 6, acted_on=FACTS.acted_on)
    (fault,) = weighed(bureau, number, base=TEN_THOUSAND).faults
    assert fault == "当事人2026-10-30的行为已由旧号罚款，同一行为不得两次罚款（《行政处罚法》(2021)第二十九条）"

    write(bureau, update(PENALTIES).values(state="withdrawn"))
    assert weighed(bureau, number, base=TEN_THOUSAND).faults == ()


def test_the_decision_of_the_case_itself_is_no_other_one(bureau: "Office", clock: Clock) -> None:
    number = decided(bureau, clock)

    found = weighed(bureau, number, base=Fen(3_000_000))
    assert (found.similar, found.faults) == ((), ())
