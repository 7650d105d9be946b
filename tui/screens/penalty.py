"""One penalty decision: what it says, what was sent of it, and how it is taken back."""

import json
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual.binding import BindingType
from typing_extensions import override

from models.values import shanghai_date
from tui.language import N_, _, in_turn
from tui.screens.credit import clock_lines
from tui.screens.on_paper import OnPaper
from tui.screens.penalty_form import blanks, filled, nested
from tui.screens.withdrawing import Withdrawing, ask_authority, paper_of
from tui.view import key
from tui.widgets.dialogs import Confirm, Option, Pick, asking
from tui.widgets.form import Faults, Form, Values
from tui.widgets.paper import Entry, heading, note, pair
from tui.words import (
    FEEDBACK,
    KINDS,
    MESSAGES,
    PENALTIES,
    PENALTY_KINDS,
    SYSTEMS,
    day,
    moment,
    standing_of,
    tone,
    word,
    yuan,
)

DEEDS = {
    "penalty.recorded": N_("登记"), "penalty.corrected": N_("更正"), "withdrawal_proposed": N_("提议撤回"),
    "withdrawal_rejected": N_("驳回撤回提议"), "penalty.withdrawn": N_("撤回"),
    "repair_proposed": N_("提议登记修复"), "repair_rejected": N_("驳回修复提议"), "record.repaired": N_("登记修复"),
    "record.give_up_proposed": N_("提议作废"), "difference.closed": N_("了结对账差异"),
    "feedback.received": N_("收到异议或修复"), "feedback.answered": N_("答复异议"), "deed.undone": N_("撤销操作"),
    "record.give_up_rejected": N_("驳回作废提议"), "correction_proposed": N_("提议更正"),
    "correction_rejected": N_("驳回更正提议"), "licence_record.corrected": N_("更正"),
    "dispute.answer_proposed": N_("提议答复异议"), "dispute.answer_rejected": N_("驳回答复提议"),
    "dispute.answered": N_("答复异议"), "extra.withdrawn": N_("撤回多出的记录"), "extra.rejected": N_("驳回撤回多出的"),
    "licence.withdrawn": N_("撤回公示"), "outbox.released": N_("放行"), "outbox.replayed": N_("重发"),
    "outbox.given_up": N_("作废"),
}  # fmt: skip


ENDING = ("withdraw", "correct", "repair")


