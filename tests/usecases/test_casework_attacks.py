"""Nobody investigates, reviews, decides and collects in one case, through whichever door it is tried."""

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import update

from models.errors import NotFound, Refused
from models.tables.columns import table_of
from models.tables.officers import OfficerRow
from models.values import Officer, Role
from tests.support.casework import CHIEF, FACTS, INSPECTOR, LAWYER, START, Clock, confirmed, did, noticed
from tests.support.one_kind import database_url
from tests.support.rows import OFFICERS
from usecases import absences, casework, casework_rows, casework_steps, undo

if TYPE_CHECKING:
    from rules.casework.standing import Standing
    from wiring.office import Office

__all__ = ["database_url"]
ROWS = table_of(OfficerRow)
HEAD, MATE = OFFICERS["approver"], OFFICERS["inspector2"]
TEAM, WITH_HEAD = ["inspector", "inspector2"], ["inspector", "inspector2", "approver"]
TIMES = {"started_at": "2026-11-02T09:00+08:00", "ended_at": "2026-11-02T10:00+08:00"}
SCENE: dict[str, Any] = {"certificates_shown": True, "found": "现场有卷烟", "place": "思明区", **TIMES}
NOTICE: dict[str, Any] = {"kinds": ["fine"], "base": 3_000_000, "fine": 150_000, "facts": "进货", "content": "罚款"}
GRACE = timedelta(seconds=15)


def standing(office: "Office", number: str) -> "Standing":
    with office.reading() as session:
        return casework_rows.read(session, number).standing


def filed(office: "Office", team: list[str] = TEAM) -> str:
    number = office.perform(casework.register, FACTS, by=INSPECTOR)
    confirmed(office, number, "case.filed", officers=team, reason="有证据证明违法")
    return number


def proposed(office: "Office", number: str, deed: str, by: Officer = INSPECTOR, **said: Any) -> None:
    office.perform(casework_steps.propose, number, deed, said, by=by)


def confirm(office: "Office", number: str, by: Officer) -> None:
    office.perform(casework_steps.confirm, number, by=by)


def test_officers_are_who_they_are_entered_as_not_who_a_step_says(bureau: "Office") -> None:
    number = filed(bureau)
    ghosts = [["ghost", "无此人", "1"], ["ghost2", "也无此人", "2"]]
    with pytest.raises(Refused, match="没有在岗的执法人员：ghost、ghost2"):
        did(bureau, number, "case.scene_recorded", officers=ghosts, **SCENE)
    forged = [["inspector", "别人", "999999"], ["inspector2", "吴敏", "888888"]]
    did(bureau, number, "case.scene_recorded", officers=forged, **SCENE)
    people = [OFFICERS[login] for login in TEAM]
    assert standing(bureau, number).taken[-1].said["officers"] == [
        [one.login, one.name, one.certificate_no] for one in people
    ]


def test_who_writes_the_report_alone_approves_nothing(bureau: "Office") -> None:
    number = filed(bureau)
    did(bureau, number, "case.scene_recorded", officers=TEAM, **SCENE)
    did(bureau, number, "case.reported", by=HEAD, facts="进货", nature="违法", proposal="罚款")
    proposed(bureau, number, "case.cancelled", reason="事实不能成立")
    with pytest.raises(Refused, match="调查过本案，不能由其审批决定"):
        confirm(bureau, number, HEAD)
    confirm(bureau, number, CHIEF)


def test_an_inspector_with_the_role_of_a_reviewer_does_not_review_the_own_report(bureau: "Office") -> None:
    both = replace(LAWYER, roles=LAWYER.roles | {Role.INSPECTOR})
    number = filed(bureau)
    did(bureau, number, "case.scene_recorded", officers=TEAM, **SCENE)
    did(bureau, number, "case.reported", by=both, facts="进货", nature="违法", proposal="罚款")
    with pytest.raises(Refused, match="调查过本案，不能作法制审核"):
        did(bureau, number, "case.review_passed", by=both, opinion="同意")


