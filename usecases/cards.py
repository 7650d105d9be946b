"""Cards: hand out what is due, each once, to those who answer for it; take their answers (domain 7.1)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import insert, select, update
from sqlmodel import Session

from content.lawbook import lawbook
from content.noticebook import notices as texts
from models.errors import Conflict, InvalidInput, NotFound, Refused
from models.said import said
from models.tables.applications import ApplicationRow
from models.tables.casework import EnforcementCaseRow
from models.tables.columns import table_of
from models.tables.complaints import ComplaintRow
from models.tables.terms import CardRow, ContactRow
from models.values import Card, Officer, Role, shanghai_date
from rules.competence import CITY_CODE
from rules.notices import find
from usecases import absences, audit, notices, officers, systems, whereabouts
from usecases.cases import columns_of
from usecases.deeds import deed
from usecases.desk import desk_of

APPLICATIONS, CARDS, CONTACTS = table_of(ApplicationRow), table_of(CardRow), table_of(ContactRow)
CASES, COMPLAINTS = table_of(EnforcementCaseRow), table_of(ComplaintRow)
SYSTEM = "cards"  # the name of the alarms that cards raise
NAMES = {Card.WARNING: "预警", Card.YELLOW: "黄牌", Card.RED: "红牌"}
HANDLER, SECTION_HEAD, UNIT_HEAD = "handler", "section_head", "unit_head"
ANSWER_LIMIT = 500
Told = list[list[str]]  # [login, part]


class NewCard(NamedTuple):
    """A card that something due has earned and that nobody has got yet."""

    subject: str
    term: str
    kind: Card
    due_on: date
    item: str = ""
    district: str = ""
    handler: str = ""

    @property
    def key(self) -> tuple[str, str, date, str]:
        """Return what makes it one card."""
        return self.subject, self.term, self.due_on, self.kind.value


@dataclass(frozen=True, slots=True)
class People:
    """Who is told besides the handler, and how they are reached; read once for many cards."""

    section_heads: Mapping[str, Sequence[str]]  # by the district of their office; the city's by its code
    unit_heads: Mapping[str, Sequence[str]]
    mobiles: dict[str, str]

    def told(self, card: NewCard, office: str) -> Told:
        """Return who is told: of a warning the handler, of yellow and red the heads as well (domain 7.1).

        The heads are those of the office that has the case, the city's where that has none of its own.
        """
        handler = [[card.handler, HANDLER]] if card.handler else []
        heads = [[login, SECTION_HEAD] for login in _of(self.section_heads, office)]
        if card.kind is Card.WARNING:
            return handler or heads
        return [*handler, *heads, *([login, UNIT_HEAD] for login in _of(self.unit_heads, office))]


def _of(heads: Mapping[str, Sequence[str]], office: str) -> Sequence[str]:
    return heads.get(office) or heads.get(CITY_CODE, ())


def new_only(session: Session, wanted: Sequence[NewCard]) -> list[NewCard]:
    """Return those that were not handed out before, each once."""
    c = CARDS.c
    subjects = sorted({card.subject for card in wanted})
    known: set[tuple[str, str, date, str]] = set()
    for start in range(0, len(subjects), 500):
        some = select(c.subject, c.term, c.due_on, c.kind).where(c.subject.in_(subjects[start : start + 500]))
        known |= {tuple(row) for row in session.execute(some)}
    return list({card.key: card for card in wanted if card.key not in known}.values())


@deed("card.handed_out")
def hand_out(session: Session, wanted: Sequence[NewCard], *, by: Officer, at: datetime) -> int:
    """Hand out cards to those who answer for them; return how many were new.

    Each has its entry in the ledger and the history of its subject; yellow and red ones also raise an alarm, and a
    short message goes to everybody who has a number here, where the texts say so.
    """
    people = _people(session, at)
    fresh = new_only(session, wanted)
    for card in fresh:
        _hand_out(session, card, people, by=by, at=at)
    return len(fresh)


hand_out.always_recorded = False  # type: ignore[attr-defined]  # somebody else may have handed them out


def _hand_out(session: Session, card: NewCard, people: People, *, by: Officer, at: datetime) -> None:
    office = whereabouts.of_subject(session, card.subject) or card.district
    told = people.told(card, office)
    words = f"{NAMES[card.kind]}：{card.term}，应于{card.due_on}前办结。"
    facts: dict[str, object] = {"kind": card.kind.value, "term": card.term, "due_on": card.due_on.isoformat()}
    facts["told"] = told
    seq = audit.tell(session, by=by, at=at, deed="card.handed_out", subject=card.subject, note=words, facts=facts)
    if card.kind is not Card.WARNING:
        text = f"{NAMES[card.kind]}：{card.subject}应于{card.due_on}前办结，尚未办结。"
        systems.raise_alarm(session, SYSTEM, card.kind.value, card.subject, text, at=at)
    sent = _message(session, card, people, told, seq, at)
    values = {**card._asdict(), "kind": card.kind.value, "told": told, "messages": sent, "ledger_seq": seq}
    session.execute(
        insert(CARDS).values(**values, office=office, given_at=at, answered_by="", reason="", lifted_why="")
    )


def _message(session: Session, card: NewCard, people: People, told: Told, seq: int, at: datetime) -> list[str]:
    kind = f"card_{card.kind.value}"
    notice = find(texts(), kind, card.item, shanghai_date(at))
    if notice is None or not notice.sms:
        return []
    known = {"bureau": desk_of(session).bureau_name, "subject": card.subject, "card": NAMES[card.kind]}
    text = notice.filled({**known, "due_on": card.due_on})
    occasion = f"{card.term}/{card.due_on}"
    keys = [
        notices.tell(session, to=people.mobiles[login], kind=kind, text=text, subject=card.subject, at=at,
                     occasion=f"{occasion}/{login}", ledger_seq=seq)
        for login, _part in told if login in people.mobiles
    ]  # fmt: skip
    return [key for key in keys if key]


def _people(session: Session, at: datetime) -> People:
    settings = lawbook().in_force(shanghai_date(at)).settings
    serving = officers.active(session)

    places = {officer.login: whereabouts.of_officer(session, officer.login) for officer in serving}

    def among(roles: Iterable[str]) -> dict[str, list[str]]:
        wanted, found = {Role(role) for role in roles}, dict[str, list[str]]()
        for officer in serving:
            if officer.roles & wanted:
                found.setdefault(places[officer.login], []).append(officer.login)
        return found

    mobiles = {row.login: row.mobile for row in session.execute(select(CONTACTS)) if row.mobile}
    return People(among(settings.section_heads), among(settings.unit_heads), mobiles)


@deed("card.answered")
def answer(session: Session, card_id: int, reason: str, *, by: Officer, at: datetime) -> None:
    """Take the reason for a card from who may answer it.

    Raises NotFound; InvalidInput (no reason); Refused (somebody else's card); Conflict (answered or lifted).
    """
    row = one(session, card_id, locked=True)
    words = reason.strip()
    if not words or len(words) > ANSWER_LIMIT:
        raise InvalidInput(said("请写明原因（1到{most}个字）。", most=ANSWER_LIMIT), kept="该牌仍待答复。")
    if not may_answer(session, card_id, by, at=at):
        raise Refused(
            said("{name}不是{subject}的承办人，也没有收到这张牌。", name=by.name, subject=row["subject"]),
            kept="该牌仍待答复。",
            do_next="请承办人、其代理人或已告知的人答复。",
        )
    if row["answered_at"] is not None or row["lifted_at"] is not None:
        raise Conflict("这张牌已经答复或者解除。", kept="未作任何更改。", do_next="请刷新列表。")
    facts: dict[str, object] = {"card": card_id, "kind": row["kind"], "term": row["term"]}
    note = f"{NAMES[Card(row['kind'])]}答复：{words}"
    audit.tell(session, by=by, at=at, deed="card.answered", subject=row["subject"], note=note, facts=facts)
    values = {"answered_at": at, "answered_by": by.login, "reason": words}
    session.execute(update(CARDS).where(CARDS.c.id == card_id).values(values))
    _settle_alarm(session, row, by=by, at=at)


def _settle_alarm(session: Session, row: Mapping[str, Any], *, by: Officer, at: datetime) -> None:
    """Close the alarm of a card that is done with, unless another of its kind still waits about the same subject."""
    c = CARDS.c
    waiting = select(c.id).where(c.subject == row["subject"], c.kind == row["kind"])
    waiting = waiting.where(c.answered_at.is_(None), c.lifted_at.is_(None)).limit(1)
    if session.execute(waiting).first() is None:
        systems.settle_alarm(session, SYSTEM, row["kind"], row["subject"], at=at, by=by.login)


def may_answer(session: Session, card_id: int, by: Officer, *, at: datetime) -> bool:
    """Tell whether an officer answers for a card: who was told, who has the case now, a deputy of these, a supervisor.

    Raises NotFound.
    """
    if Role.SUPERVISOR in by.roles:
        return True
    row = one(session, card_id)
    those = {row["handler"], _handler_of(session, row["subject"]), *(login for login, _part in row["told"])}
    return not those.isdisjoint({by.login, *absences.stood_in_for(session, by.login, shanghai_date(at))})


def _handler_of(session: Session, subject: str) -> str | None:
    """Return who has an application, a case (C-…) or an item of the hotline (H-…) now."""
    tables = {"C-": (CASES.c.number, CASES.c.handler), "H-": (COMPLAINTS.c.number, COMPLAINTS.c.handler)}
    number, handler = tables.get(subject[:2], (APPLICATIONS.c.number, APPLICATIONS.c.assigned_to))
    found: str | None = session.execute(select(handler).where(number == subject)).scalar()
    return found


@deed("card.lifted")
def lift(session: Session, ids: Sequence[tuple[int, str]], *, by: Officer, at: datetime) -> int:
    """Take cards back whose cause has gone: (id, why); what was answered meanwhile stays. Return how many."""
    lifted = 0
    for card_id, why in ids:
        row = one(session, card_id, locked=True)
        if row["answered_at"] is None and row["lifted_at"] is None:
            facts: dict[str, object] = {"card": card_id, "kind": row["kind"], "term": row["term"]}
            note = f"{NAMES[Card(row['kind'])]}解除：{why}"
            audit.tell(session, by=by, at=at, deed="card.lifted", subject=row["subject"], note=note, facts=facts)
            session.execute(update(CARDS).where(CARDS.c.id == card_id).values(lifted_at=at, lifted_why=why))
            _settle_alarm(session, row, by=by, at=at)
            lifted += 1
    return lifted


lift.always_recorded = False  # type: ignore[attr-defined]  # all of them may have been answered meanwhile


def one(session: Session, card_id: int, *, locked: bool = False) -> dict[str, Any]:
    """Return one card; raises NotFound."""
    wanted = select(CARDS).where(CARDS.c.id == card_id)
    row = session.execute(wanted.with_for_update() if locked else wanted).first()
    if row is None:
        raise NotFound(said("没有编号为{card_id}的牌。", card_id=card_id), do_next="请用luqiao cards list查看。")
    return columns_of(row)
