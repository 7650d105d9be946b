"""Prove that this machine computes the SM algorithms as the standards say; some builds of OpenSSL lack them."""

import hashlib
from functools import cache

from models.errors import InvalidInput
from models.said import said

SM3_ABC = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"  # GB/T 32905
SM4_KEY = bytes.fromhex("0123456789abcdeffedcba9876543210")  # GB/T 32907, the standard's own example
SM4_SEALED = bytes.fromhex("681edf34d206965e86b3e94f536e4246")


@cache
def sm3_works() -> bool:
    """Whether SM3 of abc is that of the standard."""
    try:
        return hashlib.new("sm3", b"abc").hexdigest() == SM3_ABC
    except ValueError:
        return False


@cache
def sm4_works() -> bool:
    """Whether SM4 of the standard's example is that of the standard."""
    from cryptography.exceptions import UnsupportedAlgorithm  # only here: few systems need it, and it is heavy
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    try:
        worker = Cipher(algorithms.SM4(SM4_KEY), modes.ECB()).encryptor()  # noqa: S305  # one block, to compare
        return worker.update(SM4_KEY) + worker.finalize() == SM4_SEALED
    except UnsupportedAlgorithm:
        return False


def demand(name: str, place: str) -> None:
    """Raise InvalidInput where an algorithm of the SM family is wanted that this machine lacks."""
    works = {"sm3": sm3_works, "sm4": sm4_works}.get(name)
    if works is not None and not works():
        raise InvalidInput(
            said("{place}：本机的加密库不支持 {name}。", place=place, name=name.upper()),
            kept="没有发出任何请求。",
            do_next="请改用带国密算法的 OpenSSL，或与对方商定其他算法。",
        )
