"""What becomes of preserved evidence and goods: disposed of, returned, sold or destroyed once forfeited."""

from collections.abc import Callable, Mapping

from rules.basis import LegalBasis
from rules.casework.asked import Asked
from rules.casework.standing import Standing

BASIS = LegalBasis("行政处罚法", 2021, "第五十六条、第七十四条", "APL 56, 74")
FORFEIT = "confiscation"  # a kind of penalty
NAMING = ("case.evidence_preserved", "case.scene_recorded", "case.sampled", "case.priced")  # steps with goods in rows


def _preservation_open(case: Standing, asked: Asked) -> str:
    open_ones = {step.said.get("notice") for step in case.preserved}
    return "" if asked.said.get("notice") in open_ones else "没有这一份尚未处理的先行登记保存"


def _preserved(case: Standing, _: Asked) -> str:
    return "" if case.preserved else "没有先行登记保存的证据"


def _preservation_settled(case: Standing, _: Asked) -> str:
    return "先行登记保存的证据还没有处理" if case.preserved else ""


def _goods_listed(case: Standing, asked: Asked) -> str:
    known = asked.listed or any(step.said.get("goods") for step in case.taken if step.deed in NAMING)
    return "" if known else "没有列明涉案物品"


def _forfeited(case: Standing, _: Asked) -> str:
    decided = case.punishment
    taken_away = decided is not None and FORFEIT in (decided.said.get("kinds") or ())
    return "" if taken_away or case.last("case.handled") else "没有决定没收物品"


def _disposed(case: Standing, _: Asked) -> str:
    return "" if case.last("case.preservation_disposed") else "还没有对先行登记保存的证据作出处理"


DISPOSING: Mapping[str, Callable[[Standing, Asked], str]] = {
    "preservation_open": _preservation_open,
    "preserved": _preserved,
    "preservation_settled": _preservation_settled,
    "goods_listed": _goods_listed,
    "forfeited": _forfeited,
    "disposed": _disposed,
}
