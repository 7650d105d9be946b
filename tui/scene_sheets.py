"""What the scene screen draws: large digits, totals, a line for each kind, the price sheet."""

from collections.abc import Mapping, Sequence

from rich.cells import cell_len

from models.casework import Nature
from models.said import said
from rules import prices
from rules.goods import Goods, by_nature, together, totals
from rules.scene import Entry, kind_of
from rules.scene_things import Kept, unusual
from tui.language import N_, _, told
from tui.safety import fit
from tui.widgets.digits import LINES, large
from tui.widgets.lines import Span
from tui.words import yuan

NATURES = {
    Nature.GENUINE: N_("真品"), Nature.COUNTERFEIT: N_("假冒伪劣"), Nature.SMUGGLED: N_("走私"),
    Nature.DIVERTED: N_("非法流通"), Nature.UNKNOWN: N_("待鉴别"),
}  # fmt: skip
BASES = {
    "deal": N_("实际交易价格"), "catalogue": N_("本局卷烟品牌目录零售价格"),
    "retail": N_("省级烟草专卖部门出具的零售价格"), "average": N_("上年度全省卷烟平均零售价格"),
    "appraisal": N_("价格认定机构的价格认定"),
}  # fmt: skip
SHORT = {  # beside a price
    "deal": N_("实际交易"), "catalogue": N_("品牌目录"), "retail": N_("省级零售价"), "average": N_("全省均价"),
    "appraisal": N_("价格认定"),
}  # fmt: skip
CARTON, PACK = N_("条"), N_("盒")
HOW = {"scan": N_("扫描"), "typed": N_("手输")}
WIDEST = 60  # cells of a name


def large_lines(entries: Sequence[Entry], goods: Sequence[Goods], how: str) -> list[list[Span]]:
    """Return the cartons in large digits, and beside them the last that was counted and how it came."""
    number = large(f"{totals(goods).cartons}")
    last = entries[-1].goods if entries else None
    mine = together(one.goods for one in entries if last and kind_of(one.goods) == kind_of(last))
    packs = sum(one.packs for one in mine)
    beside: list[list[Span]] = [
        [(f"{last.product}  {amount(last)}" if last else _("还没有登记任何物品。"), "strong")],
        [(f"{last.barcode}  {_(NATURES[last.nature])}  {_(HOW[how]) if how else ''}" if last else "", "")],
        [(_("本品种共{amount}").format(amount=amount(last, packs)) if last else "", "good")],
    ]
    return [
        [(f" {number[line]}", "key"), (f" {_(CARTON) if line == LINES - 1 else '  '}   ", "quiet"), *beside[line]]
        for line in range(LINES)
    ]


def amount(goods: Goods, packs: int = 0) -> str:
    """Return goods (or so many packs of them) in whole cartons, else in packs."""
    packs = packs or goods.packs
    whole, rest = divmod(packs, goods.packs_per_carton)
    return f"{packs}{_(PACK)}" if rest else f"{whole}{_(CARTON)}"


def key_line(keys: Sequence[tuple[str, str]]) -> list[Span]:
    """Return keys with their names."""
    return [span for key, name in keys for span in ((f" {key}", "key"), (f" {_(name)} ", ""))]


def key_rows(groups: Sequence[Sequence[tuple[str, str]]], width: int) -> list[list[Span]]:
    """Return groups of keys with their names, each group on as many lines of a width as it takes."""
    rows: list[list[Span]] = []
    for group in groups:
        room = 0
        for each in group:
            spans = key_line([each])
            cells = sum(cell_len(text) for text, _tone in spans)
            if cells > room:
                rows.append([])
                room = width
            rows[-1] += spans
            room -= cells
    return rows


def total_lines(goods: Sequence[Goods]) -> list[list[Span]]:
    """Return what everything is together, and each nature."""
    every = totals(goods)
    words = _("{kinds}种  {sticks}支  {cases}件  {value}元").format(
        kinds=every.kinds, sticks=f"{every.sticks:,}", cases=every.cases, value=yuan(every.value)
    )
    unpriced = _("  {n}种无单价").format(n=every.unpriced) if every.unpriced else ""
    natures = "  ".join(f"{_(NATURES[nature])} {some.cartons}" for nature, some in by_nature(goods).items())
    return [[(" " + words, "strong"), (unpriced, "warn")], [(" " + natures, "")]]


def goods_line(one: Goods, width: int, *, last: bool) -> list[Span]:
    """Return a kind of goods as a line: amount first, since that is what is compared with the heap."""
    value = "" if one.value is None else yuan(one.value)
    name = fit(one.product, min(max(8, width - 46), WIDEST))
    return [
        (" ▶" if last else "  ", "key"), (fit(amount(one), 9, right=True), "strong"), ("  " + name, ""),
        ("  " + fit(_(NATURES[one.nature]), 8), "quiet" if one.nature is Nature.UNKNOWN else "warn"),
        ("  " + fit(value, 14, right=True), ""),
    ]  # fmt: skip


def thing_lines(found: Kept, kinds: Mapping[str, str]) -> list[list[Span]]:
    """Return the list of evidence, and below it the samples."""
    lines: list[list[Span]] = []
    for one in found.things:
        words = "  ".join(part for part in (one.name, one.amount, one.place, one.holder, one.note) if part)
        lines.append([(f" {one.number}  ", "key"), (fit(_(kinds[one.kind]), 10) + "  ", ""), (words, "")])
        if one.photo is not None:
            lines.append(
                [(f"          {one.photo.file}  {one.photo.sha256[:16]}…  {one.photo.taken_at[:16]}", "quiet")]
            )
    for each in found.samples:
        head = _("抽样 {n}条，基数{base}条").format(n=len(each.numbers), base=each.base)
        lines.append([(f" {'、'.join(each.numbers)}  ", "key"), (f"{each.product}  {head}  {each.at[:16]}", "")])
        wrong = unusual(each.base, len(each.numbers))
        lines += [[("   ! " + told(wrong), "warn")]] if wrong else []
    return lines or [[(_(" 还没有登记证据。按 w 登记，按 y 抽样。"), "quiet")]]


def price_lines(goods: Sequence[Goods], width: int) -> list[list[Span]]:
    """Return the price sheet: each brand with its sum, below it each kind with price, value and basis."""
    lines: list[list[Span]] = []
    for brand in prices.sheet(goods):
        every = brand.totals
        head = _("{kinds}种 {cartons}条 {value}元").format(
            kinds=every.kinds, cartons=every.cartons, value=yuan(every.value)
        )
        lines.append([(" " + fit(brand.brand, 24), "strong"), (head, "strong")])
        lines += [_priced(one, width) for one in brand.goods]
    return lines


def _priced(one: Goods, width: int) -> list[Span]:
    kind, _colon, detail = one.price_basis.partition(":")
    known = said("{name}（{detail}）", name=SHORT.get(kind, ""), detail=detail)
    basis = told(known) if kind in SHORT else _("未写明依据")
    name = fit(one.product, min(max(10, width - 66), WIDEST - 20))
    if one.carton_price is None:
        return [(f"   {name}{fit(amount(one), 9, right=True)}  ", ""), (_("没有单价"), "warn")]
    return [
        (f"   {name}{fit(amount(one), 9, right=True)}", ""), (fit(yuan(one.carton_price), 10, right=True), ""),
        (fit(yuan(one.value), 14, right=True) + "  ", ""), (basis, "" if one.price_basis else "warn"),
    ]  # fmt: skip
