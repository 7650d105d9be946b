"""Foresight: where the papers of a step would contradict those of the case, told before anybody confirms it."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from models.values import Officer, shanghai_date
from rules.casework import steps
from rules.casework.clashes import Clash
from rules.casework.standing import Taken
from usecases import casework_effects, casework_judging, casework_papers, casework_publicity, casework_rows, proposals
from usecases.casework_rows import EnforcementCase
from usecases.desk import Desk


def of_step(
    session: Session, case: EnforcementCase, name: str, said: Mapping[str, Any], *, by: Officer, at: datetime
) -> list[Clash]:
    """Return the clashes that a step would bring, taken today by an officer; `said` are its checked blanks."""
    today = shanghai_date(at)
    proposed = {"proposed_by": by.login, "proposed_on": today.isoformat()} if steps.STEPS[name].asks_pair else {}
    after = _after(session, case, name, {**proposed, **said}, by.login, at)
    return casework_papers.foresee(session, name, after, after.standing.taken[-1].said, at=at)


def of_waiting(session: Session, number: str, desk: Desk, *, at: datetime) -> list[Clash]:
    """Return the clashes of what waits for confirmation in a case; [] where nothing waits. Raises NotFound."""
    case = casework_rows.read(session, number)
    waiting = proposals.open_one(session, case.number, None)
    if waiting is None:
        return []
    session.info["desk"] = desk
    note = json.loads(waiting.note)
    said = {key: note[key] for key in note if key not in ("on", casework_publicity.SHOWN)}
    said |= {"proposed_on": shanghai_date(waiting.at).isoformat()}
    return of_step(session, case, waiting.deed, said, by=waiting.officer(session), at=at)


def _after(
    session: Session, case: EnforcementCase, name: str, said: Mapping[str, Any], login: str, at: datetime
) -> EnforcementCase:
    """Return a case as it would be after a step."""
    today = shanghai_date(at)
    asked = casework_judging.judged(session, case, today, said)
    words = casework_effects.completed(name, case.standing, dict(said), asked)
    row = case.row | {"stage": steps.after(name, case.standing.stage).value}
    row |= casework_effects.of_step(name, words, asked)
    return EnforcementCase(row, casework_rows.standing(row, [*case.standing.taken, Taken(name, today, login, words)]))
