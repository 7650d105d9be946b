"""Fetch declared attachments: at once, checked, into the store; a wrong one is set aside, a late one waited for."""

import asyncio
from collections import deque
from collections.abc import Sequence

from daemon.jobs import poll_intake
from daemon.report import JobReport
from daemon.shift import Shift
from models.errors import OutsideRejected, OutsideUnavailable
from models.values import SYSTEM_OFFICER
from ports.exchanges import REDIRECT, Answer, Verdict
from ports.intake import AttachmentContent
from usecases import attachments, crossings, systems, unfolding
from usecases.attachments import Waiting
from wiring.office import Office

AT_ONCE = 4
LINK_REFUSED = "link_refused"


async def run(shift: Shift, system: str) -> JobReport:
    """Fetch what is due of one channel; ends when the channel is in trouble."""
    report = JobReport()
    await poll_intake.enter(shift.office, unfolding.enter_attachments)
    while (waiting := deque(await shift.office.in_thread(due, shift.office, system))) and not shift.stopping:
        await fetch_all(shift, waiting, report)
    return report


async def fetch_all(shift: Shift, waiting: deque[Waiting], report: JobReport) -> None:
    """Fetch some attachments side by side; raises what the first that failed raised."""

    async def work() -> None:
        while waiting and not shift.stopping:
            settled = await fetch(shift.office, waiting.popleft())
            report.read += 1
            report.written += settled

    done = await asyncio.gather(*(work() for _ in range(AT_ONCE)), return_exceptions=True)
    for result in done:
        if isinstance(result, BaseException):
            raise result


def due(office: Office, system: str) -> Sequence[Waiting]:
    """Return the attachments to fetch now."""
    with office.reading() as session:
        return attachments.due(session, system, at=office.now())


async def fetch(office: Office, one: Waiting) -> bool:
    """Fetch one attachment and note what became of it; return whether it is settled. Raises OutsideError."""
    try:
        answer, content = await office.outside.intake[one.channel].attachment(one.ref, one.attachment)
    except (OutsideUnavailable, OutsideRejected) as error:
        wait = error.retry_after
        await office.in_thread(office.keep, attachments.postponed, one, wait, error.message, at=office.now())
        raise
    if answer.crossing is not None and answer.verdict is not Verdict.OK:
        await office.in_thread(office.keep, crossings.keep, answer.crossing, one.ref, answer.verdict.value)
    if answer.code == REDIRECT:
        await office.in_thread(
            office.keep, systems.raise_alarm, one.channel, REDIRECT, one.ref, "附件被要求转到别处", at=office.now()
        )
    return await office.in_thread(settle, office, one, answer, content)


def settle(office: Office, one: Waiting, answer: Answer, content: AttachmentContent | None) -> bool:
    """Store, set aside, or wait; the bytes lie in the store before the row says so."""
    now = office.now()
    if answer.verdict is Verdict.OK and content is not None:
        digest, kind = office.store.put(content.content), attachments.media_type(content.content)
        office.perform(attachments.stored, one, digest, kind, by=SYSTEM_OFFICER)
        return True
    if answer.verdict is Verdict.NOT_FOUND:
        office.keep(attachments.gone, one, answer.message or answer.code)
        return True
    if answer.verdict is not Verdict.REJECTED:
        why, patience = answer.message or answer.code, office.outside.intake[one.channel].patience
        if answer.alone:
            return office.keep(attachments.not_yet, one, answer.retry_after, why, at=now, patience=patience)
        return office.keep(attachments.postponed, one, answer.retry_after, why, at=now)
    if content is not None and one.mismatches == 0:
        office.keep(attachments.mismatched, one, at=now)
        return False
    digest = office.store.put(content.content) if content is not None else ""
    note = answer.message or answer.code or answer.verdict.value
    office.perform(attachments.quarantined, one, digest, note, by=SYSTEM_OFFICER)
    if content is None and answer.code != REDIRECT:  # that has its alarm already
        office.keep(systems.raise_alarm, one.channel, LINK_REFUSED, one.ref, note, at=now)
    return True
