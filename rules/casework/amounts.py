"""What a fine may be: cause and law that count, range, discretion standard, circumstances, hearing, with reasons."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from models.errors import InvalidInput
from models.said import said
from models.values import Fen, PartyKind, yuan
from rules.basis import LegalBasis
from rules.casework.circumstances import Weight, known, told
from rules.lawrows import Band, Cause, Law
from rules.penalties import Range, fine_range, is_citizen

BASIS = LegalBasis("行政处罚法", 2021, "第五条、第三十四条", "APL 5, 34")
HEARING = LegalBasis("行政处罚法", 2021, "第六十三条", "APL 63")
ONCE = LegalBasis("行政处罚法", 2021, "第二十九条", "APL 29")
CRIMINAL = LegalBasis("行政处罚法", 2021, "第三十五条第二款", "APL 35(2)")
OLD_LAW = LegalBasis("行政处罚法", 2021, "第三十七条", "APL 37")
MILD = frozenset({"warning", "criticism", "other:通报批评", "fine", "confiscation", "withholding"})
SUMS = {"fine": "罚款", "gains": "没收违法所得", "goods": "没收物品"}
NOT_SAID = "什么都没有做。"
STATE_BASE = "请在事先告知中写明计算基数，或者登记有价格的涉案物品。"


class NoBase(InvalidInput):
    """A fine that is a ratio has no base yet: nothing says it, and the goods have no value."""


def charged(law: Law, code: str, *, serious: bool = False) -> Cause:
    """Return the cause of a code, or the one of its serious case; InvalidInput where there is none."""
    cause = law.cause(code)
    if not serious or cause.serious_of:
        return cause
    heavier = next((each for each in law.causes.values() if each.serious_of == cause.id), None)
    if heavier is None:
        with_one = "、".join(each.serious_of for each in law.causes.values() if each.serious_of)
        raise InvalidInput(
            said("案由{cause}没有情节严重的规定。", cause=cause.id),
            kept=NOT_SAID,
            do_next=said("有情节严重规定的案由：{causes}。", causes=with_one),
        )
    return heavier


def legal_range(cause: Cause, base: Fen | None) -> Range | None:
    """Return the range of the fine of a cause, None where the law has none; NoBase where its base is missing."""
    if base is None and cause.low_percent is not None:
        raise NoBase(
            said("{cause}的罚款按{base}的比例计算。", cause=cause.id, base=cause.base),
            kept=NOT_SAID,
            do_next=STATE_BASE,
        )
    return fine_range(cause, base)


def arithmetic(cause: Cause, span: Range | None) -> str:
    """Return how the range was reckoned, or what the law has in its place."""
    if span:
        return span.arithmetic
    known = {"cause": cause.id, "measures": cause.measures, "basis": cause.basis}
    return said("{cause}没有法定的罚款幅度：{measures}（{basis}）", **known)


def hearings(cause: Cause, kind: PartyKind, law: Law, **sums: Fen) -> list[str]:
    """Return why a cause may have to be heard (APL 63): `fine`, `gains` and `goods` (fen) each by themselves."""
    found: list[str] = [said("{cause}可以责令停业或者取消资格、吊销许可证", cause=cause.id)] if cause.heavy else []
    return found + list(_over(law, sums, citizen=is_citizen(kind, law)))


def hearings_of(cause: Cause, kind: PartyKind, law: Law, **sums: Fen) -> list[str]:
    """Return why the penalty of a cause is heard: that it always closes or takes, and each sum (APL 63)."""
    closes = said("{cause}应当责令停业、关闭或者取消资格、吊销许可证", cause=cause.id)
    return [*([closes] if cause.closes else []), *_over(law, sums, citizen=is_citizen(kind, law))]


def heard_for(kinds: Iterable[str]) -> bool:
    """Tell whether an intended penalty closes or takes something, in a kind that is known or not (APL 63)."""
    return bool(set(kinds) - MILD)


def _over(law: Law, sums: Mapping[str, Fen], *, citizen: bool) -> Iterator[str]:
    least = law.settings.hearing_citizen if citizen else law.settings.hearing_organisation
    who = "公民" if citizen else "单位"
    for key, amount in sums.items():
        if amount >= least:
            known = {"sum": SUMS[key], "amount": yuan(amount), "who": who, "least": yuan(least)}
            yield said("{sum}{amount}元，达到对{who}的听证标准{least}元", **known)


@dataclass(frozen=True, slots=True)
class Charge:
    """What is to be weighed: the cause with its base in fen, the goods in cartons, circumstances by their codes.

    `also` are other causes that the same act fulfils; `criminal_fine` (fen) is what a court imposed for it.
    """

    cause: str
    base: Fen | None = None
    cartons: Decimal | None = None
    circumstances: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    criminal_fine: Fen | None = None


@dataclass(frozen=True, slots=True)
class Weighed:
    """What may be decided: from `low` to `high` fen, None = no fine; `notes` say why, each with its article.

    `legal` is the range of the cause in the law of `law.on`; `bands` are the discretion standards that fit.
    """

    cause: Cause
    law: Law
    legal: Range | None
    bands: tuple[Band, ...]
    low: Fen | None
    high: Fen | None
    notes: tuple[str, ...]


def weigh(charge: Charge, now: Law, then: Law | None = None) -> Weighed:
    """Weigh an act by the law of today, or by that of its day where that is not the heavier one (APL 37).

    Raises InvalidInput: no such cause or circumstance, a base that is missing.
    """
    weights = {one.weight for one in known(charge.circumstances)}
    law, by_day = counting(charge, now, then)
    cause, by_cause = _heaviest(charge, law)
    legal, bands, low, high = _measure(charge, cause, law)
    notes = [*by_day, *by_cause, *(_banded(cause, law, bands) if legal else ()), *told(charge.circumstances)]
    if charge.criminal_fine is not None:
        fined = yuan(charge.criminal_fine)
        notes.append(said("法院已判处罚金{fine}元，不再给予罚款（{basis}）", fine=fined, basis=CRIMINAL))
    if Weight.NONE in weights or charge.criminal_fine is not None:
        low = high = None
    elif low is not None and weights & {Weight.REDUCED, Weight.WAIVABLE}:
        low = Fen(0)
    return Weighed(cause, law, legal, bands, low, high, tuple(notes))


def counting(charge: Charge, now: Law, then: Law | None) -> tuple[Law, list[str]]:
    """Return the law that counts with why: that of the act's day, or today's where today's is lighter (APL 37).

    Lighter is first what its highest fine is, then the lowest, then what the discretion standards leave of them.
    """
    if then is None:
        return now, []
    if charge.cause not in then.causes:
        old: dict[str, object] = {"cause": charge.cause, "on": now.on, "basis": OLD_LAW}
        return now, [said("法规库没有收录行为时关于{cause}的规定，按{on}的规定（{basis}）", **old)]
    before, today = (_measured(charge, law) for law in (then, now))
    if before is None or today is None:
        days: dict[str, object] = {"then": then.on, "now": now.on, "basis": OLD_LAW}
        other = said("行为时（{then}）与现在（{now}）的处罚种类不同，由人员判断哪一项较轻（{basis}）", **days)
        return then, [other] if before or today else []
    if before[0] == today[0]:
        return then, []
    known = {"then": then.on, "before": before[1], "now": now.on, "today": today[1]}
    both = said("行为时（{then}）{before}；现在（{now}）{today}", **known)
    if today[0] < before[0]:
        return now, [said("{both}；新的较轻，适用新的（{basis}）", both=both, basis=OLD_LAW)]
    return then, [said("{both}；适用行为时的（{basis}）", both=both, basis=OLD_LAW)]


def _measured(charge: Charge, law: Law) -> tuple[tuple[Fen, ...], str] | None:
    """Return how heavy the fine of a cause is by a law (what is compared, in words), None where it has none."""
    cause = law.cause(charge.cause)
    legal, bands, low, high = _measure(charge, cause, law)
    if legal is None or low is None or high is None:
        return None
    words: str = legal.arithmetic
    if bands:
        ends = {"low": yuan(low), "high": yuan(high)}
        words = said("{arithmetic}，裁量基准{low}元至{high}元", arithmetic=words, **ends)
    return (legal.high, legal.low, high, low), words


def _measure(charge: Charge, cause: Cause, law: Law) -> tuple[Range | None, tuple[Band, ...], Fen | None, Fen | None]:
    """Return the range of a cause, the standards that fit, and the ends that they leave of it."""
    legal = legal_range(cause, charge.base)
    bands = tuple(fitting(cause, law, charge.base, charge.cartons))
    return legal, bands, *_ends(legal, cause, bands, charge.base)


def fine_at(base: Fen, ratio: Decimal) -> Fen:
    """Return a ratio in per cent (two decimals at most) of a base, rounded half up to the fen."""
    return Fen((base * int(ratio * 100) + 5_000) // 10_000)


def offset(criminal_fine: Fen, fine: Fen) -> Fen:
    """Return what is left of a court's fine after a fine that was given before for the same act (APL 35)."""
    return Fen(max(0, criminal_fine - fine))


