"""One application as the use cases handle it: its row, its form, its newest screening."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select, update
from sqlmodel import Session

from models.errors import NotFound
from models.forms import ApplicationForm
from models.said import said
from models.tables.applications import ApplicationRow, RevisionRow, ScreeningRow
from models.tables.columns import table_of

APPLICATIONS, REVISIONS, SCREENINGS = table_of(ApplicationRow), table_of(RevisionRow), table_of(ScreeningRow)


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


def read(session: Session, number: str, *, locked: bool = False) -> Case:
    """Return an application with its newest form; raises NotFound."""
    wanted = select(APPLICATIONS).where(APPLICATIONS.c.number == number)
    row = session.execute(wanted.with_for_update() if locked else wanted).first()
    if row is None:
        raise NotFound(
            said("没有编号为 {number} 的申请。", number=number), do_next="请用 applications list 查看现有编号。"
        )
    return Case(columns_of(row), form_of(session, row.id, row.revision))


def form_of(session: Session, application_id: int, revision: int) -> ApplicationForm:
    """Return the form of one revision."""
    c = REVISIONS.c
    stored = select(c.form).where(c.application_id == application_id, c.revision == revision)
    return as_form(session.execute(stored).scalar_one())


def as_form(stored: dict[str, Any]) -> ApplicationForm:
    """Return the form that a stored JSON column holds."""
    import msgspec  # only where a form is read

    return msgspec.convert(stored, ApplicationForm)


def newest_screening(session: Session, application_id: int) -> dict[str, Any] | None:
    """Return the newest screening snapshot, None before the first."""
    c = SCREENINGS.c
    row = session.execute(select(SCREENINGS).where(c.application_id == application_id).order_by(c.id.desc()).limit(1))
    found = row.first()
    return None if found is None else columns_of(found)


def change(session: Session, case: Case, **values: Any) -> None:
    """Change columns of an application and raise its version."""
    changed = update(APPLICATIONS).where(APPLICATIONS.c.id == case.id)
    session.execute(changed.values(**values, version=case.row["version"] + 1))
