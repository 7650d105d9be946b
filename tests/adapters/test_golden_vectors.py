"""The golden vectors of wire.md section 9, each through a declared profile, none through a private function."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest

from adapters import build, explaining
from adapters.engine import proofs
from adapters.engine.ciphers import Sealer
from adapters.engine.encodings import NotOpened
from adapters.engine.loading import load
from adapters.engine.signing import Call, Held
from models.errors import InvalidInput

AT = 1_700_000_000.0
HEAD = """
[adapter]
contract = "golden@1"
kind = "sms"

[outcome]
rule = []
"""
SK = {"sk": "demo-sk", "ak": "demo-ak"}
REF_PARTS = 'parts = ["{method}\\n{path}\\n{query}\\n{digest}\\n{secret:ak}\\n{timestamp}\\n{nonce}"]'
BG = 'parts = ["{method}\\n{path}\\n{query}\\n{secret:ak}\\n{timestamp}\\n"]\ntime = "rfc1123"\nkey = "sk"'
GET = Call("GET", "/gateway/api/licence", "size=50&page=1", b"")
BATCH = Call("POST", "/v1/batches", "", b'{"batch_no":"T1"}', "json")
CA = {"Accept": "application/json", "Content-Type": "application/json; charset=utf-8"}
EMS = b"method=ems.inland.order.create.normal&size=&format=json&charset=UTF-8&version=V3.01"


@dataclass
class Vector:
    """One line of the table: the declared [sign], who we are, what is called, and what must come out."""

    scheme: str
    sign: str
    secrets: dict[str, str]
    expected: str
    call: Call = GET
    held: Held = field(default_factory=Held)


VECTORS = [
    Vector(
        "A",
        'algorithm = "md5"\nparts = ["{secret:app_code}{timestamp}"]',
        {"app_code": "demo-app-code"},
        "c6869e8a36183cd90a9ac58eb6dd5eb5",
    ),
    Vector(
        "B step 1",
        'algorithm = "md5"\nparts = ["{secret:key}", "{secret:secret}", "{timestamp}"]',
        {"key": "demo-key", "secret": "demo-secret"},
        "e8ff77a5219436fe65b71bbfe906e960",
    ),
    Vector(
        "B call",
        'algorithm = "md5"\nparts = ["{secret:key}", "{token}", "{timestamp}"]',
        {"key": "demo-key"},
        "64c99f5ee4801b51809d0dfc525dfdd3",
        held=Held("demo-request-secret"),
    ),
    Vector(
        "C",
        f'algorithm = "hmac-sha256"\nencode = "base64"\n{BG}',
        SK,
        "cID3gua/NdqaP5vW/Dv0JBf7YPmP6f1dDUuGbC4NFIU=",
    ),
    Vector(
        "L base64",
        f'algorithm = "hmac-sm3"\nencode = "base64"\n{BG}',
        SK,
        "rGWv6u4BWgCBiAJZPBw3UFqj6UXRoqDH8Q2q5SKT6UA=",
    ),
    Vector(
        "L hex",
        f'algorithm = "hmac-sm3"\n{BG}',
        SK,
        "ac65afeaee015a00818802593c1c37505aa3e945d1a2a0c7f10daae52293e940",
    ),
    Vector(
        "D",
        'algorithm = "sha256"\nencode = "HEX"\ntime = "s"\nparts = ["{timestamp}{secret:token}{nonce}{timestamp}"]',
        {"token": "demo-token"},
        "DC1B302D31AB1954A9088460EC2E06A2B02086646A08A11EA752BB9E1C14A4FE",
    ),
    Vector(
        "E",
        """algorithm = "hmac-sha256"
