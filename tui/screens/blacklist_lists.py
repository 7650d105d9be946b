"""The blacklists themselves: what each is, what a hit means, its versions and what they changed; wording, undo."""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import BindingType
from typing_extensions import override

from models.values import shanghai_date
from tui.language import N_, _
from tui.screens.paired import Paired
from tui.view import key
from tui.widgets.columns import Column
from tui.widgets.dialogs import AskText, Confirm, Option, Pick, asking
from tui.widgets.form import Blank, Faults, Form, Values
from tui.widgets.paper import Entry, heading, note, pair
from tui.words import FEEDS, LIST_CHANGES, MEANINGS, SUBJECTS, VERSIONS, moment, word

if TYPE_CHECKING:
    from usecases.blacklist_lists import BlackList
    from usecases.blacklist_overview import ListState
    from usecases.blacklist_versions import Change, Version

CHANGES_SHOWN, VERSIONS_SHOWN = 200, 12
BLANKS = (
    Blank("name", N_("名单"), 60, needed=True, hint=N_("名单名称，例如：市级黑名单")),
    Blank("source", N_("来源"), 200, hint=N_("由谁提供")),
    Blank("reason", N_("列入事由"), 500),
    Blank("bars", N_("命中的后果"), options=MEANINGS),
    Blank("basis", N_("法律依据"), 300, hint=N_("文件代号和条款，例如 LIC 第二十五条")),
    Blank("answers", N_("负责人"), 40, hint=N_("登录名")),
    Blank("months", N_("默认期限（月）"), 4, hint=N_("条目未写截止日期时适用；0 为长期")),
    Blank("feed", N_("更新方式"), options=FEEDS),
    Blank("place", N_("来源位置"), 200, hint=N_("目录名，或配置中的系统名")),
    Blank("stale_days", N_("多少天须更新"), 4, hint=N_("超过后提醒；0 为不提醒")),
    Blank("most_changed", N_("变动上限（%）"), 3, hint=N_("来源更新超过此比例须人确认")),
    Blank("note", N_("说明"), 500),
)
COUNTED = ("months", "stale_days", "most_changed")


