"""Take what the credit platform asks back, and tell it what was decided."""

from typing import Any

from daemon.report import JobReport
from daemon.shift import Shift
from models.values import SYSTEM_OFFICER
from ports.exchanges import SUCCESS
from usecases import feedback
from wiring.logs import logger
from wiring.office import Office

log = logger("daemon.feedback")


async def run(shift: Shift, system: str) -> JobReport:
    """Keep new feedback, then acknowledge whatever is decided."""
    office, platform = shift.office, shift.office.outside.credit[system]
    items = await platform.feedback()
    report = JobReport(read=len(items))
    if items:
        report.written = await office.in_thread(office.perform, feedback.receive, system, items, by=SYSTEM_OFFICER)
    for row in await office.in_thread(decided, office, system):
        answer = await platform.acknowledge_feedback(
            row["feedback_id"], decision=row["decision"], note=row["note"], by=row["decided_by"], at=row["decided_at"]
        )
        if answer.verdict in SUCCESS:
            await office.in_thread(office.keep, feedback.acknowledged, row["id"], at=office.now())
            report.sent += 1
        else:
            log.warning("平台没有接受反馈的处理结果", system=system, feedback=row["feedback_id"], code=answer.code)
    return report


def decided(office: Office, system: str) -> list[dict[str, Any]]:
    """Return feedback that is decided and that the platform was not told of."""
    with office.reading() as session:
        return feedback.unacknowledged(session, system)
