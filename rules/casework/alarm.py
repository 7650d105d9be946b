"""The criminal threshold: when amounts look like a crime, so that a person must decide about handing the case over."""

from collections.abc import Iterator
from dataclasses import dataclass

from models.said import said, together
from models.values import yuan
from rules.basis import LegalBasis
from rules.lawrows import Law

BASIS = LegalBasis(
    "最高人民法院、最高人民检察院关于办理非法生产、销售烟草专卖品等刑事案件具体应用法律若干问题的解释",
    "法释〔2010〕7号",
    "第一条至第四条",
    "CRIM 1–4",
)
TRADING = frozenset({  # what may be illegal trading (CRIM 3); carrying and electronic cigarettes as what they stand for
    "C01", "C02", "C02s", "C03", "C04", "C05", "C06", "C07", "C08", "C09", "C10", "C11", "C13", "C17", "C18", "C21",
})  # fmt: skip
LICENSED = "当事人持有许可证，超范围、超地域经营的，一般不以非法经营罪论处，由人员判断"  # a reading of later replies


@dataclass(frozen=True, slots=True)
class Sums:
    """What a case is about: value traded, sold or not, and gains in fen, cigarettes, earlier penalties.

    `fakes_sold` and `fakes_unsold` are the value of counterfeit goods in fen, part of `amount` or not.
    """

    amount: int = 0
    gains: int = 0
    sticks: int = 0
    penalties: int = 0
    fakes_sold: int = 0
    fakes_unsold: int = 0


def reasons(cause: str, sums: Sums, law: Law) -> list[str]:
    """Return every threshold that is reached, nothing where none is; a cause that trades nothing has none."""
    if cause not in TRADING:
        return []
    return [*_trading(sums, law), *_fakes(sums, law)]


def grave(sums: Sums, law: Law) -> bool:
    """Tell whether the sums are those of an especially serious case (CRIM 3(2))."""
    known = {"amount": sums.amount, "gains": sums.gains, "sticks": sums.sticks}
    return any(value >= law.least(f"grave_{name}") for name, value in known.items())


def text(cause: str, sums: Sums, law: Law, *, licensed: bool = False) -> str:
    """Return the alarm of a case in words, "" where nothing looks like a crime.

    That the party is `licensed` is said where no fakes are the reason: whether it is a crime a person judges.
    """
    found = reasons(cause, sums, law)
    if not found:
        return ""
    more = ["情节特别严重"] if grave(sums, law) else []
    more += [LICENSED] if licensed and not list(_fakes(sums, law)) else []
    return together([*found, *more])


def _trading(sums: Sums, law: Law) -> Iterator[str]:
    if sums.amount >= (least := law.least("trading_amount")):
        yield said("非法经营数额{amount}元，达到{least}元", amount=yuan(sums.amount), least=least // 100)
    if sums.gains >= (least := law.least("trading_gains")):
        yield said("违法所得{gains}元，达到{least}元", gains=yuan(sums.gains), least=least // 100)
    if sums.sticks >= (least := law.least("trading_sticks")):
        yield said("卷烟{sticks}支，达到{least}支", sticks=sums.sticks, least=least)
    least = law.least("trading_amount_again")
    if sums.penalties >= law.least("trading_penalties") and sums.amount >= least:
        years = law.least("trading_penalties_within")
        times = said("{years}年内因非法经营受过{penalties}次行政处罚", years=years, penalties=sums.penalties)
        yield said("{times}，数额{amount}元，达到{least}元", times=times, amount=yuan(sums.amount), least=least // 100)


def _fakes(sums: Sums, law: Law) -> Iterator[str]:
    sold, both = sums.fakes_sold, sums.fakes_sold + sums.fakes_unsold
    if sold >= (least := law.least("fakes_sold")):
        yield said("假冒伪劣卷烟销售金额{amount}元，达到{least}元", amount=yuan(sold), least=least // 100)
    elif both >= (least := law.least("fakes_in_all")):
        yield said("假冒伪劣卷烟货值金额{amount}元，达到{least}元", amount=yuan(both), least=least // 100)
