"""`nontax`: payment orders for fines and the notices of payment (contract section 10)."""

import hashlib
import hmac
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from city.common import shapes
from city.common.call import Answer, Call, Refusal, Route, route
from city.common.creates import Creates
from city.common.dice import mark
from city.common.moments import rfc3339
from city.common.ref import RefList, RefSystem, cut_sorted, normal_404
from city.common.shapes import Faulty
from city.world import World

NOTICE_KEY = "luqiao-nontax-notice-test-key"
_ORDER = shapes.record({
    "order_no": shapes.ident(1, 32),
    "party_name": shapes.text(200),
    "party_no": shapes.text(64),
    "decision_no": shapes.text(64),
    "amount": shapes.money,
    "due_on": shapes.day,
    "item_code": shapes.choice("103050199"),
})  # fmt: skip
_CANCEL = shapes.record({"reason": shapes.text(200, 4)})
_ACK = shapes.record({"valid": shapes.boolean})


@dataclass(slots=True)
class Order:
    """One payment order."""

    order_no: str
    amount: Decimal
    state: str = "unpaid"
    paid: Decimal = Decimal("0.00")
    paid_at: str | None = None
    bill_no: str | None = None

    def shown(self) -> dict[str, Any]:
        """The order as the contract shows it."""
        row: dict[str, Any] = {
            "order_no": self.order_no,
            "amount": f"{self.amount:.2f}",
            "state": self.state,
            "paid_amount": f"{self.paid:.2f}",
        }
        if self.paid_at:
            row |= {"paid_at": self.paid_at, "bill_no": self.bill_no}
        return row


class Nontax:
    """The state of the cash desk: orders and notices."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.orders: dict[str, Order] = {}
        self.notices: dict[str, dict[str, str]] = {}
        self.acknowledged: dict[str, bool] = {}
        self._creates = Creates()
        self._list = RefList(world, "nontax", 100)

    def routes(self) -> list[Route]:
        """The calls of this system."""
        return [
            route("POST", "/v1/orders", self.create, write=True),
            route("GET", "/v1/orders/{}", self.order),
            route("POST", "/v1/orders/{}/cancel", self.cancel, write=True),
            route("GET", "/v1/notices", self.list_notices),
            route("POST", "/v1/notices/{}/ack", self.acknowledge, write=True),
        ]

    def create(self, call: Call, _: tuple[str, ...]) -> Answer:
        """POST /v1/orders."""
        sent = call.json(_ORDER)
        if Decimal(sent["amount"]) <= 0:
            raise Faulty("amount", "is not above zero")
        number = sent["order_no"]
        again = self._creates.again(number, sent)
        if again is not None:
            return again
        self.orders[number] = Order(number, Decimal(sent["amount"]))
        dice = self.world.dice("pay", mark(number))
        self.world.later(self.world.timing.pay_after * dice.between(0.7, 1.5), lambda: self._pay(number))
        pay_code = f"35020026{mark(number):012d}"
        return self._creates.first(number, sent, {"order_no": number, "pay_code": pay_code, "state": "unpaid"})

    def _pay(self, number: str) -> None:
        """Let the party pay: mostly all, now and then a part first."""
        order, now = self.orders[number], self.world.now()
        if order.state not in {"unpaid", "partial"}:
            return
        dice = self.world.dice("pay", mark(number), 1)
        left = order.amount - order.paid
        part = order.state == "unpaid" and left > 1 and dice.below(10) == 0
        amount = (left / 2).quantize(Decimal("0.01")) if part else left
        order.paid += amount
        order.state = "partial" if part else "paid"
        order.paid_at, order.bill_no = rfc3339(int(now)), f"35020026{len(self.notices) + 1:012d}"
        self._notify(order, amount)
        if part:
            self.world.later(self.world.timing.pay_after, lambda: self._pay(number))

    def _notify(self, order: Order, amount: Decimal) -> None:
        notice = {
            "notice_no": f"N{self.world.today:%Y%m%d}{len(self.notices) + 1:06d}",
            "order_no": order.order_no,
            "amount": f"{amount:.2f}",
            "paid_at": order.paid_at or "",
            "bill_no": order.bill_no or "",
        }
        notice["sign"] = sign(notice)
        if self.world.chance.strikes("bad_notice_sign", "nontax", "notice"):
            notice["sign"] = notice["sign"][::-1]
        self.notices[notice["notice_no"]] = notice

    def order(self, call: Call, segments: tuple[str, ...]) -> Answer:
        """GET /v1/orders/{order_no}."""
        call.arguments({})
        return Answer(self._order(segments[0]).shown())

    def _order(self, number: str) -> Order:
        if number not in self.orders:
            raise normal_404("order")
        return self.orders[number]

    def cancel(self, call: Call, segments: tuple[str, ...]) -> Answer:
        """POST /v1/orders/{order_no}/cancel."""
        call.json(_CANCEL)
        order = self._order(segments[0])
        if order.state in {"paid", "partial"}:
            raise Refusal("already_paid", "the order was paid", status=409, normal=True)
        order.state = "cancelled"
        return Answer(order.shown())

    def list_notices(self, call: Call, _: tuple[str, ...]) -> Answer:
        """GET /v1/notices: what is not acknowledged."""
        sent = self._list.arguments(call)
        pairs = [((number,), notice) for number, notice in self.notices.items() if number not in self.acknowledged]
        return self._list.answer(call, sent, cut_sorted(pairs))

    def acknowledge(self, call: Call, segments: tuple[str, ...]) -> Answer:
        """POST /v1/notices/{notice_no}/ack."""
        sent, number = call.json(_ACK), segments[0]
        notice = self.notices.get(number)
        if notice is None:
            raise Refusal("not_found", "no such notice", status=404)
        already = number in self.acknowledged
        right = sign(notice) == notice["sign"]
        if sent["valid"] != right and not already:
            self.world.journal.violation(call, "notice_misjudged", f"{number}: valid {sent['valid']}, sign {right}")
        self.acknowledged.setdefault(number, sent["valid"])
        if not right and not already:
            self._resend(notice)
        return Answer({"already": already})

    def _resend(self, notice: dict[str, str]) -> None:
        """A notice whose sign was wrong comes again under a new number, rightly signed."""
        fresh = {**notice, "notice_no": f"N{self.world.today:%Y%m%d}{len(self.notices) + 1:06d}"}
        fresh["sign"] = sign(fresh)
        self.notices[fresh["notice_no"]] = fresh


def sign(notice: dict[str, str]) -> str:
    """The hex HMAC-SHA256 of a payment notice."""
    content = "\n".join(notice[name] for name in ("notice_no", "order_no", "amount", "paid_at", "bill_no"))
    return hmac.new(NOTICE_KEY.encode(), content.encode(), hashlib.sha256).hexdigest()


def build(world: World) -> tuple[Nontax, RefSystem]:
    """The cash desk and its REF front."""
    desk = Nontax(world)
    return desk, RefSystem(world, "nontax", desk.routes())
