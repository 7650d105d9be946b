"""Publication: what must be published by when, how far it got, what the platform rejected, and what to do about it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from typing_extensions import override

from tui.language import N_, _
from tui.screens.message import MessageView, Sending
from tui.screens.paired import Paired
from tui.screens.proposals_waiting import WHAT
from tui.view import key
from tui.widgets.columns import Column
from tui.widgets.dialogs import AskText, Option, Pick, asking
from tui.widgets.lines import TextLines
from tui.widgets.paper import Entry, heading, note, pair
from tui.words import (
    CARDS,
    CREDIT_CAUSES,
    CREDIT_STAGES,
    CREDIT_STATES,
    FEEDBACK,
    MESSAGE_KINDS,
    SIDES,
    SUBJECTS,
    TERMS,
    clock,
    day,
    moment,
    office,
    tone,
    word,
)

TAKEN = ("accepted", "held", "validated", "published", "withdrawn", "superseded", "repaired")
STAGE_TONES = {"rejected": "bad", "dead": "bad", "held": "warn", "published": "good", "validated": "good"}


@dataclass(frozen=True)
class CreditFilter:
    """What is shown: records of one state, or all that are not confirmed."""

    state: str | None = None


class CreditView(Sending, Paired):
    """Lists what is not confirmed; the sheet explains the deadline, the delay and the rejection."""

    NAME = SUBJECTS["credit"]
    EMPTY = N_("没有等待公示的记录。按 t 看按时率和各月的数字。")
    CHOSEN: ClassVar[Sequence[str]] = ("release", "replay", "give_up", "message", "turn_down")
    BINDINGS: ClassVar[list[BindingType]] = [
        key("s", "choose_state", N_("状态"), "credit.state"),
        key("t", "numbers", N_("考核数字"), "credit.numbers"),
        key("p", "message", N_("往来字节"), "credit.message"),
        key("N", "turn_down", N_("驳回提议"), "credit.turn_down", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.wanted = self._sent = CreditFilter()
        self._counts: Mapping[str, int] = {}

    @override
    def above(self) -> Iterable[Widget]:
        return (TextLines(id="hint"),)

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("应公示日"), due_text, 11, tone=lambda c: tone(c.card)),
            Column(N_("剩余"), left_text, 9, rank=1, tone=lambda c: tone(c.card)),
            Column(N_("进度"), lambda c: word(CREDIT_STAGES, c.stage), 9, rank=1, tone=stage_tone),
            Column(N_("类别"), lambda c: word(MESSAGE_KINDS, c.kind), 8, rank=2),
            Column(N_("文号"), lambda c: c.document_no, 22, least=14, rank=1, grows=True),
            Column(N_("当事人"), lambda c: c.party, 16, least=8, rank=2, grows=True),
            Column(N_("原因"), cause_text, 14, least=8, rank=2, grows=True),
            Column(N_("对方答复"), lambda c: f"{c.code} {c.message}".strip(), 24, least=12, rank=4, grows=True),
            Column(N_("机构"), lambda c: office(c.office), 8, rank=5),
        ]

    @override
    def rows(self, session: Any, /) -> Sequence[Any]:
        from usecases import credit_clocks, credit_desk, offices

        sees = offices.sees(session, self.officer)
        found = credit_desk.listed(session, at=self.office.now(), office=sees)
        self._counts = credit_clocks.counts(found)
        self.app.call_from_thread(self._say_what)
        return [line for line in found if self.wanted.state in {None, *credit_clocks.standing_of(line)}]

    def _say_what(self) -> None:
        """Say what is shown and how many there are of each."""
        spans = [("s ", "key"), (_("状态"), "quiet"), (f"={word(CREDIT_STATES, self.wanted.state or '')}  ", "strong")]
        counted = [(state, count) for state, count in self._counts.items() if count]
        spans += [(f"{word(CREDIT_STATES, state)} {count}  ", tone(state) or "quiet") for state, count in counted]
        self.query_one("#hint", TextLines).show([(" ", ""), *spans])

    @override
    def arrive(self, wanted: Mapping[str, Any]) -> None:
        self.wanted = self._sent = replace(CreditFilter(), **wanted)
        self.action_load()

    @override
    def action_back(self) -> None:
        if self.wanted in (self._sent, CreditFilter()):
            super().action_back()
        else:
            self.wanted = CreditFilter()
            self.action_load()

    @override
    def ready(self) -> None:
        super().ready()
        if wanted := self.console.sent_for(self.app.current_mode):
            self.wanted = self._sent = replace(self.wanted, **wanted)

    @override
    def sheet(self, session: Any, row: Any, /) -> Sequence[Entry]:
        from usecases import credit_desk, officers

        found = credit_desk.detail(session, row, at=self.office.now())
        return on_sheet(row, found, officers.names(session))

    @override
    def keys(self) -> Sequence[str]:
        return [self.table.current.key] if self.table.current is not None else []

    @override
    def opened(self, row: Any, /) -> None:
        from tui.screens.penalty import PenaltyView

        self.app.push_screen(PenaltyView(row.document_no) if row.kind == "cf" else MessageView(row.key))

    def action_message(self) -> None:
        """Show the bytes of the chosen record."""
        if self.table.current is not None:
            self.app.push_screen(MessageView(self.table.current.key))

    def action_numbers(self) -> None:
        """Show the numbers by month and office."""
        from tui.screens.credit_numbers import CreditNumbersView

        self.app.push_screen(CreditNumbersView())

    @asking
    async def action_turn_down(self) -> None:
        """Turn down what is proposed about the chosen record, or take one's own proposal back."""
        if self.table.current is not None:
            await turn_down(self, self.table.current)

    @asking
    async def action_choose_state(self) -> None:
        """Ask which records to show."""
        now = self.wanted.state or ""
        options = [Option(code, _(name), chosen=code == now) for code, name in CREDIT_STATES.items()]
        picked = await self.app.push_screen_wait(Pick(_("状态"), options))
        if picked is not None:
            self.wanted = CreditFilter(picked or None)
            self.action_load()


