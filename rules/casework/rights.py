"""Who may take which step of a case: roles by step; a step that asks for two is confirmed by an approver."""

from models.values import Role
from rules.basis import LegalBasis
from rules.casework.steps import STEPS

BASIS = LegalBasis("行政处罚法", 2021, "第四十二条、第五十七条、第五十八条", "APL 42, 57, 58")
INQUIRE = frozenset({Role.INSPECTOR, Role.APPROVER})
APPROVE, REVIEW = frozenset({Role.APPROVER}), frozenset({Role.LEGAL_REVIEWER})
DESK = frozenset({Role.INSPECTOR, Role.APPROVER, Role.LICENCE_CLERK})
PEOPLE = frozenset({Role.INSPECTOR, Role.APPROVER, Role.LEGAL_REVIEWER, Role.SUPERVISOR})
_ROLES = {
    "case.review_passed": REVIEW,
    "case.review_returned": REVIEW,
    "case.lead_extended": APPROVE,
    "case.officers_named": APPROVE,
    "case.recused": APPROVE,
    "case.alarm_answered": APPROVE,
    "case.deliberated": APPROVE,
    "case.hearing_held": REVIEW | APPROVE,
    "case.hearing_notified": REVIEW | INQUIRE,
    "case.served": DESK,
    "case.service_announced": DESK,
    "case.hearing_refused": REVIEW | INQUIRE,
    "case.notice_served": DESK,
    "case.remedy_begun": REVIEW | INQUIRE,
    "case.remedy_ended": REVIEW | INQUIRE,
    "case.archived": DESK,
    "case.payment_demanded": DESK,
}
ABOUT_CASES: dict[str, tuple[str, frozenset[Role], LegalBasis, bool]] = {  # deed: name, roles, basis, two officers
    deed: (step.name, _ROLES.get(deed, INQUIRE), step.basis, step.asks_pair) for deed, step in STEPS.items()
} | {
    "case.lead_registered": ("登记案件线索", DESK | {Role.SUPERVISOR, Role.SYSTEM}, BASIS, False),
    "case.facts_changed": ("更改案情", INQUIRE, BASIS, False),
    "case.goods_listed": ("登记涉案物品", INQUIRE, BASIS, False),
    "case.scene_brought": ("带回现场记录", INQUIRE, BASIS, False),
    "payment.received": ("登记缴款", frozenset({Role.SYSTEM}), BASIS, False),  # nobody books money by hand (APL 67)
    "payment.reconciled": ("与财政核对缴款", frozenset({Role.SYSTEM}), BASIS, False),
    "payment.refund_asked": ("申请退付罚款", APPROVE, BASIS, False),
    "case.step_proposed": ("提请批准办案步骤", INQUIRE, BASIS, False),
    "case.step_confirmed": ("批准办案步骤", APPROVE, BASIS, False),
    "case.step_rejected": ("驳回办案步骤的提请", PEOPLE, BASIS, False),
}
