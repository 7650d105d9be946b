"""SOAP 1.1 as the legacy receivers speak it: one text of XML in, one text of XML out, faults with HTTP 500."""

from collections.abc import Callable
from xml.sax.saxutils import escape

from city.common import xml
from city.common.call import BODY_LIMIT, Answer, Call, Refusal
from city.common.shapes import Faulty

ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
CONTENT = "text/xml; charset=utf-8"
Operation = Callable[[Call, dict[str, str]], object]  # what becomes <RESULT>


class Soap:
    """The operations of one service; each takes texts and gives the members of its RESULT."""

    def __init__(self, namespace: str, operations: dict[str, Operation]) -> None:
        self._namespace, self._operations = namespace, operations

    def answer(self, call: Call) -> Answer:
        """The envelope that answers a call. Raises Refusal (a fault) for what is not of the contract."""
        try:
            name, arguments = self._asked(call)
            result = self._operations[name](call, arguments)
        except Faulty as fault:
            raise Refusal("soap:Client", str(fault), status=500) from fault
        text = escape(xml.write("RESULT", result))
        return _enveloped(f'<n:{name}Response xmlns:n="{self._namespace}"><return>{text}</return></n:{name}Response>')

    def _asked(self, call: Call) -> tuple[str, dict[str, str]]:
        if len(call.body) > BODY_LIMIT:
            raise Faulty("", "is longer than 1 MiB")
        if call.media_type() != "text/xml" or "SOAPAction" not in call.headers:
            raise Faulty("", "Content-Type text/xml and SOAPAction are needed")
        try:
            root = xml.parse(call.body.decode("utf-8"), "Envelope")
        except UnicodeDecodeError as error:
            raise Faulty("Envelope", "is not UTF-8") from error
        return self._operation(root)

    def _operation(self, root: xml.Node) -> tuple[str, dict[str, str]]:
        bodies = [child for child in root[2] if xml.local(child) == "Body"]
        if xml.local(root) != "Envelope" or ENVELOPE not in root[1].values() or len(bodies) != 1:
            raise Faulty("Envelope", "is not a SOAP 1.1 envelope with one body")
        if len(bodies[0][2]) != 1:
            raise Faulty("Body", "holds not exactly one operation")
        operation = bodies[0][2][0]
        spaces = (*root[1].values(), *bodies[0][1].values(), *operation[1].values())
        if xml.local(operation) not in self._operations or self._namespace not in spaces:
            raise Faulty(xml.local(operation), "is not an operation of this service")
        return xml.local(operation), xml.fields_of(operation, xml.local(operation))


def fault(code: str, why: str) -> Answer:
    """A fault with HTTP 500."""
    inner = f"<faultcode>{escape(code)}</faultcode><faultstring>{escape(why)}</faultstring>"
    answer = _enveloped(f"<soap:Fault>{inner}</soap:Fault>")
    answer.status = 500
    return answer


def _enveloped(inner: str) -> Answer:
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    text = f'{head}<soap:Envelope xmlns:soap="{ENVELOPE}"><soap:Body>{inner}</soap:Body></soap:Envelope>'
    return Answer(body=text.encode(), content_type=CONTENT)
