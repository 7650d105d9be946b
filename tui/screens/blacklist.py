"""The blacklists: search by number or name with the reason of each likeness, add, lift, import a file."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.binding import BindingType
from typing_extensions import override

from models.errors import BureauError
from models.reasons import reason
from tui.language import N_, _
from tui.screens.filtered import FilteredList
from tui.screens.forward import Forward
from tui.screens.revealing import Revealing
from tui.view import key
from tui.widgets.columns import Column
from tui.widgets.dialogs import AskText, Confirm, Option, Pick, Trouble, asking
from tui.widgets.form import Blank, Faults, Form, Values
from tui.widgets.lines import Span
from tui.widgets.paper import Entry as Record
from tui.widgets.paper import note, pair
from tui.widgets.record_table import RecordTable
from tui.widgets.window import Source
from tui.words import KINDS, SUBJECTS, clock, day, moment, word

if TYPE_CHECKING:
    from usecases.blacklist import Entry
    from usecases.faults import Fault

LIST_HINT = N_("名单名称，例如：市级黑名单")
BLANKS = (
    Blank("list", N_("名单"), 60, needed=True, hint=LIST_HINT),
    Blank("name", N_("姓名或名称"), 200, needed=True),
    Blank("number", N_("号码"), 40, hint=N_("身份证号码或统一社会信用代码")),
    Blank("kind", N_("主体类型"), options=KINDS),
    Blank("reason", N_("事由"), 2000),
    Blank("from_on", N_("起始日期"), 10, hint=N_("写作 2026-01-31")),
    Blank("to_on", N_("截止日期"), 10, hint=N_("写作 2026-01-31；不填为长期")),
    Blank("source", N_("来源"), 200),
)


FAULTS_SHOWN = 200


@dataclass(frozen=True)
class BlacklistFilter:
    """What is shown: of one list or all, in force or lifted, or what a search finds."""

    list_name: str = ""
    lifted: bool = False
    text: str = ""


@dataclass(frozen=True)
class Line:
    """One entry, with its likeness where it was searched for."""

    entry: "Entry"
    score: float | None = None
    same: bool = False
    why: str = ""

    @property
    def key(self) -> int:
        """Return the id of the entry."""
        return self.entry.id


class BlacklistView(Revealing, FilteredList):
    """Lists entries; what is written after `/` is looked for with misspelling, the best first."""

    NAME = SUBJECTS["blacklist"]
    SEARCH = N_("号码、姓名（可有错别字）或拼音首字母")
    RIGHTS: ClassVar[Mapping[str, str]] = {
        "add": "blacklist.added",
        "lift": "blacklist.lifted",
        "import_file": "blacklist.imported",
    }
    CHOSEN: ClassVar[Sequence[str]] = ("lift",)
    BINDINGS: ClassVar[list[BindingType]] = [
        key("s", "choose_list", N_("选名单"), "blacklist.list", show=False),
        key("o", "lifted", N_("在列或已解除"), "blacklist.lifted", show=False),
        key("a", "add", N_("登记"), "blacklist.add"),
        key("x", "lift", N_("解除"), "blacklist.lift"),
        key("I", "import_file", N_("导入"), "blacklist.import"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.wanted = BlacklistFilter()

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("相似"), score_of, 6, rank=1, tone=lambda r: "bad" if r.same else "warn" if r.score else ""),
            Column(N_("姓名或名称"), lambda r: r.entry.name, 24, least=12, rank=1, grows=True),
            Column(N_("号码"), self._number, 18, rank=1),
            Column(N_("名单"), lambda r: r.entry.list_name, 14, least=8, rank=2),
            Column(N_("原因"), lambda r: r.why or r.entry.reason, 30, least=14, rank=2, grows=True),
            Column(N_("起"), lambda r: day(r.entry.from_on), 10, rank=4),
            Column(N_("止"), lambda r: day(r.entry.to_on) or _("长期"), 10, rank=3),
            Column(N_("来源"), lambda r: r.entry.source, 20, least=10, rank=5),
            Column(N_("登记"), lambda r: clock(r.entry.added_at), 11, rank=6),
        ]

    def _number(self, line: Line) -> str:
        return self.hidden(line.entry.number, subject_of(line))

    @override
    def holder(self) -> str:
        return "" if self.table.current is None else subject_of(self.table.current)

    @override
    def redraw_numbers(self) -> None:
        self.table.redraw()

    @override
    def empty(self) -> str:
        told = _("名单是空的。")
        return told + _("按 a 登记，按 I 导入文件。") if self.check_action("add", ()) else told

    @override
    def source(self) -> Source[Any]:
        wanted = self.wanted
        return Forward(self.office, lambda s, after, limit: listed(s, wanted, after, limit),
                       found=(lambda s: searched(s, wanted)) if wanted.text else None)  # fmt: skip

    @override
    def more_filters(self) -> Sequence[Span]:
        shown = self.wanted.list_name or _("全部名单")
        lifted = _("已解除") if self.wanted.lifted else _("在列")
        return [
            ("s ", "key"),
            (shown, "strong" if self.wanted.list_name else "quiet"),
            ("  o ", "key"),
            (lifted, "quiet"),
        ]

    @override
    def explain(self, row: Any, /) -> Sequence[tuple[str, str]]:
        lifted = row.entry.lifted_reason
        return [(_("事由"), row.entry.reason)] * bool(row.why) + [(_("解除理由"), lifted)] * bool(lifted)

    @on(RecordTable.Opened)
    def _opened(self, event: RecordTable.Opened) -> None:
        self._show_whole(event.row)

    @asking
    async def _show_whole(self, line: Line) -> None:
        """Show one entry with all that a list has no room for."""
        from usecases import officers

        names = await self.read(officers.names)
        sheet = sheet_of(line, self._number(line), names)
        await self.app.push_screen_wait(Confirm(_("名单“{name}”").format(name=line.entry.list_name), sheet))

    @asking
    async def action_choose_list(self) -> None:
        """Show one list."""
        from usecases import blacklist

        names = await self.read(blacklist.lists)
        options = [Option("", _("全部名单")), *(Option(n, n, chosen=n == self.wanted.list_name) for n in names)]
        picked = await self.app.push_screen_wait(Pick(_("名单"), options))
        if picked is not None:
            self.narrow(list_name=picked)

    def action_lifted(self) -> None:
        """Show what is in force, or what was lifted."""
        self.narrow(lifted=not self.wanted.lifted)

    @asking
    async def action_add(self) -> None:
        """Enter one party."""
        blanks = [replace(BLANKS[0], value=self.wanted.list_name), *BLANKS[1:]]
        if await self.app.push_screen_wait(Form(_("登记黑名单"), blanks, self._add)):
            self.say(_("已登记"), "good")
            self.action_load()

    async def _add(self, values: Values) -> Faults:
        from usecases import blacklist

        entry = {name: value for name, value in values.items() if name != "list" and value}
        return await self.attempt(blacklist.add, values["list"], entry)

    @asking
    async def action_lift(self) -> None:
        """Lift an entry with its reason."""
        from usecases import blacklist

        line = self.table.current
        if line is not None:
            title = _("解除“{name}”的理由（记入台账）").format(name=line.entry.name)
            words = await self.app.push_screen_wait(AskText(title, limit=500, least=2))
            if words and await self.do(blacklist.lift, line.entry.id, words) is not None:
                self.say(_("已解除；条目仍可查阅"), "good")
                self.data_changed()

    @asking
    async def action_import_file(self) -> None:
        """Import a whole list from a file of this machine; all or nothing."""
        path = await self.app.push_screen_wait(
            AskText(_("导入文件（CSV、XLSX 或 JSONL）的路径"), hint=_("第一行写列名：name、number、reason……"), least=1)
        )
        if not path:
            return
        name = await self.app.push_screen_wait(
            AskText(_("导入到哪个名单"), value=self.wanted.list_name, hint=_(LIST_HINT), limit=60, least=1)
        )
        if not name:
            return
        try:
            content = await asyncio.to_thread(Path(path).read_bytes)
        except OSError as error:
            await self.app.push_screen_wait(Trouble(BureauError(_("无法读取文件"), do_next=reason(error))))
            return
        await self._import(path, name, content)

    async def _import(self, path: str, name: str, content: bytes) -> None:
        from usecases import blacklist_files, blacklist_import

        file = await asyncio.to_thread(blacklist_files.read_list, content, Path(path).name)
        if file.faults:
            await self.app.push_screen_wait(refusal(file.faults))
            return
        digest = hashlib.sha256(content).hexdigest()
        wanted = blacklist_import.ListToImport(name, file, digest, Path(path).name)
        much = await self.read(lambda session: blacklist_import.would_remove(session, wanted))
        if much is not None:
            told = _("名单现有 {n} 条，导入后将移出其中 {gone} 条；可能是另一份名单的文件。").format(
                n=much[1], gone=much[0]
            )
            if not await self.app.push_screen_wait(Confirm(_("确实要移出大部分条目？"), [note(told, "bad")])):
                return
            wanted = replace(wanted, accepted=True)
        counts = await self.do(blacklist_import.import_list, wanted)
        if counts is not None:
            words = [pair(_("新增"), counts.added), pair(_("变更"), counts.changed)]
            words += [pair(_("移出"), counts.removed), pair(_("未变"), counts.unchanged)]
            await self.app.push_screen_wait(Confirm(_("已导入名单“{name}”").format(name=name), words))
            self.action_load()


def refusal(faults: "Sequence[Fault]") -> Trouble:
    """Return what is wrong with a file, a line each."""
    labels = {blank.name: _(blank.label) for blank in BLANKS}
    words = _("文件有 {n} 处错误，什么也没有导入。").format(n=len(faults))
    error = BureauError(
        words, do_next=_("请改正后整份重新导入。可用的列：{names}").format(names="、".join(columns_known()))
    )
    places = [(_("第 {n} 行 {field}").format(n=f.line, field=labels.get(f.field, f.field)), f.message) for f in faults]
    return Trouble(error, others=places[:FAULTS_SHOWN])


def columns_known() -> list[str]:
    """Return the columns of a file, each with what it is called here."""
    return [f"{blank.name}（{_(blank.label)}）" for blank in BLANKS if blank.name != "list"]


def sheet_of(line: Line, number: str, names: Mapping[str, str]) -> list[Record]:
    """Return everything about an entry: the number as it may be shown, officers by their names."""
    entry = line.entry
    added = f"{moment(entry.added_at)}  {names.get(entry.added_by, entry.added_by)}"
    found = [pair(_("相似"), f"{score_of(line)}  {line.why}")] if line.why else []
    lifted = names.get(entry.lifted_by or "", entry.lifted_by)
    ended = [pair(_("解除"), f"{moment(entry.lifted_at)}  {lifted}"), pair(_("解除理由"), entry.lifted_reason)]
    return [
        pair(_("姓名或名称"), entry.name),
        pair(_("号码"), number),
        pair(_("主体类型"), word(KINDS, entry.kind)),
        pair(_("事由"), entry.reason),
        pair(_("起"), day(entry.from_on)),
        pair(_("止"), day(entry.to_on) or _("长期")),
        pair(_("来源"), entry.source),
        pair(_("登记"), added),
        *found,
        *(ended if entry.lifted_at else []),
    ]


def subject_of(line: Line) -> str:
    """Return the name of an entry in the ledger."""
    from usecases import blacklist

    return blacklist.subject(line.entry.id)


def score_of(line: Line) -> str:
    """Return the likeness, and a word where it counts as the same."""
    if line.score is None:
        return ""
    return f"{line.score:.2f}" + (_("同") if line.same else "")


def listed(session: Any, wanted: BlacklistFilter, after: int | None, limit: int) -> list[Line]:
    """Return one page of entries, newest first."""
    from usecases import blacklist

    rows = blacklist.entries(session, list_name=wanted.list_name, lifted=wanted.lifted, limit=limit, after=after)
    return [Line(entry) for entry in rows]


def searched(session: Any, wanted: BlacklistFilter) -> list[Line]:
    """Return what the lists say of a number or name, best first."""
    from usecases import blacklist_search

    found = blacklist_search.search(session, wanted.text, list_name=wanted.list_name, limit=100)
    return [Line(f.entry, f.score, f.same, f.why) for f in found]
