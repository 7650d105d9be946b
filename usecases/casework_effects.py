"""What a step of a case changes in its row, beside the stage."""

from collections.abc import Callable, Mapping
from typing import Any

from models.values import Fen
from rules.casework.amounts import heard_for, hearings_of
from rules.casework.asked import Asked
from rules.casework.collecting import in_money
from rules.casework.fining import mitigation, reckoned
from rules.casework.standing import Standing

Effect = Callable[[Mapping[str, Any], Asked], dict[str, Any]]
FINED = frozenset({"case.noticed", "case.decided", "case.fined_on_the_spot"})
NO_FINE = {"fine": None, "confiscated": None, "owed": None, "confiscated_owed": None}


def of_step(deed: str, said: Mapping[str, Any], asked: Asked) -> dict[str, Any]:
    """Return the columns that a step changes; `said` are its checked blanks."""
    effect = EFFECTS.get(deed)
    return effect(said, asked) if effect else {}


def completed(deed: str, case: Standing, said: dict[str, Any], asked: Asked) -> dict[str, Any]:
    """Return what a step says with what follows from the law: a number, arithmetic, the right to a hearing.

    What a circumstance of the law lightens is said in words where the step says nothing.
    """
    if deed == "case.evidence_preserved":
        before = sum(step.deed == deed for step in case.taken)
        return said | {"notice": str(before + 1)}
    if deed in FINED:
        said = said | reckoned(case, asked)
        said |= {"mitigation": why} if (why := mitigation(said)) else {}
    return said | {"hearing": hearing_offered(case, said, asked)} if deed == "case.noticed" else said


def hearing_offered(case: Standing, said: Mapping[str, Any], asked: Asked) -> bool:
    """Tell whether the intended penalty gives the right to a hearing (APL 63): its sums apart, or what it closes."""
    cause, kind = asked.law.causes[case.cause], case.party.kind
    fine, goods = (Fen(said.get(name) or 0) for name in ("fine", "in_kind"))
    sums = {"fine": fine, "gains": in_money(said), "goods": goods}
    return kind is None or heard_for(said.get("kinds") or ()) or bool(hearings_of(cause, kind, asked.law, **sums))


def _filed(_: Mapping[str, Any], asked: Asked) -> dict[str, Any]:
    return {"filed_on": asked.on}


def _decided(said: Mapping[str, Any], asked: Asked) -> dict[str, Any]:
    return _amended(said, asked) | {"decided_on": asked.on}


def _amended(said: Mapping[str, Any], _: Asked) -> dict[str, Any]:
    sums = {"fine": said.get("fine"), "confiscated": said.get("confiscated"), "owed": said.get("fine")}
    return sums | {"confiscated_owed": in_money(said) or None}


def _grave(said: Mapping[str, Any], _: Asked) -> dict[str, Any]:
    return {"grave": bool(said.get("grave"))}


EFFECTS: dict[str, Effect] = {
    "case.filed": _filed,
    "case.reported": _grave,
    "case.decided": _decided,
    "case.fined_on_the_spot": lambda said, asked: _decided(said, asked) | {"confiscated_owed": None},
    "case.not_punished": lambda _, asked: NO_FINE | {"decided_on": asked.on},
    "case.handled": lambda _, asked: NO_FINE | {"decided_on": asked.on},
    "case.amended": _amended,
    "case.annulled": lambda _said, _asked: {"owed": None, "confiscated_owed": None},
}
