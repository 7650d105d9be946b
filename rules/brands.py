"""The brand catalogue: one product with its barcodes, packing and price, checked and found by what was scanned."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from models.casework import Nature
from models.said import said, together
from models.values import Fen, yuan
from rules.basis import LegalBasis
from rules.goods import STICKS_OF_A_CASE, Goods
from rules.identifiers import check_barcode, check_case_code

BASIS = LegalBasis("烟草专卖法实施条例", 2023, "第五十二条", "TML_IR 52")
LENGTHS = {"product": 100, "brand": 60, "specification": 60, "manufacturer": 100}
MOST_PACKS_OF_A_CARTON, MOST_STICKS = 100, 200
MOST_CARTONS_OF_A_CASE, CASE_DIGITS, INSIDE = 1_000, 14, slice(1, 13)
MOST_PRICE = 10_000_000  # fen: a carton of 100,000 yuan is a slip
UNKNOWN = "未知条码"
UNITS = {"pack": "盒", "carton": "条", "case": "件"}
USUAL = (10, 20)  # packs of a carton, sticks of a pack (domain 3.7)


@dataclass(frozen=True, slots=True)
class Brand:
    """One product; a barcode is "" where there is none, the price in fen of a carton (None: not known)."""

    pack_barcode: str
    product: str
    carton_barcode: str = ""
    case_barcode: str = ""
    brand: str = ""
    specification: str = ""
    packs_per_carton: int = 10
    sticks_per_pack: int = 20
    carton_price: Fen | None = None
    manufacturer: str = ""
    cartons_per_case: int = 0  # 0: as many as are ten thousand sticks

    @property
    def barcodes(self) -> dict[str, str]:
        """Return barcode → unit."""
        pairs = ((self.pack_barcode, "pack"), (self.carton_barcode, "carton"), (self.case_barcode, "case"))
        return {code: unit for code, unit in pairs if code}

    def packs_of(self, unit: str) -> int:
        """Return how many packs one unit is; a case (件) that says nothing else is ten thousand sticks (TML_IR 52)."""
        if unit == "case" and self.cartons_per_case:
            return self.cartons_per_case * self.packs_per_carton
        if unit == "case":
            return STICKS_OF_A_CASE // self.sticks_per_pack
        return self.packs_per_carton if unit == "carton" else 1

    def faults(self) -> list[tuple[str, str]]:
        """Return (column, what is wrong) for everything that cannot be."""
        found = [] if self.product else [("product", "缺少品名")]
        for name, most in LENGTHS.items():
            found += [(name, said("最长{most}字", most=most))] if len(getattr(self, name)) > most else []
        for name in ("pack_barcode", "carton_barcode", "case_barcode"):
            code = getattr(self, name)
            check = check_case_code if name == "case_barcode" and len(code) == CASE_DIGITS else check_barcode
            wrong = check(code).faults if code or name == "pack_barcode" else ()
            found += [(name, together(wrong))] if wrong else []
        codes = [code for code in (self.pack_barcode, self.carton_barcode, self.case_barcode) if code]
        found += [("carton_barcode", "盒、条、件的条码不能相同")] if len(set(codes)) < len(codes) else []
        return found + self._numbers()

    def _numbers(self) -> list[tuple[str, str]]:
        found: list[tuple[str, str]] = []
        if not 1 <= self.packs_per_carton <= MOST_PACKS_OF_A_CARTON:
            found.append(("packs_per_carton", said("每条盒数应在1至{most}之间", most=MOST_PACKS_OF_A_CARTON)))
        if not 1 <= self.sticks_per_pack <= MOST_STICKS:
            found.append(("sticks_per_pack", said("每盒支数应在1至{most}之间", most=MOST_STICKS)))
        if not 0 <= self.cartons_per_case <= MOST_CARTONS_OF_A_CASE:
            most = said("每件条数应在0至{most}之间，0为一万支", most=MOST_CARTONS_OF_A_CASE)
            found.append(("cartons_per_case", most))
        if self.carton_price is not None and not 0 < self.carton_price <= MOST_PRICE:
            found.append(("carton_price", "每条单价应大于零，且不超过十万元"))
        return found


class Catalogue:
    """Products by every one of their barcodes; `basis` is that of their prices (rules.prices)."""

    def __init__(self, brands: Iterable[Brand] = (), basis: str = "") -> None:
        self.brands, self.basis = tuple(brands), basis
        self._by_code = {code: (brand, unit) for brand in self.brands for code, unit in brand.barcodes.items()}
        self._inside = {
            code.zfill(CASE_DIGITS)[INSIDE]: brand for code, (brand, unit) in self._by_code.items() if unit != "case"
        }

    def scanned(self, code: str, unit: str = "carton") -> tuple[Goods, str]:
        """Return one unit of what a barcode names, and that unit; an unknown one is captured as it is, in `unit`s.

        The goods carry the barcode of the pack, so that packs and cartons of one product are one line. A code of 14
        digits is a case: of the product whose pack or carton has the number inside, if there is one.
        """
        known = self._known(code)
        if known is None:
            unit = "case" if len(code) == CASE_DIGITS else unit
            packs = {"pack": 1, "carton": USUAL[0], "case": STICKS_OF_A_CASE // USUAL[1]}[unit]
            return Goods(f"{UNKNOWN}{code}", packs, *USUAL, Nature.UNKNOWN, None, code), unit
        brand, unit = known
        made = Goods(
            brand.product, brand.packs_of(unit), brand.packs_per_carton, brand.sticks_per_pack, Nature.UNKNOWN,
            brand.carton_price, brand.pack_barcode, brand.brand, self.basis if brand.carton_price else "",
        )  # fmt: skip
        return made, unit

    def knows(self, code: str) -> bool:
        """Tell whether a barcode is in the catalogue."""
        return self._known(code) is not None

    def _known(self, code: str) -> tuple[Brand, str] | None:
        inside = self._inside.get(code[INSIDE]) if len(code) == CASE_DIGITS else None
        return self._by_code.get(code) or (None if inside is None else (inside, "case"))


def unlike(goods: Iterable[Goods], catalogue: Catalogue) -> list[str]:
    """Return where goods are not as the catalogue has them: it changed since they were counted, or was not there."""
    known = [one for one in goods if catalogue.knows(one.barcode)]
    return [words for one in known for words in _differences(one, *catalogue.scanned(one.barcode))]


def _differences(one: Goods, now: Goods, unit: str) -> Iterator[str]:
    if one.product != now.product:
        yield said(
            "条码{code}现场记为“{here}”，目录现为“{there}”（{unit}条码）；请核对品名和数量",
            code=one.barcode, here=one.product, there=now.product, unit=UNITS[unit],
        )  # fmt: skip
    here, there = ((each.packs_per_carton, each.sticks_per_pack) for each in (one, now))
    if here != there:
        yield said(
            "条码{code}现场按每条{packs}盒、每盒{sticks}支登记，目录现为每条{now}盒、每盒{each}支",
            code=one.barcode, packs=here[0], sticks=here[1], now=there[0], each=there[1],
        )  # fmt: skip
    if _of_catalogue(one) and now.carton_price not in (None, one.carton_price):
        prices = [yuan(each.carton_price or Fen(0)) for each in (one, now)]
        yield said(
            "条码{code}现场按目录单价{here}元登记，目录现为{there}元", code=one.barcode, here=prices[0], there=prices[1]
        )


def _of_catalogue(one: Goods) -> bool:
    return one.carton_price is not None and one.price_basis.partition(":")[0] in ("", "catalogue")


def twice(brands: Iterable[tuple[int, Brand]]) -> list[tuple[int, str, int]]:
    """Return (line, barcode, first line) for every barcode that stands in two lines."""
    first: dict[str, int] = {}
    every = [(line, code, first.setdefault(code, line)) for line, brand in brands for code in brand.barcodes]
    return [(line, code, before) for line, code, before in every if before != line]
