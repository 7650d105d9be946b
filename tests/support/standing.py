"""Cases as the rules see them: what was taken, how it stands, what a condition says of it."""

from datetime import date
from typing import Any

from content.lawbook import built_in_calendar, lawbook
from models.casework import CaseStage
from models.values import Officer, PartyKind, Role
from rules.casework.asked import Asked
from rules.casework.conditions import CONDITIONS
from rules.casework.deadlines import running
from rules.casework.standing import Party, Standing, Taken

DAY = date(2026, 11, 2)  # a Monday
TEAM = [["inspector", "陈立", "350201"], ["inspector2", "吴敏", "350202"]]
PERSON = Party(PartyKind.PERSON, "林海生", "350203199003070014", date(1990, 3, 7))
LAW = lawbook().in_force(DAY)


def on(day: date, **said: Any) -> Asked:
    """Return a day, its law, and what the step says."""
    return Asked(day, LAW, built_in_calendar(), said)


def took(deed: str, day: date = DAY, by: str = "inspector", **said: Any) -> Taken:
    """Return a step that was taken."""
    return Taken(deed, day, by, said)


def case(*taken: Taken, stage: CaseStage = CaseStage.NOTICED, **more: Any) -> Standing:
    """Return how the case of a person stands after these steps."""
    facts: dict[str, Any] = {"party": PERSON, "cause": "C01", "acted_on": date(2026, 10, 30)}
    return Standing(stage, DAY, taken=taken, **(facts | more))


def told(name: str, standing: Standing, asked: Asked | None = None) -> str:
    """Return what a condition says against a step; empty: nothing."""
    return CONDITIONS[name](standing, asked or on(DAY))


FILED = took("case.filed", officers=TEAM)
REPORTED, REVIEWED = took("case.reported"), took("case.review_passed", by="reviewer")
NOTICE = took("case.noticed", kinds=["fine"], fine=1500_00, hearing=False)
HEARD_NOTICE = took("case.noticed", kinds=["fine"], fine=20000_00, hearing=True)
SERVED = took("case.notice_served")


def officer(login: str, certificate: str = "") -> Officer:
    """Return somebody who may decide."""
    return Officer(login, login, frozenset({Role.APPROVER}), certificate)


def terms(standing: Standing, day: date = DAY) -> list[tuple[str, date, bool]]:
    """Return what runs: term, last day, whether it is ours."""
    return [(due.term, due.until, due.ours) for due in running(standing, on(day))]
