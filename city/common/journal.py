"""What the city noticed about its clients: violations, normal refusals, write-backs, injected faults."""

from collections import Counter
from typing import Any

from city.common.call import Call, Refusal
from city.common.moments import rfc3339

MOST_KEPT = 20_000


class Journal:
    """The proof of good behaviour: `violations` is empty when every client kept the contract."""

    def __init__(self) -> None:
        self.requests: Counter[str] = Counter()
        self.normal: Counter[tuple[str, str]] = Counter()
        self.faults: Counter[tuple[str, str]] = Counter()
        self.early_after_429: Counter[str] = Counter()
        self.violations: list[dict[str, Any]] = []
        self.normal_samples: list[dict[str, Any]] = []
        self.write_backs: list[dict[str, Any]] = []
        self.violation_count = 0

    def refused(self, call: Call, refusal: Refusal) -> None:
        """Note a refusal, as a violation or as normal life."""
        if refusal.normal:
            self.normal[call.system, str(refusal.code)] += 1
            if len(self.normal_samples) < MOST_KEPT:
                self.normal_samples.append(_entry(call, str(refusal.code), refusal.why))
        else:
            self.violation(call, str(refusal.code), refusal.why)

    def violation(self, call: Call, code: str, why: str) -> None:
        """Note a breach of the contract by the client."""
        self.violation_count += 1
        if len(self.violations) < MOST_KEPT:
            self.violations.append(_entry(call, code, why))

    def write_back(self, call: Call, application: str, event: dict[str, Any]) -> None:
        """Note an event that was stored for an application."""
        self.write_backs.append({"at": rfc3339(call.now), "system": call.system, "application": application, **event})

    def snapshot(self) -> dict[str, Any]:
        """Everything as one JSON document."""
        return {
            "violation_count": self.violation_count,
            "violations": self.violations,
            "requests": dict(self.requests),
            "normal": _nested(self.normal),
            "normal_samples": self.normal_samples,
            "faults": _nested(self.faults),
            "early_after_429": dict(self.early_after_429),
            "write_backs": self.write_backs,
        }


def _entry(call: Call, code: str, why: str) -> dict[str, Any]:
    return {
        "at": rfc3339(call.now),
        "system": call.system,
        "method": call.method,
        "path": call.path,
        "code": code,
        "why": why,
    }


def _nested(counts: Counter[tuple[str, str]]) -> dict[str, dict[str, int]]:
    result: dict[str, dict[str, int]] = {}
    for (system, code), count in counts.items():
        result.setdefault(system, {})[code] = count
    return result
