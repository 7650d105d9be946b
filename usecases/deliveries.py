"""Service of documents (送达): plan it, hand over at the window, send by post or electronically, try again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from models.errors import InvalidInput, Refused
from models.said import said
from models.values import DISTRICTS, Officer, Role, shanghai_date
from rules import deliveries as rules
from rules.identifiers import masked, normal_number
from usecases import (
    audit,
    cases,
    delivery_addressees,
    delivery_documents,
    notices,
    numbers,
    outbox,
    running_terms,
    systems,
    whereabouts,
)
from usecases.deeds import deed
from usecases.delivery_addressees import Addressee
from usecases.delivery_end import delivered
from usecases.delivery_rows import (
    DELIVERIES,
    EMPTY,
    NOT_PLANNED,
    Row,
    alarming,
    allowed,
    change,
    proof_of,
    read,
    settle_alarms,
    step,
)
from usecases.desk import desk_of
from usecases.outbox import NewMessage

LIMITS = {"recipient": 50, "mobile": 20, "address": 200}  # reference city 10, post
PROVINCE, CITY = "福建省", "厦门市"
KIND = "letter"


@deed("delivery.planned")
def plan(session: Session, subject: str, documents: Sequence[str], *, way: str = "", by: Officer, at: datetime) -> str:
    """Plan how the documents of one decision are served and return the number of the delivery.

    Without `way` it is the usual one (rules.deliveries.way_for). A grant begins the term L07 here (ALL 44).
    Raises NotFound; InvalidInput (unknown way, a document of something else); Refused (served already).
    """
    to = delivery_addressees.of_subject(session, subject, locked=True)
    papers = delivery_documents.of_subject(session, to.subject, documents)
    values: Row = {
        "subject": subject,
        "licence_no": _handed_out(to, papers),
        "documents": [p["number"] for p in papers],
    }
    values |= {"recipient": to.name, "mobile": to.mobile, "district": to.district, "address": to.address}
    values |= {"follows": "", "way": _checked_way(way) if way else usual_way(session, to, papers)}
    number = _put(session, values, by=by, at=at)
    delivery_documents.mark(session, values["documents"], number)
    systems.settle_alarm(session, alarming(session), NOT_PLANNED, subject, at=at, by=by.login)
    if values["licence_no"]:
        _begin_term(session, to, papers, by=by, at=at)
    return number


def _put(session: Session, values: Row, *, by: Officer, at: datetime) -> str:
    year = shanghai_date(at).year
    number = f"D-{year}-{numbers.take(session, f'delivery-{year}'):06d}"
    note = f"{number}：{rules.WAYS[values['way']]}，{'、'.join(values['documents'])}"
    facts: dict[str, object] = {"delivery": number, "way": values["way"], "documents": list(values["documents"])}
    seq = audit.tell(session, by=by, at=at, deed="delivery.planned", subject=values["subject"], note=note, facts=facts)
    kept = EMPTY | values | {"number": number, "planned_at": at, "planned_by": by.login, "ledger_seq": seq}
    kept |= {"office": whereabouts.of_subject(session, values["subject"]) or values["district"]}
    session.execute(insert(DELIVERIES).values(kept))
    return number


def _handed_out(to: Addressee, papers: Sequence[Row]) -> str:
    """Return the licence that takes effect by this service, an empty text where none is among the papers."""
    return to.licence_no if any(p["kind"] in delivery_documents.LICENCES for p in papers) else ""


def _begin_term(session: Session, to: Addressee, papers: Sequence[Row], *, by: Officer, at: datetime) -> None:
    decided_on = shanghai_date(papers[0]["issued_at"])
    handler = to.handler or papers[0]["by"]
    running_terms.begin(session, to.subject, "L07", decided_on, handler=handler, item=to.item,
                        district=to.district, by=by, at=at)  # fmt: skip


def usual_way(session: Session, to: Addressee, papers: Sequence[Row]) -> str:
    """Return how documents are served where the addressee and the desk say nothing else."""
    printed = any(p["kind"] in delivery_documents.LICENCES for p in papers)
    desk = desk_of(session)
    post = desk.system_of("post") is not None
    reachable = notices.mobile_of(to.mobile) is not None and bool(to.address.strip())
    online = to.channel in dict(desk.systems)
    return rules.way_for(to.channel, printed=printed, post=post, reachable=reachable, online=online)


def _checked_way(way: str) -> str:
    if way not in rules.WAYS:
        raise InvalidInput(
            said("没有送达方式“{way}”。", way=way),
            kept="送达记录未变更。",
            do_next=said("可用：{known}。", known="、".join(rules.WAYS)),
        )
    return way


@deed("delivery.changed")
def change_plan(
    session: Session, number: str, *, way: str = "", recipient: str = "", mobile: str = "", address: str = "",
    by: Officer, at: datetime,
) -> None:  # fmt: skip
    """Change the way or the address of a planned delivery; what is left empty stays. Raises as `plan`."""
    row, _state = allowed(session, "delivery.changed", number)
    said = {"recipient": recipient.strip(), "mobile": normal_number(mobile), "address": address.strip()}
    values = {name: text for name, text in said.items() if text}
    values["way"] = _checked_way(way or row["way"])
    _check_lengths(values)
    note = f"改为{rules.WAYS[values['way']]}" if values["way"] != row["way"] else "更改收件信息"
    step(session, row, "delivery.changed", note, by=by, at=at, **values)


def _check_lengths(values: Row) -> None:
    for name, most in LIMITS.items():
        if len(str(values.get(name, ""))) > most:
            raise InvalidInput(
                said("收件信息过长（最多{most}个字）。", most=most), kept="送达记录未变更。", do_next="请缩短后再试。"
            )


@deed("delivery.handed_over")
def hand_over(
    session: Session, number: str, *, receiver: str, id_no: str, relation: str = rules.SELF, signature: str = "paper",
    by: Officer, at: datetime,
) -> None:  # fmt: skip
    """Record that the documents were handed over at the window, whose ID was checked and how was signed.

    The licence is in force from then on. Raises NotFound; InvalidInput, Refused (rules.deliveries.check_receiver).
    """
    row, state = allowed(session, "delivery.handed_over", number)
    delivery_documents.require_made(session, row)
    name = receiver.strip()
    if not name:
        raise InvalidInput("须写明签收人。", kept="送达记录未变更。")
    known = delivery_addressees.of_subject(session, row["subject"]).numbers
    shown = rules.check_receiver(relation, id_no, known, signature)
    facts = {"delivery": number, "documents": row["documents"], "receiver": name, "relation": relation.strip()}
    facts |= {"identity": audit.pseudonym(session, shown), "signature": signature, "at": at, "by": by.login}
    values = {"state": state, "way": rules.WINDOW, "receiver": name[:100], "relation": relation.strip()[:40]}
    values |= {"identity": masked(shown), "signature": signature, "proof_sha256": proof_of(facts)}
    proof = f"当面核对证件{masked(shown)}，{rules.SIGNATURES[signature]}"
    delivered(session, row, "delivery.handed_over", values | {"proof": proof}, by=by, at=at)


@deed("delivery.sent")
def send(session: Session, number: str, *, by: Officer, at: datetime) -> None:
    """Send what is planned: order the letter, or tell the applicant electronically. Raises NotFound, Refused."""
    row, state = allowed(session, "delivery.sent", number)
    delivery_documents.require_made(session, row)
    if Role.SYSTEM in by.roles and row["way"] != rules.ELECTRONIC:
        raise Refused("纸质文书须由人员发出。", kept="送达记录未变更。")
    if row["way"] == rules.POST:
        _order_letter(session, row, state, by=by, at=at)
    elif row["way"] == rules.ELECTRONIC:
        _tell(session, row, state, by=by, at=at)
    else:
        raise Refused(
            "窗口领取的文书在窗口当面送达。", kept="送达记录未变更。", do_next="请登记窗口送达，或更改送达方式。"
        )


def _order_letter(session: Session, row: Row, state: str, *, by: Officer, at: datetime) -> None:
    """Put the order into the outbox; its number is the delivery's, so that a lost answer orders nothing twice."""
    system = desk_of(session).system_of("post")
    if system is None or notices.mobile_of(row["mobile"]) is None or not row["address"].strip():
        raise Refused(
            "不能邮寄：没有接入邮政，或者收件人手机号码、地址不全。",
            kept="送达记录未变更。",
            do_next="请补全收件信息，或更改送达方式。",
        )
    papers = delivery_documents.of_numbers(session, row["documents"])
    receiver = {"name": row["recipient"][:50], "mobile": notices.mobile_of(row["mobile"]), "province": PROVINCE}
    receiver |= {"city": CITY, "county": DISTRICTS.get(row["district"], CITY), "address": row["address"][:200]}
    payload: dict[str, object] = {"order_no": row["number"], "contents": "、".join(p["title"] for p in papers)[:100]}
    payload |= {"document_no": row["documents"][0][:64], "receiver": receiver}
    values = {"state": state, "message_keys": [row["number"]], "next_look_at": at, "sent_at": at, "sent_by": by.login}
    seq = step(session, row, "delivery.sent", "已下邮寄订单", by=by, at=at, **values)
    message = NewMessage(system, row["number"], f"letter:{row['number']}", KIND, "create", payload)
    outbox.enqueue(session, [message], at=at, ledger_seq=seq)


