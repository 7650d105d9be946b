"""Signatures explained: each step shown, no secret shown, and the usual mistake named that makes the difference."""

import pytest

from adapters import explaining
from adapters.engine.comparing import Try
from adapters.engine.loading import load
from adapters.engine.signing import Call, Held

SECRETS = {"ak": "demo-ak", "sk": "demo-sk"}
CALL = Call("POST", "/gateway/api/licence/", "size=50&page=1", b'{"a":1}', "json")
STAMP = "1700000000000"


def profile(sign: str) -> str:
    return f'[adapter]\ncontract = "x@1"\nkind = "sms"\n[outcome]\nrule = []\n[sign]\n{sign}'


def expected(sign: str, call: Call = CALL, stamp: str = STAMP, secrets: dict[str, str] | None = None) -> str:
    declared = explaining.signature_of(load(profile(sign), "theirs.toml"), "theirs.toml")
    return Try(declared, secrets or SECRETS, call, stamp, "abc123", Held()).signature()


def changes(sign: str, wanted: str) -> list[str] | None:
    declared = explaining.signature_of(load(profile(sign), "ours.toml"), "ours.toml")
    tried = Try(declared, SECRETS, CALL, STAMP, "abc123", Held())
    return explaining.compared(profile(sign), "ours.toml", tried, wanted)


LINES = 'parts = ["{method}\\n{path}\\n{query}\\n{digest}\\n{timestamp}\\n{nonce}"]\n'
OURS = f'algorithm = "hmac-sha256"\nkey = "sk"\n{LINES}'
PAIRS = 'algorithm = "md5"\nparts = ["{params}&key={secret:sk}"]\nparams = { of = ["query"] }\n'


@pytest.mark.parametrize(
    ("theirs", "named"),
    [
        (OURS, []),
        (OURS + 'encode = "HEX"\n', ["签名编码为 大写十六进制（encode = “HEX”）"]),
        (OURS + 'encode = "base64"\n', ["签名编码为 Base64（encode = “base64”）"]),
        (OURS + 'query_order = "raw"\n', ["查询参数不排序（query_order = “raw”）"]),
        (OURS.replace("{nonce}", "{nonce}\\n"), ["末尾多一个换行"]),
        (OURS.replace("\\n", ""), ["各部分之间没有换行"]),
        (OURS + 'digest = "md5"\n', ["正文摘要为 md5"]),
        (OURS + 'digest_encode = "base64"\n', ["正文摘要写成Base64"]),
        (OURS.replace("hmac-sha256", "hmac-sm3"), ["算法为 hmac-sm3"]),
        (
            OURS.replace("hmac-sha256", "hmac-sm3") + 'digest = "sm3"\n',
            ["正文摘要为 sm3", "算法为 hmac-sm3"],
        ),
    ],
    ids=[
        "the same", "upper case", "base64", "raw query", "newline at the end", "no newlines", "other digest",
        "digest as base64", "other algorithm", "two at once",
    ],
)  # fmt: skip
def test_the_usual_mistakes_are_named(theirs: str, named: list[str]) -> None:
    assert changes(OURS, expected(theirs)) == named


@pytest.mark.parametrize(
    ("call", "stamp", "secrets", "named"),
    [
        (CALL, "1700000000", SECRETS, ["时间戳用秒（time = “s”）"]),
        (Call("post", CALL.path, CALL.query, CALL.body, "json"), STAMP, SECRETS, ["方法用小写"]),
        (Call("POST", "/api/licence/", CALL.query, CALL.body, "json"), STAMP, SECRETS, ["路径从“/api/licence/”开始"]),
        (Call("POST", CALL.path[:-1], CALL.query, CALL.body, "json"), STAMP, SECRETS, ["路径末尾没有 /"]),
        (CALL, STAMP, {"ak": "demo-ak", "sk": "demo-sk\n"}, ["密钥末尾带了换行"]),
    ],
    ids=["seconds", "lower-case method", "path without the gateway", "no slash at the end", "newline in the secret"],
)
def test_mistakes_of_the_call_the_time_and_the_secret_are_named(
    call: Call, stamp: str, secrets: dict[str, str], named: list[str]
) -> None:
    assert changes(OURS, expected(OURS, call, stamp, secrets)) == named


@pytest.mark.parametrize(
    ("params", "named"),
    [
        ('params = { of = ["query"], sort = "none" }', "参数不排序（params.sort = “none”）"),
        ('params = { of = ["query"], pair = "" }', "键和值之间没有符号（params.pair = “”）"),
    ],
    ids=["not sorted", "nothing between"],
)
def test_mistakes_of_the_parameters_are_named(params: str, named: str) -> None:
    theirs = PAIRS.replace('params = { of = ["query"] }', params)

    assert changes(PAIRS, expected(theirs)) == [named]


def test_what_no_usual_mistake_explains_is_said_so() -> None:
    assert changes(OURS, "00" * 32) is None


def test_each_step_is_shown_and_no_secret() -> None:
    text = profile(OURS + 'headers = { X-Key = "{secret:ak}", X-Sign = "{signature}" }\n')

    found = explaining.explained(text, "ours.toml", CALL, "abc123", at=1_700_000_000.0)

    assert found.steps["query"] == "page=1&size=50"
    assert found.steps["digest"] == "015abd7f5cc57a2dd94b7590f04ad8084273905ee33ec5cebeae62276a97f862"
    assert (found.steps["timestamp"], found.steps["encode"]) == (STAMP, "hex")
    assert (found.hidden, found.headers) == (("sk",), {"X-Key": "{secret:ak}", "X-Sign": "{signature}"})
    assert "demo" not in repr(found)
