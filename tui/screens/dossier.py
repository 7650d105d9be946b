"""One dossier (一卷一档): its catalogue with pages, what it lacks, retention and lock; close, export, supplement."""

import asyncio
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from typing_extensions import override

from models.errors import BureauError, InvalidInput, Refused
from models.reasons import reason
from models.said import Said, together
from models.values import Officer
from tui.language import N_, _, told
from tui.screens.paired import Paired
from tui.view import key
from tui.widgets.columns import Column
from tui.widgets.dialogs import AskText, Confirm, Option, Pick, Trouble, asking
from tui.widgets.paper import Entry, Paper, note, pair
from tui.words import moment, word

if TYPE_CHECKING:
    from usecases.dossier_views import Line, View
    from wiring.dossiers import Bindery

STATES = {"unfiled": N_("未归档"), "open": N_("已启封，待重新归档"), "locked": N_("已归档锁定")}
TONES = {"unfiled": "warn", "open": "bad", "locked": "good"}
FORMS = {"pdf": N_("一份 PDF（盖章，含目录清单）"), "folder": N_("文件夹（原件、清单、校验和）")}
LIMIT = 500
MOST_LINES = 9  # of what stands above the catalogue


class DossierView(Paired):
    """Shows the catalogue above and what is known of the dossier and the chosen part below."""

    NAME = N_("案卷")
    EMPTY = N_("卷内没有材料。")
    RIGHTS: ClassVar[Mapping[str, str]] = {
        "close": "dossier.closed", "export": "dossier.exported", "supplement": "dossier.supplemented",
        "unlock": "dossier.unlocked",
    }  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        key("z", "close", N_("归档"), "dossier.close"),
        key("x", "export", N_("导出"), "dossier.export"),
        key("b", "supplement", N_("补卷"), "dossier.supplement"),
        key("K", "unlock", N_("启封"), "dossier.unlock"),
    ]

    def __init__(self, subject: str) -> None:
        super().__init__()
        self.subject = subject
        self.view: View | None = None

    @override
    def where(self) -> Sequence[str]:
        return (self.subject,)

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("序号"), lambda line: str(line.position), 4, rank=1, right=True),
            Column(N_("材料名称"), title, 30, least=16, rank=1, grows=True, tone=lambda n: "bad" if n.lacking else ""),
            Column(N_("页号"), pages, 9, rank=1),
            Column(N_("责任者"), lambda line: line.signer or "—", 14, rank=3),
            Column(N_("形成时间"), lambda line: line.made_at or "—", 16, rank=4),
        ]

    @override
    def identity(self, row: Any) -> Hashable:
        return (row.position, row.sha256)

    @override
    def above(self) -> Iterable[Widget]:
        yield Paper(id="cover", label=10)

    @override
    def rows(self, session: Any, /) -> Sequence[Any]:
        from usecases import dossier_views

        self.view = dossier_views.view(session, self.office.desk, self.subject, at=self.office.now())
        self.app.call_from_thread(self._at_a_glance, self.view)
        return self.view.lines

    def _at_a_glance(self, view: "View") -> None:
        entries, paper = cover(view), self.query_one("#cover", Paper)
        paper.styles.height = min(len(entries) + 2, MOST_LINES)
        paper.show(entries, keep_place=True)
        self.refresh_bindings()

    @override
    def sheet(self, _session: Any, row: Any, /) -> Sequence[Entry]:
        return facts(row)

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        locked = self.view is not None and self.view.state == "locked"
        if action in {"export", "supplement", "unlock"} and not locked:
            return False
        if action == "close" and (self.view is None or locked):
            return False
        return super().check_action(action, parameters)

    @asking
    async def action_close(self) -> None:
        """Close the dossier; where something is lacking, ask for the reason first."""
        view = self.view
        if view is None:
            return
        if view.pending:
            await self.app.push_screen_wait(Trouble(pending(view)))
            return
        if not view.gaps:
            title = _("归档后卷内材料锁定：{subject}").format(subject=view.subject)
            if await self.app.push_screen_wait(Confirm(title, cover(view))):
                await self._bind(lambda bindery: bindery.close(view.subject, by=self.officer))
            return
        if view.proposed and await self._turned_down(view):
            return
        lacking = "、".join(name for name, _reason in view.gaps)
        title = _("缺 {lacking}：写明理由，由两名人员归档").format(lacking=lacking)
        reason = await self.app.push_screen_wait(AskText(title, limit=LIMIT, least=4))
        if reason is not None:
            await self._bind(lambda bindery: bindery.close(view.subject, reason=reason, by=self.officer))

    async def _turned_down(self, view: "View") -> bool:
        """Show what was proposed; return whether there is nothing more to ask: turned down, taken back or left."""
        from usecases import dossier_gaps

        own = view.proposed_by == self.officer.login
        options = [
            Option("agree", _("改写本人的理由") if own else _("同意缺件归档，写明理由")),
            Option("reject", _("收回提议") if own else _("驳回提议"), more=_("案卷不归档")),
        ]
        title = _("{by} 提议缺件归档：{reason}").format(by=view.proposed, reason=view.proposed_reason)
        picked = await self.app.push_screen_wait(Pick(title, options))
        if picked == "reject":
            words = await self.app.push_screen_wait(AskText(_("驳回或者收回的理由"), limit=LIMIT, least=4))
            if words is not None:
                self.carry_out(
                    dossier_gaps.reject, [view.subject], _("提议已了结，案卷未归档"), lasting=True, note=words
                )
        return bool(picked != "agree")

    async def _bind(self, work: "Callable[[Bindery], Any]") -> None:
        """Do something with the bindery in a thread; say what came of it."""
        try:
            self.say(_("正在装订……"))
            done = await asyncio.to_thread(self._with_bindery, work)
        except BureauError as error:
            self.say("")
            await self.app.push_screen_wait(Trouble(error))
        else:
            self.say(said(done), "good")
        self.action_load()

    def _with_bindery(self, work: "Callable[[Bindery], Any]") -> Any:
        with self.office.binding() as bindery:
            return work(bindery)

    @asking
    async def action_export(self) -> None:
        """Write the dossier into a folder, as one file or as its originals."""
        options = [Option(name, _(text)) for name, text in FORMS.items()]
        form = await self.app.push_screen_wait(Pick(_("导出成什么"), options))
        if form is None:
            return
        title = _("把 {number} 导出到哪个目录").format(number=self.view.number if self.view else "")
        folder = await self.app.push_screen_wait(AskText(title, value="~/案卷", limit=300, least=1))
        if folder is not None:
            by = self.officer
            await self._bind(lambda bindery: exported(bindery, self.subject, form, folder, by))

    @asking
    async def action_supplement(self) -> None:
        """Add a file, or what came after the lock, behind the dossier."""
        title = _("补入哪个文件；不写则补入归档后到达的材料")
        path = await self.app.push_screen_wait(AskText(title, limit=LIMIT))
        reason = None if path is None else await self.app.push_screen_wait(AskText(_("补卷理由"), limit=LIMIT, least=4))
        if path is not None and reason is not None:
            by = self.officer
            await self._bind(lambda bindery: supplemented(bindery, self.subject, path, reason, by))

    @asking
    async def action_unlock(self) -> None:
        """Open a locked dossier with a reason."""
        from usecases import dossiers

        reason = await self.app.push_screen_wait(AskText(_("启封案卷的理由（记入台账）"), limit=LIMIT, least=4))
        if reason is not None:
            self.carry_out(dossiers.unlock, [self.subject], _("已启封"), lasting=True, reason=reason)