class BlacklistListsView(Paired):
    """Lists the blacklists; the sheet says where each comes from, what it does, and how it came to be what it is."""

    NAME = SUBJECTS["blacklist_lists"]
    EMPTY = N_("还没有名单。按 a 设立，或在黑名单中导入文件。")
    RIGHTS: ClassVar[Mapping[str, str]] = {
        "add": "blacklist.list_proposed", "reword": "blacklist.list_proposed",
        "agree": "blacklist.list_confirmed", "reject": "blacklist.list_rejected",
        "undo_version": "blacklist.undone", "close_list": "blacklist.list_closed",
    }  # fmt: skip
    CHOSEN: ClassVar[Sequence[str]] = ("reword", "compare", "undo_version", "close_list")
    BINDINGS: ClassVar[list[BindingType]] = [
        key("v", "compare", N_("比较版本"), "lists.compare"),
        key("x", "undo_version", N_("撤销一版"), "lists.undo"),
        key("a", "add", N_("设立"), "lists.add"),
        key("e", "reword", N_("改说明"), "lists.word"),
        key("c", "agree", N_("复核"), "lists.confirm", show=False),
        key("N,n", "reject", N_("驳回"), "lists.reject", show=False),
        key("D", "close_list", N_("停用"), "lists.close", show=False),
    ]

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("名单"), lambda s: s.worded.name, 18, least=10, rank=1, grows=True),
            Column(N_("命中的后果"), lambda s: word(MEANINGS, meaning(s.worded)), 10, rank=1, tone=hardness),
            Column(N_("条目"), lambda s: f"{s.entries:,}", 9, rank=1),
            Column(N_("待核对"), lambda s: str(s.hits or ""), 6, rank=2, tone=lambda _s: "warn"),
            Column(N_("版本"), lambda s: "" if s.newest is None else str(s.newest.number), 4, rank=3),
            Column(N_("更新"), age, 8, rank=2, tone=lambda s: "bad" if s.stale or s.fault else ""),
            Column(N_("更新方式"), lambda s: word(FEEDS, s.worded.feed), 10, rank=4),
            Column(N_("来源"), lambda s: s.worded.source, 20, least=10, rank=5, grows=True),
        ]

    @override
    def identity(self, row: "ListState") -> Hashable:
        return row.worded.name

    @override
    def rows(self, session: Any, /) -> Sequence[Any]:
        from usecases import blacklist_overview

        return blacklist_overview.overview(session, shanghai_date(self.office.now()))

    @override
    def sheet(self, session: Any, row: "ListState", /) -> Sequence[Entry]:
        from usecases import blacklist_lists, blacklist_overview, blacklist_versions, officers

        one, names = row.worded, officers.names(session)
        waiting = blacklist_lists.found(session, one.name, "proposed")
        proposed = [] if waiting is None else [heading(self._titles()[0]), *described(waiting, names)]
        old = [note(blacklist_overview.told_stale(row), "bad")] if row.stale else []
        fault = [note(row.fault, "bad")] if row.fault else []
        held = [note(_("核对后用 blacklist refresh --accept 接受。"))] if row.held else []
        versions = blacklist_versions.versions(session, one.name, limit=VERSIONS_SHOWN)
        return [*described(one, names), *old, *fault, *held, *proposed,
                heading(self._titles()[1]), *(told(version, names) for version in versions)]  # fmt: skip

    def _titles(self) -> tuple[str, str]:
        """Return what stands above a waiting change and the versions, with the keys that work for this officer."""
        waiting = _("待复核的改动（按 c 复核，按 n 驳回）") if self.check_action("agree", ()) else _("待复核的改动")
        undoing = self.check_action("undo_version", ())
        return waiting, _("版本（按 v 比较，按 x 撤销）") if undoing else _("版本（按 v 比较）")

    @override
    def empty(self) -> str:
        return super().empty() if self.check_action("add", ()) else _("还没有名单。")

    @asking
    async def action_compare(self) -> None:
        """Show what one version changed against the one before."""
        from usecases import blacklist_versions

        version = await self._version(_("看哪一版的变动"))
        if version is None:
            return
        if version.number == 1:
            self.say(_("第 1 版之前没有内容，全部为新增"))
            return

        def read(session: Any) -> list["Change"]:
            name, number = version.list_name, version.number
            return list(islice(blacklist_versions.compare(session, name, number - 1, number), CHANGES_SHOWN))

        changes = await self.read(read)
        title = _("“{name}”第 {n} 版的变动").format(name=version.list_name, n=version.number)
        entries = [entry for change in changes for entry in shown(change)]
        await self.app.push_screen_wait(Confirm(title, entries or [note(_("没有变动。"))]))

    @asking
    async def action_undo_version(self) -> None:
        """Take one version back, with the reason."""
        from usecases import blacklist_undo

        version = await self._version(_("撤销哪一版"))
        if version is None:
            return
        title = _("撤销第 {n} 版的理由（记入台账）").format(n=version.number)
        words = await self.app.push_screen_wait(AskText(title, limit=500, least=2))
        done = await self.do(blacklist_undo.undo, version.list_name, version.number, words) if words else None
        if done is not None:
            self.say(_("已撤销；现为第 {n} 版").format(n=done.number), "good")
            self.data_changed()

    async def _version(self, title: str) -> "Version | None":
        from usecases import blacklist_versions

        row = self.table.current
        if row is None:
            return None
        found = await self.read(lambda session: blacklist_versions.versions(session, row.worded.name))
        options = [
            Option(one, f"{one.number}  {word(VERSIONS, one.kind)}  {moment(one.at)}", counted(one)) for one in found
        ]
        return await self.app.push_screen_wait(Pick(title, options, beside=22))

    @asking
    async def action_add(self) -> None:
        """Open a list."""
        if await self.app.push_screen_wait(Form(_("设立名单"), BLANKS, self._word)):
            self._said()

    @asking
    async def action_reword(self) -> None:
        """Change what a list says of itself."""
        row = self.table.current
        if row is not None:
            blanks = [replace(blank, value=standing(row.worded, blank.name)) for blank in BLANKS]
            if await self.app.push_screen_wait(Form(_("更改名单的说明"), blanks, self._word)):
                self._said()

    def _said(self) -> None:
        self.say(_("已登记；命中不予许可的名单须另一人复核后生效"), "good")
        self.data_changed()

    async def _word(self, values: Values) -> Faults:
        from usecases import blacklist_lists

        texts = blacklist_lists.TEXTS  # one that is left empty is taken away
        wording: dict[str, object] = {name: text for name, text in values.items() if name in texts or text}
        del wording["name"]
        wording |= {name: int(values[name]) for name in COUNTED if values.get(name, "").isdecimal()}
        wording["bars"] = values.get("bars") == "bars"
        return await self.attempt(blacklist_lists.propose, values["name"], wording)

    @asking
    async def action_agree(self) -> None:
        """Confirm what another officer proposed."""
        from usecases import blacklist_lists

        name = await self._proposed()
        if name and await self.do(blacklist_lists.confirm, name) is not None:
            self.say(_("已生效：{name}").format(name=name), "good")
            self.data_changed()

    @asking
    async def action_reject(self) -> None:
        """Turn it down with the reason."""
        from usecases import blacklist_lists

        name = await self._proposed()
        words = await self.app.push_screen_wait(AskText(_("驳回的理由"), limit=500, least=2)) if name else None
        if words and await self.done(blacklist_lists.reject, name, words):
            self.say(_("已驳回：{name}").format(name=name), "good")
            self.data_changed()

    async def _proposed(self) -> str | None:
        from usecases import blacklist_lists

        found = await self.read(lambda session: blacklist_lists.standing(session, proposed=True))
        if not found:
            self.say(_("没有待复核的名单"))
            return None
        options = [Option(one.name, one.name, word(MEANINGS, meaning(one))) for one in found]
        return await self.app.push_screen_wait(Pick(_("哪一份名单"), options))

    @asking
    async def action_close_list(self) -> None:
        """Close a list with the reason; its entries are lifted."""
        from usecases import blacklist_undo

        row = self.table.current
        if row is not None:
            title = _("停用“{name}”的理由；其条目全部解除").format(name=row.worded.name)
            words = await self.app.push_screen_wait(AskText(title, limit=500, least=2))
            if words and await self.do(blacklist_undo.close, row.worded.name, words) is not None:
                self.say(_("已停用"), "good")
                self.data_changed()


