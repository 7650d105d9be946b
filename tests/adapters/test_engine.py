"""The parts of the engine alone: signatures, charsets, cutting pages, templates, profiles."""

import hashlib
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from adapters.engine import charsets
from adapters.engine.calls import query_of
from adapters.engine.loading import all_faults, load, profile_text
from adapters.engine.signing import Call, Signer
from adapters.engine.splitting import split_page
from adapters.engine.templates import compiled, compiled_tree
from adapters.engine.units import rate_of, seconds, size
from adapters.engine.vocabulary import Profile, Sign
from models.errors import InvalidInput

REF = [
    "{method}",
    "\n",
    "{path}",
    "\n",
    "{query}",
    "\n",
    "{digest}",
    "\n",
    "{secret:ak}",
    "\n",
    "{timestamp}",
    "\n",
    "{nonce}",
]
DEMO = {"ak": "demo-ak", "sk": "demo-sk"}
KIOSK_QUERY = (
    "limit=50&updated_from=2026-11-21T00%3A00%3A00%2B08%3A00&cursor=a%2Fb&updated_to=2026-11-22T00%3A00%3A00%2B08%3A00"
)


def signed(sign: Sign, secrets: dict[str, str], call: Call, timestamp: str = "1700000000000") -> str:
    signer = Signer(sign, secrets, "test")
    return signer.signature(signer.canonical(call, timestamp, "abc123"))


@pytest.mark.parametrize(
    ("algorithm", "signature"),
    [
        ("hmac-sha256", "b25c6fb43f2b913d2f298d05589047ff1035767282a6380f7b31e03ea13c81c4"),
        ("hmac-sm3", "60d931ada811eb132ff1057ed4b64c7fa6f821af53d38b0c07a1e1ab0dd66978"),
    ],
)
def test_the_golden_vectors_of_the_ref_contract(algorithm: Any, signature: str) -> None:
    sign = Sign(algorithm=algorithm, key="sk", parts=REF, digest=algorithm.removeprefix("hmac-"))

    assert signed(sign, DEMO, Call("POST", "/v1/batches", "", b'{"batch_no":"T1"}')) == signature


def test_the_golden_vector_of_the_kiosk_with_a_sorted_query_and_no_body() -> None:
    secrets = {"ak": "luqiao-kiosk", "sk": "luqiao-kiosk-test-secret"}
    sign = Sign(algorithm="hmac-sm3", key="sk", parts=REF, digest="sm3")

    signature = signed(sign, secrets, Call("GET", "/v1/applications", KIOSK_QUERY, b""))

    assert signature == "f680fd9f41ac81bb2b32a0009e0e7e3c105bfa5ef7a0ca56472815718f60c289"


@pytest.mark.parametrize(
    ("sign", "secrets", "timestamp", "signature"),
    [
        (
            Sign(algorithm="md5", parts=["{secret:code}", "{timestamp}"]),
            {"code": "luqiao-ixm-test-code"},
            "1700000000000",
            "8316617a1ee7a7f3111dbef90ac285b3",
        ),
        (
            Sign(algorithm="md5", parts=["{secret:code}", "{timestamp}"]),
            {"code": "demo-app-code"},
            "1700000000000",
            "c6869e8a36183cd90a9ac58eb6dd5eb5",
        ),
        (
            Sign(algorithm="md5", parts=["{secret:key}", "{secret:secret}", "{timestamp}"]),
            {"key": "demo-key", "secret": "demo-secret"},
            "1700000000000",
            "e8ff77a5219436fe65b71bbfe906e960",
        ),
        (
            Sign(
                algorithm="hmac-sha256",
                key="sk",
                encode="base64",
                parts=["{method}", "\n", "{path}", "\n", "{query}", "\n", "{secret:ak}", "\n", "{timestamp}", "\n"],
            ),
            DEMO,
            "Tue, 14 Nov 2023 22:13:20 GMT",
            "cID3gua/NdqaP5vW/Dv0JBf7YPmP6f1dDUuGbC4NFIU=",
        ),
        (
            Sign(
                algorithm="hmac-sm3",
                key="sk",
                parts=["{method}", "\n", "{path}", "\n", "{query}", "\n", "{secret:ak}", "\n", "{timestamp}", "\n"],
            ),
            DEMO,
            "Tue, 14 Nov 2023 22:13:20 GMT",
            "ac65afeaee015a00818802593c1c37505aa3e945d1a2a0c7f10daae52293e940",
        ),
        (
            Sign(algorithm="sha256", encode="HEX", parts=["{timestamp}", "{secret:t}", "{nonce}", "{timestamp}"]),
            {"t": "demo-token"},
            "1700000000",
            "DC1B302D31AB1954A9088460EC2E06A2B02086646A08A11EA752BB9E1C14A4FE",
        ),
    ],
    ids=["ixiamen", "scheme A", "scheme B", "scheme C", "scheme L", "scheme D"],
)
def test_the_declared_parts_sign_as_other_schemes_do(
    sign: Sign, secrets: dict[str, str], timestamp: str, signature: str
) -> None:
    call = Call("GET", "/gateway/api/licence", "size=50&page=1", b"")

    assert signed(sign, secrets, call, timestamp) == signature


