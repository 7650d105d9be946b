"""Reconciliation: days by kind with their state; a day opens to the records that differ, with both sides."""

import json
from collections.abc import Hashable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from typing_extensions import override

from tui.language import N_, _
from tui.screens.message import MessageView
from tui.screens.paired import Paired
from tui.screens.withdrawing import ask_authority, paper_of
from tui.view import key
from tui.widgets.columns import Column
from tui.widgets.dialogs import AskText, Confirm, asking
from tui.widgets.lines import TextLines
from tui.widgets.paper import Entry, heading, note, pair
from tui.words import DIFFERENCES, HELD_STATES, MESSAGE_KINDS, RECONCILED, SUBJECTS, SYSTEMS, clock, day, moment, word

TONES = {"differing": "bad", "unanswered": "warn", "uncompared": "quiet", "same": "good"}
DIFFERENCE_TONES = {"missing": "bad", "extra": "bad", "different": "warn"}


class ReconciliationView(Paired):
    """Lists days and kinds, those that need somebody first; Enter opens one."""

    NAME = SUBJECTS["reconciliation"]
    EMPTY = N_("还没有核对过：守护进程每天与信用平台核对。")

    @override
    def above(self) -> Iterable[Widget]:
        words = _(" 每天按条数、摘要、逐条的键核对；差异由人写明理由了结，或者以后一致时自动了结。")
        return (TextLines([(words, "quiet")], id="hint"),)

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("决定日期"), lambda d: day(d.on), 10),
            Column(N_("类别"), lambda d: word(MESSAGE_KINDS, d.kind), 8, rank=1),
            Column(N_("结果"), lambda d: word(RECONCILED, d.state), 10, rank=1, tone=lambda d: TONES[d.state]),
            Column(N_("未了结"), lambda d: f"{d.open:,}" if d.open else "", 6, rank=1, right=True),
            Column(N_("一致"), lambda d: counted(d, d.same), 8, rank=1, right=True),
            Column(N_("对方缺"), lambda d: counted(d, d.missing), 7, rank=2, right=True),
            Column(N_("对方多"), lambda d: counted(d, d.extra), 7, rank=2, right=True),
            Column(N_("不同"), lambda d: counted(d, d.different), 6, rank=2, right=True),
            Column(N_("核对时间"), lambda d: clock(d.at) or "—", 11, rank=2),
            Column(N_("系统"), lambda d: word(SYSTEMS, d.system), 10, rank=3),
        ]

    @override
    def identity(self, row: Any) -> Hashable:
        return (row.system, row.kind, row.on)

    @override
    def rows(self, session: Any, /) -> Sequence[Any]:
        from usecases import reconcile_desk

        return reconcile_desk.days(session, at=self.office.now())

    @override
    def sheet(self, session: Any, row: Any, /) -> Sequence[Entry]:
        found = of_day(session, row.system, row.kind, row.on)
        title = pair(_("结果"), word(RECONCILED, row.state), TONES[row.state])
        if row.state == "unanswered":
            return [title, note(_("对方没有答复，这一天没有核对：既不算一致，也不算不同。下次自动再核对。"))]
        if not found:
            return [title, note(_("没有差异。"))]
        lines = [pair(word(DIFFERENCES, d["difference"]), f"{shown_key(d['record_key'])}  {settled(d)}") for d in found]
        return [title, heading(_("差异（Enter 打开，逐条处理）")), *lines]

    @override
    def opened(self, row: Any, /) -> None:
        self.app.push_screen(DifferencesView(row.system, row.kind, row.on))


