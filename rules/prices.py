"""What the price of goods rests on: the bases that the law accepts, each with what names it, and the price sheet."""

from collections.abc import Iterable
from dataclasses import dataclass

from models.errors import InvalidInput
from models.said import said, together
from rules.basis import LegalBasis
from rules.goods import Goods, Totals, totals

BASIS = LegalBasis(
    "最高人民法院、最高人民检察院关于办理非法生产、销售烟草专卖品等刑事案件具体应用法律若干问题的解释",
    2010,
    "第四条",
    "CRIM 4",
)
LONGEST = 100  # characters of a basis
UNSAID = "未写明依据"
NAMES = {  # in the order of the law: what was really paid, else the price of the brand, else the average
    "deal": "实际交易价格",
    "catalogue": "本局卷烟品牌目录零售价格",
    "retail": "省级烟草专卖部门出具的零售价格",
    "average": "上年度全省卷烟平均零售价格",
    "appraisal": "价格认定机构的价格认定",
}
NAMED_BY = {  # what has to stand behind each
    "deal": "进货凭证、账册或者笔录",
    "catalogue": "目录的日期",
    "retail": "证明的文号或者日期",
    "average": "年度或者文号",
    "appraisal": "价格认定书的文号",
}


def basis_of(kind: str, detail: str) -> str:
    """Return a basis as it is kept: its kind, and what names it."""
    return f"{kind}:{detail.strip()}"


def faults(price: int | None, basis: str) -> list[str]:
    """Return what is wrong with a basis; a price whose basis is not known yet is right, a paper is not made of it."""
    if not basis:
        return []
    kind, _, detail = basis.partition(":")
    wrong = [] if price is not None else ["有核价依据而没有单价"]
    if kind not in NAMES:
        return [*wrong, "核价依据不是法律认可的一种"]
    wrong += [] if detail.strip() else [said("核价依据应写明{detail}", detail=NAMED_BY[kind])]
    return wrong + ([said("核价依据最长{most}字", most=LONGEST)] if len(basis) > LONGEST else [])


def check(goods: Goods) -> None:
    """Raise InvalidInput for goods that cannot be, or whose price rests on what it cannot rest on."""
    goods.check()
    wrong = faults(goods.carton_price, goods.price_basis)
    if wrong:
        raise InvalidInput(
            said("{product}：{wrong}。", product=goods.product, wrong=together(wrong)), kept="物品未登记。"
        )


def in_words(basis: str) -> str:
    """Return a basis as papers and screens say it; "" where there is none."""
    kind, _, detail = basis.partition(":")
    return said("{name}（{detail}）", name=NAMES[kind], detail=detail) if kind in NAMES else ""


@dataclass(frozen=True, slots=True)
class Priced:
    """The lines of one brand on the price sheet, and their sums."""

    brand: str
    goods: tuple[Goods, ...]
    totals: Totals


def sheet(goods: Iterable[Goods]) -> list[Priced]:
    """Return the price sheet: brand by brand as each was met first (the product's name where no brand is known)."""
    found: dict[str, list[Goods]] = {}
    for one in goods:
        found.setdefault(one.brand or one.product, []).append(one)
    return [Priced(brand, tuple(some), totals(some)) for brand, some in found.items()]


def unfounded(goods: Iterable[Goods]) -> list[str]:
    """Return why goods cannot be put on a price sheet yet: each without a price, or with one that rests on nothing."""
    found = []
    for one in goods:
        found += [said("{product}没有单价", product=one.product)] if one.carton_price is None else []
        found += (
            [said("{product}的单价未写明依据", product=one.product)]
            if one.carton_price is not None and not one.price_basis
            else []
        )
    return list(dict.fromkeys(found))


def bases_in_words(goods: Iterable[Goods]) -> str:
    """Return every basis of a list once, as a price sheet says it."""
    return "；".join(dict.fromkeys(filter(None, (str(in_words(one.price_basis)) for one in goods))))
