"""Screen licences and open applications again against what changed in the lists, a slice at a time."""

from functools import partial

from daemon.report import JobReport
from daemon.shift import Shift
from models.values import SYSTEM_OFFICER, shanghai_date
from usecases import rescreening, rescreening_new
from usecases.rescreening import Run
from usecases.rescreening_match import Matcher
from wiring.office import Office


async def run(shift: Shift, system: str) -> JobReport:  # noqa: ARG001
    """Walk until the lists are as they were looked at; a run that was cut off goes on behind its last slice."""
    report, office = JobReport(), shift.office
    if not await office.in_thread(partial(due, office)):
        return report
    report.written += await office.in_thread(partial(office.keep, rescreening.ask_again, at=office.now()))
    while not shift.stopping and (begun := await office.in_thread(partial(begin, office))) is not None:
        ended = await walk(shift, begun, report)
        if ended.finished_at is None:
            break
    while not shift.stopping and await office.in_thread(partial(new_ones, office, report)):
        pass
    return report


def new_ones(office: Office, report: JobReport) -> bool:
    """Look at the next licences that came or changed since the last look; False: there are none."""
    with office.reading() as session:
        if not rescreening_new.due(session):
            return False
        again, marks = rescreening_new.look_again(session, at=office.now())
        seen = rescreening_new.look(session, at=office.now())
    report.read += again.seen + seen.seen
    if marks:
        report.written += office.perform(rescreening_new.keep, again, marks, by=SYSTEM_OFFICER)
    report.written += office.perform(rescreening_new.keep, seen, by=SYSTEM_OFFICER)
    return True


def due(office: Office) -> bool:
    """Tell whether anything is to be done; at rest nothing is written."""
    with office.reading() as session:
        return rescreening.due(session, at=office.now()) or rescreening_new.due(session)


def begin(office: Office) -> Run | None:
    """Return the run that is under way or due; the lifted entries are dealt with first."""
    found: Run | None = office.keep(rescreening.begin, at=office.now())
    if found is not None and found.stage == "lifted":
        found = office.perform(rescreening.settle, found, by=SYSTEM_OFFICER)
    return found


async def walk(shift: Shift, found: Run, report: JobReport) -> Run:
    """Go on with a run until it ends or the process does; count who was looked at and what is new."""
    office, before, of_block = shift.office, (found.parties, found.found), -1
    matcher, behind = Matcher(), None
    while found.finished_at is None and not shift.stopping:
        if of_block != found.block:
            matcher, behind = await office.in_thread(partial(entries, office, found))
            of_block = found.block
        found = await office.in_thread(partial(step, office, found, matcher, behind))
    report.read += found.parties - before[0]
    report.written += found.found - before[1]
    return found


def entries(office: Office, found: Run) -> tuple[Matcher, int | None]:
    """Return the changed entries of the present block."""
    with office.reading() as session:
        return rescreening.changed_entries(session, found, shanghai_date(office.now()))


def step(office: Office, found: Run, matcher: Matcher, behind: int | None) -> Run:
    """Match and keep one slice; after the last one go on: to the applications, to the block behind, to the end."""
    with office.reading() as session:
        seen = rescreening.look(session, found, matcher) if matcher.entries else rescreening.NOTHING
    found = office.perform(rescreening.keep, found, seen, by=SYSTEM_OFFICER)
    return found if seen.position is not None else office.keep(rescreening.forward, found, behind, at=office.now())
