"""In whose name a document goes out: the bureau of the officer who issues it, or of the district that has the case."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlmodel import Session

from models.tables.applications import ApplicationRow
from models.tables.columns import table_of
from models.tables.licences import LicenceRow
from models.tables.offices import OfficeMemberRow
from models.values import Officer, Role
from rules.competence import Kind
from usecases import offices
from usecases.desk import desk_of

APPLICATIONS, LICENCES, MEMBERS = table_of(ApplicationRow), table_of(LicenceRow), table_of(OfficeMemberRow)
_OF_CASE = select(APPLICATIONS.c.district).where(APPLICATIONS.c.number == bindparam("about"))
_OF_LICENCE = select(LICENCES.c.district).where(LICENCES.c.licence_no == bindparam("about"))
_STAFF = select(MEMBERS.c.login).where(MEMBERS.c.office.in_(bindparam("codes", expanding=True))).limit(1)
CITY = ""  # whose name and number word the configuration says


@dataclass(frozen=True, slots=True)
class Bureau:
    """A bureau as documents show it: its code ("" = the city's), its name, the short name of its numbers."""

    code: str
    name: str
    short_name: str

    def sequence(self, kind: str, year: int) -> str:
        """Return the sequence of its numbers of a kind in a year."""
        return f"document-{kind}-{year}" + (f"-{self.code}" if self.code else "")


def bureau(session: Session, subject: str, by: Officer) -> Bureau:
    """Return who issues a document about a subject: an officer's own bureau (a hall's is its district's).

    What the machine does is done by the bureau that has the case: the one that took it over, else that of the
    district, where it has officers here (domain 2.1, 6.1).
    """
    known: dict[tuple[str, str], Bureau] = session.info.setdefault("bureaux", {})
    key = (by.login, subject if Role.SYSTEM in by.roles else "")
    if key not in known:
        known[key] = named(session, _in_charge(session, subject) if Role.SYSTEM in by.roles else _own(session, by))
    return known[key]


def named(session: Session, code: str) -> Bureau:
    """Return a bureau by its code; the city bureau is named as the configuration says."""
    place, desk = offices.known().get(code), desk_of(session)
    if place is None or place.kind is Kind.CITY:
        return Bureau(CITY, desk.bureau_name, desk.short_name)
    return Bureau(code, place.name, place.short)


def of_sequence(session: Session, sequence: str) -> Bureau:
    """Return the bureau whose sequence of document numbers this is."""
    parts = sequence.split("-")
    return named(session, parts[3] if len(parts) > 3 else CITY)


def _own(session: Session, by: Officer) -> str:
    place = offices.place_of(session, by)
    return CITY if place is None or place.kind is Kind.CITY else place.division


def _in_charge(session: Session, subject: str) -> str:
    return offices.in_charge(session, subject) or _staffed(session, subject)


def _staffed(session: Session, subject: str) -> str:
    """Return the district of a subject where that has officers of its own, else the city."""
    about = {"about": subject}
    district = session.execute(_OF_CASE, about).scalar() or session.execute(_OF_LICENCE, about).scalar()
    if not district:
        return CITY
    codes = [code for code, place in offices.known().items() if place.division == district]
    staff = session.execute(_STAFF, {"codes": codes}).first()
    return CITY if staff is None else str(district)
