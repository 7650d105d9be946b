"""Recusal and the decision to hand a case over: who is out of a case stays out, and what goes to the police waits."""

import pytest

from models.errors import Refused
from models.values import Officer, Role
from rules.casework import duties
from tests.support.standing import TEAM, case, told, took

GONE = took("case.recused", login="inspector2", officers=TEAM[:1])


def officer(login: str) -> Officer:
    return Officer(login, login, frozenset({Role.INSPECTOR}))


def test_who_was_recused_is_refused_by_name_and_nobody_else() -> None:
    duties.check_recused(case(GONE), officer("inspector"))
    duties.check_recused(case(took("case.officers_named", login="inspector2")), officer("inspector2"))
    with pytest.raises(Refused, match=r"^inspector2已经回避，不能再办理本案") as refused:
        duties.check_recused(case(GONE), officer("inspector2"))
    assert (refused.value.kept, refused.value.do_next) == ("案件未变更。", "请由其他人员办理。")


def test_nobody_who_was_recused_is_named_again() -> None:
    duties.check_named(case(GONE), TEAM[:1])
    duties.check_named(case(), TEAM)
    with pytest.raises(Refused, match=r"^吴敏已经回避") as refused:
        duties.check_named(case(GONE), TEAM)
    assert (refused.value.kept, refused.value.do_next) == ("案件未变更。", "请指定其他人员。")
    with pytest.raises(Refused, match=r"^陈立、吴敏已经回避"):
        duties.check_named(case(GONE), TEAM, "inspector")
    with pytest.raises(Refused, match=r"^陈立已经回避"):
        duties.check_named(case(), TEAM, "inspector")


@pytest.mark.parametrize(("host", "recorder"), [("inspector2", "clerk"), ("reviewer", "inspector2")])
def test_who_was_recused_neither_presides_nor_writes(host: str, recorder: str) -> None:
    duties.check_host(case(), "reviewer", "clerk")
    duties.check_host(case(GONE), "reviewer", "clerk")
    with pytest.raises(Refused, match="已经回避的人员不能主持、记录听证") as refused:
        duties.check_host(case(GONE), host, recorder)
    assert (refused.value.kept, refused.value.do_next) == ("案件未变更。", "请指定其他人员。")


def test_what_is_to_go_to_the_police_goes_on_only_when_that_is_judged_anew() -> None:
    raised, hand_over = took("case.alarm_raised"), took("case.alarm_answered", transfer=True)
    kept = took("case.alarm_answered", transfer=False)
    waits = "已经决定移送司法机关，司法机关不受理的，先重新作出判断"
    assert told("alarm_answered", case(raised, hand_over, alarm="很多")) == waits
    assert told("alarm_answered", case(raised, hand_over, kept, alarm="很多")) == ""
    assert told("alarm_answered", case(raised, kept, hand_over, alarm="很多")) == waits
    assert told("alarm_answered", case(raised, hand_over)) == ""
    assert told("alarm_answered", case(hand_over, raised, alarm="很多")) == "涉嫌犯罪（很多），还没有决定是否移送"