def test_sm3_of_abc_is_that_of_the_standard() -> None:
    assert hashlib.new("sm3", b"abc").hexdigest().startswith("66c7f0f462eeedd9d1f2d46bdc10e4e2")


def test_a_signature_without_its_secret_is_an_error_when_loaded() -> None:
    with pytest.raises(InvalidInput, match="sk"):
        Signer(Sign(algorithm="hmac-sha256", key="sk", parts=["{path}"]), {}, "x")
    with pytest.raises(InvalidInput, match="secret:nobody"):
        Signer(Sign(algorithm="md5", parts=["{secret:nobody}"]), {}, "x")


@pytest.mark.parametrize("text", ["王明", "\U00020bb7\U000f0000", "ḿ", "\ue000", "a;b c+d", "ī\u0301"])
def test_gb18030_goes_there_and_back(text: str) -> None:
    assert charsets.utf8_of(charsets.encode(text, "gb18030"), "gb18030").decode() == text


@pytest.mark.parametrize(("code", "char"), [(b"\xa8\xbc", "\u1e3f"), (b"\xa6\xd9", "\ufe10"), (b"\xfe\x59", "\u9fb4")])
def test_codes_of_the_later_editions_are_the_real_characters_both_ways(code: bytes, char: str) -> None:
    assert charsets.utf8_of(code, "gb18030").decode() == char
    assert charsets.encode(char, "gb18030") == code


def test_the_four_byte_code_of_such_a_character_is_read_too() -> None:
    assert charsets.utf8_of("\u1e3f".encode("gb18030"), "gb18030").decode() == "\u1e3f"


@pytest.mark.parametrize("body", [b"\xcd", b"\xff\xff", b"\x84\x31"])
def test_a_broken_body_is_never_replaced(body: bytes) -> None:
    with pytest.raises(UnicodeDecodeError):
        charsets.utf8_of(body, "gb18030")


def test_a_byte_order_mark_is_dropped() -> None:
    assert charsets.utf8_of(b"\xef\xbb\xbf{}", "utf-8") == b"{}"


def test_one_broken_row_does_not_cost_its_neighbours() -> None:
    page = b'{"code":0,"data":{"items":[{"id":"a"},{"id":NaN,"x":"]}"},{"id":"\xff"},{"id":"b",}],"hasMore":false}}'

    document = split_page(page, ("data", "items"))

    assert document["data"] == {
        "items": [b'{"id":"a"}', b'{"id":NaN,"x":"]}"}', b'{"id":"\xff"}', b'{"id":"b",}'],
        "hasMore": False,
    }


def test_rows_are_cut_verbatim() -> None:
    assert split_page(b'{"items": [ {"a": 1 } , {"b":2}], "n": 2}', ("items",)) == {
        "items": [b'{"a": 1 }', b'{"b":2}'],
        "n": 2,
    }


@pytest.mark.parametrize(
    "page",
    [b"", b"{", b'{"items":[{"a":1},{"b"', b'{"items":[{"a":1}]', b'{"items":[]}{"items":[]}', b"[]", b"<html>"],
)
def test_a_page_without_a_whole_frame_is_not_used(page: bytes) -> None:
    with pytest.raises((msgspec.DecodeError, UnicodeDecodeError)):
        split_page(page, ("items",))


@pytest.mark.parametrize("page", [b'{"items":null}', b'{"items":{}}', b"{}", b'{"code":5}'])
def test_a_page_without_a_list_has_no_rows(page: bytes) -> None:
    assert not isinstance(split_page(page, ("items",)).get("items"), list)


def test_a_hole_keeps_the_type_of_its_value_and_an_optional_one_may_go() -> None:
    fill = compiled_tree({"n": "{n}", "t": "nr {n}", "o": "{o?}", "z": "{o}", "l": ["{n|text}"], "c": 7}, {})

    assert fill({"n": 5, "o": None}) == {"n": 5, "t": "nr 5", "z": None, "l": ["5"], "c": 7}


def test_values_in_a_path_are_percent_encoded() -> None:
    assert compiled("/v1/{id}/x", {}, escape=True)({"id": "a/b?ü"}) == "/v1/a%2Fb%3F%C3%BC/x"


def test_a_query_is_encoded_as_the_contract_says() -> None:
    assert query_of({"at": "a b+/:", "n": 1, "none": None}) == "at=a%20b%2B%2F%3A&n=1"


@pytest.mark.parametrize("template", ["{", "{a b}", "{a|nonsense}", "{a|table:none}", "{A}"])
def test_a_template_that_is_not_understood_is_an_error(template: str) -> None:
    with pytest.raises(InvalidInput):
        compiled(template, {})


