"""One message to another office: what it says, what the receiver said, and every call with its exact bytes."""

import json
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from typing_extensions import override

from tui.language import N_, _
from tui.screens.correcting import Correcting
from tui.screens.paired import Paired
from tui.screens.withdrawing import Withdrawing
from tui.view import View, key
from tui.widgets.columns import Column
from tui.widgets.dialogs import AskText, Confirm, asking
from tui.widgets.lines import TextLines
from tui.widgets.paper import Entry, heading, note, pair, shown_bytes
from tui.words import (
    MESSAGE_KINDS,
    MESSAGES,
    OPERATIONS,
    SYSTEMS,
    VERDICT_TONES,
    VERDICTS,
    clock,
    kind_of,
    moment,
    standing_of,
    tone,
    word,
)

NOTE_LIMIT = 300
NAMED = 10  # messages that a question names
PUBLISHED = ("delivered", "confirmed")
STATES_OF = {
    "release": ("rejected",), "replay": (*PUBLISHED, "rejected", "ambiguous"), "give_up": ("rejected", "ambiguous"),
    "withdraw": PUBLISHED,
}  # fmt: skip
UNFIT = {
    "release": N_("只有被拒收的消息可以放行"), "replay": N_("只有已送出、被拒收或者结果不明的消息可以重发"),
    "give_up": N_("只有被拒收或者结果不明的消息可以作废"),
}  # fmt: skip


class Sending(View):
    """What can be done about a message: let it go again, repeat it, give it up."""

    RIGHTS: ClassVar[Mapping[str, str]] = {
        "release": "outbox.released", "replay": "outbox.replayed", "give_up": "outbox.given_up",
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        key("a", "release", N_("放行"), "outbox.release"),
        key("w", "replay", N_("重发"), "outbox.replay"),
        key("X", "give_up", N_("作废"), "outbox.give_up", show=False),
    ]

    def keys(self) -> Sequence[str]:
        """Return the keys of the messages that are chosen."""
        return ()

    def fits(self, action: str) -> bool:  # noqa: ARG002  # whoever knows the states says so
        """Return whether an action can be done to any message that is chosen."""
        return True

    def _meant(self, action: str) -> Sequence[str]:
        """Return the keys for an action; say so where no message is fit for it."""
        if self.keys() and not self.fits(action):
            self.say(_(UNFIT[action]), "warn")
            return ()
        return self.keys()

    @asking
    async def action_release(self) -> None:
        """Let a rejected message go out again."""
        from usecases import outbox_desk

        told = _("确认对方或本方的原因已消除；内容和幂等键不变，再送一次。")
        keys = self._meant("release")
        await self._send_again(outbox_desk.release, keys, (_("放行被拒收的消息"), told), _("已放行"))

    @asking
    async def action_replay(self) -> None:
        """Send a message once more with the same key and bytes."""
        from usecases import outbox_desk

        told = _("用同一幂等键和同样的字节再送一次；对方已有则认作重复，不会重复登记。")
        keys = self._meant("replay")
        await self._send_again(outbox_desk.replay, keys, (_("重发消息"), told), _("已安排重发"))

    async def _send_again(
        self, deed: Callable[..., None], keys: Sequence[str], asked: tuple[str, str], done: str
    ) -> None:
        """Show which messages are meant and what happens (title, words), then do the deed on each."""
        title, told = asked
        if keys:
            named = [pair(_("消息"), k) for k in keys[:NAMED]]
            more = [note(_("……共 {n} 件").format(n=len(keys)))] if len(keys) > NAMED else []
            if await self.app.push_screen_wait(Confirm(title, [*named, *more, note(told)])):
                self.carry_out(deed, keys, done, lasting=True)

    @asking
    async def action_give_up(self) -> None:
        """Give a rejected message up for good."""
        from usecases import outbox_desk

        if keys := self._meant("give_up"):
            words = await self.app.push_screen_wait(AskText(_("作废消息的原因"), limit=NOTE_LIMIT, least=4))
            if words:
                done = _("已作废；公示记录须另一名人员再按 X 才生效")
                self.carry_out(outbox_desk.give_up, keys, done, lasting=True, note=words)


