"""What the codes of the hotline are called by those who work with it."""

from tui.language import N_

KINDS = {"report": N_("举报"), "complaint": N_("投诉"), "inquiry": N_("咨询"), "suggestion": N_("建议")}
STATES = {
    "received": N_("待审查"), "accepted": N_("已受理"), "dispatched": N_("办理中"), "answered": N_("已答复"),
    "referred": N_("已转其他机关"), "not_accepted": N_("不予受理"), "withdrawn": N_("已撤回"),
}  # fmt: skip
STATE_TONES = {"received": "warn", "accepted": "warn", "dispatched": "", "answered": "good"}
WAYS = {"window": N_("窗口"), "phone": N_("电话"), "letter": N_("来信"), "passed_on": N_("上级或12345转来")}
OBJECTIONS = {
    "elsewhere": N_("不属于本机关职权"), "too_old": N_("行为发生超过受理期限"), "no_request": N_("没有具体请求"),
    "no_facts": N_("没有写明被反映人或者地点，无从核实"),
}  # fmt: skip
ACTS = {  # what may be done with an item, and the deed that it is
    "accept": (N_("受理"), "complaint.accepted"),
    "refer": (N_("转有权机关"), "complaint.referred"),
    "turn_away": (N_("不予受理"), "complaint.not_accepted"),
    "dispatch": (N_("派办"), "complaint.dispatched"),
    "answer": (N_("答复"), "complaint.answered"),
    "case": (N_("转为案件"), "complaint.case_made"),
    "link": (N_("并入已有的案件"), "complaint.case_linked"),
    "rate": (N_("登记对答复的评价"), "complaint.rated"),
    "tell": (N_("告知案件结果"), "complaint.result_told"),
    "correct": (N_("更正答复"), "complaint.answer_corrected"),
    "pay": (N_("登记奖励已支付"), "complaint.reward_paid"),
    "code": (N_("给举报人领奖码"), "complaint.code_given"),
    "waive": (N_("登记同意公开身份"), "complaint.secrecy_waived"),
    "withdraw": (N_("登记撤回"), "complaint.withdrawn"),
    "false": (N_("认定恶意举报"), "complaint.found_false"),
    "reward": (N_("提议奖励举报人"), "complaint.reward_proposed"),
    "approve": (N_("批准奖励举报人"), "complaint.reward_approved"),
    "reject": (N_("驳回或者收回奖励的提议"), "complaint.reward_rejected"),
}
STEPS = {deed: name for name, deed in ACTS.values()} | {
    "complaint.received": N_("登记"),
    "complaint.supplemented": N_("补充来件"),
    "deed.undone": N_("撤销"),
    "complaint.reporter_seen": N_("查看来件人"),
    "term.begun": N_("起算期限"),
    "term.done": N_("办结期限"),
    "card.handed_out": N_("发出红黄牌"),
    "card.answered": N_("答复红黄牌"),
    "card.lifted": N_("解除红黄牌"),
}
