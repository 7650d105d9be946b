"""The two libraries behind the vault seal to the same bytes, and neither opens what was changed."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wiring.ciphers import NONCE, TAG, Altered, Cipher, OpenSSL, Sodium, cipher_of

KEY, OTHER = b"k" * 32, b"j" * 32
EITHER = pytest.mark.parametrize("maker", [Sodium, OpenSSL])


@given(st.binary(max_size=2000), st.binary(max_size=40), st.binary(min_size=NONCE, max_size=NONCE))
def test_both_seal_to_the_same_bytes_and_open_what_the_other_sealed(body: bytes, head: bytes, nonce: bytes) -> None:
    one, other = Sodium(KEY), OpenSSL(KEY)
    sealed = one.encrypt(nonce, body, head)
    assert sealed == other.encrypt(nonce, body, head)
    assert one.decrypt(nonce, sealed, head) == other.decrypt(nonce, sealed, head) == body


@EITHER
def test_a_known_answer_of_the_standard(maker: Callable[[bytes], Cipher]) -> None:
    """The GCM specification by McGrew and Viega, appendix B, test case 16 (AES-256 with associated data)."""
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
    nonce = bytes.fromhex("cafebabefacedbaddecaf888")
    head = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    body = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    sealed = maker(key).encrypt(nonce, body, head)
    assert sealed[:16].hex() == "522dc1f099567d07f47f37a32a84427d"
    assert sealed[-TAG:].hex() == "76fc6ece0f4e1768cddf8853bb2d551b"


@EITHER
@pytest.mark.parametrize("place", ["body", "tag", "head", "nonce", "key", "short"])
def test_what_was_changed_does_not_open(maker: Callable[[bytes], Cipher], place: str) -> None:
    nonce, head = b"n" * NONCE, b"head"
    sealed = maker(KEY).encrypt(nonce, b"the body", head)
    broken = {
        "body": (KEY, nonce, b"\0" + sealed[1:], head),
        "tag": (KEY, nonce, sealed[:-1] + bytes([sealed[-1] ^ 1]), head),
        "head": (KEY, nonce, sealed, b"Head"),
        "nonce": (KEY, b"m" * NONCE, sealed, head),
        "key": (OTHER, nonce, sealed, head),
        "short": (KEY, nonce, sealed[:3], head),
    }
    key, nonce, sealed, head = broken[place]
    with pytest.raises(Altered):
        maker(key).decrypt(nonce, sealed, head)


def test_the_machine_chooses_one_that_works() -> None:
    cipher = cipher_of(KEY)
    assert cipher.decrypt(b"n" * NONCE, cipher.encrypt(b"n" * NONCE, b"", b""), b"") == b""
