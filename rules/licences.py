"""The life of a licence as data: which act leads from which status to which, under which article, with what product."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from models.errors import Refused
from models.said import said
from models.values import Item, LicenceStatus
from rules.basis import LegalBasis

BASIS = LegalBasis("行政许可法", 2019, "第八条、第四十九条、第五十条、第六十九条、第七十条", "ALL 8, 49, 50, 69, 70")
PENDING, ACTIVE, SUSPENDED = LicenceStatus.PENDING_DELIVERY, LicenceStatus.ACTIVE, LicenceStatus.SUSPENDED
RECTIFICATION, EXPIRED, CLOSED = LicenceStatus.RECTIFICATION, LicenceStatus.EXPIRED, LicenceStatus.CLOSED
RECALLED, ANNULLED, WITHDRAWN = LicenceStatus.RECALLED, LicenceStatus.ANNULLED, LicenceStatus.WITHDRAWN
DISQUALIFIED, REVOKED, CANCELLED = LicenceStatus.DISQUALIFIED, LicenceStatus.REVOKED, LicenceStatus.CANCELLED
IN_FORCE = frozenset({PENDING, ACTIVE, SUSPENDED, RECTIFICATION})
ENDED = frozenset(LicenceStatus) - IN_FORCE
STATUS_NAMES = {
    PENDING: "待送达",
    ACTIVE: "有效",
    SUSPENDED: "停业",
    RECTIFICATION: "责令暂停业务整顿",
    EXPIRED: "有效期届满",
    CLOSED: "歇业",
    RECALLED: "收回",
    ANNULLED: "撤销",
    WITHDRAWN: "撤回",
    DISQUALIFIED: "取消资格",
    REVOKED: "吊销",
    CANCELLED: "注销",
}
NATIONAL = {  # the words of the national register (reference city 10); it has fewer [inference for the last seven]
    PENDING: "active",
    ACTIVE: "active",
    SUSPENDED: "suspended",
    EXPIRED: "expired",
    RECALLED: "recalled",
    ANNULLED: "annulled",
    CANCELLED: "cancelled",
    RECTIFICATION: "suspended",
    CLOSED: "cancelled",
    WITHDRAWN: "cancelled",
    DISQUALIFIED: "cancelled",
    REVOKED: "cancelled",
}
FROM_NATIONAL = {
    word: LicenceStatus(word) for word in ("active", "suspended", "expired", "cancelled", "recalled", "annulled")
}


@dataclass(frozen=True, slots=True)
class Step:
    """One act: `to` maps each status in which it is possible (None = no licence yet) to the one that follows.

    `item` is what was applied for, None for an act ex officio. `document` is the kind of its document. `register`
    says whether the national register is told; `credit` what the published records of the licence become: `record`
    (one more is published), `ended` (not valid any more), `withdrawn` (they are taken back). `then` follows by itself.
    """

    name: str
    to: Mapping[LicenceStatus | None, LicenceStatus]
    basis: LegalBasis
    item: Item | None = None
    document: str = ""
    register: bool = True
    credit: str = ""
    then: str = ""


INSTRUMENTS: dict[str, tuple[str, int | str]] = {
    "ALL": ("行政许可法", 2019),
    "LIC": ("烟草专卖许可证管理办法", "工业和信息化部令第37号"),
    "LIC_R": ("烟草专卖许可证管理办法实施细则", "国烟法〔2020〕205号"),
    "TML_IR": ("烟草专卖法实施条例", 2023),
    "MINOR": ("未成年人保护法", 2024),
}


def cite(key: str, article: str) -> LegalBasis:
    """Return the basis of a short key such as `ALL 70(1)` with its Chinese article."""
    instrument, edition = INSTRUMENTS[key.partition(" ")[0]]
    return LegalBasis(instrument, edition, article, key)


def _to(*same: LicenceStatus, **moved: LicenceStatus) -> Mapping[LicenceStatus | None, LicenceStatus]:
    """Return a map: every status of `same` stays, every other one moves."""
    pairs: dict[LicenceStatus | None, LicenceStatus] = {status: status for status in same}
    return MappingProxyType(pairs | {LicenceStatus(name): status for name, status in moved.items()})


def _all(to: LicenceStatus, *sources: LicenceStatus) -> Mapping[LicenceStatus | None, LicenceStatus]:
    return MappingProxyType(dict.fromkeys(sources, to))


def _ending(
    name: str,
    to: Mapping[LicenceStatus | None, LicenceStatus],
    basis: LegalBasis,
    document: str,
    credit: str = "ended",
) -> Step:
    """Return an act ex officio by which a licence ends: it is told to the register and to the credit platform."""
    return Step(name, to, basis, document=document, credit=credit)


GRANT_ARTICLE = cite("ALL 38", "第三十八条第一款")
STEPS = {
    "licence.granted": Step(
        "准予新办", MappingProxyType({None: PENDING}), GRANT_ARTICLE, Item.NEW, "grant", credit="record"
    ),
    "licence.delivered": Step(
        "送达许可证", _all(ACTIVE, PENDING), cite("ALL 44", "第四十四条"), document="delivery", register=False
    ),
    "licence.renewed": Step(
        "延续",
        _to(PENDING, ACTIVE, SUSPENDED, RECTIFICATION),
        cite("ALL 50", "第五十条"),
        Item.RENEW,
        "renewal_grant",
        credit="record",
    ),
    "licence.changed": Step(
        "变更",
        _to(PENDING, ACTIVE, SUSPENDED, RECTIFICATION),
        cite("ALL 49", "第四十九条"),
        Item.CHANGE,
        "change_grant",
        credit="record",
    ),
    "licence.suspended": Step(
        "停业",
        _to(active=SUSPENDED, pending_delivery=SUSPENDED),
        cite("LIC_R 23", "第二十三条"),
        Item.SUSPEND,
        "suspension_grant",
        credit="record",
    ),
    "licence.resumed": Step(
        "恢复营业",
        _to(suspended=ACTIVE),
        cite("LIC_R 23", "第二十三条"),
        Item.RESUME,
        "resumption_grant",
        credit="record",
    ),
    "licence.closed": Step(
        "歇业",
        _all(CLOSED, PENDING, ACTIVE, SUSPENDED),
        cite("LIC_R 11", "第十一条"),
        Item.CLOSE,
        "closing",
        credit="record",
        then="licence.cancelled",
    ),
    "licence.reissued": Step(
        "补办",
        _to(ACTIVE, SUSPENDED, RECTIFICATION, pending_delivery=ACTIVE),
        cite("LIC_R 11", "第十一条"),
        Item.REISSUE,
        "reissue",
        credit="record",
    ),
    "licence.change_ordered": Step(
        "责令申请变更",
        _to(PENDING, ACTIVE, SUSPENDED),
        cite("LIC_R 21, 56", "第二十一条、第五十六条"),
        document="change_order",
        register=False,
    ),
    "licence.recall_announced": Step(
        "公告拟收回许可证",
        _to(ACTIVE),
        cite("LIC recall", "关于收回的规定"),
        document="cancellation_notice",
        register=False,
    ),
    "licence.rectification_ordered": Step(
        "责令暂停业务整顿",
        _all(RECTIFICATION, ACTIVE, SUSPENDED),
        cite("TML_IR 14", "第十四条"),
        document="rectification",
    ),
    "licence.rectification_ended": Step(
        "整顿合格恢复业务", _to(rectification=ACTIVE), cite("TML_IR 14", "第十四条"), document="rectification_end"
    ),
    "licence.expired": Step("有效期届满", _all(EXPIRED, *sorted(IN_FORCE)), cite("ALL 70(1)", "第七十条第(一)项")),
    "licence.recalled": _ending(
        "收回", _all(RECALLED, PENDING, ACTIVE, SUSPENDED), cite("LIC recall", "关于收回的规定"), "recall"
    ),
    "licence.annulled": _ending(
        "撤销", _all(ANNULLED, *sorted(IN_FORCE)), cite("ALL 69", "第六十九条"), "annulment", credit="withdrawn"
    ),
    "licence.permission_withdrawn": _ending(
        "撤回", _all(WITHDRAWN, *sorted(IN_FORCE)), cite("ALL 8", "第八条第二款"), "withdrawal"
    ),
    "licence.disqualified": _ending(
        "取消资格", _all(DISQUALIFIED, RECTIFICATION), cite("TML_IR 14", "第十四条"), "disqualification"
    ),
    "licence.revoked": _ending(
        "吊销", _all(REVOKED, ACTIVE, SUSPENDED, RECTIFICATION), cite("MINOR 123", "第一百二十三条"), "revocation"
    ),
    "licence.cancelled": _ending(
        "注销",
        _all(CANCELLED, *sorted(frozenset(LicenceStatus) - {CANCELLED})),
        cite("ALL 70", "第七十条"),
        "cancellation",
    ),
}
OF_ITEM = {step.item: act for act, step in STEPS.items() if step.item is not None}
BY_DATE = frozenset({"licence.expired"})  # the day does it, no officer
AT_ONCE = frozenset({"licence.delivered"})  # a fact that one officer records
EX_OFFICIO = tuple(act for act, step in STEPS.items() if step.item is None and act not in BY_DATE | AT_ONCE)


def allowed(status: LicenceStatus | None) -> tuple[str, ...]:
    """Return the acts that are possible in a status, in the order of the table."""
    return tuple(act for act, step in STEPS.items() if status in step.to)


def after(act: str, status: LicenceStatus | None) -> LicenceStatus:
    """Return the status that follows an act.

    Raises: Refused, naming what is possible, where the act is not. KeyError for an act without a row.
    """
    step = STEPS[act]
    found = step.to.get(status)
    if found is None:
        names = "、".join(STEPS[name].name for name in allowed(status) if name not in BY_DATE)
        stands = "尚未发放" if status is None else said("现为“{status}”", status=STATUS_NAMES[status])
        raise Refused(
            said("许可证{stands}，不能办理“{name}”（{basis}）。", stands=stands, name=step.name, basis=step.basis),
            kept="许可证未变更。",
            do_next=said("现在可以办理：{names}。", names=names)
            if names
            else "该许可证已注销；需要继续经营的，请重新申请新办。",
        )
    return found


def usual(act: str) -> LicenceStatus:
    """Return what an act leads to where nobody knows the status: as from an active licence, or a suspended one."""
    to = STEPS[act].to
    return to[ACTIVE] if ACTIVE in to else to[SUSPENDED]


def national(status: LicenceStatus) -> str:
    """Return the word of the national register for a status."""
    return NATIONAL[status]
