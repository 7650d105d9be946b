"""What to do about a condition that is not met: correct what is filled in, complete the case, wait, or another step."""

from dataclasses import replace
from typing import Any

import pytest

from models.casework import CaseStage
from models.errors import Refused
from rules.casework import conditions
from rules.casework.advice import CORRECT, FACTS, OTHER, PAY, PEOPLE, STEP, WAIT, WAIT_OR_STEP, advice
from rules.casework.conditions import CONDITIONS
from rules.casework.standing import Party, Taken
from tests.support.standing import DAY, TEAM, case, on, took

ANNOUNCED: Taken = took("case.service_announced")


@pytest.mark.parametrize(
    ("name", "facts", "said", "phrase"),
    [
        ("two_officers", {}, {}, PEOPLE),
        ("fine_in_range", {}, {}, CORRECT),
        ("service_proved", {}, {"way": "托人带去"}, CORRECT),
        ("service_proved", {}, {"way": "公告送达"}, STEP),
        ("party_or_ownerless", {}, {}, FACTS),
        ("cause_known", {}, {}, FACTS),
        ("within_limitation", {"acted_on": None}, {}, FACTS),
        ("within_limitation", {}, {}, OTHER),
        ("reviewed", {}, {}, STEP),
        ("defence_over", {}, {}, WAIT),
        ("hearing_over", {}, {}, WAIT_OR_STEP),
        ("fine_settled", {"owed": 1}, {}, PAY),
        ("fine_overdue", {"owed": 1}, {}, WAIT),
        ("fine_overdue", {"owed": 0}, {}, OTHER),
        ("alive", {}, {}, OTHER),
    ],
)
def test_each_condition_has_its_own_advice(name: str, facts: dict[str, Any], said: dict[str, Any], phrase: str) -> None:
    assert advice([name], case(**facts), on(DAY, **said)) == f"请{phrase}。"


ADVICE = {
    CORRECT: "certificates_shown simple_procedure preservation_open told_in_time annulled_since plan_right "
    "cash_allowed fine_in_range within_standard lightened_for_minor in_kind_right as_noticed sums_named not_heavier "
    "amended",
    PEOPLE: "two_officers",
    FACTS: "party_known party_or_ownerless cause_known not_serious ownerless",
    WAIT: "defence_over",
    WAIT_OR_STEP: "owner_waited hearing_over hearing_notified hearing_refusable demanded remedies_over",
    PAY: "fine_settled",
    OTHER: "before_lead_term before_inquiry_term before_court_term not_extended suspended preserved alarm_open "
    "review_open notice_unserved unserved hearing_in_time hearing_offered hearing_requested remedy_open of_age alive "
    "ours spot_standard fine_owed cash_out cash_in_house forfeited goods_listed punished",
}


@pytest.mark.parametrize(("phrase", "names"), ADVICE.items())
def test_what_is_advised_about_whatever_stands_against_a_step(phrase: str, names: str) -> None:
    given = {name: advice([name], case(), on(DAY)) for name in names.split()}
    assert given == dict.fromkeys(names.split(), f"请{phrase}。")


def test_service_that_was_announced_and_bears_another_day_is_corrected() -> None:
    assert advice(["service_proved"], case(ANNOUNCED), on(DAY, way="公告送达")) == f"请{CORRECT}。"


def test_every_advice_is_about_a_condition_that_there_is() -> None:
    from rules.casework import advice as module

    assert {*module._PLAIN, *module._BY_CASE} <= set(CONDITIONS)
    assert not set(module._PLAIN) & set(module._BY_CASE)
    assert sum(len(names) for names in module._BY_PHRASE.values()) == len(module._PLAIN)


def test_a_wrong_value_is_corrected_and_no_step_is_sent_for() -> None:
    with pytest.raises(Refused) as error:
        conditions.check("case.filed", case(stage=CaseStage.LEAD), on(DAY, officers=TEAM[:1]))
    assert error.value.do_next == "请改正执法人员（每人都须有执法证件）。"


def test_each_advice_is_given_once_in_the_order_of_the_law() -> None:
    with pytest.raises(Refused) as error:
        conditions.check("case.filed", case(party=Party(), cause=""), on(DAY, officers=[]))
    assert error.value.do_next == f"请{FACTS}、{PEOPLE}。"


def test_before_anything_is_filled_in_only_the_case_is_advised_about() -> None:
    assert conditions.what_to_do("case.filed", case(cause=""), on(DAY), said=False) == f"请{FACTS}。"


@pytest.mark.parametrize(
    ("name", "taken", "listed", "why"),
    [
        ("goods_listed", (), False, "没有列明涉案物品"),
        ("goods_listed", (), True, ""),
        ("goods_listed", (took("case.scene_recorded", goods=[]),), False, "没有列明涉案物品"),
        ("goods_listed", (took("case.evidence_preserved", goods=[["", "牌", 1]]),), False, ""),
        ("goods_listed", (took("case.scene_recorded", goods=[["", "牌", 1]]),), False, ""),
        ("goods_listed", (took("case.sampled", goods=[["", "牌", 1]]),), False, ""),
        ("goods_listed", (took("case.priced", goods=[["", "牌", 1]]),), False, ""),
        ("goods_listed", (took("case.goods_sold", goods=[["", "牌", 1]]),), False, "没有列明涉案物品"),
        ("forfeited", (), False, "没有决定没收物品"),
        ("forfeited", (took("case.decided", kinds=["fine"]),), False, "没有决定没收物品"),
        ("forfeited", (took("case.decided", kinds=["fine", "confiscation"]),), False, ""),
        ("forfeited", (took("case.handled"),), False, ""),
        ("preserved", (), False, "没有先行登记保存的证据"),
        ("preserved", (took("case.evidence_preserved", notice="1"),), False, ""),
        ("disposed", (), False, "还没有对先行登记保存的证据作出处理"),
        ("disposed", (took("case.preservation_disposed", notice="1"),), False, ""),
    ],
)
def test_what_must_be_known_of_goods_before_they_go(
    name: str, taken: tuple[Taken, ...], listed: bool, why: str
) -> None:
    assert CONDITIONS[name](case(*taken), replace(on(DAY), listed=listed)) == why
