"""Similar decisions: how near an earlier one is to a case, the middle of their ratios, and what lies far from it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.values import Fen
from rules.basis import LegalBasis

BASIS = LegalBasis("行政处罚法", 2021, "第五条第二款、第三十四条", "APL 5(2), 34")
YEARS = 3
NEAR = 2  # a base up to twice as high or half as low is near: the bureau's own measure, the law names none
FAR = Decimal("0.25")  # of the width of the range: so far from the middle a ratio is told
MOST = 10


@dataclass(frozen=True, slots=True)
class Earlier:
    """One earlier decision of the same cause; base and fine in fen, `lightened` where a reason was given."""

    number: str
    on: date
    party: str
    base: Fen
    fine: Fen
    lightened: bool = False

    @property
    def ratio(self) -> Decimal:
        """Return the fine in per cent of the base, two decimals."""
        return Decimal((self.fine * 20_000 + self.base) // (2 * self.base)) / 100


def near(base: Fen, other: Fen) -> bool:
    """Tell whether two bases are near each other."""
    return 0 < other <= base * NEAR and base <= other * NEAR


def chosen(earlier: Iterable[Earlier], base: Fen, *, lightened: bool) -> list[Earlier]:
    """Return what is nearest: first with like circumstances, then by base, then the newest; at most MOST."""
    found = [one for one in earlier if near(base, one.base)]
    found.sort(key=lambda one: (one.lightened is not lightened, abs(one.base - base), -one.on.toordinal(), one.number))
    return found[:MOST]


def middle(earlier: Sequence[Earlier]) -> Decimal | None:
    """Return the middle of the ratios (the lower one of two), None where there are none."""
    ratios = sorted(one.ratio for one in earlier)
    return ratios[(len(ratios) - 1) // 2] if ratios else None


def far(ratio: Decimal, earlier: Sequence[Earlier], width: int) -> bool:
    """Tell whether a ratio lies far from the middle; `width` is that of the range in per cent."""
    between = middle(earlier)
    return between is not None and abs(ratio - between) > FAR * width
