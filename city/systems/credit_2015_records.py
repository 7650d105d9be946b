"""What a receiver of 2015 holds: rows by key, judged one by one; the result shows only after a while."""

from dataclasses import dataclass

from city.common.moments import day_of
from city.systems.credit_2015_columns import FORMAT, REPAIRED, REPEATED, STALE, Data, Result, doubt
from city.systems.credit_columns import canonical_number
from city.systems.credit_hash import data_hash
from city.world import World

WAITING, RIGHT, DOUBTFUL, UPDATED, UNLINKED = "0", "1", "2", "3", "4"
SHOWN = {RIGHT: "published", UPDATED: "published", UNLINKED: "held", WAITING: "received", DOUBTFUL: "rejected"}
REVOKED = "1"  # the state of a record that is taken back: it stays, and says so
COLUMN_OF_NAME = {"xk": "XK_XDR", "cf": "CF_XDR_MC"}


@dataclass(slots=True)
class Row:
    """One row of a report and what became of it."""

    key: str
    version: int
    kind: str
    result: str
    doubt: Result | None
    settles_at: float
    linked_at: float
    published_at: float

    def state(self, now: float) -> str:
        """The result as it shows now; a row whose subject is unknown is linked later."""
        if now < self.settles_at:
            return WAITING
        return RIGHT if self.result == UNLINKED and now >= self.linked_at else self.result


@dataclass(slots=True)
class Record:
    """A record by key: the newest row that was taken, with its data."""

    key: str
    kind: str
    date: str
    data: Data
    newest: int
    row: Row
    repaired_at: float | None = None
    repair_known: bool = False

    @property
    def hash(self) -> str:
        """The hash of what is held."""
        return data_hash(self.data)

    def shown(self, now: float) -> dict[str, object]:
        """The record as the list of keys shows it."""
        return {"id": self.key, "version": self.newest, "hash": self.hash, "state": self.standing(now)}

    def standing(self, now: float) -> str:
        """How the record stands for who compares: repaired, withdrawn, or as its newest row."""
        if self.repaired_at is not None:
            return "repaired"
        shown = SHOWN[self.row.state(now)]
        return "withdrawn" if shown == "published" and self.data[f"{self.kind.upper()}_ZT"] == REVOKED else shown


class Records2015:
    """Judges rows and keeps what was taken."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.by_key: dict[str, Record] = {}

    def take(self, kind: str, sent: dict[str, object], now: float) -> Row:
        """Judge one row of a report; keep it unless it is doubtful or repeated."""
        key, version, data = str(sent["id"]), int(str(sent["version"])), dict(sent["data"])  # type: ignore[call-overload]
        found = doubt(kind, data, day_of(now)) or self._against(kind, key, version, data)
        result = DOUBTFUL if found else self._result(kind, key, data)
        timing = self._world.timing
        settles = now + timing.credit_validate_after
        published = now + timing.credit_publish_after
        row = Row(key, version, kind, result, found, settles, now + timing.credit_held_for, published)
        if found is None:
            day = data[f"{kind.upper()}_JDRQ"].replace("/", "-").replace(".", "-")
            before = self.by_key.get(key)
            self.by_key[key] = Record(key, kind, day, data, version, row)
            if before is not None:
                self.by_key[key].repaired_at = before.repaired_at
        return row

    def _against(self, kind: str, key: str, version: int, data: Data) -> Result | None:
        held = self.by_key.get(key)
        if key.split("|")[:2] != [kind, canonical_number(data[f"{kind.upper()}_WSH"])]:
            return Result(FORMAT, "id", "业务编号与文书号不符")
        if held is None:
            return None
        if held.repaired_at is not None:
            return Result(REPAIRED, "id", "该记录已修复")
        if version < held.newest:
            return Result(STALE, "id", "版本早于已有的记录")
        same = version == held.newest and held.data == data
        return Result(REPEATED, "id", "重复数据(旧数据)") if same else None

    def _result(self, kind: str, key: str, data: Data) -> str:
        code = data.get(f"{kind.upper()}_XDR_SHXYM")
        if code is not None and self._world.registers.entity(code) is None:
            return UNLINKED
        return UPDATED if key in self.by_key else RIGHT

    def of_day(self, kind: str, date: str) -> list[Record]:
        """Every record of a day, by key."""
        found = [one for one in self.by_key.values() if (one.kind, one.date) == (kind, date)]
        return sorted(found, key=lambda one: one.key.encode())