class PenaltyView(Withdrawing, OnPaper):
    """Shows one decision."""

    NAME = N_("处罚")
    LABEL = 14
    NUMBERS = ("party_no", "legal_rep_no")
    RIGHTS: ClassVar[Mapping[str, str]] = {
        **Withdrawing.RIGHTS, "correct": "penalty.corrected", "repair": "repair_proposed",
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        key("e", "correct", N_("更正"), "penalty.correct"),
        key("R", "repair", N_("登记修复"), "penalty.repair", show=False),
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

        found = penalty_list.detail(session, self.document_no)
        self._clocks = clocks_of(session, found, self.office.now())
        return found

    @override
    def entries(self, number: Mapping[str, str], /) -> list[Entry]:
        return entries(self._detail, number, self._names, self._clocks)

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
    async def action_correct(self) -> None:
        """Correct what is recorded; the new version goes to whom the old one went."""
        if self._detail is None:
            return
        fields = filled(blanks(shanghai_date(self.office.now())), self._detail.row)
        values = await self.app.push_screen_wait(Form(_("更正处罚决定"), fields, self._correct))
        if values:
            self.console.remember([self.holder()])
            self.say(_("已更正，新版本将重新推送（按 u 撤销）"), "good")
            self.action_load()

    async def _correct(self, values: Values) -> Faults:
        from usecases import penalties, penalty_forms

        form = penalty_forms.read_form(nested(values))
        return await self.attempt(penalties.correct, self.document_no, form)

    @asking
    async def action_repair(self) -> None:
        """Register a repair that came on paper, or confirm what another officer proposed: it is final."""
        from usecases import credit_repairs

        waiting = self._detail.repair if self._detail else None
        if waiting is not None:
            await self._confirm_repair(waiting)
            return
        asked = await ask_authority(self.app, _("登记信用修复：理由（修复后永不再公示）"))
        if asked is not None and await self.do(credit_repairs.propose, self.document_no, *asked) is not None:
            self.say(_("已提议登记修复，等待另一名审批人确认"), "good")
            self.action_load()

    async def _confirm_repair(self, proposal: Any) -> None:
        from usecases import credit_repairs

        proposed = json.loads(proposal.note)
        said = [
            pair(_("提议人"), self._names.get(proposal.by, proposal.by)),
            pair(_("理由"), proposed["reason"]),
            pair(_("依据文书"), paper_of(proposed)),
            note(_("Enter 确认：停止公示，任何方式都不再推送这条记录，不能撤销。"), "warn"),
        ]
        agreed = await self.app.push_screen_wait(Confirm(_("确认登记信用修复"), said))
        if agreed and await self.do(credit_repairs.confirm, self.document_no) is not None:
            self.say(_("已登记修复，永不再推送"), "good")
            self.action_load()

    @asking
    async def action_withdraw(self) -> None:
        """Propose to take the decision back, or confirm what another officer proposed."""
        if self._detail is None:
            return
        await self.withdraw_or_confirm(self._detail.withdrawal)

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        ended = self._detail is not None and self._detail.row["state"] != "recorded"
        if action in ENDING and ended:
            return False
        return super().check_action(action, parameters)

    @override
    def waiting(self) -> Any:
        return (self._detail.withdrawal or self._detail.repair) if self._detail else None

    @override
    async def propose(self, reason: str, document: Any, /) -> bool:
        from usecases import penalties

        return await self.do(penalties.propose_withdrawal, self.document_no, reason, document) is not None

    @override
    async def confirm(self, proposed: Mapping[str, str], /) -> bool:
        from usecases import penalties

        done = await self.do(penalties.withdraw, self.document_no, proposed["document_no"]) is not None
        if done:
            self.console.remember([self.holder()])
        return done

    @override
    async def turn_down(self, reason: str, /) -> bool:
        from usecases import credit_repairs, penalties

        reject = credit_repairs.reject if self._detail.withdrawal is None else penalties.reject_withdrawal
        return await self.do(reject, self.document_no, note=reason) is not None


def clocks_of(session: Any, detail: Any, at: Any) -> Sequence[Any]:
    """Return the clocks of a decision's published versions, the newest first."""
    from usecases import clocks, credit_clocks

    subjects = {message.key.rpartition("|")[0] for message in detail.sent if message.key.startswith("cf|")}
    known = clocks.reckoner(session, at)
    return [line for subject in subjects for line in credit_clocks.of_subject(session, subject, known=known)]


def entries(
    detail: Any, number: Mapping[str, str], names: Mapping[str, str], clocks: Sequence[Any] = ()
) -> list[Entry]:
    """Return a decision on paper; `number` holds the numbers as they may be shown, `names` who did what."""
    row = detail.row
    kinds = in_turn(word(PENALTY_KINDS, kind) for kind in row["kinds"] or ())
    waiting = [note(_("已提议撤回，等待另一名人员按 x 确认，或按 N 驳回"), "warn")] if detail.withdrawal else []
    waiting += [note(_("已提议登记信用修复，等待另一名审批人按 R 确认"), "warn")] if detail.repair else []
    return [
        *waiting,
        pair(_("状态"), word(PENALTIES, row["state"]), tone(row["state"])),
        pair(_("公示"), _publicity(detail)),
        *[entry for line in clocks for entry in clock_lines(line)],
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
    return _("应公示") if detail.row["state"] == "recorded" else word(PENALTIES, detail.row["state"])


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
    words = f"{standing_of(message)}  {_('版本')} {message.version}  {moment(message.confirmed_at)}"
    lines = [pair(word(SYSTEMS, message.system), words, tone(message.state))]
    return [*lines, note(f"{message.code} {message.message}", "bad", indent=4)] if message.message else lines
