"""Whereabouts: to which office belongs what a deed is about, as the code of a district or of the city."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, or_, select, update
from sqlmodel import Session

from content.office_list import known, shorts
from content.timetable import timetable
from models.tables.applications import ApplicationRow
from models.tables.appointments import AppointmentRow, SlotRow
from models.tables.blacklist import ListHitRow
from models.tables.casework import EnforcementCaseRow
from models.tables.columns import table_of
from models.tables.complaints import ComplaintRow
from models.tables.deliveries import DeliveryRow
from models.tables.documents import DocumentRow
from models.tables.dossiers import DossierRow
from models.tables.instant import InstantDecisionRow
from models.tables.licences import LicenceRow
from models.tables.offices import OfficeMemberRow
from models.tables.outbox import AlarmRow, FeedbackRow, OutboxRow
from models.tables.ratings import RatingRow
from models.tables.terms import CardRow
from rules import competence
from rules.competence import CITY_CODE, About
from rules.identifiers import normal_number

APPLICATIONS, LICENCES, DELIVERIES = table_of(ApplicationRow), table_of(LicenceRow), table_of(DeliveryRow)
DOCUMENTS, DOSSIERS, CARDS, RATINGS = (
    table_of(DocumentRow),
    table_of(DossierRow),
    table_of(CardRow),
    table_of(RatingRow),
)
OUTBOX, FEEDBACK, ALARMS, MEMBERS = (
    table_of(OutboxRow),
    table_of(FeedbackRow),
    table_of(AlarmRow),
    table_of(OfficeMemberRow),
)
SLOTS, BOOKINGS, INSTANT = table_of(SlotRow), table_of(AppointmentRow), table_of(InstantDecisionRow)
_A = APPLICATIONS.c
_OF_CASE = select(_A.district, _A.taken_over, _A.offered_to).where(_A.number == bindparam("wanted"))
_OF_LICENCE = select(LICENCES.c.district).where(LICENCES.c.licence_no == bindparam("wanted"))
_OF_MEMBER = select(MEMBERS.c.office).where(MEMBERS.c.login == bindparam("wanted"))
_DELIVERY = select(DELIVERIES.c.subject).where(DELIVERIES.c.number == bindparam("wanted"))
_DOCUMENT = select(DOCUMENTS.c.subject).where(DOCUMENTS.c.number == bindparam("wanted"))
_DOSSIER = select(DOSSIERS.c.subject).where(DOSSIERS.c.number == bindparam("wanted"))
_RATING = select(RATINGS.c.subject, RATINGS.c.district).where(RATINGS.c.rating_id == bindparam("wanted"))
_MESSAGE = select(OUTBOX.c.subject, OUTBOX.c.payload).where(OUTBOX.c.key == bindparam("wanted"))
_FEEDBACK = select(FEEDBACK.c.record_key).where(FEEDBACK.c.feedback_id == bindparam("wanted"))
_LIST_HIT = select(table_of(ListHitRow).c.subject).where(table_of(ListHitRow).c.id == bindparam("wanted"))
_ALARM = select(ALARMS.c.subject).where(ALARMS.c.id == bindparam("wanted"))
_BOOKING = select(SLOTS.c.hall).join(BOOKINGS, BOOKINGS.c.slot_id == SLOTS.c.id)
_E = table_of(EnforcementCaseRow).c
_ENFORCEMENT = select(_E.office).where(
    or_(*(column == bindparam("wanted") for column in (_E.number, _E.filing_no, _E.decision_no)))
)
_H = table_of(ComplaintRow).c
_COMPLAINT = select(_H.office).where(_H.number == bindparam("wanted"))
_BOOKING = _BOOKING.where(BOOKINGS.c.number == bindparam("wanted"))
NAMED = ("project_no", "number")  # what a notice calls the application that it is about


@dataclass(frozen=True, slots=True)
class Call:
    """A deed as it was called: by whom, and with which arguments."""

    deed: str
    login: str
    args: Sequence[Any]
    more: Mapping[str, Any]

    @property
    def subject(self) -> Any:
        """Return the first argument, which names what the deed is about."""
        return self.args[0] if self.args else None


def of(session: Session, call: Call) -> list[str]:
    """Return the districts whose offices are competent for a call, the city's code for the city bureau.

    Nothing where the subject is unknown: then the deed itself says so.
    """
    about = competence.ABOUT.get(call.deed, About.APPLICATION)
    found = _FINDERS[about](session, call) if about in _FINDERS else CITY_CODE
    return [found] if isinstance(found, str) else [code for code in found or () if code]


def of_application(session: Session, number: str) -> str | None:
    """Return the district or city whose office has an application, None where there is no such application."""
    stands = session.execute(_OF_CASE, {"wanted": number}).first()
    return None if stands is None else stands.taken_over or stands.district


def of_subject(session: Session, subject: str) -> str | None:
    """Return whose a subject of ledger and outbox is: an application, a licence, a record, or what names one."""
    kind, colon, rest = subject.partition(":")
    if colon and kind in ("xk", "penalty"):
        return of_number(rest)
    if subject.startswith(("xk|", "cf|", "case|")):
        return of_number(subject.split("|")[1])
    if colon and kind in ("licence", "dossier", "joint", "letter"):
        return of_subject(session, rest)
    if colon and kind in ("rating", "reply"):
        return _of_rating(session, rest)
    if subject.startswith(("C-", "D-", "H-")):
        return _of_numbered(session, subject)
    licence: str | None = session.execute(_OF_LICENCE, {"wanted": normal_number(subject)}).scalar()
    return licence or of_application(session, subject)


def _of_numbered(session: Session, number: str) -> str | None:
    """Return whose a case (C-…), a delivery (D-…) or a complaint (H-…) is."""
    if number.startswith("D-"):
        return _through(session, _DELIVERY, number)
    return _of_enforcement(session, number) if number.startswith("C-") else _of_complaint(session, number)


def _of_enforcement(session: Session, number: str) -> str | None:
    """Return whose an enforcement case is, by its number, that of its filing or that of its decision."""
    found: str | None = session.execute(_ENFORCEMENT, {"wanted": number.strip()}).scalar()
    return found


def _of_complaint(session: Session, number: str) -> str | None:
    """Return whose a complaint or report of the hotline is."""
    found: str | None = session.execute(_COMPLAINT, {"wanted": number.strip()}).scalar()
    return found


def of_number(number: str) -> str:
    """Return the bureau whose number a decision carries; what no district's short name begins is the city's."""
    return competence.bureau_of(number, shorts()) or CITY_CODE


def of_officer(session: Session, login: str) -> str:
    """Return the district of an officer's office; who was put nowhere is of the city bureau."""
    code = session.execute(_OF_MEMBER, {"wanted": login}).scalar()
    return known()[code].division if code else CITY_CODE


