"""One row of a file of existing licences: its checks, each with line and field, and its columns in normal form."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

from content.lawbook import lawbook
from models.values import DISTRICTS, LicenceStatus, PartyKind
from rules.identifiers import (
    check_id,
    check_licence,
    check_mobile,
    check_uscc,
    is_invisible,
    is_plain_id,
    is_plain_licence,
    is_plain_mobile,
    is_plain_uscc,
    normal_number,
    visible,
)
from rules.names import initials
from rules.terms.licences import longest_suspension, longest_validity
from usecases.blacklist_rows import BadCell
from usecases.intake_rows import without_places
from usecases.texts import unstorable

HEADERS = {  # column: how files call it
    "licence_no": ("许可证号", "许可证编号", "许可证号码", "零售许可证号", "烟草专卖零售许可证号"),
    "shop_name": ("企业（字号）名称", "企业字号名称", "字号名称", "企业名称", "店铺名称", "名称"),
    "operator": ("负责人", "负责人姓名", "负责人（经营者）", "经营者", "经营者姓名", "法定代表人"),
    "id_no": ("身份证号", "身份证号码", "负责人身份证号", "证件号码", "公民身份号码"),
    "uscc": ("统一社会信用代码", "社会信用代码", "信用代码"),
    "address": ("经营地址", "经营场所", "地址"),
    "district": ("区", "区县", "所属区", "辖区", "行政区划"),
    "valid_from": ("有效期自", "有效期起", "有效期限自", "起始日期"),
    "valid_to": ("有效期至", "有效期止", "有效期限至", "截止日期"),
    "issued_on": ("发证日期", "决定日期"),
    "status": ("状态", "许可证状态"),
    "kind": ("主体类型", "企业类型", "经济性质"),
    "scope": ("经营范围", "许可范围"),
    "supplier": ("供货单位", "供货企业"),
    "mobile": ("电话", "联系电话", "手机", "手机号", "手机号码"),
    "suspended_from": ("停业自", "停业起", "停业开始日期"),
    "suspended_to": ("停业至", "停业止", "停业结束日期"),
    "ordered_on": ("最近订货日期", "最近订货", "最后订货日期"),
    "orders_known_on": ("订货数据截至", "订货截至"),
}
NEEDED = ("licence_no", "shop_name", "operator", "address", "valid_from", "valid_to")
LENGTHS = {"shop_name": 200, "operator": 100, "address": 300, "scope": 500, "supplier": 200}
DAYS = ("valid_from", "valid_to", "issued_on", "suspended_from", "suspended_to", "ordered_on", "orders_known_on")
TEXTS = tuple(name for name in HEADERS if name not in DAYS)
NUMBERS = frozenset({"licence_no", "id_no", "uscc", "mobile"})  # a spreadsheet's apostrophe may stand before them
STATUSES = {
    "待送达": "pending_delivery", "有效": "active", "在营": "active", "正常": "active", "有效在营": "active",
    "停业": "suspended", "责令暂停业务": "rectification", "责令整顿": "rectification", "整顿": "rectification",
    "有效期届满": "expired", "届满": "expired", "到期": "expired", "过期": "expired", "失效": "expired",
    "歇业": "closed", "收回": "recalled", "撤销": "annulled", "撤回": "withdrawn", "取消资格": "disqualified",
    "吊销": "revoked", "注销": "cancelled", **{status.value: status.value for status in LicenceStatus},
}  # fmt: skip
KINDS = {
    "个人": "person", "个体": "sole_trader", "个体工商户": "sole_trader", "企业": "enterprise", "公司": "enterprise",
    "其他": "other", "其他组织": "other", **{kind.value: kind.value for kind in PartyKind},
}  # fmt: skip
RUNNING = frozenset({"active", "suspended", "rectification"})
WRITTEN = re.compile(r"([0-9]{4})(?:[-/.]|年)([0-9]{1,2})(?:[-/.]|月)([0-9]{1,2})日?|([0-9]{4})([0-9]{2})([0-9]{2})")
FOREVER = frozenset({"长期", "永久", "无固定期限"})
COLUMNS = (
    "licence_no", "status", "status_since", "holder_kind", "holder_name", "holder_no", "uscc", "legal_rep_name",
    "legal_rep_no", "mobile", "initials", "shop_name", "shop_initials", "address", "district", "valid_from",
    "valid_to", "decided_on", "suspended_from", "suspended_to", "scope", "supplier", "ordered_on",
    "orders_known_on", "import_warnings",
)  # fmt: skip
TOO_LONG = ""  # in place of a column: what is to be said of a row that has more cells than the header
in_order = itemgetter(*COLUMNS)


@dataclass(frozen=True, slots=True)
class Remark:
    """What is wrong (fault: the row is not taken) or unusual (warning) about one field of one line."""

    line: int
    field: str
    message: str
    kind: str = "fault"
    licence_no: str = ""


@dataclass(slots=True)
class LicenceLine:
    """One row of a file: its columns (None when it has a fault) and everything there is to say about it."""

    line: int
    licence_no: str = ""
    columns: dict[str, Any] | None = None
    remarks: list[Remark] = field(default_factory=list)

    def fault(self, name: str, message: str) -> None:
        """Add a fault."""
        self.remarks.append(Remark(self.line, name, message, "fault", self.licence_no))
        self.columns = None

    def warn(self, name: str, message: str) -> None:
        """Add a warning."""
        self.remarks.append(Remark(self.line, name, message, "warning", self.licence_no))

    @property
    def faulty(self) -> bool:
        """Whether the row cannot be taken."""
        return bool(self.remarks) and any(remark.kind == "fault" for remark in self.remarks)


def checked(number: int, values: Mapping[str, object], today: date) -> LicenceLine:
    """Return one row of a file with its checks; `values` are texts, dates or None by column of HEADERS."""
    line = LicenceLine(number)
    texts = {name: _text(line, name, values[name]) if name in values else "" for name in TEXTS}
    days = {name: _day(line, name, values[name]) if name in values else None for name in DAYS}
    for name in NEEDED:
        missing = not days[name] if name in days else _blank(texts[name])
        if missing and not any(remark.field == name for remark in line.remarks):
            line.fault(name, "必填，这一行没有")
    if TOO_LONG in values:
        line.fault("", str(values[TOO_LONG]))
    number_ = _licence_no(line, texts["licence_no"])
    numbers = {"id_no": _id_no(line, texts["id_no"], today), "uscc": _uscc(line, texts["uscc"])}
    if not any(numbers.values()) and not line.faulty:
        line.warn("id_no", "身份证号和统一社会信用代码都没有，不能按号码核对")
    kind = _kind(line, texts["kind"], number_, numbers["uscc"])
    codes = {"kind": kind, "district": _district(line, texts["district"], number_)}
    codes["status"] = _status(line, texts["status"])
    _check_days(line, days, codes, today)
    _mobile(line, texts)
    if not line.faulty:
        line.columns = _columns(texts | numbers | codes | {"licence_no": number_}, days)
        line.columns["import_warnings"] = len(line.remarks)
    return line


def _columns(texts: Mapping[str, str], days: Mapping[str, date | None]) -> dict[str, Any]:
    """Return the columns of the register; an enterprise holds by its name, anybody else by the operator's."""
    enterprise = texts["kind"] in {"enterprise", "other"}
    holder = texts["shop_name"] if enterprise else texts["operator"]
    suspended = texts["status"] == LicenceStatus.SUSPENDED
    since = days["suspended_from"] if suspended else days["valid_from"]
    return {
        **{name: texts[name] for name in ("licence_no", "status", "uscc", "shop_name", "address", "district")},
        **{name: texts[name] for name in ("scope", "supplier", "mobile")},
        **{name: days[name] for name in ("valid_from", "valid_to", "ordered_on", "orders_known_on")},
        "status_since": since or days["valid_from"],
        "holder_kind": texts["kind"],
        "holder_name": holder,
        "holder_no": "" if enterprise else texts["id_no"],
        "legal_rep_name": texts["operator"] if enterprise else "",
        "legal_rep_no": texts["id_no"] if enterprise else "",
        "initials": initials(holder)[:110],
        "shop_initials": initials(without_places(texts["shop_name"]))[:110],
        "decided_on": days["issued_on"] or days["valid_from"],
        "suspended_from": days["suspended_from"] if suspended else None,
        "suspended_to": days["suspended_to"] if suspended else None,
    }


