"""The dialogs of an examination: visits to the premises, opinions of units, the hearing."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from models.errors import BureauError
from models.values import shanghai_date
from tui.language import N_, _, told
from tui.screens import site_form
from tui.widgets.form import Faults, Form, Values

if TYPE_CHECKING:
    from tui.view import View

Opening = Callable[["View", str], Awaitable[None]]


async def plan_visit(screen: "View", number: str) -> None:
    """Ask who goes to the premises, and when."""
    from datetime import date

    from usecases import officers, site_checks

    async def keep(values: Values) -> Faults:
        try:
            day = date.fromisoformat(values["planned_on"])
        except ValueError:
            return [("planned_on", _("应为日期，写作 2026-01-31"))]
        return await screen.attempt(site_checks.plan, number, values["inspectors"].split(","), day)

    today = shanghai_date(screen.office.now())
    blanks = site_form.plan_blanks(await screen.read(officers.active), today)
    title = _("安排实地核查（行政许可法第三十四条）：{number}").format(number=number)
    await finish(screen, number, Form(title, blanks, keep), _("已安排实地核查（按 u 撤销）"))


async def record_visit(screen: "View", number: str) -> None:
    """Ask what two inspectors found on the spot."""
    from usecases import cases, officers, site_checks

    now = screen.office.now()

    async def keep(values: Values) -> Faults:
        if faults := site_form.faults_of(values, shanghai_date(now)):
            return faults
        try:
            photos = await asyncio.to_thread(site_form.keep_photos, values["photos"], screen.office)
        except BureauError as error:
            return [("photos", told(error.message))]
        return await screen.attempt(
            site_checks.record, number, site_form.site_check(values), times=site_form.times(values),
            inspectors=values["inspectors"].split(","), photos=photos, note=values["note"],
        )  # fmt: skip

    case = await screen.read(cases.read, number)
    visit = await screen.read(site_checks.planned, case.id)
    chosen = [one[0] for one in visit["inspectors"]] if visit else []
    title = _("实地核查（行政许可法第三十四条）：{number}").format(number=number)
    form = Form(title, site_form.blanks(await screen.read(officers.active), now, chosen), keep)
    await finish(screen, number, form, _("已登记实地核查，将按核查结果重新筛查（按 u 撤销）"))


async def finish(screen: "View", number: str, form: Form, words: str, *, lasting: bool = False) -> None:
    """Show a form; when it is done say so, and remember it for undo unless it lasts."""
    if await screen.app.push_screen_wait(form) is not None:
        screen.console.remember([] if lasting else [number])
        screen.say(words, "good")
        screen.data_changed()


ACTS: dict[str, tuple[str, Opening]] = {
    "plan": (N_("安排实地核查"), plan_visit),
}


async def open_act(screen: "View", number: str, act: str) -> None:
    """Open the dialog of one act; call it from a worker of the screen that shows the application."""
    opening = record_visit if act == "site" else ACTS[act][1]
    await opening(screen, number)
