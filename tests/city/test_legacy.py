"""The legacy systems keep to their page: what is not written there is refused, and the journal keeps who did it."""

import hashlib
import time
from collections.abc import Mapping
from urllib.parse import urlencode

import httpx
import pytest

from city.systems.legacy_credit import NAMESPACE
from tests.city.conftest import Visit

CODE = "luqiao-legacy_credit-test-code"
SERVICE, GATE = "/legacy_credit/services/CreditService", "/legacy_credit/api-gateway/gateway/get-token"
KEY = "luqiao-legacy-sms-test-key"
ROW = "<ROWDATA><ROW><ROW_KEY>k</ROW_KEY><ROW_VERSION>1</ROW_VERSION><ROW_OP>U</ROW_OP></ROW></ROWDATA>"
MESSAGE = "<MESSAGE><ID>N-2026-1</ID><MOBILE>13900000001</MOBILE><TEXT>您好𠮷</TEXT><PROJECT>A</PROJECT></MESSAGE>"


def envelope(operation: str, arguments: str) -> bytes:
    head = f'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns:w="{NAMESPACE}"><s:Body>'
    return f"{head}<w:{operation}>{arguments}</w:{operation}></s:Body></s:Envelope>".encode()


async def token(visit: Visit, **changes: str) -> httpx.Response:
    stamp = str(int(time.time() * 1000))
    sign = hashlib.md5((CODE + stamp).encode()).hexdigest()
    return await visit.http.get(
        GATE, params={"app_key": "luqiao-legacy_credit", "timestamp": stamp, "sign": sign} | changes
    )


async def asked(visit: Visit, body: bytes, headers: Mapping[str, str] | None = None) -> httpx.Response:
    given = (await token(visit)).json()["access_token"]
    own = {"Authorization": f"Basic {given}", "Content-Type": "text/xml; charset=utf-8", "SOAPAction": '""'}
    return await visit.http.post(SERVICE, content=body, headers={**own, **(headers or {})})


def codes(visit: Visit, system: str = "legacy_credit") -> list[str]:
    return [entry["code"] for entry in visit.city.journal.violations if entry["system"] == system]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"app_key": "x"}, "app_key_invalid"),
        ({"sign": "0" * 32}, "sign_invalid"),
        ({"timestamp": "1700000000000"}, "timestamp_invalid"),
    ],
    ids=["key", "signature", "time"],
)
async def test_a_token_is_only_for_who_signs_rightly(visit: Visit, changes: dict[str, str], code: str) -> None:
    found = await token(visit, **changes)

    assert (found.status_code, found.headers["x-error-code"]) == (400, code)
    assert codes(visit) == [code]


async def test_a_token_that_is_none_is_refused_with_400_and_its_header(visit: Visit) -> None:
    found = await asked(visit, envelope("queryBatch", "<batchNo>B1</batchNo>"), {"Authorization": "Bearer x"})

    assert (found.status_code, found.headers["x-error-code"]) == (400, "access_token_invalid")
    assert codes(visit) == ["access_token_invalid"]


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b"<x/>",
        envelope("dropRecords", ""),
        envelope("queryBatch", ""),
        envelope("queryBatch", "<batchNo>B1</batchNo><more>1</more>"),
        envelope("queryBatch", "<batchNo>B1</batchNo><batchNo>B2</batchNo>"),
        envelope("queryBatch", "<batchNo>B1</batchNo>").replace(NAMESPACE.encode(), b"urn:other"),
        b'<!DOCTYPE a [<!ENTITY b "c">]>' + envelope("queryBatch", "<batchNo>&b;</batchNo>"),
        envelope("importPermissionXml", "<batchNo>B1</batchNo><xml>&lt;ROWDATA/&gt;</xml>"),
        envelope("importPermissionXml", f"<batchNo>B1</batchNo><xml>{ROW}</xml>"),
    ],
    ids=[
        "not XML", "no envelope", "unknown operation", "missing", "too much", "twice", "namespace", "DTD", "no rows",
        "XML where a text belongs",
    ],
)  # fmt: skip
async def test_what_breaks_the_page_is_a_fault_of_the_client(visit: Visit, body: bytes) -> None:
    found = await asked(visit, body)

    assert found.status_code == 500
    assert "<faultcode>soap:Client</faultcode>" in found.text
    assert codes(visit) == ["soap:Client"]


async def test_a_batch_number_is_used_once_and_a_bad_row_is_answered_with_its_column(visit: Visit) -> None:
    body = envelope("importPermissionXml", f"<batchNo>B1</batchNo><xml><![CDATA[{ROW}]]></xml>")

    first, again = await asked(visit, body), await asked(visit, body)
    other = await asked(visit, body.replace(b"<ROW_KEY>k", b"<ROW_KEY>other"))

    assert "&lt;STATE&gt;2&lt;/STATE&gt;" in first.text
    assert "&lt;code&gt;20001&lt;/code&gt;" in again.text
    assert "&lt;code&gt;40009&lt;/code&gt;" in other.text
    assert "&lt;FIELD&gt;XK_" in first.text
    assert len(codes(visit)) == 2


