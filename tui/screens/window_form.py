"""The form at the window: only the fields that the item needs, filled by scan, kept as a draft while it is written."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.timer import Timer
from textual.widgets import Input
from typing_extensions import override

from models.errors import BureauError
from models.values import DISTRICTS, Item, shanghai_date
from rules.window import NEEDED, fields_of
from tui.language import N_, _, told
from tui.scanner import ScanDetector, understood
from tui.screens.application_sections import FILES, ID_TYPES
from tui.screens.window_begun import Begun, begun_with
from tui.widgets.dialogs import Confirm, Field, Option, Pick
from tui.widgets.form import Blank, Chooser, Faults, Form, Values
from tui.widgets.lines import TextLines
from tui.widgets.paper import Entry, note
from tui.words import ITEMS, KINDS, word

if TYPE_CHECKING:
    from tui.office import Office
    from tui.view import View
    from usecases.papers import Paper

SAVE_AFTER = 1.0  # seconds after the last change
YES_NO = {"": N_("未填"), "true": N_("是"), "false": N_("否")}
DAY = N_("写作 2026-01-31")
PROXY = N_("由代理人提交时填写，另附授权委托书和代理人证件")
LIMITS = {"licence_no": 20, "id_no": 30, "uscc": 30, "legal_rep_id_no": 30, "proxy_id_no": 30, "mobile": 20,
          "suspend_from": 10, "suspend_to": 10, "proxy_name": 50, "legal_rep_name": 50}  # fmt: skip
OPTIONS: Mapping[str, Mapping[str, str]] = {
    "kind": KINDS, "id_type": ID_TYPES, "district": DISTRICTS, "is_hotel": YES_NO, "fixed": YES_NO,
    "separate_from_home": YES_NO, "vending_machine": YES_NO,
}  # fmt: skip
LABELS = {
    "licence_no": N_("许可证号"), "kind": N_("主体类型"), "name": N_("申请人"), "id_type": N_("证件类型"),
    "id_no": N_("证件号码"), "uscc": N_("信用代码"), "legal_rep_name": N_("法定代表人"),
    "legal_rep_id_no": N_("代表人证件号"), "mobile": N_("手机"), "shop_name": N_("店铺名称"), "address": N_("地址"),
    "district": N_("辖区"), "is_hotel": N_("宾馆酒店"), "fixed": N_("固定场所"),
    "separate_from_home": N_("与住所独立"), "vending_machine": N_("自动售货机"), "new_shop_name": N_("新店铺名称"),
    "new_legal_rep": N_("新负责人"), "new_address": N_("新地址"), "new_applicant_name": N_("新持证人名称"),
    "suspend_from": N_("停业起"), "suspend_to": N_("停业止"), "reason": N_("理由"), "proxy_name": N_("代理人"),
    "proxy_id_no": N_("代理人证件号"),
}  # fmt: skip
HINTS = {
    "licence_no": N_("12位；可以扫描许可证"), "id_no": N_("可以扫描或者读卡"), "uscc": N_("可以扫描营业执照"),
    "suspend_from": DAY, "suspend_to": N_("写作 2026-01-31；最长一年"), "proxy_name": PROXY, "proxy_id_no": PROXY,
    "new_shop_name": N_("不变则不填"), "new_legal_rep": N_("不变则不填"), "new_address": N_("不变则不填"),
    "new_applicant_name": N_("不变则不填"),
}  # fmt: skip
SCANNED = {"id_no": ("id_no", "legal_rep_id_no", "proxy_id_no"), "uscc": ("uscc",), "licence_no": ("licence_no",)}


def blanks(begun: Begun) -> list[Blank]:
    """Return the fields of an item, filled as far as it was begun."""
    values = {"kind": "sole_trader", "id_type": "111", **begun.values}
    return [
        Blank(
            name, LABELS[name], LIMITS.get(name, 200), HINTS.get(name, ""), values.get(name, ""), name in NEEDED,
            OPTIONS.get(name, {}),
        )
        for name in fields_of(begun.item)
    ]  # fmt: skip


def _named(kinds: Sequence[str]) -> str:
    return "、".join(word(FILES, kind) for kind in kinds)


class ScanField(Field):
    """A line that shows every key to the form first: a scanner types like a keyboard, only faster."""

    @override
    async def _on_key(self, event: events.Key) -> None:
        form = self.screen
        if isinstance(form, WindowForm) and form.saw(self, event):
            event.stop()
            event.prevent_default()
            return
        await super()._on_key(event)


class WindowForm(Form):
    """The form with papers, scans, prefilling and a draft; `attempt` is asked with the values, as in every form."""

    KEPT: ClassVar[bool] = False  # it has drafts of its own, with papers
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "save", N_("收件"), id="window.save", priority=True),
        Binding("f3", "fill", N_("取已有资料"), id="window.fill", priority=True),
        Binding("f4", "add_paper", N_("加材料"), id="window.paper", priority=True),
        Binding("f6", "remove_paper", N_("去掉材料"), id="window.unpaper", priority=True),
    ]

    def __init__(self, title: str, begun: Begun, desk: "View", attempt: Callable[[Values], Any]) -> None:
        super().__init__(title, blanks(begun), attempt)
        self.begun, self._desk = begun, desk
        self._scan, self._before = ScanDetector(), ""
        self._sources, self._papers = dict(begun.sources), list(begun.papers)  # as it was begun
        self._on_file: Sequence[Paper] = ()  # what the library holds of the applicant
        self._owed: Sequence[str] = ()  # kinds of papers that are still asked for
        self._saving: Timer | None = None

    @property
    def office(self) -> "Office":
        """The bureau."""
        return self._desk.office

    @override
    def inside(self) -> ComposeResult:
        yield from super().inside()
        yield TextLines(id="papers")

    @override
    def field(self, blank: Blank, hint: str) -> Field:
        return ScanField(blank.value, hint=hint, limit=blank.limit, id="blank-" + blank.name)

    @override
    def on_mount(self) -> None:
        """Say which papers are there; Textual calls the form's own `on_mount` besides."""
        self.show_papers()
        self.look_up()

    def show_papers(self) -> None:
        """Say which papers are there, which the library holds, and which the item still asks for."""
        from content import servicebook
        from rules.completeness import missing_papers

        needed = servicebook.papers(self.begun.item, shanghai_date(self.office.now()))
        held, known = [one.kind for one in self.begun.papers], [one.kind for one in self._on_file]
        owed = self._owed = [kind for kind in missing_papers(self.begun.papers, needed) if kind not in known]
        still = _("还缺：{names}").format(names=_named(owed)) if owed else _("材料已齐")
        line = [(" " + _("材料 {n} 份 ").format(n=len(held)), "strong"), (_named(held) + "  ", "")]
        if known:
            line.append((_("已有材料：{names}").format(names=_named(known)) + "  ", "good"))
        self.query_one("#papers", TextLines).show([*line, (still, "warn" if owed else "good")])

    @work(exclusive=True, group="library")
    async def look_up(self) -> None:
        """Ask what the library holds of the applicant: nobody is asked for it again."""
        from usecases import window_intake

        begun, now = self.begun, self.office.now()
        self._on_file = await self._desk.read(window_intake.on_file, begun.item, self.values(), begun.papers, at=now)
        self.show_papers()

    # Scans

    def saw(self, into: Field, event: events.Key) -> bool:
        """Look at a key; return whether it ended a scan that was understood, and so is not the field's."""
        if self._scan.fresh:
            self._before = into.value
        line = self._scan.feed(event.key, event.character, event.time)
        meant = understood(line) if line else None
        if meant is None:
            return False
        into.value = self._before
        self._take(into, *meant)
        return True

    def _take(self, into: Field, kind: str, number: str) -> None:
        """Put a scanned number where it belongs: into the field that has the cursor, if it is one of its kind."""
        fitting = [name for name in SCANNED[kind] if name in self.blanks]
        here = (into.id or "").removeprefix("blank-")
        name = here if here in fitting else next(iter(fitting), "")
        if not name:
            self.say(_("该事项不需要扫描到的号码"), "warn")
            return
        self._widget(name).value = number
        self.say(_("已读入：{label}").format(label=_(LABELS[name])), "good")
        if name in ("id_no", "uscc", "licence_no"):
            self.action_fill()

    # What is known already

    @work(exclusive=True, group="fill")
    async def action_fill(self) -> None:
        """Fill what is empty from our register, earlier applications and shared data, each with its source."""
        from usecases import window_prefill

        wanted = {name: self.values().get(name, "") for name in ("id_no", "uscc", "licence_no")}
        try:
            known = await self._desk.read(window_prefill.fill, **wanted, at=self.office.now())
        except BureauError as error:
            self.say(told(error.message), "warn")
            return
        filled = [each for each in known.values() if each.field in self.blanks and self._may_fill(each.field)]
        for each in filled:
            self._widget(each.field).value = each.value
            self._widget(each.field).refresh()
        self._sources |= {each.field: each.source for each in known.values()}
        names = "、".join(dict.fromkeys(each.source.split("（")[0] for each in filled))
        text = _("已填 {n} 栏，来源：{names}").format(n=len(filled), names=names) if filled else _("没有可填的资料")
        self.say(text, "good" if filled else "quiet")
        self.look_up()
        self._changed()

    def _may_fill(self, name: str) -> bool:
        now = self._widget(name).value
        return not now or (name == "kind" and now == self.blanks[name].value)

    @override
    def advice(self, blank: Blank) -> str:
        source = self._sources.get(blank.name)
        return _("来源：{source}").format(source=source) if source else super().advice(blank)

    # Papers

    @work(group="papers")
    async def action_add_paper(self) -> None:
        """Take a file of the scanner's folder, or any other, as a paper."""
        from tui.screens.window_papers import choose

        try:
            added = await choose(self, self.office, self._owed)
        except BureauError as error:
            self.say(told(error.message) + told(error.do_next), "bad")
            return
        self.begun.papers += added
        self.say("；".join(_("已加材料：{name}").format(name=word(FILES, one.kind)) for one in added), "good")
        self.show_papers()
        self.look_up()
        self._changed()

    @work(group="papers")
    async def action_remove_paper(self) -> None:
        """Take a paper out again."""
        from tui.screens.window_papers import drop

        self.begun.papers = await drop(self, self.begun.papers)
        self.show_papers()
        self.look_up()
        self._changed()

    # The draft

    @on(Input.Changed)
    @on(Chooser.Changed)
    def _changed(self) -> None:
        """Save a moment after the last change; what is corrected at the window has its revision instead."""
        if self._saving is not None:
            self._saving.stop()
        self._saving = self.set_timer(SAVE_AFTER, self.save_draft)

    @work(exclusive=True, group="draft")
    async def save_draft(self) -> None:
        """Keep the form as it stands, and look at what is known of the number that was written."""
        await self._save()
        if self.is_mounted:
            self.look_up()

    async def _save(self) -> None:
        from usecases import window_drafts

        begun = self.begun
        if begun.corrects or not self.is_mounted or self._untouched():
            return
        save = partial(
            self.office.keep, window_drafts.save, self._desk.officer.login, begun.item, self.values(), begun.papers,
            draft=begun.draft, appointment=begun.appointment, at=self.office.now(),
        )  # fmt: skip
        try:
            begun.draft = await asyncio.to_thread(save)
        except BureauError as error:
            self.say(_("草稿没有保存：{why}").format(why=told(error.message)), "bad")

    def _untouched(self) -> bool:
        """Tell whether neither a field nor a paper differs from what the form began with."""
        same = all(value == self.blanks[name].value for name, value in self.values().items())
        return same and self.begun.papers == self._papers

    @override
    @work(group="leave")
    async def action_cancel(self) -> None:
        """Leave; what was written stays as a draft."""
        if self._saving is not None:
            self._saving.stop()
        await self._save()
        self.dismiss(None)


