"""What of a case is private: what its words may not give away when they go out, in whatever deed they go out."""

from collections.abc import Mapping
from typing import Any

from models.values import PartyKind
from rules.redaction import Private, Redacted, redacted
from usecases.casework_rows import EnforcementCase

NAMED = ("minors", "others")  # blanks of a decision
WORDS = ("facts", "content", "note")  # columns of a penalty that are written freely


def words(case: EnforcementCase, said: Mapping[str, Any]) -> dict[str, Redacted]:
    """Return the words of a decision as they go out: facts, content and note, with why something is hidden."""
    private = private_of(case, said)
    texts = {
        "facts": said["facts"],
        "content": said.get("content") or said["facts"],
        "note": said.get("mitigation", ""),
    }
    return {name: redacted(text, private) for name, text in texts.items()}


def private_of(case: EnforcementCase, said: Mapping[str, Any]) -> Private:
    """Return what a case knows that is not published: papers, telephones, homes, names of minors and of others."""
    party = case.row["party"] or {}
    person = party.get("kind") == PartyKind.PERSON

    def known(*names: str) -> tuple[str, ...]:
        return tuple(party[name] for name in names if party.get(name))

    numbers, homes = known("legal_rep_no", *(["number"] if person else [])), known("address") if person else ()
    minors, others = (tuple(said.get(key) or ()) for key in NAMED)
    return Private(numbers, known("phone"), homes, minors, others)


def ever(case: EnforcementCase) -> Private:
    """Return what is private by all that was ever said in a case."""
    steps = [step.said for step in case.standing.taken]
    return private_of(case, {key: [name for said in steps for name in said.get(key) or ()] for key in NAMED})