RIGHT = {
    "XK_WSH": "1号", "XK_XMMC": "烟草专卖零售许可证", "XK_BM": "1", "XK_SPLB": "普通", "XK_NR": "零售",
    "XK_XDR": "某店", "XK_XDR_SHXYM": "92350203MA2Y9DXW8R", "XK_JDRQ": "2026/01/02", "XK_XZJG": "某局",
    "XK_ZT": "0", "DFBM": "350200", "SJC": "2026/01/02",
}  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "refused"),
    [
        ({}, ""),
        ({"XK_XDR_LB": "个体工商户"}, "XK_XDR_LB"),
        ({"ROW_OP": "U"}, "ROW_OP"),
        ({"XK_ZT": "9"}, "XK_ZT"),
        ({"XK_JDRQ": "2026_01-02"}, "XK_JDRQ"),
        ({"XK_XDR_SHXYM": ""}, "XK_XDR_SHXYM"),
        ({"SJC": "2099/01/01"}, "SJC"),
        ({"XK_WSH": "2号"}, "id"),
    ],
    ids=["right", "2018", "operation", "state", "date", "nobody", "tomorrow", "other number"],
)
async def test_a_row_is_taken_only_in_the_columns_of_2015(visit: Visit, changes: dict[str, str], refused: str) -> None:
    columns = {"ROW_KEY": "xk|1号|11350200MB1A2B3CXA", "ROW_VERSION": "1", **RIGHT, **changes}
    row = "".join(f"<{name}>{text}</{name}>" for name, text in columns.items() if text)
    rows = f"<batchNo>B1</batchNo><xml><![CDATA[<ROWDATA><ROW>{row}</ROW></ROWDATA>]]></xml>"

    found = await asked(visit, envelope("importPermissionXml", rows))

    assert f"&lt;STATE&gt;{2 if refused else 1}&lt;/STATE&gt;" in found.text
    assert [entry["why"].split()[1] for entry in visit.city.journal.violations] == ([refused] if refused else [])
    assert len(visit.city.town.legacy_credit.records.by_key) == (0 if refused else 1)


async def sms(visit: Visit, fields: Mapping[str, str], charset: str = "gb18030", path: str = "send") -> tuple[str, str]:
    body = urlencode({name: value.encode(charset) for name, value in fields.items()})
    headers = {"Content-Type": "application/x-www-form-urlencoded; charset=GB18030"}
    found = await visit.http.post(f"/legacy_sms/sms/{path}.do", content=body, headers=headers)
    assert (found.status_code, found.headers["content-type"]) == (200, "text/xml")
    text = found.content.decode("gb18030")
    return text.partition("<code>")[2].partition("<")[0], text


@pytest.mark.parametrize(
    ("fields", "charset", "code"),
    [
        ({"apikey": KEY, "xml": MESSAGE}, "gb18030", "0000"),
        ({"apikey": "wrong", "xml": MESSAGE}, "gb18030", "9403"),
        ({"apikey": KEY, "xml": MESSAGE, "more": "1"}, "gb18030", "9001"),
        ({"apikey": KEY, "xml": MESSAGE.replace("<PROJECT>A</PROJECT>", "")}, "gb18030", "9001"),
        ({"apikey": KEY, "xml": MESSAGE.replace("139", "239")}, "gb18030", "9001"),
        ({"apikey": KEY, "xml": "<MESSAGE>"}, "gb18030", "9001"),
    ],
    ids=["right", "key", "too much", "missing", "mobile", "cut"],
)
async def test_a_message_is_taken_only_as_the_page_says(
    visit: Visit, fields: dict[str, str], charset: str, code: str
) -> None:
    found, _ = await sms(visit, fields, charset)

    assert found == code
    assert codes(visit, "legacy_sms") == ([] if code == "0000" else [code])


async def test_a_message_is_the_same_once_and_its_state_goes_on(visit: Visit) -> None:
    visit.city.world.timing.sms_step = 1e-9
    fields = {"apikey": KEY, "xml": MESSAGE}

    said = [(await sms(visit, fields))[0] for _ in range(2)]
    other, _ = await sms(visit, {**fields, "xml": MESSAGE.replace("您好", "再见")})
    _, state = await sms(visit, {"apikey": KEY, "id": "N-2026-1"}, path="state")

    assert (said, other) == (["0000", "0001"], "0409")
    assert "<state>2</state>" in state
