"""Goods as commands print them: every kind, and what they are together."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from cli.listing import in_yuan
from models.said import said
from wiring.printable import one_line

if TYPE_CHECKING:
    from rules.goods import Goods, Totals


def goods_as_json(goods: "Sequence[Goods]") -> list[dict[str, Any]]:
    """Return every kind; prices and values in yuan, None where there is no price."""
    return [
        asdict(one)
        | {"cartons": str(one.cartons), "sticks": one.sticks, "value": in_yuan(one.value)}
        | {"carton_price": in_yuan(one.carton_price)}
        for one in goods
    ]


def totals_as_json(goods: "Sequence[Goods]") -> dict[str, Any]:
    """Return what goods are together."""
    from rules.goods import totals

    return as_json(totals(goods))


def as_json(every: "Totals") -> dict[str, Any]:
    """Return totals; the value in yuan."""
    shown: dict[str, Any] = {"kinds": every.kinds, "packs": every.packs, "cartons": str(every.cartons)}
    return shown | {"sticks": every.sticks, "value": in_yuan(every.value), "unpriced": every.unpriced}


def goods_lines(goods: "Sequence[Goods]") -> Iterator[str]:
    """Yield every kind and the totals as lines; none where there are no goods."""
    from rules.goods import NATURES, totals

    for one in goods:
        value = in_yuan(one.value) or "-"
        yield said(
            "  {barcode}  {product}  {nature}  {cartons}条  {value}", barcode=one.barcode or "-",
            product=one_line(one.product), nature=NATURES[one.nature], cartons=one.cartons, value=value,
        )  # fmt: skip
    if goods:
        yield in_words(totals(goods))


def price_lines(goods: "Sequence[Goods]") -> Iterator[str]:
    """Yield the price sheet: each brand with its sums, each kind with price, value and basis; at last all together."""
    from rules import prices
    from rules.goods import totals

    for brand in prices.sheet(goods):
        yield said("{brand}  {sums}", brand=one_line(brand.brand), sums=in_words(brand.totals))
        for one in brand.goods:
            price, value = in_yuan(one.carton_price) or "-", in_yuan(one.value) or "-"
            yield said(
                "  {product}  {cartons}条  {price}  {value}  {basis}", product=one_line(one.product),
                cartons=one.cartons, price=price, value=value, basis=prices.in_words(one.price_basis) or prices.UNSAID,
            )  # fmt: skip
    yield in_words(totals(goods))


def in_words(every: "Totals") -> str:
    """Return totals as a line."""
    words = said(
        "{kinds}种、{cartons}条（{sticks}支），{value}元", kinds=every.kinds, cartons=every.cartons,
        sticks=every.sticks, value=in_yuan(every.value),
    )  # fmt: skip
    return said("{sums}，另有{count}种未核价", sums=words, count=every.unpriced) if every.unpriced else words
