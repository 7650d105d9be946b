"""The post takes each letter once and says where it is; a lost answer is asked about first."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from adapters import build
from city.server import City
from ports.exchanges import Verdict
from ports.platforms import Outgoing
from tests.adapters.conftest import Reach, outside

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
URL = "http://outside.test/post/v1/orders"


def letter(number: str = "D-2026-000001", **receiver: str) -> Outgoing:
    to = {"name": "林海生", "mobile": "13900000001", "province": "福建省", "city": "厦门市", "county": "思明区"}
    to |= {"address": "厦门市思明区湖滨南路1号"} | receiver
    papers = {"order_no": number, "contents": "烟草专卖零售许可证正本、副本", "document_no": "厦烟许准〔2026〕第1号"}
    return Outgoing(number, "letter", "create", 1, {**papers, "receiver": to})


async def test_a_letter_is_ordered_once_and_followed_to_its_end(city: City, reach: Reach) -> None:
    post = build.letters(reach("post"))
    prepared = post.prepare([letter()], batch_no="", at=NOW)

    assert await post.inquire(prepared) is None  # it never arrived: safe to send
    sent, again = await post.send(prepared), await post.send(prepared)
    asked = await post.inquire(prepared)
    city.world.clock.advance(60)
    trace = await post.trace("D-2026-000001")

    assert sent.answer.verdict is again.answer.verdict is Verdict.OK
    assert sent.receipt_no == again.receipt_no
    assert asked is not None
    assert asked.receipt_no == sent.receipt_no
    assert post.confirms is False
    assert trace is not None
    assert trace.mail_no == sent.receipt_no
    assert [step.code for step in trace.steps] in (["203", "702", "704"], ["203", "702", "711", "708"])
    assert city.journal.violations == []


@pytest.mark.usefixtures("city")
@pytest.mark.parametrize(
    ("second", "code"),
    [(letter(address="厦门市湖里区另一条路2号"), "B0002"), (letter("D-2026-000002", mobile="12"), "B0003")],
    ids=["other content", "bad receiver"],
)
async def test_a_letter_that_is_refused_says_so_in_the_words_of_the_post(
    reach: Reach, second: Outgoing, code: str
) -> None:
    post = build.letters(reach("post"))
    await post.send(post.prepare([letter()], batch_no="", at=NOW))

    refused = (await post.send(post.prepare([second], batch_no="", at=NOW))).answer

    assert refused.verdict is Verdict.REJECTED
    assert refused.code == code
    assert refused.message


def said(outer: Any = "T", inner: Any = "T", number: str = "D-2026-000001", mail: str = "EX1CN") -> dict[str, Any]:
    row = {"txLogisticID": number, "success": inner, "code": "", "mailNo": mail}
    return {"success": outer, "reason": "", "responseOrders": [row]}


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (said(), Verdict.OK),
        (said(inner="F"), Verdict.REJECTED),
        (said(outer="F"), Verdict.REJECTED),
        (said(outer=None), Verdict.UNKNOWN),
        (said(inner=True), Verdict.UNKNOWN),
        (said(mail=""), Verdict.UNKNOWN),
        (said(number="D-2026-000009"), Verdict.UNKNOWN),
        ({"success": "T", "responseOrders": []}, Verdict.UNKNOWN),
    ],
    ids=["both say yes", "its line says no", "the whole says no", "the whole says nothing", "another type", "no mail",
         "another letter", "no line"],
)  # fmt: skip
@outside
async def test_a_letter_counts_as_ordered_only_where_both_parts_of_the_answer_say_so(
    reach: Reach, answer: dict[str, Any], verdict: Verdict
) -> None:
    outside.post(URL).mock(return_value=httpx.Response(200, json=answer))
    post = build.letters(reach("post"))

    sent = await post.send(post.prepare([letter()], batch_no="", at=NOW))

    assert sent.answer.verdict is verdict
