"""The fields of the form at the window: what each is called, what may be chosen, what stands in it at first."""

from collections.abc import Mapping

from models.values import DISTRICTS
from rules.window import NEEDED, fields_of
from tui.language import N_
from tui.screens.application_sections import ID_TYPES
from tui.screens.window_begun import Begun
from tui.widgets.form import Blank
from tui.words import KINDS

YES_NO = {"": N_("未填"), "true": N_("是"), "false": N_("否")}
DAY = N_("写作 2026-01-31")
PROXY = N_("由代理人提交时填写，另附授权委托书和代理人证件")
LIMITS = {"licence_no": 20, "id_no": 30, "uscc": 30, "legal_rep_id_no": 30, "proxy_id_no": 30, "mobile": 20,
          "suspend_from": 10, "suspend_to": 10, "proxy_name": 50, "legal_rep_name": 50}  # fmt: skip
OPTIONS: Mapping[str, Mapping[str, str]] = {
    "kind": KINDS, "id_type": ID_TYPES, "district": DISTRICTS, "is_hotel": YES_NO, "fixed": YES_NO,
    "separate_from_home": YES_NO, "vending_machine": YES_NO,
}  # fmt: skip
LABELS = {
    "licence_no": N_("许可证号"), "kind": N_("主体类型"), "name": N_("申请人"), "id_type": N_("证件类型"),
    "id_no": N_("证件号码"), "uscc": N_("信用代码"), "legal_rep_name": N_("法定代表人"),
    "legal_rep_id_no": N_("代表人证件号"), "mobile": N_("手机"), "shop_name": N_("店铺名称"), "address": N_("地址"),
    "district": N_("辖区"), "is_hotel": N_("宾馆酒店"), "fixed": N_("固定场所"),
    "separate_from_home": N_("与住所独立"), "vending_machine": N_("自动售货机"), "new_shop_name": N_("新店铺名称"),
    "new_legal_rep": N_("新负责人"), "new_address": N_("新地址"), "new_applicant_name": N_("新持证人名称"),
    "suspend_from": N_("停业起"), "suspend_to": N_("停业止"), "reason": N_("理由"), "proxy_name": N_("代理人"),
    "proxy_id_no": N_("代理人证件号"),
}  # fmt: skip
HINTS = {
    "licence_no": N_("12位；可以扫描许可证"), "id_no": N_("可以扫描或者读卡"), "uscc": N_("可以扫描营业执照"),
    "suspend_from": DAY, "suspend_to": N_("写作 2026-01-31；最长一年"), "proxy_name": PROXY, "proxy_id_no": PROXY,
    "new_shop_name": N_("不变则不填"), "new_legal_rep": N_("不变则不填"), "new_address": N_("不变则不填"),
    "new_applicant_name": N_("不变则不填"),
}  # fmt: skip
SCANNED = {"id_no": ("id_no", "legal_rep_id_no", "proxy_id_no"), "uscc": ("uscc",), "licence_no": ("licence_no",)}


def blanks(begun: Begun) -> list[Blank]:
    """Return the fields of an item, filled as far as it was begun."""
    values = {"kind": "sole_trader", "id_type": "111", **begun.values}
    return [
        Blank(
            name, LABELS[name], LIMITS.get(name, 200), HINTS.get(name, ""), values.get(name, ""), name in NEEDED,
            OPTIONS.get(name, {}),
        )
        for name in fields_of(begun.item)
    ]  # fmt: skip
