"""The switches of the law book: what each changes, of which kind its value is, and which question it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rules.basis import LegalBasis

BASIS = LegalBasis("行政许可法", 2019, "第四条", "ALL 4")  # what the law leaves open is the bureau's to say
WORDS = {bool: "true或false", int: "不小于零的整数", str: "文字", list: "一列文字"}


@dataclass(frozen=True, slots=True)
class Switch:
    """One switch; `domain` is where the field's page speaks of it, `question` which question to the customer it is."""

    kind: type
    changes: str
    domain: str
    question: str = ""
    allowed: tuple[str, ...] = ()

    def fault(self, value: Any) -> str:
        """Return why a value cannot be, "" where it can."""
        if self.allowed and value not in self.allowed:
            return f"只能是{'、'.join(self.allowed)}"
        wrong = type(value) is not self.kind or (type(value) is int and value < 0)
        if self.kind is list and not wrong:
            wrong = not all(isinstance(each, str) for each in value)
        return f"应为{WORDS[self.kind]}" if wrong else ""


SWITCHES: Mapping[str, Switch] = {
    "r6": Switch(bool, "失信被执行人（R6）是否作为不予许可的理由；关闭后不再比对名单", "4.2 R6", "Q2"),
    "bar_inclusive": Switch(bool, "禁止期限的最后一天是否仍然禁止；关闭后提前一天解除", "4.1", "Q12"),
    "criminal_punishment_denies": Switch(bool, "无证经营受刑事处罚是否不予许可；现有来源没有刑事处罚记录", "4.2 R4"),
    "school_buffer_m": Switch(int, "学校、幼儿园周围不予许可的距离（米），可以按区分别规定", "4.3 A2", "Q4"),
    "warn_before_wd": Switch(int, "届满前几个工作日起预警", "7.1"),
    "red_after_yellow_wd": Switch(int, "黄牌后超过几个工作日转红牌", "7.1"),
    "committed_limit_wd": Switch(int, "承诺的办理工作日，可以按事项分别规定；0为法定期限", "2.5 L06", "Q3"),
    "renewal_lead_unit": Switch(
        str, "提前三十日申请延续，按日历日（d）还是工作日（wd）计算", "2.5 L14", "Q12", ("d", "wd")
    ),
    "deemed_renewal_late": Switch(bool, "不足三十日才申请的延续，逾期未决定是否也视为准予", "2.5 L15"),
    "renewal_waits_for_investigation": Switch(bool, "立案调查期间是否中止延续的办理期限", "2.5 L16"),
    "renewal_early_days": Switch(int, "提前多少日以上申请延续要提示；0为不提示", "2.5 L14"),
    "card_section_heads": Switch(list, "黄牌、红牌告知的科室负责人（角色）", "7.1"),
    "card_unit_heads": Switch(list, "黄牌、红牌告知的单位负责人（角色）", "7.1"),
    "hearing_citizen_yuan": Switch(int, "对公民罚款多少元以上应当告知听证", "3.3", "Q5"),
    "hearing_organisation_yuan": Switch(int, "对单位罚款多少元以上应当告知听证", "3.3", "Q5"),
    "sole_trader_is_citizen": Switch(bool, "个体工商户在当场处罚限额和听证标准上是否按公民计算", "3.2", "Q12"),
    "penalty_litigation": Switch(
        str,
        "对处罚决定直接起诉的期限：special为十五日（烟草专卖法第四十一条），general为六个月（行政诉讼法第四十六条）",
        "3.1 E31",
        "Q1",
        ("special", "general"),
    ),
    "c07_delegated": Switch(
        bool,
        "无证零售（C07）是否受市场监督管理部门委托由本局处罚（行政处罚法第二十条）；关闭时应当移送（实施条例第五十七条）",
        "3.4 C07",
        "Q7",
    ),
    "address_needs_new": Switch(bool, "经营地址变更是否须重新申领；关闭后按变更办理", "2.4"),
    "required_steps": Switch(list, "准予前另外必须完成的步骤，写作 new:application.site_checked", "2.5 L09"),
    "carton_letters": Switch(list, "条盒32位喷码第二行的四个字母", "5.9", "Q9"),
    "instant_sample_percent": Switch(int, "秒批后由人员抽查的百分比", "2.5 L08"),
    "defaulter_fresh_hours": Switch(int, "失信被执行人的查询结果在几小时内可以据以决定", "4.2"),
    "shared_fresh_hours": Switch(int, "来源的答复在几小时内再次使用", "10"),
}
