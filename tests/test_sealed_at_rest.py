"""Whole records of persons lie sealed in the database file and its log, wherever an exchange is kept verbatim."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy import text
from sqlmodel import SQLModel

from models.errors import InvalidInput
from models.tables import everything  # noqa: F401
from models.tables.columns import Sealed, SealedText, vault_of
from models.values import SYSTEM_OFFICER
from ports.exchanges import Crossing, Verdict
from ports.intake import Row
from tests.conftest import NOON, training_settings
from tests.support.rows import malformed, receive, row
from usecases import arrivals, channels, crossings, outbox_rows, resealing
from wiring.config import Vault
from wiring.database import open_database, unit_of_work
from wiring.office import Office, desk_from
from wiring.secrets import make_key
from wiring.vault import make_vault_key

WHO = ("欧阳望潮", "350203198811223337", "13905920077")  # nobody else in these tests is called so
BYTES = '{{"name":"{}","id_no":"{}","mobile":"{}"}}'.format(*WHO).encode()
URL = f"http://127.0.0.1/v1/entities/{WHO[1]}"  # as the register of businesses is asked
OPEN = {  # columns of bytes that are not sealed, and why
    "ledger.body": "holds keyed references only, and an expert checks it without our keys",
    "ledger.hash": "of that body",
    "arrivals.digest": "keyed",
    "deadline_recomputations.changes": "numbers of applications and days",
}


def brought(ref: str, raw: bytes = BYTES) -> Row:
    """Return a row whose bytes name a person whom none of our columns name."""
    return replace(row(ref), raw=raw)


def kept_everywhere(office: Office) -> None:
    """Keep the person's bytes in every place where an exchange is kept verbatim."""
    office.keep(arrivals.keep, "kiosk", [brought("K1"), brought("K2")], "b1", at=office.now())
    receive(office, brought("WX1"))
    receive(office, replace(brought("WX1"), digest="f" * 64))
    receive(office, replace(malformed(), raw=BYTES))
    with unit_of_work(office.engine) as session:
        outbox_rows.store_requests(session, [(1, BYTES), (2, BYTES)])
    call = Crossing("credit", "send", NOON, "POST", URL, (), BYTES, 202, (), BYTES, 0.25)
    office.keep(crossings.keep, call, "cf|k|v1", Verdict.OK)


@dataclass
class Filed:
    """A bureau over a database file, with its keys in files."""

    url: str
    folder: Path

    def open(self, key: str = "vault.key", *old_keys: str) -> Office:
        """Return the bureau with these keys; one that is missing is made."""
        vault = Vault(f"file:{key}", tuple(f"file:{old}" for old in old_keys))
        settings = replace(training_settings(self.url, self.folder), vault=vault, file=self.folder / "config.toml")
        make_key(self.folder / "ledger.key")
        make_vault_key(settings)
        return Office(settings, open_database(self.url), None, desk_from(settings), clock=lambda: NOON)


@pytest.fixture
def filed(sqlite_url: str, tmp_path: Path) -> Filed:
    """Return a bureau over a database file."""
    return Filed(sqlite_url, tmp_path)


@pytest.fixture
def bureau(filed: Filed) -> Iterator[Office]:
    """Return that bureau, opened with its first key."""
    office = filed.open()
    yield office
    office.close()


def test_neither_the_database_file_nor_its_log_names_a_person_of_an_exchange(bureau: Office, sqlite_url: str) -> None:
    kept_everywhere(bureau)

    database = Path(sqlite_url.removeprefix("sqlite:///"))
    files = list(database.parent.glob(f"{database.name}*"))
    lying = b"".join(file.read_bytes() for file in files)
    assert f"{database.name}-wal" in {file.name for file in files}
    assert "林海生".encode() in lying  # the working tables can be searched, so this test would see a name
    assert [word for word in WHO if word.encode() in lying] == []


def test_what_is_sealed_opens_as_it_came_and_is_sealed_anew_with_a_newer_key(bureau: Office, filed: Filed) -> None:
    kept_everywhere(bureau)
    newer = filed.open("newer.key", "vault.key")

    for table, (_, columns) in resealing.SEALED.items():
        done = newer.keep(resealing.reseal, table.name)

        with newer.engine.connect() as connection:
            found = connection.execute(sa.select(*[table.c[name] for name in columns])).all()
            lying = connection.execute(text(f"select {', '.join(columns)} from {table.name}")).all()
        assert {body for one in found for body in one} <= {BYTES, URL}
        assert done.resealed == len(found) * len(columns)
        assert all(newer.vault.current(body) for one in lying for body in one)
    newer.close()


def test_every_column_of_bytes_is_sealed_or_says_why_not() -> None:
    columns = [c for table in SQLModel.metadata.sorted_tables for c in table.c]
    bare = {f"{c.table.name}.{c.name}" for c in columns if isinstance(c.type, sa.LargeBinary)}
    sealed = {(c.table, c.name) for c in columns if isinstance(c.type, Sealed | SealedText)}

    assert bare == set(OPEN)
    assert sealed == {(table, name) for table, (_, names) in resealing.SEALED.items() for name in names}


def test_without_the_key_a_walk_keeps_nothing_and_its_bookmark_stays(bureau: Office, tmp_path: Path) -> None:
    (tmp_path / "vault.key").unlink()

    with pytest.raises(InvalidInput, match=r"vault\.key"):
        bureau.keep(arrivals.keep, "kiosk", [brought("K1")], "b1", at=bureau.now())

    with bureau.reading() as session:
        assert not arrivals.wait(session, "kiosk")
        assert channels.bookmark(session, "kiosk") is None


def test_what_a_lost_key_sealed_waits_in_the_book_until_the_key_is_back(bureau: Office, filed: Filed) -> None:
    bureau.keep(arrivals.keep, "kiosk", [brought("K1")], "b1", at=bureau.now())
    other, restored = filed.open("other.key"), filed.open("other.key", "vault.key")

    with pytest.raises(InvalidInput, match="不在密钥库中"):
        entered(other)
    with other.reading() as session:
        assert arrivals.wait(session, "kiosk")
    assert entered(restored).received == 1
    other.close()
    restored.close()


def entered(office: Office) -> arrivals.Entered:
    """Enter what waits."""

    def read(raws: Sequence[bytes]) -> list[Row]:
        return [replace(brought("K1", raw), channel="kiosk") for raw in raws]

    return office.perform(arrivals.enter, "kiosk", read, acknowledges=False, by=SYSTEM_OFFICER)


def test_the_same_bytes_are_known_again_by_a_digest_that_nobody_can_guess(bureau: Office) -> None:
    for _ in range(2):
        bureau.keep(arrivals.keep, "kiosk", [brought("K1")], "b1", at=bureau.now())

    with bureau.engine.connect() as connection:
        (digest,) = connection.execute(text("select digest from arrivals")).scalars()
    assert bytes(digest) != sha256(BYTES).digest()


def test_rows_of_one_insert_are_sealed_each_alone(bureau: Office) -> None:
    with unit_of_work(bureau.engine) as session:
        outbox_rows.store_requests(session, [(n, BYTES) for n in range(1, 131)])
        lying = session.execute(text("select request from outbox_requests")).scalars().all()
        opened_ = [vault_of(session.connection().dialect).open(bytes(body)) for body in lying]

    assert len({bytes(body) for body in lying}) == 130
    assert opened_ == [BYTES] * 130