def test_units() -> None:
    assert (seconds("15m"), seconds("7d"), seconds("250ms")) == (900.0, 604800.0, 0.25)
    assert (size("8MiB"), rate_of("40/s"), rate_of("30/m")) == (8388608, (40, 1.0), (30, 60.0))
    for wrong in ("15", "m", "1.5s", "-1s"):
        with pytest.raises(InvalidInput):
            seconds(wrong)


NAMES = ["wechat", "website", "ixiamen", "kiosk", "credit", "joint", "business", "police", "elicence", "case_system"]


@pytest.mark.parametrize("name", NAMES)
def test_every_profile_of_the_reference_city_loads(name: str) -> None:
    profile = load(*profile_text(f"reference/{name}"))

    assert isinstance(profile, Profile)
    assert profile.adapter.contract == f"reference-city/{name}@1"


def line_with(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


@pytest.mark.parametrize(
    ("old", "new", "key", "near"),
    [
        ("window = ", "windows = ", "pull.cursor.windows", "window"),
        ("[pull.cursor]", "[pull.curser]", "pull.curser", "cursor"),
        ('ttl = "', 'tll = "', "auth.token.tll", "ttl"),
        ("reason = { from", "reason = { fromm", "map.reason.fromm", "from"),
        ("in = [-1] }", "im = [-1] }", "outcome.rule.2.when.im", "in"),
        ("[limits]", "[limit]", "limit", "limits"),
    ],
)
def test_an_unknown_key_is_named_with_its_line_and_the_nearest_known_one(
    old: str, new: str, key: str, near: str
) -> None:
    text, _ = profile_text("reference/wechat")
    wrong = text.replace(old, new, 1)

    with pytest.raises(InvalidInput) as error:
        load(wrong, "own.toml")

    assert f"own.toml 第 {line_with(wrong, new)} 行：不认识的键“{key}”" in error.value.message
    assert f"“{near}”" in error.value.do_next


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("size = 50", 'size = "fifty"', "键“pull.page.size”的值不对（应为整数（不加引号），写成了文本（写在引号里））"),
        ('kind = "page"', 'kind = "book"', "键“pull.page.kind”的值不对（没有 'book' 这个词）"),
        (
            'total = "$.total"',
            "total = 5",
            "键“pull.page.total”的值不对（应为文本（写在引号里），写成了整数（不加引号））",
        ),
        ('total = "$.total"', 'total = "total"', "键“pull.page.total”的值不对（路径写作 $.data.rows，以 $ 开头）"),
        ('then = "retry" }', 'then = "perhaps" }', "键“outcome.rule.0.then”的值不对"),
    ],
)
def test_a_wrong_value_is_named_with_its_line(old: str, new: str, said: str) -> None:
    text, _ = profile_text("reference/wechat")
    wrong = text.replace(old, new, 1)

    with pytest.raises(InvalidInput) as error:
        load(wrong, "own.toml")

    assert said in error.value.message
    assert f"第 {line_with(wrong, new)} 行" in error.value.message


def test_all_wrong_keys_and_values_are_named_at_once_by_their_lines() -> None:
    text, source = profile_text("reference/wechat")
    wrong = (
        text.replace("[limits]", "[limit]")
        .replace("size = 50", 'size = "fifty"')
        .replace('"$.total"', '"$.total\u200b"')
    )

    found = [fault.message for fault in all_faults(wrong, source)]

    named = ("不认识的键“limit”", "键“pull.page.size”", "U+200B")
    assert all(words in message for words, message in zip(named, found, strict=True))
    assert all_faults(text, source) == []


@pytest.mark.parametrize("name", ["date:YYYYMMDD", "datum"])
def test_a_filter_that_does_not_exist_is_refused_with_those_that_do(name: str) -> None:
    with pytest.raises(InvalidInput, match=f"没有名为“{name}”的写法") as error:
        compiled(f"{{on|{name}}}", {})

    assert "compact" in error.value.do_next


def test_a_missing_key_and_a_broken_file_are_named() -> None:
    text, _ = profile_text("reference/wechat")

    with pytest.raises(InvalidInput, match=r"缺少键“pull\.records”"):
        load(text.replace('records = "$.list"\n', ""), "own.toml")
    with pytest.raises(InvalidInput, match=r"own\.toml：不是正确的 TOML"):
        load("[adapter", "own.toml")


def test_an_unknown_profile_names_the_nearest_one() -> None:
    with pytest.raises(InvalidInput) as error:
        profile_text("reference/wechet")

    assert "reference/wechat" in error.value.do_next


def test_a_profile_may_be_a_file_of_the_bureau(tmp_path: Path) -> None:
    text, _ = profile_text("reference/wechat")
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")

    found, source = profile_text("own.toml", near=tmp_path)

    assert found == text
    assert source.endswith("own.toml")


def test_profiles_hold_no_secret() -> None:
    for name in NAMES:
        text, _ = profile_text(f"reference/{name}")
        assert "test-secret" not in text
        assert "test-key" not in json.dumps(text)
