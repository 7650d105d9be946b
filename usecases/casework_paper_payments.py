"""What the papers of collecting a fine say: deferral, surcharge, demand, application to the court."""

from typing import Any

from sqlmodel import Session

from models.values import Fen, yuan
from rules.casework.collecting import fine_of, parts_of
from rules.payments import PERCENT_A_DAY
from usecases import casework_paper_words as words
from usecases import casework_rows, payment_accounts
from usecases.casework_paper_words import Facts, Said
from usecases.casework_rows import EnforcementCase


def _fined(case: EnforcementCase) -> dict[str, Any]:
    """Return which decision is collected: its number, its day, its service."""
    delivered = case.standing.day("case.served") or case.standing.day("case.fined_on_the_spot")
    return {name: case.row[name] for name in ("decision_no", "decided_on")} | {"delivered_on": delivered}


def _owed(session: Session, case: EnforcementCase) -> str:
    """Return what is open of fine, surcharge and confiscated sum on the day of the step, before the row knows it."""
    return yuan(Fen(payment_accounts.accounts(session, case).owed(words.now(case).on)))


def _deferral(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    parts = [[part.due_on.isoformat(), yuan(part.amount)] for part in parts_of(said)]
    told = {"decision_no": case.row["decision_no"], "fine": yuan(fine_of(case.standing)), "parts": parts}
    return told | {"reason": said["reason"]} | words.approval(session, case, said)


def _demand(session: Session, case: EnforcementCase, _: Said) -> dict[str, Any]:
    term = casework_rows.asked(session, words.now(case).on).law.terms["E34"]
    return _fined(case) | {"owed": _owed(session, case), "demand_days": term.count}


def _surcharge(_: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    told = {"decision_no": case.row["decision_no"], "fine": yuan(fine_of(case.standing))}
    told |= {"amount": yuan(said["amount"]), "surcharge_percent": PERCENT_A_DAY}
    return told | {"reckoned_on": words.now(case).on}


def _application(session: Session, case: EnforcementCase, said: Said) -> dict[str, Any]:
    demanded = case.standing.day("case.payment_demanded")
    return _fined(case) | {"applied_to": said["court"], "demanded_on": demanded, "owed": _owed(session, case)}


COLLECTING: dict[str, Facts] = {
    "deferral_approval": _deferral,
    "payment_demand": _demand,
    "surcharge_decision": _surcharge,
    "enforcement_application": _application,
}
