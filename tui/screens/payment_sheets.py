"""The money of a case on paper: sums, orders and notices, how the surcharge was reckoned, what comes next."""

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from models.said import together
from rules.casework.collecting import BANKED, COLLECTED, DEFERRED, HANDED_IN, SPOT, cash_open
from rules.casework.steps import COLLECTING, name_of
from rules.payments import PERCENT_A_DAY, Stretch
from tui.language import _, told
from tui.screens import casework_findings as findings
from tui.screens.payment_words import ADVICE, KINDS
from tui.widgets.paper import Entry, heading, note, pair
from tui.words import TERMS, day, word, yuan

if TYPE_CHECKING:
    from usecases.casework_book import Book
    from usecases.payments_desk import Money

CASH = (COLLECTED, HANDED_IN, BANKED)
TERMS_OF_MONEY = ("E25", "E34", "E34m", "E36")
FEN_PARTS = 100  # a stretch is reckoned in hundredths of a fen


def entries(book: "Book") -> list[Entry]:
    """Return everything about the money of a case."""
    row, money = book.detail.case.row, book.money
    top = [pair(_("案件"), row["number"]), pair(_("当事人"), row["party_name"]), pair(_("决定书"), row["decision_no"])]
    if money is None:
        return [*top, *findings.paid(book)]
    return [
        *top, *findings.paid(book), *_doubtful(money), *_parts(book, money), *_reckoned(money), *_terms(book),
        *_next(book),
    ]  # fmt: skip


def _doubtful(money: "Money") -> Iterable[Entry]:
    if money.doubtful:
        yield heading(_("没有入账的通知"))
    for one in money.doubtful:
        kind, advice = KINDS[one["genuine"]], ADVICE[one["genuine"]]
        yield note(
            "  ".join((one["notice_no"], one["order_no"], yuan(one["amount"]), _(kind), told(one["fault"]))), "bad"
        )
        yield note(_(advice), "quiet", indent=4)


def _parts(book: "Book", money: "Money") -> Iterable[Entry]:
    if book.detail.case.standing.last(DEFERRED) is None:
        return
    yield heading(_("准予的各期"))
    for part in money.accounts.fine.plan:
        yield note(f"{day(part.due_on)}  {yuan(part.amount)}")


def _reckoned(money: "Money") -> Iterable[Entry]:
    """Yield how the surcharge came about: days, the sum that was late, the days that do not count, the cap."""
    found = money.stretches
    pauses = money.accounts.fine.pauses
    if not (found or pauses):
        return
    yield heading(_("加处罚款的计算"))
    for one in found:
        yield note(_stretch(one))
    for pause in pauses:
        until = day(pause.to_on) if pause.to_on else _("尚未结束")
        yield note(
            _("{from_on} 至 {until} 复议、诉讼期间不计").format(from_on=day(pause.from_on), until=until), "quiet"
        )
    sums = money.sums
    if found and sums["surcharge"] >= sums["fine"]:
        yield note(_("以罚款数额为限：{sum} 元").format(sum=yuan(sums["surcharge"])), "warn")
    if money.surcharge_open:
        yield note(_("尚未决定加处的：{sum} 元").format(sum=yuan(money.surcharge_open)), "warn")


def _stretch(one: Stretch) -> str:
    return _("{first} 至 {last}  {late} 元 × {percent}% × {days} 天 = {sum} 元").format(
        first=day(one.first), last=day(one.last), late=yuan(one.late), percent=PERCENT_A_DAY, days=one.days,
        sum=_sum(one.amount),
    )  # fmt: skip


def _sum(parts: int) -> str:
    whole, rest = divmod(parts, FEN_PARTS)
    return f"{Decimal(parts) / (FEN_PARTS * 100):,.4f}" if rest else yuan(whole)


def _terms(book: "Book") -> Iterable[Entry]:
    found = [term for term in book.terms if term.due.term in TERMS_OF_MONEY]
    if found:
        yield heading(_("期限"))
    for term in found:
        whose = _("本局") if term.due.ours else _("当事人")
        yield pair(
            word(TERMS, term.due.term), f"{day(term.due.until)}  {whose}", "bad" if term.card == "yellow" else ""
        )


def _next(book: "Book") -> Iterable[Entry]:
    """Yield the steps of collecting with what is missing for each, and what waits for a second officer."""
    standing = book.detail.case.standing
    cash = standing.last(SPOT) or cash_open(standing)  # nobody is led to cash but where the law begins with it
    ways = [one for one in book.detail.next if one.deed in COLLECTING and (cash or one.deed not in CASH)]
    waiting = book.detail.waiting
    if ways or waiting:
        yield heading(_("接下来"))
    if waiting:
        yield note(_("待批准：{what}（y 批准，N 驳回）").format(what=_(name_of(waiting.deed))), "warn")
    for one in ways:
        missing = told(together(one.missing))
        yield pair(_(one.name), missing or _("可以办理（按 a）"), "quiet" if missing else "good")


def refundable(money: Any) -> bool:
    """Tell whether something is to be given back."""
    return bool(money and money.sums["beyond"])
