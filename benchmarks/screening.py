"""Screening: cases a second of `law screen` on one core, rules only, from lines to lines."""

import io
from collections.abc import Iterator
from contextlib import redirect_stdout
from tempfile import NamedTemporaryFile

import orjson

from benchmarks.measuring import Figure, spending
from benchmarks.papers import TODAY, paper
from cli.context import Context
from cli.law import run_screen

ROWS = 10_000
CASES_A_SECOND = 5_000.0
OUTCOMES = ("clear", "clear", "clear", "hit", "unavailable")


def case(number: int) -> dict[str, object]:
    """Return one case with every part filled; some are barred, some unknown."""
    one = paper(number, f"c{number}")
    party = {"name": one.name, "id_no": one.id_no, "uscc": one.uscc}
    legal = {"name": one.legal_name, "id_no": one.legal_id_no} if one.legal_name else None
    record = {"kind": "penalty", "on": "2025-03-01", "cause": "unlicensed_trading", "act": "a", "by": "tobacco"}
    return {
        "id": one.id,
        "item": one.item,
        "received_on": TODAY.isoformat(),
        "applicant": {"kind": one.kind, **party, "legal_rep": legal, "investor_origin": "domestic"},
        "premises": {
            "address": one.shop_address,
            "district": one.district,
            "is_hotel": one.is_hotel,
            "fixed": one.is_fixed,
            "separate_from_home": one.is_separate,
            "school_distance_m": number % 400,
            "vending_machine": one.is_vending,
        },
        "records": [{**record, "in_force": True, "party": party}] if number % 5 == 0 else [],
        "defaulter": {"status": OUTCOMES[number % 5], "party": party, "as_of": "2026-11-22T09:00:00+08:00"},
        "business": {"status": "ok", "scope_has_tobacco": number % 7 != 0},
    }


def run(rows: int | None) -> Iterator[Figure]:
    """Yield the rate by this process's own processor time; start-up is not part of it."""
    count = rows or ROWS
    with NamedTemporaryFile(suffix=".jsonl") as file:
        file.write(b"".join(orjson.dumps(case(number)) + b"\n" for number in range(count)))
        file.flush()
        answers = io.StringIO()
        with redirect_stdout(answers):
            run_screen([file.name], Context(json=True))
            answers.seek(0)
            answers.truncate()
            with spending() as spent:
                run_screen([file.name], Context(json=True))
    said = [orjson.loads(line) for line in answers.getvalue().splitlines()]
    outcomes = {name: sum(one.get("outcome") == name for one in said) for name in ("pass", "review", "deny")}
    yield Figure("screen", count / spent.cpu, "cases/s", CASES_A_SECOND, len(said), 1.0, more={"outcomes": outcomes})
