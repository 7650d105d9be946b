"""Creates with an own number: the same content again is a duplicate, other content a conflict (section 10)."""

from typing import Any

from city.common.call import Answer, Refusal


class Creates:
    """What was created in one system, by the client's own number."""

    def __init__(self) -> None:
        self.sent: dict[str, Any] = {}
        self._answers: dict[str, dict[str, Any]] = {}

    def again(self, number: str, content: Any) -> Answer | None:
        """The answer to a repeat, or None for a first create. Raises Refusal (409) for other content."""
        if number not in self.sent:
            return None
        if self.sent[number] != content:
            raise Refusal("conflict", "this number was used with other content", status=409)
        return Answer({**self._answers[number], "duplicate": True})

    def first(self, number: str, content: Any, answer: dict[str, Any]) -> Answer:
        """Keep a first create and answer 201."""
        self.sent[number] = content
        self._answers[number] = answer
        return Answer(answer, 201)
