"""Conditions: what the law wants to have happened before a step of a case, each answered with a reason or nothing."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from models.errors import Refused
from models.said import said, together
from models.values import Fen, PartyKind, yuan
from rules.basis import LegalBasis
from rules.casework.advice import advice
from rules.casework.amending import AMENDING
from rules.casework.asked import Asked
from rules.casework.circumstances import NO_PENALTY_AGE, by_age
from rules.casework.collecting import COLLECTING, cash_open
from rules.casework.disposing import DISPOSING
from rules.casework.fining import FINING, deviating
from rules.casework.serving import SERVING
from rules.casework.standing import Standing
from rules.casework.steps import STEPS
from rules.penalties import simple_limit
from rules.periods import add_years
from rules.terms.spans import backward, span

BASIS = LegalBasis("行政处罚法", 2021, "第三十六条至第六十四条", "APL 36–64")
NOTICE, SERVED = "case.noticed", "case.notice_served"
REVIEW, DEFENCE, HEARING = "case.review_passed", "case.defended", "case.hearing_held"


SAID = frozenset({  # conditions on what the step itself says
    "two_officers", "certificates_shown", "simple_procedure", "as_noticed", "preservation_open", "told_in_time",
    "service_proved",
    "annulled_since", "plan_right", "cash_allowed", "fine_in_range", "lightened_for_minor", "in_kind_right",
    "within_standard", "spot_standard", "not_serious", "sums_named", "not_heavier", "amended",
})  # fmt: skip
Condition = Callable[[Standing, Asked], str]


def missing(deed: str, case: Standing, asked: Asked) -> list[str]:
    """Return everything that stands against a step, in the order of the law; an empty list where nothing does."""
    return [why for name in STEPS[deed].needs if (why := CONDITIONS[name](case, asked))]


def missing_of_case(deed: str, case: Standing, asked: Asked) -> list[str]:
    """Return what stands against a step before anybody says what it would contain."""
    return [why for name in STEPS[deed].needs if name not in SAID and (why := CONDITIONS[name](case, asked))]


def what_to_do(deed: str, case: Standing, asked: Asked, *, said: bool = True) -> str:
    """Return what to do about what stands against a step; without `said` before anybody says what it would contain."""
    names = [name for name in STEPS[deed].needs if said or name not in SAID]
    return advice([name for name in names if CONDITIONS[name](case, asked)], case, asked)


def check(deed: str, case: Standing, asked: Asked) -> None:
    """Raise Refused naming everything that is missing for a step, and what to do about it."""
    found = missing(deed, case, asked)
    if found:
        step = STEPS[deed]
        raise Refused(
            said("还不能办理“{name}”：{found}（{basis}）。", name=step.name, found=together(found), basis=step.basis),
            kept="案件未变更。",
            do_next=what_to_do(deed, case, asked),
        )


def lead_until(case: Standing, asked: Asked) -> date:
    """Return until when it must be decided whether a lead is filed (E01), with its extension (E02)."""
    extended = case.last("case.lead_extended")
    if extended is not None:
        return date.fromisoformat(str(extended.said["until"]))
    return asked.until("E01", case.found_on)


def inquiry_until(case: Standing, asked: Asked) -> date | None:
    """Return the last day of the inquiry (E12): extended once, days of suspension not counted; None before filing."""
    filed = case.day("case.filed")
    if filed is None:
        return None
    rule = asked.law.terms["E12"]
    rounds = 2 if case.last("case.inquiry_extended") else 1
    return span(filed, rule.count * rounds + stood_still(case, asked.on), rule.unit, asked.calendar)


def stood_still(case: Standing, today: date) -> int:
    """Return on how many days the inquiry was suspended up to a day."""
    days, begun = 0, None
    for step in case.taken:
        if step.deed == "case.suspended":
            begun = step.on
        elif step.deed == "case.resumed" and begun is not None:
            days, begun = days + (step.on - begun).days, None
    return days + (today - begun).days if begun is not None else days


def deliberation_due(case: Standing) -> bool:
    """Tell whether the heads must discuss the case: complex or serious, so heavy that a hearing is offered, or off.

    Off is what leaves the discretion standard, as the newest notice says.
    """
    notice = case.last(NOTICE)
    return case.grave or case.hearing_offered or bool(notice and notice.said.get("deviation"))


def _before_lead_term(case: Standing, asked: Asked) -> str:
    until = lead_until(case, asked)
    return "" if asked.on <= until else said("立案核实期限已于{until}届满", until=until)


def _two_officers(case: Standing, asked: Asked) -> str:
    people = asked.said.get("officers") or case.team
    certified = [(person[0], person[2].strip()) for person in people if person[2].strip()]
    least = asked.law.terms["E07"].count
    enough = all(len({one[part] for one in certified}) >= least for part in (0, 1))  # nobody counts twice
    return "" if enough else said("须由{least}名以上有执法证件的人员进行", least=least)


def _certificates_shown(_: Standing, asked: Asked) -> str:
    return "" if asked.said.get("certificates_shown") is True else "没有写明已出示执法证件"


def _party_known(case: Standing, _: Asked) -> str:
    return "" if case.party.name and case.party.number and not case.ownerless else "当事人的名称和证件号码还不清楚"


def _party_or_ownerless(case: Standing, _: Asked) -> str:
    return "" if case.ownerless or case.party.name else "没有写明当事人，也没有写明是无主物品"


def _cause_known(case: Standing, asked: Asked) -> str:
    return "" if case.cause in asked.law.causes else "没有写明案由"


def _within_limitation(case: Standing, asked: Asked) -> str:
    if case.acted_on is None:
        return "没有写明违法行为终了的日期"
    last = add_years(case.acted_on, _years_of_limitation(case, asked))
    if case.found_on <= last:
        return ""
    return said("违法行为于{acted_on}终了，{last}以前未被发现，不再给予处罚", acted_on=case.acted_on, last=last)


def _years_of_limitation(case: Standing, asked: Asked) -> int:
    """Return the years of limitation: the longer ones where the law of the act's day had them, too (APL 36, 37)."""
    term = "E39h" if case.harmful and (asked.then is None or "E39h" in asked.then.terms) else "E39"
    now = asked.law.terms[term]
    before = now if asked.then is None else asked.then.terms.get(term, now)
    return min(now.count, before.count)


