"""What a step of a case changes in its row, beside the stage."""

from collections.abc import Callable, Mapping
from typing import Any

from models.values import Fen
from rules.casework.amounts import hearings
from rules.casework.asked import Asked
from rules.casework.standing import Standing

Effect = Callable[[Mapping[str, Any], Asked], dict[str, Any]]
CLOSURES = frozenset({"closure", "revocation", "downgrade"})  # a hearing is always due (APL 63)
NO_FINE = {"fine": None, "confiscated": None, "owed": None}


def of_step(deed: str, said: Mapping[str, Any], asked: Asked) -> dict[str, Any]:
    """Return the columns that a step changes; `said` are its checked blanks."""
    effect = EFFECTS.get(deed)
    return effect(said, asked) if effect else {}


def completed(deed: str, case: Standing, said: dict[str, Any], asked: Asked) -> dict[str, Any]:
    """Return what a step says with what follows from the law: the number of a preservation, the right to a hearing."""
    if deed == "case.evidence_preserved":
        before = sum(step.deed == deed for step in case.taken)
        return said | {"notice": str(before + 1)}
    return said | {"hearing": hearing_offered(case, said, asked)} if deed == "case.noticed" else said


def hearing_offered(case: Standing, said: Mapping[str, Any], asked: Asked) -> bool:
    """Tell whether the intended penalty gives the right to a hearing (APL 63): its sums apart, or what it closes."""
    cause, kind = asked.law.causes[case.cause], case.party.kind
    if kind is None or CLOSURES & set(said.get("kinds") or ()):
        return True
    fine, goods = (Fen(said.get(name) or 0) for name in ("fine", "confiscated"))
    return bool(hearings(cause, kind, asked.law, fine=fine, goods=goods))


def _filed(_: Mapping[str, Any], asked: Asked) -> dict[str, Any]:
    return {"filed_on": asked.on}


def _decided(said: Mapping[str, Any], asked: Asked) -> dict[str, Any]:
    sums = {"fine": said.get("fine"), "confiscated": said.get("confiscated"), "owed": said.get("fine")}
    return sums | {"decided_on": asked.on}


def _grave(said: Mapping[str, Any], _: Asked) -> dict[str, Any]:
    return {"grave": bool(said.get("grave"))}


EFFECTS: dict[str, Effect] = {
    "case.filed": _filed,
    "case.reported": _grave,
    "case.decided": _decided,
    "case.fined_on_the_spot": _decided,
    "case.not_punished": lambda _, asked: NO_FINE | {"decided_on": asked.on},
    "case.handled": lambda _, asked: NO_FINE | {"decided_on": asked.on},
    "case.annulled": lambda _said, _asked: {"owed": None},
}
