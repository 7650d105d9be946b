"""What a screening learnt of the registers: which answered, which did not."""

from daemon.health import Health
from usecases.evidence import KINDS, NOT_ASKED, UNAVAILABLE, Evidence


async def note(health: Health, found: Evidence, number: str) -> None:
    """Tell our health of every register that was asked; the bytes of what was no answer are kept."""
    failed: set[str] = set()
    for source, error in found.failures:
        failed.add(KINDS[source])
        system = _system(health, KINDS[source])
        await health.went_wrong(f"screen_applications:{system}", system, error, number)
    asked = {KINDS[source] for source, fact in found.facts.items() if fact["status"] not in (NOT_ASKED, UNAVAILABLE)}
    for kind in sorted(asked - failed):
        system = _system(health, kind)
        await health.went_well(f"screen_applications:{system}", system)


def _system(health: Health, kind: str) -> str:
    """Return the name of the system of a kind as the configuration has it."""
    return health.office.desk.system_of(kind) or kind
