"""The credit evaluation of a whole register: reckoned for the first time, and again when nothing changed."""

import shutil
from collections.abc import Iterator
from pathlib import Path

from benchmarks import holders
from benchmarks.measuring import Figure, bounded, spending
from benchmarks.offices import folder, office_over
from models.values import SYSTEM_OFFICER
from usecases import evaluations
from wiring.office import Office

ROWS, SECONDS = 200_000, 60.0


def run(count: int | None) -> Iterator[Figure]:
    """Yield the seconds of one look through the register, first and again."""
    size = count or ROWS
    with folder() as place:
        office = _office(place, size)
        for name in ("evaluation-first", "evaluation-again"):
            with spending() as spent:
                changed = renewed(office)
            more = {"cpu": round(spent.cpu, 1), "changed": changed}
            yield bounded(name, spent.wall, "s", SECONDS * size / ROWS, size, **more)
        office.close()


def _office(place: Path, size: int) -> Office:
    file = place / "luqiao.db"
    shutil.copyfile(holders.cached(size), file)
    return office_over(f"sqlite:///{file}", place, fresh=False)


def renewed(office: Office) -> int:
    """Reckon every licence as the daemon does; return how many changed."""
    changed = 0
    after: str | None = ""
    while after is not None:
        look = office.perform(evaluations.renew, after, by=SYSTEM_OFFICER)
        changed, after = changed + look.changed, look.after
    return changed