def due_text(line: Any) -> str:
    """Return the last day, marked where nobody has announced the calendar yet."""
    return day(line.due_on) + ("*" if line.provisional else "")


def left_text(line: Any) -> str:
    """Return the working days that are left, or by how many it is late."""
    text = _("逾期 {n} 天") if line.left < 0 else _("{n} 天")
    return text.format(n=abs(line.left))


def stage_tone(line: Any) -> str:
    """Return the colour of a stage."""
    return STAGE_TONES.get(line.stage, "")


def cause_text(line: Any) -> str:
    """Return whose a delay is, and why."""
    return f"{word(SIDES, line.side)}：{word(CREDIT_CAUSES, line.cause)}" if line.cause else ""


def clock_lines(line: Any) -> list[Entry]:
    """Return until when one version must be there, how far it got, and whose a delay is."""
    due = f"{due_text(line)}  {left_text(line)}" if line.confirmed_at is None else due_text(line)
    words = _("应于 {due}  {stage}  {cause}").format(
        due=due, stage=word(CREDIT_STAGES, line.stage), cause=cause_text(line)
    )
    return [pair(_("第 {n} 版").format(n=line.version), words.strip(), tone(line.card))]


async def turn_down(screen: Any, line: Any) -> None:
    """Ask which proposal about a record is meant and why it is turned down, then do it."""
    from usecases import record_proposals

    found = await screen.read(record_proposals.on_record, line.system, line.subject)
    if not found:
        screen.say(_("这条记录没有待确认的提议"), "warn")
        return
    options = [Option(one, f"{_(WHAT.get(one.deed, one.deed))}  {one.by}", clock(one.at)) for one in found]
    one = found[0] if len(found) == 1 else await screen.app.push_screen_wait(Pick(_("驳回哪一项"), options, beside=12))
    title = _("驳回提议（或收回自己的提议）的理由")
    reason = await screen.app.push_screen_wait(AskText(title, limit=500, least=2)) if one is not None else None
    if reason:
        way = await screen.read(record_proposals.refusal, one)
        if await screen.done(way.deed, way.about, note=reason, **way.more):
            screen.say(_("已驳回提议，记录不变"), "good")
            screen.data_changed()


def on_sheet(line: Any, detail: Any, names: Mapping[str, str]) -> list[Entry]:
    """Return a record on paper: deadline, confirmations, rejections, what can be done."""
    start = _("决定日 {a} 起 7 个工作日") if line.term == "L25" else _("{a} 变更后 3 个工作日")
    begun = day(line.decided_on) if line.term == "L25" else clock(line.created_at)
    provisional = [note(_("* 该年放假安排尚未公布，届时重算"), "warn")] if line.provisional else []
    return [
        pair(_("记录"), f"{word(MESSAGE_KINDS, line.kind)}  {line.document_no}  {line.party}", "strong"),
        pair(
            _("应公示日"), f"{day(line.due_on)}（{word(TERMS, line.term)}：{start.format(a=begun)}）", tone(line.card)
        ),
        *provisional,
        pair(
            _("剩余"), left_text(line) + (f"  {word(CARDS, line.card)}" if line.card != "none" else ""), tone(line.card)
        ),
        *([pair(_("原因"), cause_text(line), "bad")] if line.cause else []),
        *rejection_lines(line, detail.rejections),
        heading(_("怎么办")),
        *ways(line, detail.proposed),
        *asked_lines(detail.asked),
        heading(_("三次确认")),
        *[entry for version in detail.versions for entry in version_lines(version)],
        *history_lines(detail.history, names),
    ]


