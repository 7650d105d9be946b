"""Secrets by reference: each source, each mistake, and nothing of them in any message or log."""

from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backend
import pytest
from keyring.backends import fail, null
from typing_extensions import override

from models.errors import InvalidInput
from wiring import logs, secrets
from wiring.secrets import Place, reveal

SECRET = "kept-very-quiet"


class MemoryKeyring(keyring.backend.KeyringBackend):
    """A keyring that lives as long as a test."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}

    @override
    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    @override
    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    @override
    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place("outside.wechat.secrets.secret", tmp_path)


@pytest.fixture
def backend() -> Iterator[MemoryKeyring]:
    before, memory = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(memory)
    yield memory
    keyring.set_keyring(before)


def private(folder: Path, content: bytes, mode: int = 0o600) -> str:
    file = folder / "secret"
    file.write_bytes(content)
    file.chmod(mode)
    return "file:secret"


def test_a_private_file_gives_its_text_without_the_last_newline(place: Place) -> None:
    assert reveal(private(place.folder, f"{SECRET}\n".encode()), place) == SECRET


def test_a_credential_of_the_service_is_read(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    (place.folder / "wechat-secret").write_text(SECRET, encoding="utf-8")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(place.folder))

    assert reveal("systemd:wechat-secret", place) == SECRET


def test_a_variable_and_a_keyring_entry_are_read(
    place: Place, backend: MemoryKeyring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LUQIAO_X", SECRET)
    backend.set_password("luqiao/wechat", "secret", SECRET)

    assert reveal("env:LUQIAO_X", place) == reveal("keyring:luqiao/wechat/secret", place) == SECRET


def test_a_test_value_counts_only_on_this_machine(place: Place) -> None:
    assert reveal(f"test:{SECRET}", Place("x", place.folder, loopback=True)) == SECRET
    with pytest.raises(InvalidInput, match="只能用于本机"):
        reveal(f"test:{SECRET}", place)


@pytest.mark.parametrize(
    ("content", "mode", "said"),
    [
        (SECRET.encode(), 0o644, "别人也能读"),
        (f" {SECRET}".encode(), 0o600, "前后有空白"),
        (f"{SECRET}\r\n\n".encode(), 0o600, "前后有空白"),
        (f"{SECRET[:4]}\u200b{SECRET[4:]}".encode(), 0o600, r"看不见的字符 U\+200B"),
        (b"", 0o600, "是空的"),
        (b"\xff" + SECRET.encode(), 0o600, "不是 UTF-8"),
    ],
    ids=["open to others", "a blank before", "line ends after", "an invisible character", "empty", "not text"],
)
def test_a_faulty_file_is_refused_without_showing_it(place: Place, content: bytes, mode: int, said: str) -> None:
    with pytest.raises(InvalidInput, match=said) as refusal:
        reveal(private(place.folder, content, mode), place)

    assert SECRET[4:] not in refusal.value.message + refusal.value.do_next


@pytest.mark.parametrize(
    "reference", ["file:nowhere", "env:LUQIAO_NOWHERE", "systemd:nowhere", "keyring:luqiao/nobody", "vault:x", "bare"]
)
def test_a_missing_secret_names_its_place_and_what_to_do(place: Place, backend: MemoryKeyring, reference: str) -> None:
    with pytest.raises(InvalidInput, match=r"outside\.wechat\.secrets\.secret") as refusal:
        reveal(reference, place)

    assert refusal.value.do_next


@pytest.mark.parametrize("kind", [fail.Keyring, null.Keyring], ids=["none", "one that forgets"])
def test_a_keyring_that_cannot_keep_is_refused(place: Place, backend: MemoryKeyring, kind: type) -> None:
    keyring.set_keyring(kind())

    with pytest.raises(InvalidInput, match="没有可用的钥匙串"):
        reveal("keyring:luqiao/x", place)


def test_a_revealed_secret_is_masked_in_the_log(place: Place) -> None:
    reveal(private(place.folder, SECRET.encode()), place)

    assert SECRET not in logs.masked(f"token={SECRET}&x")


def test_the_ledger_key_is_made_once_and_only_for_its_owner(tmp_path: Path) -> None:
    file = tmp_path / "ledger.key"

    secrets.make_key(file)
    first = file.read_bytes()
    secrets.make_key(file)

    assert file.read_bytes() == first
    assert len(first) >= 64
    assert file.stat().st_mode & 0o777 == 0o600
