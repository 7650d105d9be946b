"""The dialogs of a hearing: offer the right, note the request, tell time and place, keep the record, note a waiver."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from models.values import Officer, shanghai_date
from tui.language import N_, _
from tui.screens.asking_forms import finish
from tui.widgets.dialogs import AskText
from tui.widgets.form import Blank, Faults, Form, Values

if TYPE_CHECKING:
    from tui.view import View

LIMIT = 500
DAY = N_("写作 2026-01-31")
OPEN = {"true": N_("公开"), "false": N_("不公开")}
NO_DAY = N_("应为日期，写作 2026-01-31")


async def offer(screen: "View", number: str) -> None:
    """Tell the applicant of the right to a hearing."""
    from usecases import hearings

    async def keep(values: Values) -> Faults:
        return await screen.attempt(hearings.offer, number, values["matter"])

    blanks = [Blank("matter", N_("听证事项"), LIMIT, needed=True, hint=N_("写入听证告知书"))]
    title = _("告知听证权利（行政许可法第四十七条）：{number}").format(number=number)
    await finish(screen, number, Form(title, blanks, keep), _("已告知听证权利（按 u 撤销）"))


async def request(screen: "View", number: str) -> None:
    """Note who asked for a hearing, and when."""
    from usecases import hearings

    async def keep(values: Values) -> Faults:
        day = _day(values["on"])
        if day is None:
            return [("on", _(NO_DAY))]
        return await screen.attempt(hearings.request, number, values["who"], on=day)

    blanks = [
        Blank("who", N_("申请听证的人"), 100, needed=True, hint=N_("申请人或者利害关系人")),
        Blank("on", N_("申请日期"), 10, value=_today(screen), needed=True, hint=DAY),
    ]
    title = _("登记听证申请：{number}").format(number=number)
    await finish(screen, number, Form(title, blanks, keep), _("已登记听证申请，办理期限中止"), lasting=True)


async def notify(screen: "View", number: str) -> None:
    """Ask for time, place and who presides, and tell the applicant."""
    from usecases import hearings, officers
    from usecases.hearings import Sitting

    async def keep(values: Values) -> Faults:
        day = _day(values["held_on"])
        if day is None:
            return [("held_on", _(NO_DAY))]
        words = (values["held_time"], values["place"], values["host"], values["recorder"])
        return await screen.attempt(hearings.notify, number, Sitting(day, *words, values["open"] == "true"))

    blanks = _notice(await screen.read(officers.active))
    title = _("通知听证（须提前 7 个工作日）：{number}").format(number=number)
    await finish(screen, number, Form(title, blanks, keep), _("已通知听证"), lasting=True)


def _notice(people: Sequence[Officer]) -> list[Blank]:
    names = {one.login: one.name for one in people}
    return [
        Blank("held_on", N_("听证日期"), 10, needed=True, hint=DAY),
        Blank("held_time", N_("听证时间"), 20, needed=True, hint=N_("例如：9时30分")),
        Blank("place", N_("听证地点"), 100, needed=True),
        Blank("host", N_("主持人"), needed=True, options=names, hint=N_("未参与审查的人员")),
        Blank("recorder", N_("记录人"), needed=True, options=names),
        Blank("open", N_("听证方式"), value="true", needed=True, options=OPEN),
    ]


async def hold(screen: "View", number: str) -> None:
    """Take down the record line by line, then who attended."""
    from usecases import hearings

    record: list[list[str]] = []
    while True:
        title = _("听证笔录第 {n} 条：写作 发言人：内容；留空结束").format(n=len(record) + 1)
        line = await screen.app.push_screen_wait(AskText(title, limit=2000))
        if line is None:
            return
        if not line:
            break
        speaker, _colon, words = line.replace(":", "：", 1).partition("：")
        record.append([speaker, words] if words else [_("记录"), speaker])

    async def keep(values: Values) -> Faults:
        people = values["attending"].replace(";", "；").split("；")
        return await screen.attempt(hearings.hold, number, people, record, conclusion=values["conclusion"])

    blanks = [
        Blank("attending", N_("参加人"), LIMIT, needed=True, hint=N_("姓名（身份），多人用分号隔开")),
        Blank("conclusion", N_("主持人小结"), LIMIT),
    ]
    title = _("登记听证笔录：{number}").format(number=number)
    await finish(screen, number, Form(title, blanks, keep), _("已登记听证笔录，办理期限继续计算"), lasting=True)


async def waive(screen: "View", number: str) -> None:
    """Note that the right or the request was given up in words."""
    from usecases import hearings

    async def keep(values: Values) -> Faults:
        return await screen.attempt(hearings.waive, number, note=values["note"])

    blanks = [Blank("note", N_("如何表示放弃"), LIMIT, needed=True, hint=N_("由谁、以何种方式表示"))]
    title = _("登记放弃听证：{number}").format(number=number)
    await finish(screen, number, Form(title, blanks, keep), _("已登记放弃听证"), lasting=True)


def _today(screen: "View") -> str:
    return shanghai_date(screen.office.now()).isoformat()


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
