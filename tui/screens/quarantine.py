"""Quarantine: what could not be understood, with the exact bytes, until a person says what was done."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual.binding import BindingType
from typing_extensions import override

from tui.language import N_, _
from tui.screens.paired import Paired
from tui.view import key
from tui.widgets.columns import Column
from tui.widgets.dialogs import AskText, asking
from tui.widgets.paper import Entry, heading, note, pair, shown_bytes
from tui.words import CHANNELS, SUBJECTS, clock, moment, word


class QuarantineView(Paired):
    """Lists quarantined rows; the sheet shows why, where, and the bytes."""

    NAME = SUBJECTS["quarantine"]
    EMPTY = N_("隔离区是空的：所有来件都已识别。")
    RIGHTS: ClassVar[Mapping[str, str]] = {"resolve": "quarantine.resolved"}
    CHOSEN: ClassVar[Sequence[str]] = ("resolve",)
    BINDINGS: ClassVar[list[BindingType]] = [key("x", "resolve", N_("处理完毕"), "quarantine.resolve")]

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("渠道"), lambda q: word(CHANNELS, q.channel), 8),
            Column(N_("渠道编号"), lambda q: q.channel_ref or "—", 18, least=12, rank=1),
            Column(N_("原因"), lambda q: q.reason, 30, least=16, rank=1, tone=lambda _q: "warn", grows=True),
            Column(N_("位置"), lambda q: q.place, 20, least=10, rank=3, grows=True),
            Column(N_("最近"), lambda q: clock(q.last_seen_at), 11, rank=2),
            Column(N_("次数"), lambda q: str(q.times), 4, rank=2, right=True),
        ]

    @override
    def rows(self, session: Any, /) -> Sequence[Any]:
        from usecases import quarantine_desk

        return quarantine_desk.waiting(session, limit=200)

    @override
    def sheet(self, session: Any, row: Any, /) -> Sequence[Entry]:
        from usecases import quarantine_desk

        found, raw = quarantine_desk.one(session, row.id)
        return [
            pair(_("原因"), found.reason, "warn"),
            pair(_("位置"), found.place),
            pair(
                _("渠道"),
                f"{word(CHANNELS, found.channel)}  {found.channel_ref}  {_('第 {n} 版').format(n=found.revision)}",
            ),
            pair(_("首次/最近"), f"{moment(found.first_seen_at)} / {moment(found.last_seen_at)}"),
            heading(_("原始字节（{n}）").format(n=len(raw))),
            note(shown_bytes(raw)),
        ]

    @asking
    async def action_resolve(self) -> None:
        """Close a row with what was done about it."""
        from usecases import quarantine_desk

        row = self.table.current
        if row is not None:
            words = await self.app.push_screen_wait(AskText(_("如何处理（记入台账）"), limit=500, least=2))
            if words and await self.do(quarantine_desk.resolve, row.id, words) is not None:
                self.say(_("已处理"), "good")
                self.data_changed()
