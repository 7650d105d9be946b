"""The scene: scans counted as fast as they come, running totals large, the last one undone or set by single keys."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import zip_longest
from time import monotonic
from typing import ClassVar

from rich.cells import chop_cells
from textual import events
from textual.app import ComposeResult
from textual.geometry import Region
from typing_extensions import override

from models.casework import Nature
from models.errors import BureauError
from rules.brands import UNKNOWN, Catalogue
from rules.goods import Goods
from rules.scans import NONE, Marks, read_scan, shown
from rules.scene import Entry, conflicts, kind_of
from rules.scene_told import LEAST_OFFICERS
from tui.language import N_, _, told
from tui.safety import one_line
from tui.scanner import ScanDetector
from tui.scene_acts import SceneActs, Sending
from tui.scene_asking import THINGS
from tui.scene_keys import HOLD, SceneKeys
from tui.scene_sheets import (
    CARTON,
    NATURES,
    PACK,
    amount,
    goods_line,
    key_rows,
    large_lines,
    price_lines,
    thing_lines,
    total_lines,
)
from tui.terminal import is_han, narrowed
from tui.widgets.lines import Span, TextLines
from wiring.scene_journal import Journal

BY_KEY = {"z": Nature.GENUINE, "j": Nature.COUNTERFEIT, "s": Nature.SMUGGLED, "f": Nature.DIVERTED, "d": Nature.UNKNOWN}
LEAST = 20  # cells of a message: before the screen is laid out its width is not known
AROUND = 7  # lines above and below the list, beside those of the keys
LEAST_LINES = 2  # of the list
PAGES = {"goods": N_("清点"), "prices": N_("核价"), "things": N_("证据")}
TURNS = {"up": -1, "down": 1, "pageup": 0, "pagedown": 0}
KEYS = (
    (
        ("25x", N_("改为25条")), ("3p", N_("改为3盒")), ("z", N_("真品")), ("j", N_("假冒")), ("s", N_("走私")),
        ("f", N_("非法流通")), ("d", N_("待鉴别")),
    ),
    (
        ("u", N_("撤销上一条")), ("m", N_("品名")), ("b", N_("单价")), ("w", N_("证据")), ("y", N_("抽样")),
        ("c", N_("条/盒")), ("t", N_("换表")),
    ),
    (
        ("o", N_("人员和时间")), ("k", N_("校正时间")), ("v", N_("带回案件")), ("e", N_("结束清点")), ("q", N_("退出")),
    ),
)  # fmt: skip


class GoodsLines(TextLines):
    """Lines of which a scan changes one or two: only those are drawn anew."""

    @override
    def show(self, *lines: str | Sequence[Span]) -> None:
        changed = [y for y, (old, new) in enumerate(zip_longest(self._shown, lines)) if old != new]
        self._shown = lines
        if changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed if y < self.size.height))


class SceneScreen(SceneActs, inherit_bindings=False):
    """Counts into a journal; nothing is shown as counted that is not on the disk."""

    ALLOW_SELECT: ClassVar[bool] = False
    DEFAULT_CSS = """
    SceneScreen #large { height: 3; }
    SceneScreen #totals { height: 2; }
    SceneScreen #goods { height: 1fr; }
    SceneScreen #message { width: 100%; }
    SceneScreen #keys { height: 3; background: $bar-background; color: $bar-color; }
    """

    def __init__(self, journal: Journal, catalogue: Catalogue, *, marks: Marks = NONE, send: Sending = None) -> None:
        control = "".join(char for char in marks.prefix + marks.suffix if not char.isprintable())
        super().__init__(journal, SceneKeys(ScanDetector(marks=control)), send)
        self._echoing = False  # what is written will be shown
        self._missed = 0  # scans that were not counted and that nobody has said to know of
        self.catalogue, self.marks, self.unit = catalogue, marks, "carton"
        self._coming = False  # a repaint
        self._keys: list[list[Span]] = []

    @override
    def compose(self) -> ComposeResult:
        yield TextLines(id="title")
        yield TextLines(id="large")
        yield TextLines(id="totals")
        yield GoodsLines(id="goods")
        yield TextLines(id="message")
        yield TextLines(id="keys")

    def on_mount(self) -> None:
        """Show what was counted before."""
        resumed = len(self.journal.entries)
        self.say(_("继续清点：已有{n}条记录。").format(n=resumed) if resumed else _("请扫描条码。"), "good")
        self.show()
        if len({login for login, _number in self.journal.told.people}) < LEAST_OFFICERS:
            self.ask_team()

    def on_resize(self) -> None:
        """Use the room there is; where the keys leave none for goods, say so in their place."""
        self._keys = key_rows(KEYS, max(self.size.width, LEAST))
        needed = AROUND + len(self._keys) + LEAST_LINES
        if self.size.height < needed:
            self._keys = [[(" " + _("窗口太小：要有 {n} 行才看得到按键").format(n=needed), "warn")]]
        self.query_one("#keys", TextLines).styles.height = len(self._keys)
        self.show()

    @property
    def _room(self) -> int:
        """Return how many lines the list has."""
        return max(LEAST_LINES, self.size.height - AROUND - len(self._keys))

    def on_key(self, event: events.Key) -> None:
        """Take what came: a scanner and a person write with the same keys."""
        event.stop()
        event.prevent_default()
        if is_han(event):
            self.say(_("请切换到英文输入"), "warn")
            return
        event = narrowed(event)
        if event.key == "escape":
            self._missed = 0
            self._show_soon()
        if event.key in TURNS and self.page != "goods":
            step = TURNS[event.key] or self._room * (1 if event.key == "pagedown" else -1)
            self.top += step
            self.show()
            return
        self.take(self.keys.feed(event.key, event.character, event.time))
        if self.keys.holds:
            self.set_timer(HOLD * 1.5, self._flush)
        elif self.keys.hurried:
            self._echo_soon()
        else:
            self._show_written()

    def _flush(self) -> None:
        self.take(self.keys.flush(monotonic()))

    def _echo_soon(self) -> None:
        if self.keys.written and not self._echoing:
            self._echoing = True
            self.set_timer(HOLD * 1.5, self._echo)

    def _echo(self) -> None:
        """Show what a person writes; a scanner's keys are not drawn, that would only hold up its answer."""
        self._echoing = False
        if monotonic() - self.keys.at < HOLD:
            self._echo_soon()
        else:
            self._show_written()

    @override
    def take(self, found: Sequence[tuple[str, str]]) -> None:
        """Do what keys meant, in order; what cannot be is said, and the next goes on."""
        for what, text in found:
            try:
                if what in ("scan", "typed"):
                    self._scanned(text, what)
                elif what == "amount":
                    self._set_amount(text)
                else:
                    self._command(text)
            except BureauError as error:
                self.refused(told(error.message), told(error.do_next), what)

    @override
    def refused(self, why: str, do_next: str, how: str = "") -> None:
        """Say what was not done; how many scans were not counted stays in sight, since the next scan says its own."""
        self._missed += how == "scan"
        self.say(why, "bad", do_next)
        self.app.bell()
        self._show_soon()

    def _scanned(self, line: str, how: str) -> None:
        """Count what was scanned or typed; what is torn or strange is said and not counted."""
        scan = read_scan(line, self.marks if how == "scan" else NONE)
        if scan.wrong:
            why = _("没有登记“{line}”：{why}").format(line=shown(line[:40]), why=told(scan.wrong))
            self.refused(why, told(scan.do_next), how)
            return
        goods, _unit = self.catalogue.scanned(scan.code, self.unit)
        self.journal.count(self.journal.learned(goods), how)
        self.how = how
        known = self.catalogue.knows(scan.code) or not self.journal.entries[-1].goods.product.startswith(UNKNOWN)
        self.say("" if known else _("目录里没有这个条码，已照录；按 m 写品名。"), "" if known else "warn")
        self._show_soon()

    def _show_soon(self) -> None:
        """Show what is counted once the keys that have come are taken: a scan that waits is never waited for."""
        if not self._coming:
            self._coming = True
            self.call_later(self.show)

    def _command(self, letter: str) -> None:
        entries = self.journal.entries
        whole: dict[str, Callable[[], object]] = {
            "q": self._leave, "t": self._turn, "c": self._change_unit, "w": self.ask_thing, "e": self.end,
            "o": self.ask_team, "k": self.ask_clock, "v": self.send_home,
        }  # fmt: skip
        each: dict[str, Callable[[Entry], object]] = {
            "u": self.undo,
            "m": self.ask_name,
            "b": self.ask_price,
            "y": self.ask_sample,
        }
        if letter in whole:
            whole[letter]()
        elif letter == "u" and self.page == "things":
            self.undo_thing()
        elif not entries:
            self.say(_("还没有登记任何物品。"), "warn")
        elif letter in each:
            each[letter](entries[-1])
        else:
            self.journal.change(entries[-1].entry, nature=BY_KEY[letter].value)
            self.say(_("已改为{nature}").format(nature=_(NATURES[BY_KEY[letter]])), "good")
        self.show()

    def _leave(self) -> None:
        """End, or go back to the case that this was opened from."""
        if len(self.app.screen_stack) > 1:
            self.journal.close()
            self.dismiss(None)
        else:
            self.app.exit()

    def _turn(self) -> None:
        """Show the next sheet."""
        self.page, self.top = list(PAGES)[(list(PAGES).index(self.page) + 1) % len(PAGES)], 0

    def _change_unit(self) -> None:
        self.unit, unit = ("pack", PACK) if self.unit == "carton" else ("carton", CARTON)
        self.say(_("目录里没有的条码，每扫一次记1{unit}").format(unit=_(unit)), "good")

    def _set_amount(self, text: str) -> None:
        entries, number = self.journal.entries, Decimal(text[:-1])
        if not entries:
            self.say(_("还没有登记任何物品。"), "warn")
            return
        packs = number * (entries[-1].goods.packs_per_carton if text[-1] == "x" else 1)
        if packs != int(packs) or packs < 1:
            self.say(_("数量应为整盒，没有改。"), "bad")
            return
        self.journal.change(entries[-1].entry, packs=int(packs))
        self.say(_("已改为{amount}").format(amount=amount(self.journal.entries[-1].goods)), "good")
        self.show()

    # What is seen

    @override
    def say(self, text: str, tone: str = "", do_next: str = "") -> None:
        """Show a message on as many lines as it takes, and below it what to do."""
        room = max(self.size.width - 2, LEAST)
        lines = [(piece, tone) for piece in chop_cells(one_line(text), room)]
        lines += [(piece, "strong") for piece in chop_cells(do_next, room)]
        line = self.query_one("#message", TextLines)
        if line.size.height != len(lines):
            line.styles.height = len(lines) or 1
        line.show(*([(" " + piece, tone)] for piece, tone in lines))

    def _show_written(self) -> None:
        if self.keys.written:
            self.say(_("输入：{text}").format(text=self.keys.written), "quiet")

    @override
    def show(self) -> None:
        """Show totals and lines as they are on the disk."""
        self._coming = False
        entries = self.journal.entries
        goods = self.journal.goods
        self.query_one("#title", TextLines).show(self._title())
        self.query_one("#large", TextLines).show(*large_lines(entries, goods, self.how))
        self.query_one("#totals", TextLines).show(*total_lines(goods))
        lines = self._lines(entries, goods) if self.page == "goods" else self._turned(goods)
        self.query_one("#goods", TextLines).show(*lines)
        self.query_one("#keys", TextLines).show(*self._keys)

    def _title(self) -> list[Span]:
        """Return what is counted where; before it how many scans were not, until Esc says that they are known."""
        place = [str(self.journal.events[0].get(name, "")) for name in ("case", "place")]
        missed = _(" {n}次扫描没有登记，知道了按 Esc ").format(n=self._missed) if self._missed else ""
        return [(missed, "bad"), (" " + "  ".join((_("现场清点"), *place)), "")]

    def _turned(self, goods: Sequence[Goods]) -> list[list[Span]]:
        """Return a page of the sheet that is open; it stays where it was turned to."""
        found = price_lines(goods, self.size.width) if self.page == "prices" else None
        lines = thing_lines(self.journal.kept, THINGS) if found is None else found
        room = self._room
        self.top = max(0, min(self.top, len(lines) - room))
        shown = lines[self.top : self.top + room - 1]
        more = len(lines) - self.top - len(shown)
        words = _("{page}：上下键翻看，t 换表").format(page=_(PAGES[self.page]))
        return [*shown, [(" " + words + (_("，下面还有{n}行").format(n=more) if more else ""), "quiet")]]

    def _lines(self, entries: Sequence[Entry], goods: Sequence[Goods]) -> list[list[Span]]:
        """Return conflicts, and a line for each kind as it was met first; the last that was counted is always seen."""
        warned: list[list[Span]] = [[(" ! " + told(text), "bad")] for text in conflicts(goods, mixed=True)]
        room = self._room
        warned, room = warned[: room // 2], room - len(warned[: room // 2])
        touched = kind_of(entries[-1].goods) if entries else ()
        place = next((n for n, one in enumerate(goods) if kind_of(one) == touched), 0)
        fits = room if len(goods) <= room else room - 1
        first = place // fits * fits  # by pages: lines that move with every scan cannot be read
        lines = [goods_line(one, self.size.width, last=kind_of(one) == touched) for one in goods[first : first + fits]]
        more = len(goods) - len(lines)
        return [*warned, *lines, *([[(_("   另有{n}种").format(n=more), "quiet")]] if more else [])]
