"""One penalty decision: what it says, what was sent of it, and how it is taken back."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual.binding import BindingType
from typing_extensions import override

from tui.language import N_, _
from tui.screens.on_paper import OnPaper
from tui.screens.withdrawing import Withdrawing
from tui.view import key
from tui.widgets.dialogs import Option, Pick, asking
from tui.widgets.paper import Entry, heading, note, pair
from tui.words import FEEDBACK, KINDS, MESSAGES, PENALTIES, PENALTY_KINDS, SYSTEMS, day, moment, tone, word, yuan

DEEDS = {
    "penalty.recorded": N_("登记"), "penalty.corrected": N_("更正"), "withdrawal_proposed": N_("提议撤回"),
    "withdrawal_rejected": N_("驳回撤回提议"), "penalty.withdrawn": N_("撤回"),
    "feedback.received": N_("收到异议或修复"), "feedback.answered": N_("答复异议"), "deed.undone": N_("撤销操作"),
    "outbox.released": N_("放行"), "outbox.replayed": N_("重发"), "outbox.given_up": N_("作废"),
}  # fmt: skip


class PenaltyView(Withdrawing, OnPaper):
    """Shows one decision."""

    NAME = N_("处罚")
    LABEL = 14
    NUMBERS = ("party_no", "legal_rep_no")
    BINDINGS: ClassVar[list[BindingType]] = [
        key("x", "withdraw", N_("撤回公示"), "penalty.withdraw"),
        key("p", "messages", N_("往来字节"), "penalty.messages"),
    ]

    def __init__(self, document_no: str) -> None:
        super().__init__()
        self.document_no = document_no

    @override
    def where(self) -> Sequence[str]:
        return (self.document_no,)

    @override
    def record(self, session: Any, /) -> Any:
        from usecases import penalty_list

        return penalty_list.detail(session, self.document_no)

    @override
    def entries(self, number: Mapping[str, str], /) -> list[Entry]:
        return entries(self._detail, number, self._names)

    @override
    def holder(self) -> str:
        from usecases import penalties

        return penalties.subject_of(self._detail.row) if self._detail else ""

    @asking
    async def action_messages(self) -> None:
        """Show the bytes of what was sent."""
        from tui.screens.message import MessageView

        sent = self._detail.sent if self._detail else ()
        if not sent:
            self.say(_("还没有向外推送。"))
            return
        options = [
            Option(s.key, f"{word(SYSTEMS, s.system)}  {word(MESSAGES, s.state)}  {_('版本')} {s.version}", s.key)
            for s in sent
        ]
        picked = sent[0].key if len(sent) == 1 else await self.app.push_screen_wait(Pick(_("推送"), options, beside=30))
        if picked is not None:
            self.app.push_screen(MessageView(picked))

    @asking
    async def action_withdraw(self) -> None:
        """Propose to take the decision back, or confirm what another officer proposed."""
        if self._detail is None:
            return
        await self.withdraw_or_confirm(self.waiting())

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "withdraw" and self._detail is not None and self._detail.row["state"] == "withdrawn":
            return False
        return super().check_action(action, parameters)

    @override
    def waiting(self) -> Any:
        return self._detail.withdrawal if self._detail else None

    @override
    async def propose(self, reason: str, document_no: str, /) -> bool:
        from usecases import penalties

        return await self.do(penalties.propose_withdrawal, self.document_no, reason, document_no) is not None

    @override
    async def confirm(self, proposed: Mapping[str, str], /) -> bool:
        from usecases import penalties

        done = await self.do(penalties.withdraw, self.document_no, proposed["document_no"]) is not None
        if done:
            self.console.remember([self.holder()])
        return done

    @override
    async def turn_down(self, reason: str, /) -> bool:
        from usecases import penalties

        return await self.do(penalties.reject_withdrawal, self.document_no, note=reason) is not None


def entries(detail: Any, number: Mapping[str, str], names: Mapping[str, str]) -> list[Entry]:
    """Return a decision on paper; `number` holds the numbers as they may be shown, `names` who did what."""
    row = detail.row
    kinds = "、".join(word(PENALTY_KINDS, kind) for kind in row["kinds"] or ())
    waiting = [note(_("已提议撤回，等待另一名人员按 x 确认，或按 N 驳回"), "warn")] if detail.withdrawal else []
    return [
        *waiting,
        pair(_("状态"), word(PENALTIES, row["state"]), tone(row["state"])),
        pair(_("公示"), _publicity(detail)),
        heading(_("当事人")),
        pair(_("名称"), f"{row['party_name']}（{word(KINDS, row['party_kind'])}）"),
        pair(_("证件号码"), number["party_no"]), pair(_("信用代码"), row["uscc"]),
        pair(_("法定代表人"), f"{row['legal_rep_name']}  {number['legal_rep_no']}".strip()),
        heading(_("决定")),
        pair(_("文号"), row["document_no"]), pair(_("决定日期"), day(row["decided_on"])),
        pair(_("案由"), f"{row['cause']} {row['violation']}"), pair(_("违法事实"), row["facts"]),
        pair(_("处罚依据"), row["basis"]), pair(_("处罚种类"), kinds), pair(_("处罚内容"), row["content"]),
        pair(_("计罚基数"), yuan(row["base"])), pair(_("罚款"), yuan(row["fine"])),
        pair(_("没收"), yuan(row["confiscated"])),
        pair(_("有效期"), day(row["valid_until"])), pair(_("公示截止"), day(row["publicity_until"])),
        heading(_("推送")),
        *[line for message in detail.sent for line in sent_lines(message)],
        *asked_lines(detail),
        heading(_("历史")),
        *[note(f"{moment(s.at)}  {names.get(s.by, s.by)}  {word(DEEDS, s.deed)}  {word(DEEDS, s.note)}")
          for s in reversed(detail.history)],
    ]  # fmt: skip


def _publicity(detail: Any) -> str:
    if detail.not_published:
        return _("不公示：{why}").format(why=detail.not_published)
    return word(PENALTIES, "withdrawn") if detail.row["state"] == "withdrawn" else _("应公示")


def asked_lines(detail: Any) -> list[Entry]:
    """Return what the platform asked for on the record, and what became of it."""
    lines = [heading(_("异议与修复"))] if detail.asked else []
    for one in detail.asked:
        done = one.carried_out(detail.row["version"])
        words = {"": _("待答复，截止 {day}").format(day=one.due_on), "refused": _("不采纳")}.get(
            one.decision, _("已采纳")
        )
        if one.type == "correction" and one.decision == "taken":
            words = _("已采纳，已更正") if done else _("已采纳，尚未更正：请登记更正后的决定")
        tone_ = "" if done or one.decision == "refused" or one.type == "repair" else "warn"
        lines += [pair(word(FEEDBACK, one.type), f"{one.feedback_id}  {_('版本')} {one.version}  {words}", tone_)]
        lines += [note(text, "quiet", indent=4) for text in (one.text, one.note) if text]
    return lines


def sent_lines(message: Any) -> list[Entry]:
    """Return how far one message got."""
    words = f"{word(MESSAGES, message.state)}  {_('版本')} {message.version}  {moment(message.confirmed_at)}"
    lines = [pair(word(SYSTEMS, message.system), words, tone(message.state))]
    return [*lines, note(f"{message.code} {message.message}", "bad", indent=4)] if message.message else lines
