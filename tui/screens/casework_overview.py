"""The supervisor's view of cases: by stage, handler and office, with their cards; Enter opens the cases of a line."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from typing_extensions import override

from tui.language import N_, _
from tui.screens.casework_words import STAGES
from tui.screens.paired import Paired
from tui.view import key
from tui.widgets.bars import bar
from tui.widgets.columns import Column
from tui.widgets.lines import TextLines
from tui.widgets.paper import Entry, heading, note
from tui.words import CARDS, SUBJECTS, TERMS, day, office, tone, word

BY = {"stage": N_("阶段"), "handler": N_("承办人"), "office": N_("机构")}
DRILLS = {"1": "red", "2": "yellow", "3": "warning"}
BAR, NEAREST = 16, 10


class CaseworkOverviewView(Paired):
    """Counts open cases; the sheet names those of the chosen line whose last day is nearest."""

    NAME = SUBJECTS["casework_overview"]
    EMPTY = N_("没有未结束的案件。")
    BINDINGS: ClassVar[list[BindingType]] = [
        *(key(letter, f"by('{code}')", name, f"casework_overview.{code}")
          for letter, (code, name) in zip("sdi", BY.items(), strict=True)),
        *(key(digit, f"drill('{card}')", CARDS[card], f"casework_overview.{card}", show=False)
          for digit, card in DRILLS.items()),
        key("c", "cards", N_("待答复的红黄牌"), "casework_overview.cards"),
    ]  # fmt: skip

    def __init__(self) -> None:
        super().__init__()
        self.by = "stage"
        self._sees: str | None = None
        self._names: Mapping[str, str] = {}
        self._most = 0

    @override
    def columns(self) -> Sequence[Column[Any]]:
        return [
            Column(N_("分类"), self._called, 14, least=10),
            Column(N_("在办"), lambda x: f"{x.open:,}", 7, right=True),
            Column(N_("红牌"), _count("red"), 6, right=True, tone=lambda x: "bad" if x.cards["red"] else ""),
            Column(N_("黄牌"), _count("yellow"), 6, right=True, tone=lambda x: "bad" if x.cards["yellow"] else ""),
            Column(N_("预警"), _count("warning"), 6, right=True, tone=lambda x: "warn" if x.cards["warning"] else ""),
            Column(N_("尚早"), _count("none"), 7, right=True),
            Column(N_("没有期限"), _count(""), 8, rank=3, right=True),
            Column(N_("牌待答复"), lambda x: _dash(x.unanswered), 8, right=True, rank=2,
                   tone=lambda x: "bad" if x.unanswered else ""),
            Column(N_("比较"), self._bar, BAR, rank=4),
        ]  # fmt: skip

    @override
    def above(self) -> Iterable[Widget]:
        return (TextLines(id="hint"),)

    @override
    def ready(self) -> None:
        super().ready()
        self._say_by()

    def _say_by(self) -> None:
        words = _("按{by}，期限最近的在下面；Enter 打开，1 红牌 2 黄牌 3 预警").format(by=_(BY[self.by]))
        self.query_one("#hint", TextLines).show([(f" {words}", "quiet")])

    @override
    def identity(self, row: Any) -> Hashable:
        return (self.by, row.key)

    @override
    def rows(self, session: Any, /) -> Sequence[Any]:
        from usecases import casework_overview, officers, offices

        self._sees, self._names = offices.sees(session, self.officer), officers.names(session)
        found = casework_overview.read(session, self.by, self._sees, at=self.office.now())
        self._most = max((line.open for line in found.lines), default=0)
        return [*found.lines, found.total] if found.lines else []

    @override
    def sheet(self, session: Any, row: Any, /) -> Sequence[Entry]:
        from usecases import casework_desk, casework_overview

        wanted = casework_desk.CaseFilter(**{"office": self._sees, **self._wanted(row), "order": "due"})
        found = casework_overview.nearest(session, wanted, at=self.office.now(), limit=NEAREST)
        title = _("{name}：期限最近的案件").format(name=self._called(row))
        lines = [self._nearest(one) for one in found] or [note(_("没有"), "quiet")]
        return [heading(title), *lines]

    def _nearest(self, one: Any) -> Entry:
        card = " " * 4 if one.card == "none" else word(CARDS, one.card)  # what follows stays below one another
        words = (
            day(one.due_on),
            card,
            one.number,
            one.party_name,
            word(TERMS, one.due_term),
            self._names.get(one.handler, one.handler),
        )
        return note("  ".join(each for each in words if each), tone(one.card))

    def _called(self, line: Any) -> str:
        if not line.key:
            return _("合计")
        if self.by == "stage":
            return word(STAGES, line.key)
        return self._names.get(line.key, line.key) if self.by == "handler" else office(line.key)

    def _bar(self, line: Any) -> str:
        return bar(line.open, self._most, BAR) if line.key else ""

    def _wanted(self, line: Any) -> Mapping[str, Any]:
        """Return the filter that selects the cases of a line."""
        return {"stage": "open"} | ({self.by: line.key} if line.key else {})

    def action_by(self, code: str) -> None:
        """Classify by something else."""
        self.by = code
        self._say_by()
        self.action_load()

    @override
    def opened(self, row: Any, /) -> None:
        self.console.visit("casework", **self._wanted(row))

    def action_drill(self, card: str) -> None:
        """Show the cases of the line that have a card."""
        row = self.table.current
        if row is None or not row.cards[card]:
            self.say(_("这一行没有{card}。").format(card=word(CARDS, card)))
        else:
            self.console.visit("casework", **self._wanted(row), card=card, order="due")

    def action_cards(self) -> None:
        """Show the cards that wait for an answer, of the line where cards know it."""
        row = self.table.current
        fields = {"handler": "officer", "office": "office"}
        more = {fields[self.by]: row.key} if row is not None and row.key and self.by in fields else {}
        self.console.visit("cards", text="C-", state="open", **more)


def _count(card: str) -> Any:
    return lambda line: _dash(line.cards[card])


def _dash(count: int) -> str:
    return f"{count:,}" if count else "·"
