"""Goods of a case: packs, cartons, cases and sticks, their value, how many are sampled (domain 3.6, 3.7)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal

from models.casework import Nature
from models.errors import InvalidInput
from models.said import said
from models.said import together as in_one
from models.values import Fen
from rules.basis import LegalBasis

BASIS = LegalBasis("烟草专卖法实施条例", 2023, "第五十二条", "TML_IR 52")
STICKS_OF_A_CASE = 10_000  # 件: TML_IR 52(2)
CARTONS_OF_A_CASE = 50  # of two hundred sticks each
MOST_PACKS = 100_000_000
NATURES = {
    Nature.GENUINE: "真品",
    Nature.COUNTERFEIT: "假冒伪劣",
    Nature.SMUGGLED: "走私",
    Nature.DIVERTED: "非法流通",
    Nature.UNKNOWN: "待鉴别",
}
SAMPLES = (  # base in cartons up to which, how many are sampled at least and at most (practice, Sichuan 2021)
    (100, 1, 2),
    (500, 2, 2),
    (2_500, 2, 5),
)
SAMPLES_ABOVE = (5, 10)

Lines = dict[tuple[object, ...], "Goods"]


@dataclass(frozen=True, slots=True)
class Goods:
    """One kind of goods: whole packs, the price of a carton in fen (None: not priced yet), its basis (rules.prices)."""

    product: str
    packs: int
    packs_per_carton: int = 10
    sticks_per_pack: int = 20
    nature: Nature = Nature.UNKNOWN
    carton_price: Fen | None = None
    barcode: str = ""
    brand: str = ""
    price_basis: str = ""

    @property
    def cartons(self) -> Decimal:
        """Return the cartons with one decimal, rounded half up (packs of other sizes do not divide by ten)."""
        tenths = (self.packs * 20 + self.packs_per_carton) // (2 * self.packs_per_carton)
        return Decimal(tenths) / 10

    @property
    def sticks(self) -> int:
        """Return the single cigarettes."""
        return self.packs * self.sticks_per_pack

    @property
    def value(self) -> Fen | None:
        """Return packs at the carton's price, rounded half up to the fen; None where there is no price."""
        if self.carton_price is None:
            return None
        return Fen((self.packs * self.carton_price * 2 + self.packs_per_carton) // (2 * self.packs_per_carton))

    def check(self) -> None:
        """Raise InvalidInput for goods that cannot be."""
        wrong = [] if self.product.strip() else ["没有写明品名"]
        wrong += [] if 0 < self.packs <= MOST_PACKS else [said("数量应在1盒至{most}盒之间", most=MOST_PACKS)]
        wrong += [] if self.packs_per_carton > 0 and self.sticks_per_pack > 0 else ["每条盒数、每盒支数应大于零"]
        wrong += [] if self.carton_price is None or self.carton_price >= 0 else ["单价不能为负"]
        if wrong:
            raise InvalidInput(
                said("{product}：{wrong}。", product=self.product or "物品", wrong=in_one(wrong)), kept="物品未登记。"
            )


@dataclass(frozen=True, slots=True)
class Totals:
    """What some goods are together: kinds, packs, cartons (each kind rounded by itself), sticks, value in fen."""

    kinds: int
    packs: int
    cartons: Decimal
    sticks: int
    value: Fen
    unpriced: int  # kinds without a price

    @property
    def cases(self) -> Decimal:
        """Return the sticks in 件 of ten thousand, with two decimals."""
        return (Decimal(self.sticks) / STICKS_OF_A_CASE).quantize(Decimal("0.01"))


def totals(goods: Iterable[Goods]) -> Totals:
    """Return what goods are together."""
    known = list(goods)
    values = [one.value for one in known]
    return Totals(
        len(known),
        sum(one.packs for one in known),
        sum((one.cartons for one in known), Decimal(0)),
        sum(one.sticks for one in known),
        Fen(sum(value for value in values if value is not None)),
        sum(value is None for value in values),
    )


def by_brand(goods: Iterable[Goods]) -> dict[str, Totals]:
    """Return the totals of each brand (its product's name where no brand is known), the most cartons first."""
    found: dict[str, list[Goods]] = {}
    for one in goods:
        found.setdefault(one.brand or one.product, []).append(one)
    made = {brand: totals(some) for brand, some in found.items()}
    return dict(sorted(made.items(), key=lambda pair: (-pair[1].packs, pair[0])))


def by_nature(goods: Iterable[Goods]) -> dict[Nature, Totals]:
    """Return the totals of each nature that occurs."""
    known = list(goods)
    return {nature: totals(some) for nature in Nature if (some := [one for one in known if one.nature is nature])}


def samples(base: Decimal) -> tuple[int, int]:
    """Return how many cartons of a base are sampled, at least and at most; never more than there are."""
    least, most = next(((low, high) for limit, low, high in SAMPLES if base <= limit), SAMPLES_ABOVE)
    whole = max(1, int(base))
    return min(least, whole), min(most, whole)


def together(goods: Iterable[Goods]) -> list[Goods]:
    """Return the goods with equal lines added up: the same barcode or product, nature, packing, price and basis."""
    found: Lines = {}
    for one in goods:
        add(found, one)
    return list(found.values())


def add(found: Lines, one: Goods) -> None:
    """Add goods to those that are equal to them but for the packs."""
    key = (
        one.barcode or one.product, one.nature, one.packs_per_carton, one.sticks_per_pack, one.carton_price,
        one.price_basis,
    )  # fmt: skip
    known = found.get(key)
    found[key] = replace(known, packs=known.packs + one.packs) if known else one
