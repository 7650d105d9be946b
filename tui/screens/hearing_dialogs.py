"""The dialogs of a hearing: offer the right, note the request, tell time and place, keep the record, note a waiver."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from models.errors import BureauError
from models.values import Officer, shanghai_date
from tui.language import N_, _
from tui.screens.asking_forms import finish
from tui.widgets.dialogs import Trouble
from tui.widgets.drafted import AskNote
from tui.widgets.form import Blank, Faults, Form, Values

if TYPE_CHECKING:
    from tui.view import View

LIMIT, LONGEST = 500, 2000
LINE = "line-"
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
    from rules import authority
    from usecases import hearings, officers
    from usecases.hearings import Sitting

    async def keep(values: Values) -> Faults:
        day = _day(values["held_on"])
        if day is None:
            return [("held_on", _(NO_DAY))]
        words = (values["held_time"], values["place"], values["host"], values["recorder"])
        return await screen.attempt(hearings.notify, number, Sitting(day, *words, values["open"] == "true"))

    blanks = _notice([one for one in await screen.read(officers.active) if not one.roles & authority.ADMINISTRATORS])
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
    """Take down the record line by line, then who attended; every line can still be changed before it is kept."""
    from usecases import hearings

    if not await _ready(screen, number):
        return
    form = f"hearing {number}"
    record = await _taken_down(screen, form)
    if record is None:
        return

    async def keep(values: Values) -> Faults:
        people = values["attending"].replace(";", "；").split("；")
        lines = [_spoken(values[name]) for name in values if name.startswith(LINE) and values[name]]
        return await screen.attempt(hearings.hold, number, people, lines, conclusion=values["conclusion"])

    blanks = [
        Blank("attending", N_("参加人"), LIMIT, needed=True, hint=N_("姓名（身份），多人用分号隔开")),
        *(Blank(f"{LINE}{n}", _("第 {n} 条").format(n=n), LONGEST, value=text) for n, text in enumerate(record, 1)),
        Blank("conclusion", N_("主持人小结"), LIMIT),
    ]
    title = _("登记听证笔录：{number}").format(number=number)
    await finish(screen, number, Form(title, blanks, keep), _("已登记听证笔录，办理期限继续计算"), lasting=True)
    if not await screen.read(hearings.awaits_record, number):
        await screen.console.drafts.drop(form)


async def _ready(screen: "View", number: str) -> bool:
    """Tell whether the hearing has come; what stands against a record is said before a word of it is written."""
    from usecases import hearings

    try:
        await screen.read(hearings.require_its_day, number, shanghai_date(screen.office.now()))
    except BureauError as error:
        await screen.app.push_screen_wait(Trouble(error))
        return False
    return True


async def _taken_down(screen: "View", form: str) -> list[str] | None:
    """Return the lines, kept one by one as a draft; None where the clerk goes away, who finds them again."""
    record = list((await screen.console.drafts.find(form)).values())
    while True:
        title = _("听证笔录第 {n} 条：写作 发言人：内容；留空结束").format(n=len(record) + 1)
        line = await screen.app.push_screen_wait(AskNote(title, draft=f"{form} {len(record) + 1}", limit=LONGEST))
        if line is None:
            screen.say(_("已暂存 {n} 条，再选“登记听证笔录”接着写").format(n=len(record)) if record else "")
            return None
        if not line:
            return record
        record.append(line)
        await screen.console.drafts.save(form, {str(n): text for n, text in enumerate(record, 1)})


def _spoken(line: str) -> list[str]:
    """Return who spoke and what was said; a line without a speaker is the recorder's."""
    speaker, _colon, words = line.replace(":", "：", 1).partition("：")
    return [speaker, words] if words else [_("记录"), speaker]


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
