"""The vault: bodies lie sealed in the database, open again as they were, and a lost key is one clear message."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from models.errors import InvalidInput
from models.tables.columns import table_of
from models.tables.outbox import CrossingRow
from ports.exchanges import Crossing, Verdict
from tests.conftest import NOON, training_settings
from usecases import crossings
from wiring.ciphers import NONCE
from wiring.config import Vault as Declared
from wiring.database import open_database
from wiring.office import Office, desk_from
from wiring.setup import prepare
from wiring.vault import Vault, key_id

if TYPE_CHECKING:
    from collections.abc import Sequence

CROSSINGS = table_of(CrossingRow)
WHO = "林海生 350203199003070014"
OLD, NEW = b"o" * 32, b"n" * 32


def vault(*keys: bytes) -> Vault:
    return Vault(lambda: keys)


def crossed(body: bytes = json.dumps({"name": WHO}, ensure_ascii=False).encode()) -> Crossing:
    return Crossing("credit", "send", NOON, "POST", "http://127.0.0.1/v1", (), body, 202, (), b"{}", 0.25)


@given(st.binary(min_size=1, max_size=2000))
def test_whatever_is_sealed_opens_as_it_was_and_never_twice_the_same(body: bytes) -> None:
    one, other = vault(OLD).seal(body), vault(OLD).seal(body)

    assert vault(OLD).open(one) == vault(NEW, OLD).open(other) == body
    assert one != other


def test_a_body_that_repeats_itself_takes_less_room_sealed() -> None:
    assert len(vault(OLD).seal(WHO.encode() * 100)) < 300


@pytest.mark.parametrize("place", [3, 7, 8 + NONCE - 1, -1], ids=["key", "packing", "nonce", "end"])
def test_a_changed_byte_anywhere_is_told_and_nothing_is_shown(place: int) -> None:
    sealed = bytearray(vault(OLD).seal(WHO.encode()))
    sealed[place] ^= 1

    with pytest.raises(InvalidInput, match="打不开") as told:
        vault(OLD).open(bytes(sealed))

    assert "350203" not in f"{told.value.message}{told.value.kept}{told.value.do_next}"


def test_bytes_that_were_never_sealed_are_not_taken_for_a_body() -> None:
    with pytest.raises(InvalidInput, match="没有按规定封存"):
        vault(OLD).open(b'{"plain": true}')


def test_the_database_has_a_crossing_sealed_only(office: Office) -> None:
    kept = office.keep(crossings.keep, crossed(), "cf|k|v1", Verdict.OK)

    with office.engine.connect() as connection:
        request = bytes(connection.execute(text("select request from crossings")).scalar_one())
    with office.reading() as session:
        shown = crossings.crossing(session, kept)
    assert WHO.encode() not in request
    assert key_id(request) == office.require_vault().newest
    assert (shown.request, shown.answer) == (crossed().request, b"{}")


def opened(folder: Path, old_keys: "Sequence[str]" = (), key: str = "file:vault.key") -> Office:
    """Return a bureau whose keys come from files, as in the field."""
    from dataclasses import replace

    settings = replace(
        training_settings(f"sqlite:///{folder / 'luqiao.db'}", folder),
        vault=Declared(key, tuple(old_keys)),
        file=folder / "config.toml",
    )
    prepare(settings)
    return Office(settings, open_database(settings.database.url), None, desk_from(settings), clock=lambda: NOON)


def test_after_a_change_of_keys_the_old_one_still_opens_and_without_it_only_the_body_is_gone(tmp_path: Path) -> None:
    before = opened(tmp_path)
    kept = before.keep(crossings.keep, crossed(), "cf|k|v1", Verdict.OK)
    before.close()

    both = opened(tmp_path, ["file:vault.key"], "file:newer.key")
    with both.reading() as session:
        assert crossings.crossing(session, kept).request == crossed().request
    both.close()
    alone = opened(tmp_path, key="file:newer.key")
    newer = alone.keep(crossings.keep, crossed(), "cf|k|v2", Verdict.OK)
    with alone.reading() as session:
        with pytest.raises(InvalidInput, match="不在密钥库中"):
            crossings.crossing(session, kept)
        assert crossings.crossing(session, newer).request == crossed().request
        lines = [(line.id, line.url) for line in crossings.newest(session)]
        assert lines == [(newer, "http://127.0.0.1/v1"), (kept, "…")]
    alone.close()


def test_without_its_key_nothing_is_kept_unsealed_and_the_error_says_which_file(tmp_path: Path) -> None:
    office = opened(tmp_path)
    (tmp_path / "vault.key").unlink()

    with pytest.raises(InvalidInput, match=r"vault\.key"):
        office.keep(crossings.keep, crossed(), "cf|k|v1", Verdict.OK)
    with pytest.raises(InvalidInput, match=r"vault\.key"):
        office.require_vault()

    with office.reading() as session:
        assert crossings.newest(session) == []
    office.close()


def test_the_key_file_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    first = opened(tmp_path)
    made = (tmp_path / "vault.key").read_bytes()
    first.close()
    opened(tmp_path).close()

    assert (tmp_path / "vault.key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "vault.key").read_bytes() == made
