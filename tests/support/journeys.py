"""What long runs share: a bureau that belongs to a city, a desk that lets rejected messages go, a quiet end."""

import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select

from models.tables.columns import table_of
from models.tables.outbox import OutboxRow
from tests.support.agreement import hurry, unfinished
from tests.support.processes import Child, CityProcess
from usecases import outbox_desk
from wiring.config import load
from wiring.office import open_office
from wiring.setup import prepare
from wiring.training import training_config

if TYPE_CHECKING:
    from wiring.office import Office

OUTBOX = table_of(OutboxRow)
QUIET = 300.0  # seconds for everything to come to its end


def bureau(folder: Path, city_url: str, *, every: str = "1s") -> "Office":
    """Make a training bureau that belongs to a city, with a database of its own."""
    config = folder / "config.toml"
    config.write_text(training_config(city_url, every=every), encoding="utf-8")
    config.chmod(0o600)
    settings = load(config)
    prepare(settings)
    return open_office(settings)


def quiet(office: "Office", city: CityProcess, clerk: Child | None) -> tuple[str, list[str]]:
    """Wait until nothing is left to do, then dismiss the clerk; return the clerk's last words and what was left."""
    end, left, said = time.monotonic() + QUIET, ["everything"], ""
    while left and time.monotonic() < end:
        hurry(office)
        time.sleep(1.0)
        left = unfinished(office, city.ask("state"))
        if not left and clerk is not None and not said:
            clerk.say("enough")
            said, left = clerk.hear(), ["what the clerk did last"]
    return said, left


def release_rejected(office: "Office") -> Counter[str]:
    """Let every rejected message go out once more, as a person does when the other side has mended its fault."""
    released: Counter[str] = Counter()
    with office.reading() as session:
        rows = list(
            session.execute(select(OUTBOX.c.key, OUTBOX.c.system, OUTBOX.c.code).where(OUTBOX.c.state == "rejected"))
        )
    for key, system, code in rows:
        office.perform(outbox_desk.release, key, by=office.officer("approver"))
        released[f"{system} {code}"] += 1
    return released
