"""In whose name a document goes out: the bureau of the officer who issues it, or of the district that has the case."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlmodel import Session

from content.office_list import known, shorts
from models.tables.applications import ApplicationRow
from models.tables.casework import EnforcementCaseRow
from models.tables.columns import table_of
from models.tables.documents import DocumentRow
from models.tables.licences import LicenceRow
from models.tables.offices import OfficeMemberRow
from models.values import Officer, Role
from rules.competence import Kind
from usecases import offices
from usecases.desk import Desk, desk_of

APPLICATIONS, LICENCES, MEMBERS = table_of(ApplicationRow), table_of(LicenceRow), table_of(OfficeMemberRow)
ENFORCEMENT, DOCUMENTS = table_of(EnforcementCaseRow), table_of(DocumentRow)
_OF_CASE = select(APPLICATIONS.c.district).where(APPLICATIONS.c.number == bindparam("about"))
_OF_LICENCE = select(LICENCES.c.district).where(LICENCES.c.licence_no == bindparam("about"))
_OF_ENFORCEMENT = select(ENFORCEMENT.c.office).where(ENFORCEMENT.c.number == bindparam("about"))
_FIRST = select(DOCUMENTS.c.sequence).where(DOCUMENTS.c.subject == bindparam("about")).order_by(DOCUMENTS.c.id).limit(1)
_STAFF = select(MEMBERS.c.login).where(MEMBERS.c.office.in_(bindparam("codes", expanding=True))).limit(1)
CITY = ""  # whose name and number word the configuration says


@dataclass(frozen=True, slots=True)
class Bureau:
    """A bureau as documents and records show it: its code ("" = the city's), name, short name of its numbers, USCC."""

    code: str
    name: str
    short_name: str
    uscc: str

    def sequence(self, kind: str, year: int) -> str:
        """Return the sequence of its numbers of a kind in a year."""
        return f"document-{kind}-{year}" + (f"-{self.code}" if self.code else "")


def bureau(session: Session, subject: str, by: Officer) -> Bureau:
    """Return who issues a document about a subject: an officer's own bureau (a hall's is its district's).

    What the machine does is done by the bureau that has the matter: the one that took it over, else that of the
    district, where it has officers here (domain 2.1, 6.1). So are all papers of an enforcement case, whoever writes
    them: one case has one bureau, one seal and one series of numbers.
    """
    known: dict[tuple[str, str], Bureau] = session.info.setdefault("bureaux", {})
    of_subject = Role.SYSTEM in by.roles or subject.startswith("C-")
    key = ("", subject) if of_subject else (by.login, "")
    if key not in known:
        known[key] = named(session, _in_charge(session, subject) if of_subject else _own(session, by))
    return known[key]


def named(session: Session, code: str, desk: Desk | None = None) -> Bureau:
    """Return a bureau by its code; the city bureau is named as the configuration says (`desk`, where a read has it)."""
    place, desk = known().get(code), desk or desk_of(session)
    if place is None or place.kind is Kind.CITY:
        return Bureau(CITY, desk.bureau_name, desk.short_name, desk.bureau_code)
    return Bureau(code, place.name, place.short, place.uscc or (place.test_uscc if desk.training else ""))


def filing(number: str, desk: Desk) -> str:
    """Return the name of the bureau whose number a dossier carries."""
    code = _of_number(number)
    return known()[code].name if code in shorts().values() else desk.bureau_name


def speaking(session: Session, subject: str, document_no: object = "") -> str:
    """Return in whose name somebody is told of a subject: of who issued the document, else of who has the subject."""
    if document_no:
        return named(session, _of_number(str(document_no))).name
    return named(session, _in_charge(session, subject)).name


def holding(session: Session, subject: str, desk: Desk) -> str:
    """Return the name of the bureau that has a subject."""
    return named(session, _in_charge(session, subject), desk).name


def agency(session: Session, number: str) -> Bureau:
    """Return who stands in a published record as the one that decided: the bureau whose number the decision carries.

    The district bureaux decide (domain 2.1). One whose unified social credit code is not entered cannot be named to
    the platform: for it the city bureau reports, as `doctor` says.
    """
    decided = named(session, _of_number(number))
    return decided if decided.uscc else named(session, CITY)


def unnamed(session: Session, desk: Desk) -> list[str]:
    """Return the names of the district bureaux that have officers here but no code to publish under."""
    staffed = {known()[code].division for code in session.execute(select(MEMBERS.c.office).distinct()).scalars()}
    bureaux = (known()[code] for code in sorted(staffed) if known()[code].kind is Kind.DISTRICT)
    return [place.name for place in bureaux if not (place.uscc or desk.training)]


def agency_of(session: Session, number: str) -> dict[str, str]:
    """Return the columns of a published record that say who decided and who reports (reference city 8.3)."""
    decided, desk = agency(session, number), desk_of(session)
    columns = {"agency_name": decided.name, "agency_code": decided.uscc}
    return columns | (
        {} if decided.code == CITY else {"source_name": desk.bureau_name, "source_code": desk.bureau_code}
    )


def of_sequence(session: Session, sequence: str) -> Bureau:
    """Return the bureau whose sequence of document numbers this is."""
    parts = sequence.split("-")
    return named(session, parts[3] if len(parts) > 3 else CITY)


def _of_number(number: str) -> str:
    """Return the code of the bureau whose number a document carries."""
    from usecases import whereabouts  # with appointments and their times, of which no paper speaks

    return whereabouts.of_number(number)


def _own(session: Session, by: Officer) -> str:
    place = offices.place_of(session, by)
    return CITY if place is None or place.kind is Kind.CITY else place.division


def _in_charge(session: Session, subject: str) -> str:
    about = {"about": subject}
    if subject.startswith("C-"):
        return _of_enforcement(session, about)
    district = session.execute(_OF_CASE, about).scalar() or session.execute(_OF_LICENCE, about).scalar()
    return offices.in_charge(session, subject) or _staffed(session, district)


def _of_enforcement(session: Session, about: dict[str, str]) -> str:
    """Return the bureau of an enforcement case: that of its first paper, before it that of its office."""
    first = session.execute(_FIRST, about).scalar()
    if first is not None:
        return of_sequence(session, first).code
    return _staffed(session, session.execute(_OF_ENFORCEMENT, about).scalar())


def _staffed(session: Session, district: str | None) -> str:
    """Return a district that has officers of its own, else the city."""
    if not district:
        return CITY
    codes = [code for code, place in known().items() if place.division == district]
    staff = session.execute(_STAFF, {"codes": codes}).first()
    return CITY if staff is None else str(district)
