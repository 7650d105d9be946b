"""Separation of duties, tried from every side: login, name, certificate, and through cases that were joined."""

from dataclasses import replace

import pytest

from models.casework import CaseStage
from models.errors import Refused
from rules.casework import duties
from rules.casework.forms import KINDS
from tests.support.standing import DAY, FILED, NOTICE, REPORTED, REVIEWED, TEAM, case, officer, on, told, took

LATER = took("case.taken_in", officers=[["old", "老张", "350299"]], reviewers=["lawyer"], recused=["gone"])


@pytest.mark.parametrize(
    "deed",
    [
        "case.acted_at_once", "case.scene_recorded", "case.sampled", "case.interviewed", "case.priced",
        "case.authenticated", "case.evidence_copied", "case.reported",
    ],
)  # fmt: skip
def test_who_takes_a_step_of_the_inquiry_investigates_named_or_not(deed: str) -> None:
    standing = case(FILED, took(deed, by="approver"))
    for step in ("case.decided", "case.review_passed", "case.cancelled"):
        with pytest.raises(Refused, match="调查过本案"):
            duties.check(step, standing, officer("approver"))
    duties.check("case.decided", case(FILED, took("case.noticed", by="approver")), officer("approver"))


@pytest.mark.parametrize("deed", ["case.lead_extended", "case.recused", "case.alarm_answered", "case.deliberated"])
def test_what_the_head_decides_alone_is_decided_by_no_investigator_and_no_reviewer(deed: str) -> None:
    standing = case(FILED, REPORTED, REVIEWED)
    for login in ("inspector", "reviewer"):
        with pytest.raises(Refused, match="不能由其审批决定"):
            duties.check(deed, standing, officer(login))
    duties.check(deed, standing, officer("approver"))


def test_nobody_decides_about_the_own_recusal() -> None:
    with pytest.raises(Refused, match="不能决定自己的回避"):
        duties.check("case.recused", case(FILED), officer("approver"), ["approver"])
    duties.check("case.recused", case(FILED), officer("approver"), ["inspector"])


def test_a_reviewer_investigates_nothing_and_is_named_for_nothing_until_it_is_decided() -> None:
    reviewed = case(FILED, REPORTED, took("case.review_returned", by="reviewer"), stage=CaseStage.INVESTIGATING)
    with pytest.raises(Refused, match="作过本案的法制审核，不能再调查本案"):
        duties.check("case.reported", reviewed, officer("reviewer"))
    person = ["reviewer", "李敏", "350205"]
    with pytest.raises(Refused, match=r"^李敏作过本案的法制审核，不能再调查本案") as refused:
        duties.check_named(reviewed, [TEAM[0], person])
    assert (refused.value.kept, refused.value.do_next) == ("案件未变更。", "请指定其他人员。")
    with pytest.raises(Refused, match="不能再调查本案"):
        duties.check_named(replace(reviewed, stage=CaseStage.LEAD), [person])
    duties.check_named(replace(reviewed, stage=CaseStage.EXECUTING), [person])
    duties.check("case.review_passed", reviewed, officer("reviewer"))


def test_the_same_certificate_is_the_same_officer_by_any_login() -> None:
    for deed in ("case.decided", "case.review_passed"):
        with pytest.raises(Refused, match="调查过本案"):
            duties.check(deed, case(FILED), officer("second", " 350201 "))
    gone = case(FILED, took("case.recused", login="inspector2", officers=TEAM[:1]))
    with pytest.raises(Refused, match="已经回避"):
        duties.check_recused(gone, officer("second", "350202"))
    with pytest.raises(Refused, match="已经回避"):
        duties.check_named(gone, [["second", "吴敏", "350202"]])
    blank = case(took("case.filed", officers=[["inspector", "陈立", ""]]))
    duties.check("case.decided", blank, officer("approver", ""))
    duties.check("case.decided", case(FILED), officer("approver", "350209"))


@pytest.mark.parametrize("host", ["inspector", "陈立", " 陈立 ", "吴敏"])
def test_no_investigator_presides_by_login_or_by_name(host: str) -> None:
    with pytest.raises(Refused, match="本案调查人员不能主持听证"):
        duties.check_host(case(FILED), host, "clerk")
    duties.check_host(case(FILED), "reviewer", host)


