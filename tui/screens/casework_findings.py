"""What the computer finds in a case, on paper: the fine that may be decided, the money, papers that disagree."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from rules.casework.amounts import HEARING, arithmetic
from rules.penalties import DECIDERS
from tui.language import N_, _, told
from tui.widgets.paper import Entry, heading, note, pair
from tui.words import CARD_STATES, CARDS, TERMS, clock, day, tone, word, yuan

if TYPE_CHECKING:
    from rules.casework.clashes import Clash
    from usecases.cards_desk import CardLine
    from usecases.casework_amounts import Amount
    from usecases.casework_book import Book

PURPOSES = {"fine": N_("罚款"), "surcharge": N_("加处罚款"), "confiscated": N_("没收款项")}
SUMS = {
    "fine": N_("罚款"), "confiscated": N_("没收款项"), "surcharge": N_("加处罚款"), "received": N_("已缴"),
    "owed": N_("尚欠"), "beyond": N_("应退"), "cash": N_("当场收缴"),
}  # fmt: skip


def amount(book: "Book") -> list[Entry]:
    """Return the range of the fine with its arithmetic, the hearing, and how like cases were decided."""
    found = book.amount
    if found is None:
        return [note(told(book.unweighed), "quiet")]
    weighed = found.weighed
    fines = weighed.low is not None and weighed.high is not None
    words = _("{low} 元至 {high} 元").format(low=yuan(weighed.low), high=yuan(weighed.high)) if fines else _("不罚款")
    hearing = f"{'；'.join(told(why) for why in found.hearings)}（{HEARING}）" if found.hearings else _("不必告知听证")
    return [
        pair(_("可以决定"), words, "strong"),
        pair(_("计算"), told(arithmetic(weighed.cause, weighed.legal))),
        *[pair(_("裁量基准"), f"{band.name}（{band.basis}）") for band in weighed.bands],
        *[pair(" ", told(why)) for why in weighed.notes],
        pair(_("由谁决定"), told(DECIDERS[weighed.cause.decider])),
        pair(_("听证"), hearing, "warn" if found.hearings else ""),
        *[pair(_("须答复"), told(why), "bad") for why in found.faults],
        *_earlier(found),
    ]


def _earlier(found: "Amount") -> Iterable[Entry]:
    yield heading(_("近三年类似案件"))
    if found.middle is None:
        yield note(_("没有"), "quiet")
        return
    yield pair(_("比例居中"), f"{found.middle}%", "strong")
    for one in found.similar:
        far = one.number in found.outliers
        words = (one.number, day(one.on), one.party, f"{yuan(one.base)} → {yuan(one.fine)}", f"{one.ratio}%")
        yield note("  ".join([*words, *([_("偏离较大")] if far else [])]), "warn" if far else "")


def cards(book: "Book", names: Mapping[str, str]) -> list[Entry]:
    """Return the cards that were handed out, with the answers; nothing where there is none."""
    return [heading(_("红黄牌")), *(entry for one in book.cards for entry in _card(one, names))] if book.cards else []


def _card(one: "CardLine", names: Mapping[str, str]) -> Iterable[Entry]:
    waits = one.state == "open"
    state = _("待答复（按 c）") if waits else word(CARD_STATES, one.state)
    words = (word(TERMS, one.term), _("{on} 届满").format(on=day(one.due_on)), clock(one.given_at), state)
    yield pair(word(CARDS, one.kind), "  ".join(words), tone(one.kind) if waits else "quiet")
    if one.reason or one.lifted_why:
        by = names.get(one.answered_by, one.answered_by)
        yield pair(" ", f"{by}  {one.reason or one.lifted_why}".strip())


def paid(book: "Book") -> list[Entry]:
    """Return what is owed, the orders to pay with what arrived, and what is given back."""
    money = book.money
    if money is None:
        return [note(_("还没有作出决定。"), "quiet")]
    sums = [
        pair(_(SUMS[key]), yuan(value), "bad" if key == "owed" else "") for key, value in money.sums.items() if value
    ]
    refunds = [pair(_("退付"), _refund(row)) for row in money.refunds]
    orders = [entry for row in money.orders for entry in _order(row)]
    return [
        pair(_("缴款情况"), told(money.words), "strong"), *sums,
        heading(_("缴款书")), *(orders or [note(_("没有"), "quiet")]), *refunds,
    ]  # fmt: skip


def _order(row: dict[str, Any]) -> Iterable[Entry]:
    purpose, cancelled = _(PURPOSES.get(row["purpose"], row["purpose"])), _("已作废") if row["cancelled_at"] else ""
    until = _("{until} 以前").format(until=day(row["due_on"]))
    words = (row["order_no"], purpose, yuan(row["amount"]), until, row["pay_code"], cancelled)
    yield note("  ".join(word for word in words if word), "quiet" if cancelled else "")
    arrived = _("到账")
    for one in row["notices"]:
        yield note(f"{arrived} {yuan(one['amount'])}  {one['bill_no']}", "good", indent=4)


def _refund(row: dict[str, Any]) -> str:
    back = _("{on} 已退").format(on=day(row["refunded_on"])) if row["refunded_on"] else _("等待财政退付")
    return f"{yuan(row['amount'])}  {back}"


def clashes(book: "Book") -> list[Entry]:
    """Return every place where two papers disagree, with both papers and fields."""
    if not book.papers:
        return [note(_("还没有文书。"), "quiet")]
    count = pair(_("文书"), _("{n} 件").format(n=book.papers), "strong")
    if not book.clashes:
        return [count, note(_("文书互相一致。"), "good")]
    return [count, *marked(book.clashes)]


def marked(found: "Iterable[Clash]") -> list[Entry]:
    """Return places where papers disagree, warnings marked as such."""
    return [note(_mark(one.warning) + str(one), "warn" if one.warning else "bad") for one in found]


def _mark(warning: bool) -> str:
    return _("提示：") if warning else _("矛盾：")
