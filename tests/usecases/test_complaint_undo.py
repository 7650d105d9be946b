"""Deeds of the hotline are taken back within their grace time, whole, and corrected afterwards."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from models.complaints import HotlineKind
from models.errors import NotFound, Refused
from models.tables.columns import table_of
from models.tables.complaints import ComplaintReporterRow
from models.tables.outbox import AlarmRow
from models.values import Officer
from tests.support.casework import CHIEF, FACTS, INSPECTOR, START, Clock, confirmed
from tests.support.complaints import CLERK, REPORT, REPORTER, SUPERVISOR, accepted, received
from tests.support.one_kind import database_url
from usecases import (
    complaint_answers,
    complaint_cases,
    complaint_claims,
    complaint_rewards,
    complaint_rows,
    complaint_standing,
    complaints,
    complaints_desk,
    running_terms,
)

if TYPE_CHECKING:
    from wiring.office import Office

__all__ = ["database_url"]
GRACE = timedelta(minutes=5)
DRAWER, ALARMS = table_of(ComplaintReporterRow), table_of(AlarmRow)


def kept(office: "Office", number: str) -> tuple[Any, ...]:
    """Return an item and its terms as they are."""
    with office.reading() as session:
        row = dict(complaint_rows.read(session, number).row)
        terms = [
            (t["term"], t["handler"], t["district"], t["done_at"]) for t in running_terms.of_subject(session, number)
        ]
    return row, terms


def undoes(office: "Office", number: str, deed: Any, *args: object, by: Officer) -> None:
    """Do a deed in a later moment and take it back; everything is as it was."""
    assert isinstance(office.clock, Clock)
    office.clock.to(office.clock.today + timedelta(days=1))
    before = kept(office, number)
    office.perform(deed, number, *args, by=by, grace=GRACE)
    assert kept(office, number) != before

    assert office.undo(number, by=by) == number

    assert kept(office, number) == before


def test_what_was_noted_by_mistake_is_gone_with_its_drawer_and_its_number_is_free(bureau: "Office") -> None:
    number = bureau.perform(complaints.receive, REPORT, REPORTER, by=CLERK, grace=GRACE)

    bureau.undo(number, by=CLERK)

    with pytest.raises(NotFound), bureau.reading() as session:
        complaint_rows.read(session, number)
    with bureau.reading() as session:
        assert session.execute(select(func.count()).select_from(DRAWER)).scalar() == 0
        assert running_terms.of_subject(session, number) == []
    assert received(bureau) == number


@pytest.mark.parametrize(
    ("intake", "deed", "args", "by"),
    [
        ({}, complaints.accept, (), SUPERVISOR),
        ({"matter": "price"}, complaints.refer, (), SUPERVISOR),
        ({"against": "", "place": ""}, complaints.turn_away, ("no_facts",), SUPERVISOR),
        ({"kind": HotlineKind.INQUIRY}, complaint_standing.withdraw, ("已经知道了",), CLERK),
    ],
    ids=["accepted", "referred", "not accepted", "withdrawn"],
)
def test_a_first_judgement_is_taken_back(
    bureau: "Office", intake: dict[str, Any], deed: Any, args: tuple[str, ...], by: Any
) -> None:
    undoes(bureau, received(bureau, replace(REPORT, **intake)), deed, *args, by=by)


@pytest.mark.parametrize(
    ("deed", "args", "by"),
    [
        (complaints.dispatch, ("inspector",), SUPERVISOR),
        (complaints.answer, ("经查属实，已经处理。",), INSPECTOR),
        (complaint_standing.find_false, ("查无此店，反复编造",), SUPERVISOR),
        (complaint_standing.waive_secrecy, (START, "已签同意书"), INSPECTOR),
    ],
    ids=["dispatched", "answered", "found false", "secrecy waived"],
)
def test_a_deed_on_what_is_in_hand_is_taken_back(bureau: "Office", deed: Any, args: tuple[Any, ...], by: Any) -> None:
    undoes(bureau, accepted(bureau), deed, *args, by=by)


def test_a_rating_and_a_corrected_answer_are_taken_back(bureau: "Office") -> None:
    number = accepted(bureau)
    bureau.perform(complaints.answer, number, "经查属实，已经处理。", by=INSPECTOR)

    undoes(bureau, number, complaint_answers.correct, "经查不属实。", "写错了", by=INSPECTOR)
    undoes(bureau, number, complaints.rate, 5, by=CLERK)


def test_a_report_and_the_case_it_became_are_taken_back_in_one_stroke(bureau: "Office") -> None:
    number = accepted(bureau)

    undoes(bureau, number, complaint_cases.make, FACTS, by=INSPECTOR)

    assert bureau.perform(complaint_cases.make, number, FACTS, by=INSPECTOR) == "C-2026-000001"


def test_a_link_to_a_case_is_taken_back_and_the_case_stays(bureau: "Office") -> None:
    case = bureau.perform(complaint_cases.make, accepted(bureau), FACTS, by=INSPECTOR)
    second = accepted(bureau, replace(REPORT, gist="又有人反映同一家店"), None)

    undoes(bureau, second, complaint_cases.link, case, by=INSPECTOR)


def test_a_reward_and_its_alarm_are_taken_back_and_the_proposal_waits_again(bureau: "Office") -> None:
    number = accepted(bureau)
    case = bureau.perform(complaint_cases.make, number, FACTS, by=INSPECTOR)
    confirmed(bureau, case, "case.filed", officers=["inspector", "inspector2"], reason="有证据证明违法")
    bureau.perform(complaint_rewards.propose, number, 200_000, reason="线索准确", by=INSPECTOR)

    undoes(bureau, number, complaint_rewards.approve, by=CHIEF)

    with bureau.reading() as session:
        waiting = complaint_rewards.proposed(session, number)
        alarms = session.execute(select(ALARMS.c.id).where(ALARMS.c.code == "reward_due", ALARMS.c.closed_at.is_(None)))
        assert (waiting is not None, alarms.all()) == (True, [])
    bureau.perform(complaint_rewards.approve, number, by=CHIEF)


def test_an_answer_that_has_left_is_corrected_and_not_undone(bureau: "Office", clock: Clock) -> None:
    number = accepted(bureau)
    bureau.perform(complaints.answer, number, "经查属实，已经处理。", by=INSPECTOR, grace=GRACE)
    clock.to(START + timedelta(days=1))

    with pytest.raises(Refused, match="已过撤销时限"):
        bureau.undo(number, by=INSPECTOR)
    with pytest.raises(Refused, match="与原答复相同"):
        bureau.perform(complaint_answers.correct, number, "经查属实，已经处理。", "重发", by=INSPECTOR)
    bureau.perform(complaint_answers.correct, number, "经查，另一家店属实。", "写错店名", by=CLERK)

    row = kept(bureau, number)[0]
    assert (row["answer"], row["answered_by"], row["ended_on"]) == ("经查，另一家店属实。", "clerk", START)
    with bureau.reading() as session:
        last = complaints_desk.detail(session, number).steps[-1]
    assert last.note == "写错店名；原答复：经查属实，已经处理。"


def test_what_somebody_went_on_from_is_not_taken_back(bureau: "Office") -> None:
    number = received(bureau)
    bureau.perform(complaints.accept, number, by=SUPERVISOR, grace=GRACE)
    bureau.perform(complaints.answer, number, "经查属实，已经处理。", by=INSPECTOR)

    with pytest.raises(Refused):
        bureau.undo(number, by=SUPERVISOR)

    assert kept(bureau, number)[0]["state"] == "answered"


def test_a_code_that_was_given_is_never_taken_back(bureau: "Office") -> None:
    number = received(bureau)
    bureau.perform(complaint_claims.give_code, number, by=CLERK, grace=GRACE)

    with pytest.raises(Refused, match="已过撤销时限"):
        bureau.undo(number, by=CLERK)

    assert kept(bureau, number)[0]["claim"] != ""
