"""The dialogs of a pause: stop the clock for an expert review or a test until a day, and let it run again."""

from datetime import date
from typing import TYPE_CHECKING, Any

from models.values import shanghai_date
from tui.language import N_, _
from tui.screens.asking_forms import finish
from tui.widgets.form import Blank, Faults, Form, Values

if TYPE_CHECKING:
    from tui.view import View

KINDS = {
    "expert_review": N_("专家评审"), "test": N_("检验、检测、检疫、鉴定"), "correction": N_("补正"),
    "investigation": N_("立案调查"), "hearing": N_("听证"),
}  # fmt: skip
BEGUN = ("expert_review", "test", "correction", "investigation")  # a hearing stops the clock by itself
NO_DAY = N_("应为日期，写作 2026-01-31")


async def begin(screen: "View", number: str) -> None:
    """Ask for what the clock stops and until when, and tell the applicant."""
    from usecases import pauses

    async def keep(values: Values) -> Faults:
        until = _day(values["until"])
        if until is None:
            return [("until", _(NO_DAY))]
        return await screen.attempt(pauses.begin, number, values["kind"], reason=values["reason"], until=until)

    blanks = [
        Blank("kind", N_("中止事由"), options={kind: KINDS[kind] for kind in BEGUN}, value=BEGUN[0], needed=True),
        Blank("until", N_("预计结束"), 10, needed=True, hint=N_("告知申请人，到期提醒。写作 2026-01-31")),
        Blank("reason", N_("说明"), 200, hint=N_("写入给申请人的告知")),
    ]
    title = _("中止办理期限（行政许可法第四十五条）：{number}").format(number=number)
    await finish(screen, number, Form(title, blanks, keep), _("期限已中止，已告知申请人"), lasting=True)


async def end(screen: "View", number: str) -> None:
    """Ask which pause is over, and let the clock run again."""
    from usecases import cases, clocks, pauses

    case = await screen.read(cases.read, number)
    rows: list[dict[str, Any]] = await screen.read(clocks.pause_rows, case.id)
    running = {row["kind"]: KINDS[row["kind"]] for row in rows if row["to_on"] is None and row["kind"] in BEGUN}
    if not running:
        screen.say(_("没有正在进行的中止"), "warn")
        return

    async def keep(values: Values) -> Faults:
        last = _day(values["to_on"])
        if last is None:
            return [("to_on", _(NO_DAY))]
        return await screen.attempt(pauses.end, number, values["kind"], to_on=last, note=values["note"])

    today = shanghai_date(screen.office.now()).isoformat()
    blanks = [
        Blank("kind", N_("中止事由"), options=running, value=next(iter(running)), needed=True),
        Blank("to_on", N_("结束日期"), 10, value=today, needed=True, hint=N_("不计入期限的最后一天")),
        Blank("note", N_("说明"), 200),
    ]
    title = _("恢复办理期限：{number}").format(number=number)
    await finish(screen, number, Form(title, blanks, keep), _("期限继续计算，已告知申请人"), lasting=True)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
