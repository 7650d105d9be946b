"""The papers of an application itself, filled from its form: application form, receipt of materials, site check."""

from collections.abc import Mapping, Sequence
from typing import Any

from models.forms import ApplicationForm
from models.values import CHANNELS, WINDOW, Item, Officer, PartyKind, shanghai_date
from usecases.cases import Case
from usecases.document_facts import SCOPE
from usecases.document_grants import changes

MANAGED = frozenset({Item.SUSPEND, Item.RESUME, Item.CLOSE, Item.REISSUE})
CHANNEL_NAMES = dict(zip((*CHANNELS, WINDOW), ("微信公众号", "局网站", "i厦门", "自助终端", "窗口"), strict=True))
MATERIALS = {
    "id_card": "身份证件",
    "business_licence": "营业执照",
    "premises_proof": "经营场所证明",
    "photo": "照片",
    "old_licence": "原许可证",
    "proxy": "授权委托书",
    "proxy_id": "代理人身份证件",
    "other": "其他材料",
}
Facts = dict[str, Any]


def application(case: Case) -> tuple[str, Facts]:
    """Return (kind, facts) of the application form of a case, for documents.issue."""
    form, who = case.form, case.form.applicant
    person = who.kind in (PartyKind.PERSON, PartyKind.SOLE_TRADER)
    said: Facts = {
        "operator": who.name if person else who.legal_rep_name or "",
        "operator_no": (who.id_no if person else who.legal_rep_id_no) or "",
        "uscc": who.uscc or "",
        "attachments": materials(form),
        "channel": CHANNEL_NAMES.get(case.row["channel"], ""),
        "submitted_on": shanghai_date(form.submitted_at),
    }
    if form.item in MANAGED:
        days = {"from_on": form.suspend_from, "to_on": form.suspend_to}
        return "application_managed", said | days | {"reason": form.reason or ""}
    separate = form.premises.separate_from_home
    return "application_issue", said | {
        "scope": SCOPE,
        "separate": "" if separate is None else "是" if separate else "否",
        "changes": changes(form),
    }


def materials(form: ApplicationForm) -> list[str]:
    """Return the names of the papers that came with an application, each once."""
    return list(dict.fromkeys(MATERIALS.get(one.kind, one.name) for one in form.attachments))


def receipt(
    case: Case, by: Officer, *, contact: str = "", bearer: str = "", used: Sequence[Mapping[str, Any]] = ()
) -> Facts:
    """Return the facts of the receipt of materials (material_receipt): one line for each kind of paper.

    `used` are the papers of the library that nobody had to bring again (usecases.papers.uses).
    """
    how = "扫描件" if case.row["channel"] == WINDOW else "电子文件"
    names = [MATERIALS.get(one.kind, one.name) for one in case.form.attachments]
    rows = [[name, str(names.count(name)), how, ""] for name in dict.fromkeys(names)]
    rows = rows or [["申请表", "1", how, "未提交其他材料"]]
    rows += [[MATERIALS.get(one["kind"], one["kind"]), "1", "调用已有材料", one["code"]] for one in used]
    return {"materials": rows, "receiver": by.name, "contact": contact, "bearer": bearer}


def site_check(found: Mapping[str, Any], inspectors: Sequence[Officer], checked_on: str) -> Facts:
    """Return the facts of a site check (site_check) from what was measured (usecases.applications.examine)."""
    asked = (
        ("是否有固定的经营场所", _yes_no(found.get("fixed"))),
        ("经营场所与住所是否独立", _yes_no(found.get("separate_from_home"))),
        ("距最近中小学、幼儿园（米）", _metres(found.get("school_distance_m"))),
        ("距最近零售点（米）", _metres(found.get("nearest_shop_m"))),
        ("是否适宜经营（安全因素）", _yes_no(found.get("safe"))),
    )
    return {
        "checked_on": checked_on,
        "inspectors": [[one.name, one.certificate_no] for one in inspectors],
        "findings": [[name, value, ""] for name, value in asked],
        "conclusion": str(found.get("conclusion") or "见核查内容。"),
    }


def _yes_no(value: bool | None) -> str:
    return "未核查" if value is None else "是" if value else "否"


def _metres(value: float | None) -> str:
    return "未测量" if value is None else f"{value:g}"