def moved(session: Session, application_id: int, number: str, office: str) -> None:
    """Let the lists that keep an office beside their rows follow an application to another one."""
    for table in (CARDS, DELIVERIES):
        session.execute(update(table).where(table.c.subject == number).values(office=office))
    session.execute(update(INSTANT).where(INSTANT.c.application_id == application_id).values(office=office))


def back(session: Session, number: str) -> None:
    """Let the lists follow an application back to the office that has it again."""
    stands = session.execute(select(_A.id, _A.taken_over, _A.district).where(_A.number == number)).one()
    moved(session, stands.id, number, stands.taken_over or stands.district)


def _through(session: Session, query: Any, named: object) -> str | None:
    """Return the office of the subject that a row names, None where there is no such row."""
    subject = session.execute(query, {"wanted": named}).scalar()
    return None if subject is None else of_subject(session, str(subject))


def _application(session: Session, call: Call) -> str | None:
    return of_application(session, call.subject) if isinstance(call.subject, str) else None


def _offered(session: Session, call: Call) -> str | None:
    stands = session.execute(_OF_CASE, {"wanted": call.subject}).first()
    return None if stands is None else stands.offered_to or stands.taken_over or stands.district


def _form(session: Session, call: Call) -> str | None:
    """Return the district of the shop on the form; the register knows better where the licence's shop is."""
    values = call.args[1]
    number = normal_number(values.get("licence_no") or "")
    licence: str | None = session.execute(_OF_LICENCE, {"wanted": number}).scalar() if number else None
    return licence or values.get("district") or None


