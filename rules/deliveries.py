"""Service of documents (送达): by which way, from which state to which, and what counts as proof."""

from models.errors import InvalidInput, Refused
from models.said import said
from rules.basis import LegalBasis
from rules.identifiers import check_id, normal_id, normal_number

BASIS = LegalBasis("行政许可法", 2019, "第四十四条", "ALL 44")
WINDOW, POST, ELECTRONIC = "window", "post", "electronic"
WAYS = {WINDOW: "窗口领取", POST: "邮寄送达", ELECTRONIC: "电子送达"}
ON_PAPER = {WINDOW: "直接送达", POST: "邮寄送达", ELECTRONIC: "电子送达"}  # as the 送达回证 calls them
STATE_NAMES = {
    "planned": "待送达",
    "sent": "已发出",
    "underway": "寄递中",
    "delivered": "已送达",
    "returned": "已退回",
    "failed": "未送达",
    "cancelled": "已取消",
}
STEPS = {  # deed: the states it may be done in, and where it leads
    "delivery.changed": (("planned",), "planned"),
    "delivery.sent": (("planned",), "sent"),
    "delivery.ordered": (("sent",), "underway"),
    "delivery.handed_over": (("planned",), "delivered"),
    "delivery.proved": (("sent", "underway"), "delivered"),
    "delivery.returned": (("underway",), "returned"),
    "delivery.failed": (("planned", "sent", "underway"), "failed"),
    "delivery.cancelled": (("planned",), "cancelled"),
    "delivery.repeated": (("returned", "failed"), ""),
}
OPEN = frozenset({"planned", "sent", "underway"})
NEEDS_PERSON = frozenset({"returned", "failed"})
COLLECTED, OUT, DELIVERED, NOT_DELIVERED, RETURNED = "203", "702", "704", "711", "708"  # reference city 10, post
SELF = "本人"
SIGNATURES = {"paper": "纸质签名", "pad": "签名板", "seal": "盖章", "refused": "拒签"}


def after(deed: str, state: str) -> str:
    """Return the state that a deed leads to; raises Refused where it is not possible in this state."""
    allowed, then = STEPS[deed]
    if state not in allowed:
        raise Refused(
            said("送达状态为“{state}”，不能这样办理（{basis}）。", state=STATE_NAMES.get(state, state), basis=BASIS),
            kept="送达记录未变更。",
            do_next="请刷新后查看现在可以办理的事项。",
        )
    return then or state


def way_for(channel: str, *, printed: bool, post: bool, reachable: bool, online: bool) -> str:
    """Return how documents are served unless somebody says otherwise.

    `printed`: paper with its original (a licence) is among them; `online`: the applicant's channel can be told;
    `post` and `reachable`: a letter can be ordered to this address and number.
    """
    if channel == "kiosk":
        return WINDOW
    if not printed and online:
        return ELECTRONIC
    return POST if post and reachable else WINDOW


def outcome_of(codes: list[str]) -> str:
    """Return what the codes of a trace say, oldest first: underway, delivered or returned."""
    if RETURNED in codes:
        return "returned"
    return "delivered" if DELIVERED in codes else "underway"


def check_receiver(relation: str, number: str, known: frozenset[str], signature: str) -> str:
    """Return the normal form of the number of who took the documents, once everything of the service is right.

    The addressee must show a number that we know; somebody who receives for the addressee must say the relation and
    show a valid one. Raises InvalidInput, Refused.
    """
    shown = normal_id(number or "")
    if not relation.strip() or signature not in SIGNATURES:
        raise InvalidInput("送达须写明签收人与受送达人的关系，并有签名方式。", kept="送达记录未变更。")
    if relation.strip() == SELF and known and shown not in known and normal_number(number) not in known:
        raise Refused(
            "出示的证件号码与受送达人登记的号码不一致。",
            kept="送达记录未变更。",
            do_next="请核对原件；由他人代收的，请写明关系。",
        )
    if not shown or (relation.strip() != SELF and not check_id(shown).valid):
        raise InvalidInput("须核对签收人的有效证件号码。", kept="送达记录未变更。", do_next="请按证件原件录入。")
    return shown