def outside(weighed: Weighed, fine: Fen) -> str:
    """Return why a fine may not be decided, "" where it may."""
    if weighed.low is None or weighed.high is None:
        return "" if not fine else "不得给予罚款"
    if weighed.low <= fine <= weighed.high:
        return ""
    known = {"fine": yuan(fine), "low": yuan(weighed.low), "high": yuan(weighed.high)}
    if fine < weighed.low:
        return said("罚款{fine}元低于可以决定的{low}元至{high}元", **known)
    return said("罚款{fine}元高于可以决定的{low}元至{high}元", **known)


def off_standard(weighed: Weighed, fine: Fen, charge: Charge, *, lightened: bool = False) -> str:
    """Return why a fine leaves the discretion standards that fit, "" where it does not or none fits (APL 34).

    What is `lightened` by the law may lie below them.
    """
    low, high = _ends(weighed.legal, weighed.cause, weighed.bands, charge.base)
    if not weighed.bands or low is None or high is None or low <= fine <= high or (lightened and fine < low):
        return ""
    names = "、".join(f"“{band.name}”" for band in weighed.bands)
    known = {"fine": yuan(fine), "names": names, "low": yuan(low), "high": yuan(high), "basis": weighed.bands[0].basis}
    return said("罚款{fine}元超出裁量基准{names}的{low}元至{high}元（{basis}）", **known)