def _tell(session: Session, row: Row, state: str, *, by: Officer, at: datetime) -> None:
    """Serve electronically: the channel has the decision by its own event; the short message names file and digest."""
    papers = delivery_documents.of_numbers(session, row["documents"])
    event = delivery_documents.event_of(session, row)
    if event is None:
        raise Refused("渠道没有收到过该决定，不能电子送达。", kept="送达记录未变更。", do_next="请更改送达方式。")
    values = {"state": state, "sent_at": at, "sent_by": by.login, "next_look_at": at}
    seq = step(session, row, "delivery.sent", "电子送达", by=by, at=at, **values)
    text = delivery_documents.notice(session, row, papers, at=at)
    told = notices.tell(session, to=row["mobile"], kind="served", text=text, subject=row["subject"], at=at,
                        occasion=row["number"], ledger_seq=seq) if text else None  # fmt: skip
    change(session, row, message_keys=[key for key in (event, told) if key])


@deed("delivery.repeated")
def repeat(
    session: Session, number: str, *, way: str = "", recipient: str = "", mobile: str = "", address: str = "",
    by: Officer, at: datetime,
) -> str:  # fmt: skip
    """Try again what came back or failed, by another way or to another address; return the new delivery's number.

    The old one stays as it is and names the new one. Raises NotFound; Refused (it is not back, or was repeated).
    """
    row, _state = allowed(session, "delivery.repeated", number)
    if row["followed_by"]:
        raise Refused(said("已经另行送达（{followed_by}）。", followed_by=row["followed_by"]), kept="送达记录未变更。")
    values: Row = {name: row[name] for name in ("subject", "licence_no", "documents", "district")}
    values |= {"recipient": recipient.strip() or row["recipient"], "mobile": normal_number(mobile) or row["mobile"]}
    values |= {"address": address.strip() or row["address"], "follows": number}
    values["way"] = _checked_way(way or row["way"])
    _check_lengths(values)
    again = _put(session, values, by=by, at=at)
    step(session, row, "delivery.repeated", f"另行送达：{again}", by=by, at=at, followed_by=again)
    delivery_documents.mark(session, row["documents"], again)
    settle_alarms(session, row, by=by, at=at)
    return again


def of_subject(session: Session, subject: str) -> list[dict[str, Any]]:
    """Return every delivery of an application, oldest first."""
    rows = session.execute(DELIVERIES.select().where(DELIVERIES.c.subject == subject).order_by(DELIVERIES.c.id))
    return [cases.columns_of(row) for row in rows]


__all__ = ["change_plan", "hand_over", "of_subject", "plan", "read", "repeat", "send", "usual_way"]
