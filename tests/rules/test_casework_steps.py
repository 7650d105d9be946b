"""The course of a case: where each step leads, and where none does."""

import pytest

from models.casework import CaseStage
from models.errors import Refused
from models.values import Role
from rules.casework import forms, steps
from rules.casework.conditions import CONDITIONS
from rules.casework.rights import ABOUT_CASES


@pytest.mark.parametrize(
    ("deed", "stage", "to"),
    [
        ("case.filed", "lead", "investigating"), ("case.not_filed", "lead", "not_filed"),
        ("case.fined_on_the_spot", "lead", "executing"), ("case.scene_recorded", "lead", "lead"),
        ("case.reported", "investigating", "reported"), ("case.review_passed", "reported", "reviewed"),
        ("case.review_returned", "reported", "investigating"), ("case.noticed", "reviewed", "noticed"),
        ("case.noticed", "noticed", "noticed"), ("case.decided", "noticed", "decided"),
        ("case.not_punished", "reviewed", "decided"), ("case.handled", "reviewed", "executing"),
        ("case.served", "decided", "executing"), ("case.executed", "executing", "executing"),
        ("case.closed", "executing", "closed"), ("case.archived", "closed", "archived"),
        ("case.annulled", "archived", "annulled"), ("case.annulled", "decided", "annulled"),
        ("case.transferred", "lead", "transferred"), ("case.transferred", "noticed", "transferred"),
        ("case.cancelled", "investigating", "cancelled"), ("case.remedy_begun", "closed", "closed"),
    ],
)  # fmt: skip
def test_where_a_step_leads(deed: str, stage: str, to: str) -> None:
    assert steps.after(deed, CaseStage(stage)) == to


@pytest.mark.parametrize(
    ("deed", "stage"),
    [
        ("case.filed", "investigating"), ("case.reported", "lead"), ("case.decided", "reviewed"),
        ("case.decided", "reported"), ("case.noticed", "reported"), ("case.served", "noticed"),
        ("case.closed", "decided"), ("case.archived", "executing"), ("case.annulled", "noticed"),
        ("case.cancelled", "lead"), ("case.cancelled", "decided"), ("case.transferred", "decided"),
        ("case.interviewed", "lead"), ("case.noticed", "decided"), ("case.fined_on_the_spot", "investigating"),
    ],
)  # fmt: skip
def test_no_stage_is_passed_over(deed: str, stage: str) -> None:
    with pytest.raises(Refused, match="不能办理"):
        steps.after(deed, CaseStage(stage))


@pytest.mark.parametrize("stage", sorted(steps.ENDED))
def test_what_has_ended_goes_on_nowhere_but_an_archived_decision_may_be_changed_or_annulled(stage: CaseStage) -> None:
    assert list(steps.possible(stage)) == (["决定被变更", "决定被撤销"] if stage is CaseStage.ARCHIVED else [])


def test_every_step_has_its_form_its_right_and_known_conditions() -> None:
    assert set(steps.STEPS) == set(forms.FORMS)
    assert set(steps.STEPS) <= set(ABOUT_CASES)
    assert {name for step in steps.STEPS.values() for name in step.needs} == set(CONDITIONS)
    assert set(steps.STAGE_NAMES) == set(CaseStage)


@pytest.mark.parametrize("deed", sorted(steps.STEPS))
def test_who_may_take_a_step_that_asks_for_two_is_no_reviewer(deed: str) -> None:
    _, roles, basis, two = ABOUT_CASES[deed]
    assert two == steps.STEPS[deed].asks_pair
    assert basis == steps.STEPS[deed].basis
    assert (Role.APPROVER in roles) or deed.startswith("case.review_")
    assert not two or Role.LEGAL_REVIEWER not in roles
