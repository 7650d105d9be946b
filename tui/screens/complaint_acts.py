"""What may be done with an item besides the usual course: corrected, told, withdrawn, waived, and its reward paid."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any

from models.complaints import HotlineKind, HotlineState
from models.values import shanghai_date
from tui.language import N_, _
from tui.screens.complaint_words import STATES
from tui.widgets.dialogs import Confirm, Option, Pick
from tui.widgets.form import Blank, Faults, Values
from tui.widgets.paper import note, pair
from tui.words import word

if TYPE_CHECKING:
    from tui.screens.complaint import ComplaintView
    from tui.view import View

LASTING = ("code", "pay")  # what was shown or paid is not taken back


def further(found: Any) -> list[str]:
    """Return what the state of an item allows besides its usual course, the likely first."""
    from rules import complaints as rules

    row, state, kind = found.complaint.row, found.complaint.state, found.complaint.kind
    report, worked_on = kind is HotlineKind.REPORT, state in rules.WORKED_ON
    telling = any(term["term"] == rules.TO_TELL and term["done_at"] is None for term in found.terms)
    allowed = (
        ("tell", worked_on and telling),
        ("correct", state is HotlineState.ANSWERED),
        ("pay", bool(row["reward"]) and row["paid_on"] is None),
        ("code", report and row["paid_on"] is None and state in rules.CLAIMING),
        ("waive", bool(row["named"] and row["case_number"]) and row["waived_on"] is None),
        ("withdraw", state in rules.OPEN and (not report or bool(row["case_number"]))),
        ("false", worked_on and kind in rules.ABOUT_ACTS and row["false_on"] is None and row["reward"] is None),
    )
    return [act for act, may in allowed if may]


async def open_of_case(view: "View", case: str) -> None:
    """Open the item that belongs to a case, or the one that is picked of several."""
    from tui.screens.complaint import ComplaintView
    from usecases import complaints_list

    found = await view.read(complaints_list.of_case, case)
    if not found:
        view.say(_("本案没有来件"), "warn")
        return
    options = [Option(one.number, f"{one.number}  {one.gist}", word(STATES, one.state)) for one in found]
    picked = options[0].value if len(options) == 1 else None
    picked = picked or await view.app.push_screen_wait(Pick(_("本案的来件"), options, beside=14))
    if picked is not None:
        view.app.push_screen(ComplaintView(picked))


async def correct(view: "ComplaintView") -> bool:
    """Ask for the other answer and why."""
    from usecases import complaint_answers

    fields = [Blank("text", N_("答复"), 2000, needed=True), Blank("reason", N_("理由"), 500, needed=True)]
    return await _asked(
        view, _("更正答复"), fields, lambda v: (complaint_answers.correct, view.number, v["text"], v["reason"])
    )


async def tell(view: "ComplaintView") -> bool:
    """Ask what the reporter was told of the case."""
    from usecases import complaint_answers

    text = await view.ask(_("告知了什么"), least=4)
    return bool(text) and await view.done(complaint_answers.tell_result, view.number, text)


async def withdraw(view: "ComplaintView") -> bool:
    """Ask why it is taken back."""
    from usecases import complaint_standing

    words = await view.ask(_("撤回的理由"))
    return bool(words) and await view.done(complaint_standing.withdraw, view.number, words)


async def find_false(view: "ComplaintView") -> bool:
    """Ask why it is held to be made up."""
    from usecases import complaint_standing

    words = await view.ask(_("认定的理由"), least=2)
    return bool(words) and await view.done(complaint_standing.find_false, view.number, words)


async def waive(view: "ComplaintView") -> bool:
    """Ask when the reporter agreed, and how."""
    from usecases import complaint_standing

    today = shanghai_date(view.office.now())
    fields = [
        Blank("on", N_("同意的日期"), 10, value=today.isoformat(), needed=True, hint=N_("写作 2026-01-31")),
        Blank("reason", N_("怎样同意"), 500, needed=True, hint=N_("例如：签署书面同意书，作为证人")),
    ]

    def deed(values: Values) -> Sequence[Any]:
        from tui.screens.complaint_form import day_of

        on = day_of(values["on"])
        return () if on is None else (complaint_standing.waive_secrecy, view.number, on, values["reason"])

    return await _asked(view, _("登记同意公开身份"), fields, deed, unread=[("on", _("写作 2026-01-31"))])


async def code(view: "ComplaintView") -> bool:
    """Show a new code once; nobody can see it again."""
    from usecases import complaint_claims

    warned = [note(_("请当面或者电话告知举报人；只显示一次，原来的领奖码随即失效。"))]
    if not await view.app.push_screen_wait(Confirm(_("给举报人领奖码"), warned)):
        return False
    found = await view.do(complaint_claims.give_code, view.number)
    if found is not None:
        shown = [pair(_("领奖码"), found, "strong"), note(_("按 Enter 以后不再显示。"), "warn")]
        await view.app.push_screen_wait(Confirm(_("领奖码"), shown))
    return found is not None


async def pay(view: "ComplaintView") -> bool:
    """Ask for the code that was shown and the voucher of the payment."""
    from usecases import complaint_claims

    fields = [
        Blank("code", N_("领奖码"), 20, needed=True, hint=N_("领取人出示的")),
        Blank("voucher", N_("支付凭证号"), 64, needed=True, hint=N_("财政或者银行的；不付现金")),
    ]
    return await _asked(
        view, _("登记奖励已支付"), fields, lambda v: (complaint_claims.pay, view.number, v["code"], v["voucher"])
    )


async def _asked(
    view: "ComplaintView",
    title: str,
    fields: list[Blank],
    deed: Callable[[Values], Sequence[Any]],
    *,
    unread: Faults | None = None,
) -> bool:
    """Show a form that keeps no draft, and do its deed; `unread` is what is wrong where there is none."""
    from tui.screens.complaint_form import ConfidentialForm

    async def keep(values: Values) -> Faults:
        missing = [(blank.name, _("必填")) for blank in fields if blank.needed and not values[blank.name].strip()]
        wanted = () if missing else deed(values)
        if not wanted:
            return missing or unread or []
        return await view.attempt(wanted[0], *wanted[1:])

    return await view.app.push_screen_wait(ConfidentialForm(title, fields, keep)) is not None


ASKING: dict[str, Callable[["ComplaintView"], Awaitable[bool]]] = {
    "tell": tell, "correct": correct, "pay": pay, "code": code, "waive": waive, "withdraw": withdraw,
    "false": find_false,
}  # fmt: skip
