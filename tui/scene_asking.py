"""What the scene screen asks: a name, a price with its basis; a scan that comes meanwhile is counted, never written."""

import re
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from typing_extensions import override

from models.values import Fen
from models.values import yuan as in_figures
from rules import prices
from rules.goods import Goods
from tui.language import N_, _, told
from tui.scanner import ScanDetector
from tui.scene_sheets import BASES
from tui.widgets.dialogs import AskText, Field
from tui.widgets.form import Blank, Faults, Form, Values

if TYPE_CHECKING:
    from tui.screens.scene import SceneScreen

MONEY = re.compile(r"[0-9]{1,7}(?:\.[0-9]{1,2})?", re.ASCII)
NAMED_BY = {
    "deal": N_("进货凭证、账册或者笔录"), "catalogue": N_("目录的日期"), "retail": N_("证明的文号或者日期"),
    "average": N_("年度或者文号"), "appraisal": N_("价格认定书的文号"),
}  # fmt: skip


class SceneField(Field):
    """A line to write in; a scan that comes into it is handed to the scene and leaves nothing here."""

    def __init__(self, scene: "SceneScreen", value: str, *, hint: str = "", limit: int = 100, name: str = "") -> None:
        super().__init__(value, hint=hint, limit=limit, id=name or None)
        self._scene, self._before = scene, value
        self._detector = ScanDetector(marks=scene.keys.detector.marks)

    @override
    async def _on_key(self, event: events.Key) -> None:
        value = self.value
        line = self._detector.feed("enter" if event.key == "tab" else event.key, event.character, event.time)
        if self._detector.begun:
            self._before = value
        if line is None:
            await super()._on_key(event)
            return
        event.stop()
        event.prevent_default()
        self.value = self._before
        self._scene.take([("scan", line)])


class NameAsked(AskText):
    """Asks what the last thing is called; Enter comes from the field, so that a scan's Enter accepts nothing."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "accept", N_("确定"), id="scene.named")]

    def __init__(self, scene: "SceneScreen", value: str) -> None:
        super().__init__(_("品名"), least=1)
        self._field = SceneField(scene, value)

    @on(Field.Submitted)
    def _written(self) -> None:
        self.action_accept()


class SceneForm(Form):
    """A form over the scene."""

    def __init__(
        self, scene: "SceneScreen", title: str, blanks: Sequence[Blank], attempt: Callable[[Values], Awaitable[Faults]]
    ) -> None:
        super().__init__(title, blanks, attempt)
        self._scene = scene

    @override
    def field(self, blank: Blank, hint: str) -> Field:
        return SceneField(
            self._scene, blank.value, hint=hint, limit=blank.limit, name="blank-" + blank.name.replace(".", "-")
        )


def price_blanks(goods: Goods) -> list[Blank]:
    """Return the fields of a price, filled with what is known."""
    kind, _colon, detail = goods.price_basis.partition(":")
    price = "" if goods.carton_price is None else in_figures(goods.carton_price)
    named_by = "；".join(f"{_(BASES[each])}：{_(words)}" for each, words in NAMED_BY.items())
    return [
        Blank("price", N_("每条单价"), 10, N_("元，例如 450.00"), price, needed=True),
        Blank("kind", N_("核价依据"), options=BASES, value=kind, needed=True),
        Blank("detail", N_("依据写明"), prices.LONGEST, named_by, detail, needed=True),
    ]


def read_price(values: Values) -> tuple[Fen, str, Faults]:
    """Return the price of a carton and its basis, and what is wrong with them."""
    basis = prices.basis_of(values["kind"], values["detail"])
    if not MONEY.fullmatch(values["price"]):
        return Fen(0), basis, [("price", _("看不懂：{hint}").format(hint=_("元，例如 450.00")))]
    whole, _point, rest = values["price"].partition(".")
    price = Fen(int(whole) * 100 + int(rest.ljust(2, "0") or 0))
    wrong: Faults = [("detail", told(each)) for each in prices.faults(price, basis)]
    return price, basis, wrong if price else [("price", _("单价应大于零"))]