class DifferencesView(Paired):
    """Lists the differences of one day; the sheet shows both sides and what to do."""

    NAME = N_("对账差异")
    EMPTY = N_("这一天没有差异。")
    CHOSEN: ClassVar[Sequence[str]] = ("send_again", "withdraw", "settle", "message", "turn_down")
    RIGHTS: ClassVar[Mapping[str, str]] = {
        "send_again": "outbox.replayed", "withdraw": "extra.withdrawn", "settle": "difference.closed",
        "turn_down": "extra.rejected",
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        key("w", "send_again", N_("重发"), "difference.send_again"),
        key("x", "withdraw", N_("撤回多出的"), "difference.withdraw"),
        key("n", "settle", N_("了结"), "difference.close"),
        key("p", "message", N_("往来字节"), "difference.message"),
        key("N", "turn_down", N_("驳回提议"), "difference.turn_down", show=False),
    ]

    def __init__(self, system: str, kind: str, on: date) -> None:
        super().__init__()
        self.system, self.kind, self.on = system, kind, on

    @override
    def where(self) -> Sequence[str]:
        return (day(self.on), word(MESSAGE_KINDS, self.kind))

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("差异"), lambda d: word(DIFFERENCES, d["difference"]), 8, tone=difference_tone),
            Column(N_("记录"), lambda d: shown_key(d["record_key"]), 36, least=20, rank=1, grows=True),
            Column(N_("我方"), lambda d: version(d, "our"), 8, rank=1),
            Column(N_("对方"), lambda d: version(d, "their"), 8, rank=1),
            Column(N_("处理"), settled, 20, least=8, rank=2, grows=True),
            Column(N_("发现"), lambda d: clock(d["found_at"]), 11, rank=3),
        ]

    @override
    def identity(self, row: Any) -> Hashable:
        found: Hashable = row["id"]
        return found

    @override
    def rows(self, session: Any, /) -> Sequence[Any]:
        return of_day(session, self.system, self.kind, self.on)

    @override
    def sheet(self, session: Any, row: Any, /) -> Sequence[Entry]:
        from usecases import credit_extras

        extra = row["difference"] == "extra" and row["closed_at"] is None
        waits = credit_extras.waiting(session, row) if extra else None
        words = _("已提议撤回，等待另一名人员按 x 确认，或按 N 驳回")
        return [
            *([note(words, "warn")] if waits is not None else []),
            pair(_("记录"), row["record_key"], "strong"),
            pair(_("我方"), side(row, "our")),
            pair(_("对方"), side(row, "their")),
            pair(_("发现"), f"{moment(row['found_at'])}  {_('最近一次')} {moment(row['seen_at'])}"),
            pair(_("处理"), settled(row)),
            heading(_("怎么办")),
            *[note(words) for words in advice(row)],
        ]

    @asking
    async def action_send_again(self) -> None:
        """Send our newest version of the chosen record once more."""
        from usecases import outbox_desk, reconcile_desk

        row = self.table.current
        found = None if row is None else await self.read(reconcile_desk.newest_message, row)
        if found is None:
            self.say(_("我方没有送过这条记录"), "warn")
        elif await self.done(outbox_desk.replay, found, note=_("对账差异")):
            self.say(_("已安排重发，下次核对一致后自动了结"), "good")
            self.data_changed()

    @asking
    async def action_withdraw(self) -> None:
        """Propose to take an extra record back, or confirm what another officer proposed."""
        from usecases import credit_extras

        row = self.table.current
        if row is None or row["difference"] != "extra" or row["closed_at"] is not None:
            self.say(_("只有未了结的、对方多出的记录可以这样撤回"), "warn")
            return
        waiting = await self.read(credit_extras.waiting, row)
        asked = await (self._ask() if waiting is None else self._agreed(waiting))
        if asked is not None:
            sent = await self.do(credit_extras.withdraw, row["id"], *asked)
            if sent is not None:
                self.say(_("已撤回，等待对方确认") if sent else _("已提议撤回，等待另一名人员确认"), "good")
                self.data_changed()

    async def _ask(self) -> tuple[str, Any] | None:
        return await ask_authority(self.app, _("撤回对方多出的记录：理由"))

    async def _agreed(self, waiting: Any) -> tuple[str, Any] | None:
        """Show what another officer proposed; return its reason and document once this one agrees."""
        from usecases import officers
        from usecases.withdrawals import Authority

        names, proposed = await self.read(officers.names), json.loads(waiting.note)
        said = [
            pair(_("提议人"), names.get(waiting.by, waiting.by)),
            pair(_("理由"), proposed["reason"]),
            pair(_("依据文书"), paper_of(proposed)),
            note(_("Enter 以您的名义确认撤回；不同意的先按 Esc，再按 N 驳回。"), "warn"),
        ]
        agreed = await self.app.push_screen_wait(Confirm(_("确认撤回对方多出的记录"), said))
        return (proposed["reason"], Authority(proposed["document_no"])) if agreed else None

    @asking
    async def action_turn_down(self) -> None:
        """Turn down that the chosen extra record is taken back, or take one's own proposal back."""
        from usecases import credit_extras

        row = self.table.current
        if row is None or await self.read(credit_extras.waiting, row) is None:
            self.say(_("这条记录没有待确认的提议"), "warn")
            return
        title = _("驳回提议（或收回自己的提议）的理由")
        reason = await self.app.push_screen_wait(AskText(title, limit=500, least=2))
        if reason and await self.done(credit_extras.reject, row["id"], note=reason):
            self.say(_("已驳回提议，记录不变"), "good")
            self.data_changed()

    @asking
    async def action_settle(self) -> None:
        """Close the chosen difference with a reason."""
        from usecases import differences

        row = self.table.current
        if row is None:
            return
        reason = await self.app.push_screen_wait(AskText(_("了结差异的理由（记入台账）"), limit=500, least=4))
        if reason and await self.done(differences.close, row["id"], reason):
            self.say(_("已了结"), "good")
            self.data_changed()

    @asking
    async def action_message(self) -> None:
        """Show the bytes of our newest version."""
        from usecases import reconcile_desk

        row = self.table.current
        found = None if row is None else await self.read(reconcile_desk.newest_message, row)
        if found is None:
            self.say(_("我方没有送过这条记录"), "warn")
        else:
            self.app.push_screen(MessageView(found))


