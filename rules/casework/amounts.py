"""What a fine may be: cause and law that count, range, discretion standard, circumstances, hearing, with reasons."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from models.errors import InvalidInput
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


def charged(law: Law, code: str, *, serious: bool = False) -> Cause:
    """Return the cause of a code, or the one of its serious case; InvalidInput where there is none."""
    cause = law.cause(code)
    if not serious or cause.serious_of:
        return cause
    heavier = next((each for each in law.causes.values() if each.serious_of == cause.id), None)
    if heavier is None:
        with_one = "、".join(each.serious_of for each in law.causes.values() if each.serious_of)
        raise InvalidInput(
            f"案由{cause.id}没有情节严重的规定。", kept=NOT_SAID, do_next=f"有情节严重规定的案由：{with_one}。"
        )
    return heavier


def legal_range(cause: Cause, base: Fen | None) -> Range | None:
    """Return the range of the fine of a cause, None where the law has none; InvalidInput where its base is missing."""
    if base is None and cause.low_percent is not None:
        raise InvalidInput(
            f"{cause.id}的罚款按{cause.base}的比例计算。", kept=NOT_SAID, do_next=f"请写明{cause.base}（元）。"
        )
    return fine_range(cause, base)


def arithmetic(cause: Cause, span: Range | None) -> str:
    """Return how the range was reckoned, or what the law has in its place."""
    return span.arithmetic if span else f"{cause.id}没有法定的罚款幅度：{cause.measures}（{cause.basis}）"


def hearings(cause: Cause, kind: PartyKind, law: Law, **sums: Fen) -> list[str]:
    """Return why a cause may have to be heard (APL 63): `fine`, `gains` and `goods` (fen) each by themselves."""
    found = [f"{cause.id}可以责令停业或者取消资格、吊销许可证"] if cause.heavy else []
    return found + list(_over(law, sums, citizen=is_citizen(kind, law)))


def hearings_of(cause: Cause, kind: PartyKind, law: Law, kinds: Iterable[str] = (), /, **sums: Fen) -> list[str]:
    """Return why an intended penalty is heard: what it closes or takes, known or not, and each sum (APL 63)."""
    heavier = sorted(set(kinds) - MILD)
    found = [f"{cause.id}应当责令停业、关闭或者取消资格、吊销许可证"] if cause.closes else []
    found += [f"处罚种类中有{'、'.join(heavier)}"] if heavier else []
    return found + list(_over(law, sums, citizen=is_citizen(kind, law)))


def _over(law: Law, sums: Mapping[str, Fen], *, citizen: bool) -> Iterator[str]:
    least = law.settings.hearing_citizen if citizen else law.settings.hearing_organisation
    who = "公民" if citizen else "单位"
    for key, amount in sums.items():
        if amount >= least:
            yield f"{SUMS[key]}{yuan(amount)}元，达到对{who}的听证标准{yuan(least)}元"


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
        notes.append(f"法院已判处罚金{yuan(charge.criminal_fine)}元，不再给予罚款（{CRIMINAL}）")
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
        return now, [f"法规库没有收录行为时关于{charge.cause}的规定，按{now.on}的规定（{OLD_LAW}）"]
    before, today = (_measured(charge, law) for law in (then, now))
    if before is None or today is None:
        other = f"行为时（{then.on}）与现在（{now.on}）的处罚种类不同，由人员判断哪一项较轻（{OLD_LAW}）"
        return then, [other] if before or today else []
    if before[0] == today[0]:
        return then, []
    both = f"行为时（{then.on}）{before[1]}；现在（{now.on}）{today[1]}"
    if today[0] < before[0]:
        return now, [f"{both}；新的较轻，适用新的（{OLD_LAW}）"]
    return then, [f"{both}；适用行为时的（{OLD_LAW}）"]


def _measured(charge: Charge, law: Law) -> tuple[tuple[Fen, ...], str] | None:
    """Return how heavy the fine of a cause is by a law (what is compared, in words), None where it has none."""
    cause = law.cause(charge.cause)
    legal, bands, low, high = _measure(charge, cause, law)
    if legal is None or low is None or high is None:
        return None
    standard = f"，裁量基准{yuan(low)}元至{yuan(high)}元" if bands else ""
    return (legal.high, legal.low, high, low), legal.arithmetic + standard


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
    where = "低于" if fine < weighed.low else "高于"
    return f"罚款{yuan(fine)}元{where}可以决定的{yuan(weighed.low)}元至{yuan(weighed.high)}元"


def off_standard(weighed: Weighed, fine: Fen, charge: Charge, *, lightened: bool = False) -> str:
    """Return why a fine leaves the discretion standards that fit, "" where it does not or none fits (APL 34).

    What is `lightened` by the law may lie below them.
    """
    low, high = _ends(weighed.legal, weighed.cause, weighed.bands, charge.base)
    if not weighed.bands or low is None or high is None or low <= fine <= high or (lightened and fine < low):
        return ""
    names = "、".join(f"“{band.name}”" for band in weighed.bands)
    return f"罚款{yuan(fine)}元超出裁量基准{names}的{yuan(low)}元至{yuan(high)}元（{weighed.bands[0].basis}）"


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
        yield from (f"裁量基准“{band.name}”（{band.basis}）" for band in bands)
        if len(bands) > 1:
            yield "适用几项裁量基准，由人员判断适用哪一项"
    elif any(band.cause == cause.id for band in law.bands):
        yield f"没有适合本案的裁量基准，按法定幅度（{BASIS}）"
    else:
        yield f"没有登记{cause.id}的裁量基准，按法定幅度（{BASIS}）"


def _heaviest(charge: Charge, law: Law) -> tuple[Cause, list[str]]:
    """Return the cause with the highest fine of those that one act fulfils (APL 29), and why."""
    causes = [law.cause(code) for code in dict.fromkeys([charge.cause, *charge.also])]
    if len(causes) == 1:
        return causes[0], []
    highest = max(causes, key=lambda cause: span.high if (span := legal_range(cause, charge.base)) else -1)
    names = "、".join(cause.id for cause in causes)
    return highest, [f"同一行为违反{names}，不得两次罚款，按罚款数额高的{highest.id}处罚（{ONCE}）"]
