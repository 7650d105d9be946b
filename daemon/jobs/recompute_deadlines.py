"""Compute every open deadline anew, hand out the cards, apply what the law decided, warn of late messages."""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from daemon.report import JobReport
from daemon.shift import Shift
from models.errors import BureauError
from models.values import SYSTEM_OFFICER, Officer
from usecases import (
    cards,
    cards_due,
    casework_cards,
    clocks,
    credit_cards,
    deadlines,
    deemed,
    overdue_messages,
    running_terms,
)
from usecases.deadlines import Chunk, Place
from wiring.logs import logger
from wiring.office import Office

log = logger("daemon.deadlines")
Item = TypeVar("Item")


async def run(shift: Shift, system: str) -> JobReport:  # noqa: ARG001
    """Recompute and hand out; nothing is written where nothing changed, and a stop is heard between two chunks."""
    office, report = shift.office, JobReport()
    report.read, report.written = await office.in_thread(recompute, office, stopping=lambda: shift.stopping)
    if not shift.stopping:
        report.written += await office.in_thread(settle, office)
    await office.in_thread(office.keep, overdue_messages.watch, at=office.now())
    return report


def recompute(
    office: Office, *, by: Officer = SYSTEM_OFFICER, stopping: Callable[[], bool] = lambda: False
) -> tuple[int, int]:
    """Recompute everything, or until told to stop; return (applications looked at, changed).

    What changed in a chunk is written in one short transaction; while the next one is looked at, clerks get in.
    """
    run_at, rows, changed = office.now(), 0, 0
    place: Place | None = deadlines.START
    while place is not None and not stopping():
        chunk = look(office, place)
        if chunk.changes:
            office.perform(deadlines.keep, chunk, run_at, by=by)
        rows, changed, place = rows + chunk.rows, changed + len(chunk.changes), chunk.following
    return rows, changed


def look(office: Office, place: Place) -> Chunk:
    """Look at one chunk; nothing is written."""
    with office.reading() as session:
        return deadlines.look(session, place, clocks.reckoner(session, office.now()))


def settle(office: Office) -> int:
    """Hand out the cards, apply what the law decided, and hand out what that brought; return how much was done."""
    with office.reading() as session:
        moved = running_terms.moved(session)
        known = clocks.reckoner(session, office.now())
        published, casework = credit_cards.moved(session, known), casework_cards.moved(session, known)
    for some in in_parts(moved):
        office.perform(running_terms.move, some, by=SYSTEM_OFFICER)
    for records in in_parts(published):
        office.perform(credit_cards.move, records, by=SYSTEM_OFFICER)
    for changes in in_parts(casework):
        office.perform(casework_cards.move, changes, by=SYSTEM_OFFICER)
    given, decided = hand_out(office), follow_the_law(office)
    return given + decided + (hand_out(office) if decided else 0)


def hand_out(office: Office) -> int:
    """Hand out every card that is due and take back those without a cause; return how many."""
    done = 0
    with office.reading() as session:
        known = clocks.reckoner(session, office.now())
        done_for = cards_due.lapsed(session, known)
        terms = cards_due.owing_of_terms(session, known)
    for some in in_parts(done_for):
        done += office.perform(cards.lift, some, by=SYSTEM_OFFICER)
    for owed in in_parts(terms):
        done += office.perform(cards.hand_out, owed, by=SYSTEM_OFFICER)
    place: Place | None = cards_due.START
    while place is not None:
        with office.reading() as session:
            found = cards_due.owing(session, place, known)
        if found.cards:
            done += office.perform(cards.hand_out, found.cards, by=SYSTEM_OFFICER)
        place = found.following
    return done


def in_parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """Yield so many at a time as one transaction writes: clerks get in between."""
    for start in range(0, len(items), cards_due.SOME):
        yield items[start : start + cards_due.SOME]


def follow_the_law(office: Office) -> int:
    """Apply deemed acceptance and deemed renewal; return how many. One that fails stops no other."""
    with office.reading() as session:
        decided = list(deemed.both(session, at=office.now()))
    done = 0
    for deed, number in decided:
        try:
            office.perform(deed, number, by=SYSTEM_OFFICER)
            done += 1
        except BureauError as error:
            log.warning("法定效果未能记录", subject=number, why=error.message)
    return done