def _ours(case: Standing, asked: Asked) -> str:
    cause = asked.law.causes.get(case.cause)
    if cause is None or cause.decider == "tobacco":
        return ""
    return said("“{name}”由其他机关处罚，应当移送", name=cause.name)


def _simple_procedure(case: Standing, asked: Asked) -> str:
    fine = Fen(asked.said.get("fine") or 0)
    most = simple_limit(case.party.kind or PartyKind.PERSON, asked.law)
    if not set(asked.said.get("kinds") or ()) <= {"fine", "warning"}:
        return "当场只能处以警告或者小额罚款"
    return "" if fine <= most else said("当场罚款最多{most}元", most=most // 100)


def _of_age(case: Standing, _: Asked) -> str:
    person = case.party.kind is PartyKind.PERSON
    young = person and "under_14" in by_age(case.party.born_on, case.acted_on)
    return said("当事人行为时不满{age}周岁，不予行政处罚，责令监护人加以管教", age=NO_PENALTY_AGE) if young else ""


def _alive(case: Standing, _: Asked) -> str:
    died = case.party.died_on
    return said("当事人已于{died}死亡，不能再对其处罚，应当不予处罚或者撤销立案", died=died) if died else ""


def _before_inquiry_term(case: Standing, asked: Asked) -> str:
    until = inquiry_until(case, asked)
    return "" if until is None or asked.on <= until else said("调查期限已于{until}届满，届满以前才能延长", until=until)


def _not_extended(case: Standing, _: Asked) -> str:
    return "调查期限只能延长一次" if case.last("case.inquiry_extended") else ""


def _suspended(case: Standing, _: Asked) -> str:
    return "" if case.suspended else "案件没有中止"


def _not_suspended(case: Standing, _: Asked) -> str:
    return "案件已经中止，先恢复调查" if case.suspended else ""


def _ownerless(case: Standing, _: Asked) -> str:
    return "" if case.ownerless else "案件有当事人，不是无主物品"


def _owner_waited(case: Standing, asked: Asked) -> str:
    if not case.ownerless:
        return ""
    sought = case.day("case.owner_sought")
    if sought is None:
        return "还没有公告寻找物主"
    last = asked.until("E13", sought)
    return "" if asked.on > last else said("公告到{last}才期满", last=last)


def _facts_found(case: Standing, _: Asked) -> str:
    known = case.last("case.scene_recorded") or case.last("case.interviewed")
    return "" if known else "没有现场笔录，也没有询问笔录"


def _alarm_open(case: Standing, _: Asked) -> str:
    return "" if case.alarm else "没有涉嫌犯罪的提示"


def _alarm_answered(case: Standing, _: Asked) -> str:
    answered = case.last("case.alarm_answered", after="case.alarm_raised")
    if not case.alarm:
        return ""
    if answered is None:
        return said("涉嫌犯罪（{alarm}），还没有决定是否移送", alarm=case.alarm)
    return "已经决定移送司法机关，司法机关不受理的，先重新作出判断" if answered.said.get("transfer") else ""


def _reviewed(case: Standing, _: Asked) -> str:
    passed = case.last(REVIEW, after="case.reported")
    if passed is None:
        return "未经法制审核或者审核未通过"
    return "作法制审核的人员已经回避，应当由其他人员重新审核" if passed.by in case.recused else ""


def _review_open(case: Standing, asked: Asked) -> str:
    return "已经通过法制审核" if not _reviewed(case, asked) else ""


def _notice_served(case: Standing, _: Asked) -> str:
    return "" if case.last(SERVED, after=NOTICE) else "事先告知书还没有送达"


def _notice_unserved(case: Standing, _: Asked) -> str:
    return "事先告知书已经送达" if case.last(SERVED, after=NOTICE) else ""


def _defence_over(case: Standing, asked: Asked) -> str:
    served = case.last(SERVED, after=NOTICE)
    if served is None or case.last("case.defence_waived", after=NOTICE):
        return ""
    until = asked.until("E18", served.on)
    return "" if asked.on > until else said("陈述、申辩的期限到{until}才届满", until=until)


def _defence_answered(case: Standing, _: Asked) -> str:
    defended = case.last(DEFENCE, after=NOTICE)
    answered = defended is None or str(defended.said.get("answer", "")).strip()
    return "" if answered else "当事人的陈述、申辩还没有复核的意见"


def _hearing_offered(case: Standing, _: Asked) -> str:
    return "" if case.hearing_offered else "没有告知听证权利"


def _hearing_in_time(case: Standing, asked: Asked) -> str:
    served = case.last(SERVED, after=NOTICE)
    if served is None:
        return "事先告知书还没有送达"
    until = asked.until("E19", served.on)
    return "" if asked.on <= until else said("要求听证的期限已于{until}届满", until=until)


def _hearing_requested(case: Standing, _: Asked) -> str:
    return "" if case.last("case.hearing_requested", after=NOTICE) else "当事人没有要求听证"


def _told_in_time(_: Standing, asked: Asked) -> str:
    held = date.fromisoformat(str(asked.said["held_on"]))
    last = backward(asked.law.terms["E20"], held, asked.calendar).on
    return "" if asked.on <= last else said("{held}举行的听证应在{last}以前通知", held=held, last=last)


def _hearing_notified(case: Standing, asked: Asked) -> str:
    notified = case.last("case.hearing_notified", after="case.hearing_requested")
    if notified is None:
        return "还没有通知听证的时间、地点"
    held = date.fromisoformat(str(notified.said["held_on"]))
    return "" if asked.on >= held else said("听证定于{held}举行", held=held)


def _hearing_over(case: Standing, asked: Asked) -> str:
    served = case.last(SERVED, after=NOTICE)
    if not case.hearing_offered or served is None:
        return ""
    if case.hearing_wanted:
        return "" if case.last(HEARING, after=NOTICE) else "当事人要求的听证还没有举行"
    if case.last("case.hearing_waived", after=NOTICE):
        return ""
    until = asked.until("E19", served.on)
    return "" if asked.on > until else said("要求听证的期限到{until}才届满", until=until)


def _deliberated_where_due(case: Standing, asked: Asked) -> str:
    if not deliberation_due(case) and not deviating(asked):
        return ""
    discussed = case.last("case.deliberated", after="case.reported")
    if discussed is None or discussed.by in case.recused:
        return said(
            "{why}，应当由负责人集体讨论决定", why="情节复杂或者重大" if deliberation_due(case) else "偏离裁量基准"
        )
    return "" if discussed.said.get("agreed") else "集体讨论没有通过处理意见"


def _as_noticed(case: Standing, asked: Asked) -> str:
    notice = case.last(NOTICE)
    if notice is None:
        return "没有事先告知"
    heavier = [name for name in ("fine", "confiscated") if _sum(asked.said, name) > _sum(notice.said, name)]
    more = set(asked.said.get("kinds") or ()) - set(notice.said.get("kinds") or ())
    return "拟作出的处罚重于事先告知的内容，应当重新告知" if heavier or more else ""


def _sum(said: Mapping[str, Any], name: str) -> int:
    return int(said.get(name) or 0)


def _remedy_open(case: Standing, _: Asked) -> str:
    return "" if case.in_dispute else "没有正在进行的复议或者诉讼"


def _remedy_settled(case: Standing, _: Asked) -> str:
    return "复议或者诉讼还没有结果" if case.in_dispute else ""


def _fine_settled(case: Standing, _: Asked) -> str:
    if case.owed:
        return said("罚款还有{owed}元没有缴清", owed=yuan(case.owed))
    if case.confiscated_owed:
        return said("没收的款项还有{confiscated_owed}元没有缴清", confiscated_owed=yuan(case.confiscated_owed))
    return "当场收缴的罚款还没有缴付银行" if cash_open(case) else ""


def _executed(case: Standing, _: Asked) -> str:
    return "" if case.last("case.executed") else "决定还没有执行完毕"


CONDITIONS: dict[str, Condition] = {
    "before_lead_term": _before_lead_term,
    "two_officers": _two_officers,
    "certificates_shown": _certificates_shown,
    "party_known": _party_known,
    "party_or_ownerless": _party_or_ownerless,
    "cause_known": _cause_known,
    "within_limitation": _within_limitation,
    "ours": _ours,
    "simple_procedure": _simple_procedure,
    "of_age": _of_age,
    "alive": _alive,
    "before_inquiry_term": _before_inquiry_term,
    "not_extended": _not_extended,
    "suspended": _suspended,
    "not_suspended": _not_suspended,
    "ownerless": _ownerless,
    "owner_waited": _owner_waited,
    "facts_found": _facts_found,
    "alarm_open": _alarm_open,
    "alarm_answered": _alarm_answered,
    "reviewed": _reviewed,
    "review_open": _review_open,
    "notice_served": _notice_served,
    "notice_unserved": _notice_unserved,
    "defence_over": _defence_over,
    "defence_answered": _defence_answered,
    "hearing_offered": _hearing_offered,
    "hearing_in_time": _hearing_in_time,
    "hearing_requested": _hearing_requested,
    "told_in_time": _told_in_time,
    "hearing_notified": _hearing_notified,
    "hearing_over": _hearing_over,
    "deliberated_where_due": _deliberated_where_due,
    "as_noticed": _as_noticed,
    "remedy_open": _remedy_open,
    "remedy_settled": _remedy_settled,
    "fine_settled": _fine_settled,
    "executed": _executed,
    **COLLECTING,
    **FINING,
    **SERVING,
    **DISPOSING,
    **AMENDING,
}
