"""Conditions on the fine itself: within its range and standard, lighter only with a reason, none where excluded."""

from collections.abc import Callable, Mapping
from typing import Any

from models.errors import InvalidInput
from models.said import bare, said, together
from models.values import Fen, PartyKind, yuan
from rules.basis import LegalBasis
from rules.casework.amounts import Charge, Weighed, arithmetic, off_standard, weigh
from rules.casework.asked import Asked
from rules.casework.circumstances import CIRCUMSTANCES, Weight, by_age, code_of, told
from rules.casework.standing import Standing
from rules.goods import CARTONS_OF_A_CASE
from rules.penalties import LIGHTENED

BASIS = LegalBasis("行政处罚法", 2021, "第三十条至第三十四条", "APL 30–34")
LIGHTER = frozenset({Weight.REDUCED, Weight.WAIVABLE})  # the law lets a fine go below its range


def charge_of(case: Standing, asked: Asked) -> Charge:
    """Return what a step weighs: the cause of the case, and the base and circumstances that the step states."""
    base = asked.said.get("base")
    return Charge(case.cause, None if base is None else Fen(base), asked.cartons, _codes(asked))


def weighed(case: Standing, asked: Asked) -> Weighed | None:
    """Return what a step may fine by the law that counts (APL 37); None without a fine or a cause.

    Raises InvalidInput: a base that is missing, a circumstance that does not exist.
    """
    if not asked.said.get("fine") or case.cause not in asked.law.causes:
        return None
    return weigh(charge_of(case, asked), asked.law, asked.then)


def reckoned(case: Standing, asked: Asked) -> dict[str, object]:
    """Return the arithmetic of a step's fine and what it was weighed by, in words; nothing where it has no fine.

    What names a cause by its code is for the desk, not for the party that reads it.
    """
    found = weighed(case, asked)
    if found is None:
        return {}
    return {
        "arithmetic": arithmetic(found.cause, found.legal),
        "weighing": [note for note in found.notes if found.cause.id not in note],
    }


def _fine_in_range(case: Standing, asked: Asked) -> str:
    try:
        found = weighed(case, asked)
    except InvalidInput as error:
        cause = asked.law.causes[case.cause]
        without = cause.low_percent is not None and asked.said.get("base") is None
        why = said("没有写明{base}", base=cause.base) if without else bare(error.message)
        return said("{why}，不能核对罚款的幅度", why=why)
    return "" if found is None else _outside(found, asked)


def _outside(found: Weighed, asked: Asked) -> str:
    fine, span = Fen(asked.said["fine"]), found.legal
    if span is None:
        return said("不能处以罚款：{why}", why=arithmetic(found.cause, span))
    if found.high is None:
        none = [code for code in _codes(asked) if CIRCUMSTANCES[code].weight is Weight.NONE]
        return said("不得给予罚款：{none}", none=together(told(none)))
    if fine > span.high:
        return said("罚款{fine}元高于幅度：{arithmetic}", fine=yuan(fine), arithmetic=span.arithmetic)
    if fine < span.low and not lightened(asked):
        return said(
            "罚款{fine}元低于幅度：{arithmetic}；减轻处罚须写明理由", fine=yuan(fine), arithmetic=span.arithmetic
        )
    return ""


def _within_standard(case: Standing, asked: Asked) -> str:
    """A fine keeps to the discretion standard unless it says why not; what the law lightens may lie below it."""
    try:
        found = weighed(case, asked)
    except InvalidInput:
        return ""  # said by fine_in_range
    if found is None or deviating(asked):
        return ""
    why = off_standard(found, Fen(asked.said["fine"]), charge_of(case, asked), lightened=lightened(asked))
    return said("{why}，须写明偏离的理由并经集体讨论", why=why) if why else ""


def _on_the_spot_by_standard(case: Standing, asked: Asked) -> str:
    return "偏离裁量基准的，不能当场处罚" if _within_standard(case, asked) else ""


def _not_serious(case: Standing, asked: Asked) -> str:
    """Transport without a permit of more than a value or so many cases is serious: another penalty (C02s)."""
    if case.cause != "C02":
        return ""
    most, cases = (asked.law.least(f"serious_transport_{name}") for name in ("value", "cases"))
    if (asked.said.get("base") or 0) <= most and (asked.cartons or 0) <= cases * CARTONS_OF_A_CASE:
        return ""
    return said(
        "价值超过{most}元或者数量超过{cases}件，属于情节严重，应当按C02s处理（{basis}）",
        most=most // 100,
        cases=cases,
        basis=asked.law.thresholds["serious_transport_value"].basis,
    )


def _lightened_for_minor(case: Standing, asked: Asked) -> str:
    """A penalty for an act before the age of eighteen must be lighter or lightened, and the reason stated (APL 30)."""
    party = case.party
    young = party.kind is PartyKind.PERSON and by_age(party.born_on, case.acted_on)
    if not young or "minor" in _codes(asked) or str(asked.said.get("mitigation") or "").strip():
        return ""
    return "当事人行为时不满十八周岁，应当从轻或者减轻处罚，须写明从轻减轻的理由"


def lightened(asked: Asked) -> bool:
    """Tell whether a step states that the penalty is lightened, and why: in words or by a circumstance of the law."""
    by_law = any(CIRCUMSTANCES[code].weight in LIGHTER for code in _codes(asked) if code in CIRCUMSTANCES)
    return by_law or LIGHTENED in str(asked.said.get("mitigation") or "")


def mitigation(said: Mapping[str, Any]) -> str:
    """Return why a penalty is lighter: what the step says, else the circumstances that it names."""
    stated = str(said.get("mitigation") or "").strip()
    return stated or "；".join(told(code for code in _named(said) if CIRCUMSTANCES[code].weight in LIGHTER))


def _codes(asked: Asked) -> tuple[str, ...]:
    return _named(asked.said)


def _named(said: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the codes of the circumstances that a step names, by code or in words."""
    return tuple(code_of(str(word)) for word in said.get("circumstances") or ())


def deviating(asked: Asked) -> bool:
    """Tell whether a step states why its fine leaves the discretion standard."""
    return bool(str(asked.said.get("deviation") or "").strip())


FINING: Mapping[str, Callable[[Standing, Asked], str]] = {
    "fine_in_range": _fine_in_range,
    "within_standard": _within_standard,
    "spot_standard": _on_the_spot_by_standard,
    "not_serious": _not_serious,
    "lightened_for_minor": _lightened_for_minor,
}
