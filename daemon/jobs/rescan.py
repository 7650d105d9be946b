"""Once a day read the last days of a channel anew: rows become visible late (contract 3.4)."""

from daemon.jobs.poll_intake import Walk, acknowledge, enter
from daemon.report import JobReport
from daemon.shift import Shift
from models.values import shanghai_date
from usecases import channels, unfolding


async def run(shift: Shift, system: str) -> JobReport:
    """Read the last days anew; the bookmark of the ordinary reading stays where it is."""
    office, channel = shift.office, shift.office.outside.intake[system]
    walk, report = Walk(shift, channel, moves=False, before=shift.kept.get(system, {})), JobReport()
    if channel.rescan_days:
        report = await walk.keep(channel.walk(None, back_days=channel.rescan_days))
    await enter(office, unfolding.enter_attachments)
    await acknowledge(office, channel)
    if not shift.stopping:
        await office.in_thread(office.keep, channels.note_rescan, system, shanghai_date(office.now()))
    return report
