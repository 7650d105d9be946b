"""The vault: bodies that hold personal data are compressed and sealed (AES-256-GCM) before the database has them."""

import hashlib
import os
import zlib
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import TYPE_CHECKING

from models.errors import InvalidInput
from models.said import said
from wiring.ciphers import NONCE, TAG, Altered, Cipher, cipher_of
from wiring.secrets import Place, make_key, reveal

if TYPE_CHECKING:
    from pathlib import Path

    from wiring.config import Settings

MAGIC, PLAIN, PACKED = b"LQ1", b"\x00", b"\x01"
ID, HEAD = 4, 8  # bytes: of a key's id; of magic, id and packing
LEVEL, WORTH = 1, 64  # zlib's quickest; what is shorter is not compressed


class Vault:
    """Seals with the newest key and opens with any that it has; keys are read when the first body needs one."""

    def __init__(self, keys: Callable[[], Iterable[bytes]]) -> None:
        self._read = keys

    @cached_property
    def known(self) -> dict[bytes, bytes]:
        """The keys by their ids, the one that seals first; raises InvalidInput where one cannot be read."""
        return {id_of(key): key for key in self._read()}

    @cached_property
    def newest(self) -> bytes:
        """The id of the key that seals; raises InvalidInput where it cannot be read."""
        return next(iter(self.known))

    @cached_property
    def _ciphers(self) -> dict[bytes, Cipher]:
        return {name: cipher_of(key) for name, key in self.known.items()}

    def seal(self, body: bytes) -> bytes:
        """Return a body as the database keeps it: what it is sealed with stands in front."""
        packed = zlib.compress(body, LEVEL) if len(body) >= WORTH else body
        small = len(packed) < len(body)
        head = MAGIC + self.newest + (PACKED if small else PLAIN)
        nonce = os.urandom(NONCE)
        return head + nonce + self._ciphers[self.newest].encrypt(nonce, packed if small else body, head)

    def seal_each(self, bodies: Iterable[bytes]) -> list[bytes]:
        """Return many short bodies as the database keeps them, each alone; packing would cost more than sealing."""
        some = list(bodies)
        head, encrypt = MAGIC + self.newest + PLAIN, self._ciphers[self.newest].encrypt
        drawn = os.urandom(NONCE * len(some))
        nonces = [drawn[start : start + NONCE] for start in range(0, len(drawn), NONCE)]
        return [
            head + nonce + encrypt(nonce, body, head) if body else body
            for nonce, body in zip(nonces, some, strict=True)
        ]

    def open(self, sealed: bytes) -> bytes:
        """Return the body; raises InvalidInput where its key is gone or its bytes were changed."""
        head, name = sealed[:HEAD], key_id(sealed)
        if name not in self.known:
            raise unreadable(said("封存这份内容的密钥（{name}）不在密钥库中，打不开。", name=name.hex()))
        try:
            body = self._ciphers[name].decrypt(sealed[HEAD : HEAD + NONCE], sealed[HEAD + NONCE :], head)
        except Altered as error:
            raise unreadable("这份内容的字节被改动过，与封存时不符，打不开。") from error
        return zlib.decompress(body) if head.endswith(PACKED) else body

    def current(self, sealed: bytes) -> bool:
        """Return whether the newest key sealed a body."""
        return sealed.startswith(MAGIC + self.newest)

    def opened(self, sealed: bytes) -> bytes | None:
        """Return the body, None where it cannot be opened."""
        try:
            return self.open(sealed)
        except InvalidInput:
            return None


def key_id(sealed: bytes) -> bytes:
    """Return the id of the key that sealed a body; raises InvalidInput for bytes that were never sealed."""
    if not sealed.startswith(MAGIC) or len(sealed) < HEAD + NONCE + TAG:
        raise unreadable("这份内容没有按规定封存，打不开。")
    return sealed[len(MAGIC) : len(MAGIC) + ID]


def id_of(key: bytes) -> bytes:
    """Return the public name of a key, which tells nothing of it."""
    return hashlib.sha256(b"luqiao vault id " + key).digest()[:ID]


def unreadable(why: str) -> InvalidInput:
    """Return the one message about a body that cannot be opened."""
    return InvalidInput(
        why,
        kept="这条记录的其余部分、台账和其他记录都不受影响。",
        do_next="请从密钥的备份恢复密钥文件；已更换的密钥写入 [vault] old_keys。",
    )


def vault_of(settings: "Settings") -> Vault:
    """Return the vault of a configuration: its key seals, the old ones still open."""
    vault = settings.vault

    def keys() -> Iterable[bytes]:
        yield _key(vault.key, "vault.key", settings)
        for number, reference in enumerate(vault.old_keys):
            yield _key(reference, f"vault.old_keys[{number}]", settings)

    return Vault(keys)


def rehearsing(key: bytes) -> Vault:
    """Return the vault of a bureau that was handed its ledger key: its data key is derived from that."""
    return Vault(lambda: [hashlib.sha256(b"luqiao rehearsal " + key).digest()])


def _key(reference: str, name: str, settings: "Settings") -> bytes:
    return hashlib.sha256(reveal(reference, Place(name, settings.folder)).encode()).digest()


def make_vault_key(settings: "Settings") -> None:
    """Make the key file where the configuration names one that is missing; never over an existing one."""
    scheme, _, name = settings.vault.key.partition(":")
    if scheme == "file":
        make_key(_file(settings.folder, name))


def _file(folder: "Path", name: str) -> "Path":
    from pathlib import Path

    return folder / Path(name).expanduser()
