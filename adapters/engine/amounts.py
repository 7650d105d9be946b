"""Read amounts of money as whole fen; what is no whole fen is refused, never rounded."""

import re
from decimal import Decimal

FACTORS = {"fen": Decimal(1), "yuan": Decimal(100), "wan": Decimal(1_000_000)}
MOST = 10**15  # fen
_AMOUNT = re.compile(r"(0|[1-9][0-9]{0,14})(\.[0-9]{1,8})?", re.ASCII)


def fen_of(value: str | float, unit: str) -> int:
    """Return an amount in fen; raises ValueError with the reason."""
    text = repr(value) if isinstance(value, float) else str(value).strip()
    if _AMOUNT.fullmatch(text) is None or isinstance(value, bool):
        raise ValueError("不是金额")
    fen = Decimal(text) * FACTORS[unit]
    if fen != fen.to_integral_value() or fen > MOST:
        raise ValueError("不足一分，或过大")
    return int(fen)