def pending(view: "View") -> Refused:
    """Return what must come before a dossier can be closed."""
    words = _("还不能归档：{what}。").format(what=told(together(view.pending)))
    return Refused(words, kept=_("案卷未变更。"), do_next=_("请待其完成后再归档。"))


def supplemented(bindery: "Bindery", subject: str, path: str, reason: str, by: Officer) -> int:
    """Add a file, or without one what came late; return which supplement it is."""
    return bindery.supplement(subject, [Path(path).expanduser()] if path else [], reason=reason, by=by)


def exported(bindery: "Bindery", subject: str, form: str, folder: str, by: Officer) -> Path:
    """Write a dossier out and return where it lies; raises InvalidInput."""
    out = Path(folder).expanduser()
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InvalidInput(f"写不了 {out}：{reason(error)}。", kept="案卷未变更。", do_next="请换一个目录。") from error
    write = bindery.export_folder if form == "folder" else bindery.export_file
    return write(subject, out, by=by)[0]


def said(done: Any) -> str:
    """Return what came of a work in words."""
    if isinstance(done, Path):
        return _("已导出：{file}").format(file=done)
    if isinstance(done, int):
        return _("已补卷，第 {n} 次").format(n=done)
    if done.result == "proposed":
        return _("已提出缺件归档，等待另一名人员同意")
    return _("已归档：{number}").format(number=done.number)


def title(line: "Line") -> str:
    """Return a part's title, with the mark of a supplement."""
    return _("（补卷{n}）{title}").format(n=line.supplement, title=line.title) if line.supplement else line.title


def pages(line: "Line") -> str:
    """Return the pages of a part in the dossier, a dash before they are known."""
    if not line.page_to:
        return "—"
    return str(line.page_from) if line.pages == 1 else f"{line.page_from}–{line.page_to}"


def cover(view: "View") -> list[Entry]:
    """Return what matters of a dossier at a glance."""
    until = _("至 {day}").format(day=view.retention_until) if view.retention_until else ""
    number = view.number or _("未编卷号")
    entries = [
        pair(_("案卷"), f"{number}  {view.title}  {view.party}", "strong"),
        pair(_("状态"), word(STATES, view.state), TONES[view.state]),
        pair(_("保管期限"), f"{view.retention} {until}".strip()),
    ]
    if view.locked_at is not None:
        by = "、".join(name for name in (view.locked_by, view.second_by) if name)
        entries.append(pair(_("归档"), f"{moment(view.locked_at)}  {by}"))
    if view.gaps:
        lacking = told(
            together(Said.of("{name}（{detail}）", {"name": name, "detail": why}) for name, why in view.gaps)
        )
        entries.append(pair(_("缺"), lacking, "bad"))
    if view.pending:
        entries.append(pair(_("待办"), told(together(view.pending)), "warn"))
    if view.late:
        entries.append(pair(_("后到"), "；".join(view.late), "warn"))
    if view.proposed:
        words = _("{by} 提议缺件归档，等待另一人按 z 同意或者驳回").format(by=view.proposed)
        entries += [pair(_("提议"), words, "warn"), pair(_("提议理由"), view.proposed_reason)]
    if view.reason:
        entries.append(pair(_("说明"), view.reason))
    return entries


def facts(line: "Line") -> list[Entry]:
    """Return what is known of one part."""
    entries = [pair(_("材料名称"), title(line), "strong"), pair(_("责任者"), line.signer)]
    entries += [pair(_("形成时间"), line.made_at), pair("SHA-256", line.sha256)]
    return [*entries, note(line.lacking, "bad")] if line.lacking else entries