class MessageView(Withdrawing, Correcting, Sending, Paired):
    """Shows one message: its state above, its calls in the middle, the bytes of the chosen call below."""

    NAME = N_("消息")
    BINDINGS: ClassVar[list[BindingType]] = [key("x", "withdraw", N_("撤回公示"), "outbox.withdraw")]

    def __init__(self, message_key: str) -> None:
        super().__init__()
        self.message_key = message_key
        self._possible: set[str] = set()
        self._withdrawal: Any = None
        self._correction: Any = None
        self._correctable = False

    @override
    def above(self) -> Iterable[Widget]:
        return (TextLines(id="state"),)

    @override
    def where(self) -> Sequence[str]:
        return (self.message_key,)

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("时间"), lambda c: clock(c["at"]), 11),
            Column(N_("操作"), lambda c: word(OPERATIONS, c["operation"]), 14, least=8, rank=2),
            Column(N_("判定"), lambda c: word(VERDICTS, c["verdict"]), 14, rank=1, tone=_verdict_tone),
            Column(N_("状态码"), lambda c: str(c["status"] or "—"), 6, rank=1),
            Column(N_("匹配的规则"), rule_of, 20, least=10, rank=2, grows=True),
            Column(N_("用时"), lambda c: f"{c['seconds'] * 1000:.0f} ms", 9, rank=4, right=True),
        ]

    @override
    def identity(self, row: Any) -> Hashable:
        found: Hashable = row["id"]
        return found

    @override
    def rows(self, session: Any, /) -> Sequence[Any]:
        from usecases import outbox_desk

        found = outbox_desk.show(session, self.message_key)
        waiting, correction = withdrawal_of(session, found.line), correction_of(session, found.line)
        self.app.call_from_thread(self._show_state, found, waiting, correction)
        nothing: dict[str, Any] = {"id": 0, "at": None, "operation": _("尚未发出"), "verdict": "", "status": None}
        prepared = nothing | {"rule": "", "seconds": 0.0, "detail": found}
        return [{**row, "adjusted": found.adjusted} for row in reversed(found.crossings)] or [prepared]

    def _show_state(self, found: Any, withdrawal: Any, correction: Any) -> None:
        self._possible = possible(found.line)
        self._withdrawal, self._correction, self._correctable = withdrawal, correction, found.line.kind == "xk"
        lines = state_lines(found)
        if withdrawal is not None:
            lines[-1] = [(" " + _("已提议撤回，等待另一名人员按 x 确认，或按 N 驳回"), "warn")]
        if correction is not None:
            lines[-1] = [(" " + _("已提议更正，等待另一名审批人按 e 确认，或按 N 驳回"), "warn")]
        self.query_one("#state", TextLines).show(*lines)
        self.refresh_bindings()

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action in STATES_OF and action not in self._possible:
            return False
        return super().check_action(action, parameters)

    @asking
    async def action_withdraw(self) -> None:
        """Propose to take the published licence back, or confirm what another officer proposed."""
        await self.withdraw_or_confirm(self._withdrawal)

    @override
    def waiting(self) -> Any:
        return self._withdrawal or self._correction

    @override
    def correction(self) -> Any:
        return self._correction

    @override
    def record_named(self) -> str:
        return self.message_key if self._correctable else ""

    @override
    async def propose(self, reason: str, document: Any, /) -> bool:
        from usecases import licence_withdrawals

        return await self.done(licence_withdrawals.propose, self.message_key, reason, document)

    @override
    async def confirm(self, proposed: Mapping[str, str], /) -> bool:
        from usecases import licence_withdrawals

        return await self.done(licence_withdrawals.confirm, self.message_key)

    @override
    async def turn_down(self, reason: str, /) -> bool:
        from usecases import licence_corrections, licence_withdrawals

        deed = licence_corrections.reject if self._withdrawal is None else licence_withdrawals.reject
        return await self.done(deed, self.message_key, note=reason)

    @override
    def sheet(self, session: Any, row: Any, /) -> Sequence[Entry]:
        if "detail" in row:
            return [*adjustments(row["detail"].adjusted), *not_sent(row["detail"])]
        return [*adjustments(row["adjusted"]), *call(row)]

    @override
    def keys(self) -> Sequence[str]:
        return [self.message_key]


def rule_of(row: Any) -> str:
    """Return which rule of the profile judged the answer, in words."""
    numbered = re.fullmatch(r"rule (\d+)", row["rule"])
    return _("配置的第 {n} 条规则").format(n=numbered[1]) if numbered else str(row["rule"])


def _verdict_tone(row: Any) -> str:
    return VERDICT_TONES.get(row["verdict"], "")


def possible(line: Any) -> set[str]:
    """Return what can be done about a message as it stands."""
    found = {action for action, states in STATES_OF.items() if line.state in states}
    return found if is_published(line) else found - {"withdraw"}


def is_published(line: Any) -> bool:
    """Return whether a message published a licence record: then it can be taken back."""
    return line.kind == "xk" and line.op != "withdraw" and line.state in PUBLISHED


def withdrawal_of(session: Any, line: Any) -> Any:
    """Return the open proposal to take the record back, or None."""
    from usecases import licence_withdrawals, proposals

    return proposals.open_one(session, line.subject, licence_withdrawals.WITHDRAWN) if is_published(line) else None


def correction_of(session: Any, line: Any) -> Any:
    """Return the correction of a licence record that waits for a second officer, or None."""
    from models.errors import BureauError
    from usecases import licence_corrections

    try:
        return licence_corrections.waiting(session, line.key) if line.kind == "xk" else None
    except BureauError:  # taken back: nothing of it is corrected
        return None


