"""Who may do what with complaints and reports; the drawer is opened by those who work on them only."""

from models.values import Role
from rules.basis import LegalBasis

BASIS = LegalBasis("行政处罚法", 2021, "第五十条", "APL 50")
REWARD = LegalBasis("烟草专卖法实施条例", 2023, "第五十条", "TML_IR 50")
HOTLINE = LegalBasis("12313烟草服务热线办理规范", "本局", "办理时限表", "HOTLINE sla")
PRIVATE = LegalBasis("个人信息保护法", 2021, "第五十一条", "PIPL 51")
TAKE_IN = frozenset({Role.LICENCE_CLERK, Role.INSPECTOR, Role.APPROVER, Role.SUPERVISOR})
WORK = frozenset({Role.INSPECTOR, Role.APPROVER, Role.SUPERVISOR})
LEAD = frozenset({Role.APPROVER, Role.SUPERVISOR})
INQUIRE = frozenset({Role.INSPECTOR, Role.APPROVER})
PAY = frozenset({Role.LICENCE_CLERK, Role.SUPERVISOR})
ABOUT_COMPLAINTS: dict[str, tuple[str, frozenset[Role], LegalBasis, bool]] = {  # deed: name, roles, basis, two officers
    "complaint.received": ("登记12313来件", TAKE_IN, HOTLINE, False),
    "complaint.accepted": ("受理来件", WORK, HOTLINE, False),
    "complaint.referred": ("转其他机关", WORK, HOTLINE, False),
    "complaint.not_accepted": ("不予受理来件", LEAD, HOTLINE, False),
    "complaint.dispatched": ("派办来件", LEAD, HOTLINE, False),
    "complaint.answered": ("答复来件", TAKE_IN, HOTLINE, False),
    "complaint.answer_corrected": ("更正答复", TAKE_IN, HOTLINE, False),
    "complaint.result_told": ("告知案件结果", TAKE_IN, HOTLINE, False),
    "complaint.withdrawn": ("登记来件撤回", TAKE_IN, HOTLINE, False),
    "complaint.found_false": ("认定恶意举报", LEAD, HOTLINE, False),
    "complaint.imported": ("导入热线来件", TAKE_IN, HOTLINE, False),
    "complaint.supplemented": ("补充来件", TAKE_IN, HOTLINE, False),
    "complaint.rated": ("登记对答复的评价", TAKE_IN, HOTLINE, False),
    "complaint.reporter_seen": ("查看来件人", WORK, PRIVATE, False),
    "complaint.secrecy_waived": ("登记同意公开身份", WORK, PRIVATE, False),
    "complaint.case_made": ("来件转为案件", INQUIRE, BASIS, False),
    "complaint.case_linked": ("来件并入案件", INQUIRE, BASIS, False),
    "complaint.reward_proposed": ("提议奖励举报人", WORK, REWARD, False),
    "complaint.reward_approved": ("批准奖励举报人", LEAD, REWARD, True),
    "complaint.reward_rejected": ("驳回奖励的提议", WORK, REWARD, False),
    "complaint.code_given": ("给举报人领奖码", TAKE_IN, REWARD, False),
    "complaint.reward_paid": ("登记奖励已支付", PAY, REWARD, False),
}
ANYWHERE = ("complaint.received", "complaint.imported")  # whoever is asked takes it in, for the whole city
