"""Carton codes: scanned or typed, the verdict large with its reasons, where the licence's cartons were read before."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events, on, work
from textual.binding import BindingType
from textual.widget import Widget
from typing_extensions import override

from models.errors import BureauError
from rules.carton_lines import is_half, paired
from tui.language import N_, _
from tui.screens.carton_sheets import history, large, name_of, reading, strays, tone_of
from tui.view import View, key
from tui.widgets.dialogs import AskText, Field, asking
from tui.widgets.lines import Span, TextLines
from tui.widgets.paper import Entry, Paper, note, pair
from tui.words import SUBJECTS

if TYPE_CHECKING:
    from usecases.cartons import Reading

LONGEST = 80  # characters of a code with blanks
AWAY = frozenset("g?:u")  # keys of the console that an empty line gives on
LICENCE = slice(20, None)  # of a code


class CodeField(Field):
    """The line for codes; while it is empty the keys that lead away are the console's."""

    @override
    def check_consume_key(self, key: str, character: str | None) -> bool:
        return not self._leads_away(character) and super().check_consume_key(key, character)

    @override
    async def _on_key(self, event: events.Key) -> None:
        if self._leads_away(event.character):
            event.prevent_default()
            self.screen.query_one(Paper).focus()  # the letter after `g` is not for this line
        else:
            await super()._on_key(event)

    @override
    async def action_submit(self) -> None:
        """Hand the line over and begin the next at once: a scanner does not wait."""
        given, self.value = self.value, ""
        self.post_message(self.Submitted(self, given))

    def _leads_away(self, character: str | None) -> bool:
        return not self.value and character in AWAY


