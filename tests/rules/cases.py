"""A clean case, and ways to change one thing in it."""

import copy
from dataclasses import replace
from datetime import date
from typing import Any

from content.lawbook import lawbook
from models.values import Outcome
from rules.lawrows import Law
from rules.screening import Case, Desk, Finding, Screening, screen
from rules.screening.reading import read_case

ID_NO, OTHER_ID, OLD_ID = "350203199003070014", "350206198512310025", "350203900307001"
USCC, OTHER_USCC, FIRM_USCC = "92350206MA2YFAKE0X", "91350200MA00000XYL", "91350203MA31ABCD0Q"
ON = date(2026, 11, 21)
Said = tuple[Outcome, str, str]  # outcome, evidence, stated
OWN = {"name": "王伟", "id_no": ID_NO}
CLEAN: dict[str, Any] = {
    "id": "c1",
    "item": "new",
    "received_on": "2026-11-21",
    "applicant": {
        "kind": "sole_trader",
        "name": "王伟",
        "id_no": ID_NO,
        "uscc": USCC,
        "birth_on": None,
        "legal_rep": None,
        "investor_origin": "domestic",
        "franchise_of_foreign": False,
    },
    "premises": {
        "address": "厦门市思明区鹭江道1号",
        "district": "350203",
        "is_hotel": False,
        "fixed": True,
        "separate_from_home": True,
        "school_distance_m": 120,
        "holds_licence": False,
        "vending_machine": False,
    },
    "records": [],
    "defaulter": {"status": "clear", "party": None, "as_of": "2026-11-20T09:00:00+08:00"},
    "business": {"status": "ok", "scope_has_tobacco": True},
}
FIRM = {
    "kind": "enterprise",
    "name": "厦门鹭岛贸易有限公司",
    "uscc": FIRM_USCC,
    "legal_rep": {"name": "李明", "id_no": OTHER_ID},
    "investor_origin": "domestic",
    "franchise_of_foreign": False,
}


def changed(**paths: Any) -> dict[str, Any]:
    """Return the clean case with some values changed: applicant__kind="person"; a whole key by its name."""
    case = copy.deepcopy(CLEAN)
    for path, value in paths.items():
        *parents, last = path.split("__")
        place = case
        for parent in parents:
            place = place[parent]
        place[last] = value
    return case


def record(kind: str, on: str | None, **more: Any) -> dict[str, Any]:
    """Return a record on the applicant, in force."""
    return {"kind": kind, "on": on, "in_force": True, "party": OWN, **more}


def penalty(on: str | None, act: str | None = None, **more: Any) -> dict[str, Any]:
    """Return a penalty for unlicensed trading."""
    return record("penalty", on, cause="unlicensed_trading", act=act, **more)


def law(on: date = ON) -> Law:
    """Return the built-in law of a day."""
    return lawbook().in_force(on)


def case_of(**paths: Any) -> Case:
    """Return the changed clean case as the rules take it."""
    return read_case(changed(**paths))


def judged(on: date = ON, /, **paths: Any) -> Screening:
    """Screen the changed clean case."""
    return screen(case_of(**paths), on, law(on))


def finding(rule: str, on: date = ON, /, **paths: Any) -> Finding:
    """Return what one rule says of the changed clean case."""
    return next(found for found in judged(on, **paths).findings if found.rule == rule)


def outcome(rule: str, on: date = ON, /, **paths: Any) -> Outcome:
    """Return the outcome of one rule for the changed clean case."""
    return finding(rule, on, **paths).outcome


def said(rule: str, case: Case, on: date = ON) -> Said:
    """Return the outcome of one rule for a case, its evidence and what was stated."""
    found = next(each for each in screen(case, on, law()).findings if each.rule == rule)
    return found.outcome, found.evidence, found.stated


def on_the_desk(rule: str, item: str = "new", **known: Any) -> Said:
    """Return what one rule says of the clean case when the desk knows this and no more."""
    return said(rule, replace(case_of(item=item), desk=Desk(**known)))
