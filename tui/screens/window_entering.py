"""What comes of the form at the window: checked, told to the applicant, entered, and shown with its receipt."""

import asyncio
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from models.errors import BureauError
from models.values import Item
from rules.window import fields_of
from tui.language import _, told
from tui.screens.window_begun import Begun, begun_with
from tui.screens.window_form import WindowForm
from tui.widgets.dialogs import Confirm, Option, Pick
from tui.widgets.form import Faults, Values
from tui.widgets.paper import Entry, note
from tui.words import ITEMS, word

if TYPE_CHECKING:
    from tui.view import View


async def for_licence(desk: "View", licence_no: str) -> Any:
    """Ask what the holder of a licence wants, and let the form be filled in with what the register knows."""
    options = [Option(code, _(name)) for code, name in ITEMS.items() if code != Item.NEW]
    picked = await desk.app.push_screen_wait(Pick(_("办理什么事项"), options))
    if picked is None:
        return None
    return await fill_in(desk, await begun_with(desk, Item(picked), {"licence_no": licence_no}))


async def fill_in(desk: "View", begun: Begun) -> Any:
    """Let the clerk fill a form in; return what it came to (usecases.window_intake.Entered), None where nothing."""
    done: list[Any] = []

    async def attempt(values: Values) -> Faults:
        return await _attempt(desk, begun, values, done)

    name = word(ITEMS, begun.item.value)
    title = (
        _("窗口补正：{number}").format(number=begun.corrects)
        if begun.corrects
        else _("窗口收件：{item}").format(item=name)
    )
    await desk.app.push_screen_wait(WindowForm(title, begun, desk, attempt))
    return done[0] if done else None


def show_entered(desk: "View", entered: Any) -> None:
    """Open what was entered (usecases.window_intake.Entered), with the number of its receipt."""
    from tui.screens.application import ApplicationView

    words = _("已收件：{number}，收件凭证 {receipt}").format(number=entered.number, receipt=entered.receipt_no)
    desk.app.push_screen(ApplicationView(entered.number, news=words))


async def _attempt(desk: "View", begun: Begun, values: Values, done: list[Any]) -> Faults:
    """Check with the rules, ask whether to receive it all the same, enter it; return what is wrong field by field."""
    from rules.window import field_of
    from usecases import window_intake

    papers = tuple(begun.papers)
    seen = await desk.read(window_intake.review, begun.item, values, papers, at=desk.office.now())
    if seen.faults:
        return list(seen.faults)
    if not seen.clear and not begun.corrects and not await _insists(desk, seen):
        places = fields_of(begun.item)
        named = [(field_of(lack.code), lack.text) for lack in seen.lacks]
        lacking = [(place if place in places else "", text) for place, text in named]
        return [*lacking, *(("", f"{each.text}（{each.basis}）") for each in seen.against)]
    try:
        done.append(await _enter(desk, begun, values, insisted=not seen.clear))
    except BureauError as error:
        return [("", told(error.message) + told(error.do_next))]
    return []


async def _insists(desk: "View", seen: Any) -> bool:
    """Show everything at once; return whether the applicant wants it received all the same."""
    entries: list[Entry] = [note(_("缺：{what}").format(what=lack.text), "warn") for lack in seen.lacks]
    for each in seen.against:
        entries += [note(f"{each.text}（{each.basis}）", "bad"), note(each.do_next, "strong")]
    entries.append(note(_("Enter 申请人坚持提交，仍要收件；Esc 继续填写。"), "warn"))
    sure = await desk.app.push_screen_wait(Confirm(_("请当面一次性告知申请人"), entries))
    return bool(sure)


async def _enter(desk: "View", begun: Begun, values: Values, *, insisted: bool) -> Any:
    """Do the deed; no grace, because the receipt is handed over the counter."""
    from usecases import window_intake
    from usecases.window_intake import Handed

    perform: Callable[..., Any] = partial(desk.office.perform, by=desk.officer)
    papers = tuple(begun.papers)
    if begun.corrects:
        return await asyncio.to_thread(perform, window_intake.supplement, begun.corrects, values, papers)
    handed = Handed(papers, begun.draft, begun.appointment, insisted=insisted)
    return await asyncio.to_thread(perform, window_intake.enter, begun.item, values, handed)
