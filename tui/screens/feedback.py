"""Feedback of the credit platform: disputes and corrections that wait for a person, with the receiver's own words."""

import json
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, ClassVar

from textual.binding import BindingType
from typing_extensions import override

from tui.language import N_, _
from tui.screens.dispute_marks import mark_lines
from tui.screens.paired import Paired
from tui.screens.withdrawing import ask_authority, paper_of
from tui.view import key
from tui.widgets.columns import Column
from tui.widgets.dialogs import AskText, Confirm, Option, Pick, asking
from tui.widgets.paper import Entry, heading, note, pair
from tui.words import DISPUTE_OUTCOMES, FEEDBACK, SUBJECTS, SYSTEMS, clock, moment, word

NOTE_LIMIT = 500


class FeedbackView(Paired):
    """Lists what is undecided; the sheet shows each field as it is and as it should be."""

    NAME = SUBJECTS["feedback"]
    EMPTY = N_("没有待处理的异议。信用修复收到后自动停止公示，无需处理。")
    RIGHTS: ClassVar[Mapping[str, str]] = {
        "take": "dispute.answer_proposed", "refuse": "dispute.answer_proposed", "turn_down": "dispute.answer_rejected",
    }  # fmt: skip
    CHOSEN: ClassVar[Sequence[str]] = ("take", "refuse")
    BINDINGS: ClassVar[list[BindingType]] = [
        key("a", "take", N_("采纳"), "feedback.take"),
        key("n", "refuse", N_("不采纳"), "feedback.refuse"),
        key("N", "turn_down", N_("驳回提议"), "feedback.turn_down", show=False),
    ]

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("类别"), lambda f: word(FEEDBACK, f["type"]), 8),
            Column(N_("记录"), lambda f: f["record_key"], 30, least=16, rank=1, grows=True),
            Column(N_("答复截止"), lambda f: f["due_on"], 10, rank=1, tone=lambda _f: "warn"),
            Column(N_("提议"), proposed_text, 10, rank=1, tone=lambda _f: "warn"),
            Column(N_("内容"), lambda f: f["text"], 30, least=16, rank=2, grows=True),
            Column(N_("收到"), lambda f: clock(f["received_at"]), 11, rank=3),
            Column(N_("编号"), lambda f: f["feedback_id"], 20, least=12, rank=4),
        ]

    @override
    def identity(self, row: Any) -> Hashable:
        found: Hashable = row["id"]
        return found

    @override
    def rows(self, session: Any, /) -> Sequence[Any]:
        from usecases import credit_disputes, feedback_desk, offices

        found = feedback_desk.undecided(session, offices.sees(session, self.officer))
        return [row | {"proposal": credit_disputes.waiting(session, row)} for row in found]

    @override
    def sheet(self, session: Any, row: Any, /) -> Sequence[Entry]:
        from usecases import dispute_marks, officers

        said = [heading(_("对方的原话")), note(row["text"])] if row["text"] else []
        changes = [pair(name, f"{old or '—'} → {new or '—'}", "warn") for name, old, new in row["fields"]]
        disputed = row["type"] == "dispute"
        marks = mark_lines(dispute_marks.of(session, row["system"], row["record_key"])) if disputed else []
        return [
            *proposed_lines(row["proposal"], officers.names(session)),
            pair(_("类别"), word(FEEDBACK, row["type"]), "strong"),
            pair(_("记录"), f"{row['record_key']}  {_('版本')} {row['version']}"),
            pair(_("来自"), f"{word(SYSTEMS, row['system'])}  {row['feedback_id']}  {moment(row['at'])}"),
            pair(_("答复截止"), row["due_on"], "warn"),
            *marks,
            *said,
            *([heading(_("要求更正（现为 → 应为）")), *changes] if changes else []),
            heading(_("怎么办")),
            *(note(words) for words in advice(row)),
        ]

    @asking
    async def action_take(self) -> None:
        """Take what the platform asks for; of a dispute propose it, or confirm what another officer proposed."""
        row = self.table.current
        if row is not None and row["type"] == "dispute":
            await (self._uphold(row) if row["proposal"] is None else self._confirm(row))
        elif row is not None:
            await self._answer(row, "taken", _("采纳：说明（告知对方）"), _("已采纳"))

    @asking
    async def action_refuse(self) -> None:
        """Refuse it with the reason; of a dispute propose that."""
        row = self.table.current
        if row is not None and row["type"] == "dispute":
            await self._propose(row, "refused", _("异议不成立的理由（告知对方）"))
        elif row is not None:
            await self._answer(row, "refused", _("不采纳的理由（告知对方）"), _("已答复不采纳"))

    async def _answer(self, row: Any, decision: str, title: str, done: str) -> None:
        from usecases import feedback

        words = await self.app.push_screen_wait(AskText(title, limit=NOTE_LIMIT, least=2))
        if words and await self.done(feedback.answer, row["feedback_id"], decision, system=row["system"], note=words):
            self.say(f"{done}：{row['feedback_id']}", "good")
            self.data_changed()

    async def _uphold(self, row: Any) -> None:
        options = [Option(code, _(name), code) for code, name in DISPUTE_OUTCOMES.items() if code != "refused"]
        picked = await self.app.push_screen_wait(Pick(_("异议成立，怎样处理"), options, beside=12))
        if picked is not None:
            await self._propose(row, str(picked), _("异议成立的理由（告知对方）"))

    async def _propose(self, row: Any, outcome: str, title: str) -> None:
        from usecases import credit_disputes

        asked = await ask_authority(self.app, title)
        more = {"system": row["system"]}
        if asked and await self.done(credit_disputes.propose, row["feedback_id"], outcome, *asked, **more):
            self.say(_("已提议答复，等待另一名审批人按 a 确认"), "good")
            self.data_changed()

    async def _confirm(self, row: Any) -> None:
        from usecases import credit_disputes, dispute_marks, officers

        said = proposed_lines(row["proposal"], await self.read(officers.names))
        said += mark_lines(await self.read(dispute_marks.of, row["system"], row["record_key"]))
        told = _("Enter 以您的名义答复对方；不同意的先按 Esc，再按 N 驳回。")
        if await self.app.push_screen_wait(Confirm(_("确认答复异议"), [*said, note(told, "warn")])) and await self.done(
            credit_disputes.confirm, row["feedback_id"], system=row["system"]
        ):
            self.say(f"{_('已答复异议')}：{row['feedback_id']}", "good")
            self.data_changed()

    @asking
    async def action_turn_down(self) -> None:
        """Turn a proposed answer down, or take one's own back; the dispute waits as before."""
        from usecases import credit_disputes

        row = self.table.current
        if row is None or row["proposal"] is None:
            self.say(_("这条记录没有待确认的提议"), "warn")
            return
        title = _("驳回提议（或收回自己的提议）的理由")
        words = await self.app.push_screen_wait(AskText(title, limit=NOTE_LIMIT, least=2))
        more = {"system": row["system"], "note": words or ""}
        if words and await self.done(credit_disputes.reject, row["feedback_id"], **more):
            self.say(_("已驳回提议，记录不变"), "good")
            self.data_changed()


