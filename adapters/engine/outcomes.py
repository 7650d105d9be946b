"""Judge an answer by the ordered rules of the profile; what no rule knows is unknown, never success."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from adapters.engine.paths import getter, text_at
from adapters.engine.transport import Reply
from adapters.engine.units import seconds
from adapters.engine.vocabulary import Outcome, Retry, Rule, When
from models.values import SHANGHAI

REDIRECTS = frozenset({300, 301, 302, 303, 305, 307, 308})
SAME = {"throttle": "throttled", "reject": "rejected", "fatal": "stopped"}  # two words for one thing (wire 5)
Condition = Callable[[Reply, object], bool]
Known = tuple[str, Rule, list[Condition]]  # a rule with its name for the log


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an answer means: the word of the rule, its name for the log, and the answer's own words."""

    then: str
    rule: str
    code: str = ""
    message: str = ""
    field: str = ""
    wait: float | None = None
    scope: str = "system"


class Judge:
    """The outcome rules of one profile, ready to use."""

    def __init__(
        self, declared: Outcome, clock: Callable[[], datetime], retry: Retry, invalid_when: Sequence[When] = ()
    ) -> None:
        self._declared = declared
        self._rules = [(f"rule {n}", rule, _conditions(rule.when)) for n, rule in enumerate(declared.rule, 1)]
        ended = [Rule(when=when, then="reauth") for when in invalid_when]
        self._rules[:0] = [(f"invalid_when {n}", rule, _conditions(rule.when)) for n, rule in enumerate(ended, 1)]
        self._by_operation: dict[str, list[Known]] = {}
        self._clock = clock
        self._waits = {"throttled": seconds(retry.wait), "maintenance": seconds(retry.hold)}

    def judge(self, operation: str, reply: Reply, document: object) -> Judgement:
        """Return what the reply means for an operation; `document` is None where the body is not usable."""
        if reply.fault:
            return _broken(operation, reply)
        if reply.status in REDIRECTS:
            return Judgement("redirect", "redirect", code="redirect_refused")
        for name, rule, conditions in self._rules_of(operation):
            for holds in conditions:
                if not holds(reply, document):
                    break
            else:
                return self._judgement(rule, name, reply, document)
        return self._plain("unknown", "no rule", reply, document)

    def _rules_of(self, operation: str) -> "list[Known]":
        """Return the rules that may hold for an operation, found once."""
        if operation not in self._by_operation:
            wanted = [(known, known[1].when.operation) for known in self._rules]
            found = [known for known, names in wanted if names is None or operation in names]
            self._by_operation[operation] = found
        return self._by_operation[operation]

    def _judgement(self, rule: Rule, name: str, reply: Reply, document: object) -> Judgement:
        plain = self._plain(SAME.get(rule.then, rule.then), name, reply, document)
        wait = self._wait(rule, reply)
        return Judgement(plain.then, name, plain.code, plain.message, plain.field, wait, rule.scope)

    def _plain(self, then: str, name: str, reply: Reply, document: object) -> Judgement:
        declared = self._declared
        code = (reply.header(declared.code_header) if declared.code_header else "") or text_at(document, declared.code)
        return Judgement(then, name, code, text_at(document, declared.message)[:500], text_at(document, declared.field))

    def _wait(self, rule: Rule, reply: Reply) -> float | None:
        given = retry_after(reply, self._clock()) if reply.header("retry-after") else None
        if given is not None:
            return given
        if rule.wait == "midnight":
            return until_midnight(self._clock())
        if rule.wait is not None:
            return seconds(rule.wait)
        return self._waits.get(SAME.get(rule.then, rule.then))


def _broken(operation: str, reply: Reply) -> Judgement:
    """Judge a call that was not carried to its end; a file that is too large never becomes smaller."""
    code = reply.fault.partition(":")[0]
    if code == "too_large" and operation in {"attachment", "redirected"}:
        return Judgement("rejected", reply.fault, code=code, scope="call")
    return Judgement("unknown" if reply.sent else "retry", reply.fault, code=code)


def retry_after(reply: Reply, now: datetime) -> float | None:
    """Return the seconds of a Retry-After header (a number or a date), None where there is none."""
    text = reply.header("retry-after").strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        return max(0.0, (parsedate_to_datetime(text) - now).total_seconds())
    except (ValueError, TypeError):
        return None


def server_time(reply: Reply, document: object, path: str | None) -> datetime | None:
    """Return the other side's clock: milliseconds in the body, else the Date header."""
    value = getter(path)(document) if path else None
    if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**14:
        return datetime.fromtimestamp(value / 1000, UTC)
    try:
        return parsedate_to_datetime(reply.header("date"))
    except (ValueError, TypeError):
        return None


def until_midnight(now: datetime) -> float:
    """Return the seconds to shortly after the next midnight of Xiamen."""
    here = now.astimezone(SHANGHAI)
    tomorrow = (here + timedelta(days=1)).replace(hour=0, minute=0, second=5, microsecond=0)
    return (tomorrow - here).total_seconds()


def _conditions(when: When) -> list[Condition]:
    conditions: list[Condition] = []
    if when.status is not None:
        status = frozenset(when.status)
        conditions.append(lambda reply, _document: reply.status in status)
    if when.body is not None:
        conditions.append(_body_is(json=when.body == "json"))
    if when.not_media is not None:
        refused = frozenset(when.not_media)
        conditions.append(lambda reply, _document: reply.media not in refused)
    if when.path is not None:
        conditions.append(_value_fits(getter(when.path), when))
    if when.header is not None:
        conditions.append(_header_fits(when.header, when))
    return conditions


def _body_is(*, json: bool) -> Condition:
    return lambda _reply, document: (document is not None) is json


def _fits(value: object, when: When) -> bool:
    if value is None or value == "":
        return when.absent
    if when.one_of is not None and not any(type(value) is type(one) and value == one for one in when.one_of):
        return False
    return when.not_in is None or not any(type(value) is type(one) and value == one for one in when.not_in)


def _value_fits(get: Callable[[object], object], when: When) -> Condition:
    return lambda _reply, document: isinstance(document, dict) and _fits(get(document), when)


def _header_fits(name: str, when: When) -> Condition:
    return lambda reply, _document: _fits(reply.header(name), when)
