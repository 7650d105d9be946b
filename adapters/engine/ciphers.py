"""Seal and open texts with the cipher that a profile declares."""

import secrets as randomness
import struct
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from adapters.engine import charsets
from adapters.engine.encodings import NotOpened, decoded, encoded, key_bytes
from adapters.engine.proofs import demand
from adapters.engine.vocabulary import Envelope
from models.errors import InvalidInput
from models.said import said

BLOCK, GCM_IV, TAG, RANDOM = 16, 12, 16, 16  # bytes
LENGTHS = {"sm4": {16}, "aes": {16, 24, 32}}


class Sealer:
    """One [envelope] with its key; `seal` and `open` are each other's reverse."""

    def __init__(self, declared: Envelope, secrets: Mapping[str, str], place: str) -> None:
        self._declared, self._place = declared, place
        self._family, _, self._mode = declared.encrypt.partition("-")
        demand(self._family, place)
        for name in (declared.key, declared.frame_id):
            if name is not None and name not in secrets:
                raise InvalidInput(
                    said("{place}：没有密钥“{name}”。", place=place, name=name), do_next="请检查密钥配置。"
                )
        self._key = key_bytes(secrets[declared.key], declared.key_form, place)
        if len(self._key) not in LENGTHS[self._family]:
            raise InvalidInput(
                said(
                    "{place}：密钥长 {count} 字节，{encrypt} 不能用。",
                    place=place,
                    count=len(self._key),
                    encrypt=declared.encrypt,
                ),
                do_next="请检查密钥。",
            )
        self._id = secrets[declared.frame_id].encode() if declared.frame_id else b""
        self._iv = self._fixed_iv()
        self.charset = declared.charset

    def seal(self, text: str, random: bytes | None = None) -> str:
        """Return a text sealed and encoded; `random` stands for what is drawn (the golden vectors)."""
        plain = charsets.encode(text, self._declared.charset)
        if self._declared.frame == "wechat":
            head = random or randomness.token_bytes(RANDOM)
            plain = head + struct.pack(">I", len(plain)) + plain + self._id
        return encoded(self._sealed(plain, random), self._declared.encode)

    def open(self, sealed: str) -> str:
        """Return the text behind a sealed one; raises NotOpened."""
        try:
            plain = self._opened(decoded(sealed, self._declared.encode))
            plain = self._unframed(plain) if self._declared.frame == "wechat" else plain
            return charsets.utf8_of(plain, self._declared.charset).decode()
        except (ValueError, InvalidTag, struct.error) as error:
            raise NotOpened(type(error).__name__) from error

    def _sealed(self, plain: bytes, random: bytes | None) -> bytes:
        if self._mode == "gcm":
            iv = random or randomness.token_bytes(GCM_IV)
            worker = Cipher(self._algorithm(), modes.GCM(iv)).encryptor()
            return iv + worker.update(plain) + worker.finalize() + worker.tag
        iv = self._iv if self._iv is not None else randomness.token_bytes(BLOCK)
        one = self._cipher(iv).encryptor()
        body = one.update(self._padded(plain)) + one.finalize()
        return body if self._iv is not None else iv + body

    def _opened(self, sealed: bytes) -> bytes:
        if self._mode == "gcm":
            iv, body, tag = sealed[:GCM_IV], sealed[GCM_IV:-TAG], sealed[-TAG:]
            worker = Cipher(self._algorithm(), modes.GCM(iv, tag)).decryptor()
            return worker.update(body) + worker.finalize()
        iv, body = (self._iv, sealed) if self._iv is not None else (sealed[:BLOCK], sealed[BLOCK:])
        one = self._cipher(iv).decryptor()
        return self._unpadded(one.update(body) + one.finalize())

    def _algorithm(self) -> algorithms.SM4 | algorithms.AES:
        return algorithms.SM4(self._key) if self._family == "sm4" else algorithms.AES(self._key)

    def _cipher(self, iv: bytes) -> Cipher[modes.ECB] | Cipher[modes.CBC]:
        if self._mode == "ecb":
            return Cipher(self._algorithm(), modes.ECB())  # noqa: S305  # the receivers' own rule (wire 2.6 N)
        return Cipher(self._algorithm(), modes.CBC(iv))

    def _fixed_iv(self) -> bytes | None:
        """Return the declared IV, None where it is drawn for each text and stands before it."""
        wanted = "zero" if self._mode == "ecb" else self._declared.iv
        if wanted == "random" or self._mode == "gcm":
            return None
        iv = {"zero": bytes(BLOCK), "key": self._key[:BLOCK]}.get(wanted)
        try:
            iv = bytes.fromhex(wanted) if iv is None else iv
        except ValueError:
            iv = b""
        if len(iv) != BLOCK:
            raise InvalidInput(
                said("{place}：iv 应为 zero、key、random 或 32 位十六进制数。", place=self._place), do_next="请改正。"
            )
        return iv

    def _padded(self, plain: bytes) -> bytes:
        size = 32 if self._declared.pad == "pkcs7-32" else BLOCK
        missing = size - len(plain) % size
        if self._declared.pad.startswith("pkcs7"):
            return plain + bytes([missing]) * missing
        if self._declared.pad == "zero":
            return plain + bytes(missing % size)
        if missing != size:
            raise InvalidInput(
                said("{place}：文字长度不是 {size} 字节的倍数，却没有填充。", place=self._place, size=size),
                do_next="请声明 pad。",
            )
        return plain

    def _unpadded(self, plain: bytes) -> bytes:
        if self._declared.pad == "zero":
            return plain.rstrip(b"\0")
        if self._declared.pad == "none":
            return plain
        size = 32 if self._declared.pad == "pkcs7-32" else BLOCK
        count = plain[-1] if plain else 0
        if not 1 <= count <= size or plain[-count:] != bytes([count]) * count:
            raise NotOpened("padding")
        return plain[:-count]

    def _unframed(self, plain: bytes) -> bytes:
        (length,) = struct.unpack(">I", plain[RANDOM : RANDOM + 4])
        start = RANDOM + 4
        if plain[start + length :] != self._id:
            raise NotOpened("of somebody else")
        return plain[start : start + length]
