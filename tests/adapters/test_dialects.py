"""Dialects: what is written as form, XML and SOAP, and what is read of answers that are nearly what was agreed."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs

import httpx
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.engine import charsets
from adapters.engine.answers import AnswerReader
from adapters.engine.bodies import members_of, with_members
from adapters.engine.loading import load
from adapters.engine.splitting import Broken
from adapters.engine.tolerant import strict_of
from adapters.engine.vocabulary import Transport
from adapters.engine.xml_reading import tree_of
from adapters.engine.xml_writing import xml_of
from models.errors import InvalidInput, OutsideUnavailable
from ports.exchanges import Crossing, Verdict
from tests.adapters.conftest import StoppedClock, outside
from tests.adapters.declared import BASE, HEAD, OUTCOME, SEND, send, system

OK = httpx.Response(200, json={"code": "00"})
TEXTS = st.text("ab01<>&]\"' \t\n\r\\厦门𠮷龥〔〕", max_size=12)
NAMES = st.sampled_from(["a", "B_1", "_c", "XK_XDR_MC", "ROW", "d9"])
TREES = st.recursive(TEXTS, lambda inner: st.dictionaries(NAMES, inner, min_size=1, max_size=4), max_leaves=12)


def reader(form: str = "json", **transport: object) -> AnswerReader:
    return AnswerReader(msgspec.convert(transport, Transport), form, None, None)


def read(body: bytes, form: str = "json", content_type: str = "", **transport: object) -> object:
    return json.loads(reader(form, **transport).json_of(body, content_type))


@given(tree=st.dictionaries(NAMES, TREES, min_size=1, max_size=1))
def test_what_is_written_as_xml_is_read_as_it_was(tree: Mapping[str, object]) -> None:
    assert tree_of(xml_of(tree).encode()) == tree


@pytest.mark.parametrize(
    ("body", "document"),
    [
        (b"<R><code>00</code><x/></R>", {"R": {"code": "00", "x": ""}}),
        (b'<n:R xmlns:n="u" n:a="1" b="2"><n:c>0</n:c></n:R>', {"R": {"@b": "2", "c": "0"}}),
        (b"<R><a>1</a><a>2</a></R>", {"R": {"a": ["1", "2"]}}),
        (b'<R><a xsi:nil="true" xmlns:xsi="u"/><b>x<![CDATA[<y>]]></b></R>', {"R": {"a": None, "b": "x<y>"}}),
        (b'<?xml version="1.0" encoding="UTF-8"?>\n<R> <a>1</a> </R>', {"R": {"a": "1"}}),
    ],
    ids=["an empty element", "namespaces and attributes", "twice", "nil and CDATA", "blanks between elements"],
)
def test_xml_is_read_into_the_same_trees_as_json(body: bytes, document: object) -> None:
    assert read(body, "xml") == document


@pytest.mark.parametrize(
    "body",
    [
        b'<!DOCTYPE r [<!ENTITY a "b">]><r>&a;</r>',
        b'<!DOCTYPE r SYSTEM "file:///etc/passwd"><r/>',
        b"<r>&unknown;</r>",
        b"<r><a></r>",
        b"<html><body>502</body></html>",
        b"<a>" * 70 + b"</a>" * 70,
        b"",
        b"{}",
    ],
    ids=["own entity", "outside dtd", "unknown entity", "cut", "page for people", "too deep", "nothing", "json"],
)
def test_xml_that_is_dangerous_or_none_is_no_answer(body: bytes) -> None:
    with pytest.raises(Broken):
        reader("xml").json_of(body)


def test_a_soap_fault_and_a_text_of_xml_within_the_answer_stand_at_their_paths() -> None:
    head = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
    fault = f"{head}<s:Fault><faultcode>soap:Server</faultcode></s:Fault></s:Body></s:Envelope>".encode()
    inner = "<qResponse><return>&lt;R&gt;&lt;row&gt;1&lt;/row&gt;&lt;/R&gt;</return></qResponse>"
    answer = f"{head}{inner}</s:Body></s:Envelope>".encode()
    declared: dict[str, Any] = {
        "dialect": "soap",
        "inside": {"$.return": "xml"},
        "lists": ["$.return.R.row", "$.return.R.none"],
    }

    assert read(fault, "soap", **declared) == {"Fault": {"faultcode": "soap:Server"}}
    assert read(answer, "soap", **declared) == {"return": {"R": {"row": ["1"], "none": []}}}
    with pytest.raises(Broken):
        reader("soap").json_of(b"<R>00</R>")


def test_json_within_json_is_decoded_twice_and_nothing_within_is_nothing() -> None:
    inside = {"$.data": "json"}

    assert read(b'{"data":"{\\"a\\":[1]}"}', inside=inside) == {"data": {"a": [1]}}
    assert read(b'{"data":""}', inside=inside) == {"data": None}
    with pytest.raises(Broken):
        reader(inside=inside).json_of(b'{"data":"<html>"}')


def test_the_quirks_are_mended_only_where_they_are_declared() -> None:
    body = b'{"a":["x"],"b":"null","c":[["y"]],"d":[{"e":["z"]}]}'
    mended = {"a": "x", "b": None, "c": ["y"], "d": [{"e": "z"}]}

    assert read(body, quirks=["one-element", "null-text"]) == mended
    assert read(body) == json.loads(body)


@pytest.mark.parametrize(
    ("body", "document"),
    [
        (
            b"{'a': 'it\\'s \"x\"', // note\n \"b\": [1, 2,], /* , */ 'c': NaN,}",
            {"a": 'it\'s "x"', "b": [1, 2], "c": None},
        ),
        (b'{"a": "// no note, \'NaN\',]"}', {"a": "// no note, 'NaN',]"}),
    ],
    ids=["everything at once", "within a text nothing changes"],
)
def test_nearly_json_is_read_where_it_is_asked_for(body: bytes, document: object) -> None:
    assert read(body, quirks=["tolerant-json"]) == document
    assert json.loads(strict_of(body)) == document


def test_nearly_json_is_refused_by_default() -> None:
    with pytest.raises(Broken):
        reader(quirks=[], charset_in="auto").json_of(b"{'a': 1}")


@pytest.mark.parametrize(
    ("encoded", "named"),
    [
        ("utf-8", "application/json"),
        ("utf-8", "application/json; charset=GBK"),
        ("gb18030", "application/json"),
        ("gb18030", "text/html; charset=gb2312"),
        ("gb18030", "application/json; charset=utf-8"),
        ("utf-8-sig", "application/json; charset=GB18030"),
    ],
    ids=["said nothing", "a lying GBK", "GBK unsaid", "GBK said", "a lying UTF-8", "BOM over a lying head"],
)
def test_the_charset_is_found_strictly_whatever_the_head_says(encoded: str, named: str) -> None:
    text = '{"name":"厦门市思明区鹭桥便利店𠮷"}'

    assert read(text.encode(encoded), content_type=named, charset_in="auto") == json.loads(text)


def test_two_bytes_that_could_be_both_are_what_the_head_says() -> None:
    assert charsets.utf8_guessed("联通".encode("gbk"), "text/xml; charset=GBK").decode() == "联通"


def test_bytes_that_are_neither_are_refused_and_nothing_is_replaced() -> None:
    with pytest.raises(UnicodeDecodeError):
        charsets.utf8_guessed(b'"\xff\xfe\xff"', "text/plain")


@given(members=st.dictionaries(NAMES, TEXTS, max_size=5), added=st.dictionaries(NAMES, TEXTS, min_size=1, max_size=3))
def test_what_is_added_to_a_body_stands_behind_what_was_there(members: dict[str, str], added: dict[str, str]) -> None:
    for charset in ("utf-8", "gb18030"):
        body = json.dumps(members, ensure_ascii=False, separators=(",", ":")).encode(charset)
        late = {f"late_{name}": value for name, value in added.items()}

        whole = with_members("json", body, late, charset)

        assert members_of("json", whole, charset) == [*members.items(), *late.items()]


def test_a_form_in_gb18030_carries_xml_in_a_field_and_its_head_says_so(passing: StoppedClock) -> None:
    import asyncio

    text = '[transport]\ndialect = "http-form"\ncharset_out = "gb18030"\n'
    form = 'form = { xml = { "$xml" = { M = { T = "{text}" } } }, json = { "$json" = { t = "{text}" } } }\n'
    with outside:
        sent = outside.post(f"{BASE}/send").mock(return_value=OK)
        asyncio.run(send(system(text + SEND + form, {}, passing), {"id": "1", "text": "龥𠮷<"}))

    request = sent.calls[0].request
    assert request.headers["Content-Type"] == "application/x-www-form-urlencoded; charset=GB18030"
    fields = parse_qs(request.content.decode(), encoding="gb18030", errors="strict")
    assert fields == {"xml": ["<M><T>龥𠮷&lt;</T></M>"], "json": ['{"t":"龥𠮷<"}']}


ENVELOPE = """
[envelope]
encrypt = "sm4-cbc"
key = "k"
encode = "HEX"
opens = "$.encData"
[envelope.wrap]
appCode = "{secret:app}"
encData = "{sealed}"
[sign]
algorithm = "hmac-sm3"
key = "k"
parts = ["{secret:app}{plain}{timestamp}"]
body = { timestamp = "{timestamp}", signData = "{signature}" }
"""


@outside
async def test_a_body_goes_out_sealed_and_signed_and_the_sealed_answer_is_opened(
    passing: StoppedClock, crossings: list[Crossing]
) -> None:
    secrets = {"k": "0123456789abcdef", "app": "app-1"}
    inner = OUTCOME.replace("$.code", "$.encData.code")
    one = system(ENVELOPE + SEND + 'json = { id = "{id}", text = "{text}" }\n', secrets, passing, crossings, inner)
    assert one._sealer is not None
    sealed = one._sealer.seal('{"code":"00","name":"王明"}')
    sent = outside.post(f"{BASE}/send").respond(json={"encData": sealed})

    answer = await send(one)

    body = json.loads(sent.calls[0].request.content)
    assert list(body) == ["appCode", "encData", "timestamp", "signData"]
    assert json.loads(one._sealer.open(body["encData"])) == {"id": "1", "text": "字"}
    assert answer.verdict is Verdict.OK
    assert answer.data == {"encData": {"code": "00", "name": "王明"}}


@outside
async def test_an_answer_that_does_not_open_is_unknown(passing: StoppedClock) -> None:
    one = system(ENVELOPE + SEND + 'json = { id = "{id}" }\n', {"k": "0123456789abcdef", "app": "a"}, passing)
    outside.post(f"{BASE}/send").respond(json={"encData": "00" * 32, "code": "00"})

    assert (await send(one)).verdict is Verdict.UNKNOWN


@outside
async def test_maintenance_keeps_everybody_away_and_is_no_failure(passing: StoppedClock) -> None:
    sent = outside.post(f"{BASE}/send").respond(json={"code": "busy"})
    one = system(SEND + 'json = { id = "{id}" }\n', {}, passing)

    answer = await send(one)
    with pytest.raises(OutsideUnavailable):
        await send(one)
    passing.seconds += 601
    await send(one)

    assert (answer.verdict, answer.retry_after) == (Verdict.RETRY, 600.0)
    assert (sent.call_count, one.gate.failures) == (2, 0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[transport]\ndialekt = "soap"\n', "不认识的键“transport.dialekt”"),
        ('[sign]\nalgoritm = "md5"\nparts = []\n', "不认识的键“sign.algoritm”"),
        ('[envelope]\nencrypt = "sm4-cbc"\nkey = "k"\npadd = "zero"\n', "不认识的键“envelope.padd”"),
        ('[auth]\nkind = "oauth2-cc"\noauth2 = { path = "/t", scop = "x" }\n', "不认识的键“auth.oauth2.scop”"),
        ('[transport]\ndialect = "soap\u200b"\n', "看不见的字符 U+200B"),
        ('[auth]\nkind = "static"\nheaders = { A = " x" }\n', "前后有空白"),
        ('[auth]\nkind = "static"\nheaders = { A = "x\u3000y" }\n', "看不见的字符 U+3000"),
    ],
    ids=["transport", "sign", "envelope", "oauth2", "zero width", "blank before", "wide blank"],
)
def test_a_key_or_a_value_that_is_not_what_it_looks_like_is_named_with_its_line(text: str, said: str) -> None:
    with pytest.raises(InvalidInput, match=r"第 \d+ 行") as refusal:
        load(HEAD + OUTCOME + text, "test.toml")

    assert said in refusal.value.message


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        ('json = { a = "1" }\nform = { b = "2" }\n', "只能有一种正文"),
        ('json = { a = { "$sealed" = "{id}" } }\n', "没有 \\[envelope\\]"),
    ],
    ids=["two bodies", "sealed without an envelope"],
)
def test_a_request_that_cannot_be_written_is_refused_when_it_is_loaded(
    passing: StoppedClock, request_: str, said: str
) -> None:
    one = system(SEND + request_, {}, passing)
    push = one.profile.push
    assert push is not None
    request = push.kinds["sms"].request
    assert request is not None

    with pytest.raises(InvalidInput, match=said):
        one.template(request, "send")


@pytest.mark.parametrize("text", ["\x00", "\x0b", "\ufffe"], ids=["NUL", "VT", "no character"])
def test_what_xml_cannot_hold_is_refused_and_never_left_out(text: str) -> None:
    with pytest.raises(InvalidInput, match="XML 不能包含"):
        xml_of({"a": f"x{text}y"})


@given(body=st.binary(max_size=60) | st.text("<>&;/!-[]'\"{}:, aNI0\\", max_size=40).map(str.encode))
def test_no_bytes_are_read_in_a_way_that_nobody_expects(body: bytes) -> None:
    quirks = ["one-element", "null-text", "tolerant-json"]
    for form in ("json", "xml", "soap"):
        one = reader(form, charset_in="auto", quirks=quirks, inside={"$.a": "json", "$.b": "xml"}, lists=["$.a.b"])
        try:
            json.loads(one.json_of(body))
        except Broken:
            continue


@pytest.mark.parametrize(
    "body",
    [b"," + b"/**/" * 20_000 + b"x", b"/*" * 100_000, b"," * 100_000, b"'" * 100_001, b", " * 100_000],
    ids=["notes", "a note that never ends", "commas", "quotes", "blanks"],
)
def test_no_text_takes_long_to_be_made_strict(body: bytes) -> None:
    assert len(strict_of(body)) <= len(body) * 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[auth]\nkind = "static"\nbody = { k = "v" }\n', "auth.body 要放进正文，但 /send"),
        ('[sign]\nalgorithm = "md5"\nparts = ["{token}"]\n', "这里没有“token”可用"),
        ('[sign]\nalgorithm = "md5"\nparts = ["{sealed}"]\n', "这里没有“sealed”可用"),
        ('[sign]\nalgorithm = "md5"\nparts = ["{nonce}"]\nsigned_headers = ["a"]\n', "“{headers}”不一致"),
        ('[sign]\nalgorithm = "md5"\nparts = ["{sorted}"]\n', "“{sorted}”不一致"),
        (
            '[sign]\nalgorithm = "md5"\nparts = ["{timestamp}"]\ntime = "pattern"\ntime_pattern = "YYYY"\n',
            "“YYYY”不认识",
        ),
        ('[sign]\nalgorithm = "md5"\nparts = ["{timestamp}"]\ntime = "pattern"\ntime_zone = "+8"\n', "时区“\\+8”"),
    ],
    ids=["no body", "no token", "no envelope", "headers unused", "nothing sorted", "letters", "zone"],
)
def test_a_signature_that_could_never_be_right_is_refused_when_it_is_loaded(
    passing: StoppedClock, text: str, said: str
) -> None:
    with pytest.raises(InvalidInput, match=said):
        system(text + SEND, {}, passing)