class CartonsView(View):
    """Reads one code after the other; the two lines of a carton may come in either order."""

    NAME = SUBJECTS["cartons"]
    RIGHTS: ClassVar[dict[str, str]] = {"shop": "cartons.read", "case": "cartons.read"}
    BINDINGS: ClassVar[list[BindingType]] = [
        key("f2", "shop", N_("店铺"), "cartons.shop"),
        key("f3", "case", N_("案件"), "cartons.case"),
        key("f4", "history", N_("许可证的历史"), "cartons.history"),
        key("f6", "strays", N_("别家读到的"), "cartons.strays"),
        key("pagedown", "turn(1)", N_("下翻一页"), "cartons.page_down", show=False),
        key("pageup", "turn(-1)", N_("上翻一页"), "cartons.page_up", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        from usecases.cartons import Where

        self.place: Where = Where()
        self._half = ""
        self._waiting: list[str] = []
        self._reading = False
        self._counts: Counter[str] = Counter()
        self._last: Reading | None = None

    @override
    def body(self) -> Iterable[Widget]:
        yield TextLines(id="filters")
        yield CodeField(hint=_("扫描或者输入编码；两行的一行一次，先后不限"), limit=LONGEST, id="code")
        yield TextLines(id="verdict")
        yield Paper([note(_("按 F2 选定店铺以后，才能判断是不是本店的烟。"), "quiet")], id="reasons")

    @override
    def ready(self) -> None:
        self._show_where()
        self.query_one(CodeField).focus()

    @override
    def on_screen_resume(self) -> None:
        """Take codes again, whatever was shown meanwhile."""
        self.query_one(CodeField).focus()

    def on_key(self, event: events.Key) -> None:
        """Give digits to the line for codes though something else is read."""
        field = self.query_one(CodeField)
        if self.focused is not field and event.character and event.character.isdecimal():
            field.focus()
            field.insert_text_at_cursor(event.character)
            event.stop()

    @override
    def action_back(self) -> None:
        if self._half:
            self._half = ""
            self.say(_("已放弃半个编码"))
        else:
            super().action_back()

    def action_turn(self, pages: int) -> None:
        """Turn the sheet while codes are taken."""
        self.query_one(Paper).action_turn(pages)

    # Reading

    @on(Field.Submitted, "#code")
    def _submitted(self, event: Field.Submitted) -> None:
        text = event.value.strip()
        if not text:
            return
        both = paired(self._half, text) if self._half else ""
        if self._half and not both:
            self._waiting.append(self._half)  # torn: answered and kept like every other
        self._half = "" if both or not is_half(text) else text
        if self._half:
            self.say(_("还差另一行（按 Esc 放弃）"), "warn")
            self._band("…", "")
            self._put([pair(_("编码"), self._half)])
        else:
            self._waiting.append(both or text)
        self._read_on()

    @work(group="deed")
    async def _read_on(self) -> None:
        """Read what waits, one after the other in the order in which it came."""
        if self._reading:
            return
        self._reading = True
        try:
            while self._waiting:
                await self._read(self._waiting.pop(0))
        finally:
            self._reading = False

    async def _read(self, text: str) -> None:
        from usecases import cartons

        found = await self.do(cartons.read, [text], self.place)
        if not found:
            return
        self._last = found[-1]
        self._counts.update(one.judgement.verdict.value for one in found)
        read = self._last.judgement.read
        elsewhere = await self.read(_elsewhere, read.normal[LICENCE]) if read.parts else 0
        self._show_where()
        if not self._half:
            self.say("")
            self._band(name_of(self._last.judgement.verdict), tone_of(self._last.judgement.verdict))
            self._put(reading(self._last, elsewhere))

    def _show_where(self) -> None:
        """Say where codes are read, and what they came to so far."""
        shop, case = self.place.shop, self.place.case
        spans: list[Span] = [(_(" 店铺 "), "quiet"), (shop or _("未选定"), "strong" if shop else "warn")]
        spans += [(_("  案件 "), "quiet"), (case or "—", "strong" if case else "quiet")]
        if self._counts:
            told = "  ".join(f"{name_of(code)} {n}" for code, n in self._counts.most_common())
            spans.append((_("  已读 {n}：{counts}").format(n=self._counts.total(), counts=told), ""))
        self.query_one("#filters", TextLines).show(spans)

    def _band(self, name: str, tone: str) -> None:
        """Show a few words large; a verdict does not stay while the next code has begun."""
        band = self.query_one("#verdict", TextLines)
        band.set_classes(tone)
        band.show(*large(name, band.content_size.width))

    def _put(self, entries: list[Entry]) -> None:
        self.query_one("#reasons", Paper).show(entries)

    # Where, and what was read before

    @asking
    async def action_shop(self) -> None:
        """Choose the shop by its licence."""
        await self._choose(_("现场店铺的许可证号（空着为不选）"), "shop")

    @asking
    async def action_case(self) -> None:
        """Choose the case by its number."""
        await self._choose(_("案件编号（空着为不选）"), "case")

    async def _choose(self, title: str, name: str) -> None:
        from usecases import cartons

        number = await self.app.push_screen_wait(AskText(title, value=getattr(self.place, name), limit=40))
        if number is None:
            return
        wanted = {"shop": self.place.shop, "case": self.place.case} | {name: number.strip()}
        try:
            self.place = await self.read(cartons.placed, cartons.Where(**wanted))
        except BureauError as error:
            await self.troubled(error)
            return
        self._counts.clear()
        self._show_where()

    @asking
    async def action_history(self) -> None:
        """Show where the cartons of the licence of the last code were read."""
        if self._last is None or not self._last.judgement.read.parts:
            self.say(_("先读一个编码"), "warn")
            return
        licence = self._last.judgement.read.normal[LICENCE]
        self._put(history(licence, *await self.read(_read_before, licence)))

    @asking
    async def action_strays(self) -> None:
        """Show the licences whose cartons were read at other shops."""
        from usecases import carton_history

        self._put(strays(await self.read(carton_history.strays)))


def _elsewhere(session: Any, licence: str) -> int:
    from usecases import carton_history

    return carton_history.strays_of(session, licence)


def _read_before(session: Any, licence: str) -> Any:
    from usecases import carton_history

    seen = carton_history.of(session, licence, limit=50)
    return seen, carton_history.by_district(session, licence), carton_history.strays_of(session, licence)
