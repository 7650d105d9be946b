"""A whole screening: which rules, in which order, and the worst of their answers."""

from dataclasses import replace
from datetime import date

import pytest

from content.lawbook import lawbook
from models.errors import InvalidInput
from models.values import Outcome
from rules.screening import Desk, ListHit, screen
from tests.rules.cases import ON, OWN, case_of, finding, judged, law, record

INPUT_RULES = ["R1", "R2", "R3", "R4", "R5", "R6", "A1", "A2", "A4", "A7", "A8"]
HIT, BARRED = {"status": "hit", "party": OWN}, [record("disqualification", "2026-01-01")]
DOWN = {"status": "unavailable"}


def test_a_clean_case_passes_every_rule_of_the_input_in_order() -> None:
    found = judged()

    assert [each.rule for each in found.findings] == INPUT_RULES
    assert {each.outcome for each in found.findings} == {Outcome.PASS}
    assert found.outcome is Outcome.PASS


@pytest.mark.parametrize("item", ["renew", "change", "suspend", "resume", "close", "reissue"])
def test_for_other_items_only_r6_and_a8_are_looked_at(item: str) -> None:
    found = judged(item=item, records=BARRED, premises={"vending_machine": True, "holds_licence": True})

    assert [each.rule for each in found.findings] == ["R6", "A8"]
    assert found.outcome is Outcome.PASS


@pytest.mark.parametrize(
    ("changes", "worst"),
    [
        ({"records": BARRED, "business": DOWN, "premises": None}, Outcome.DENY),
        ({"business": DOWN, "premises": None}, Outcome.UNAVAILABLE),
        ({"premises": None}, Outcome.REVIEW),
        ({}, Outcome.PASS),
        ({"item": "renew", "defaulter": HIT, "business": DOWN}, Outcome.UNAVAILABLE),
        ({"item": "renew", "defaulter": HIT}, Outcome.REVIEW),
        ({"item": "renew", "defaulter": HIT, "business": {"status": "revoked"}}, Outcome.DENY),
    ],
)
def test_the_worst_finding_is_the_outcome(changes: dict[str, object], worst: Outcome) -> None:
    assert judged(**changes).outcome is worst


def test_every_finding_has_an_article_and_evidence() -> None:
    assert all(each.basis and each.evidence.endswith(("。", "）")) for each in judged(premises=None).findings)


def test_nothing_known_is_never_a_pass() -> None:
    found = judged(applicant={"kind": "person"}, premises=None, records=None, defaulter=None, business=None)

    assert {each.outcome for each in found.findings} == {Outcome.REVIEW}


def test_the_json_of_a_finding_has_the_agreed_keys() -> None:
    assert finding("R1", records=BARRED).as_json() == {
        "rule": "R1",
        "outcome": "deny",
        "basis": "《烟草专卖许可证管理办法》(工业和信息化部令第37号)第二十五条第(三)项[LIC 25(三)]",
        "evidence": "2026-01-01有取消从事烟草专卖业务资格的决定（当事人号码一致），"
        "3年限制至2029-01-01，2029-01-02起可以申请。",
        "barred_through": "2029-01-01",
    }


def test_before_the_first_rule_of_the_book_nothing_is_judged() -> None:
    with pytest.raises(InvalidInput, match="没有收录1999-01-01"):
        lawbook().in_force(date(1999, 1, 1))


@pytest.mark.parametrize("item", ["new", "renew"])
def test_a_rule_without_a_row_on_the_day_is_not_looked_at(item: str) -> None:
    in_force = law()
    desk = Desk(blacklist=(ListHit("名单", "原因", same_number=True),), investigations=(), other_licences=())
    full = {each.rule for each in screen(replace(case_of(item=item), desk=desk), ON, in_force).findings}

    for rule in full:
        without = replace(in_force, rules={key: row for key, row in in_force.rules.items() if key != rule})
        found = screen(replace(case_of(item=item), desk=desk), ON, without)
        assert {each.rule for each in found.findings} == full - {rule}
        unasked = screen(replace(case_of(item=item, records=None), desk=desk), ON, without)
        assert {each.rule for each in unasked.findings} == full - {rule}


def test_a_law_without_any_rule_bars_nothing() -> None:
    assert screen(case_of(), ON, replace(law(), rules={})).outcome is Outcome.PASS
