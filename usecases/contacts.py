"""Contacts: the mobile number under which an officer gets cards outside the console."""

from datetime import datetime

from sqlalchemy import delete, insert
from sqlmodel import Session

from models.errors import InvalidInput, NotFound
from models.said import said
from models.tables.columns import table_of
from models.tables.terms import ContactRow
from models.values import Officer
from usecases import audit, officers
from usecases.deeds import deed
from usecases.notices import mobile_of

CONTACTS = table_of(ContactRow)


@deed("officer.contact_set")
def put(session: Session, login: str, mobile: str, *, by: Officer, at: datetime) -> None:
    """Keep the mobile number of an officer; an empty one removes it.

    Raises NotFound (no such officer), InvalidInput (no mobile number). The ledger holds only a keyed reference.
    """
    if officers.find(session, login) is None:
        raise NotFound(said("没有名为{login}的在岗人员。", login=login), kept="未作任何更改。")
    number = mobile_of(mobile)
    if mobile.strip() and number is None:
        raise InvalidInput("不是可用的手机号码。", kept="未作任何更改。", do_next="请写11位号码。")
    session.execute(delete(CONTACTS).where(CONTACTS.c.login == login))
    if number is not None:
        session.execute(insert(CONTACTS).values(login=login, mobile=number))
    facts: dict[str, object] = {"mobile": audit.pseudonym(session, number) if number else ""}
    audit.record(session, by=by, at=at, deed="officer.contact_set", subject=f"officer:{login}", facts=facts)
