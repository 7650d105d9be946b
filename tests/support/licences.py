"""Licences of made-up holders: granted through the desk, and acts by two officers."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from models.tables.columns import table_of
from models.tables.licences import LicenceRow
from models.tables.outbox import OutboxRow
from models.values import SYSTEM_OFFICER, Item
from tests.support.evidence import clean
from tests.support.rows import OFFICERS, form, receive, row, staffed
from usecases import applications, licence_acts, licence_delivery, licence_events, licence_facts, screening
from usecases.desk import Desk

if TYPE_CHECKING:
    from models.forms import ApplicationForm
    from wiring.office import Office

CLERK, APPROVER, APPROVER2 = OFFICERS["clerk"], OFFICERS["approver"], OFFICERS["approver2"]
CONNECTED = Desk(
    "厦门市烟草专卖局",
    "11350200MB1A2B3CXA",
    systems=(("credit", "credit"), ("case_system", "case_system"), ("wechat", "intake")),
)
UNKNOWN = {"status": "not_found"}


def connected(office: "Office") -> "Office":
    """Return the office with its officers and the systems that are told of licences."""
    office.desk = CONNECTED
    return staffed(office)


def arrived(office: "Office", ref: str, of: "ApplicationForm", **evidence: Any) -> str:
    """Receive and screen an application whose licence only we know; return its number."""
    receive(office, row(ref, of=of))
    with office.reading() as session:
        number = session.execute(_numbered(ref)).scalar_one()
    office.perform(screening.conclude, number, 1, clean(**{"licence": UNKNOWN} | evidence), by=SYSTEM_OFFICER)
    return str(number)


def _numbered(ref: str) -> Any:
    from models.tables.applications import ApplicationRow

    c = table_of(ApplicationRow).c
    return select(c.number).where(c.channel_ref == ref)


def new_licence(office: "Office", ref: str = "NEW1", *, delivered: bool = True, **changes: Any) -> str:
    """Grant a new licence (and hand it over); return its number."""
    number = arrived(office, ref, form(Item.NEW, **changes))
    licence_no = office.perform(applications.grant, number, by=APPROVER)
    if delivered:
        handed(office, licence_no)
    return licence_no


def handed(office: "Office", licence_no: str) -> None:
    """Hand a licence over to its holder at the window, whose ID was checked."""
    with office.reading() as session:
        holder = licence_facts.read(session, licence_no)
    shown = {"receiver": holder["holder_name"], "id_no": holder["holder_no"] or holder["legal_rep_no"]}
    office.perform(licence_delivery.deliver, licence_no, **shown, by=CLERK)


def ask(office: "Office", item: Item, licence_no: str, ref: str = "", **changes: Any) -> str:
    """Let the holder apply for something about a licence; return the number of the application."""
    filled = replace(form(item), licence_no=licence_no, **changes)
    return arrived(office, ref or f"{item.value}-{licence_no}", filled)


def granted(office: "Office", item: Item, licence_no: str, ref: str = "", **changes: Any) -> str:
    """Ask and grant; return the number of the application."""
    number = ask(office, item, licence_no, ref, **changes)
    office.perform(applications.grant, number, by=APPROVER)
    return number


def act(office: "Office", licence_no: str, name: str, ground: str, **stated: str) -> licence_acts.Done:
    """Let the clerk propose an act and the approver confirm it."""
    reason = stated.pop("reason", "经核查属实，依法处理。")
    office.perform(licence_acts.propose, licence_no, name, ground=ground, reason=reason, stated=stated, by=CLERK)
    return office.perform(licence_acts.confirm, licence_no, by=APPROVER)


def licence(office: "Office", licence_no: str) -> Any:
    """Return a licence's row."""
    with office.reading() as session:
        return session.execute(select(table_of(LicenceRow)).where(LicenceRow.licence_no == licence_no)).one()  # type: ignore[arg-type]


def life(office: "Office", licence_no: str) -> list[tuple[str, str, str]]:
    """Return (act, from, to) of every step of a licence."""
    with office.reading() as session:
        return [(e["act"], e["status_from"], e["status_to"]) for e in licence_events.life(session, licence_no)]


def sent(office: "Office", system: str, subject: str = "") -> list[Any]:
    """Return the messages for one system (about one subject), oldest first."""
    c = table_of(OutboxRow).c
    wanted = select(table_of(OutboxRow)).where(c.system == system).order_by(c.id)
    with office.reading() as session:
        return list(session.execute(wanted if not subject else wanted.where(c.subject == subject)).all())
