"""Jobs and systems: what the daemon did last, how every outside system is, and how to let one try again."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from typing_extensions import override

from tui.language import N_, _
from tui.screens.paired import Paired
from tui.view import key
from tui.widgets.columns import Column
from tui.widgets.dialogs import AskText, asking
from tui.widgets.lines import TextLines
from tui.widgets.paper import Entry, heading, note, pair
from tui.words import HEALTH, JOBS, RUNS, SUBJECTS, SYSTEMS, clock, moment, tone, word


@dataclass(frozen=True)
class Line:
    """One line: a system with its health, or a job with its last run."""

    kind: str  # system, job
    name: str
    state: str
    when: str
    words: str


class JobsView(Paired):
    """Lists systems and jobs; the sheet shows the last runs of a job or the trouble of a system."""

    NAME = SUBJECTS["jobs"]
    EMPTY = N_("守护进程还没有运行过。请启动 luqiao daemon。")
    RIGHTS: ClassVar[Mapping[str, str]] = {"resume": "system.resumed", "switch_off": "system.switched_off"}
    BINDINGS: ClassVar[list[BindingType]] = [
        key("a", "resume", N_("恢复停用的系统"), "jobs.resume"),
        key("x", "switch_off", N_("停用系统"), "jobs.switch_off"),
    ]

    @override
    def above(self) -> Iterable[Widget]:
        return (TextLines([(_(" 上：外部系统；下：守护进程的任务。x 停用一个系统，a 恢复。"), "quiet")], id="hint"),)

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("类别"), lambda j: _("系统") if j.kind == "system" else _("任务"), 6),
            Column(N_("名称"), name_of, 24, least=16, rank=1),
            Column(N_("状态"), state_of, 8, rank=1, tone=lambda j: tone(j.state)),
            Column(N_("最近"), lambda j: j.when, 11, rank=1),
            Column(N_("说明"), lambda j: j.words, 30, least=16, rank=2, grows=True),
        ]

    @override
    def identity(self, row: Any) -> Hashable:
        return (row.kind, row.name)

    @override
    def rows(self, session: Any, /) -> Sequence[Any]:
        from usecases import jobs, systems

        lines = [Line("system", s.name, s.state, clock(s.last_ok_at), s.last_error) for s in systems.states(session)]
        return lines + [Line("job", r.job, r.outcome, clock(r.finished_at), counts(r)) for r in jobs.last_runs(session)]

    @override
    def sheet(self, session: Any, row: Any, /) -> Sequence[Entry]:
        return job_sheet(session, row.name) if row.kind == "job" else system_sheet(session, row.name)

    async def action_resume(self) -> None:
        """Let a stopped system try again."""
        from usecases import systems

        row = self.table.current
        if row is not None and row.kind == "system":
            self.carry_out(systems.resume, [row.name], _("已恢复"), lasting=True)

    @asking
    async def action_switch_off(self) -> None:
        """Let nobody call a system until it is resumed; the reason goes into the ledger."""
        from usecases import systems

        row = self.table.current
        if row is None or row.kind != "system":
            return
        words = await self.app.push_screen_wait(AskText(_("停用系统：原因（记入台账）"), limit=300, least=2))
        if words and await self.do(systems.switch_off, row.name, words) is not None:
            self.say(_("已停用"), "good")
            self.data_changed()


def name_of(line: Any) -> str:
    """Return what a system or job is called."""
    if line.kind == "system":
        return word(SYSTEMS, line.name)
    job, _dot, system = line.name.partition(":")
    return f"{word(JOBS, job)} {word(SYSTEMS, system)}".strip()


def state_of(line: Any) -> str:
    """Return how it is."""
    return word(HEALTH if line.kind == "system" else RUNS, line.state)


def counts(run: Any) -> str:
    """Return what a run did."""
    words = _("读 {a}  写 {b}  送 {c}").format(a=run.read, b=run.written, c=run.sent)
    return f"{run.error}  {words}" if run.error else words


def job_sheet(session: Any, name: str) -> list[Entry]:
    """Return the last runs of a job."""
    from usecases import jobs

    runs = jobs.history(session, name, limit=50)
    return [
        heading(_("最近的运行")),
        *(pair(clock(r.started_at), f"{word(RUNS, r.outcome)}  {counts(r)}", tone(r.outcome)) for r in runs),
    ]


def system_sheet(session: Any, name: str) -> list[Entry]:
    """Return how a system is."""
    from usecases import systems

    found = systems.state_of(session, name)
    entries = [
        pair(_("系统"), word(SYSTEMS, name)),
        pair(_("状态"), word(HEALTH, found.state), tone(found.state)),
        pair(_("最近成功"), moment(found.last_ok_at)),
        pair(_("最近失败"), moment(found.last_error_at)),
        pair(_("连续失败"), found.failures),
        pair(_("下次重试"), moment(found.retry_at)),
    ]
    return [*entries, note(found.last_error, "bad")] if found.last_error else entries
