"""`case_system`: the national register of licences and cases (contract section 10)."""

from dataclasses import dataclass
from typing import Any

from city.common import shapes
from city.common.call import Answer, Call, Refusal, Route, route
from city.common.dice import mark
from city.common.identifiers import id_valid, uscc_valid
from city.common.moments import rfc3339
from city.common.ref import RefSystem, normal_404
from city.population.plans import KINDS
from city.world import World

_PARTY = shapes.record(
    {"kind": shapes.choice(*KINDS), "name": shapes.text(200)}, {"id_no": shapes.text(64), "uscc": shapes.text(64)}
)
_LICENCE = shapes.record({
    "licence_no": shapes.pattern(r"\d{6}[12]\d{5}"),
    "version": shapes.integer(1),
    "status": shapes.choice("active", "suspended", "expired", "cancelled", "recalled", "annulled"),
    "holder": _PARTY,
    "shop_name": shapes.text(200),
    "address": shapes.text(200),
    "district": shapes.pattern(r"\d{6}"),
    "valid_from": shapes.day,
    "valid_to": shapes.day,
    "decided_on": shapes.day,
    "doc_no": shapes.text(64),
})  # fmt: skip
_CASE = shapes.record(
    {
        "case_no": shapes.text(64),
        "version": shapes.integer(1),
        "stage": shapes.choice("filed", "investigated", "decided", "executed", "closed"),
        "cause": shapes.pattern(r"C(0[1-9]|[1-9]\d)"),
        "party": _PARTY,
        "filed_on": shapes.day,
    },
    {
        "decided_on": shapes.day,
        "fine": shapes.money,
        "confiscated": shapes.money,
        "decision_no": shapes.text(64),
    },
)
_LATE_STAGES = {"decided", "executed", "closed"}
_NUMBER = {"number": shapes.text(64)}


@dataclass(slots=True)
class Receipt:
    """One accepted version: when it came and when it is stored (or rejected)."""

    receipt_no: str
    version: int
    content: dict[str, Any]
    received_at: float
    stored_at: float
    rejected: bool


