"""Feedback of the credit platform: disputes and corrections that wait for a person, with the receiver's own words."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, ClassVar

from textual.binding import BindingType
from typing_extensions import override

from tui.language import N_, _
from tui.screens.dispute_marks import mark_lines
from tui.screens.paired import Paired
from tui.view import key
from tui.widgets.columns import Column
from tui.widgets.dialogs import AskText, asking
from tui.widgets.paper import Entry, heading, note, pair
from tui.words import FEEDBACK, SUBJECTS, SYSTEMS, clock, moment, word

NOTE_LIMIT = 500


class FeedbackView(Paired):
    """Lists what is undecided; the sheet shows each field as it is and as it should be."""

    NAME = SUBJECTS["feedback"]
    EMPTY = N_("没有待处理的异议。信用修复收到后自动停止公示，无需处理。")
    RIGHTS: ClassVar[Mapping[str, str]] = {"take": "feedback.answered", "refuse": "feedback.answered"}
    CHOSEN: ClassVar[Sequence[str]] = ("take", "refuse")
    BINDINGS: ClassVar[list[BindingType]] = [
        key("a", "take", N_("采纳"), "feedback.take"),
        key("n", "refuse", N_("不采纳"), "feedback.refuse"),
    ]

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("类别"), lambda f: word(FEEDBACK, f["type"]), 8),
            Column(N_("记录"), lambda f: f["record_key"], 30, least=16, rank=1, grows=True),
            Column(N_("答复截止"), lambda f: f["due_on"], 10, rank=1, tone=lambda _f: "warn"),
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
        from usecases import feedback_desk, offices

        return feedback_desk.undecided(session, offices.sees(session, self.officer))

    @override
    def sheet(self, session: Any, row: Any, /) -> Sequence[Entry]:
        from usecases import dispute_marks

        said = [heading(_("对方的原话")), note(row["text"])] if row["text"] else []
        changes = [pair(name, f"{old or '—'} → {new or '—'}", "warn") for name, old, new in row["fields"]]
        return [
            pair(_("类别"), word(FEEDBACK, row["type"]), "strong"),
            pair(_("记录"), f"{row['record_key']}  {_('版本')} {row['version']}"),
            pair(_("来自"), f"{word(SYSTEMS, row['system'])}  {row['feedback_id']}  {moment(row['at'])}"),
            pair(_("答复截止"), row["due_on"], "warn"),
            *said,
            *([heading(_("要求更正（现为 → 应为）")), *changes] if changes else []),
            heading(_("怎么办")),
            note(_("核对案卷后按 a 采纳或按 n 不采纳，写明理由；守护进程随后答复平台。")),
            note(_("采纳只是答复：记录本身须另行更正并重新推送，或撤回公示。")),
            *(
                mark_lines(dispute_marks.of(session, row["system"], row["record_key"]))
                if row["type"] == "dispute"
                else []
            ),
        ]

    @asking
    async def action_take(self) -> None:
        """Take what the platform asks for."""
        await self._answer("taken", _("采纳：说明（告知对方）"), _("已采纳"))

    @asking
    async def action_refuse(self) -> None:
        """Refuse it with the reason."""
        await self._answer("refused", _("不采纳的理由（告知对方）"), _("已答复不采纳"))

    async def _answer(self, decision: str, title: str, done: str) -> None:
        from usecases import feedback

        row = self.table.current
        if row is None:
            return
        words = await self.app.push_screen_wait(AskText(title, limit=NOTE_LIMIT, least=2))
        if words and await self.done(feedback.answer, row["feedback_id"], decision, system=row["system"], note=words):
            self.say(f"{done}：{row['feedback_id']}", "good")
            self.data_changed()
