"""The dialogs of the acts on a licence: what is possible, what it does, propose, confirm, turn down, deliver."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tui.language import N_, _
from tui.widgets.dialogs import AskText, Confirm, Option, Pick
from tui.widgets.form import Blank, Faults, Form, Values
from tui.widgets.paper import Entry, note, pair
from tui.words import SIGNATURES

if TYPE_CHECKING:
    from tui.view import View

LIMIT = 500
DELIVER = "deliver"
NEEDS = {
    "since": (N_("停止经营起始日"), N_("写作 2026-01-31")),
    "noticed_on": (N_("公告日期"), N_("写作 2026-01-31")),
    "compensation": (N_("补偿或赔偿意见"), N_("补偿、赔偿如何处理")),
    "penalty_no": (N_("处罚决定书文号"), N_("已在本局登记的处罚决定")),
}
WAYS = {
    "window": N_("窗口领取"),
    "post": N_("邮寄送达"),
    "electronic": N_("电子送达"),
    "left": N_("留置送达"),
    "public_notice": N_("公告送达"),
}


async def open_acts(screen: "View", licence_no: str) -> None:
    """Ask what is to be done with a licence and do it; call it from a worker of the screen that shows the licence."""
    from usecases import licence_act_views

    proposal = await screen.read(licence_act_views.waiting, licence_no)
    if proposal is not None:
        await _second(screen, licence_no, proposal)
        return
    picked = await screen.app.push_screen_wait(
        Pick(_("对许可证的处理：{number}").format(number=licence_no), await _acts(screen, licence_no), beside=26)
    )
    if picked == DELIVER:
        await _deliver(screen, licence_no)
    elif picked is not None:
        await _propose(screen, licence_no, picked)


async def _acts(screen: "View", licence_no: str) -> list[Option[str]]:
    """Return what is possible now: handing the licence over where it waits for that, then the acts by the model."""
    from usecases import licence_act_views, licence_facts

    row = await screen.read(licence_facts.read, licence_no)
    choices = await screen.read(licence_act_views.choices, licence_no)
    first = [Option(DELIVER, _("登记送达"), _("一人办理"))] if row["status"] == "pending_delivery" else []
    return first + [
        Option(c.act, c.name, _("提议后由另一人复核"), c.act.removeprefix("licence."), more=f"{c.article}  {c.who}")
        for c in choices
    ]


async def _propose(screen: "View", licence_no: str, act: str) -> None:
    from usecases import licence_act_views, licence_acts

    choices = await screen.read(licence_act_views.choices, licence_no)
    choice = next(c for c in choices if c.act == act)
    code = await _ground(screen, choice)
    if code is None or not await _seen(screen, licence_no, choice.name, act, code):
        return
    needs = next(g.needs for g in choice.grounds if g.code == code)

    async def keep(values: Values) -> Faults:
        stated = {name: values[name] for name in needs}
        propose = licence_acts.propose
        return await screen.attempt(propose, licence_no, act, ground=code, reason=values["reason"], stated=stated)

    title = _("提议{act}：{number}").format(act=choice.name, number=licence_no)
    if await screen.app.push_screen_wait(Form(title, _blanks(needs), keep)) is not None:
        screen.console.remember([licence_no])
        screen.say(_("已提议{act}，等待另一名人员复核").format(act=choice.name), "good")
        screen.data_changed()


async def _ground(screen: "View", choice: Any) -> str | None:
    """Return the ground of an act; the only one is taken without a question."""
    if len(choice.grounds) == 1:
        return str(choice.grounds[0].code)
    options = [Option(g.code, g.name, "", g.code, more=str(g.basis)) for g in choice.grounds]
    picked: str | None = await screen.app.push_screen_wait(Pick(_("{act}的事由").format(act=choice.name), options))
    return picked


async def _seen(screen: "View", licence_no: str, name: str, act: str, code: str) -> bool:
    """Show what an act does, to whom and whom it tells; return whether to go on."""
    entries = [*await _preview(screen, licence_no, act, code), note(_("Enter 继续填写理由；Esc 不办理。"), "warn")]
    going_on = await screen.app.push_screen_wait(Confirm(_("{act}将会：").format(act=name), entries))
    return bool(going_on)


async def _preview(screen: "View", licence_no: str, act: str, code: str) -> list[Entry]:
    from usecases import licence_act_views

    told = await screen.read(licence_act_views.preview, licence_no, act, code, at=screen.office.now())
    return [pair(label, text) for label, text in told]


def _blanks(needs: Sequence[str]) -> list[Blank]:
    """Return the fields of a proposal: what the ground needs, and the reason."""
    asked = [Blank(name, NEEDS[name][0], 200, hint=NEEDS[name][1], needed=True) for name in needs]
    return [*asked, Blank("reason", N_("事实和理由"), LIMIT, hint=N_("4至500字，写入文书"), needed=True)]


async def _second(screen: "View", licence_no: str, proposal: Any) -> None:
    """Show what another officer proposed; confirm it, or turn it down."""
    from rules.licences import STEPS
    from usecases import licence_act_facts, licence_acts, officers

    order = licence_act_facts.order_of(proposal)
    names: Mapping[str, str] = await screen.read(officers.names)
    name = STEPS[proposal.deed].name
    options = [
        Option("confirm", _("复核，以我的名义生效"), more=_("提议人：{name}").format(name=names.get(proposal.by, ""))),
        Option("reject", _("驳回提议"), more=_("提议人可以收回自己的提议；审批人可以驳回任何提议。")),
    ]
    title = _("待复核：{act}  {number}").format(act=name, number=licence_no)
    picked = await screen.app.push_screen_wait(Pick(title, options))
    if picked == "reject":
        words = await screen.app.push_screen_wait(AskText(_("驳回提议的理由"), limit=LIMIT, least=2))
        if words is not None and await screen.done(licence_acts.reject, licence_no, note=words):
            screen.say(_("已驳回提议，许可证不变"), "good")
            screen.data_changed()
    elif picked == "confirm":
        await _confirm(screen, licence_no, name, order, names.get(proposal.by, proposal.by))


async def _confirm(screen: "View", licence_no: str, name: str, order: Any, proposer: str) -> None:
    from usecases import licence_acts

    stated = [pair(_(NEEDS[key][0]), value) for key, value in order.stated.items() if key in NEEDS]
    entries = [
        pair(_("提议人"), proposer),
        pair(_("事实和理由"), order.reason),
        *stated,
        *await _preview(screen, licence_no, order.act, order.ground),
        note(_("Enter 以您的名义复核并生效；Esc 不复核。"), "warn"),
    ]
    title = _("复核{act}：{number}").format(act=name, number=licence_no)
    if await screen.app.push_screen_wait(Confirm(title, entries)) and await screen.done(
        licence_acts.confirm, licence_no
    ):
        screen.console.remember([licence_no])
        screen.say(_("已办理{act}（时限内可按 u 撤销）").format(act=name), "good")
        screen.data_changed()


async def _deliver(screen: "View", licence_no: str) -> None:
    """Note how the licence was handed over and who took it."""
    from usecases import licence_delivery

    async def keep(values: Values) -> Faults:
        return await screen.attempt(licence_delivery.deliver, licence_no, **values)

    blanks = [
        Blank("way", N_("送达方式"), options=WAYS, value="window", needed=True),
        Blank("receiver", N_("签收人"), 100, needed=True),
        Blank("relation", N_("与受送达人关系"), 40, value="本人", needed=True, hint=N_("代收的写明关系，如“配偶”")),
        Blank("id_no", N_("核对的证件号码"), 40, hint=N_("窗口领取必填；只保留遮盖后的号码")),
        Blank("signature", N_("签名方式"), options=SIGNATURES, value="paper", needed=True),
        Blank("proof", N_("送达证明"), 200, hint=N_("窗口以外必填：邮件号、见证人、公告日期和载体")),
    ]
    title = _("登记送达：{number}").format(number=licence_no)
    if await screen.app.push_screen_wait(Form(title, blanks, keep)) is not None:
        screen.console.remember([licence_no])
        screen.say(_("已登记送达，许可证有效（时限内可按 u 撤销）"), "good")
        screen.data_changed()
