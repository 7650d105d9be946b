"""Whom a case is against: too young, dead, or days that cannot be; said plainly, and the way that is left."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from models.casework import CaseStage
from models.errors import InvalidInput, Refused
from tests.support.casework import CHIEF, FACTS, INSPECTOR, START, Clock, at_work, did
from tests.support.one_kind import database_url
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
