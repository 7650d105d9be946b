"""The list of regulated situations, compared with what is known of one application; what is unknown is no hit."""

from collections.abc import Iterable, Mapping
from typing import Any

from models.values import Item, Outcome
from rules.basis import LegalBasis
from rules.lawrows import Condition, Regulated
from rules.screening.case import Finding

BASIS = LegalBasis("行政许可法", 2019, "第三十四条", "ALL 34")
Facts = Mapping[str, Any]


def compare(situations: Iterable[Regulated], item: Item, facts: Facts) -> tuple[Finding, ...]:
    """Return a finding for every situation of an item whose conditions all hold; `facts` by dotted names.

    A `deny` is a ground on which a person may refuse; the machine refuses nothing.
    """
    met = (one for one in situations if item in one.items and all(holds(each, facts) for each in one.when))
    return tuple(_finding(one, facts) for one in met)


def _finding(one: Regulated, facts: Facts) -> Finding:
    return Finding(
        one.id, Outcome(one.outcome), one.cited, f"{one.text}（{_known(one, facts)}）。", stated=f"{one.text}。"
    )


def holds(condition: Condition, facts: Facts) -> bool:
    """Tell whether a fact is known and as the condition says; a list holds where one of it does."""
    known = facts.get(condition.field)
    values = known if isinstance(known, list | tuple) else [known]
    return any(value is not None and _holds(condition.op, condition.value, value) for value in values)


def _holds(op: str, wanted: Any, value: Any) -> bool:
    if op == "is":
        return type(value) is type(wanted) and bool(value == wanted)
    if op == "in":
        return value in wanted
    if op == "contains":
        return any(word in str(value) for word in wanted)
    if type(value) not in (int, float):
        return False
    return bool(value >= wanted if op == "at_least" else value <= wanted)


def _known(one: Regulated, facts: Facts) -> str:
    """Return where each fact comes from: the first part of its name, and what it says of its day."""
    sources = dict.fromkeys(each.field.partition(".")[0] for each in one.when)
    return "；".join(f"{SOURCES.get(name, name)}{facts.get(f'{name}.as_of') or ''}" for name in sources)


SOURCES = {
    "site": "实地核查，截至",
    "form": "申请表，截至",
    "business": "商事登记，截至",
    "register": "本局许可证登记簿，截至",
}
