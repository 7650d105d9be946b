"""A name alone never bars and never clears: it asks; who has no right number is asked for one, or referred."""

from dataclasses import replace
from typing import Any

import pytest

from models.values import Outcome
from rules.screening import Desk, ListHit, screen
from rules.screening.reading import read_case
from tests.rules.cases import ID_NO, ON, OTHER_ID, changed, law

OTHER_NAME = {"name": "王伟", "id_no": OTHER_ID}
BARRING = {
    "disqualification": {"kind": "disqualification", "on": "2025-01-01"},
    "refusal": {"kind": "refusal", "on": "2026-06-01", "cause": "false_material"},
    "annulment": {"kind": "annulment", "on": "2025-01-01", "cause": "fraud"},
}


def outcome(case: dict[str, Any], desk: Desk | None = None) -> Outcome:
    return screen(replace(read_case(case), desk=desk), ON, law()).outcome


@pytest.mark.parametrize("record", BARRING.values(), ids=BARRING)
def test_a_record_that_only_bears_the_name_asks_and_one_with_the_number_bars(record: dict[str, Any]) -> None:
    whole = {**record, "in_force": True, "by": "tobacco"}

    assert outcome(changed(records=[{**whole, "party": {"name": "王伟"}}])) is Outcome.REVIEW
    assert outcome(changed(records=[{**whole, "party": OTHER_NAME}])) is Outcome.REVIEW
    assert outcome(changed(records=[{**whole, "party": {"name": "王威", "id_no": ID_NO}}])) is Outcome.DENY


def test_a_defaulter_of_the_same_name_asks() -> None:
    listed = {"status": "hit", "as_of": "2026-11-20T09:00:00+08:00"}

    assert outcome(changed(defaulter={**listed, "party": {"name": "王伟"}})) is Outcome.REVIEW
    assert outcome(changed(defaulter={**listed, "party": {"name": "王伟", "id_no": ID_NO}})) is Outcome.DENY


def test_a_list_that_bars_bars_by_number_only() -> None:
    hit = ListHit("全国名单", "列入", same_number=False, bars="某某办法第一条")

    assert outcome(changed(), Desk(blacklist=(hit,))) in {Outcome.REVIEW, Outcome.UNAVAILABLE}


@pytest.mark.parametrize("number", [None, "", "350203199003070015", "3502031990030700", "E12345678"])
def test_who_has_no_right_number_is_never_cleared(number: str | None) -> None:
    assert outcome(changed(applicant__id_no=number)) is Outcome.REVIEW
