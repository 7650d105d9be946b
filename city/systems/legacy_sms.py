"""`legacy_sms`: a gateway of short messages: a form in GB18030 with XML in a field, answers in GB18030 too."""

from urllib.parse import parse_qsl

from city.common import shapes, xml
from city.common.call import BODY_LIMIT, Answer, Call, Refusal, Route, route
from city.common.shapes import Check, Faulty
from city.world import World

NAME, KEY = "legacy_sms", "luqiao-legacy-sms-test-key"
FORM = "application/x-www-form-urlencoded"
STATES = ("0", "1", "2")  # queued, sent, delivered
FAILED = "9"
_SHAPE: dict[str, Check] = {
    "ID": shapes.ident(8, 32),
    "MOBILE": shapes.pattern(r"1[3-9]\d{9}"),
    "TEXT": shapes.text(300),
    "PROJECT": shapes.text(64),
}


class LegacySms:
    """Messages by the bureau's own number (docs/interfaces/legacy-city.md)."""

    name = NAME

    def __init__(self, world: World) -> None:
        self.world = world
        self._sent: dict[str, tuple[dict[str, str], float]] = {}
        self.routes: list[Route] = [
            route("POST", "/sms/send.do", self._send, write=True, json=False),
            route("POST", "/sms/state.do", self._state, json=False),
        ]

    def authenticate(self, call: Call) -> None:
        """The key stands in the form."""

    def answer(self, call: Call, found: Route | None, segments: tuple[str, ...]) -> Answer:
        """The answer to a call whose rate was admitted. Raises Refusal."""
        if found is None:
            raise Refusal("9404", "no such call")
        try:
            return found.handler(call, segments)
        except Faulty as wrong:
            raise Refusal("9001", str(wrong)) from wrong

    def refuse(self, refusal: Refusal) -> Answer:
        """A code in the body with HTTP 200; only 503 is honest."""
        answer = _said(str(refusal.code), refusal.why)
        answer.status, answer.headers = refusal.status, refusal.headers
        return answer

    def busy(self, kind: str, wait: int) -> Refusal:
        """9429 too fast, 503 out of service, 9500 internal."""
        headers = {"Retry-After": str(wait)}
        if kind == "unavailable":
            return Refusal("9503", "系统维护", status=503, normal=True, headers=headers)
        if kind == "rate_limit":
            return Refusal("9429", "访问过于频繁", normal=True, headers=headers)
        return Refusal("9500", "系统错误", normal=True)

    def end_token(self, call: Call) -> None:
        """There are no tokens."""

    def _send(self, call: Call, _: tuple[str, ...]) -> Answer:
        """POST /sms/send.do: apikey, xml."""
        sent = self._form(call, {"apikey", "xml"})
        root = xml.parse(sent["xml"], "xml")
        message = xml.fields_of(root, "MESSAGE")
        if root[0] != "MESSAGE" or message.keys() != _SHAPE.keys():
            raise Faulty("xml", "is not a MESSAGE with ID, MOBILE, TEXT, PROJECT")
        for name, check in _SHAPE.items():
            check(message[name], name)
        before = self._sent.get(message["ID"])
        if before is not None and before[0] != message:
            raise Refusal("0409", "编号已被另一条短信使用")
        self._sent.setdefault(message["ID"], (message, call.now))
        return _said("0000" if before is None else "0001", "提交成功" if before is None else "重复提交", message["ID"])

    def _state(self, call: Call, _: tuple[str, ...]) -> Answer:
        """POST /sms/state.do: apikey, id."""
        number = self._form(call, {"apikey", "id"})["id"]
        if number not in self._sent:
            return _said("0404", "没有这条短信")
        message, at = self._sent[number]
        step = min(int((call.now - at) / self.world.timing.sms_step), 2)
        fails = message["MOBILE"].endswith("00") and step >= 2
        return _said("0000", "空号" if fails else "", number, FAILED if fails else STATES[step])

    def _form(self, call: Call, names: set[str]) -> dict[str, str]:
        """The fields of a form in GB18030, each once. Raises Faulty and Refusal."""
        if len(call.body) > BODY_LIMIT or call.query:
            raise Faulty("", "is longer than 1 MiB, or has a query")
        if call.media_type() != FORM:
            raise Faulty("", f"is not {FORM}")
        try:
            pairs = parse_qsl(call.body.decode("ascii"), keep_blank_values=True, encoding="gb18030", errors="strict")
        except UnicodeDecodeError as error:
            raise Faulty("", "is not GB18030") from error
        fields = dict(pairs)
        if len(fields) != len(pairs) or fields.keys() != names:
            raise Faulty("", f"has not exactly the fields {', '.join(sorted(names))}")
        if fields["apikey"] != KEY:
            raise Refusal("9403", "apikey 不正确")
        return fields


def _said(code: str, message: str, number: str = "", state: str = "") -> Answer:
    """An answer in GB18030 whose head does not say so; only the XML declaration does."""
    members = {"code": code, "msg": message, "id": number, "state": state}
    text = '<?xml version="1.0" encoding="GBK"?>' + xml.write("RESULT", members)
    return Answer(body=text.encode("gb18030"), content_type="text/xml")
