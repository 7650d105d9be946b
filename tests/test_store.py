"""The store: content lies under its digest, whole or not at all; names from outside never become paths."""

from pathlib import Path

import pytest

from models.errors import NotFound
from wiring.store import Store


def test_the_same_bytes_are_kept_once_and_come_back_exactly(tmp_path: Path) -> None:
    store = Store(tmp_path)

    digest = store.put(b"\x00\xffphoto")

    assert store.put(b"\x00\xffphoto") == digest
    assert store.get(digest) == b"\x00\xffphoto"
    assert len([file for file in tmp_path.rglob("*") if file.is_file()]) == 1


def test_damaged_bytes_are_noticed(tmp_path: Path) -> None:
    store = Store(tmp_path)
    digest = store.put(b"photo")
    (file,) = (file for file in tmp_path.rglob("*") if file.is_file())
    file.chmod(0o600)
    file.write_bytes(b"phote")

    with pytest.raises(NotFound, match="损坏"):
        store.get(digest)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "A" * 64, "0" * 63, "/" * 64])
def test_only_a_digest_is_a_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(NotFound):
        Store(tmp_path).get(name)
