"""Enforcement cases as the use cases handle them: the row, its steps, and what the rules see of both."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlmodel import Session

from content.lawbook import lawbook
from models.casework import CaseStage
from models.errors import NotFound
from models.said import said
from models.tables.casework import CaseStepRow, EnforcementCaseRow
from models.tables.columns import table_of
from models.values import PartyKind, shanghai_date
from rules.casework.asked import Asked
from rules.casework.standing import Party, Standing, Taken
from rules.casework.steps import ENDED
from usecases import calendars
from usecases.cases import columns_of

CASES, STEPS = table_of(EnforcementCaseRow), table_of(CaseStepRow)
FACTS = (
    "found_on", "ownerless", "cause", "acted_on", "harmful", "grave", "alarm", "owed", "confiscated_owed",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class EnforcementCase:
    """One case under work: its columns by name, and how it stands."""

    row: dict[str, Any]
    standing: Standing

    @property
    def number(self) -> str:
        """Return its number from the lead on: C-2026-000001."""
        return str(self.row["number"])


def read(session: Session, number: str, *, locked: bool = False) -> EnforcementCase:
    """Return a case by its number, its filing number or the number of its decision; raises NotFound."""
    c = CASES.c
    wanted = number.strip()
    for column in (c.number, c.filing_no, c.decision_no):
        query = select(CASES).where(column == wanted).order_by(c.id).limit(1)
        row = session.execute(query.with_for_update() if locked else query).first() if wanted else None
        if row is not None:
            return of_row(session, columns_of(row))
    raise NotFound(said("没有编号为“{number}”的案件。", number=wanted[:64]), do_next="用 luqiao cases list 查找。")


def of_row(session: Session, row: dict[str, Any]) -> EnforcementCase:
    """Return the case of a row with its steps."""
    return EnforcementCase(row, standing(row, taken(session, int(row["id"]))))


def taken(session: Session, case_id: int) -> list[Taken]:
    """Return the steps of a case, the oldest first."""
    c = STEPS.c
    rows = session.execute(select(c.deed, c.counts_on, c.by, c.said).where(c.case_id == case_id).order_by(c.id))
    return [Taken(row.deed, row.counts_on, row.by, row.said or {}) for row in rows]


def standing(row: Mapping[str, Any], steps: list[Taken]) -> Standing:
    """Return how a case stands."""
    party = row["party"] or {}
    days = [party.get(name) for name in ("born_on", "dead_on")]
    who = Party(
        PartyKind(party["kind"]) if party.get("kind") else None,
        str(row["party_name"]),
        str(row["party_no"]),
        *(date.fromisoformat(day) if day else None for day in days),
    )
    facts = {name: row[name] for name in FACTS}
    return Standing(CaseStage(row["stage"]), party=who, taken=steps, **facts)


def asked(session: Session, on: date, words: Mapping[str, Any] | None = None) -> Asked:
    """Return what a step of a day is judged by."""
    return Asked(on, lawbook().in_force(on), calendars.current(session), words or {})


def add(session: Session, values: Mapping[str, Any]) -> int:
    """Write a new case and return the id of its row."""
    row_id: int = session.execute(insert(CASES).values(dict(values)).returning(CASES.c.id)).scalar_one()
    return row_id


def keep(session: Session, case: EnforcementCase, values: dict[str, Any], *, at: datetime) -> EnforcementCase:
    """Write what a deed changed, with the nearest last day that follows from it; return the case as it is now."""
    from rules.casework.deadlines import running  # knows every condition of the course; reading a case needs none

    row = case.row | values | {"version": case.row["version"] + 1, "changed_at": at}  # steps are read anew
    now = of_row(session, row)
    today = shanghai_date(at)
    ours = [due for due in running(now.standing, asked(session, today)) if due.ours]
    over = now.standing.stage in ENDED or not ours
    row |= {"due_on": None if over else ours[0].until, "due_term": "" if over else ours[0].term}
    changed = {name: row[name] for name in row if name not in ("id", "number")}
    session.execute(update(CASES).where(CASES.c.id == row["id"]).values(changed))
    return EnforcementCase(row, now.standing)
