"""What the credit platform holds: records by key, judged row by row (contract section 8.1)."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

from city.common.dice import mark
from city.common.moments import day_of
from city.systems.credit_columns import AGENCY, DECIDED_ON, NUMBER, RowFault, canonical_number, check_data
from city.systems.credit_hash import data_hash
from city.world import World


@dataclass(slots=True)
class Version:
    """One accepted version of a record; the moments say when its state changes by itself."""

    version: int
    op: str
    content: tuple[str, ...]
    accepted_at: float
    settles_at: float
    publishes_at: float
    held: bool = False
    rejected: str = ""
    superseded_at: float | None = None

    def own_state(self, now: float) -> tuple[str, str | None, float]:
        """State, code and moment as long as nothing newer came."""
        if now < self.settles_at:
            return "received", None, self.accepted_at
        if self.op == "withdraw":
            return "withdrawn", None, self.settles_at
        if now < self.publishes_at:
            return ("held" if self.held else "validated"), None, self.settles_at
        if self.rejected:
            return "rejected", self.rejected, self.publishes_at
        return "published", None, self.publishes_at


@dataclass(slots=True)
class Record:
    """A record by key: `newest` is held, older versions are superseded."""

    key: str
    kind: str
    date: str
    hash: str
    number: int
    versions: dict[int, Version] = field(default_factory=dict)
    newest: int = 0
    repaired_at: float | None = None
    repair_known: bool = False

    def state(self, version: int, now: float) -> tuple[str, str | None, float]:
        """State, code and moment of one version."""
        one = self.versions[version]
        if one.superseded_at is not None:
            return "superseded", None, one.superseded_at
        if self.repaired_at is not None:
            return "repaired", None, self.repaired_at
        return one.own_state(now)


class Records:
    """Judges rows and keeps what was accepted."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.by_key: dict[str, Record] = {}
        self.order: list[str] = []  # the keys as they came; a place in it fits into a cursor
        self._struck: set[tuple[str, int]] = set()

    def judge(self, kind: str, row: dict[str, Any], seen: set[str], now: float) -> str:
        """Accepted or duplicate; an accepted row is kept. Raises RowFault."""
        if row["key"] in seen:
            raise RowFault("row_duplicate", "key")
        seen.add(row["key"])
        if row["op"] == "upsert":
            self._check_upsert(kind, row, now)
        elif not row["key"].startswith(kind + "|"):
            raise RowFault("key_mismatch", "key")
        record = self.by_key.get(row["key"])
        if record is None and row["op"] == "withdraw":
            raise RowFault("not_found", "key")
        if record is not None and self._is_duplicate(record, row):
            return "duplicate"
        self._keep(kind, row, now)
        return "accepted"

    def _check_upsert(self, kind: str, row: dict[str, Any], now: float) -> None:
        data = row["data"]
        check_data(kind, data, day_of(now))
        if row["hash"] != data_hash(data):
            raise RowFault("hash_mismatch", "hash")
        if row["key"] != f"{kind}|{canonical_number(data[NUMBER[kind]])}|{data[AGENCY[kind]]}":
            raise RowFault("key_mismatch", "key")
        place = (row["key"], row["version"])
        if place not in self._struck and self._world.chance.marks(
            "bad_row", "credit", mark(row["key"]), row["version"]
        ):
            self._struck.add(place)
            raise RowFault("value_invalid", f"{kind.upper()}_NR", "injected")

    def _is_duplicate(self, record: Record, row: dict[str, Any]) -> bool:
        if record.repaired_at is not None:
            raise RowFault("repaired", "key", "" if record.repair_known else "unknown")
        held = record.versions.get(row["version"])
        if held is not None and held.op == row["op"] and held.content == content_of(row):
            return True
        if row["version"] == record.newest:
            raise RowFault("version_conflict", "version")
        if row["version"] < record.newest:
            raise RowFault("version_stale", "version")
        return False

    def _keep(self, kind: str, row: dict[str, Any], now: float) -> None:
        record = self.by_key.get(row["key"])
        if record is None:
            record = self.by_key[row["key"]] = Record(row["key"], kind, "", "", len(self.order))
            self.order.append(row["key"])
        if record.versions:
            record.versions[record.newest].superseded_at = now
        if row["op"] == "upsert":
            record.date, record.hash = row["data"][DECIDED_ON[kind]], row["hash"]
        record.newest = row["version"]
        record.versions[row["version"]] = self._version(kind, row, now)

    def _version(self, kind: str, row: dict[str, Any], now: float) -> Version:
        timing, chance = self._world.timing, self._world.chance
        settles, publishes = timing.credit_validate_after, timing.credit_publish_after
        held, rejected = row["op"] == "upsert" and self._unknown(kind, row["data"]), ""
        place = (mark(row["key"]), row["version"])
        if chance.marks("slow_receipt", "credit", *place):
            draw = self._world.dice("slow", *place).below(4)
            settles += timing.credit_slow if draw == 0 else 0
            held = held or draw == 1
            publishes = timing.credit_slow * 1.2 if draw < 3 else publishes + 5
            if draw == 3:
                rejected = ("source_disputed", "subject_mismatch")[place[0] % 2]
        if held:
            publishes = max(publishes, timing.credit_held_for)
        if row["op"] == "withdraw":
            rejected = ""
        return Version(row["version"], row["op"], content_of(row), now, now + settles, now + publishes, held, rejected)

    def _unknown(self, kind: str, data: dict[str, str]) -> bool:
        """Whether the party is not in the city's register."""
        code = data.get(f"{kind.upper()}_XDR_SHXYM")
        return code is not None and self._world.registers.entity(code) is None

    def held(self, kind: str, date: str, now: float) -> list[Record]:
        """Every record of a day that is not rejected, by key."""
        found = [
            record
            for record in self.by_key.values()
            if record.kind == kind and record.date == date and record.state(record.newest, now)[0] != "rejected"
        ]
        return sorted(found, key=lambda record: record.key.encode())


def content_of(row: dict[str, Any]) -> tuple[str, ...]:
    """What makes two rows of one version the same."""
    return (row["hash"],) if row["op"] == "upsert" else (row["reason"], row["doc_no"])


def reconcile_digest(rows: list[tuple[str, int, str]]) -> str:
    """Hex SHA-256 of the lines `key TAB version TAB hash LF`, sorted by bytes (section 8.2)."""
    lines = sorted(f"{key}\t{version}\t{content}\n".encode() for key, version, content in rows)
    return hashlib.sha256(b"".join(lines)).hexdigest()