def _document(session: Session, call: Call) -> str | None:
    return _through(session, _DOCUMENT, call.subject)


def _dossier(session: Session, call: Call) -> str | None:
    return of_subject(session, call.subject) or _through(session, _DOSSIER, call.subject)


def _delivery(session: Session, call: Call) -> str | None:
    return of_subject(session, call.subject)


def _of_rating(session: Session, rating_id: str) -> str | None:
    row = session.execute(_RATING, {"wanted": rating_id}).first()
    if row is None:
        return None
    return of_application(session, row.subject) or row.district or CITY_CODE


def _rating(session: Session, call: Call) -> str | None:
    return _of_rating(session, call.subject)


def _message(session: Session, call: Call) -> str | None:
    row = session.execute(_MESSAGE, {"wanted": call.subject}).first()
    return None if row is None else of_message(session, row)


def of_message(session: Session, row: Any) -> str:
    """Return whose a message of the outbox is (its columns subject and payload)."""
    named = next((str(row.payload[name]) for name in NAMED if name in row.payload), "")
    return of_subject(session, row.subject) or (of_subject(session, named) if named else None) or CITY_CODE


def _record(session: Session, call: Call) -> str | None:
    """Return whose a published record is, by the message that published it or by the number of the decision."""
    row = session.execute(_MESSAGE, {"wanted": call.subject}).first()
    return of_number(str(call.subject)) if row is None else of_subject(session, row.subject)


def _penalties(_session: Session, call: Call) -> list[str]:
    return [of_number(form.document_no) for form, _text in call.subject]


def _feedback(session: Session, call: Call) -> str | None:
    return _through(session, _FEEDBACK, call.subject)


def _alarm(session: Session, call: Call) -> str | None:
    subject = session.execute(_ALARM, {"wanted": call.subject}).scalar()
    return None if subject is None else of_subject(session, str(subject)) or CITY_CODE


def of_hall(code: str) -> str | None:
    """Return the district of a hall where people come by appointment."""
    return next((hall.district for hall in timetable().halls if hall.code == code), None)


def _hall(_session: Session, call: Call) -> str | None:
    return of_hall(call.subject)


def _booking(session: Session, call: Call) -> str | None:
    hall = session.execute(_BOOKING, {"wanted": call.subject}).scalar()
    return None if hall is None else of_hall(hall)


def _officer(session: Session, call: Call) -> str:
    return of_officer(session, call.subject)


def _numbers(session: Session, call: Call) -> str:
    place = known().get(call.more.get("office", ""))
    return of_officer(session, call.login) if place is None else place.division


def _plans(_session: Session, call: Call) -> list[str]:
    from rules import layout

    return sorted({plan.district for plan in layout.read_plans(call.subject)[0]})


def _anywhere(session: Session, call: Call) -> str:
    return of_officer(session, call.login)


_FINDERS: dict[About, Callable[[Session, Call], str | Sequence[str] | None]] = {
    About.APPLICATION: _application,
    About.OFFERED: _offered,
    About.FORM: _form,
    About.LICENCE: lambda session, call: of_subject(session, call.subject),
    About.DOCUMENT: _document,
    About.DELIVERY: _delivery,
    About.DOSSIER: _dossier,
    About.RATING: _rating,
    About.LIST_HIT: lambda session, call: _through(session, _LIST_HIT, call.subject),
    About.MESSAGE: _message,
    About.RECORD: _record,
    About.PENALTIES: _penalties,
    About.FEEDBACK: _feedback,
    About.ALARM: _alarm,
    About.HALL: _hall,
    About.BOOKING: _booking,
    About.OFFICER: _officer,
    About.NUMBERS: _numbers,
    About.PLAN: _plans,
    About.CASEWORK: lambda session, call: _of_enforcement(session, str(call.subject)),
    About.LEAD: lambda session, call: call.args[0].district or of_officer(session, call.login),
    About.COMPLAINT: lambda session, call: _of_complaint(session, str(call.subject)),
    About.OWN: _anywhere,
    About.ANYWHERE: _anywhere,
}