key = "sk"
encode = "base64"
digest = "md5"
digest_encode = "base64"
digest_of = "not-form"
parts = ["{method}\\n{header:accept}\\n{digest}\\n{header:content-type}\\n{header:date}\\n{headers}{resource}"]
params = { of = ["query"] }
signed_headers = ["X-Ca-Key", "X-Ca-Nonce", "X-Ca-Timestamp"]
[sign.headers]
X-Ca-Key = "{secret:ak}"
X-Ca-Nonce = "{nonce}"
X-Ca-Timestamp = "{timestamp}"
X-Ca-Signature = "{signature}"
X-Ca-Signature-Headers = "x-ca-key,x-ca-nonce,x-ca-timestamp"
""",
        SK,
        "JqTSNbT4OvcIUdJojvfettFO/Ml9aSOzT3lkvipAb58=",
        Call("POST", "/api/push", "dry=1", b'{"a":1}', "json", CA),
    ),
    Vector(
        "F",
        """algorithm = "sha256"
encode = "base64"
time = "pattern"
time_pattern = "yyyy-MM-dd HH:mm:ss"
parts = ["{params}{secret:app_secret}"]
params = { pair = "", join = "", exclude = ["sign"] }
[sign.body]
app_key = "demo-key"
authorization = "{secret:auth}"
timestamp = "{timestamp}"
sign = "{signature}"
""",
        {"app_secret": "demo-secret", "auth": "demo-auth"},
        "ztIlBz9O+lrt3QjmB8veEuViYJgddcIzici0/su4MGM=",
        Call("POST", "/openapi", "", EMS, "form"),
    ),
    Vector(
        "H",
        'algorithm = "sha1"\ntime = "s"\nsorted = ["{secret:token}", "{timestamp}", "{nonce}"]\nparts = ["{sorted}"]',
        {"token": "demo-token"},
        "8a9584cde0401db1b0660f453d1741dff607a9f7",
    ),
    Vector(
        "REF hmac-sha256",
        f'algorithm = "hmac-sha256"\nkey = "sk"\n{REF_PARTS}',
        SK,
        "b25c6fb43f2b913d2f298d05589047ff1035767282a6380f7b31e03ea13c81c4",
        BATCH,
    ),
    Vector(
        "REF hmac-sm3",
        f'algorithm = "hmac-sm3"\ndigest = "sm3"\nkey = "sk"\n{REF_PARTS}',
        SK,
        "60d931ada811eb132ff1057ed4b64c7fa6f821af53d38b0c07a1e1ab0dd66978",
        BATCH,
    ),
]
XML = "<xml>hi</xml>"
NAMED = '{"name":"测试"}'
WECHAT = """
[sign]
algorithm = "sha1"
time = "s"
sorted = ["{secret:token}", "{timestamp}", "{nonce}", "{sealed}"]
parts = ["{sorted}"]
[envelope]
encrypt = "aes-cbc"
key = "aes"
key_form = "base64"
iv = "key"
pad = "pkcs7-32"
frame = "wechat"
frame_id = "appid"
"""
OF_WECHAT = {"aes": "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG", "appid": "wxdemo", "token": "demo-token"}
SEALED = "Q3stYC6hdFzMh9T8HCvyDAY2hI8bwuk958peC5QFmokApKS2yUhsVcd9aPI4W3fL6nXFAPSDqjtEUf04PbGnkg=="
KEY = {"k": "0123456789abcdef"}


def sealer(text: str, secrets: dict[str, str]) -> Sealer:
    envelope = load(HEAD + text, "golden.toml").envelope
    assert envelope is not None
    return Sealer(envelope, secrets, "golden.toml envelope")


@pytest.mark.parametrize("vector", VECTORS, ids=[vector.scheme for vector in VECTORS])
def test_a_declared_signature_gives_the_golden_vector(vector: Vector) -> None:
    text = f"{HEAD}\n[sign]\n{vector.sign}"

    found = explaining.signed(text, "golden.toml", vector.call, vector.secrets, at=AT, nonce="abc123", held=vector.held)

    assert found.signature == vector.expected


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        (
            'encrypt = "sm4-cbc"\niv = "zero"\nencode = "HEX"',
            "A1EDA52C7DAC5A11F461DAC1118193864B4798945D7BA0B779DCFC528639D0DC",
        ),
        ('encrypt = "sm4-ecb"', "oe2lLH2sWhH0YdrBEYGThjt9jlfuN8ZQCCrKFTwVujU="),
    ],
    ids=["SM4-CBC", "SM4-ECB"],
)
def test_a_declared_envelope_gives_the_golden_vector_and_opens_again(declared: str, expected: str) -> None:
    one = sealer(f'[envelope]\nkey = "k"\n{declared}', KEY)

    assert one.seal(NAMED) == expected
    assert one.open(expected) == NAMED


def test_the_envelope_and_the_signature_of_a_wechat_callback_are_the_golden_ones() -> None:
    one = sealer(WECHAT, OF_WECHAT)

    assert one.seal(XML, b"0123456789abcdef") == SEALED
    assert one.open(SEALED) == XML
    call = Call("POST", "/", "", b"", sealed=SEALED)
    found = explaining.signed(HEAD + WECHAT, "golden.toml", call, OF_WECHAT, at=AT, nonce="abc123")
    assert found.signature == "9aab026b3d3399d3883632cb78342e09ce532bca"


def test_a_callback_for_somebody_else_is_not_opened() -> None:
    with pytest.raises(NotOpened):
        sealer(WECHAT, {**OF_WECHAT, "appid": "wxother"}).open(SEALED)


@pytest.mark.parametrize("cipher", ["sm4-cbc", "sm4-gcm", "aes-cbc", "aes-gcm"])
def test_what_is_sealed_twice_is_never_the_same_and_a_changed_text_does_not_open(cipher: str) -> None:
    one = sealer(f'[envelope]\nkey = "k"\nencrypt = "{cipher}"\nencode = "hex"\ncharset = "gb18030"', KEY)

    first, second = one.seal(NAMED), one.seal(NAMED)

    assert first != second
    assert one.open(first) == one.open(second) == NAMED
    if cipher.endswith("gcm"):
        with pytest.raises(NotOpened):
            one.open(first[:-2] + ("00" if first[-2:] != "00" else "11"))


@pytest.mark.parametrize(
    ("declared", "said"),
    [
        ('encrypt = "sm4-cbc"\nkey = "short"', "密钥长 5 字节"),
        ('encrypt = "aes-cbc"\nkey = "k"\niv = "0011"', "iv 应为"),
        ('encrypt = "aes-cbc"\nkey = "none"', "没有密钥“none”"),
        ('encrypt = "aes-cbc"\nkey = "k"\nkey_form = "hex"', "密钥不是正确的 hex"),
    ],
    ids=["too short", "half an iv", "no such secret", "not hex"],
)
def test_an_envelope_that_cannot_work_is_refused_when_it_is_loaded(declared: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        sealer(f"[envelope]\n{declared}", {"k": "0123456789abcdeg", "short": "12345"})


def test_sm2_is_refused_with_what_to_do_instead() -> None:
    text = f'{HEAD}\n[sign]\nalgorithm = "sm2-with-sm3"\nparts = ["{{digest}}"]'

    with pytest.raises(InvalidInput, match="不提供 sm2-with-sm3") as refusal:
        explaining.signed(text, "golden.toml", GET, {}, at=AT, nonce="abc123")

    assert "hmac-sm3" in refusal.value.do_next


@pytest.mark.parametrize(
    ("family", "text"),
    [
        ("sm3", '[sign]\nalgorithm = "hmac-sm3"\nkey = "k"\nparts = ["{digest}"]\n'),
        ("sm4", '[envelope]\nencrypt = "sm4-cbc"\nkey = "k"\n'),
    ],
)
def test_a_machine_without_the_sm_family_says_so_before_anything_is_sent(
    family: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proofs, f"{family}_works", lambda: False)
    setting = build.Setting("x", "http://127.0.0.1:9", KEY, lambda: datetime.now(UTC))

    with pytest.raises(InvalidInput, match=f"本机的加密库不支持 {family.upper()}"):
        build.system_of_text(HEAD + text, "golden.toml", setting)
