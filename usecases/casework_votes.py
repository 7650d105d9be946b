"""Collective deliberation checked before it is kept: each opinion with its reason, and the majority."""

from collections.abc import Mapping
from functools import reduce
from typing import Any

from models.errors import Refused
from models.said import Said, said
from rules.casework import voting


def check(words: Mapping[str, Any]) -> None:
    """Raise Refused naming everything that is wrong with the votes of a deliberation."""
    wrong = voting.faults(words["votes"], agreed=bool(words["agreed"]))
    if wrong:
        advice = "请更正各人意见或者表决结果。"
        raise Refused(said("{why}。", why=reduce(_and, wrong)), kept="案件未变更。", do_next=advice)


def _and(one: Said, other: Said) -> Said:
    return said("{one}；{other}", one=one, other=other)
