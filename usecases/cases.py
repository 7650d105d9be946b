"""One application as the use cases handle it: its row, its form, its newest screening."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, func, select, update
from sqlmodel import Session

from models.errors import NotFound
from models.forms import ApplicationForm
from models.said import said
from models.tables.applications import ApplicationRow, RevisionRow, ScreeningRow
from models.tables.columns import table_of
from models.values import ApplicationState
from usecases import bulk, dossier_locks, together

APPLICATIONS, REVISIONS, SCREENINGS = table_of(ApplicationRow), table_of(RevisionRow), table_of(ScreeningRow)
CASES = "cases"  # what a transaction of many deeds remembers: number: case, until the row is changed
Form = tuple[int, int]  # which form: id of the application, revision

OPEN = frozenset({"received", "correcting", "accepted", "examining"})
WAITS = "transfer"  # why a person must look at it: another office was offered it
_READ = select(APPLICATIONS).where(APPLICATIONS.c.number == bindparam("wanted"))
_LOCKED = _READ.with_for_update()
_CHANGE = update(APPLICATIONS).where(APPLICATIONS.c.id == bindparam("changed"))
_EACH = select(APPLICATIONS.c.id, APPLICATIONS.c.revision).order_by(APPLICATIONS.c.id)
_ALL, _ALL_LOCKED = (bulk.Lookup(query, APPLICATIONS.c.number) for query in (_EACH, _EACH.with_for_update()))
_FORMS = select(REVISIONS.c.application_id, REVISIONS.c.revision, REVISIONS.c.form).where(
    REVISIONS.c.application_id.in_(bindparam("of", expanding=True)),
    REVISIONS.c.revision.in_(bindparam("revisions", expanding=True)),
)
_NEWEST = select(func.max(SCREENINGS.c.id)).where(SCREENINGS.c.application_id.in_(bindparam("of", expanding=True)))
_SCREENED = select(SCREENINGS).where(SCREENINGS.c.id.in_(_NEWEST.group_by(SCREENINGS.c.application_id)))


@dataclass(frozen=True, slots=True)
class Case:
    """An application under decision; `row` are its columns by name."""

    row: dict[str, Any]
    form: ApplicationForm

    @property
    def id(self) -> int:
        """Return the row id."""
        return int(self.row["id"])

    @property
    def number(self) -> str:
        """Return our number, A-2026-000001."""
        return str(self.row["number"])

    @property
    def state(self) -> str:
        """Return where it stands."""
        return str(self.row["state"])


def columns_of(row: Row[Any]) -> dict[str, Any]:
    """Return a row as a plain dict."""
    return dict(row._mapping)  # noqa: SLF001  # SQLAlchemy's public name for it


def keys(session: Session, numbers: Sequence[str], *, locked: bool = False) -> list[str | int | Form]:
    """Return by what many applications are looked up together: numbers, ids, newest forms (usecases.together).

    To change them they are locked first, always in the same order. Numbers of other subjects stay alone.
    """
    found = [(row.id, row.revision) for row in (_ALL_LOCKED if locked else _ALL).run(session, numbers)]
    return [*numbers, *(application_id for application_id, _revision in found), *found]


def read(session: Session, number: str, *, locked: bool = False) -> Case:
    """Return an application with its newest form; raises NotFound, Refused (to change one whose dossier is locked)."""
    row = session.execute(_LOCKED if locked else _READ, {"wanted": number}).first()
    if row is None:
        raise NotFound(
            said("没有编号为 {number} 的申请。", number=number), do_next="请用 applications list 查看现有编号。"
        )
    if locked and row.state == ApplicationState.CLOSED.value:
        dossier_locks.require_open(session, number)
    case = Case(columns_of(row), form_of(session, row.id, row.revision))
    together.remember(session, APPLICATIONS, CASES, number, case)
    return case


def form_of(session: Session, application_id: int, revision: int) -> ApplicationForm:
    """Return the form of one revision."""
    return together.among(session, REVISIONS, _forms, (application_id, revision))


def _forms(session: Session, wanted: Sequence[Form]) -> dict[Form, ApplicationForm]:
    """Return the forms of some revisions."""
    ids, revisions = (list(dict.fromkeys(one[place] for one in wanted)) for place in (0, 1))
    found = {(row[0], row[1]): row[2] for row in session.execute(_FORMS, {"of": ids, "revisions": revisions})}
    return {one: as_form(found[one]) for one in wanted}


def as_form(stored: dict[str, Any]) -> ApplicationForm:
    """Return the form that a stored JSON column holds."""
    import msgspec  # only where a form is read

    return msgspec.convert(stored, ApplicationForm)


def newest_screening(session: Session, application_id: int) -> dict[str, Any] | None:
    """Return the newest screening snapshot, None before the first."""
    return together.among(session, SCREENINGS, _screenings, application_id)


def _screenings(session: Session, ids: Sequence[int]) -> dict[int, dict[str, Any] | None]:
    """Return the newest screening of each application, None before its first."""
    found = (columns_of(row) for row in session.execute(_SCREENED, {"of": list(ids)}))
    return dict.fromkeys(ids) | {row["application_id"]: row for row in found}


def change(session: Session, case: Case, **values: Any) -> None:
    """Change columns of an application and raise its version; while another office is offered it, it stays marked."""
    if values.get("attention") == "" and (case.row | values)["offered_to"] and (case.row | values)["state"] in OPEN:
        values["attention"] = WAITS
    session.execute(_CHANGE, {"changed": case.id, **values, "version": case.row["version"] + 1})
