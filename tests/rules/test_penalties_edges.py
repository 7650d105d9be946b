"""The edges of a penalty decision: limits, days and sums at their ends, and who decides instead."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from content.lawbook import lawbook
from models.values import Fen, PartyKind
from rules.casework.amounts import hearings
from rules.penalties import DECIDERS, Decision, faults, fine_range, percent_of, simple_limit
from tests.rules.test_penalties import GOOD, LAW, TODAY

FIRM = replace(
    GOOD, party_kind=PartyKind.ENTERPRISE, uscc="91350200MA00000XYL", simple_procedure=True, cause="C16", base=None
)


def told(decision: Decision) -> list[str]:
    return [fault.message for fault in faults(decision, TODAY, LAW)]


@pytest.mark.parametrize(
    ("base", "percent", "fine"), [(49, 1, 0), (50, 1, 1), (149, 1, 1), (150, 1, 2), (10_000, 33, 3_300)]
)
def test_a_percentage_is_rounded_half_up_to_the_fen(base: int, percent: int, fine: int) -> None:
    assert percent_of(Fen(base), percent) == fine


@pytest.mark.parametrize(
    ("kind", "fine", "over"),
    [
        (PartyKind.PERSON, 200_00, False),
        (PartyKind.PERSON, 200_01, True),
        (PartyKind.SOLE_TRADER, 200_01, True),
        (PartyKind.ENTERPRISE, 3000_00, False),
        (PartyKind.ENTERPRISE, 3000_01, True),
        (PartyKind.OTHER, 3000_00, False),
    ],
)
def test_a_fine_on_the_spot_has_its_most(kind: PartyKind, fine: int, over: bool) -> None:
    found = told(replace(FIRM, party_kind=kind, fine=Fen(fine)))

    assert any("当场处罚的罚款最高" in each for each in found) is over


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"decided_on": TODAY}, None),
        ({"valid_until": GOOD.decided_on}, None),
        ({"publicity_until": GOOD.decided_on}, None),
        ({"publicity_until": GOOD.decided_on.replace(day=19)}, "公示截止期早于决定日期"),
        ({"document_no": f"{'厦' * 20}〔2026〕第{'1' * 100}号"}, None),
        ({"document_no": f"{'厦' * 20}〔2026〕第{'1' * 101}号"}, "文号不能为空，最长128字"),
        ({"confiscated": Fen(0)}, None),
        ({"confiscated": Fen(-1), "kinds": ("fine", "confiscation")}, "没收金额不能为负"),
        ({"confiscated": Fen(1)}, "有没收金额，但处罚种类里没有没收"),
        ({"kinds": ("fine", "confiscation")}, "处罚种类有没收，但没有金额"),
        ({"cause": "C07", "base": Fen(300_000)}, "C07由市场监督管理部门决定"),
        ({"cause": "C19"}, "C19由海关决定"),
        ({"lightened": True, "fine": Fen(1)}, "减轻处罚须写明理由"),
        ({"fine": Fen(1)}, "低于幅度"),
        ({"base": None}, "才能核对罚款幅度"),
        ({"uscc": "", "registration_no": ""}, "应填写统一社会信用代码或者工商注册号"),
        ({"uscc": "", "registration_no": "350200100001235"}, None),
        ({"party_name": " "}, "当事人不能为空"),
        ({"kinds": ("revocation", "fine")}, "应写明证照名称及编号"),
        ({"kinds": ("revocation", "fine"), "certificate": "零售许可证"}, None),
    ],
    ids=str,
)
def test_what_is_told_of_a_decision_at_its_edges(changes: dict[str, Any], words: str | None) -> None:
    found = told(replace(GOOD, **changes))

    assert found == [] if words is None else any(words in each for each in found)


@pytest.mark.parametrize("kind", ["", "111", "554"])
def test_a_persons_number_is_checked_for_the_documents_that_have_a_check_digit(kind: str) -> None:
    person = replace(GOOD, party_kind=PartyKind.PERSON, uscc="", party_no="350203199003070015", id_type=kind)

    assert any(fault.field == "party_no" for fault in faults(person, TODAY, LAW))
    assert told(replace(person, id_type="414")) == []
    assert told(replace(person, party_no="350203199003070014")) == []


def test_a_range_between_two_sums_or_of_a_base_says_its_arithmetic() -> None:
    fixed, share = fine_range(LAW.cause("C16"), None), fine_range(LAW.cause("C01"), Fen(1_000_00))

    assert fixed is not None
    assert share is not None
    assert fixed.arithmetic.startswith("0.00元至50000.00元")
    assert share.arithmetic.split("（")[0].endswith("1000.00元×5%至10%=50.00元至100.00元")
    half = replace(LAW.cause("C16"), high=None)
    assert fine_range(half, None) is None
    assert fine_range(replace(LAW.cause("C01"), high_percent=None), Fen(1)) is None


def test_a_hearing_is_due_where_the_measure_is_heavy_whatever_the_sum() -> None:
    light, heavy = (replace(LAW.cause("C01"), heavy=each) for each in (False, True))

    assert hearings(heavy, PartyKind.PERSON, LAW, fine=Fen(1))
    assert not hearings(light, PartyKind.PERSON, LAW, fine=Fen(9_999_99))
    assert hearings(light, PartyKind.SOLE_TRADER, LAW, fine=Fen(10_000_00))
    assert not hearings(light, PartyKind.ENTERPRISE, LAW, fine=Fen(99_999_99))
    assert hearings(light, PartyKind.OTHER, LAW, fine=Fen(100_000_00))


def test_who_decides_has_a_name_each() -> None:
    assert DECIDERS == {"tobacco": "烟草专卖局", "market_supervision": "市场监督管理部门", "customs": "海关"}


@pytest.mark.parametrize(
    ("on", "citizen", "organisation"),
    [(date(2021, 7, 14), 50_00, 1000_00), (date(2021, 7, 15), 200_00, 3000_00), (date(2026, 11, 20), 200_00, 3000_00)],
)
def test_the_limits_of_a_fine_on_the_spot_are_those_of_the_day(on: date, citizen: int, organisation: int) -> None:
    law = lawbook().in_force(on)
    kinds = (PartyKind.PERSON, PartyKind.SOLE_TRADER, PartyKind.ENTERPRISE, PartyKind.OTHER)

    assert [simple_limit(kind, law) for kind in kinds] == [citizen, citizen, organisation, organisation]