def of_day(session: Any, system: str, kind: str, on: date) -> list[Any]:
    """Return the differences of one day, with the name of whoever settled each."""
    from usecases import differences, officers

    names = officers.names(session)
    found = differences.of_day(session, system, kind, on)
    return [{**row, "closed_by": names.get(row["closed_by"], row["closed_by"])} for row in found]


def counted(line: Any, count: int) -> str:
    """Return a count of a day, a dash where nothing was compared."""
    return f"{count:,}" if line.at is not None and line.state != "unanswered" else "—"


def difference_tone(row: Any) -> str:
    """Return the colour of a difference; what is settled is quiet."""
    return "quiet" if row["closed_at"] else DIFFERENCE_TONES[row["difference"]]


def shown_key(record_key: str) -> str:
    """Return the document number of a receiver's key (kind|number|agency), or the key where it has another form."""
    parts = record_key.split("|")
    return parts[1] if len(parts) == 3 else record_key


def version(row: Any, whose: str) -> str:
    """Return a side's version."""
    found = row[f"{whose}_version"]
    return "—" if found is None else _("第 {n} 版").format(n=found)


def side(row: Any, whose: str) -> str:
    """Return a side with version, state and content hash."""
    if row[f"{whose}_version"] is None:
        return _("没有")
    return f"{version(row, whose)}  {word(HELD_STATES, row[f'{whose}_state'])}  {row[f'{whose}_hash'][:16]}"


def settled(row: Any) -> str:
    """Return how a difference was settled."""
    if row["closed_at"] is None:
        return _("未了结")
    return f"{clock(row['closed_at'])} {row['closed_by']} {row['closed_why']}"


def advice(row: Any) -> list[str]:
    """Return what to do about a difference."""
    return {
        "missing": [
            _("我方送过而对方没有：按 w 重发（同一版本，不会重复），或按 p 看当时的往来字节再联系对方。"),
        ],
        "extra": [
            _("对方有而我方没有送过：不是我局的，按 x 提议撤回（须两人）；确认无误的，按 n 写明理由了结。"),
        ],
        "different": [
            _("版本或内容不同：我方较新的按 w 重发；对方有依据的，由对方以更正反馈，在“异议与修复”采纳后更正。"),
        ],
    }[row["difference"]]