def test_who_reviewed_does_not_go_on_to_investigate(bureau: "Office") -> None:
    number = filed(bureau)
    did(bureau, number, "case.scene_recorded", officers=TEAM, **SCENE)
    did(bureau, number, "case.reported", facts="进货", nature="违法", proposal="罚款")
    did(bureau, number, "case.review_returned", by=LAWYER, opinion="事实不清")
    with bureau.engine.begin() as connection:
        connection.execute(update(ROWS).where(ROWS.c.login == "reviewer").values(certificate_no="350209"))
    with pytest.raises(Refused, match="作过本案的法制审核，不能再调查本案"):
        did(bureau, number, "case.officers_named", by=HEAD, officers=["inspector", "reviewer"], reason="人手不足")
    both = replace(LAWYER, roles=LAWYER.roles | {Role.INSPECTOR})
    with pytest.raises(Refused, match="作过本案的法制审核，不能再调查本案"):
        did(bureau, number, "case.reported", by=both, facts="进货", nature="违法", proposal="罚款")


def test_what_was_proposed_by_somebody_who_was_recused_since_is_not_confirmed(bureau: "Office") -> None:
    number = filed(bureau)
    proposed(bureau, number, "case.cancelled", MATE, reason="事实不能成立")
    others = ["inspector", "approver"]
    did(bureau, number, "case.recused", by=CHIEF, login="inspector2", officers=others, reason="与当事人有亲属关系")
    with pytest.raises(Refused, match="已经回避"):
        confirm(bureau, number, CHIEF)
    bureau.perform(casework_steps.reject, number, note="提出的人已经回避", by=CHIEF)
    assert standing(bureau, number).stage.value == "investigating"


def test_nobody_decides_the_own_recusal_or_judges_the_own_alarm(bureau: "Office") -> None:
    number = filed(bureau, WITH_HEAD)
    with pytest.raises(Refused, match="不能决定自己的回避"):
        did(bureau, number, "case.recused", by=HEAD, login="approver", officers=TEAM, reason="亲属")
    with pytest.raises(Refused, match="不能由其审批决定"):
        did(
            bureau, number, "case.recused", by=HEAD, login="inspector2", officers=["inspector", "approver"], reason="亲"
        )
    with pytest.raises(Refused, match="不能由其审批决定"):
        did(bureau, number, "case.alarm_answered", by=HEAD, transfer=False, reason="不移送")


def test_an_officer_who_left_in_the_middle_is_not_named_by_what_is_confirmed_afterwards(bureau: "Office") -> None:
    number = bureau.perform(casework.register, FACTS, by=INSPECTOR)
    proposed(bureau, number, "case.filed", officers=TEAM, reason="有证据证明违法")
    with bureau.engine.begin() as connection:
        connection.execute(update(ROWS).where(ROWS.c.login == "inspector2").values(active=False))
    with pytest.raises(Refused, match="没有在岗的执法人员：inspector2"):
        confirm(bureau, number, CHIEF)
    assert standing(bureau, number).stage.value == "lead"


def test_a_new_login_with_the_old_certificate_is_the_same_officer(bureau: "Office") -> None:
    number = filed(bureau)
    again = Officer("chen2", "陈立", frozenset({Role.APPROVER}), INSPECTOR.certificate_no)
    proposed(bureau, number, "case.cancelled", MATE, reason="事实不能成立")
    with pytest.raises(Refused, match="调查过本案"):
        confirm(bureau, number, again)


def test_nobody_confirms_the_own_proposal_by_another_login(bureau: "Office") -> None:
    number = filed(bureau)
    with bureau.engine.begin() as connection:
        connection.execute(update(ROWS).where(ROWS.c.login == "clerk").values(certificate_no="350288"))
        connection.execute(update(ROWS).where(ROWS.c.login == "clerk").values(roles=["approver"]))
    mine = replace(OFFICERS["clerk"], roles=frozenset({Role.APPROVER}), certificate_no="350288")
    proposed(bureau, number, "case.cancelled", mine, reason="事实不能成立")
    with pytest.raises(Refused, match="不能批准自己提出的步骤"):
        confirm(bureau, number, replace(CHIEF, certificate_no="350288"))