def state_lines(found: Any) -> list[list[tuple[str, str]]]:
    """Return the state of a message in four lines."""
    line = found.line
    where = f" {word(SYSTEMS, line.system)}  {kind_of(line)}  {_('版本')} {line.version}"
    times = _(" 写入 {a}  发出 {b}  确认 {c}  尝试 {n} 次").format(
        a=clock(line.created_at), b=clock(line.sent_at) or "—", c=clock(line.confirmed_at) or "—", n=line.tries
    )
    receipt = _("  回执 {no}").format(no=line.receipt_no) if line.receipt_no else ""
    changed = _("  按对接规范改动 {n} 项").format(n=len(found.adjusted)) if found.adjusted else ""
    words = f" {_('对方：')}{line.code} {_column(line.field)} {line.message}" if line.message or line.code else ""
    return [
        [
            (where, "strong"),
            (f"  {standing_of(line)}", tone(line.state) or "strong"),
            (receipt, ""),
            (changed, "warn"),
        ],
        [(times, "")],
        [(words, "bad" if line.state == "rejected" else "")],
        [(f" {_('建议：')}{line.hint}" if line.hint else "", "warn")],
    ]


def _column(field: str) -> str:
    """Return a receiver's column with our name of it, where it has one."""
    from usecases.credit_columns import our_name

    return f"{our_name(field)}（{field}）" if our_name(field) else field


def adjustments(found: Sequence[Any]) -> list[Entry]:
    """Return what was left out or replaced in a message because its receiver would refuse it."""
    return [heading(_("按对接规范改动")), *[note(_adjusted(one), "warn") for one in found]] if found else []


def _adjusted(one: Any) -> str:
    if one.action == "replaced":
        done = _("{column} 换成“{sent}”").format(column=one.column, sent=one.sent)
    else:
        done = _("{column} 未送").format(column=one.column)
    return _("第 {n} 行：{done}。{why}").format(n=one.line, done=done, why=one.why)


def not_sent(found: Any) -> list[Entry]:
    """Return a message that has not left: our record and, once prepared, its bytes."""
    payload = json.dumps(found.payload, ensure_ascii=False, indent=2)
    entries = [note(_("最早 {at} 送出（撤销时限之后）").format(at=moment(found.line.next_try_at)))]
    entries += [heading(_("内容")), note(payload)]
    return entries + ([heading(_("已备好的字节")), note(shown_bytes(found.request))] if found.request else [])


def call(row: Any) -> list[Entry]:
    """Return one call: address, rule that judged the answer, headers and bytes both ways."""
    outcome = f"{row['status'] or '—'}  {word(VERDICTS, row['verdict'])}"
    return [
        pair(_("请求"), f"{row['method']} {row['url']}"),
        pair(_("答复"), outcome, VERDICT_TONES.get(row["verdict"], "")),
        pair(_("匹配的规则"), rule_of(row)),
        heading(_("发出的字节（{n}）").format(n=len(row["request"]))),
        *_headers(row["headers"]),
        note(shown_bytes(bytes(row["request"]))),
        heading(_("收到的字节（{n}）").format(n=len(row["answer"]))),
        *_headers(row["answer_headers"]),
        note(shown_bytes(bytes(row["answer"]))),
    ]


def _headers(pairs: Iterable[Sequence[str]] | None) -> list[Entry]:
    return [note(f"{name}: {value}", "quiet", indent=2) for name, value in pairs or ()]


class MessagesOfView(Paired):
    """Lists the messages of one application; Enter shows the bytes of one."""

    NAME = N_("推送")
    EMPTY = N_("还没有向外推送。")

    def __init__(self, number: str) -> None:
        super().__init__()
        self.number = number

    @override
    def where(self) -> Sequence[str]:
        return (self.number,)

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("系统"), lambda m: word(SYSTEMS, m["system"]), 10),
            Column(N_("类别"), lambda m: word(MESSAGE_KINDS, m["kind"]), 12, rank=1),
            Column(N_("状态"), lambda m: word(MESSAGES, m["state"]), 8, rank=1, tone=lambda m: tone(m["state"])),
            Column(N_("确认时间"), lambda m: clock(m["confirmed_at"]), 11, rank=2),
            Column(N_("消息"), lambda m: m["key"], 30, least=10, rank=1, grows=True),
        ]

    @override
    def identity(self, row: Any) -> Hashable:
        found: Hashable = row["id"]
        return found

    @override
    def rows(self, session: Any, /) -> Sequence[Any]:
        from usecases import application_detail

        return application_detail.detail(session, self.number, at=self.office.now()).messages

    @override
    def sheet(self, session: Any, row: Any, /) -> Sequence[Entry]:
        from usecases import outbox_desk

        found = outbox_desk.show(session, row["key"])
        return [note("".join(text for text, _tone in line).strip()) for line in state_lines(found)]

    @override
    def opened(self, row: Any, /) -> None:
        self.app.push_screen(MessageView(row["key"]))
