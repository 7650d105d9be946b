"""Conditions on the fine itself: within the range of its cause unless lightened with a reason, lighter for a minor."""

from collections.abc import Callable, Mapping

from models.errors import InvalidInput
from models.values import Fen, PartyKind, yuan
from rules.basis import LegalBasis
from rules.casework.amounts import arithmetic, legal_range
from rules.casework.asked import Asked
from rules.casework.circumstances import by_age
from rules.casework.standing import Standing
from rules.penalties import LIGHTENED

BASIS = LegalBasis("行政处罚法", 2021, "第三十条至第三十四条", "APL 30–34")


def _fine_in_range(case: Standing, asked: Asked) -> str:
    """Judge by the law of the day of the step."""
    fine, base, cause = asked.said.get("fine"), asked.said.get("base"), asked.law.causes.get(case.cause)
    if not fine or cause is None:
        return ""
    try:
        span = legal_range(cause, None if base is None else Fen(base))
    except InvalidInput:
        return f"没有写明{cause.base}，不能核对罚款的幅度"
    if span is None:
        return f"不能处以罚款：{arithmetic(cause, span)}"
    if fine > span.high:
        return f"罚款{yuan(fine)}元高于幅度：{span.arithmetic}"
    if fine < span.low and not lightened(asked):
        return f"罚款{yuan(fine)}元低于幅度：{span.arithmetic}；减轻处罚须写明理由"
    return ""


def _lightened_for_minor(case: Standing, asked: Asked) -> str:
    """A penalty for an act before the age of eighteen must be lighter or lightened, and the reason stated (APL 30)."""
    party = case.party
    young = party.kind is PartyKind.PERSON and by_age(party.born_on, case.acted_on)
    if not young or str(asked.said.get("mitigation") or "").strip():
        return ""
    return "当事人行为时不满十八周岁，应当从轻或者减轻处罚，须写明从轻减轻的理由"


def lightened(asked: Asked) -> bool:
    """Tell whether a step states that the penalty is lightened, and why."""
    return LIGHTENED in str(asked.said.get("mitigation") or "")


FINING: Mapping[str, Callable[[Standing, Asked], str]] = {
    "fine_in_range": _fine_in_range,
    "lightened_for_minor": _lightened_for_minor,
}