def fitting(cause: Cause, law: Law, base: Fen | None, cartons: Decimal | None) -> Iterator[Band]:
    """Yield the discretion standards that an act falls under; one that asks for what is not known does not fit."""
    for band in law.bands:
        by_value = _between(base, band.from_value, band.below_value)
        if band.cause == cause.id and by_value and _between(cartons, band.from_cartons, band.below_cartons):
            yield band


def _between(amount: Decimal | int | None, first: int | None, below: int | None) -> bool:
    if first is None and below is None:
        return True
    return amount is not None and (first is None or amount >= first) and (below is None or amount < below)


def _ends(legal: Range | None, cause: Cause, bands: Sequence[Band], base: Fen | None) -> tuple[Fen | None, Fen | None]:
    """Return the ends of the range, within the standards that fit."""
    if legal is None:
        return None, None
    spans = [span for band in bands if (span := fine_range(_narrowed(cause, band), base))]
    return min((span.low for span in spans), default=legal.low), max((span.high for span in spans), default=legal.high)


def _narrowed(cause: Cause, band: Band) -> Cause:
    """Return a cause with the ends of a standard in the place of its own."""
    return replace(cause, low=band.low, high=band.high, low_percent=band.low_percent, high_percent=band.high_percent)


def _banded(cause: Cause, law: Law, bands: Sequence[Band]) -> Iterator[str]:
    if bands:
        yield from (said("裁量基准“{name}”（{basis}）", name=band.name, basis=band.basis) for band in bands)
        if len(bands) > 1:
            yield "适用几项裁量基准，由人员判断适用哪一项"
    elif any(band.cause == cause.id for band in law.bands):
        yield said("没有适合本案的裁量基准，按法定幅度（{basis}）", basis=BASIS)
    else:
        yield said("没有登记{cause}的裁量基准，按法定幅度（{basis}）", cause=cause.id, basis=BASIS)


def _heaviest(charge: Charge, law: Law) -> tuple[Cause, list[str]]:
    """Return the cause with the highest fine of those that one act fulfils (APL 29), and why."""
    causes = [law.cause(code) for code in dict.fromkeys([charge.cause, *charge.also])]
    if len(causes) == 1:
        return causes[0], []
    highest = max(causes, key=lambda cause: span.high if (span := legal_range(cause, charge.base)) else -1)
    names = "、".join(cause.id for cause in causes)
    known = {"names": names, "cause": highest.id, "basis": ONCE}
    return highest, [said("同一行为违反{names}，不得两次罚款，按罚款数额高的{cause}处罚（{basis}）", **known)]