def history_lines(history: Sequence[Any], names: Mapping[str, str]) -> list[Entry]:
    """Return what people did about a record, the newest first."""
    from tui.screens.penalty import DEEDS

    lines = [note(f"{moment(s.at)}  {names.get(s.by, s.by)}  {word(DEEDS, s.deed)}  {s.note}".strip()) for s in history]
    return [heading(_("历史")), *lines] if lines else []


def version_lines(version: Any) -> list[Entry]:
    """Return how far one version got: accepted, validated by the city, published upstream."""
    taken = version.sent_at if version.confirmed_at or version.stage in TAKEN else None
    steps = ((_("受理"), taken), (_("市级校验"), version.confirmed_at), (_("上级公示"), version.published_at))
    told = "  ".join(f"{name} {clock(at) or '—'}" for name, at in steps)
    label = _("第 {n} 版").format(n=version.version) + (_("（撤回）") if version.op == "withdraw" else "")
    lines = [pair(label, f"{word(CREDIT_STAGES, version.stage)}  {told}", stage_tone(version))]
    if version.stage == "held":
        lines.append(
            note(_("对方暂存：当事人不在对方的主体库（未关联）。不是失败，对方补全后自动公示。"), "warn", indent=4)
        )
    return lines


def rejection_lines(line: Any, rejections: Sequence[Any]) -> list[Entry]:
    """Return what the receiver rejected, in its own words, with our name of the column and our hint."""
    from usecases.credit_columns import our_name

    if not rejections:
        return []
    lines = [heading(_("对方的原话"))]
    for each in rejections:
        ours = our_name(each.field)
        column = f"{ours}（{each.field}）" if ours else each.field
        lines.append(pair(_("第 {n} 版").format(n=each.version), f"{each.code}  {column}  {moment(each.at)}", "bad"))
        lines += [note(each.message, "", indent=4)] if each.message else []
    return [*lines, *([pair(_("建议"), line.hint, "warn")] if line.hint else [])]


def asked_lines(asked: Sequence[Any]) -> list[Entry]:
    """Return disputes, corrections and repairs of the record."""
    lines = [pair(word(FEEDBACK, a.type), f"{a.feedback_id}  {answer_of(a)}  {a.text}".strip()) for a in asked]
    return [heading(_("异议与修复")), *lines] if lines else []


def answer_of(asked: Any) -> str:
    """Return what became of something that a platform asked for."""
    if not asked.decision:
        return _("待答复，截止 {day}").format(day=asked.due_on or "—")
    word_ = _("不采纳") if asked.decision == "refused" else _("已采纳")
    outcome = {"correction": _("更正"), "withdrawal": _("撤回")}.get(asked.outcome, "")
    return "，".join(part for part in (word_, outcome, asked.document_no) if part)


def ways(line: Any, proposed: Sequence[Any]) -> list[Entry]:
    """Return what can be done about a record as it stands."""
    if proposed:
        what = "、".join(_(WHAT.get(one.deed, one.deed)) for one in proposed)
        told = _("已有提议待另一名人员确认：{what}；同意的在该屏确认，不同意的按 N 驳回。")
        return [note(told.format(what=what), "warn")]
    if line.hold == "disputed":
        return [note(_("当事人有异议，答复之前不再推送：到“异议与修复”（g f）答复，须两人。"), "warn")]
    if line.stage == "rejected":
        return [
            note(_("内容有误：Enter 打开，按 e 更正，新版本取代被拒的版本（许可须两人）。")),
            note(_("对方原因已消除：按 a 放行，原样再送。")),
            note(_("不应公示：Enter 打开后按 x 撤回；确实无法报送的，按 X 作废，须两人并写明原因。")),
        ]
    if line.stage == "dead":
        return [note(_("已作废而依法应公示：更正后重新报送，或撤回决定。"), "warn")]
    if line.stage in ("accepted", "held"):
        return [note(_("已送达，等待对方确认；守护进程持续查询。临期仍未确认的，请联系对方。"))]
    return [note(_("由守护进程自动送出；平台不可用时恢复后补送，不用重新登记。"))]