def test_host_and_recorder_are_two_and_none_was_recused_by_name() -> None:
    gone = case(FILED, took("case.recused", login="inspector2", officers=TEAM[:1]))
    for host, recorder in (("吴敏", "clerk"), ("reviewer", "吴敏 ")):
        with pytest.raises(Refused, match="已经回避的人员不能主持、记录听证"):
            duties.check_host(gone, host, recorder)
    with pytest.raises(Refused, match="应为不同的人员"):
        duties.check_host(case(FILED), "李敏 ", "李敏")


@pytest.mark.parametrize(
    ("votes", "why"),
    [
        ([["张炜", "同意", ""], ["吴佩琪", "不同意", "过重"]], ""), (["张炜：同意", "张丽：同意"], ""),
        ([[], []], "两名以上"),
        ([["张炜", "同意"]], "两名以上"), ([["张炜", "同意"], ["张炜 ", "同意"]], "两名以上"), ([], "两名以上"),
        ([["张炜", "同意"], ["吴佩琪", "同意"], ["张炜", "同意"]], "两名以上"),
        ([["张炜", "同意"], ["陈立", "同意"]], "^陈立调查过本案或者已经回避"),
        ([["张炜", "同意"], ["inspector2", "同意"]], "^inspector2调查过本案或者已经回避"),
        ([["张炜", "同意"], ["gone", "同意"]], "^gone调查过本案或者已经回避"),
    ],
)  # fmt: skip
def test_a_deliberation_has_two_members_who_did_not_investigate(votes: list[object], why: str) -> None:
    standing = case(FILED, took("case.recused", login="gone", officers=TEAM))
    if not why:
        duties.check_votes(standing, votes)
        return
    with pytest.raises(Refused, match=why) as refused:
        duties.check_votes(standing, votes)
    assert refused.value.kept == "案件未变更。"
    assert refused.value.do_next in ("请写明每人的意见。", "请由其他负责人讨论决定。")


@pytest.mark.parametrize("deed", ["case.cash_collected", "case.cash_handed_in", "case.cash_banked"])
@pytest.mark.parametrize("decision", ["case.decided", "case.surcharge_decided", "case.payment_deferred"])
def test_who_decided_about_the_fine_takes_no_money(deed: str, decision: str) -> None:
    decided = case(FILED, took(decision, by="approver"), stage=CaseStage.EXECUTING)
    with pytest.raises(Refused, match="作出了本案的罚款决定，不能收缴罚款"):
        duties.check(deed, decided, officer("approver"))
    duties.check(deed, decided, officer("inspector"))
    duties.check("case.executed", decided, officer("approver"))
    duties.check(deed, case(took("case.fined_on_the_spot", by="inspector")), officer("inspector"))  # APL 68


def test_what_was_done_in_a_case_counts_in_what_comes_of_it() -> None:
    assert case(LATER).duties == {
        "officers": [["old", "老张", "350299"]], "reviewers": ["lawyer"], "recused": ["gone"],
    }  # fmt: skip
    with pytest.raises(Refused, match="调查过本案"):
        duties.check("case.decided", case(LATER), officer("old"))
    with pytest.raises(Refused, match="作过本案的法制审核，不能由其审批决定"):
        duties.check("case.decided", case(LATER), officer("lawyer"))
    with pytest.raises(Refused, match="已经回避"):
        duties.check("case.decided", case(LATER), officer("gone"))
    assert case(LATER).team == []
    own = case(FILED, took("case.reported", by="approver"), REVIEWED, took("case.recused", login="inspector2"))
    assert own.duties == {
        "officers": [["approver", "", ""], *TEAM], "reviewers": ["reviewer"], "recused": ["inspector2"],
    }  # fmt: skip


def test_a_review_by_somebody_who_was_recused_since_is_made_anew() -> None:
    gone = took("case.recused", login="reviewer", officers=TEAM)
    assert told("reviewed", case(REPORTED, REVIEWED, gone)) == "作法制审核的人员已经回避，应当由其他人员重新审核"
    assert told("review_open", case(REPORTED, REVIEWED, gone)) == ""
    again = took("case.review_passed", by="lawyer")
    assert told("reviewed", case(REPORTED, REVIEWED, gone, again)) == ""
    assert told("review_open", case(REPORTED, REVIEWED, gone, again)) == "已经通过法制审核"
    assert told("review_open", case(REPORTED)) == ""


def test_a_deliberation_that_somebody_recused_held_counts_no_more() -> None:
    held = took("case.deliberated", by="approver", agreed=True)
    gone = took("case.recused", login="approver", officers=TEAM)
    assert told("deliberated_where_due", case(REPORTED, held, grave=True)) == ""
    assert told("deliberated_where_due", case(REPORTED, held, gone, grave=True)) != ""


