"""A database as after some years of work: up to a million applications, made once and kept in the temporary folder."""

import hashlib
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from operator import itemgetter
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2

from benchmarks.intake import declared
from benchmarks.offices import office_over
from benchmarks.papers import PROTOTYPES, raw_rows
from models.forms import ApplicationForm
from models.values import SYSTEM_OFFICER, shanghai_date
from usecases import application_index, bulk, intake_rows
from usecases.intake_rows import APPLICATIONS, FORM_COLUMNS, NEW_REVISIONS
from usecases.officers import TRAINING, register_training
from wiring.database import unit_of_work
from wiring.office import Office

ROWS = 1_000_000
NEWEST = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
OPEN = 16_000  # the newest ones are not decided yet: some 800 a working day, 20 working days
WHOLE = 2_000  # the newest ones have their form and history too, so that they can be opened
SOME = 20_000
LOGINS = tuple(officer.login for officer in TRAINING)
DECIDED = ("granted",) * 33 + ("refused",) * 3 + ("not_accepted",) * 2 + ("withdrawn",) + ("closed",)
IN_HAND = ("received", "received", "accepted", "accepted", "examining", "correcting")
OUTCOMES = ("pass",) * 28 + ("review",) * 8 + ("deny",) * 3 + ("unavailable",)
CHANNELS = ("wechat",) * 9 + ("ixiamen",) * 5 + ("website",) * 4 + ("kiosk",) * 2
in_order = itemgetter(*FORM_COLUMNS)
CHANGED = ("state", "card", "screening", "screened_at", "due_on")
WRITE = bulk.Insert(
    APPLICATIONS,
    ("id", "number", "channel", "channel_ref", "revision", "received_at", "assigned_to", "accepted_at",
     "decided_at", *FORM_COLUMNS),
)  # fmt: skip


@lru_cache(maxsize=1)
def forms() -> list[ApplicationForm]:
    """Return the forms that everything is put together from."""
    channel = declared("wechat", "http://127.0.0.1:1/wechat")
    rows = (channel.read(raw) for raw in raw_rows("wechat", PROTOTYPES, NEWEST - timedelta(days=1)))
    return [row.form for row in rows if row.form is not None]


def pair(number: int) -> tuple[ApplicationForm, ApplicationForm]:
    """Return who applies and for which shop: a million different pairs."""
    known = forms()
    return known[number % len(known)], known[(number * 7919 + number // len(known) * 104729) % len(known)]


def draw(number: int, salt: int) -> int:
    """Return a number that looks like chance and is always the same."""
    mixed = (number * 0x9E3779B97F4A7C15 + salt * 0xD1B54A32D192ED03) & 0xFFFFFFFFFFFFFFFF
    mixed = (mixed ^ mixed >> 31) * 0xBF58476D1CE4E5B9 & 0xFFFFFFFFFFFFFFFF
    return mixed >> 40


class Years:
    """Writes applications from the oldest to the newest."""

    def __init__(self, office: Office, count: int) -> None:
        self.office, self.count = office, count
        self.step = timedelta(days=5 * 365) / count
        self.columns: dict[int, dict[str, Any]] = {}

    def write(self) -> None:
        """Write every application with its place in the name index, many in one transaction."""
        for start in range(0, self.count, SOME):
            with unit_of_work(self.office.engine) as session:
                numbers = range(start, min(start + SOME, self.count))
                self.columns = self.columns or self._prototypes(session)
                WRITE.run(session, [self._row(number) for number in numbers])
                application_index.add(session, [self._named(number) for number in numbers])
                whole = [n for n in numbers if n >= self.count - WHOLE]
                NEW_REVISIONS.run(session, [self._revision(n) for n in whole], ("wechat", NEWEST, NEWEST))
            if numbers.stop % (10 * SOME) == 0:
                sys.stderr.write(f"filled {numbers.stop:,} of {self.count:,}\n")

    def _prototypes(self, session: Any) -> dict[int, dict[str, Any]]:
        return {id(form): intake_rows.form_columns(session, form, at=NEWEST) for form in forms()}

    def _row(self, number: int) -> tuple[Any, ...]:
        who, shop = (self.columns[id(form)] for form in pair(number))
        received = NEWEST - self.step * (self.count - number)
        columns = who | {name: shop[name] for name in ("shop_name", "shop_initials", "address", "district")}
        chance, is_open = draw(number, 1), number >= self.count - OPEN
        columns["state"] = IN_HAND[chance % len(IN_HAND)] if is_open else DECIDED[chance % len(DECIDED)]
        columns["submitted_at"] = columns["updated_at"] = received - timedelta(minutes=chance % 60)
        columns["card"] = ("yellow", "red", "warning")[chance % 3] if is_open and chance % 16 == 0 else "none"
        unscreened = number >= self.count - 50
        columns["screening"] = "" if unscreened else OUTCOMES[draw(number, 2) % len(OUTCOMES)]
        columns["screened_at"] = None if unscreened else received
        columns["due_on"] = shanghai_date(received + timedelta(days=28)) if is_open else None
        by = None if columns["state"] == "received" else LOGINS[draw(number, 3) % len(LOGINS)]
        accepted = None if columns["state"] in {"received", "correcting"} else received
        serial = number % 200_000 + 1
        return (
            number + 1, f"A-{received.year}-{serial + number // 200_000 * 200_000:06d}",
            CHANNELS[draw(number, 4) % len(CHANNELS)], f"WX{number:010d}", 1, received, by, accepted,
            None if is_open else received, *in_order(columns),
        )  # fmt: skip

    def _named(self, number: int) -> tuple[int, str]:
        who, shop = pair(number)
        return number + 1, f"{who.applicant.name} {shop.premises.name}"

    def _revision(self, number: int) -> tuple[Any, ...]:
        who, _shop = pair(number)
        return number + 1, f"WX{number:010d}", 1, "0" * 64, b"{}", who


def cached(count: int) -> Path:
    """Return the file of a filled database; it is made when the schema or the size is new."""
    return kept(f"filled-{count}", Path(__file__), lambda office: Years(office, count).write())


def kept(name: str, maker: Path, write: Callable[[Office], None]) -> Path:
    """Return the file of a database that `write` fills; made anew when the schema or the file `maker` changed."""
    root = Path(__file__).parent.parent
    sources = [*sorted((root / "migrations").rglob("*.py")), maker]  # the schema, and how it is filled
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in sources)).hexdigest()[:12]
    place = Path(tempfile.gettempdir()) / "luqiao-bench"
    place.mkdir(mode=0o700, exist_ok=True)
    file = place / f"{name}-{digest}.db"
    if not file.exists():
        for older in place.glob(f"{name}-*"):
            older.unlink()
        _make(file.with_suffix(".new"), write).replace(file)
    return file


def _make(file: Path, write: Callable[[Office], None]) -> Path:
    file.unlink(missing_ok=True)
    office = office_over(f"sqlite:///{file}", file.parent)
    office.perform(register_training, by=SYSTEM_OFFICER)
    write(office)
    office.close()
    with dbapi2.connect(str(file)) as store:
        store.execute("pragma wal_checkpoint(truncate)")
        store.execute("pragma journal_mode=delete")
    return file
