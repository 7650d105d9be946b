"""The credit evaluation of a licence: grade, score, every reason; disputes noted, and answered by another officer."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from tui.language import N_, _
from tui.widgets.dialogs import Option, Pick
from tui.widgets.form import Blank, Faults, Form, Values
from tui.widgets.paper import Entry, heading, note, pair
from tui.words import day, word

if TYPE_CHECKING:
    from tui.view import View

LEAST, LIMIT = 4, 500
GRADES = {"A": N_("A 守信"), "B": N_("B 较好"), "C": N_("C 关注"), "D": N_("D 失信")}
TONES = {"A": "good", "B": "", "C": "warn", "D": "bad"}
FOUND = {"upheld": N_("成立，不再计分"), "turned_down": N_("不成立")}
STATES = {"open": N_("待答复"), **FOUND}


def entries(found: Any, disputes: Sequence[Any], history: Sequence[Any]) -> list[Entry]:
    """Return an evaluation on paper, behind it its disputes, and how score and grade came to be, newest first."""
    if found is None:
        return []
    grade = found.grade
    line = _("{grade}  {score} 分  {day}").format(
        grade=f"{grade.id} {grade.name}", score=found.score, day=day(found.on)
    )
    return [
        heading(_("信用评价")),
        pair(_("等级"), line, TONES.get(grade.id, "")),
        pair(_("措施"), grade.consequence),
        *[pair(f"{reason.points:+d}", _reason(reason), "" if reason.points else "quiet") for reason in found.reasons],
        *[note(_dispute(one), "warn" if one.state == "open" else "quiet") for one in disputes],
        *[pair(day(one.on), _change(one), "quiet") for one in history],
    ]


def _change(one: Any) -> str:
    score = _("{grade}  {score} 分").format(grade=one.grade, score=one.score)
    came = _("计入：{what}").format(what="；".join(one.came)) if one.came else ""
    went = _("不再计：{what}").format(what="；".join(one.went)) if one.went else ""
    return "  ".join(part for part in (score, came, went) if part)


def _reason(reason: Any) -> str:
    until = _("计至{day}").format(day=day(reason.until)) if reason.until else ""
    since = day(reason.on) if reason.ref else ""
    return "  ".join(part for part in (reason.name, reason.ref, since, until, reason.note) if part)


def _dispute(one: Any) -> str:
    words = (_("异议：{ref}").format(ref=one.ref), word(STATES, one.state), one.reason, one.answer)
    return "  ".join(part for part in words if part)


async def open_disputes(screen: "View", licence_no: str, found: Any, disputes: Sequence[Any]) -> None:
    """Answer the dispute that waits, else note a new one; call it from a worker of the licence's screen."""
    waiting = [one for one in disputes if one.state == "open"]
    if waiting:
        await _answer(screen, licence_no, waiting)
    else:
        await _dispute_of(screen, licence_no, found)


async def _dispute_of(screen: "View", licence_no: str, found: Any) -> None:
    from usecases import evaluation_disputes

    counted = {reason.ref: f"{reason.points:+d}" for reason in (found.reasons if found else ()) if reason.ref}
    if not counted:
        screen.say(_("没有计分的事项，不能提出异议。"), "warn")
        return
    options = [Option(ref, ref, points) for ref, points in counted.items()]
    ref = await screen.app.push_screen_wait(Pick(_("对哪一项提出异议？"), options))
    if ref is None:
        return

    async def keep(values: Values) -> Faults:
        return await screen.attempt(evaluation_disputes.dispute, licence_no, ref, values["reason"])

    blanks = [Blank("reason", N_("异议理由"), LIMIT, hint=N_("4至500字，写持证人的话"), needed=True)]
    form = Form(_("信用评价异议：{ref}").format(ref=ref), blanks, keep)
    if await screen.app.push_screen_wait(form) is not None:
        screen.say(_("已登记异议，等待另一名人员答复"), "good")
        screen.data_changed()


async def _answer(screen: "View", licence_no: str, waiting: Sequence[Any]) -> None:
    from usecases import evaluation_disputes

    one = waiting[0]

    async def keep(values: Values) -> Faults:
        upheld = values["found"] == "upheld"
        settle = evaluation_disputes.settle
        return await screen.attempt(settle, licence_no, one.ref, values["answer"], upheld=upheld)

    blanks = [
        Blank("found", N_("结论"), options=FOUND, value="turned_down", needed=True),
        Blank("answer", N_("理由"), LIMIT, hint=N_("4至500字，持证人可以查阅"), needed=True),
    ]
    title = _("答复异议：{ref}（{reason}）").format(ref=one.ref, reason=one.reason)
    if await screen.app.push_screen_wait(Form(title, blanks, keep)) is not None:
        screen.say(_("已答复异议"), "good")
        screen.data_changed()
