"""Officers: find them, list them, register those of a training database."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Row, insert, select
from sqlmodel import Session

from models.errors import Refused
from models.said import said
from models.tables.columns import table_of
from models.tables.officers import OfficerRow
from models.values import SYSTEM_OFFICER, Officer, Role
from rules import authority
from usecases import audit
from usecases.deeds import deed

OFFICERS = table_of(OfficerRow)
HANDLES = "application.examined"  # whoever may examine an application may be the one who handles it
TRAINING = (
    Officer("clerk", "周雅", frozenset({Role.LICENCE_CLERK}), ""),
    Officer("clerk2", "林晓芸", frozenset({Role.LICENCE_CLERK}), ""),
    Officer("inspector", "陈志远", frozenset({Role.INSPECTOR}), "35020026001"),
    Officer("inspector2", "黄文彬", frozenset({Role.INSPECTOR}), "35020026002"),
    Officer("approver", "张炜", frozenset({Role.APPROVER}), ""),
    Officer("approver2", "吴佩琪", frozenset({Role.APPROVER}), ""),
    Officer("reviewer", "苏明理", frozenset({Role.LEGAL_REVIEWER}), ""),
    Officer("supervisor", "郑立群", frozenset({Role.SUPERVISOR}), ""),
    Officer("sysadmin", "许航", frozenset({Role.SYSTEM_ADMIN}), ""),
    Officer("secadmin", "叶守安", frozenset({Role.SECURITY_ADMIN}), ""),
    Officer("auditor", "何慎之", frozenset({Role.AUDIT_ADMIN}), ""),
)


def find(session: Session, login: str) -> Officer | None:
    """Return an active officer by login; the system itself has no row."""
    if login == SYSTEM_OFFICER.login:
        return None
    wanted = select(OFFICERS).where(OFFICERS.c.login == login, OFFICERS.c.active)
    row = session.execute(wanted).first()
    return None if row is None else _officer(row)


def active(session: Session) -> Sequence[Officer]:
    """Return everybody who may sign in, by login."""
    rows = session.execute(select(OFFICERS).where(OFFICERS.c.active).order_by(OFFICERS.c.login))
    return [_officer(row) for row in rows]


def handlers(session: Session) -> Sequence[Officer]:
    """Return everybody who may handle applications, by login: no administrators, nobody who only reviews or watches."""
    return [one for one in active(session) if authority.may(HANDLES, one)]


def names(session: Session) -> dict[str, str]:
    """Return login → displayed name of everybody, the system included."""
    rows = session.execute(select(OFFICERS.c.login, OFFICERS.c.name))
    return {row.login: row.name for row in rows} | {SYSTEM_OFFICER.login: SYSTEM_OFFICER.name}


def everybody(session: Session) -> Sequence[tuple[Officer, bool]]:
    """Return everybody who is known, by login, and whether each may sign in."""
    rows = session.execute(select(OFFICERS).order_by(OFFICERS.c.login)).all()
    return [(_officer(row), bool(row.active)) for row in rows]


def serves(session: Session, officer: Officer) -> bool:
    """Tell whether an officer was not taken off the desk."""
    return session.execute(select(OFFICERS.c.active).where(OFFICERS.c.login == officer.login)).scalar() is not False


def require_serving(session: Session, by: Officer) -> None:
    """Raise Refused where who acts was taken off the desk meanwhile: an open console ends with that."""
    if by.login == SYSTEM_OFFICER.login:
        return
    if not serves(session, by):
        raise Refused(said("{name}已停用，不能再办理。", name=by.name), kept="没有任何改动。", do_next="请换人登录。")


def require_other_administrator(session: Session, login: str, roles: Iterable[Role]) -> None:
    """Raise Refused where nobody else holds an administrator's role that this officer would lose."""
    others = frozenset[Role]().union(*(one.roles for one in active(session) if one.login != login))
    alone = (frozenset(roles) & authority.ADMINISTRATORS) - others
    if alone:
        raise Refused(
            said("{login}是最后一名{roles}。", login=login, roles=authority.roles_text(alone)),
            kept="没有任何改动。",
            do_next="请先登记另一名。",
        )


@deed("officers.registered")
def register_training(session: Session, *, by: Officer, at: datetime) -> int:
    """Register the training officers that are missing; return how many were added."""
    known = set(session.execute(select(OFFICERS.c.login)).scalars())
    missing = [officer for officer in TRAINING if officer.login not in known]
    if missing:
        session.execute(insert(OFFICERS), [_values(officer) for officer in missing])
    facts: dict[str, object] = {"logins": [officer.login for officer in missing], "training": True}
    audit.record(session, by=by, at=at, deed="officers.registered", subject="officers", facts=facts)
    return len(missing)


def _values(officer: Officer) -> dict[str, object]:
    roles = sorted(role.value for role in officer.roles)
    return {
        "login": officer.login,
        "name": officer.name,
        "roles": roles,
        "certificate_no": officer.certificate_no,
        "active": True,
    }


def _officer(row: Row[tuple[object, ...]]) -> Officer:
    values = row._mapping  # noqa: SLF001  # SQLAlchemy's public name for it
    roles = frozenset(Role(role) for role in values["roles"])
    return Officer(values["login"], values["name"], roles, values["certificate_no"])