def _blank(text: str) -> bool:
    """Tell whether a text shows nothing; its first character nearly always decides."""
    if text and ("0" <= text[0] <= "z" or "一" <= text[0] <= "龥"):
        return False
    return not text or (is_invisible(text[0]) and not visible(text))


def _text(line: LicenceLine, name: str, value: object) -> str:
    if value is None or value == "":
        return ""
    if not isinstance(value, str):
        line.fault(name, value.message if isinstance(value, BadCell) else "应为文本")
        return ""
    text = value.strip().removeprefix("'") if name in NUMBERS else value.strip()
    most = LENGTHS.get(name, 40)
    if len(text) <= most and text.isprintable():
        return text
    if control := unstorable(text):
        line.fault(name, f"含有不可用的字符 {control}")
        return ""
    if len(text) > most:
        line.fault(name, f"最多 {most} 个字符，现有 {len(text)} 个")
        return ""
    return text


def _day(line: LicenceLine, name: str, value: object) -> date | None:
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    day = written_day(value) if isinstance(value, str) else None
    if day is None:
        line.fault(name, _no_day(value))
    return day


def _no_day(value: object) -> str:
    if isinstance(value, BadCell):
        return value.message
    if isinstance(value, str) and visible(value) in FOREVER:
        return "许可证的有效期最长五年，不能填长期"
    return f"日期“{value}”不存在或写法不明，应写作 YYYY-MM-DD"