def outcome_of(proposal: Any) -> str:
    """Return which answer is proposed."""
    return word(DISPUTE_OUTCOMES, json.loads(proposal.note)["outcome"])


def proposed_text(row: Any) -> str:
    """Return what waits for a second officer, "" where nothing does."""
    return "" if row["proposal"] is None else outcome_of(row["proposal"])


def proposed_lines(proposal: Any, names: Mapping[str, str]) -> list[Entry]:
    """Return a proposed answer: by whom, which, why, by which document."""
    if proposal is None:
        return []
    proposed = json.loads(proposal.note)
    return [
        pair(_("提议答复"), outcome_of(proposal), "warn"),
        pair(_("提议人"), names.get(proposal.by, proposal.by)),
        pair(_("理由"), proposed["reason"]),
        pair(_("依据文书"), paper_of(proposed)),
    ]


def advice(row: Any) -> list[str]:
    """Return what to do about it."""
    if row["type"] != "dispute":
        return [
            _("核对案卷后按 a 采纳或按 n 不采纳，写明理由；守护进程随后答复平台。"),
            _("采纳只是答复：记录本身须另行更正并重新推送，或撤回公示。"),
        ]
    if row["proposal"] is not None:
        return [_("另一名审批人按 a 确认，或按 N 驳回；提议人按 N 收回。")]
    return [
        _("核对案卷后按 a（成立：更正或撤回）或按 n（不成立）提议，写明理由和依据文书；另一名审批人确认后答复平台。"),
        _("成立而撤回的，同时以同一文书提议撤回公示；成立而更正的，三个工作日内更正。"),
    ]
