"""Whether the bureau and the city agree: nothing lost, nothing doubled, the ledger whole, the contract kept."""

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select, update

from models.errors import BureauError
from models.tables.applications import (
    ApplicationRow,
    AttachmentRow,
    QuarantineRow,
    RevisionRow,
    SequenceRow,
)
from models.tables.columns import table_of
from models.tables.documents import DocumentRow
from models.tables.outbox import BatchRow, OutboxRow
from models.tables.payments import PaymentNoticeRow, PaymentOrderRow
from models.tables.penalties import PenaltyRow
from usecases import audit
from usecases.screening import pending

if TYPE_CHECKING:
    from wiring.office import Office

APPLICATIONS, REVISIONS = table_of(ApplicationRow), table_of(RevisionRow)
ATTACHMENTS, QUARANTINE = table_of(AttachmentRow), table_of(QuarantineRow)
NOTICES, ORDERS, PENALTIES = table_of(PaymentNoticeRow), table_of(PaymentOrderRow), table_of(PenaltyRow)
OUTBOX, BATCHES, SEQUENCES = table_of(OutboxRow), table_of(BatchRow), table_of(SequenceRow)
OPEN = ("blocked", "ready", "sending", "ambiguous", "delivered")
HELD = ("delivered", "confirmed")
OLD_LICENCES = 50000  # serials from here on are older than the bureau of the tests


def hurry(office: "Office") -> None:
    """Let everything that waits for its time be due now, instead of waiting for it."""
    with office.engine.begin() as connection:
        for table in (OUTBOX, BATCHES):
            connection.execute(update(table).values(next_try_at=office.now()))
        waiting = update(ATTACHMENTS).where(ATTACHMENTS.c.state == "waiting")
        connection.execute(waiting.values(next_try_at=office.now()))


def unfinished(office: "Office", state: dict[str, Any]) -> list[str]:
    """Return what the daemon still has to do, empty when everything has come to its end."""
    with office.reading() as session:
        messages = select(OUTBOX.c.system, OUTBOX.c.state, func.count()).where(OUTBOX.c.state.in_(OPEN))
        left = [
            f"{n} × {system} {now}"
            for system, now, n in session.execute(messages.group_by(OUTBOX.c.system, OUTBOX.c.state))
        ]
        files = select(func.count()).where(ATTACHMENTS.c.state == "waiting")
        told = select(func.count()).where(REVISIONS.c.acknowledged_at.is_(None))
        left += [f"{n} attachments" for n in [session.execute(files).scalar_one()] if n]
        left += [f"{n} acknowledgements" for n in [session.execute(told).scalar_one()] if n]
        left += [f"screening of {one.number}" for one in pending(session, at=office.now())]
    return left + list(_rows(office, state))


def differences(office: "Office", state: dict[str, Any], journal: dict[str, Any]) -> list[str]:
    """Return everything in which bureau and city differ, and every broken promise."""
    found = [f"violation: {one}" for one in journal["violations"]]
    for check in (_rows, _events, _credit, _register, _cases, _payments, _joint):
        found += check(office, state)
    for promise in (_numbers, _files, _ledger):
        found += promise(office)
    return found


def _rows(office: "Office", state: dict[str, Any]) -> Iterator[str]:
    """Every application of the city is here in its newest revision, or set aside; nothing else is."""
    with office.reading() as session:
        c, q = APPLICATIONS.c, QUARANTINE.c
        ours = {
            (channel, ref): rev for channel, ref, rev in session.execute(select(c.channel, c.channel_ref, c.revision))
        }
        aside = {tuple(row) for row in session.execute(select(q.channel, q.channel_ref, q.revision))}
    theirs = {
        (channel, ref): row["revision"]
        for channel, book in state["applications"].items()
        for ref, row in book["rows"].items()
    }
    for (channel, ref), revision in theirs.items():
        if ours.get((channel, ref)) != revision and (channel, ref, revision) not in aside:
            yield f"lost: {channel} {ref} revision {revision}, ours is {ours.get((channel, ref))}"
    yield from (f"invented: {key}" for key in ours.keys() - theirs.keys())


def _messages(office: "Office", *kinds: str) -> list[Any]:
    c = OUTBOX.c
    wanted = select(c.system, c.key, c.subject, c.kind, c.op, c.state, c.version, c.record_key, c.hash, c.payload)
    with office.reading() as session:
        return list(session.execute(wanted.where(c.kind.in_(kinds)).order_by(c.id)))


def _events(office: "Office", state: dict[str, Any]) -> Iterator[str]:
    """Every write-back is in the city once, and nothing else is."""
    theirs: Counter[str] = Counter()
    for book in state["applications"].values():
        for row in book["rows"].values():
            theirs.update(event["event_id"] for event in row["events"])
    ours = {message.key: message.state for message in _messages(office, "event")}
    yield from (f"event twice: {key}" for key, count in theirs.items() if count > 1)
    for key, now in ours.items():
        if (key in theirs) != (now == "confirmed"):
            yield f"event {key} is {now} here and {'' if key in theirs else 'not '}there"
    yield from (f"event not ours: {key}" for key in theirs.keys() - ours.keys())


def _credit(office: "Office", state: dict[str, Any]) -> Iterator[str]:
    """The credit platform holds what was sent, in the version and content that was sent; withdrawn: as last sent."""
    ours: dict[str, tuple[int, str]] = {}
    for m in _messages(office, "xk", "cf"):
        if m.state in HELD:
            ours[m.record_key] = (m.version, ours[m.record_key][1] if m.op == "withdraw" else m.hash)
    refused = {m.record_key for m in _messages(office, "xk", "cf") if m.state not in HELD}
    theirs = {key: (one["version"], one["hash"]) for key, one in state["credit"]["records"].items()}
    for key in ours.keys() | theirs.keys():
        if ours.get(key) != theirs.get(key) and not (key in refused and key not in ours):
            yield f"credit {key}: {ours.get(key)} here, {theirs.get(key)} there"


