"""The criminal threshold: when amounts look like a crime, so that a person must decide about handing the case over."""

from collections.abc import Iterator
from dataclasses import dataclass

from models.said import said, together
from models.values import yuan
from rules.basis import LegalBasis

BASIS = LegalBasis(
    "最高人民法院、最高人民检察院关于办理非法生产、销售烟草专卖品等刑事案件具体应用法律若干问题的解释",
    "法释〔2010〕7号",
    "第一条至第四条",
    "CRIM 1–4",
)
TRADING = frozenset({  # what may be illegal trading (CRIM 3); carrying and electronic cigarettes as what they stand for
    "C01", "C02", "C02s", "C03", "C04", "C05", "C06", "C07", "C08", "C09", "C10", "C11", "C13", "C17", "C18", "C21",
})  # fmt: skip
AMOUNT, GAINS, STICKS = 50_000_00, 20_000_00, 200_000  # CRIM 3(1)
REPEATED, REPEATED_AMOUNT, WITHIN_YEARS = 2, 30_000_00, 3  # penalties within three years
GRAVE_AMOUNT, GRAVE_GAINS, GRAVE_STICKS = 250_000_00, 100_000_00, 1_000_000  # 情节特别严重
FAKES_SOLD, FAKES_UNSOLD = 50_000_00, 150_000_00  # CRIM 1, 2
LICENSED = "当事人持有许可证，超范围、超地域经营的，一般不以非法经营罪论处，由人员判断"  # a reading of later replies


@dataclass(frozen=True, slots=True)
class Sums:
    """What a case is about: value traded, sold or not, and gains in fen, cigarettes, penalties in three years.

    `fakes_sold` and `fakes_unsold` are the value of counterfeit goods in fen, part of `amount` or not.
    """

    amount: int = 0
    gains: int = 0
    sticks: int = 0
    penalties: int = 0
    fakes_sold: int = 0
    fakes_unsold: int = 0


def reasons(cause: str, sums: Sums) -> list[str]:
    """Return every threshold that is reached, nothing where none is; a cause that trades nothing has none."""
    if cause not in TRADING:
        return []
    return [*_trading(sums), *_fakes(sums)]


def grave(sums: Sums) -> bool:
    """Tell whether the sums are those of an especially serious case (CRIM 3)."""
    return sums.amount >= GRAVE_AMOUNT or sums.gains >= GRAVE_GAINS or sums.sticks >= GRAVE_STICKS


def text(cause: str, sums: Sums, *, licensed: bool = False) -> str:
    """Return the alarm of a case in words, "" where nothing looks like a crime.

    That the party is `licensed` is said where no fakes are the reason: whether it is a crime a person judges.
    """
    found = reasons(cause, sums)
    if not found:
        return ""
    more = ["情节特别严重"] if grave(sums) else []
    more += [LICENSED] if licensed and not list(_fakes(sums)) else []
    return together([*found, *more])


def _trading(sums: Sums) -> Iterator[str]:
    if sums.amount >= AMOUNT:
        yield said("非法经营数额{amount}元，达到{least}元", amount=yuan(sums.amount), least=AMOUNT // 100)
    if sums.gains >= GAINS:
        yield said("违法所得{gains}元，达到{least}元", gains=yuan(sums.gains), least=GAINS // 100)
    if sums.sticks >= STICKS:
        yield said("卷烟{sticks}支，达到{least}支", sticks=sums.sticks, least=STICKS)
    if sums.penalties >= REPEATED and sums.amount >= REPEATED_AMOUNT:
        times = said("三年内因非法经营受过{penalties}次行政处罚", penalties=sums.penalties)
        yield said(
            "{times}，数额{amount}元，达到{least}元",
            times=times,
            amount=yuan(sums.amount),
            least=REPEATED_AMOUNT // 100,
        )


def _fakes(sums: Sums) -> Iterator[str]:
    if sums.fakes_sold >= FAKES_SOLD:
        yield said(
            "假冒伪劣卷烟销售金额{amount}元，达到{least}元",
            amount=yuan(sums.fakes_sold),
            least=FAKES_SOLD // 100,
        )
    elif sums.fakes_sold + sums.fakes_unsold >= FAKES_UNSOLD:
        both = sums.fakes_sold + sums.fakes_unsold
        yield said("假冒伪劣卷烟货值金额{amount}元，达到{least}元", amount=yuan(both), least=FAKES_UNSOLD // 100)