async def for_licence(desk: "View", licence_no: str) -> Any:
    """Ask what the holder of a licence wants, and let the form be filled in with what the register knows."""
    options = [Option(code, _(name)) for code, name in ITEMS.items() if code != Item.NEW]
    picked = await desk.app.push_screen_wait(Pick(_("办理什么事项"), options))
    if picked is None:
        return None
    return await fill_in(desk, await begun_with(desk, Item(picked), {"licence_no": licence_no}))


async def fill_in(desk: "View", begun: Begun) -> Any:
    """Let the clerk fill a form in; return what it came to (usecases.window_intake.Entered), None where nothing."""
    done: list[Any] = []

    async def attempt(values: Values) -> Faults:
        return await _attempt(desk, begun, values, done)

    name = word(ITEMS, begun.item.value)
    title = (
        _("窗口补正：{number}").format(number=begun.corrects)
        if begun.corrects
        else _("窗口收件：{item}").format(item=name)
    )
    await desk.app.push_screen_wait(WindowForm(title, begun, desk, attempt))
    return done[0] if done else None


def show_entered(desk: "View", entered: Any) -> None:
    """Open what was entered (usecases.window_intake.Entered), with the number of its receipt."""
    from tui.screens.application import ApplicationView

    words = _("已收件：{number}，收件凭证 {receipt}").format(number=entered.number, receipt=entered.receipt_no)
    desk.app.push_screen(ApplicationView(entered.number, news=words))


