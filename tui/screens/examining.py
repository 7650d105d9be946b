"""The dialogs of an examination: visits to the premises, opinions of units, the hearing."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from models.errors import BureauError
from models.values import shanghai_date
from tui.language import N_, _, told
from tui.screens import hearing_dialogs, pause_dialogs, site_form
from tui.screens.asking_forms import finish
from tui.widgets.dialogs import Option, Pick
from tui.widgets.form import Blank, Faults, Form, Values

if TYPE_CHECKING:
    from tui.view import View

OPINIONS = {"agree": N_("同意"), "conditions": N_("附条件同意"), "object": N_("不同意")}
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


async def ask_units(screen: "View", number: str) -> None:
    """Ask which units are to give their opinion, on what, and in how many working days."""
    from usecases import reviews

    units = reviews.units(shanghai_date(screen.office.now()))

    async def keep(values: Values) -> Faults:
        if not values["limit_wd"].isascii() or not values["limit_wd"].isdigit():
            return [("limit_wd", _("应为整数"))]
        chosen, days = values["units"].split(","), int(values["limit_wd"][:4])
        return await screen.attempt(reviews.ask, number, chosen, question=values["question"], limit_wd=days)

    blanks = [
        Blank("units", N_("单位"), needed=True, options={unit.id: unit.name for unit in units.values()}, many=True),
        Blank("question", N_("审查事项"), 500, hint=N_("请该单位就什么出具意见")),
        Blank("limit_wd", N_("时限（工作日）"), 2, value="5", needed=True, hint=N_("1 至 15 个工作日")),
    ]
    title = _("送有关单位审查：{number}").format(number=number)
    await finish(screen, number, Form(title, blanks, keep), _("已送审（按 u 撤销）"))


async def give_opinion(screen: "View", number: str, unit: str = "") -> None:
    """Ask for the opinion of one's own unit."""
    from usecases import reviews

    known = reviews.units(shanghai_date(screen.office.now()))
    roles = {role.value for role in screen.officer.roles}
    mine = {one.id: one.name for one in known.values() if one.roles & roles}
    if not mine:
        screen.say(_("您的角色不属于任何出具意见的单位"), "warn")
        return

    async def keep(values: Values) -> Faults:
        return await screen.attempt(reviews.answer, number, values["unit"], values["opinion"], values["text"])

    blanks = [
        Blank("unit", N_("单位"), value=unit or next(iter(mine)), needed=True, options=mine),
        Blank("opinion", N_("意见"), needed=True, options=OPINIONS),
        Blank("text", N_("理由或者条件"), 1000, hint=N_("不同意和附条件时必填")),
    ]
    title = _("出具意见：{number}").format(number=number)
    await finish(screen, number, Form(title, blanks, keep), _("已出具意见（按 u 撤销）"))


ACTS: tuple[tuple[str, str, Opening], ...] = (  # deed, msgid, dialog
    ("application.site_check_planned", N_("安排实地核查"), plan_visit),
    ("application.site_checked", N_("登记实地核查结果"), record_visit),
    ("application.review_asked", N_("送有关单位审查"), ask_units),
    ("application.reviewed_by_unit", N_("出具本单位意见"), give_opinion),
    ("application.hearing_offered", N_("告知听证权利"), hearing_dialogs.offer),
    ("application.hearing_requested", N_("登记听证申请"), hearing_dialogs.request),
    ("application.hearing_notified", N_("通知听证"), hearing_dialogs.notify),
    ("application.hearing_held", N_("登记听证笔录"), hearing_dialogs.hold),
    ("application.hearing_waived", N_("登记放弃听证"), hearing_dialogs.waive),
    ("pause.begun", N_("中止办理期限（专家评审、检验检测）"), pause_dialogs.begin),
    ("pause.ended", N_("恢复办理期限"), pause_dialogs.end),
)


async def open_acts(screen: "View", number: str) -> None:
    """Offer what the officer may do in an examination, and do it; call it from a worker of the screen."""
    from rules import authority

    options = [Option(opening, _(name)) for deed, name, opening in ACTS if authority.may(deed, screen.officer)]
    if not options:
        screen.say(_("您的角色不能办理审查事项"), "warn")
        return
    title = _("核查、送审、听证：{number}").format(number=number)
    opening = await screen.app.push_screen_wait(Pick(title, options))
    if opening is not None:
        await opening(screen, number)
