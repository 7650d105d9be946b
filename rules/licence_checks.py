"""What stands against an application about a licence: holder, address, dates, what belongs into a new licence."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import reduce

from models.errors import Refused
from models.said import Said, said
from models.values import Item, LicenceStatus, PartyKind
from rules.applications import ITEM_NAMES
from rules.basis import LegalBasis
from rules.identifiers import normal_id, normal_number
from rules.lawrows import Law
from rules.licences import ENDED, IN_FORCE, OF_ITEM, STATUS_NAMES, STEPS, SUSPENDED, cite
from rules.terms.licences import longest_suspension

BASIS = LegalBasis("行政许可法", 2019, "第四十九条、第五十条", "ALL 49, 50")
RENEWAL, CHANGE = cite("ALL 50", "第五十条"), cite("ALL 49", "第四十九条")
SUSPENSION, HOLDER = cite("LIC_R 23", "第二十三条"), cite("ALL 9", "第九条")
NEW_NEEDED = "请告知申请人：原许可证办理歇业，再按新办提出申请。"


@dataclass(frozen=True, slots=True)
class Held:
    """A licence as far as it is known; None and "" stand for what nobody knows."""

    licence_no: str
    status: LicenceStatus | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    kind: PartyKind | None = None
    holder_name: str = ""
    holder_no: str = ""
    uscc: str = ""
    address: str = ""
    suspended_from: date | None = None
    suspended_to: date | None = None


@dataclass(frozen=True, slots=True)
class Wish:
    """What an application wants of a licence; numbers as they came."""

    item: Item
    received_on: date
    kind: PartyKind
    holder_no: str = ""
    uscc: str = ""
    address: str = ""
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # field: old, new
    suspend_from: date | None = None
    suspend_to: date | None = None
    other_open: str = ""  # an earlier application about the same licence that is not decided yet


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that stands against a grant, in words that may be read to the applicant.

    `reason` is the code of the catalogue for a refusal, "" where the application has only to wait.
    """

    code: str
    text: str
    basis: LegalBasis
    do_next: str
    reason: str = ""


Found = Iterator[Obstacle]


def obstacles(wish: Wish, held: Held, on: date, law: Law) -> tuple[Obstacle, ...]:
    """Return everything that stands against a grant on a day, the gravest first; nothing for a new licence."""
    if wish.item is Item.NEW:
        return ()
    own = CHECKS.get(wish.item, _nothing)
    return (*_ended(wish, held, on), *_not_holder(wish, held), *own(wish, held, on, law), *_second(wish, held))


def remarks(wish: Wish, held: Held, on: date, law: Law) -> tuple[Obstacle, ...]:
    """Return what the applicant should know although it stands against nothing: a renewal long before the end.

    The law names the latest day for it and no earliest one (ALL 50, LIC_R 22): nobody is refused for it.
    """
    early, ends = law.settings.renewal_early_days, held.valid_to
    if wish.item is not Item.RENEW or not early or ends is None or (ends - wish.received_on).days <= early:
        return ()
    if obstacles(wish, held, on, law):
        return ()
    told = f"许可证{held.licence_no}的有效期至{ends}，距届满还有{(ends - wish.received_on).days}天，现在申请延续偏早"
    first = law.terms["L14"].count
    advice = f"可以照常办理，新的有效期从{ends + timedelta(days=1)}起算；也可以告知申请人在届满{first}日以前再申请。"
    return (Obstacle("early", told, RENEWAL, advice),)


def check(wish: Wish, held: Held, on: date, law: Law) -> None:
    """Raise Refused with everything that stands against a grant."""
    found = obstacles(wish, held, on, law)
    if found:
        words = reduce(_behind, (said("{why}（{basis}）。", why=each.text, basis=each.basis) for each in found))
        codes = "、".join(dict.fromkeys(each.reason for each in found if each.reason))
        more = said("不予许可的理由代码：{codes}。", codes=codes) if codes else ""
        todo = _behind(found[0].do_next, more) if more else found[0].do_next
        raise Refused(words, kept="申请未作决定，许可证未变更。", do_next=todo)


def _behind(one: str, other: str) -> Said:
    """Return two sentences one behind the other."""
    return said("{why}{do_next}", why=one, do_next=other)


def same_holder(wish: Wish, held: Held) -> bool | None:
    """Return whether applicant and holder are one party by their numbers; None where no number can be compared."""
    pairs = (
        (normal_id(wish.holder_no), normal_id(held.holder_no)),
        (normal_number(wish.uscc), normal_number(held.uscc)),
    )
    known = [ours == theirs for ours, theirs in pairs if ours and theirs]
    return any(known) if known else None


def _nothing(_wish: Wish, _held: Held, _on: date, _law: Law) -> Found:
    return iter(())


def _ended(wish: Wish, held: Held, on: date) -> Found:
    """Yield that the licence is no longer in force, or never allows this item in its status."""
    step = STEPS[OF_ITEM[wish.item]]
    if _over(wish, held, on):
        yield Obstacle(
            "expired",
            f"许可证{held.licence_no}的有效期已于{held.valid_to}届满，届满后不能办理{ITEM_NAMES[wish.item]}",
            RENEWAL,
            "请告知申请人：有效期届满后须停止经营，需要继续经营的按新办提出申请。",
            "EXPIRED",
        )
    elif held.status in ENDED:
        yield Obstacle(
            "ended",
            f"许可证{held.licence_no}现为“{STATUS_NAMES[held.status]}”，不能办理{ITEM_NAMES[wish.item]}",
            step.basis,
            "请告知申请人：需要继续经营的按新办提出申请。",
            "ENDED",
        )
    elif held.status is not None and held.status not in step.to:
        yield _wrong_status(wish, held.status, held.licence_no)


