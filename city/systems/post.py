"""`post`: express letters and their traces (contract section 10)."""

import re
from typing import Any

from city.common import shapes
from city.common.call import Answer, Call, route
from city.common.dice import mark
from city.common.moments import naive
from city.common.ref import RefSystem, normal_404
from city.common.shapes import Faulty
from city.world import World

_ORDER = shapes.record({
    "txLogisticID": shapes.ident(1, 32),
    "contents": shapes.text(100),
    "documentNo": shapes.text(64),
    "receiver": shapes.record({
        "name": shapes.text(50),
        "mobile": shapes.text(32),
        "prov": shapes.text(50),
        "city": shapes.text(50),
        "county": shapes.text(50),
        "address": shapes.text(200),
    }),
})  # fmt: skip
_STEPS = (("203", "已收件"), ("702", "正在派送"), ("704", "已签收"))
_BACK = (("203", "已收件"), ("702", "正在派送"), ("711", "未妥投:收件人不在"), ("708", "退回寄件人"))


class Post:
    """The state of the post office: letters by the bureau's own number."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._letters: dict[str, dict[str, Any]] = {}
        self._mails: dict[str, tuple[str, float]] = {}
        self._own: dict[str, str] = {}

    def order(self, call: Call, _: tuple[str, ...]) -> Answer:
        """POST /v1/orders."""
        sent = call.json(_ORDER)
        number = sent["txLogisticID"]
        if not re.fullmatch(r"1[3-9]\d{9}", sent["receiver"]["mobile"], re.ASCII):
            return _said("T", number, "F", "B0003", "")
        if number in self._letters and self._letters[number] != sent:
            return _said("F", number, "F", "B0002", "")
        if number not in self._letters:
            mail = f"EX{len(self._mails) + 1:09d}CN"
            self._letters[number] = sent
            self._mails[mail], self._own[number] = (number, call.now), mail
        return _said("T", number, "T", "", self._own[number])

    def traces(self, call: Call, _: tuple[str, ...]) -> Answer:
        """GET /v1/traces?mailNo= or ?txLogisticID=."""
        sent = call.arguments({}, {"mailNo": shapes.text(32), "txLogisticID": shapes.text(32)})
        if len(sent) != 1:
            raise Faulty("mailNo", "give mailNo or txLogisticID, one of them")
        mail = sent.get("mailNo") or self._own.get(sent.get("txLogisticID", ""), "")
        if mail not in self._mails:
            raise normal_404("letter")
        number, at = self._mails[mail]
        step = self._world.timing.post_step
        steps = _BACK if self._world.dice("post", mark(number)).below(8) == 0 else _STEPS
        times = [at + step * (place + 1) for place in range(len(steps))]
        traces = [
            {"opTime": naive(moment), "opCode": code, "opDesc": text}
            for moment, (code, text) in zip(times, steps, strict=True)
            if moment <= call.now
        ]
        return Answer({"success": "T", "mailNo": mail, "traces": traces})


def _said(outer: str, number: str, inner: str, code: str, mail: str) -> Answer:
    reason = {"B0002": "订单号重复", "B0003": "收件人信息有误"}.get(code, "")
    rows = [{"txLogisticID": number, "success": inner, "code": code, "mailNo": mail}]
    return Answer({"success": outer, "reason": reason, "responseOrders": rows})


def build(world: World) -> RefSystem:
    """The post office and its REF front."""
    post = Post(world)
    routes = [route("POST", "/v1/orders", post.order, write=True), route("GET", "/v1/traces", post.traces)]
    return RefSystem(world, "post", routes)
