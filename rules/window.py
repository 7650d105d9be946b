"""The form at the window: which fields an item needs, and what is written there as an application."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from models.forms import Applicant, ApplicationForm, AttachmentRef, Change, Premises
from models.values import DISTRICTS, Item, PartyKind
from rules.basis import LegalBasis
from rules.calendar import real_day
from rules.completeness import NATURAL, ORGANISED, STATEMENTS, Lack
from rules.identifiers import check_id, check_mobile, normal_id

BASIS = LegalBasis("烟草专卖许可证管理办法", "工业和信息化部令第37号", "第九条", "LIC 9")
WHO = ("kind", "name", "id_type", "id_no", "uscc", "legal_rep_name", "legal_rep_id_no", "mobile")
SHOP = ("shop_name", "address", "district")
PROXY = ("proxy_name", "proxy_id_no")
CHANGED = {  # field of the form: what it changes, and the field that holds what was there before
    "new_shop_name": ("shop_name", "shop_name"),
    "new_legal_rep": ("legal_rep", "legal_rep_name"),
    "new_address": ("address", "address"),
    "new_applicant_name": ("applicant_name", "name"),
}
OWN: Mapping[Item, tuple[str, ...]] = {
    Item.NEW: STATEMENTS,
    Item.CHANGE: tuple(CHANGED),
    Item.SUSPEND: ("suspend_from", "suspend_to", "reason"),
    Item.RESUME: ("reason",),
    Item.CLOSE: ("reason",),
    Item.REISSUE: ("reason",),
}
NEEDED = ("kind", "name", "shop_name", "address", "district")  # without these nobody could say what was applied for
DAYS = ("suspend_from", "suspend_to")
YES_NO = {"true": True, "false": False}
PROXY_PAPERS = {"proxy": "授权委托书（附件）", "proxy_id": "代理人身份证件（附件）"}
Values = Mapping[str, str]
Faults = list[tuple[str, str]]  # field, what is wrong with it


def fields_of(item: Item) -> tuple[str, ...]:
    """Return the fields that an item needs, in the order in which they are asked for; the licence comes first."""
    licence = () if item is Item.NEW else ("licence_no",)
    return (*licence, *WHO, *SHOP, *OWN.get(item, ()), *PROXY)


def faults_of(item: Item, values: Values) -> Faults:
    """Return what cannot be taken down at all: nothing written, no such day, no such district, no such number."""
    found = [(name, "必填") for name in NEEDED if not values.get(name)]
    found += [(name, "没有这一天，写作 2026-01-31") for name in DAYS if _wrong_day(item, values, name)]
    if values.get("kind") and values["kind"] not in set(PartyKind):
        found.append(("kind", "没有这种主体类型"))
    if values.get("district") and values["district"] not in DISTRICTS:
        found.append(("district", "不在本局辖区"))
    if values.get("mobile"):
        found += [("mobile", fault) for fault in check_mobile(values["mobile"]).faults]
    return found + list(_proxy_faults(values))


def _wrong_day(item: Item, values: Values, name: str) -> bool:
    return name in OWN.get(item, ()) and bool(values.get(name)) and real_day(values[name]) is None


def _proxy_faults(values: Values) -> Iterator[tuple[str, str]]:
    """Yield what is wrong with the representative: both name and a right number, or neither (LIC 9)."""
    name, number = values.get("proxy_name", ""), values.get("proxy_id_no", "")
    if bool(name) != bool(number):
        yield ("proxy_id_no" if name else "proxy_name"), f"代理人的姓名和证件号码都要填写（{BASIS}）"
    elif number:
        for fault in check_id(number).faults:
            yield "proxy_id_no", fault
        if normal_id(number) == normal_id(values.get("id_no", "")):
            yield "proxy_id_no", "代理人与申请人是同一人，不需要填写代理人"


def form(item: Item, values: Values, papers: Sequence[AttachmentRef], at: datetime) -> ApplicationForm:
    """Return the application that was written down; call it only where `faults_of` finds nothing."""
    of = {name: values.get(name) or None for name in fields_of(item)}
    return ApplicationForm(
        item=item,
        applicant=_applicant(values),
        premises=_premises(item, values),
        submitted_at=at,
        updated_at=at,
        channel_state="submitted",
        licence_no=of.get("licence_no"),
        changes=tuple(_changes(values)) if item is Item.CHANGE else (),
        suspend_from=_day(of.get("suspend_from")),
        suspend_to=_day(of.get("suspend_to")),
        reason=of.get("reason"),
        attachments=tuple(papers),
    )


def _applicant(values: Values) -> Applicant:
    kind = PartyKind(values["kind"])
    of = {name: values.get(name) or None for name in WHO}
    if kind not in NATURAL:
        of["id_no"] = None
    if kind not in ORGANISED:
        of |= dict.fromkeys(("legal_rep_name", "legal_rep_id_no"))
    person = {"id_type": (of["id_type"] or "111") if of["id_no"] else None, "id_no": of["id_no"]}
    legal = {name: of[name] for name in ("legal_rep_name", "legal_rep_id_no")}
    uscc = None if kind is PartyKind.PERSON else of["uscc"]
    return Applicant(kind, values["name"], uscc=uscc, mobile=of["mobile"], **person, **legal)


def _premises(item: Item, values: Values) -> Premises:
    said = {name: YES_NO.get(values.get(name, "")) for name in STATEMENTS} if item is Item.NEW else {}
    return Premises(values["shop_name"], values["address"], values["district"], **said)


def _changes(values: Values) -> Iterator[Change]:
    for name, (field, before) in CHANGED.items():
        if values.get(name):
            yield Change(field, values.get(before, ""), values[name])


def _day(text: str | None) -> date | None:
    return real_day(text) if text else None


def values_of(filled: ApplicationForm) -> dict[str, str]:
    """Return a form as the fields of the window show it, for a correction at the window."""
    who, shop = filled.applicant, filled.premises
    pairs: dict[str, object] = {name: getattr(who, name) for name in WHO if name != "kind"}
    pairs |= {"kind": who.kind.value, "shop_name": shop.name, "address": shop.address, "district": shop.district}
    pairs |= {name: str(getattr(shop, name)).lower() for name in STATEMENTS if getattr(shop, name) is not None}
    pairs |= {name: getattr(filled, name) for name in ("licence_no", *DAYS, "reason")}
    fresh = {changed: name for name, (changed, _before) in CHANGED.items()}
    pairs |= {fresh[change.field]: change.new for change in filled.changes if change.field in fresh}
    wanted = fields_of(filled.item)
    return {name: str(value) for name, value in pairs.items() if value is not None and name in wanted}


def proxy_lacks(values: Values, papers: Sequence[AttachmentRef]) -> list[Lack]:
    """Return the papers that an application through a representative still lacks (LIC 9)."""
    if not values.get("proxy_name"):
        return []
    held = {paper.kind for paper in papers}
    return [Lack(f"attachment.{kind}", text) for kind, text in PROXY_PAPERS.items() if kind not in held]


def field_of(code: str) -> str:
    """Return the field of the window that a lack (rules.completeness) belongs to; "papers" for an attachment."""
    name = code.removeprefix("faulty.")
    return "papers" if name.startswith("attachment.") else "new_shop_name" if name == "changes" else name
