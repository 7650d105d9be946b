"""What the scene screen asks: a name, a price with its basis; a scan that comes meanwhile is counted, never written."""

import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from typing_extensions import override

from models.said import said, together
from models.values import SHANGHAI, Fen
from models.values import yuan as in_figures
from rules import prices
from rules.goods import Goods, samples
from rules.scene_things import LIMITS
from rules.scene_told import Told
from tui.language import N_, _, told
from tui.scanner import ScanDetector
from tui.scene_sheets import BASES
from tui.widgets.dialogs import AskText, Field
from tui.widgets.form import Blank, Faults, Form, Values
from tui.widgets.paper import Entry, heading, note, pair
from tui.words import yuan

if TYPE_CHECKING:
    from tui.scene_acts import SceneActs
    from usecases.casework_scene import Brought

THINGS = {
    "goods": N_("烟草专卖品"), "ledger": N_("账册票据"), "phone": N_("手机电脑"), "document": N_("证件文书"),
    "photo": N_("照片"), "other": N_("其他"),
}  # fmt: skip
YES_NO = {"yes": N_("是"), "no": N_("否")}
MONEY = re.compile(r"[0-9]{1,7}(?:\.[0-9]{1,2})?", re.ASCII)
NAMED_BY = {
    "deal": N_("进货凭证、账册或者笔录"), "catalogue": N_("目录的日期"), "retail": N_("证明的文号或者日期"),
    "average": N_("年度或者文号"), "appraisal": N_("价格认定书的文号"),
}  # fmt: skip


class SceneField(Field):
    """A line to write in; a scan that comes into it is handed to the scene and leaves nothing here."""

    def __init__(self, scene: "SceneActs", value: str, *, hint: str = "", limit: int = 100, name: str = "") -> None:
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

    def __init__(self, scene: "SceneActs", value: str) -> None:
        super().__init__(_("品名"), least=1)
        self._field = SceneField(scene, value)

    @on(Field.Submitted)
    def _written(self) -> None:
        self.action_accept()


class SceneForm(Form):
    """A form over the scene."""

    def __init__(
        self, scene: "SceneActs", title: str, blanks: Sequence[Blank], attempt: Callable[[Values], Awaitable[Faults]]
    ) -> None:
        super().__init__(title, blanks, attempt)
        self._scene = scene

    @override
    def field(self, blank: Blank, hint: str) -> Field:
        return SceneField(
            self._scene, blank.value, hint=hint, limit=blank.limit, name="blank-" + blank.name.replace(".", "-")
        )


def team_blanks(told_now: Told) -> list[Blank]:
    """Return the fields of people, place and start, filled with what is known: nobody writes it twice."""
    (first, first_no), (second, second_no) = [*told_now.people, ("", ""), ("", "")][:2]
    return [
        Blank("first", N_("执法人员一"), 40, N_("登录名"), first, needed=True),
        Blank("first_no", N_("执法证号一"), 40, value=first_no, needed=True),
        Blank("second", N_("执法人员二"), 40, N_("登录名"), second, needed=True),
        Blank("second_no", N_("执法证号二"), 40, value=second_no, needed=True),
        Blank("place", N_("地点"), 200, value=told_now.place),
        Blank(
            "started_at", N_("开始时间"), 16, N_("写作 2026-01-31 09:30"), as_written(told_now.started_at), needed=True
        ),
    ]


def end_blanks(told_now: Told) -> list[Blank]:
    """Return the fields of the end."""
    shown = "yes" if told_now.certificates_shown else ""
    return [
        Blank("ended_at", N_("结束时间"), 16, N_("写作 2026-01-31 09:30"), as_written(told_now.ended_at), needed=True),
        Blank("present", N_("在场人"), 100, N_("姓名和身份"), told_now.present),
        Blank("certificates_shown", N_("已出示执法证件"), options=YES_NO, value=shown, needed=True),
    ]


def clock_blanks(now: datetime) -> list[Blank]:
    """Return the fields of a clock that was wrong."""
    shown = as_written(now.astimezone(SHANGHAI).isoformat())
    return [
        Blank("now", N_("现在的时间"), 16, N_("写作 2026-01-31 09:30"), shown, needed=True),
        Blank("why", N_("理由"), 100, N_("例如 电脑没有电池，时间停了一天"), needed=True),
    ]


def as_written(moment: str) -> str:
    """Return a moment as a person writes it, to the minute."""
    return datetime.fromisoformat(moment).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if moment else ""


def sent(brought: "Brought") -> list[Entry]:
    """Return what a hand-over came to: what is new, the goods of the case, what does not fit and what was kept."""
    every = brought.totals
    words = _("{kinds}种 {cartons}条 {value}元").format(
        kinds=every.kinds, cartons=every.cartons, value=yuan(every.value)
    )
    entries: list[Entry] = [pair(_("新登记"), str(brought.new), "good"), pair(_("案件现有"), words)]
    if brought.conflicts:
        entries += [heading(_("须核对")), *(note(told(one), "bad") for one in brought.conflicts)]
    if brought.kept_of:
        entries += [heading(_("各台电脑登记的，都保留")), *(note(told(one)) for one in brought.kept_of)]
    return entries


def thing_blanks(place: str) -> list[Blank]:
    """Return the fields of a line of evidence; `place` is where the last one was found."""
    return [
        Blank("kind", N_("种类"), options=THINGS, value="ledger", needed=True),
        Blank("name", N_("名称"), LIMITS["name"], needed=True),
        Blank("amount", N_("数量"), LIMITS["amount"], N_("例如 1本；照片不填")),
        Blank("place", N_("发现位置"), LIMITS["place"], N_("例如 仓库东墙货架"), place, needed=True),
        Blank("holder", N_("持有人"), LIMITS["holder"], N_("照片不填")),
        Blank("photo", N_("照片文件"), 400, N_("文件的位置；原件拍了照的也写在这里")),
        Blank("taken_at", N_("拍摄时间"), 16, N_("写作 2026-01-31 09:30；不填为文件的时间")),
        Blank("note", N_("备注"), LIMITS["note"]),
    ]


def read_moment(text: str) -> str:
    """Return a moment as it is kept, "" for none; raises ValueError."""
    if not text:
        return ""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI).isoformat(timespec="minutes")


def sample_blanks(goods: Goods, place: str) -> list[Blank]:
    """Return the fields of a sampling of goods: the base is what was counted, the number what practice asks for."""
    least, most = samples(goods.cartons)
    usual = _("通行做法：{least} 至 {most} 条").format(least=least, most=most)
    return [
        Blank("base", N_("抽样基数（条）"), 6, value=str(max(1, int(goods.cartons))), needed=True),
        Blank("count", N_("抽样数量（条）"), 6, usual, str(least), needed=True),
        Blank("place", N_("抽样地点"), 100, value=place, needed=True),
        Blank("purpose", N_("抽样目的"), 100, value=_("鉴别检验"), needed=True),
    ]


def price_blanks(goods: Goods) -> list[Blank]:
    """Return the fields of a price, filled with what is known."""
    kind, _colon, detail = goods.price_basis.partition(":")
    price = "" if goods.carton_price is None else in_figures(goods.carton_price)
    named = (said("{name}：{detail}", name=BASES[each], detail=words) for each, words in NAMED_BY.items())
    named_by = told(together(named))
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
