"""R5, R6, A1 and A8: who the applicant is, and what the registers say."""

from datetime import date

from models.values import Item, Outcome, PartyKind
from rules.basis import LegalBasis
from rules.identifiers import birth_of
from rules.lawrows import Law
from rules.periods import add_years, in_words
from rules.screening.case import Case, Finding, Relation, relation

BASIS = LegalBasis("民法典", 2020, "第十七条、第十八条", "CIVIL 17–18")
FULL_AGE, OWN_LABOUR_AGE = 18, 16
ORIGINS = {"foreign": "外商", "hk": "香港", "macao": "澳门", "taiwan": "台湾"}
DENY, REVIEW, PASS, UNAVAILABLE = Outcome.DENY, Outcome.REVIEW, Outcome.PASS, Outcome.UNAVAILABLE
Answer = tuple[Outcome, str]
UNLISTED = {
    "unavailable": (UNAVAILABLE, "失信被执行人名单没有答复。"),
    "clear": (PASS, "不在失信被执行人名单上。"),
}
NOT_OPEN = {
    "unavailable": (UNAVAILABLE, "商事登记没有答复。"),
    "revoked": (DENY, "营业执照已被吊销。"),
    "cancelled": (REVIEW, "商事登记已注销，请核对。"),
    "not_found": (REVIEW, "商事登记查无此主体，请核对。"),
}


def foreign_investor(case: Case, law: Law) -> Finding:
    """Judge R5: foreign-invested shops only in hotels; a franchise of a foreign chain is for a person."""
    origin, franchise = case.applicant.investor_origin, case.applicant.franchise_of_foreign
    answer = _domestic(franchise) if origin == "domestic" else _foreign(case)
    if franchise and answer[0] is PASS:
        answer = (REVIEW, f"{answer[1]}但属于外国连锁企业的加盟店或者特许店，请核对。")
    return Finding("R5", *_with_basis(law, "R5", answer), stated=_denied(answer, f"申请人为{answer[1]}"))


def _denied(answer: Answer, stated: str) -> str:
    """Return what a decision states, only where a rule denies."""
    return stated if answer[0] is DENY else ""


def _as_of(moment: str | None, source: str) -> str:
    """Return as of when a source said something, as a decision writes it."""
    return f"（{source}截至{moment[:10]}）" if moment else ""


def _domestic(franchise: bool | None) -> Answer:
    if franchise is None:
        return REVIEW, "内资，但不知道是否外国连锁企业的加盟店。"
    return PASS, "内资。"


def _foreign(case: Case) -> Answer:
    applicant, hotel = case.applicant, case.premises.is_hotel
    if applicant.investor_origin is None:
        return REVIEW, "不知道投资者来源。"
    origin = ORIGINS[applicant.investor_origin]
    if hotel:
        return PASS, f"{origin}投资，经营场所在宾馆、酒店内。"
    if hotel is None:
        return REVIEW, f"{origin}投资，不知道经营场所是否宾馆、酒店。"
    if applicant.kind not in {PartyKind.ENTERPRISE, PartyKind.SOLE_TRADER}:
        return REVIEW, f"{origin}投资，但申请人不是企业或者个体工商户，请核对。"
    return DENY, f"{origin}投资，经营场所不是宾馆、酒店。"


def defaulter(case: Case, law: Law) -> Finding:
    """Judge R6: a judgment defaulter gets no new licence; for other items a hit is for a person."""
    found = case.defaulter
    answer = _defaulter(case)
    stated = _denied(answer, f"申请人在失信被执行人名单上{_as_of(found.as_of if found else None, '名单')}。")
    if found is not None and found.as_of:
        answer = (answer[0], f"{answer[1]}（名单数据截至{found.as_of}）")
    return Finding("R6", *_with_basis(law, "R6", answer), stated=stated)


def _defaulter(case: Case) -> Answer:
    found = case.defaulter
    if found is None or found.status is None:
        return REVIEW, "没有查询失信被执行人名单。"
    if found.status != "hit":
        return UNLISTED[found.status]
    how = relation(case.applicant, found.party)
    if how is Relation.OTHER:
        return PASS, "名单上的是他人。"
    if how is not Relation.OWN:
        return REVIEW, f"失信被执行人名单有记载，但{how.value}，请核对。"
    if case.item is not Item.NEW:
        return REVIEW, "持证人在失信被执行人名单上（号码一致）；该限制只针对新办，请核对。"
    return DENY, "申请人在失信被执行人名单上（号码一致）。"


def full_capacity(case: Case, on: date, law: Law) -> Finding:
    """Judge A1: full capacity needs 18 years; 16 and 17 living on own labour is for a person."""
    answer = _age(case, on)
    identity = case.desk.identity if case.desk else None
    if answer[0] is not DENY and identity in {"mismatch", "no_record"}:
        answer = (REVIEW, f"公安核验姓名与证件号码{'不一致' if identity == 'mismatch' else '无记录'}。{answer[1]}")
    elif answer[0] is PASS and identity == "unavailable":
        answer = (UNAVAILABLE, f"公安核验没有答复。{answer[1]}")
    born = case.applicant.birth_on or birth_of(case.applicant.own.id_no)
    stated = _denied(answer, f"申请人出生于{in_words(born)}，未满{OWN_LABOUR_AGE}周岁。") if born else ""
    return Finding("A1", *_with_basis(law, "A1", answer), stated=stated)


def _age(case: Case, on: date) -> Answer:
    applicant = case.applicant
    if applicant.kind not in {PartyKind.PERSON, PartyKind.SOLE_TRADER}:
        return PASS, "申请人不是自然人。"
    born = applicant.birth_on or birth_of(applicant.own.id_no)
    if born is None:
        number = applicant.own.id_no
        return REVIEW, "证件号码有误，不能据以计算年龄。" if number else "不知道出生日期。"
    if born > on:
        return REVIEW, f"出生日期{born}晚于{on}。"
    if add_years(born, FULL_AGE) <= on:
        return PASS, f"出生于{born}，已满{FULL_AGE}周岁。"
    if add_years(born, OWN_LABOUR_AGE) <= on:
        return REVIEW, f"出生于{born}，已满16未满18周岁，是否以自己的劳动收入为主要生活来源须核对。"
    return DENY, f"出生于{born}，未满{OWN_LABOUR_AGE}周岁。"


def business(case: Case, law: Law) -> Finding:
    """Judge A8: a revoked business licence denies; a scope without tobacco is for a person."""
    found = case.business
    answer = _business(case)
    stated = _denied(answer, f"申请人的营业执照已被吊销{_as_of(found.as_of if found else None, '商事登记')}。")
    if found is not None and found.as_of:
        answer = (answer[0], f"{answer[1]}（商事登记数据截至{found.as_of}）")
    return Finding("A8", *_with_basis(law, "A8", answer), stated=stated)


def _business(case: Case) -> Answer:
    found = case.business
    if found is None or found.status is None:
        return REVIEW, "没有查询商事登记。"
    if found.status != "ok":
        return NOT_OPEN[found.status]
    if found.scope_has_tobacco is None:
        return REVIEW, "不知道经营范围是否含烟草制品零售。"
    if not found.scope_has_tobacco:
        return REVIEW, "经营范围不含烟草制品零售。"
    return PASS, "营业执照有效，经营范围含烟草制品零售。"


def _with_basis(law: Law, rule: str, answer: Answer) -> tuple[Outcome, str, str]:
    return answer[0], law.rules[rule].cited, answer[1]
