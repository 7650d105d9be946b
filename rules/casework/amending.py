"""A decision that a reconsideration or a court annuls or changes: by its document, never to the party's cost."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from models.said import said, together
from rules.basis import LegalBasis
from rules.casework.asked import Asked
from rules.casework.collecting import in_money
from rules.casework.disposing import FORFEIT
from rules.casework.standing import Standing

BASIS = LegalBasis("行政处罚法", 2021, "第四十八条第二款", "APL 48(2); ARL 63; ALIT 77")
MILDEST = frozenset({"warning", "criticism", "other:通报批评"})  # what may take the place of any other kind
SUMS = ("fine", "confiscated", "in_kind")
DECISIONS = frozenset({"case.decided", "case.fined_on_the_spot", "case.not_punished", "case.handled"})
CHANGED = ("kinds", *SUMS, "content")


def as_amended(decided: Mapping[str, Any], amended: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a decision says since it was changed: kinds, sums and words are the new ones."""
    return {key: value for key, value in decided.items() if key not in CHANGED} | {
        key: amended[key] for key in CHANGED if key in amended
    }


def _punished(case: Standing, _: Asked) -> str:
    return "" if case.punishment else "没有行政处罚决定可以变更"


def _not_heavier(case: Standing, asked: Asked) -> str:
    """Compare with the decision as it stands (ARL 63(2), ALIT 77(2))."""
    if case.punishment is None:
        return ""
    before, now = case.punishment.said, asked.said
    heavier = {
        "变更后的罚款重于原决定": _sum(now, "fine") > _sum(before, "fine"),
        "变更后的没收金额重于原决定": _sum(now, "confiscated") > _sum(before, "confiscated"),
        "变更后应缴的没收款重于原决定": in_money(now) > in_money(before),
        "变更后有原决定没有的处罚种类": bool(_kinds(now) - _kinds(before) - MILDEST),
    }
    return together(words for words, holds in heavier.items() if holds)


def _sums_named(_: Standing, asked: Asked) -> str:
    wrong = {
        "处罚种类和罚款不一致": ("fine" in _kinds(asked.said)) is not (_sum(asked.said, "fine") > 0),
        "处罚种类和没收金额不一致": (FORFEIT in _kinds(asked.said)) is not (_sum(asked.said, "confiscated") > 0),
    }
    return together(words for words, holds in wrong.items() if holds)


def _amended(case: Standing, asked: Asked) -> str:
    if case.punishment is None:
        return ""
    before, now = case.punishment.said, asked.said
    same = all(_sum(now, key) == _sum(before, key) for key in SUMS) and _kinds(now) == _kinds(before)
    return "与原决定相同，没有变更" if same and now.get("content") == before.get("content") else ""


def _annulled_since(case: Standing, asked: Asked) -> str:
    decided = next((step.on for step in reversed(case.taken) if step.deed in DECISIONS), case.found_on)
    dated = date.fromisoformat(str(asked.said["dated"]))
    received = date.fromisoformat(str(asked.said.get("received") or asked.on))
    if not decided <= dated <= asked.on:
        return said("文书日期应在{decided}至{on}之间", decided=decided, on=asked.on)
    if dated <= received <= asked.on:
        return ""
    return said("收到文书的日期应在{dated}至{on}之间", dated=dated, on=asked.on)


def _sum(said_: Mapping[str, Any], key: str) -> int:
    return int(said_.get(key) or 0)


def _kinds(said_: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(said_.get("kinds") or ())


AMENDING: Mapping[str, Callable[[Standing, Asked], str]] = {
    "annulled_since": _annulled_since,
    "punished": _punished,
    "not_heavier": _not_heavier,
    "sums_named": _sums_named,
    "amended": _amended,
}