def test_who_stands_in_for_the_reviewer_is_still_who_investigated(bureau: "Office") -> None:
    both = replace(INSPECTOR, roles=INSPECTOR.roles | {Role.LEGAL_REVIEWER})
    with bureau.engine.begin() as connection:
        roles = sorted(role.value for role in both.roles)
        connection.execute(update(ROWS).where(ROWS.c.login == "inspector").values(roles=roles))
    number = filed(bureau)
    bureau.perform(absences.enter, "reviewer", START, START, "inspector", by=CHIEF)
    did(bureau, number, "case.scene_recorded", officers=TEAM, **SCENE)
    did(bureau, number, "case.reported", by=MATE, facts="进货", nature="违法", proposal="罚款")
    with pytest.raises(Refused, match="调查过本案，不能作法制审核"):
        did(bureau, number, "case.review_passed", by=both, opinion="同意")


def test_who_investigated_what_was_joined_does_not_decide(bureau: "Office") -> None:
    first, second = filed(bureau), filed(bureau, WITH_HEAD)
    proposed(bureau, second, "case.joined", into=first, reason="同一当事人的同一批货")
    confirm(bureau, second, CHIEF)
    assert standing(bureau, first).taken[-1].deed == "case.taken_in"
    proposed(bureau, first, "case.cancelled", reason="事实不能成立")
    with pytest.raises(Refused, match="调查过本案，不能由其审批决定"):
        confirm(bureau, first, HEAD)
    confirm(bureau, first, CHIEF)


def test_who_investigated_the_whole_does_not_decide_about_a_part(bureau: "Office") -> None:
    number = filed(bureau, WITH_HEAD)
    said = {"party_kind": "person", "party_name": "陈建国", "party_no": "350206198512310025", "summary": "承运"}
    bureau.perform(casework_steps.TAKE["case.split"], number, said | {"reason": "另一当事人"}, by=MATE, grace=GRACE)
    part = standing(bureau, number).taken[-1].said["into"]
    assert [step.deed for step in standing(bureau, part).taken] == ["case.split_off"]
    proposed(bureau, part, "case.not_filed", reason="事实不能成立")
    with pytest.raises(Refused, match="调查过本案，不能由其审批决定"):
        confirm(bureau, part, HEAD)

    bureau.perform(casework_steps.reject, part, note="再查", by=CHIEF)
    bureau.perform(undo.undo_last, number, by=MATE)
    with pytest.raises(NotFound):
        standing(bureau, part)


def test_nobody_takes_back_what_another_one_did(bureau: "Office") -> None:
    number = filed(bureau)
    did(bureau, number, "case.scene_recorded", officers=TEAM, **SCENE)
    did(bureau, number, "case.reported", facts="进货", nature="违法", proposal="罚款")
    bureau.perform(casework_steps.TAKE["case.review_returned"], number, {"opinion": "不清"}, by=LAWYER, grace=GRACE)
    with pytest.raises(NotFound, match="没有可以撤销的操作"):
        bureau.perform(undo.undo_last, number, by=HEAD)
    assert standing(bureau, number).reviewers == {"reviewer"}


def test_a_review_is_made_anew_when_its_reviewer_was_recused(bureau: "Office", clock: Clock) -> None:
    other = replace(OFFICERS["clerk2"], roles=frozenset({Role.LEGAL_REVIEWER}))
    number = noticed(bureau)
    with pytest.raises(Refused, match="已经通过法制审核"):
        did(bureau, number, "case.review_passed", by=other, opinion="同意")
    did(bureau, number, "case.recused", by=CHIEF, login="reviewer", officers=TEAM, reason="与当事人有亲属关系")
    clock.to(date(2026, 11, 6))
    with pytest.raises(Refused, match="作法制审核的人员已经回避"):
        confirmed(bureau, number, "case.decided", **NOTICE)
    did(bureau, number, "case.review_passed", by=other, opinion="同意")
    assert standing(bureau, number).stage.value == "reviewed"
    did(bureau, number, "case.noticed", **NOTICE)
    assert standing(bureau, number).stage.value == "noticed"


def test_a_deliberation_is_no_deliberation_alone_or_with_those_who_investigated(bureau: "Office") -> None:
    number = noticed(bureau)
    for votes, why in (
        ([["张炜", "同意"]], "两名以上"),
        ([["张炜", "同意"], [INSPECTOR.name, "同意"]], "不能参加集体讨论的表决"),
    ):
        with pytest.raises(Refused, match=why):
            did(bureau, number, "case.deliberated", by=CHIEF, votes=votes, conclusion="同意", agreed=True)