class CaseSystem:
    """The state of the register: receipts by number, newest version last."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.licences: dict[str, list[Receipt]] = {}
        self.cases: dict[str, list[Receipt]] = {}
        self._receipts: dict[str, Receipt] = {}

    def routes(self) -> list[Route]:
        """The calls of this system."""
        return [
            route("POST", "/v1/licences", self.put_licence, write=True),
            route("POST", "/v1/cases", self.put_case, write=True),
            route("GET", "/v1/receipts/{}", self.receipt),
            route("GET", "/v1/receipts", self.receipt_of_number),
            route("GET", "/v1/licences/{}", self.licence),
            route("GET", "/v1/licences", self.licences_of),
            route("GET", "/v1/records", self.records),
        ]

    def put_licence(self, call: Call, _: tuple[str, ...]) -> Answer:
        """POST /v1/licences."""
        sent = call.json(_LICENCE)
        _check_numbers(sent["holder"])
        held = self.world.registers.licence(sent["licence_no"])
        return self._put(call, self.licences, sent["licence_no"], sent, held)

    def put_case(self, call: Call, _: tuple[str, ...]) -> Answer:
        """POST /v1/cases."""
        sent = call.json(_CASE)
        _check_numbers(sent["party"])
        if sent["stage"] in _LATE_STAGES:
            for name in ("decided_on", "decision_no"):
                if name not in sent:
                    raise Refusal("field_missing", f"{name} is missing", status=422)
        return self._put(call, self.cases, sent["case_no"], sent, None)

    def _put(
        self,
        call: Call,
        held: dict[str, list[Receipt]],
        number: str,
        sent: dict[str, Any],
        before: dict[str, Any] | None,
    ) -> Answer:
        versions = held.get(number, [])
        known = next((one for one in versions if one.version == sent["version"]), None)
        if known is not None and known.content == sent:
            return Answer({"receipt_no": known.receipt_no, "duplicate": True}, 202)
        newest = versions[-1].version if versions else (before["version"] if before else 0)
        if sent["version"] < newest:
            raise Refusal("version_stale", f"version {newest} is held", status=409)
        if sent["version"] == newest and (known is not None or before != sent):
            raise Refusal("version_conflict", "the same version with other content is held", status=409)
        receipt = self._receive(number, sent, call.now)
        held.setdefault(number, []).append(receipt)
        return Answer({"receipt_no": receipt.receipt_no, "duplicate": False}, 202)

    def _receive(self, number: str, sent: dict[str, Any], now: float) -> Receipt:
        chance, timing = self.world.chance, self.world.timing
        slow = chance.marks("slow_receipt", "case_system", mark(number), sent["version"])
        rejected = slow and self.world.dice("case", mark(number)).below(4) == 0
        stored = now + (timing.case_slow if slow else timing.case_store_after)
        receipt = Receipt(f"TS{len(self._receipts) + 1:010d}", sent["version"], sent, now, stored, rejected)
        self._receipts[receipt.receipt_no] = receipt
        return receipt

    def receipt(self, call: Call, segments: tuple[str, ...]) -> Answer:
        """GET /v1/receipts/{receipt_no}."""
        call.arguments({})
        found = self._receipts.get(segments[0])
        if found is None:
            raise normal_404("receipt")
        return Answer(_shown(found, call.now))

    def receipt_of_number(self, call: Call, _: tuple[str, ...]) -> Answer:
        """GET /v1/receipts?no=&version=."""
        sent = call.arguments({"no": shapes.text(64), "version": shapes.pattern(r"[1-9]\d{0,9}")})
        versions = [*self.licences.get(sent["no"], []), *self.cases.get(sent["no"], [])]
        found = [one for one in versions if one.version == int(sent["version"])]
        if not found:
            raise normal_404("receipt")
        return Answer(_shown(found[-1], call.now))

    def licence(self, call: Call, segments: tuple[str, ...]) -> Answer:
        """GET /v1/licences/{licence_no}."""
        call.arguments({})
        held = self.held(segments[0])
        if held is None:
            raise normal_404("licence")
        return Answer(held)

    def held(self, number: str) -> dict[str, Any] | None:
        """A licence as it is held, from before or from the bureau."""
        versions = self.licences.get(number)
        return versions[-1].content if versions else self.world.registers.licence(number)

    def licences_of(self, call: Call, _: tuple[str, ...]) -> Answer:
        """GET /v1/licences?number=."""
        number = call.arguments(_NUMBER)["number"]
        own = [one[-1].content for one in self.licences.values() if number in _numbers(one[-1].content["holder"])]
        sent = {licence["licence_no"] for licence in own}
        before = [one for one in self.world.registers.licences_of(number) if one["licence_no"] not in sent]
        return Answer({"items": before + own})

    def records(self, call: Call, _: tuple[str, ...]) -> Answer:
        """GET /v1/records?number=."""
        number = call.arguments(_NUMBER)["number"]
        return Answer({"items": self.world.registers.records(number), "as_of": rfc3339(call.now)})


def _numbers(party: dict[str, Any]) -> set[str]:
    return {party[name] for name in ("id_no", "uscc") if name in party}


def _check_numbers(party: dict[str, Any]) -> None:
    if ("id_no" in party and not id_valid(party["id_no"])) or ("uscc" in party and not uscc_valid(party["uscc"])):
        raise Refusal("check_digit", "id_no or uscc has a wrong check digit", status=422)


def _shown(receipt: Receipt, now: float) -> dict[str, Any]:
    if now < receipt.stored_at:
        return {"receipt_no": receipt.receipt_no, "state": "received", "at": rfc3339(receipt.received_at)}
    shown = {"receipt_no": receipt.receipt_no, "state": "stored", "at": rfc3339(receipt.stored_at)}
    if receipt.rejected:
        shown |= {"state": "rejected", "code": "subject_mismatch", "message": "主体信息与登记不符"}
    return shown


def build(world: World) -> tuple[CaseSystem, RefSystem]:
    """The register and its REF front."""
    register = CaseSystem(world)
    return register, RefSystem(world, "case_system", register.routes())
