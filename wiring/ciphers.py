"""AES-256-GCM by libsodium where the processor has its instructions, else by OpenSSL: the same bytes, 7 MB apart."""

from collections.abc import Callable
from functools import lru_cache
from typing import Protocol

NONCE, TAG = 12, 16  # bytes (NIST SP 800-38D, 8.2 and 5.2.1.2)
PROBE = bytes(32)  # any key shows whether the instructions are there


class Altered(Exception):
    """The bytes, what stands before them or the key are not those of the sealing."""


class Cipher(Protocol):
    """Seals and opens with one key; `head` is proved along with the body, but stands outside."""

    def encrypt(self, nonce: bytes, body: bytes, head: bytes) -> bytes:
        """Return the sealed body with its tag of 16 bytes behind it."""
        ...

    def decrypt(self, nonce: bytes, sealed: bytes, head: bytes) -> bytes:
        """Return the body; raises Altered."""
        ...


class Sodium:
    """libsodium's; raises nacl.exceptions.UnavailableError where the processor lacks the instructions."""

    def __init__(self, key: bytes) -> None:
        from nacl import bindings, exceptions

        self._key, self._library, self._refused = key, bindings, exceptions.CryptoError

    def encrypt(self, nonce: bytes, body: bytes, head: bytes) -> bytes:
        """Return the sealed body with its tag."""
        return self._library.crypto_aead_aes256gcm_encrypt(body, head, nonce, self._key)

    def decrypt(self, nonce: bytes, sealed: bytes, head: bytes) -> bytes:
        """Return the body; raises Altered."""
        if len(sealed) < TAG:
            raise Altered
        try:
            return self._library.crypto_aead_aes256gcm_decrypt(sealed, head, nonce, self._key)
        except self._refused as error:
            raise Altered from error


class OpenSSL:
    """The library `cryptography`, which runs on every processor."""

    def __init__(self, key: bytes) -> None:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._cipher, self._refused = AESGCM(key), InvalidTag

    def encrypt(self, nonce: bytes, body: bytes, head: bytes) -> bytes:
        """Return the sealed body with its tag."""
        return self._cipher.encrypt(nonce, body, head)

    def decrypt(self, nonce: bytes, sealed: bytes, head: bytes) -> bytes:
        """Return the body; raises Altered."""
        try:
            return self._cipher.decrypt(nonce, sealed, head)
        except self._refused as error:
            raise Altered from error


def cipher_of(key: bytes) -> Cipher:
    """Return what seals and opens with a key of 32 bytes on this machine."""
    return _maker()(key)


@lru_cache(maxsize=1)
def _maker() -> Callable[[bytes], Cipher]:
    from nacl.exceptions import UnavailableError

    try:
        Sodium(PROBE).encrypt(bytes(NONCE), b"", b"")
    except UnavailableError:
        return OpenSSL
    return Sodium