def _wrong_status(wish: Wish, status: LicenceStatus, licence_no: str) -> Obstacle:
    advice = {
        Item.RESUME: "许可证没有停业，不需要恢复营业；请核对申请人的许可证号。",
        Item.SUSPEND: "已经停业的，期满或者期间可以申请恢复营业；请告知申请人。",
    }
    text = f"许可证{licence_no}现为“{STATUS_NAMES[status]}”，不能办理{ITEM_NAMES[wish.item]}"
    basis = STEPS[OF_ITEM[wish.item]].basis
    return Obstacle("status", text, basis, advice.get(wish.item, "请待许可证恢复有效后再办理。"), "WRONG_STATUS")


def _over(wish: Wish, held: Held, on: date) -> bool:
    """Return whether the time is over; a renewal that was asked for in time may be decided later (ALL 50(2))."""
    if held.valid_to is None or held.status in ENDED - {LicenceStatus.EXPIRED}:
        return False
    return held.valid_to < (wish.received_on if wish.item is Item.RENEW else on)


def _not_holder(wish: Wish, held: Held) -> Found:
    if same_holder(wish, held) is False:
        yield Obstacle(
            "not_holder",
            f"申请人的证件号码或者统一社会信用代码与许可证{held.licence_no}的持证人不符，申请人不是持证人",
            HOLDER,
            "请告知申请人：许可证不得转让，由持证人本人申请；经营主体已变更的，按新办提出申请。",
            "HOLDER_CHANGED",
        )


def _second(wish: Wish, held: Held) -> Found:
    if wish.other_open:
        yield Obstacle(
            "second_open",
            f"许可证{held.licence_no}另有先收到的在办申请{wish.other_open}",
            cite("ALL 31", "第三十一条"),
            f"请先办结{wish.other_open}，或者请申请人撤回其中一件。",
        )


def _change(wish: Wish, held: Held, _on: date, law: Law) -> Found:
    """Yield what a change can not do: another address or another subject needs a licence of its own."""
    old, new = wish.changes.get("address", ("", ""))
    if new and normal_number(new) != normal_number(held.address or old) and law.settings.address_needs_new:
        yield Obstacle(
            "new_needed",
            f"变更经营地址至“{new}”需要重新申领许可证，不能按变更办理",
            CHANGE,
            NEW_NEEDED,
            "NEW_NEEDED",
        )
    if _other_subject(wish, held):
        yield Obstacle("new_needed", "经营主体变更需要重新申领许可证，不能按变更办理", CHANGE, NEW_NEEDED, "NEW_NEEDED")


def _other_subject(wish: Wish, held: Held) -> bool:
    """Return whether another person would hold the licence: a sole trader's operator is the subject itself."""
    kind = held.kind or wish.kind
    if kind in (PartyKind.PERSON, PartyKind.SOLE_TRADER):
        changed = "legal_rep" in wish.changes or "applicant_name" in wish.changes
        own, theirs = normal_id(wish.holder_no), normal_id(held.holder_no)
        return changed and bool(own and theirs) and own != theirs
    return False


def _suspension(wish: Wish, held: Held, _on: date, law: Law) -> Found:
    first, last = wish.suspend_from, wish.suspend_to
    if first is None or last is None or last < first:
        yield Obstacle(
            "dates",
            "停业起止日期没有写明，或者截止日早于起始日",
            SUSPENSION,
            "请告知申请人更正停业日期。",
            "INCOMPLETE",
        )
        return
    longest = longest_suspension(first, law.terms)
    if last > longest:
        yield Obstacle(
            "too_long",
            f"申请停业自{first}至{last}，超过一年，最迟到{longest}",
            law.terms["L20"].basis,
            f"请告知申请人把停业截止日期改为{longest}以前。",
            "SUSPENDED_TOO_LONG",
        )
    if held.valid_to is not None and held.status in IN_FORCE and first > held.valid_to:
        yield Obstacle(
            "dates", f"停业起始日期{first}在有效期届满日{held.valid_to}之后", SUSPENSION, "请先办理延续。", "INCOMPLETE"
        )


def _resumption(wish: Wish, held: Held, _on: date, law: Law) -> Found:
    """Yield what speaks against resuming (L21): over the limit of a year, another address."""
    if held.status is not SUSPENDED:
        return
    if held.suspended_from and wish.received_on > longest_suspension(held.suspended_from, law.terms):
        yield Obstacle(
            "too_long",
            f"停业自{held.suspended_from}起已超过一年",
            law.terms["L20"].basis,
            "请按停业期满未恢复营业办理收回；申请人可以重新申请新办。",
            "SUSPENDED_TOO_LONG",
        )
    if held.address and wish.address and normal_number(held.address) != normal_number(wish.address):
        yield Obstacle(
            "new_needed",
            f"申请恢复营业的地址“{wish.address}”与许可证地址“{held.address}”不同",
            CHANGE,
            NEW_NEEDED,
            "NEW_NEEDED",
        )


def _renewal(_wish: Wish, held: Held, on: date, _law: Law) -> Found:
    """Yield that the licence was renewed already and the new term has not begun: nobody renews twice ahead."""
    if held.valid_from is not None and held.valid_from > on:
        yield Obstacle(
            "renewed",
            f"许可证{held.licence_no}已经延续，新的有效期自{held.valid_from}至{held.valid_to}，尚未开始，不能再次延续",
            RENEWAL,
            "请告知申请人：新的有效期届满前再申请延续；重复提交的可以撤回。",
            "WRONG_STATUS",
        )


CHECKS: dict[Item, Callable[[Wish, Held, date, Law], Found]] = {
    Item.RENEW: _renewal,
    Item.CHANGE: _change,
    Item.SUSPEND: _suspension,
    Item.RESUME: _resumption,
}
