"""Whom a case is against: too young, dead, or days that cannot be; said plainly, and the way that is left."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from models.casework import CaseStage
from models.errors import InvalidInput, Refused
from tests.support.casework import CHIEF, FACTS, INSPECTOR, START, Clock, at_work, did
from tests.support.one_kind import database_url
from tests.support.register import csv_of, holder, take_in
from usecases import casework, casework_rows, casework_steps

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url"]
PARTY = dict(FACTS.party)


@pytest.fixture
def bureau(office: "Office") -> "Office":
    return at_work(office, Clock(START))


def facts(**party: str) -> casework.Facts:
    return replace(FACTS, party=PARTY | party)


@pytest.mark.parametrize(
    ("party", "words"),
    [
        ({"dead_on": "去年"}, "死亡日期应为日期"),
        ({"dead_on": "2026-11-03"}, "死亡日期2026-11-03在今天之后"),
        ({"dead_on": "1990-03-06"}, "死亡日期早于出生日期"),
        ({"number": "", "born_on": "1990-13-01"}, "出生日期应为日期"),
        ({"number": "", "born_on": "2026-11-03"}, "出生日期2026-11-03在今天之后"),
    ],
)
def test_a_day_of_a_party_that_cannot_be_is_not_kept(bureau: "Office", party: dict[str, str], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        bureau.perform(casework.register, facts(**party), by=INSPECTOR)


@pytest.mark.parametrize("day", ["1990-03-07", "2026-11-02"], ids=["the day of birth", "today"])
def test_the_ends_of_a_life_may_be_the_day_itself(bureau: "Office", day: str) -> None:
    number = bureau.perform(casework.register, facts(dead_on=day), by=INSPECTOR)

    with bureau.reading() as session:
        assert str(casework_rows.read(session, number).standing.party.died_on) == day


def test_who_died_is_not_fined_on_the_spot_and_the_case_goes_its_other_way(bureau: "Office") -> None:
    number = bureau.perform(casework.register, facts(dead_on="2026-11-01"), by=INSPECTOR)
    said: dict[str, Any] = {
        "certificates_shown": True,
        "officers": ["inspector", "inspector2"],
        "kinds": ["fine"],
        "base": 0,
        "fine": 10_000,
    }
    with pytest.raises(Refused, match="当事人已于2026-11-01死亡，不能再对其处罚") as refusal:
        did(bureau, number, "case.fined_on_the_spot", **said, facts="无证", place="思明区")
    assert refusal.value.kept == "案件未变更。"

    bureau.perform(casework_steps.propose, number, "case.not_filed", {"reason": "当事人死亡"}, by=INSPECTOR)
    bureau.perform(casework_steps.confirm, number, by=CHIEF)

    with bureau.reading() as session:
        assert casework_rows.read(session, number).standing.stage is CaseStage.NOT_FILED


def filed(office: "Office", number: str, reason: str = "有证据证明违法") -> None:
    said = {"officers": ["inspector", "inspector2"], "reason": reason}
    office.perform(casework_steps.propose, number, "case.filed", said, by=INSPECTOR)
    office.perform(casework_steps.confirm, number, by=CHIEF)


def test_a_number_that_is_somebody_elses_in_another_case_stops_the_filing_until_it_is_explained(
    bureau: "Office",
) -> None:
    first = bureau.perform(casework.register, facts(), by=INSPECTOR)
    second = bureau.perform(casework.register, facts(name="王建国"), by=INSPECTOR)
    with pytest.raises(Refused, match=f"“王建国”的号码在案件{first}里是“林海生”的") as refusal:
        filed(bureau, second)
    assert refusal.value.do_next == "请核对姓名和号码；确为同一当事人的，在这一步或者案情里写明“林海生”。"

    filed(bureau, second, "有证据证明违法；当事人曾用名林海生")

    with bureau.reading() as session:
        assert casework_rows.read(session, second).standing.stage is CaseStage.INVESTIGATING


def test_a_number_of_the_register_is_that_of_its_holder_and_its_shop(bureau: "Office") -> None:
    take_in(bureau, csv_of(holder(1)))
    row = holder(1)
    shop, person = row["企业(字号)名称"], row["负责人"]
    for number in (row["身份证号"], row["统一社会信用代码"]):
        wrong, *right = (
            bureau.perform(casework.register, facts(kind="sole_trader", name=name, number=number), by=INSPECTOR)
            for name in ("林海生", shop, f"{person[:1]} {person[1:]}")
        )
        with pytest.raises(Refused, match=f"“林海生”的号码在许可证{row['许可证号']}里是“{person}”的"):
            filed(bureau, wrong)
        corrected = facts(kind="sole_trader", name=person, number=number)
        bureau.perform(casework.change, wrong, corrected, by=INSPECTOR)

        for each in (wrong, *right):
            filed(bureau, each)


def test_a_party_without_a_number_is_nobody_else(bureau: "Office") -> None:
    for name in ("林海生", "王建国"):
        filed(bureau, bureau.perform(casework.register, facts(name=name, number=""), by=INSPECTOR))
