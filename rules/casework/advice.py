"""Advice: what to do about each condition that stands against a step of a case."""

from collections.abc import Callable, Iterable, Mapping

from models.said import Said, said
from rules.basis import LegalBasis
from rules.casework.asked import Asked
from rules.casework.serving import ANNOUNCED, PUBLIC
from rules.casework.standing import Standing

BASIS = LegalBasis("行政处罚法", 2021, "第三十六条至第六十四条", "APL 36–64")  # what the conditions are
STEP, CORRECT, PEOPLE = "先办理所缺的步骤", "改正所填的内容", "改正执法人员（每人都须有执法证件）"
FACTS = "补充案情（按 e 或者用 luqiao cases change）"
WAIT, PAY, OTHER = "等期限届满", "等款项缴清", "改办其他步骤"
WAIT_OR_STEP = "先办理所缺的步骤或者等期限届满"
_BY_PHRASE: Mapping[str, frozenset[str]] = {
    CORRECT: frozenset({
        "certificates_shown", "simple_procedure", "preservation_open", "told_in_time", "annulled_since", "plan_right",
        "cash_allowed", "fine_in_range", "within_standard", "lightened_for_minor", "in_kind_right", "as_noticed",
        "sums_named", "not_heavier", "amended",
    }),
    PEOPLE: frozenset({"two_officers"}),
    FACTS: frozenset({"party_known", "party_or_ownerless", "cause_known", "not_serious", "ownerless"}),
    WAIT: frozenset({"defence_over"}),
    WAIT_OR_STEP: frozenset({
        "owner_waited", "hearing_over", "hearing_notified", "hearing_refusable", "demanded", "remedies_over",
    }),
    PAY: frozenset({"fine_settled"}),
    OTHER: frozenset({
        "before_lead_term", "before_inquiry_term", "before_court_term", "not_extended", "suspended", "preserved",
        "alarm_open", "review_open", "notice_unserved", "unserved", "hearing_in_time", "hearing_offered",
        "hearing_requested", "remedy_open", "of_age", "alive", "ours", "spot_standard", "fine_owed", "cash_out",
        "cash_in_house", "forfeited", "goods_listed", "punished",
    }),
}  # fmt: skip
_PLAIN = {name: phrase for phrase, names in _BY_PHRASE.items() for name in names}


def advice(names: Iterable[str], case: Standing, asked: Asked) -> Said:
    """Return what to do about the conditions that are not met, each advice once."""
    phrases = dict.fromkeys(_of(name, case, asked) for name in names)
    return said("请{what}。", what="、".join(phrases))


def _of(name: str, case: Standing, asked: Asked) -> str:
    looked = _BY_CASE.get(name)
    return looked(case, asked) if looked else _PLAIN.get(name, STEP)


def _of_limitation(case: Standing, _: Asked) -> str:
    return FACTS if case.acted_on is None else OTHER


def _of_overdue(case: Standing, _: Asked) -> str:
    return WAIT if case.unpaid else OTHER


def _of_service(case: Standing, asked: Asked) -> str:
    unannounced = asked.said.get("way") == PUBLIC and case.last(ANNOUNCED) is None
    return STEP if unannounced else CORRECT


_BY_CASE: Mapping[str, Callable[[Standing, Asked], str]] = {
    "within_limitation": _of_limitation,
    "fine_overdue": _of_overdue,
    "service_proved": _of_service,
}