async def _attempt(desk: "View", begun: Begun, values: Values, done: list[Any]) -> Faults:
    """Check with the rules, ask whether to receive it all the same, enter it; return what is wrong field by field."""
    from rules.window import field_of
    from usecases import window_intake

    papers = tuple(begun.papers)
    seen = await desk.read(window_intake.review, begun.item, values, papers, at=desk.office.now())
    if seen.faults:
        return list(seen.faults)
    if not seen.clear and not begun.corrects and not await _insists(desk, seen):
        places = fields_of(begun.item)
        named = [(field_of(lack.code), lack.text) for lack in seen.lacks]
        lacking = [(place if place in places else "", text) for place, text in named]
        return [*lacking, *(("", f"{each.text}（{each.basis}）") for each in seen.against)]
    try:
        done.append(await _enter(desk, begun, values, insisted=not seen.clear))
    except BureauError as error:
        return [("", told(error.message) + told(error.do_next))]
    return []


async def _insists(desk: "View", seen: Any) -> bool:
    """Show everything at once; return whether the applicant wants it received all the same."""
    entries: list[Entry] = [note(_("缺：{what}").format(what=lack.text), "warn") for lack in seen.lacks]
    for each in seen.against:
        entries += [note(f"{each.text}（{each.basis}）", "bad"), note(each.do_next, "strong")]
    entries.append(note(_("Enter 申请人坚持提交，仍要收件；Esc 继续填写。"), "warn"))
    sure = await desk.app.push_screen_wait(Confirm(_("请当面一次性告知申请人"), entries))
    return bool(sure)


async def _enter(desk: "View", begun: Begun, values: Values, *, insisted: bool) -> Any:
    """Do the deed; no grace, because the receipt is handed over the counter."""
    from usecases import window_intake
    from usecases.window_intake import Handed

    perform: Callable[..., Any] = partial(desk.office.perform, by=desk.officer)
    papers = tuple(begun.papers)
    if begun.corrects:
        return await asyncio.to_thread(perform, window_intake.supplement, begun.corrects, values, papers)
    handed = Handed(papers, begun.draft, begun.appointment, insisted=insisted)
    return await asyncio.to_thread(perform, window_intake.enter, begun.item, values, handed)