def meaning(one: "BlackList") -> str:
    """Return the code of what a hit means."""
    return "bars" if one.bars else "asks"


def hardness(state: "ListState") -> str:
    """Return the tone of what a hit means."""
    return "bad" if state.worded.bars else ""


def age(state: "ListState") -> str:
    """Return how old a list is."""
    return _("从未") if state.age is None else _("今天") if state.age == 0 else _("{n} 天前").format(n=state.age)


def standing(one: "BlackList", field: str) -> str:
    """Return what a list says of itself now, as a form shows it."""
    return meaning(one) if field == "bars" else "" if field == "note" else str(getattr(one, field))


def described(one: "BlackList", names: Mapping[str, str]) -> Iterator[Entry]:
    """Yield what a list says of itself; `names` are of the officers, by login."""
    yield pair(_("名单"), one.name, "strong")
    yield pair(_("命中的后果"), word(MEANINGS, meaning(one)), "bad" if one.bars else "")
    rest = (("source", _("来源")), ("reason", _("列入事由")), ("basis", _("法律依据")))
    yield from (pair(label, getattr(one, field)) for field, label in rest if getattr(one, field))
    if one.answers:
        yield pair(_("负责人"), names.get(one.answers, one.answers))
    if one.months:
        yield pair(_("默认期限"), _("{n} 个月").format(n=one.months))
    yield pair(_("更新方式"), "  ".join(part for part in (word(FEEDS, one.feed), one.place) if part))
    if one.confirmed_by:
        yield pair(_("复核"), " → ".join(names.get(login, login) for login in (one.proposed_by, one.confirmed_by)))


def told(version: "Version", names: Mapping[str, str]) -> Entry:
    """Return a version on one line."""
    parts = (moment(version.at), names.get(version.by, version.by), counted(version), version.source, version.reason)
    label = f"{version.number} {word(VERSIONS, version.kind)}"
    return pair(label, "  ".join(part for part in parts if part))


def counted(version: "Version") -> str:
    """Return what a version changed, in signs."""
    signs = {"added": "+", "changed": "~", "removed": "-"}
    return "  ".join(f"{sign}{version.counts[name]}" for name, sign in signs.items() if version.counts.get(name))


def shown(change: "Change") -> Iterator[Entry]:
    """Yield one change, field by field."""
    from rules.identifiers import masked

    tones = {"added": "good", "removed": "bad", "changed": "warn"}
    yield pair(word(LIST_CHANGES, change.what), f"{change.name}  {masked(change.number)}", tones[change.what])
    for name, old, new in change.fields:
        before, after = (masked(text) if name == "number" else text for text in (old, new))
        label = next((_(blank) for field, blank in FIELDS if field == name), name)
        yield note(f"{label}：{before or '—'} → {after or '—'}", indent=2)


FIELDS = (
    ("name", N_("姓名或名称")), ("number", N_("号码")), ("kind", N_("主体类型")), ("reason", N_("事由")),
    ("from_on", N_("起始日期")), ("to_on", N_("截止日期")), ("source", N_("来源")),
)  # fmt: skip
