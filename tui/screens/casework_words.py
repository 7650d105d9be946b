"""What the codes of enforcement cases are called: stages, sources, steps, terms, and the blanks of every step."""

from tui.language import N_

STAGES = {
    "lead": N_("线索核实"), "not_filed": N_("不予立案"), "investigating": N_("调查取证"), "reported": N_("调查终结"),
    "reviewed": N_("法制审核通过"), "noticed": N_("已事先告知"), "decided": N_("已作出决定"), "executing": N_("执行"),
    "closed": N_("结案"), "archived": N_("已归档"), "transferred": N_("已移送"), "cancelled": N_("撤销立案"),
    "annulled": N_("决定已撤销"),
}  # fmt: skip
SOURCES = {
    "report": N_("群众举报"), "patrol": N_("巡查发现"), "superior": N_("上级交办"), "transfer": N_("其他机关移送"),
    "warning": N_("分析预警"), "other": N_("其他来源"),
}  # fmt: skip
STAGE_TONES = {"lead": "warn", "archived": "quiet", "not_filed": "quiet", "transferred": "quiet", "cancelled": "quiet",
               "annulled": "bad", "closed": "good"}  # fmt: skip
WITHIN = {"over": N_("已超期限"), "3": N_("3天内届满"), "7": N_("7天内届满"), "30": N_("30天内届满")}
NATURES = {
    "genuine": N_("真品"), "counterfeit": N_("假冒伪劣"), "smuggled": N_("走私"), "diverted": N_("非法流通"),
    "unknown": N_("待鉴别"),
}  # fmt: skip
STEPS = (
    N_("延长立案核实期限"), N_("先行处置"), N_("立案"), N_("不予立案"), N_("当场处罚"), N_("更换调查人员"), N_("回避"),
    N_("先行登记保存"), N_("处理先行登记保存的证据"), N_("现场检查"), N_("抽样取证"), N_("询问"), N_("核价"),
    N_("鉴别检验"), N_("责令改正"), N_("延长调查期限"), N_("中止调查"), N_("恢复调查"), N_("公告寻找物主"),
    N_("调查终结"), N_("法制审核通过"), N_("法制审核退回"), N_("对涉嫌犯罪的判断"), N_("撤销立案"), N_("移送"),
    N_("行政处罚事先告知"), N_("送达事先告知书"), N_("陈述申辩"), N_("放弃陈述申辩"), N_("要求听证"), N_("通知听证"),
    N_("举行听证"), N_("放弃听证"), N_("集体讨论"), N_("行政处罚决定"), N_("不予行政处罚"), N_("行政处理决定"),
    N_("送达决定书"), N_("登记复议或者诉讼"), N_("登记复议或者诉讼的结果"), N_("执行完毕"), N_("结案"), N_("归档"),
    N_("决定被撤销"), N_("涉嫌犯罪提示"), N_("更改案情"), N_("登记涉案物品"), N_("登记案件线索"),
)  # fmt: skip  # the names of rules.casework.steps and rights, to be translated
BLANKS = (
    N_("日期"), N_("延长至"), N_("理由"), N_("执法人员"), N_("先行处置的内容"), N_("处罚种类"), N_("罚款"),
    N_("没收金额"), N_("违法事实"), N_("地点"), N_("印制编号"), N_("回避的人员"), N_("物品"), N_("保存地点"),
    N_("保存通知书"), N_("处理方式"), N_("说明"), N_("已出示执法证件"), N_("开始时间"), N_("结束时间"), N_("检查情况"),
    N_("在场人"), N_("样品"), N_("基数"), N_("抽样数量"), N_("目的"), N_("被询问人"), N_("问答"), N_("总额"),
    N_("核价依据"), N_("结论"), N_("报告编号"), N_("鉴定机构"), N_("改正的要求"), N_("改正期限"), N_("公告的地方"),
    N_("性质"), N_("处理建议"), N_("情节复杂或者重大"), N_("审核意见"), N_("移送司法机关"), N_("接收机关"),
    N_("拟作出的处罚"), N_("送达方式"), N_("签收人"), N_("复核意见"), N_("采纳"), N_("放弃的表示"), N_("要求"),
    N_("举行日期"), N_("主持人"), N_("记录人"), N_("笔录"), N_("听证意见"), N_("各人意见"), N_("通过处理意见"),
    N_("处罚内容"), N_("从轻减轻的理由"), N_("事实"), N_("复议或者诉讼"), N_("机关"), N_("文书号"), N_("结果"),
    N_("执行情况"), N_("处理结果"), N_("页数"), N_("作出机关"), N_("收到日期"),
)  # fmt: skip  # the names of rules.casework.forms, to be translated
