"""Write `docs/offices.zh.md`, who sees and who decides what among the offices: `python -m tests.rules.offices_page`."""

from collections.abc import Iterator
from pathlib import Path

from rules.authority import RIGHTS
from rules.competence import ABOUT, BASIS, HALL_DEEDS, About
from tests.rules.law_page import table

TARGET = Path(__file__).parents[2] / "docs" / "offices.zh.md"
HEAD = f"""# 机构的分工：谁看，谁办

本页由 `python -m tests.rules.offices_page` 根据 `rules/competence.py` 生成，测试核对。每个人员还须有该事项的角色（`rules/authority.py`）。

- 零售许可由店铺所在地的区局决定（{BASIS}），市局监督指导（《烟草专卖法实施条例》第四条）；办证厅为本区局收件、受理、送达、归档。
- 市局的人员和指挥中心（不论属于哪个机构）看全部、办全部。没有登记机构的人员就是市局的。
- 分工在办理时由系统核对，控制台、命令、批量办理都一样；不归本机构的，拒绝时写明归谁，什么都不改动。
- 移交被接收以后，申请归接收的机构；它的红黄牌、送达、秒批记录随之转到接收机构的列表。撤销接收，随之转回。
"""  # noqa: E501
OWN, CITYWIDE = "本机构的（市局、指挥中心看全部，按 `p` 选机构）", "全市的"
LISTS = (  # list, screen, who sees, why
    ("办件、首页件数、待复核的提议", "applications.ApplicationsView", OWN, "谁承办谁看；`P` 再加上已移交给别人的"),
    ("红黄牌", "cards.CardsView", OWN, "`m` 只看我的：发给本人的，不论申请现在在哪个机构"),
    ("送达", "deliveries.DeliveriesView", OWN, ""),
    ("好差评和回访", "ratings.RatingsView", OWN, "评价到达时承办的机构"),
    ("12313来件", "complaints.ComplaintsView", OWN, "来件人不在列表和详情里；查看须写明事由，记入台账"),
    ("秒批和抽查", "instant.InstantView", OWN, ""),
    ("待我出具意见", "", OWN, "送审的申请由哪个机构承办，就由哪个机构的人员出具"),
    ("告警", "", OWN, "关于申请的告警只给承办机构；系统的告警给全部机构"),
    ("预约", "", CITYWIDE, "打开时是本区的大厅，按 `i` 换：申请人可以打电话给任何一个大厅"),
    ("窗口的草稿", "", "本人的", ""),
    (
        "许可证登记簿、许可证办理历史",
        "",
        CITYWIDE,
        "一址一证、间距和持证人资格要看相邻的区（只看；号码遮盖，查看完整号码记入台账）",
    ),
    ("处罚、名单", "", CITYWIDE, "资格审查（R1–R4、黑名单）按人，不按区（只看）"),
    ("文书、案卷、送达详情，按编号打开的申请", "", CITYWIDE, "按编号查一件的（只看）；办理仍按下表"),
    ("异议与修复", "", OWN, "按被异议的记录的文号"),
    ("待发箱、隔离区、对账、任务", "", CITYWIDE, "对外接口由市局统一管理（只看）；办理仍按下表，首页只数本机构要办的"),
    ("统计", "", CITYWIDE, "只有件数，没有个人信息；可按区选"),
    ("命令行的 list、show、导出", "", CITYWIDE, "在服务器上由管理员使用，不登录；带 `--as` 的办理与控制台一样核对"),
)
WHOSE = {
    About.APPLICATION: "承办申请的机构：店铺所在区的，或者接收了移交的",
    About.OFFERED: "移交给谁，谁答复",
    About.FORM: "申请表上店铺所在区的；写了许可证号的，按登记簿上的区",
    About.LICENCE: "店铺所在区的区局",
    About.DOCUMENT: "文书所属的申请、许可证的机构",
    About.DELIVERY: "送达所属的申请、许可证的机构",
    About.DOSSIER: "案卷所属的申请、许可证的机构",
    About.RATING: "被评价的申请的机构",
    About.LIST_HIT: "名单所对应的申请、许可证的机构",
    About.MESSAGE: "所报送的申请、许可证、记录的机构；说不清的归市局",
    About.RECORD: "文号是谁的，就归谁（厦思烟… 归思明区局，厦烟… 归市局）",
    About.PENALTIES: "处罚决定的文号是谁的，就归谁",
    About.FEEDBACK: "被异议的记录的文号是谁的，就归谁",
    About.ALARM: "告警所说的申请的机构；系统的告警归市局",
    About.HALL: "大厅所在区的",
    About.BOOKING: "大厅所在区的",
    About.OFFICER: "该人员所属的机构；代理人须是本局的，或者市局的（大厅的人不能代理区局）",
    About.NUMBERS: "本局的编号；写了 `--office` 的，该机构的",
    About.CASEWORK: "办理案件的机构：线索所在区的，没有写区的是登记人所属的",
    About.LEAD: "线索所在区的；没有写区的，登记人所属机构的",
    About.COMPLAINT: "承办来件的机构：来件写明的区的，没有写区的归市局；派办以后，接办的机构",
    About.PLAN: "规划所在区的（文件里每个区都核对）",
    About.OWN: "本人的，不论在哪个机构：刚才办的；发给本人、由本人承办或者代理的红黄牌",
    About.CITY: "市局统一办理",
    About.ANYWHERE: "任何机构，办的是全市的事",
}
FOOT = """## 作出这些决定的理由

- **别的区局的人不能代理**：代理人办的是离岗人的件，许可由店铺所在地的机关决定，本机关以外的人不能决定（烟草专卖法第十六条）。
  需要别的区局办的，逐件移交，由对方接收后以自己的名义办。市局是上级，可以代理。
- **黑名单、隔离件、许可证导入、日历由市局办**：一处改动影响全市的决定；停止秒批谁都可以（先停下来再说），恢复只有市局可以。
- **窗口收件只收本区的**：不属于本机关职权范围的，应当即时告知向有关机关申请（《行政许可法》第三十二条第一款第（二）项）。
- **公示记录写作出决定的机关**：许可机关、处罚机关按文号写区局的名称和统一社会信用代码，数据来源单位写市局；
  `content/offices.toml` 没有填区局的 `uscc` 时，以市局名义报送，`luqiao doctor` 提示。撤回、更正沿用当初报送的机关代码。
- **按负荷分派**（配置 `assign_by_load`）：给承办机构里在办最少的证件管理员，先区局、再办证厅、没有人的归市局；离岗的不给，全都离岗的给代理人。
"""  # noqa: E501


def _names(deeds: list[str]) -> str:
    return "、".join(RIGHTS[deed].name for deed in deeds)


def _deeds() -> Iterator[tuple[str, str, str, str]]:
    for about, whose in WHOSE.items():
        mine = [deed for deed, its in ABOUT.items() if its is about]
        hall = [deed for deed in mine if deed in HALL_DEEDS]
        bureau = "市局" if about is About.CITY else "区局、市局"
        everything = "全部" if hall == mine else _names(hall) or "–"
        yield _names(mine), whose, bureau, "–" if about is About.CITY else everything


def render() -> str:
    """Return the whole page."""
    seen = table(["列表", "看到的", "说明"], ((name, sees, why) for name, _screen, sees, why in LISTS))
    done = table(["事项", "归谁", "谁可以办", "其中办证厅可以办"], _deeds())
    return "\n".join([HEAD, "## 谁看", "", *seen, "## 谁办", "", *done, FOOT])


if __name__ == "__main__":
    TARGET.write_text(render(), encoding="utf-8")