def _register(office: "Office", state: dict[str, Any]) -> Iterator[str]:
    """The national register holds the newest version of every licence that was sent."""
    sent = [m for m in _messages(office, "licence") if m.state in HELD]
    ours = {m.payload["licence_no"]: m.version for m in sent}
    theirs = {no: held["version"] for no, held in state["case_system"]["licences"].items()}
    yield from (f"licence {no}: {v} here, {theirs.get(no)} there" for no, v in ours.items() if theirs.get(no) != v)
    unknown = (no for no in theirs.keys() - ours.keys() if int(no[-5:]) < OLD_LICENCES)
    refused = {m.payload["licence_no"] for m in _messages(office, "licence") if m.state not in HELD}
    yield from (f"licence not ours: {no}" for no in unknown if no not in refused)


def _cases(office: "Office", state: dict[str, Any]) -> Iterator[str]:
    """The national register holds the newest version of every case that it took, and no other case."""
    sent = _messages(office, "case")
    ours = {m.payload["case_no"]: (m.version, m.payload["stage"]) for m in sent if m.state in HELD}
    refused = {m.payload["case_no"] for m in sent if m.state not in HELD}
    theirs = {no: (held["version"], held["stage"]) for no, held in state["case_system"]["cases"].items()}
    for number in ours.keys() | theirs.keys():
        if ours.get(number) != theirs.get(number) and number not in refused:
            yield f"case {number}: {ours.get(number)} here, {theirs.get(number)} there"


def _payments(office: "Office", state: dict[str, Any]) -> Iterator[str]:
    """Every order is at the treasury once, and what was paid there is booked here to the fen."""
    n = NOTICES.c
    booked = select(n.order_no, func.sum(n.amount)).where(n.fault == "").group_by(n.order_no)
    with office.reading() as session:
        paid = {row[0]: int(row[1]) for row in session.execute(booked)}
        ours = set(session.execute(select(ORDERS.c.order_no)).scalars())
    theirs = {no: round(float(order["paid_amount"]) * 100) for no, order in state["nontax"]["orders"].items()}
    yield from (f"order not ours: {number}" for number in theirs.keys() - ours)
    for number, amount in theirs.items():
        if paid.get(number, 0) != amount:
            yield f"order {number}: {paid.get(number, 0)} booked, {amount} paid"


def _joint(office: "Office", state: dict[str, Any]) -> Iterator[str]:
    ours = {m.key for m in _messages(office, "feedback") if m.state == "confirmed"}
    yield from (f"feedback differs: {key}" for key in ours ^ set(state["joint"]["feedback"]))


def _numbers(office: "Office") -> Iterator[str]:
    """Gap-free sequences have no gap, and no licence is the fruit of two applications."""
    with office.reading() as session:
        count = session.execute(select(func.count()).select_from(APPLICATIONS)).scalar_one()
        sequences = session.execute(select(SEQUENCES.c.name, SEQUENCES.c.next, SEQUENCES.c.returned)).all()
        new = select(APPLICATIONS.c.licence_no, func.count()).where(
            APPLICATIONS.c.state == "granted", APPLICATIONS.c.item == "new"
        )
        twice = session.execute(new.group_by(APPLICATIONS.c.licence_no).having(func.count() > 1)).all()
        issued = list(session.execute(select(table_of(DocumentRow).c.number)).scalars())
        papers = select(PENALTIES.c.canonical_no).where(PENALTIES.c.case_number == "")
        passed_over = list(session.execute(papers).scalars())
    taken = sum(next_one - 1 for name, next_one, _ in sequences if name.startswith("application-numbers-"))
    free = {number for _, _, returned in sequences for number in returned or ()}  # given back by an undo
    if taken != count:
        yield f"{taken} numbers for {count} applications"
    yield from (f"licence {no} granted {n} times" for no, n in twice)
    yield from _gaps(issued, free, passed_over)


def _gaps(numbers: list[str], free: set[int], passed_over: list[str]) -> Iterator[str]:
    """Document numbers such as 厦烟许〔2026〕第12号 run from 1 without a gap but what paper bears already."""
    paper = _series(passed_over)
    for head, used in _series(numbers).items():
        filled = {*used, *paper.get(head, ()), *free}
        if len(set(used)) != len(used) or set(range(1, max(used) + 1)) - filled:
            yield f"documents {head}: {sorted(used)}"


def _series(numbers: list[str]) -> dict[str, list[int]]:
    series: dict[str, list[int]] = {}
    for number in numbers:
        head, _, tail = number.rpartition("第")
        digits = tail.removesuffix("号")
        if digits.isascii() and digits.isdigit():
            series.setdefault(head, []).append(int(digits))
    return series


def _files(office: "Office") -> Iterator[str]:
    """Every file that is said to be stored is there, with the bytes that its name says."""
    c = ATTACHMENTS.c
    with office.reading() as session:
        stored = list(session.execute(select(c.sha256).where(or_(c.state == "stored", c.state == "refused"))).scalars())
    for digest in stored:
        try:
            office.store.get(digest)
        except BureauError as error:
            yield f"file {digest}: {error.message}"


def _ledger(office: "Office") -> Iterator[str]:
    with office.reading() as session:
        verified = audit.verify(session)
    if not verified.ok:
        yield f"ledger broken at {verified.first_broken}"
