"""`joint`: joint punishment, the list of judgment defaulters (contract section 9)."""

from typing import Any

from city.common import shapes
from city.common.call import Answer, Call, Refusal, Route, route
from city.common.identifiers import id_valid, uscc_valid
from city.common.moments import day_of, rfc3339
from city.common.shapes import Faulty
from city.common.tokens import Tokens
from city.world import World

USERNAME, PASSWORD = "luqiao", "luqiao-joint-test-password"
_TOKEN = shapes.record({"username": shapes.text(64), "password": shapes.text(128)})


def _number(value: Any, field: str) -> None:
    if not isinstance(value, str) or not (id_valid(value) or uscc_valid(value)):
        raise Faulty(field, "is neither an identity number nor a credit code")


_QUERY = shapes.record({
    "id": _number,
    "name": shapes.text(200),
    "reason": shapes.text(200, 4),
    "reasonId": shapes.text(64),
})  # fmt: skip
_FEEDBACK = shapes.record(
    {
        "feedbackId": shapes.ident(8, 64),
        "logNo": shapes.text(64),
        "id": _number,
        "name": shapes.text(200),
        "caseNo": shapes.listing(shapes.text(128), 1, 20),
        "measure": shapes.choice("not_granted", "none", "other"),
        "basis": shapes.text(500, 4),
        "decidedOn": shapes.day,
        "by": shapes.text(50),
    },
    {"docNo": shapes.text(64)},
)


class Joint:
    """The state of the list: tokens, logged queries, feedback."""

    name = "joint"

    def __init__(self, world: World) -> None:
        self.world = world
        self.tokens = Tokens(world.seed, self.name)
        self.queries: list[dict[str, Any]] = []
        self.feedback: dict[str, dict[str, Any]] = {}
        self._cases: dict[str, set[str]] = {}
        self._day = ""
        self._today = 0
        self.routes = [
            route("POST", "/api/token", self.token),
            route("POST", "/api/defaulter/query", self.query, token=True),
            route("POST", "/api/defaulter/feedback", self.give_feedback, write=True, token=True),
        ]

    def authenticate(self, call: Call) -> None:
        """Tokens are looked at after the rate."""

    def answer(self, call: Call, found: Route | None, segments: tuple[str, ...]) -> Answer:
        """The answer to a call whose rate was admitted. Raises Refusal."""
        if found is None:
            raise Refusal("12", "no such call")
        try:
            if found.token:
                self._check_token(call)
            call.no_query()
            return found.handler(call, segments)
        except Faulty as fault:
            raise Refusal("12", str(fault)) from fault

    def refuse(self, refusal: Refusal) -> Answer:
        """HTTP 200 (429 and 5xx apart), the code says it all."""
        payload = {"code": refusal.code, "message": refusal.why, **refusal.extra}
        return Answer(payload, refusal.status, headers=refusal.headers)

    def busy(self, kind: str, wait: int) -> Refusal:
        """14 for too fast, 99 for everything else."""
        if kind == "rate_limit":
            return Refusal("14", "too fast", status=429, normal=True, headers={"Retry-After": str(wait)})
        status = 503 if kind == "unavailable" else 500
        return Refusal("99", "fault", status=status, normal=True)

    def end_token(self, call: Call) -> None:
        """End the token that a call shows."""
        self.tokens.end(call.headers.get("Authorization", ""))

    def token(self, call: Call, _: tuple[str, ...]) -> Answer:
        """POST /api/token."""
        sent = call.json(_TOKEN)
        if sent["username"] != USERNAME or sent["password"] != PASSWORD:
            raise Refusal("10", "wrong user or password")
        life = int(self.world.timing.joint_token_life)
        return Answer({"code": "00", "token": self.tokens.issue(call.now + life), "expiresIn": life})

    def _check_token(self, call: Call) -> None:
        token = call.headers.get("Authorization", "")
        if not self.tokens.lives(token, call.now):
            raise Refusal("11", "the token has ended", normal=self.tokens.ours(token))

    def query(self, call: Call, _: tuple[str, ...]) -> Answer:
        """POST /api/defaulter/query."""
        sent = call.json(_QUERY)
        self._count(call.now)
        if self.world.chance.strikes("unavailable", self.name, "source"):
            raise Refusal("03", "source not available", normal=True)
        code, row = self.world.registers.defaulter(sent["id"], sent["name"])
        if row is not None and self._performed(row):
            code, row = "00", None
        log_no = f"JL{len(self.queries) + 1:010d}"
        data = [row] if row is not None else []
        if data:
            self._cases[log_no] = {entry["caseNo"] for entry in data}
        self.queries.append({"logNo": log_no, "code": code, "at": rfc3339(call.now), **sent})
        message = {"00": "未列入", "01": "列入失信被执行人名单", "02": "疑似"}[code]
        return Answer({"code": code, "message": message, "logNo": log_no, "asOf": rfc3339(call.now), "data": data})

    def _count(self, now: float) -> None:
        day = str(day_of(now))
        if day != self._day:
            self._day, self._today = day, 0
        self._today += 1
        if self._today > self.world.timing.joint_quota:
            raise Refusal("13", "day quota", normal=True)

    def _performed(self, row: dict[str, Any]) -> bool:
        """Every fourth defaulter performs some days after the city began and leaves the list."""
        gone = self.world.now() - self.world.clock.started_at > self.world.timing.defaulter_removed_after
        return gone and int(row["caseNo"][-3:-1]) % 4 == 0

    def give_feedback(self, call: Call, _: tuple[str, ...]) -> Answer:
        """POST /api/defaulter/feedback."""
        sent = call.json(_FEEDBACK)
        before = self.feedback.get(sent["feedbackId"])
        if before is not None and before != sent:
            raise Refusal("09", "the same feedbackId was sent with other content")
        if before is None:
            shown = self._cases.get(sent["logNo"])
            if shown is None or not set(sent["caseNo"]) <= shown:
                raise Refusal("12", "logNo showed no such case")
            self.feedback[sent["feedbackId"]] = sent
        return Answer({"code": "00", "message": "ok", "duplicate": before is not None})
