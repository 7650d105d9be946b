"""What the fine of a case may be: weighed from its row, its goods and what a person adds, beside similar decisions."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlmodel import Session

from content.lawbook import lawbook
from models.errors import InvalidInput
from models.said import said
from models.values import Fen, PartyKind, shanghai_date
from rules.casework import amounts, circumstances, similar
from rules.casework.amounts import Charge, NoBase, Weighed
from rules.casework.circumstances import Weight
from rules.casework.collecting import SPOT
from rules.casework.similar import Earlier
from rules.goods import Goods, totals
from usecases import casework_goods, casework_judging, casework_rows, casework_similar
from usecases.casework_rows import EnforcementCase

STATING = frozenset({"case.noticed", "case.decided", SPOT})  # steps whose base is that of the fine


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person adds: a ratio in per cent, gains taken away, the base in fen.

    Without a base it is that of the latest notice or decision, then the value of the goods.
    """

    base: Fen | None = None
    ratio: Decimal | None = None
    circumstances: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    gains: Fen | None = None
    criminal_fine: Fen | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """What may be decided in a case; `fine` is that of the wished ratio in fen, `faults` what stands against it."""

    number: str
    base: Fen | None
    weighed: Weighed
    hearings: tuple[str, ...]
    fine: Fen | None
    faults: tuple[str, ...]
    similar: tuple[Earlier, ...]
    middle: Decimal | None
    outliers: frozenset[str]


def of_case(session: Session, number: str, wish: Wish, *, at: datetime) -> Amount:
    """Weigh the fine of a case by the law of today and that of its act.

    Raises NotFound; InvalidInput (no cause yet, a base that is missing, an unknown circumstance).
    """
    case, today = casework_rows.read(session, number), shanghai_date(at)
    if not case.row["cause"]:
        raise InvalidInput("案件还没有写明案由。", kept="什么都没有做。", do_next="请先补充案由。")
    now, goods = lawbook().in_force(today), casework_goods.of_case(session, case)
    charge = _charge(case, wish, goods)
    weighed = amounts.weigh(charge, now, casework_judging.law_of(case.row["acted_on"]))
    fine = _fine(charge.base, wish.ratio)
    kind = case.standing.party.kind or PartyKind.PERSON
    at_stake = fine if fine is not None else weighed.high or Fen(0)
    hearings = amounts.hearings_of(weighed.cause, kind, now, fine=at_stake, gains=wish.gains or Fen(0))
    near, outliers = _similar(session, case, charge, weighed, today)
    faults = _faults(session, case, weighed, wish, (fine, near))
    return Amount(
        case.number, charge.base, weighed, tuple(hearings), fine, tuple(faults), tuple(near), similar.middle(near),
        outliers,
    )  # fmt: skip


def _charge(case: EnforcementCase, wish: Wish, goods: list[Goods]) -> Charge:
    """Return what is weighed: a base of its own, else as it was stated last, else the goods where each has a price."""
    every = totals(goods)
    value = every.value if goods and not every.unpriced else None
    stated = _stated(case)
    young = circumstances.by_age(case.standing.party.born_on, case.row["acted_on"])
    codes = tuple(dict.fromkeys([*young, *wish.circumstances]))
    base = next((one for one in (wish.base, stated, value) if one is not None), None)
    return Charge(case.row["cause"], base, every.cartons if goods else None, codes, wish.also, wish.criminal_fine)


def _stated(case: EnforcementCase) -> Fen | None:
    """Return the base that the latest notice or decision states, None where none does."""
    stating = [step.said["base"] for step in case.standing.taken if step.deed in STATING and step.said.get("base")]
    return Fen(int(stating[-1])) if stating else None


def _fine(base: Fen | None, ratio: Decimal | None) -> Fen | None:
    if ratio is None:
        return None
    if base is None:
        raise NoBase("没有计算基数，不能按比例计算罚款。", kept=amounts.NOT_SAID, do_next=amounts.STATE_BASE)
    return amounts.fine_at(base, ratio)


def _similar(
    session: Session, case: EnforcementCase, charge: Charge, weighed: Weighed, today: date
) -> tuple[list[Earlier], frozenset[str]]:
    """Return the similar decisions, and the numbers of those that lie far from the middle of them."""
    if charge.base is None or weighed.cause.low_percent is None:
        return [], frozenset()
    weights = {one.weight for one in circumstances.known(charge.circumstances)}
    lightened = bool(weights & {Weight.REDUCED, Weight.WAIVABLE})
    near = casework_similar.earlier(session, case, charge.base, today, lightened=lightened)
    return near, frozenset(one.number for one in near if similar.far(one.ratio, near, _width(weighed)))


def _width(weighed: Weighed) -> int:
    return (weighed.cause.high_percent or 0) - (weighed.cause.low_percent or 0)


def _faults(
    session: Session, case: EnforcementCase, weighed: Weighed, wish: Wish, found: tuple[Fen | None, list[Earlier]]
) -> list[str]:
    """Return what a person must answer before the fine is decided."""
    fine, near = found
    faults = [why] if fine is not None and (why := amounts.outside(weighed, fine)) else []
    if wish.ratio is not None and similar.far(wish.ratio, near, _width(weighed)):
        known = {"ratio": wish.ratio, "middle": similar.middle(near), "basis": similar.BASIS}
        faults.append(said("罚款比例{ratio}%与近三年类似案件（{middle}%）相差较大，应当说明理由（{basis}）", **known))
    other = casework_similar.same_act(session, case)
    if other:
        act = {"on": case.row["acted_on"], "other": other, "basis": amounts.ONCE}
        faults.append(said("当事人{on}的行为已由{other}罚款，同一行为不得两次罚款（{basis}）", **act))
    return faults