def test_two_officers_have_two_certificates() -> None:
    twice = [["inspector", "陈立", "350201"], ["second", "陈立", " 350201"]]
    assert told("two_officers", case(), on(DAY, officers=twice)) == "须由2名以上有执法证件的人员进行"
    assert told("two_officers", case(NOTICE), on(DAY, officers=TEAM)) == ""


@pytest.mark.parametrize("people", [[[1, 2, 3]], [["a", "甲", None]], [["a", "甲"]], ["abc"], "abc", [[]]])
def test_officers_are_three_words_each(people: object) -> None:
    assert KINDS["people"](people) == "应为人员的一列：登录名、姓名、证号"
    assert KINDS["people"](TEAM) == KINDS["people"]([]) == ""


@pytest.mark.parametrize("receiver", ["inspector", "inspector2", "吴敏", " 陈立"])
def test_who_collected_cash_does_not_take_it_in(receiver: str) -> None:
    spot = case(FILED, took("case.cash_collected", officers=TEAM, amount=1), stage=CaseStage.EXECUTING)
    with pytest.raises(Refused, match="当场收缴罚款的人员不能自己经收") as refused:
        duties.check_said("case.cash_handed_in", spot, {"receiver": receiver})
    assert (refused.value.kept, refused.value.do_next) == ("案件未变更。", "请由其他人员经收。")
    duties.check_said("case.cash_handed_in", spot, {"receiver": "周雅"})
    duties.check_said("case.cash_handed_in", case(), {"receiver": receiver})
    alone = case(took("case.cash_collected", by="approver", officers=TEAM))
    with pytest.raises(Refused, match="不能自己经收"):
        duties.check_said("case.cash_handed_in", alone, {"receiver": "approver"})


@pytest.mark.parametrize(
    ("deed", "said"),
    [
        ("case.hearing_notified", {"host": "陈立", "recorder": "clerk"}),
        ("case.hearing_held", {"host": "陈立", "recorder": "clerk"}),
        ("case.deliberated", {"votes": [["陈立"], ["张炜"]]}),
    ],
)
def test_whom_a_step_names_is_held_against_what_was_done(deed: str, said: dict[str, object]) -> None:
    with pytest.raises(Refused):
        duties.check_said(deed, case(FILED), said)
    duties.check_said("case.interviewed", case(FILED), said)


def test_nobody_confirms_the_own_proposal_by_another_login() -> None:
    with pytest.raises(Refused, match="不能批准自己提出的步骤") as refused:
        duties.check_other(officer("chen", "350201"), officer("chen2", " 350201 "))
    assert (refused.value.kept, refused.value.do_next) == ("提议仍有效。", "请由其他人员批准。")
    duties.check_other(officer("chen", "350201"), officer("wu", "350202"))
    duties.check_other(officer("chen"), officer("wu"))
    duties.check_other(officer("chen", "350201"), officer("wu"))


@pytest.mark.parametrize(
    ("deed", "login", "may"),
    [
        ("case.decided", "approver", True), ("case.decided", "inspector", False), ("case.decided", "reviewer", False),
        ("case.review_passed", "inspector", False), ("case.review_passed", "reviewer", True),
        ("case.scene_recorded", "inspector", True), ("case.scene_recorded", "gone", False),
        ("case.noticed", "reviewer", True),
    ],
)  # fmt: skip
def test_who_investigated_reviewed_or_was_recused_does_not_decide(deed: str, login: str, may: bool) -> None:
    standing = case(FILED, REPORTED, REVIEWED, took("case.recused", login="gone", officers=TEAM))
    if may:
        duties.check(deed, standing, officer(login))
    else:
        with pytest.raises(Refused):
            duties.check(deed, standing, officer(login))


def test_who_approves_the_filing_is_not_among_those_who_investigate() -> None:
    with pytest.raises(Refused, match="调查过本案"):
        duties.check("case.filed", case(), officer("approver"), ["inspector", "approver"])
    duties.check("case.filed", case(), officer("approver"), ["inspector", "inspector2"])


def test_a_hearing_is_presided_by_somebody_else() -> None:
    for host, recorder in (("inspector", "clerk"), ("reviewer", "reviewer")):
        with pytest.raises(Refused):
            duties.check_host(case(FILED), host, recorder)
    duties.check_host(case(FILED), "reviewer", "clerk")
