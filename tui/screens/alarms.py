"""Alarms: what a person must know, until somebody closes it."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual.binding import BindingType
from typing_extensions import override

from tui.language import N_, _
from tui.screens.paired import Paired
from tui.view import key
from tui.widgets.columns import Column
from tui.widgets.dialogs import AskText, asking
from tui.widgets.paper import Entry, note, pair
from tui.words import SUBJECTS, SYSTEMS, clock, moment, word


class AlarmsView(Paired):
    """Lists open alarms; the sheet says all of one."""

    NAME = SUBJECTS["alarms"]
    EMPTY = N_("没有未处理的告警。")
    RIGHTS: ClassVar[Mapping[str, str]] = {"close": "alarm.closed"}
    CHOSEN: ClassVar[Sequence[str]] = ("close",)
    BINDINGS: ClassVar[list[BindingType]] = [key("x", "close", N_("关闭告警"), "alarms.close")]

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("系统"), lambda a: word(SYSTEMS, a.system), 8),
            Column(N_("内容"), lambda a: a.text, 40, least=20, tone=lambda _a: "bad", grows=True),
            Column(N_("事由"), lambda a: a.subject, 20, least=12, rank=3),
            Column(N_("最近"), lambda a: clock(a.last_at), 11, rank=2),
            Column(N_("次数"), lambda a: str(a.times), 4, rank=2, right=True),
        ]

    @override
    def rows(self, session: Any, /) -> Sequence[Any]:
        from usecases import offices, systems

        return systems.open_alarms(session, limit=200, office=offices.sees(session, self.officer))

    @override
    def sheet(self, session: Any, row: Any, /) -> Sequence[Entry]:
        return [
            note(row.text, "bad"),
            pair(_("系统"), word(SYSTEMS, row.system)),
            pair(_("代码"), row.code),
            pair(_("事由"), row.subject),
            pair(_("首次/最近"), f"{moment(row.raised_at)} / {moment(row.last_at)}"),
            pair(_("次数"), row.times),
        ]

    @asking
    async def action_close(self) -> None:
        """Close an alarm with a word."""
        from usecases import systems

        row = self.table.current
        if row is not None:
            words = await self.app.push_screen_wait(AskText(_("关闭告警：说明（记入台账）"), limit=300, least=2))
            if words and await self.do(systems.close_alarm, row.id, note=words) is not None:
                self.say(_("已关闭"), "good")
                self.data_changed()