@lru_cache(maxsize=20_000)
def written_day(text: str) -> date | None:
    """Return the day that a text means (2026-01-31, 2026/1/31, 2026年1月31日, 20260131), None where there is none."""
    found = WRITTEN.fullmatch(visible(text))
    if found is None:
        return None
    year, month, day = (int(part) for part in found.groups() if part)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _licence_no(line: LicenceLine, text: str) -> str:
    if is_plain_licence(text):
        line.licence_no = text
        return text
    found = check_licence(text)
    line.licence_no = found.normal[:40]
    if text:
        for message in found.faults:
            line.fault("licence_no", f"许可证号{message}")
        for message in found.warnings:
            line.warn("licence_no", message)
    return found.normal


def _id_no(line: LicenceLine, text: str, today: date) -> str:
    if not text or is_plain_id(text, today):
        return text
    found = check_id(text, today)
    for message in found.faults:
        line.fault("id_no", f"身份证号有误：{message}")
    for message in found.warnings:
        line.warn("id_no", message)
    return found.normal


def _uscc(line: LicenceLine, text: str) -> str:
    if not text or is_plain_uscc(text):
        return text
    found = check_uscc(text)
    for message in found.faults:
        line.fault("uscc", f"统一社会信用代码有误：{message}")
    for message in found.warnings:
        line.warn("uscc", message)
    return found.normal


def _mobile(line: LicenceLine, texts: dict[str, str]) -> None:
    if not texts["mobile"] or is_plain_mobile(texts["mobile"]):
        return
    found = check_mobile(texts["mobile"])
    texts["mobile"] = found.normal if found.valid else texts["mobile"][:20]
    if not found.valid:
        line.warn("mobile", "不是手机号码，不能发短信")


def _kind(line: LicenceLine, text: str, licence_no: str, uscc: str) -> str:
    """Return the kind of holder: as written, else as the numbers say (92: sole trader; seventh figure 1)."""
    if text in KINDS:
        return KINDS[text]
    if text and not any(word in text for word in ("公司", "企业", "合作社", "个体")):
        line.warn("kind", f"不认识的主体类型“{text}”，按许可证号判断")
    if "个体" in text or uscc.startswith("92"):
        return "sole_trader"
    if text or uscc.startswith("91"):
        return "enterprise"
    return "sole_trader" if licence_no[6:7] == "1" else "enterprise"


def _district(line: LicenceLine, text: str, licence_no: str) -> str:
    named = text if text in DISTRICTS else district_code(visible(text))
    if text and not named:
        line.fault("district", f"不认识的区“{text}”；可用：{'、'.join(DISTRICTS.values())}")
    if not text:
        named = licence_no[:6] if licence_no[:6] in DISTRICTS else ""
        if not named and licence_no:
            line.fault("district", "没有填区，许可证号也看不出是哪个区")
    elif named and len(licence_no) == 12 and named != licence_no[:6]:
        line.warn("district", f"许可证号属于 {licence_no[:6]}，与所填的区不同")
    return named


@lru_cache(maxsize=100)
def district_code(text: str) -> str:
    """Return the code of a district of the city by code or name (思明, 思明区, 厦门市思明区), "" for others."""
    if text in DISTRICTS:
        return text
    short = text.removeprefix("福建省").removeprefix("厦门市").removesuffix("区")
    return next((code for code, name in DISTRICTS.items() if name.removesuffix("区") == short), "")


def _status(line: LicenceLine, text: str) -> str:
    if not text:
        line.warn("status", "没有填状态，按有效登记")
        return LicenceStatus.ACTIVE.value
    found = STATUSES.get(text) or STATUSES.get(normal_number(text).lower(), "")
    if not found:
        line.fault("status", f"不认识的状态“{text}”")
    return found


def _check_days(line: LicenceLine, days: Mapping[str, date | None], codes: dict[str, str], today: date) -> None:
    """Check the days against one another and the status; what the law allows no longer is a warning."""
    start, end = days["valid_from"], days["valid_to"]
    if start and end and end < start:
        line.fault("valid_to", f"有效期至 {end} 早于有效期自 {start}")
    elif start and end and end > longest_validity(start, lawbook().in_force(today).terms):
        line.warn("valid_to", "有效期超过最长期限（L24）")
    if end and end < today and codes["status"] in RUNNING:
        line.warn("status", f"有效期已于 {end} 届满，按届满登记")
        codes["status"] = LicenceStatus.EXPIRED.value
    _check_suspension(line, days, codes["status"], today)
    for name in ("ordered_on", "issued_on"):
        day = days[name]
        if day and day > today:
            line.fault(name, f"{day} 还没有到")
    ordered, known = days["ordered_on"], days["orders_known_on"]
    if ordered and (known is None or known < ordered):
        line.warn("orders_known_on", "没有写明订货数据截至哪一天，不能据此判断停止经营")


def _check_suspension(line: LicenceLine, days: Mapping[str, date | None], status: str, today: date) -> None:
    start, end = days["suspended_from"], days["suspended_to"]
    if start and end and end < start:
        line.fault("suspended_to", f"停业至 {end} 早于停业自 {start}")
    elif start and end and end > longest_suspension(start, lawbook().in_force(today).terms):
        line.warn("suspended_to", "停业超过最长时间（L20）")
    if status == LicenceStatus.SUSPENDED and start is None:
        line.warn("suspended_from", "没有写明停业从哪一天起，不能监督一年的期限")
